"""One subscribed connection: sends a frame and waits for what the platform says of it.

Lives on the connection's event loop. Frames with one `req_id` go one after the other, each after the answer to the
last, because the answers carry nothing else to tell them apart.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from bot.platforms.port import PlatformBusy
from bot.platforms.wecom.aibot import frames
from bot.platforms.wecom.aibot.errors import NOT_SUBSCRIBED, problem


class Line:
    """What can be asked over one socket. Every error is PlatformBusy or PlatformRefused."""

    def __init__(self, socket: ClientConnection, clock: Callable[[], datetime], ack_seconds: float) -> None:
        self._socket, self._clock, self._ack_seconds = socket, clock, ack_seconds
        self._awaited: dict[str, asyncio.Future[frames.Frame]] = {}
        self._queues: dict[str, tuple[asyncio.Lock, int]] = {}
        self.is_useless = asyncio.Event()
        """Set when the platform says that nobody is subscribed here."""
        self._is_over = False

    @property
    def is_busy(self) -> bool:
        """Whether something waits for its answer."""
        return bool(self._queues)

    async def ask(self, cmd: str, body: Mapping[str, Any] | None = None, *, wait: float | None = None) -> frames.Frame:
        """Send a frame of our own; `wait` in seconds, if not as long as for any."""
        return await self.answer(cmd, frames.new_req_id(cmd, self._clock()), body, wait=wait)

    async def answer(
        self, cmd: str, req_id: str, body: Mapping[str, Any] | None, *, wait: float | None = None
    ) -> frames.Frame:
        """Send a frame that answers one of the platform's, after those before it. Gives what the platform says."""
        lock, waiting = self._queues.get(req_id, (asyncio.Lock(), 0))
        self._queues[req_id] = lock, waiting + 1
        try:
            async with lock:
                return await self._exchange(cmd, req_id, body, wait or self._ack_seconds)
        finally:
            lock, waiting = self._queues[req_id]
            self._queues[req_id] = lock, waiting - 1
            if waiting == 1:
                del self._queues[req_id]

    def settle(self, frame: frames.Frame) -> None:
        """The answer to a frame has come. One that nobody waits for any more is dropped."""
        if frame.code == NOT_SUBSCRIBED:
            self.is_useless.set()
        awaited = self._awaited.get(frame.req_id)
        if awaited is not None and not awaited.done():
            awaited.set_result(frame)

    def hang_up(self) -> None:
        """Nothing will come any more: whoever waits is told at once."""
        self._is_over = True
        for awaited in self._awaited.values():
            if not awaited.done():
                awaited.set_exception(PlatformBusy("connection lost before the answer"))

    async def _exchange(self, cmd: str, req_id: str, body: Mapping[str, Any] | None, wait: float) -> frames.Frame:
        if self._is_over:
            raise PlatformBusy("connection lost")
        awaited: asyncio.Future[frames.Frame] = asyncio.get_running_loop().create_future()
        self._awaited[req_id] = awaited
        try:
            async with asyncio.timeout(wait):
                await self._socket.send(frames.written(cmd, req_id, body))
                told = await awaited
        except TimeoutError:
            raise PlatformBusy(f"no answer to {cmd} within {wait:g} s: unknown what became of it") from None
        except ConnectionClosed:
            raise PlatformBusy("connection lost") from None
        finally:
            del self._awaited[req_id]
        if told.code != frames.OK:
            raise problem(told.code, told.reason)
        return told
