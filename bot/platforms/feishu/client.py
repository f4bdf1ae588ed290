"""The sending side of Feishu: our cards and files, through its message API.

Every call blocks and raises `PlatformBusy` or `PlatformRefused`; a rejected token is replaced and
the call repeated once, anything else is for the outbox to repeat.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import orjson

from bot.platforms.feishu import errors
from bot.platforms.feishu.files import encode_file, is_file
from bot.platforms.feishu.lark import LarkWire
from bot.platforms.feishu.tokens import TenantTokens
from bot.platforms.feishu.wire import Wire, WireAnswer, WireRequest
from bot.platforms.fields import table, text
from bot.platforms.port import Address, Attachment, Fault, PlatformBusy, PlatformRefused, Sent, To

_log = logging.getLogger(__name__)

MESSAGES = "/open-apis/im/v1/messages"
CHATS = "/open-apis/im/v1/chats"
FILES = "/open-apis/im/v1/files"
BOT_INFO = "/open-apis/bot/v3/info"
TENANT = "/open-apis/tenant/v2/tenant/query"
_RECEIVER_TYPES = {To.CHAT: "chat_id", To.PERSON: "open_id"}
_LONGEST_UUID = 50
# Recalling what is gone, or may not be recalled any more, leaves things as they are.
_NOT_WORTH_RECALLING = frozenset({Fault.MESSAGE_GONE, Fault.CARD_EXPIRED, Fault.CHAT_GONE})


class FeishuClient:
    """A `Platform`: sends as the bot of one app. Safe to use from several threads."""

    renew_before = timedelta(days=13)
    """A day before the platform stops taking updates."""
    is_frugal = False
    reach = "feishu:%"

    def __init__(self, wire: Wire, app_id: str, app_secret: str, clock: Callable[[], datetime]) -> None:
        self._wire = wire
        self._tokens = TenantTokens(wire, app_id, app_secret, clock)
        self._bot_open_id = ""

    def send(self, to: Address, card: Mapping[str, Any], *, key: str, is_repeat: bool = False) -> Sent:
        """Send a card; see `Platform.send`."""
        return self._send_message(to, "interactive", orjson.dumps(card), key)

    def reply(self, message: str, card: Mapping[str, Any], *, to: Address, key: str, is_repeat: bool = False) -> Sent:
        """Answer a message with a card, in its thread if it is in one."""
        body = {"msg_type": "interactive", "content": orjson.dumps(card).decode(), "uuid": _uuid(key)}
        return _sent(self.call("POST", f"{_message_path(message)}/reply", body))

    def update(self, message: str, card: Mapping[str, Any], *, is_last: bool = False) -> None:
        """Replace a card of ours, for everybody who sees it."""
        self.call("PATCH", _message_path(message), {"content": orjson.dumps(card).decode()})

    def recall(self, message: str) -> None:
        """Take back a message of ours; one that is gone already, or too old, stays as it is."""
        try:
            self.call("DELETE", _message_path(message))
        except PlatformRefused as refused:
            if refused.fault not in _NOT_WORTH_RECALLING:
                raise
            _log.info("message not recalled: %s", refused)

    def download(self, attachment: Attachment) -> bytes:
        """The bytes of a file or picture somebody sent to the bot; 100 MB at most."""
        path = f"{_message_path(attachment.message_id)}/resources/{quote(attachment.key, safe='')}"
        answer = self._call("GET", path, {"type": attachment.kind})
        if is_file(answer):
            return answer.body
        _checked(answer)
        return answer.body  # a JSON file that looks like a successful answer

    def upload(self, name: str, content: bytes) -> str:
        """Store a file of at most 30 MB with the platform; gives its key, good for this app only."""
        body, content_type = encode_file(name, content)
        answer = self._call("POST", FILES, {}, body, content_type)
        return _required(_checked(answer), "data", "file_key")

    def send_file(self, to: Address, key: str, *, once: str) -> Sent:
        """Send an uploaded file."""
        return self._send_message(to, "file", orjson.dumps({"file_key": key}), once)

    def found_group(self, name: str, members: Sequence[str], *, key: str) -> str:
        """Found a private group of up to 50 people by open id; the same key within ten hours is the same group."""
        query = {"user_id_type": "open_id", "uuid": _uuid(key)}
        body = {"name": name, "user_id_list": list(members), "chat_mode": "group", "chat_type": "private"}
        return _required(self.call("POST", CHATS, body, query), "data", "chat_id")

    def close(self) -> None:
        """Let go of connections."""
        if isinstance(self._wire, LarkWire):
            self._wire.close()

    def bot_open_id(self) -> str:
        """The bot's own open id, to know its mentions by; asked once."""
        if not self._bot_open_id:
            self._bot_open_id = _required(self.bot_info(), "open_id")
        return self._bot_open_id

    def bot_info(self) -> Mapping[str, Any]:
        """What the platform says of the bot: `app_name`, `open_id`, `activate_status` (2 is active)."""
        return table(self.call("GET", BOT_INFO), "bot")

    def tenant(self) -> Mapping[str, Any]:
        """The company the app belongs to: `name`, `tenant_key`. Needs a scope of its own."""
        return table(self.call("GET", TENANT), "data", "tenant")

    def fetch_token(self) -> None:
        """Make sure that there is a token: raises what stands against it."""
        self._tokens.get()

    def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
        to: To | None = None,
    ) -> dict[str, Any]:
        """One JSON call; gives the whole answer, or raises what its code means. `to` is who it is addressed to."""
        raw = b"" if body is None else orjson.dumps(body)
        return _checked(self._call(method, path, query or {}, raw), to)

    def _send_message(self, to: Address, kind: str, content: bytes, key: str) -> Sent:
        body = {"receive_id": to.id, "msg_type": kind, "content": content.decode(), "uuid": _uuid(key)}
        return _sent(self.call("POST", MESSAGES, body, {"receive_id_type": _RECEIVER_TYPES[to.kind]}, to.kind))

    def _call(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: bytes = b"",
        content_type: str = "application/json; charset=utf-8",
    ) -> WireAnswer:
        """Call with a token, and once more with a new one if that token was rejected."""
        token = self._tokens.get()
        answer = self._wire.call(WireRequest(method, path, query, body, content_type, token))
        if errors.is_token_rejected(answer):
            self._tokens.evict(token)
            answer = self._wire.call(WireRequest(method, path, query, body, content_type, self._tokens.get()))
        return answer


def _checked(answer: WireAnswer, to: To | None = None) -> dict[str, Any]:
    body = errors.read(answer)
    if not errors.is_success(answer, body):
        raise errors.problem(answer, body, to)
    return body


def _sent(body: Mapping[str, Any]) -> Sent:
    return Sent(_required(body, "data", "message_id"), text(body, "data", "chat_id"))


def _required(body: Mapping[str, Any], *path: str) -> str:
    value = text(body, *path)
    if not value:
        raise PlatformBusy(f"answer without {path[-1]}")
    return value


def _message_path(message: str) -> str:
    return f"{MESSAGES}/{quote(message, safe='')}"


def _uuid(key: str) -> str:
    """The platform's de-duplication key; longer ones would be refused, so they are condensed."""
    return key if len(key) <= _LONGEST_UUID else hashlib.sha256(key.encode()).hexdigest()[:_LONGEST_UUID]
