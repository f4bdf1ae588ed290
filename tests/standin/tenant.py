"""The company on Feishu: people, chats, messages, and the calls of a bot (feishu.md §1, §4)."""

import json
import re
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import uuid4

from tests.standin.schema import CardRefused, Json, check, read

APP_ID = "cli_standin"
APP_SECRET = "standin-app-secret"
BOT = "ou_standin_bot"
TENANT_KEY = "standin-tenant"
PER_TARGET, PER_APP = 5, 50
OPEN = "/open-apis"


class Refused(Exception):
    """A call is answered with an error code."""

    def __init__(self, code: int, message: str, status: int = 400, **headers: str) -> None:
        super().__init__(f"{code} {message}")
        self.code = code
        self.message = message
        self.status = status
        self.headers = headers


@dataclass
class Message:
    """One message of the bot; `contents` are all it ever showed, the last is what people see."""

    message_id: str
    chat: str
    kind: str
    contents: list[str]
    reply_to: str = ""
    is_locked: bool = False
    """A click on it is not answered yet."""
    is_recalled: bool = False
    shown_at: float = field(default_factory=monotonic)

    @property
    def card(self) -> Json:
        """What the card shows now; empty for a message that is none."""
        return dict(json.loads(self.contents[-1])) if self.kind == "interactive" else {}


