"""The platform's end of the long connection: the endpoint call, and a WebSocket server on loopback."""

import base64
import json
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

from bot.platforms.feishu import frames
from bot.platforms.feishu.lark import frame_type
from bot.platforms.feishu.wire import WireAnswer, WireRequest
from bot.platforms.port import Delivery
from tests.bot.platforms.feishu.wires import answer

PATIENCE = 30.0
"""Seconds a test waits for what must come."""
PACE = {"ReconnectCount": -1, "ReconnectInterval": 0, "ReconnectNonce": 0, "PingInterval": 120}


@dataclass
class Gateway:
    """Both halves. As a `Wire` it answers the endpoint call; `push` sends a frame down the newest connection."""

    url: str = ""
    pace: Mapping[str, object] = field(default_factory=lambda: PACE)
    endpoint_answers: list[WireAnswer | Exception] = field(default_factory=list)
    endpoint_calls: list[WireRequest] = field(default_factory=list)
    handshake_refusals: list[dict[str, str]] = field(default_factory=list)
    handshakes: int = 0
    connections: Queue[ServerConnection] = field(default_factory=Queue)
    acknowledged: Queue[Any] = field(default_factory=Queue)
    pings: Queue[Any] = field(default_factory=Queue)

    def call(self, request: WireRequest) -> WireAnswer:
        self.endpoint_calls.append(request)
        if self.endpoint_answers:
            scripted = self.endpoint_answers.pop(0)
            if isinstance(scripted, Exception):
                raise scripted
            return scripted
        return answer({"code": 0, "msg": "ok", "data": {"URL": self.url, "ClientConfig": self.pace}})

    def on_handshake(self, connection: ServerConnection, request: Request) -> Response | None:
        self.handshakes += 1
        if not self.handshake_refusals:
            return None
        refusal = connection.respond(403, "")
        for name, value in self.handshake_refusals.pop(0).items():
            refusal.headers[name] = value
        return refusal

    def serve_one(self, connection: ServerConnection) -> None:
        self.connections.put(connection)
        try:
            for message in connection:
                frame = frames.read_frame(message)
                (self.acknowledged if frame.method == frames.DATA else self.pings).put(frame)
        except ConnectionClosed:
            return


@contextmanager
def gateway() -> Iterator[Gateway]:
    """A gateway that listens until left."""
    state = Gateway()
    with serve(state.serve_one, "127.0.0.1", 0, process_request=state.on_handshake) as server:
        port = server.socket.getsockname()[1]
        state.url = f"ws://127.0.0.1:{port}/ws?device_id=d1&service_id=77&access_key=KEY&ticket=T1CKET"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()


def data_frame(payload: bytes, message: str = "m1", kind: str = "event", total: int = 1, seq: int = 0) -> bytes:
    """One part of a pushed event."""
    frame = frame_type()(SeqID=9, LogID=8, service=77, method=frames.DATA, payload=payload)
    headers = {"type": kind, "message_id": message, "trace_id": "t1", "sum": str(total), "seq": str(seq)}
    for key, value in headers.items():
        frame.headers.add(key=key, value=value)
    return bytes(frame.SerializeToString())


def pong_frame(config: Mapping[str, object]) -> bytes:
    frame = frame_type()(SeqID=0, LogID=0, service=77, method=frames.CONTROL, payload=orjson.dumps(config))
    frame.headers.add(key="type", value="pong")
    return bytes(frame.SerializeToString())


def verdict(frame: Any) -> tuple[int, Any]:
    """The code of an acknowledgement, and the answer to a card callback in it."""
    said = json.loads(frame.payload)
    return said["code"], json.loads(base64.b64decode(said["data"])) if "data" in said else None


class Office:
    """Takes deliveries; `futures` are given out in order, else each is answered at once with `answer`."""

    def __init__(self) -> None:
        self.taken: Queue[Delivery] = Queue()
        self.futures: list[Future[bytes | None]] = []
        self.answer: bytes | None = None

    def deliver(self, delivery: Delivery) -> Future[bytes | None]:
        self.taken.put(delivery)
        if self.futures:
            return self.futures.pop(0)
        done: Future[bytes | None] = Future()
        done.set_result(self.answer)
        return done


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.005)
