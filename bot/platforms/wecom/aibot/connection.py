"""The long connection (长连接): the same messages and events as the webhook, without a public address.

We speak the documented protocol ourselves: the published clients stay dead after a clean close or one failed
authentication, or cannot be stopped (platform reference §14). One thread with an event loop of its own; it hands
each delivery over, sends what answers a tap, and carries the frames of the sender threads. Nothing is handled here.

A bot has one live connection, the one that subscribed last. So only the holder of the lease connects, and whoever is
told that another took over waits at least a minute: two that come back at once would kick each other for ever. It
keeps the lease meanwhile, or the next of our processes would do the same.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import CancelledError
from contextlib import suppress
from datetime import datetime
from threading import Thread
from typing import Any, TypeVar

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import InvalidStatus

from bot.platforms.port import PlatformBusy, PlatformRefused
from bot.platforms.wecom.aibot import frames
from bot.platforms.wecom.aibot.address import UNREACHABLE, Address
from bot.platforms.wecom.aibot.intake import Deliver, Intake
from bot.platforms.wecom.aibot.lease import Alone, Lease, ask, give_back, hold
from bot.platforms.wecom.aibot.line import Line
from bot.platforms.wecom.aibot.pace import BackOff, Pace
from bot.platforms.wecom.aibot.session import End, Session, ended, now
from bot.platforms.wecom.aibot.uploads import chunks_of, require_sendable, upload

_REFUSED_AT_THE_DOOR = (401, 403)
_FAILURES_ALONE = 5
"""After so many in a row another process may try its luck: perhaps only this machine does not get through."""
_log = logging.getLogger(__name__)
T = TypeVar("T")


class AibotConnection:
    """Holds one connection for one bot until stopped, coming back whenever it is lost.

    `deliver` takes a delivery and must return at once; its future is done when the delivery is stored, and gives what
    `streams.update` or `streams.welcome` makes for a tap or an opened chat, or None. A later answer is dropped.
    `first_chunk` is explained in `uploads.py`. Raises OSError when `ca_bundle` cannot be read.
    """

    def __init__(
        self,
        url: str,
        bot_id: str,
        secret: str,
        deliver: Deliver,
        clock: Callable[[], datetime],
        *,
        lease: Lease | None,
        ca_bundle: str = "",
        pace: Pace | None = None,
        first_chunk: int = 0,
    ) -> None:
        self._address = Address(url, ca_bundle)
        self._credentials = {"bot_id": bot_id, "secret": secret}
        self._clock, self._lease, self._first_chunk = clock, lease or Alone(), first_chunk
        self._pace = pace = pace or Pace()
        self._intake = Intake(deliver, clock, pace.answer)
        self._lost, self._refused, self._kicked = BackOff(pace.lost), BackOff(pace.refused), BackOff(pace.kicked)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None
        self._stopping = asyncio.Event()
        self._line: Line | None = None
        self._socket: ClientConnection | None = None
        self._not_before = 0.0
        self.is_connected = False
        """Subscribed, and as far as anybody can tell alive."""
        self.trouble = ""
        """Why there is no connection, for `/readyz` and the log; empty while we or another process of ours have it."""

    # --- for any thread --------------------------------------------------------------------

    def start(self) -> None:
        """Connect, in a thread of its own. Only once per object."""
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._run, args=(self._loop,), name="wecom-long-connection", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Finish what is under way, close, give the lease back; wait `timeout` seconds at most for all of it."""
        if self._loop is None or self._thread is None:
            return
        with suppress(RuntimeError):  # the loop is closed already
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(timeout)

    @property
    def is_ours(self) -> bool:
        """Whether this process holds the connection now, and so can send."""
        return self._line is not None

    def push(self, chatid: str, chat_type: int, body: Mapping[str, Any]) -> None:
        """Send a message; `chat_type` 1 to a person by userid, 2 to a group by its bare chatid. Blocks.

        Raises PlatformBusy (without an answer nobody knows what became of it), or PlatformRefused.
        """
        told = {"chatid": chatid, "chat_type": chat_type, **body}
        self._carry(lambda line: line.ask(frames.PUSH, told), self._pace.ack)

    def respond(self, req_id: str, body: Mapping[str, Any]) -> None:
        """Answer a message, within 24 h; a stream with the same ids until it is finished. Blocks, raises as `push`.

        PlatformRefused with MESSAGE_GONE: it takes no answer, or no longer.
        """
        self._carry(lambda line: line.answer(frames.RESPOND, req_id, body), 4 * self._pace.ack)

    def upload(self, kind: str, name: str, content: bytes) -> str:
        """Store a `file`, `image`, `voice` or `video`; gives its media id. Blocks, raises as `push`."""
        require_sendable(kind, content)
        exchanges = len(chunks_of(content)) + 2
        return self._carry(
            lambda line: upload(line, kind, name, content, self._first_chunk), exchanges * self._pace.ack
        )

    def _carry(self, work: Callable[[Line], Coroutine[Any, Any, T]], patience: float) -> T:
        line, loop = self._line, self._loop
        if line is None or loop is None:
            raise PlatformBusy("no connection")
        asking = work(line)
        try:
            carried = asyncio.run_coroutine_threadsafe(asking, loop)
        except RuntimeError:  # the loop has just been closed
            asking.close()
            raise PlatformBusy("no connection") from None
        try:
            return carried.result(patience + 1)  # its own limit comes first, if the loop lives
        except (CancelledError, TimeoutError):
            carried.cancel()
            raise PlatformBusy("no answer in time: unknown what became of it") from None

    # --- the thread ------------------------------------------------------------------------

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(self._stay())

    async def _stay(self) -> None:
        working, stopped = asyncio.create_task(self._work()), asyncio.create_task(self._stopping.wait())
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        await self._finish()
        await ended(working, stopped)
        if not working.cancelled():
            working.result()  # a defect is to be seen

    async def _finish(self) -> None:
        """Take no more from senders, and let what is under way come to its end.

        What the platform tells before it answers our farewell is still taken: nobody would be told it again.
        """
        line, self._line = self._line, None
        with suppress(TimeoutError):
            async with asyncio.timeout(self._pace.ack):
                while self._intake.is_busy or (line is not None and line.is_busy):
                    await asyncio.sleep(0.01)
                if self._socket is not None:
                    await self._socket.close()
                while self._intake.is_busy:
                    await asyncio.sleep(0.01)

    async def _work(self) -> None:
        while True:
            is_ours = await ask(self._lease.take)
            if is_ours:
                await self._lead()
            else:
                self.trouble = "" if is_ours is False else "the lease cannot be asked"
            await asyncio.sleep(self._pace.lease)

    async def _lead(self) -> None:
        """Connect as long as the lease is ours."""
        serving, holding = asyncio.create_task(self._serve()), asyncio.create_task(hold(self._lease, self._pace))
        try:
            await asyncio.wait({serving, holding}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await ended(serving, holding)
            await give_back(self._lease, self._pace)
        if not serving.cancelled():
            serving.result()
        _log.warning("the lease of the long connection is not ours any more")

    async def _serve(self) -> None:
        while not self._stopping.is_set():
            await asyncio.sleep(self._not_before - now())
            pause = await self._connect_once()
            self._not_before = now() + pause
            _log.warning("long connection lost (%s), next try in %.1f s", self.trouble, pause)
            if self._lost.failures >= _FAILURES_ALONE:
                return

    async def _connect_once(self) -> float:
        """Hold one connection to its end; gives the seconds to wait before the next."""
        began = now()
        try:
            async with self._address.connect(self._pace.open) as socket:
                end = await self._hold(socket)
        except PlatformRefused as refused:
            self.trouble = str(refused)
            return self._refused.next()
        except PlatformBusy as busy:
            self.trouble = str(busy)
            return max(busy.wait or 0.0, self._lost.next())
        except InvalidStatus as refusal:
            self.trouble = f"handshake refused: HTTP {refusal.response.status_code}"
            is_final = refusal.response.status_code in _REFUSED_AT_THE_DOOR
            return (self._refused if is_final else self._lost).next()
        except UNREACHABLE as error:
            self.trouble = type(error).__name__
            return self._lost.next()
        except Exception:  # a defect of ours: better come back than be deaf until somebody starts us anew
            _log.exception("defect on the long connection")
            self.trouble = "defect"
            return self._refused.next()
        return self._pause_after(end, now() - began)

    def _pause_after(self, end: End, lasted: float) -> float:
        if lasted >= self._pace.steady:
            self._lost.reset()
            self._refused.reset()
        if lasted >= self._pace.kicked.longest:
            self._kicked.reset()
        if end is End.QUIET:
            return 0.0
        self.trouble = "another process took the connection over" if end is End.KICKED else end.name.lower()
        return (self._kicked if end is End.KICKED else self._lost).next()

    async def _hold(self, socket: ClientConnection) -> End:
        line, self._socket = Line(socket, self._clock, self._pace.ack), socket
        try:
            return await Session(socket, line, self._intake, self._pace).run(self._credentials, self._opened)
        except asyncio.CancelledError:
            if not self._stopping.is_set():  # the lease is lost: whoever has it may be connecting this moment
                socket.transport.abort()
            raise
        finally:
            self._line, self._socket, self.is_connected = None, None, False

    def _opened(self, line: Line) -> None:
        self._line, self.is_connected, self.trouble = line, True, ""
        _log.info("long connection open")