@dataclass(frozen=True)
class Call:
    """One call of the bot."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Json
    token: str


@dataclass
class Tenant:
    """All that the platform knows. Everything is under one lock; `changed` tells those who wait."""

    people: frozenset[str]
    groups: frozenset[str]
    messages: list[Message] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    """Every call that was refused, as `METHOD path: code reason`."""
    calls: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    """The chat of every message a person wrote, by its id."""
    changed: threading.Condition = field(default_factory=threading.Condition)
    _token: str = ""
    _by_uuid: dict[str, Message] = field(default_factory=dict)
    _recent: dict[str, deque[float]] = field(default_factory=dict)
    _update_tokens: dict[str, tuple[str, int]] = field(default_factory=dict)

    def answer(
        self, method: str, path: str, query: Mapping[str, str], body: bytes, token: str
    ) -> tuple[int, Json, dict[str, str]]:
        """Status, JSON and headers for one call."""
        with self.changed:
            self.calls.append(f"{method} {path}")
            try:
                return 200, self._answer(Call(method, path, query, _json(body), token)), {}
            except Refused as refused:
                self.refusals.append(f"{method} {path}: {refused}")
                return refused.status, {"code": refused.code, "msg": refused.message}, refused.headers
            finally:
                self.changed.notify_all()

    def knows(self, person: str) -> bool:
        """Whether this open_id is of this tenant."""
        return person in self.people or person == BOT

    def private_chat(self, person: str) -> str:
        """The chat of one person with the bot."""
        return "oc_p2p_" + person.removeprefix("ou_")

    def forget_token(self) -> None:
        """From now on the token that was given is invalid."""
        with self.changed:
            self._token = ""

    def begin_click(self, message: Message, token: str) -> None:
        """Lock the card until the click is answered; `token` may update it afterwards."""
        with self.changed:
            message.is_locked = True
            self._update_tokens[token] = (message.message_id, 0)

    def end_click(self, message: Message, card: Json | None) -> None:
        """The click is answered, perhaps with a new card."""
        with self.changed:
            message.is_locked = False
            if card is not None:
                message.contents.append(json.dumps(card, ensure_ascii=False))
            self.changed.notify_all()

    def _answer(self, call: Call) -> Json:
        if call.path == f"{OPEN}/auth/v3/tenant_access_token/internal":
            return self._give_token(call)
        if not call.token:
            raise Refused(99991661, "Missing access token")
        if not call.token.startswith("t-"):
            raise Refused(99991671, "Invalid access token format")
        if call.token != self._token:
            raise Refused(99991663, "Invalid access token")
        for method, pattern, act in ROUTES:
            found = re.fullmatch(OPEN + pattern, call.path)
            if call.method == method and found:
                self._limit(
                    "app",
                    PER_APP,
                    Refused(99991400, "request trigger frequency limit", 429, **{"x-ogw-ratelimit-reset": "1"}),
                )
                return act(self, call, *found.groups())
        raise Refused(404, "no such path", 404)

    def _give_token(self, call: Call) -> Json:
        if call.body.get("app_id") != APP_ID:
            raise Refused(10003, "invalid param")
        if call.body.get("app_secret") != APP_SECRET:
            raise Refused(10015, "app secret invalid")
        self._token = self._token or f"t-{uuid4().hex}"
        return {"code": 0, "msg": "ok", "tenant_access_token": self._token, "expire": 7200}

    def _bot(self, call: Call) -> Json:
        return {
            "code": 0,
            "msg": "ok",
            "bot": {"activate_status": 2, "app_name": "跟单助手", "open_id": BOT, "ip_white_list": []},
        }

    def _create(self, call: Call) -> Json:
        receiver = str(call.body.get("receive_id", ""))
        kind = call.query.get("receive_id_type", "")
        if kind not in ("open_id", "chat_id"):
            raise Refused(99992402, "field validation failed: receive_id_type")
        if kind == "open_id" and receiver not in self.people:
            raise Refused(99992351, "not a valid open_id")
        chat = self.private_chat(receiver) if kind == "open_id" else receiver
        if chat not in self.groups and chat not in map(self.private_chat, self.people):
            raise Refused(230002, "Bot can NOT be out of the chat.")
        return self._send(call, chat)

    def _reply(self, call: Call, message_id: str) -> Json:
        chat = self.said.get(message_id) or next((m.chat for m in self.messages if m.message_id == message_id), "")
        if not chat:
            raise Refused(230011, "The message was recalled.")
        return self._send(call, chat, message_id)

    def _send(self, call: Call, chat: str, reply_to: str = "") -> Json:
        if call.body.get("uuid") in self._by_uuid:
            return _told(self._by_uuid[call.body["uuid"]])
        if len(call.body.get("uuid", "")) > 50:
            raise Refused(99992402, "field validation failed: uuid")
        self._limit(chat, PER_TARGET, Refused(230020, "This operation triggers the frequency limit."))
        message = Message(f"om_{uuid4().hex}", chat, str(call.body.get("msg_type")), [self._content(call)], reply_to)
        self.messages.append(message)
        if call.body.get("uuid"):
            self._by_uuid[call.body["uuid"]] = message
        return _told(message)

    def _content(self, call: Call) -> str:
        content, kind = call.body.get("content"), call.body.get("msg_type")
        if not isinstance(content, str):
            raise Refused(230001, "content is not a string")
        if kind == "interactive":
            self._take_card(lambda: read(content, is_known=self.knows))
        elif kind not in ("text", "post", "image", "file"):
            raise Refused(230001, f"msg_type {kind}")
        elif not isinstance(_json(content.encode()), dict) or (
            kind == "text" and "text" not in _json(content.encode())
        ):
            raise Refused(230001, "content")
        return content

    def _take_card(self, taking: Callable[[], object]) -> None:
        try:
            taking()
        except CardRefused as refused:
            code = 230025 if refused.code == 230025 else 230099
            raise Refused(code, f"Failed to create card content, ext={refused}") from refused

    def _patch(self, call: Call, message_id: str) -> Json:
        message = self._own(message_id)
        if message.kind != "interactive" or set(call.body) != {"content"}:
            raise Refused(230001, "only the content of a card can be updated")
        if message.is_locked:
            raise Refused(230099, "Failed to create card content, ext=ErrCode: 11310; ErrMsg: card action is lock")
        self._limit(message_id, PER_TARGET, Refused(230020, "This operation triggers the frequency limit."))
        message.contents.append(self._content(Call("", "", {}, {**call.body, "msg_type": "interactive"}, "")))
        return {"code": 0, "msg": "success", "data": {}}

    def _get(self, call: Call, message_id: str) -> Json:
        return {"code": 0, "msg": "success", "data": {"items": [_told(self._own(message_id))["data"]]}}

    def _recall(self, call: Call, message_id: str) -> Json:
        self._own(message_id).is_recalled = True
        return {"code": 0, "msg": "success", "data": {}}

    def _update_later(self, call: Call) -> Json:
        message_id, used = self._update_tokens.get(str(call.body.get("token")), ("", 0))
        if not message_id:
            raise Refused(300020, "token format")
        if used == 2:
            raise Refused(300040, "token used up")
        message = self._own(message_id)
        if message.is_locked:
            raise Refused(300000, "before the callback was answered")
        card = call.body.get("card")
        self._take_card(lambda: check(card, is_known=self.knows))
        self._update_tokens[call.body["token"]] = (message_id, used + 1)
        message.contents.append(json.dumps(card, ensure_ascii=False))
        return {"code": 0, "msg": "ok"}

    def _chats(self, call: Call) -> Json:
        items = [{"chat_id": chat, "name": chat, "chat_status": "normal"} for chat in sorted(self.groups)]
        return {"code": 0, "msg": "success", "data": {"has_more": False, "page_token": "", "items": items}}

    def _is_in_chat(self, call: Call, chat: str) -> Json:
        return {"code": 0, "msg": "success", "data": {"is_in_chat": chat in self.groups}}

    def _own(self, message_id: str) -> Message:
        found = next((message for message in self.messages if message.message_id == message_id), None)
        if found is None or found.is_recalled:
            raise Refused(230011, "The message was recalled.")
        return found

    def _limit(self, target: str, most: int, refusal: Refused) -> None:
        now, recent = monotonic(), self._recent.setdefault(target, deque())
        while recent and recent[0] <= now - 1:
            recent.popleft()
        if len(recent) >= most:
            raise refusal
        recent.append(now)


ROUTES: tuple[tuple[str, str, Callable[..., Json]], ...] = (
    ("GET", "/bot/v3/info/?", Tenant._bot),
    ("POST", "/im/v1/messages", Tenant._create),
    ("POST", "/im/v1/messages/([^/]+)/reply", Tenant._reply),
    ("PATCH", "/im/v1/messages/([^/]+)", Tenant._patch),
    ("GET", "/im/v1/messages/([^/]+)", Tenant._get),
    ("DELETE", "/im/v1/messages/([^/]+)", Tenant._recall),
    ("POST", "/interactive/v1/card/update", Tenant._update_later),
    ("GET", "/im/v1/chats", Tenant._chats),
    ("GET", "/im/v1/chats/([^/]+)/members/is_in_chat", Tenant._is_in_chat),
)


def _told(message: Message) -> Json:
    return {
        "code": 0,
        "msg": "success",
        "data": {
            "message_id": message.message_id,
            "msg_type": message.kind,
            "chat_id": message.chat,
            "parent_id": message.reply_to,
            "deleted": message.is_recalled,
            "updated": len(message.contents) > 1,
            "sender": {"id": APP_ID, "id_type": "app_id", "sender_type": "app", "tenant_key": TENANT_KEY},
            "body": {"content": message.contents[-1]},
        },
    }


def _json(body: bytes) -> Any:
    if not body:
        return {}
    try:
        return json.loads(body)
    except ValueError as error:
        raise Refused(9499, "Bad Request: the body is not JSON") from error
