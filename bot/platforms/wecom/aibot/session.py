"""One socket from the subscription to its end, and the signs by which the end is noticed."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from bot.platforms.port import PlatformBusy, PlatformError
from bot.platforms.wecom.aibot import frames
from bot.platforms.wecom.aibot.envelope import DISCONNECTED, kind_of
from bot.platforms.wecom.aibot.intake import Intake
from bot.platforms.wecom.aibot.line import Line
from bot.platforms.wecom.aibot.pace import MOST_UNANSWERED_HEARTBEATS, Pace

_log = logging.getLogger(__name__)


class End(Enum):
    """How a connection ended."""

    CLOSED = auto()
    KICKED = auto()
    """Another connection took over."""
    SILENT = auto()
    """Heartbeats were not answered."""
    QUIET = auto()
    """Nothing was said for so long that it may be dead."""
    USELESS = auto()
    """The platform says that we are not subscribed."""


class Session:
    """What goes on over one socket. A message is handed over outside the loop that receives."""

    def __init__(self, socket: ClientConnection, line: Line, intake: Intake, pace: Pace) -> None:
        self._socket, self._line, self._intake, self._pace = socket, line, intake, pace
        self._heard_at = now()
        self._is_kicked = False

    async def run(self, credentials: Mapping[str, Any], on_open: Callable[[Line], None]) -> End:
        """Subscribe, tell it, and listen to the end. Raises PlatformBusy or PlatformRefused without a subscription.

        Whoever is kicked or hears nothing any more does not wait for a farewell: the socket is torn down.
        """
        listening = asyncio.create_task(self._listen())
        try:
            end = await self._to_the_end(listening, credentials, on_open)
        except PlatformBusy:
            if not self._is_kicked:
                raise
            end = End.KICKED  # before the platform even answered
        finally:
            self._line.hang_up()
            await ended(listening)
        if end in (End.KICKED, End.SILENT):
            self._socket.transport.abort()
        return end

    async def _to_the_end(
        self, listening: "asyncio.Task[End]", credentials: Mapping[str, Any], on_open: Callable[[Line], None]
    ) -> End:
        await self._line.ask(frames.SUBSCRIBE, credentials, wait=self._pace.open)
        on_open(self._line)
        self._heard_at = now()
        minding = [asyncio.create_task(each) for each in (self._beat(), self._mind_quiet(), self._mind_use())]
        try:
            done, _ = await asyncio.wait([listening, *minding], return_when=asyncio.FIRST_COMPLETED)
            return listening.result() if listening in done else done.pop().result()
        finally:
            await ended(*minding)

    async def _listen(self) -> End:
        try:
            while not self._is_kicked:
                self._take(await self._socket.recv())
            return End.KICKED
        except ConnectionClosed:
            return End.CLOSED
        finally:
            self._line.hang_up()

    def _take(self, raw: str | bytes) -> None:
        """One frame. Waits for nothing."""
        frame = frames.read_frame(raw)
        if frame is None:
            _log.warning("unreadable frame on the long connection")
        elif not frame.is_callback:
            self._line.settle(frame)
        elif kind_of(frame.body) == DISCONNECTED:
            self._is_kicked = True
        elif not frame.req_id:
            _log.warning("frame without a name on the long connection")
        else:
            self._heard_at = now()
            self._intake.take(self._line, frame)

    async def _beat(self) -> End:
        unanswered, pace = 0, self._pace.heartbeat
        await asyncio.sleep(pace)
        while True:
            began = now()
            try:
                await self._line.ask(frames.PING, wait=pace)
                unanswered = 0
            except PlatformError as error:
                unanswered += 1
                _log.warning("heartbeat without answer: %s", error)
            if unanswered >= MOST_UNANSWERED_HEARTBEATS:
                return End.SILENT
            await asyncio.sleep(began + pace - now())

    async def _mind_quiet(self) -> End:
        """Answered heartbeats do not prove that messages come (§11.18), and an answered push does not, either."""
        while (left := self._heard_at + self._pace.quiet - now()) > 0 or self._line.is_busy:
            await asyncio.sleep(max(left, 0.1))
        return End.QUIET

    async def _mind_use(self) -> End:
        await self._line.is_useless.wait()
        return End.USELESS


async def ended(*tasks: "asyncio.Task[Any]") -> None:
    """Cancel them and wait until they are gone; what they raised stays theirs."""
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


def now() -> float:
    """Seconds on the event loop's clock."""
    return asyncio.get_running_loop().time()
