"""The platform's two sides on loopback: the open API that the bot calls, and the pushes it receives."""

import http.client
import json
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit
from uuid import uuid4

from tests.standin.cards import Button
from tests.standin.crypto import compact, encrypt, sign
from tests.standin.schema import Json, check
from tests.standin.tenant import APP_ID, APP_SECRET, BOT, TENANT_KEY, Message, Tenant

ENCRYPT_KEY = "standin-encrypt-key"
VERIFICATION_TOKEN = "standin-verification-token"
ANSWER_SECONDS = 3.0
PATIENCE = 30.0
"""How fast answers come is measured elsewhere; here the machine may be busy with other tests."""
PATH = "/feishu/webhook"

Found = TypeVar("Found")


def seconds_now() -> float:
    """The platform's clock."""
    return datetime.now(UTC).timestamp()  # noqa: TID251  (the platform has a clock of its own)


@dataclass(frozen=True)
class Answer:
    """What came back for a push."""

    status: int
    body: bytes
    seconds: float

    @property
    def data(self) -> Json:
        """The body as JSON; empty for an empty body."""
        return dict(json.loads(self.body)) if self.body else {}


@dataclass(frozen=True)
class Clicked:
    """What the person who clicked sees at once: a toast, and the card in its new form if it came with the answer."""

    seconds: float
    toast: str
    toast_type: str
    card: Json | None


@dataclass
class Feishu:
    """A tenant, its API on `base_url`, and pushes to the program's port."""

    tenant: Tenant
    base_url: str
    port: int = 0
    """Where the program listens; 0 until it runs."""
    push: Callable[[Json], Answer] = field(init=False)
    """How an event gets to the program: a signed request, or the long connection."""

    def __post_init__(self) -> None:
        self.push = self.push_signed

    def says(self, person: str, text: str, chat: str = "", *, to_bot: bool = True, message_id: str = "") -> str:
        """Write to the bot in private, or in a group mentioning it; gives the message's id."""
        message_id = message_id or f"om_{uuid4().hex}"
        self.tenant.said[message_id] = chat or self.tenant.private_chat(person)
        answer = self.push(self.message_event(person, text, chat, to_bot=to_bot, message_id=message_id))
        if answer.status != 200 or answer.seconds > ANSWER_SECONDS:
            raise AssertionError(f"a message was answered {answer}")
        return message_id

    def message_event(self, person: str, text: str, chat: str, *, to_bot: bool, message_id: str) -> Json:
        """The event of a text message."""
        named = f"@_user_1 {text}" if chat and to_bot else text
        message = {
            "message_id": message_id,
            "create_time": str(int(seconds_now() * 1000)),
            "chat_id": chat or self.tenant.private_chat(person),
            "chat_type": "group" if chat else "p2p",
            "message_type": "text",
            "content": json.dumps({"text": named}, ensure_ascii=False),
        }
        if chat and to_bot:
            bot = {"open_id": BOT, "union_id": "on_bot", "user_id": ""}
            message["mentions"] = [
                {"key": "@_user_1", "id": bot, "mentioned_type": "bot", "name": "跟单助手", "tenant_key": TENANT_KEY}
            ]  # type: ignore[assignment]
        sender = {
            "sender_id": {"open_id": person, "union_id": "on_" + person},
            "sender_type": "user",
            "tenant_key": TENANT_KEY,
        }
        return self.event("im.message.receive_v1", {"sender": sender, "message": message})

    def event(self, event_type: str, event: Json) -> Json:
        """An envelope 2.0 around an event."""
        header = {
            "event_id": uuid4().hex,
            "event_type": event_type,
            "create_time": str(int(seconds_now() * 1000)),
            "token": VERIFICATION_TOKEN,
            "app_id": APP_ID,
            "tenant_key": TENANT_KEY,
        }
        return {"schema": "2.0", "header": header, "event": event}

    def clicks(self, person: str, message: Message, button: Button, form_value: Json | None = None) -> Clicked:
        """Press a button; its answer is shown as the platform would, or the platform's error raised."""
        token = f"c-{uuid4().hex}"
        self.tenant.begin_click(message, token)
        card = None
        try:
            answer = self.push(self.click_event(person, message, button, token, form_value))
            shown = _shown(answer, self.tenant)
            card = shown.card
        finally:
            self.tenant.end_click(message, card)
        return shown

    def click_event(self, person: str, message: Message, button: Button, token: str, form_value: Json | None) -> Json:
        """The callback of a pressed button."""
        action: Json = {"value": button.value, "tag": "button", "timezone": "Asia/Shanghai"}
        if form_value is not None:
            action |= {"name": button.name, "form_value": form_value}
        event = self.event("card.action.trigger", {
            "operator": {"tenant_key": TENANT_KEY, "open_id": person, "union_id": "on_" + person},
            "token": token,
            "action": action,
            "host": "im_message",
            "context": {"open_message_id": message.message_id, "open_chat_id": message.chat},
        })  # fmt: skip
        event["header"]["create_time"] = str(int(seconds_now() * 1_000_000))
        return event

    def push_signed(self, event: Json) -> Answer:
        """Send an event as the platform does."""
        return self.push_body(compact({"encrypt": encrypt(compact(event), ENCRYPT_KEY)}))

    def push_body(
        self, body: bytes, *, key: str = ENCRYPT_KEY, age: float = 0.0, change: Callable[[bytes], bytes] = bytes
    ) -> Answer:
        """Send a body signed with `key`, `age` seconds ago, and changed by somebody on the way."""
        timestamp, nonce = str(int(seconds_now() - age)), uuid4().hex
        headers = {
            "X-Lark-Request-Timestamp": timestamp,
            "X-Lark-Request-Nonce": nonce,
            "X-Lark-Signature": sign(timestamp, nonce, key, body),
            "X-Request-Id": uuid4().hex,
        }
        return self.post(change(body), headers)

    def post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send a body to the program's webhook."""
        began = monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        try:
            connection.connect()  # a program killed just now resets even this: that is no answer at all
            with suppress(BrokenPipeError, ConnectionResetError):  # refused before it was read to the end
                connection.request("POST", PATH, body, {"Content-Type": "application/json; charset=utf-8", **headers})
            response = connection.getresponse()
            return Answer(response.status, response.read(), monotonic() - began)
        finally:
            connection.close()

    def waits_for(self, look: Callable[[], Found | None], what: str, seconds: float = PATIENCE) -> Found:
        """Look again after every call of the bot until there is something."""
        deadline = monotonic() + seconds
        with self.tenant.changed:
            while True:
                found = look()
                if found:
                    return found
                if not self.tenant.changed.wait(max(0.0, deadline - monotonic())):
                    raise AssertionError(f"within {seconds} s: no {what}. Refused: {self.tenant.refusals}")

    def endpoint(self, body: bytes) -> tuple[int, Json, dict[str, str]]:
        """Where the long connection is: here, nowhere."""
        return 200, {"code": 403, "msg": "forbidden"}, {}


