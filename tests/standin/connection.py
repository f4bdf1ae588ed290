"""The long connection: where it is, what goes over it, and what has to come back (feishu.md §7)."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from uuid import uuid4

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from tests.standin.crypto import compact
from tests.standin.feishu import ANSWER_SECONDS, APP_ID, APP_SECRET, Answer, Feishu
from tests.standin.frames import CONTROL, DATA, Frame, decode, encode
from tests.standin.schema import Json

SERVICE = 77
CONFIG = {"ReconnectCount": -1, "ReconnectInterval": 1, "ReconnectNonce": 0, "PingInterval": 1}


@dataclass
class LongConnection:
    """The platform's end of the connections of one app."""

    url: str = ""
    busy: int = 0
    """How many of the next enquiries for the address are put off: the system is busy."""
    parts: int = 1
    """In how many frames the next events are sent."""
    pings: int = 0
    opened: int = 0
    faults: list[str] = field(default_factory=list)
    """What the program did against the protocol."""
    _connections: list[ServerConnection] = field(default_factory=list)
    _sent: dict[str, Frame] = field(default_factory=dict)
    _acknowledged: dict[str, Frame] = field(default_factory=dict)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def endpoint(self, body: bytes) -> Json:
        """The answer to `POST /callback/ws/endpoint`."""
        asked = json.loads(body)
        if (asked.get("AppID"), asked.get("AppSecret")) != (APP_ID, APP_SECRET):
            return {"code": 514, "msg": "auth failed"}
        if self.busy:
            self.busy -= 1
            return {"code": 1, "msg": "system busy"}
        query = f"device_id=d1&service_id={SERVICE}&access_key=k{uuid4().hex}&ticket={uuid4().hex}"
        return {"code": 0, "msg": "ok", "data": {"URL": f"{self.url}/?{query}", "ClientConfig": CONFIG}}

    def push(self, event: Json) -> Answer:
        """Send an event and wait for the same frame to come back."""
        connection = self.waits_for_connection()
        began = monotonic()
        message_id = uuid4().hex
        for frame in self._frames(message_id, compact(event)):
            self._sent[message_id] = frame
            connection.send(encode(frame))
        with self._changed:
            if not self._changed.wait_for(lambda: message_id in self._acknowledged, ANSWER_SECONDS):
                raise AssertionError("200340: no acknowledgement in time")
        return self._answer(message_id, monotonic() - began)

    def waits_for_connection(self, seconds: float = 10.0) -> ServerConnection:
        """The newest connection."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._connections, seconds):
                raise AssertionError(f"no connection within {seconds} s")
            return self._connections[-1]

    def drop(self) -> None:
        """Close every connection, as after a restart of the platform's gateway."""
        with self._changed:
            dropped, self._connections = self._connections, []
        for connection in dropped:
            connection.close()

    def attend(self, connection: ServerConnection) -> None:
        """Listen to one connection until it ends."""
        with self._changed:
            self.opened += 1
            self._connections.append(connection)
            self._changed.notify_all()
        try:
            for data in connection:
                self._hear(connection, data)
        except ConnectionClosed:
            return  # the program was stopped or killed
        finally:
            with self._changed:
                self._connections = [other for other in self._connections if other is not connection]

    def _hear(self, connection: ServerConnection, data: str | bytes) -> None:
        try:
            frame = decode(data if isinstance(data, bytes) else b"")
        except (ValueError, KeyError) as error:
            self.faults.append(f"not a frame: {data!r:.80}: {error}")
            return
        if frame.method == CONTROL and frame.headers.get("type") == "ping":
            self.pings += 1
            if frame.service != SERVICE:
                self.faults.append(f"a ping for service {frame.service}")
            connection.send(encode(Frame(CONTROL, {"type": "pong"}, json.dumps(CONFIG).encode(), service=SERVICE)))
        elif frame.method == DATA:
            self._note(frame)
        else:
            self.faults.append(f"an unexpected frame: {frame}")

    def _note(self, frame: Frame) -> None:
        sent = self._sent.get(frame.headers.get("message_id", ""))
        if sent is None:
            self.faults.append(f"acknowledged what was not sent: {frame}")
            return
        if not _is_echo(frame, sent):
            self.faults.append(f"not the same frame: {frame} for {sent}")
        with self._changed:
            self._acknowledged[frame.headers["message_id"]] = frame
            self._changed.notify_all()

    def _answer(self, message_id: str, seconds: float) -> Answer:
        told = json.loads(self._acknowledged[message_id].payload)
        return Answer(told["code"], base64.b64decode(told["data"]) if told.get("data") else b"", seconds)

    def _frames(self, message_id: str, payload: bytes) -> Iterator[Frame]:
        size = -(-len(payload) // self.parts)
        for number in range(self.parts):
            headers = {
                "type": "event",
                "message_id": message_id,
                "trace_id": uuid4().hex,
                "sum": str(self.parts),
                "seq": str(number),
            }
            part = payload[number * size : (number + 1) * size]
            yield Frame(DATA, headers, part, sequence=number + 1, log=1 << 40, service=SERVICE)


def _is_echo(frame: Frame, sent: Frame) -> bool:
    kept = {name: value for name, value in sent.headers.items() if name not in ("seq", "trace_id")}
    numbers = (frame.sequence, frame.log, frame.service) == (sent.sequence, sent.log, sent.service)
    return numbers and kept.items() <= frame.headers.items() and "biz_rt" in frame.headers


@contextmanager
def connected(feishu: Feishu) -> Iterator[LongConnection]:
    """Let the platform push over the long connection instead of the webhook."""
    line = LongConnection()
    server = serve(line.attend, "127.0.0.1", 0)
    line.url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
    feishu.push = line.push
    feishu.endpoint = lambda body: (200, line.endpoint(body), {})  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        line.drop()
        server.shutdown()
        thread.join(5)
