"""The platform's end of the long connection: a WebSocket server on loopback that keeps to the reference (§5.3.4)."""

import contextlib
import socket as sockets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Queue
from typing import Any

import orjson
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from bot.platforms.port import Delivery
from bot.platforms.wecom.aibot.connection import AibotConnection
from bot.platforms.wecom.aibot.pace import Pace, Pauses
from tests.bot.platforms.wecom.aibot.bodies import a_message, an_event

PATIENCE = 30.0
"""Seconds a test waits for what must come."""
QUICK = Pace(lost=Pauses(0.01, 0.02), refused=Pauses(0.05, 0.1), kicked=Pauses(0.3, 0.4), lease=0.02, lease_grace=5.0)
"""Comes back soon; everything else as on the real platform."""
BOT_ID, SECRET = "aibJrQ2mfgorder", "LONG-C0NN-S3CRET"
Frame = dict[str, Any]


def accept(frame: Frame) -> Frame | None:
    """The usual answer."""
    return {"errcode": 0, "errmsg": "ok"}


def refuse(code: int, reason: str = "no") -> Callable[[Frame], Frame]:
    return lambda frame: {"errcode": code, "errmsg": reason}


def keep_silent(frame: Frame) -> None:
    return None


@dataclass
class Platform:
    """One bot's gateway. The newest subscription wins; the one before is told so and closed."""

    url: str = ""
    subscriptions: Queue[Frame] = field(default_factory=Queue)
    refusals: list[int] = field(default_factory=list)
    """Error codes for the next subscriptions."""
    door: list[int] = field(default_factory=list)
    """HTTP statuses for the next handshakes."""
    connections: Queue[ServerConnection] = field(default_factory=Queue)
    """Subscribed ones, in order."""
    frames: Queue[Frame] = field(default_factory=Queue)
    """What came, without subscriptions and heartbeats."""
    pings: Queue[Frame] = field(default_factory=Queue)
    is_answering_pings: bool = True
    answer: Callable[[Frame], Frame | None] = accept
    current: ServerConnection | None = None

    def at_the_door(self, connection: ServerConnection, request: Request) -> Response | None:
        return connection.respond(self.door.pop(0), "") if self.door else None

    def serve_one(self, connection: ServerConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            for message in connection:
                self.hear(connection, orjson.loads(message))

    def hear(self, connection: ServerConnection, frame: Frame) -> None:
        if frame["cmd"] == "aibot_subscribe":
            self.subscribe(connection, frame)
        elif frame["cmd"] == "ping":
            self.pings.put(frame)
            if self.is_answering_pings:
                settle(connection, frame, accept(frame))
        else:
            settle(connection, frame, self.answer(frame))
            self.frames.put(frame)

    def subscribe(self, connection: ServerConnection, frame: Frame) -> None:
        self.subscriptions.put(frame)
        if self.refusals:
            settle(connection, frame, {"errcode": self.refusals.pop(0), "errmsg": "no"})
            return
        before, self.current = self.current, connection
        if before is not None:
            with contextlib.suppress(ConnectionClosed):
                kick(before)
                before.close()
        settle(connection, frame, {"errcode": 0, "errmsg": "ok"})
        self.connections.put(connection)


def settle(connection: ServerConnection, frame: Frame, verdict: Mapping[str, Any] | None) -> None:
    if verdict is not None:
        connection.send(orjson.dumps({"headers": frame["headers"], **verdict}).decode())


def tell(connection: ServerConnection, body: Mapping[str, Any], req_id: str = "SRV-1") -> None:
    """Push a message or an event."""
    cmd = "aibot_event_callback" if body["msgtype"] == "event" else "aibot_msg_callback"
    connection.send(orjson.dumps({"cmd": cmd, "headers": {"req_id": req_id}, "body": body}).decode())


def kick(connection: ServerConnection) -> None:
    tell(connection, an_event("disconnected_event"))


def abort(connection: ServerConnection) -> None:
    """Without a close frame, as when a machine on the way is switched off."""
    connection.socket.shutdown(sockets.SHUT_RDWR)


@contextmanager
def gateway() -> Iterator[Platform]:
    """A platform that listens until left."""
    state = Platform()
    with serve(state.serve_one, "127.0.0.1", 0, process_request=state.at_the_door) as server:
        state.url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()


class Office:
    """Takes deliveries; `futures` are given out in order, else each is answered at once with `answer`."""

    def __init__(self) -> None:
        self.taken: Queue[Delivery] = Queue()
        self.futures: list[Future[dict[str, Any] | None]] = []
        self.answer: dict[str, Any] | None = None

    def deliver(self, delivery: Delivery) -> "Future[dict[str, Any] | None]":
        self.taken.put(delivery)
        if self.futures:
            return self.futures.pop(0)
        done: Future[dict[str, Any] | None] = Future()
        done.set_result(self.answer)
        return done


class SharedLease:
    """A lease between processes, in memory. `owner` may be set from outside; `trouble` is raised by every question."""

    def __init__(self) -> None:
        self.owner = ""
        self.trouble: Exception | None = None

    def of(self, name: str) -> "LeaseOf":
        return LeaseOf(self, name)


@dataclass
class LeaseOf:
    """One process's view of it."""

    shared: SharedLease
    name: str

    def take(self) -> bool:
        self._ask()
        self.shared.owner = self.shared.owner or self.name
        return self.shared.owner == self.name

    def renew(self) -> bool:
        self._ask()
        return self.shared.owner == self.name

    def give_back(self) -> None:
        self._ask()
        if self.shared.owner == self.name:
            self.shared.owner = ""

    def _ask(self) -> None:
        if self.shared.trouble is not None:
            raise self.shared.trouble


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.005)


def comes_through(platform: Platform, office: Office, connection: AibotConnection) -> bool:
    """Whether a message comes through on the next connection."""
    tell(platform.connections.get(timeout=PATIENCE), a_message(msgid="again"))
    wait_until(lambda: connection.is_connected)
    return office.taken.get(timeout=PATIENCE).id == "wecom:again" and connection.trouble == ""
