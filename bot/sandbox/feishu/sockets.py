"""The long connection's other end: who is connected, and a push to one of them."""

import base64
import binascii
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from secrets import choice, randbelow, token_hex
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from bot.sandbox.common import jsons
from bot.sandbox.common.faults import NoAnswer, NoConnection
from bot.sandbox.feishu.frames import CONTROL, DATA, Frame, encode
from bot.sandbox.feishu.post import DEADLINE_SECONDS
from bot.sandbox.feishu.settings import TenantSettings

MOST_CONNECTIONS = 50
_AUTH_FAILED = 514
_NO_CREDENTIAL = 1000040344
_TOO_MANY = 1000040350
_CLIENT_CONFIG = {"ReconnectCount": -1, "ReconnectInterval": 120, "ReconnectNonce": 30, "PingInterval": 120}


class Connection:
    """One open socket; `send` hands a frame's bytes to it from any thread."""

    def __init__(self, service: int, send: Callable[[bytes], None]) -> None:
        self.service = service
        self._send = send
        self._waiting: dict[str, Future[bytes]] = {}

    def push(self, payload: bytes, part_bytes: int) -> bytes:
        """Send one event, in parts when it is long; the payload of its acknowledgement. Raises NoAnswer."""
        message_id = token_hex(16)
        answer: Future[bytes] = Future()
        self._waiting[message_id] = answer
        try:
            for frame in self._parts(message_id, payload, part_bytes):
                self._send(encode(frame))
            return answer.result(DEADLINE_SECONDS)
        except FutureTimeout as error:
            raise NoAnswer("no acknowledgement") from error
        finally:
            self._waiting.pop(message_id, None)

    def receive(self, frame: Frame) -> None:
        """A frame came in: answer a ping, or match an acknowledgement with its push."""
        kind = frame.headers.get("type", "")
        if frame.method == CONTROL and kind == "ping":
            config = jsons.compact(_CLIENT_CONFIG)
            self._send(encode(Frame(CONTROL, frame.service, {"type": "pong"}, config)))
        elif frame.method == DATA:
            waiting = self._waiting.get(frame.headers.get("message_id", ""))
            if waiting is not None and not waiting.done():
                waiting.set_result(frame.payload)

    def closed(self) -> None:
        """Nobody will answer any more."""
        for waiting in list(self._waiting.values()):
            if not waiting.done():
                waiting.set_exception(NoAnswer("the connection was closed"))

    def _parts(self, message_id: str, payload: bytes, part_bytes: int) -> list[Frame]:
        chunks = [payload[start : start + part_bytes] for start in range(0, len(payload), part_bytes)] or [b""]
        trace = token_hex(16)
        return [
            Frame(
                DATA,
                self.service,
                {
                    "type": "event",
                    "message_id": message_id,
                    "trace_id": trace,
                    "sum": str(len(chunks)),
                    "seq": str(index),
                },
                chunk,
            )
            for index, chunk in enumerate(chunks)
        ]


class Sockets:
    """All connections of the app. Calling it is a `Post`: each push goes to one of them at random."""

    def __init__(self, settings: TenantSettings) -> None:
        self._settings = settings
        self._connections: list[Connection] = []
        self._tickets: set[str] = set()
        self._lock = Lock()
        self.part_bytes = 100_000
        """Longer payloads are split."""

    def endpoint(self, raw: bytes, url: str) -> dict[str, Any]:
        """The answer of `callback/ws/endpoint`: where to connect, with a ticket for one connection."""
        try:
            body = jsons.parse_object(raw)
        except ValueError:
            body = {}
        if not body.get("AppID") or not body.get("AppSecret"):
            return {"code": _NO_CREDENTIAL, "msg": "no credential"}
        if body["AppID"] != self._settings.app_id or body["AppSecret"] != self._settings.app_secret:
            return {"code": _AUTH_FAILED, "msg": "auth failed"}
        if len(self) >= MOST_CONNECTIONS:
            return {"code": _TOO_MANY, "msg": "the number of connections exceeded the limit"}
        ticket = token_hex(16)
        with self._lock:
            self._tickets.add(ticket)
        query = {
            "device_id": token_hex(8),
            "service_id": str(1 + randbelow(10**6)),
            "access_key": token_hex(16),
            "ticket": ticket,
        }
        return {"code": 0, "msg": "ok", "data": {"URL": f"{url}?{urlencode(query)}", "ClientConfig": _CLIENT_CONFIG}}

    def admit(self, query: Mapping[str, str]) -> int | None:
        """The service id of a caller whose ticket is good for one connection; None when it is not."""
        service = query.get("service_id", "")
        with self._lock:
            is_known = query.get("ticket") in self._tickets and service.isascii() and service.isdigit()
            self._tickets.discard(query.get("ticket", ""))
        return int(service) if is_known and len(service) <= 9 else None

    def open(self, service: int, send: Callable[[bytes], None]) -> Connection:
        """An admitted socket is ready."""
        connection = Connection(service, send)
        with self._lock:
            self._connections.append(connection)
        return connection

    def close(self, connection: Connection) -> None:
        """A socket went away."""
        with self._lock:
            self._connections.remove(connection)
        connection.closed()

    def __len__(self) -> int:
        """How many are connected."""
        return len(self._connections)

    def __call__(self, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """Push to one connection; status and answer as if by HTTP. Raises NoAnswer or NoConnection."""
        with self._lock:
            if not self._connections:
                raise NoConnection("nobody is connected")
            connection = choice(self._connections)
        return _unwrapped(connection.push(body, self.part_bytes))


def _unwrapped(payload: bytes) -> tuple[int, bytes]:
    """Status and answer of an acknowledgement: `{"code": 200, "data": "<base64>"}`."""
    try:
        ack = jsons.parse_object(payload)
        answer = base64.b64decode(str(ack.get("data") or ""), validate=True)
    except (ValueError, binascii.Error):
        return 0, b""
    status = ack.get("code")
    return status if isinstance(status, int) else 0, answer or b"{}"