def _shown(answer: Answer, tenant: Tenant) -> Clicked:
    if answer.status != 200:
        raise AssertionError(f"200671: the click was answered {answer}")
    if answer.seconds > ANSWER_SECONDS:
        raise AssertionError(f"200341: no answer in time, {answer.seconds:.1f} s")
    data = answer.data
    if set(data) - {"toast", "card"}:
        raise AssertionError(f"200672: malformed response {data}")
    toast, card = data.get("toast", {"type": "info", "content": ""}), data.get("card")
    if toast.get("type") not in ("info", "success", "error", "warning") or not isinstance(toast.get("content"), str):
        raise AssertionError(f"200672: malformed toast {toast}")
    if card is not None:
        if card.get("type") != "raw":
            raise AssertionError(f"200673: card type {card.get('type')}")
        check(card["data"], is_known=tenant.knows)
    return Clicked(answer.seconds, toast["content"], toast["type"], None if card is None else card["data"])


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    feishu: Feishu

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A program that was killed in the middle of a call is no error of the platform's."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if parts.path == "/callback/ws/endpoint":
            status, data, headers = self.server.feishu.endpoint(body)
        else:
            query = dict(parse_qsl(parts.query))
            status, data, headers = self.server.feishu.tenant.answer(
                self.command, unquote(parts.path), query, body, token
            )
        self._write(status, compact(data), headers)

    def _write(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        shown = {"Content-Type": "application/json; charset=utf-8", "X-Tt-Logid": uuid4().hex, **headers}
        for name, value in {**shown, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve  # noqa: N815  (the names of the standard library)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def running(people: frozenset[str], groups: frozenset[str]) -> Iterator[Feishu]:
    """A platform on a free port of loopback."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.feishu = Feishu(Tenant(people, groups), f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.feishu
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


__all__ = [
    "APP_ID",
    "APP_SECRET",
    "ENCRYPT_KEY",
    "VERIFICATION_TOKEN",
    "Answer",
    "Clicked",
    "Feishu",
    "running",
    "seconds_now",
]
