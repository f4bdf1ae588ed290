"""The long connection (长连接): the same events and card callbacks as the webhook, without a public address.

We speak the documented protocol ourselves, with lark-oapi's frames and the `websockets` library
that lark-oapi uses. Its own `ws.Client` could not be kept: it has no stop, it captures an event
loop at import, it runs handlers on that loop so that one click waiting for its answer holds up
every ping and every other event, a fatal error while reconnecting dies unseen in a task, its
endpoint call has no timeout, and it imports every event model (80 MB).

One thread with an event loop of its own. It hands each delivery over and acknowledges it when the
returned future is done; nothing is handled here.
"""

import asyncio
import logging
import random
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Thread
from time import monotonic
from typing import Any, Literal

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from bot.platforms.feishu import frames
from bot.platforms.feishu.endpoint import Endpoint, Pace, find_endpoint, refused_at_the_door
from bot.platforms.feishu.envelope import as_delivery, open_envelope
from bot.platforms.feishu.lark import is_loopback
from bot.platforms.feishu.wire import Wire
from bot.platforms.port import Delivery, PlatformBusy, PlatformRefused

ANSWER_SECONDS = 2.7
"""The platform waits 3 s for an acknowledgement, the way to it included."""
REFUSED_PAUSE_SECONDS = 300.0
"""Wrong credentials do not mend by themselves, but an administrator may mend them."""
LARGEST_FRAME_BYTES = 4_000_000

_log = logging.getLogger(__name__)
# The library logs the address, which carries a ticket, at DEBUG.
_socket_log = logging.getLogger(f"{__name__}.socket")
_socket_log.setLevel(logging.WARNING)


class LongConnection:
    """Holds one connection for one app until stopped, coming back whenever it is lost.

    `deliver` takes a delivery and must return at once; its future gives the answer to a card
    callback (`answers.click_answer`) or None once an event is stored. A future that fails or takes
    longer than the platform waits makes the platform send the event again.
    """

    def __init__(
        self,
        wire: Wire,
        app_id: str,
        app_secret: str,
        deliver: Callable[[Delivery], Future[bytes | None]],
        clock: Callable[[], datetime],
    ) -> None:
        self._wire, self._app_id, self._app_secret = wire, app_id, app_secret
        self._deliver, self._clock = deliver, clock
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None
        self._stopping = asyncio.Event()
        self._pace = Pace()
        self._failures = 0
        self._parts = frames.Parts()
        self._answers: set[asyncio.Task[None]] = set()
        self.is_connected = False
        self.trouble = ""
        """Why there is no connection, for `/readyz` and the log; empty while there is one."""

    def start(self) -> None:
        """Connect, in a thread of its own. Only once per object."""
        self._loop = asyncio.new_event_loop()
        name = "feishu-long-connection"
        self._thread = Thread(target=self._run, args=(self._loop,), name=name, daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Acknowledge what is under way, close, and wait `timeout` seconds at most for the thread to end."""
        if self._loop is None or self._thread is None:
            return
        with suppress(RuntimeError):  # the loop is closed already
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(timeout)

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(self._stay())

    async def _stay(self) -> None:
        while not self._stopping.is_set():
            pause = await self._connect_once()
            self.is_connected = False
            if not self._stopping.is_set():
                _log.warning("long connection lost (%s), next try in %.1f s", self.trouble, pause)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), pause)

    async def _connect_once(self) -> float:
        """Hold one connection to its end; gives the seconds to wait before the next."""
        try:
            endpoint = await asyncio.to_thread(find_endpoint, self._wire, self._app_id, self._app_secret, self._pace)
            await self._hold(endpoint)
        except PlatformRefused as refused:
            self.trouble = str(refused)
            return REFUSED_PAUSE_SECONDS
        except PlatformBusy as busy:
            self.trouble = str(busy)
        except InvalidStatus as refusal:
            self.trouble, is_final = refused_at_the_door(refusal.response.headers)
            if is_final:
                return REFUSED_PAUSE_SECONDS
        except (OSError, TimeoutError, WebSocketException) as error:
            self.trouble = type(error).__name__  # some of their texts repeat the address
        else:
            return random.random() * self._pace.spread
        self._failures += 1
        return min(2.0**self._failures, self._pace.interval) * random.uniform(0.5, 1.0)

    async def _hold(self, endpoint: Endpoint) -> None:
        """Listen until the connection or the program ends."""
        self._pace = endpoint.pace
        proxy: Literal[True] | None = None if is_loopback(endpoint.url) else True  # True: as the environment says
        async with connect(endpoint.url, max_size=LARGEST_FRAME_BYTES, proxy=proxy, logger=_socket_log) as socket:
            self.is_connected, self.trouble, self._failures = True, "", 0
            _log.info("long connection open")
            tasks = {
                asyncio.create_task(self._listen(socket)),
                asyncio.create_task(self._ping(socket, endpoint.service)),
                asyncio.create_task(self._stopping.wait()),
            }
            done, running = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in running:
                task.cancel()
            if self._answers:
                await asyncio.wait(self._answers, timeout=ANSWER_SECONDS)
        self.trouble = "closed"
        for task in done:
            task.result()

    async def _listen(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            while True:
                self._take(socket, await socket.recv())

    async def _ping(self, socket: ClientConnection, service: int) -> None:
        with suppress(ConnectionClosed):
            while True:
                await socket.send(frames.ping(service))
                await asyncio.sleep(self._pace.ping)

    def _take(self, socket: ClientConnection, raw: object) -> None:
        try:
            frame = frames.read_frame(raw)
            headers = frames.headers_of(frame)
            if frame.method == frames.CONTROL:
                self._obey(headers, frame.payload)
                return
            payload = self._parts.add(headers, frame.payload, monotonic())
        except ValueError as error:
            _log.warning("unreadable frame: %s", error)
            return
        if payload is not None and headers.get("type") in (frames.EVENT, frames.CARD):
            task = asyncio.create_task(self._answer(socket, frame, payload))
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)

    def _obey(self, headers: dict[str, str], payload: bytes) -> None:
        """A pong may bring a new pace."""
        if headers.get("type") == frames.PONG and payload:
            self._pace = self._pace.changed(orjson.loads(payload))

    async def _answer(self, socket: ClientConnection, frame: Any, payload: bytes) -> None:
        began = monotonic()
        code, answer = await self._handed_over(payload)
        took = timedelta(seconds=monotonic() - began)
        with suppress(ConnectionClosed):  # it will be sent again
            await socket.send(frames.acknowledgement(frame, code, took, answer))

    async def _handed_over(self, payload: bytes) -> tuple[int, bytes | None]:
        """The code of the acknowledgement, and the answer to a card callback."""
        delivery = self._read(payload)
        if delivery is None:
            _log.warning("unreadable event on the long connection")
            return frames.FAILED, None
        future = asyncio.wrap_future(self._deliver(delivery))
        await asyncio.wait({future}, timeout=ANSWER_SECONDS)
        if not future.done() or future.cancelled():
            _log.warning("delivery %s not stored in time", delivery.id)
            return frames.FAILED, None
        if error := future.exception():
            _log.error("delivery %s failed", delivery.id, exc_info=error)
            return frames.FAILED, None
        return frames.OK, future.result() if delivery.is_callback else None

    def _read(self, payload: bytes) -> Delivery | None:
        """What came, if it is of our app. There is no signature here: the connection itself is the proof."""
        try:
            body = orjson.loads(payload)
        except orjson.JSONDecodeError:
            return None
        envelope = open_envelope(body)
        if not isinstance(body, dict) or envelope.app_id != self._app_id:
            return None
        return as_delivery(body, envelope, self._clock())
