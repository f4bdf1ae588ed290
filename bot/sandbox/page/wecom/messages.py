"""WeCom's messages as the page draws them."""

from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.wecom import SandboxRefused, WecomTenant, model

_BOTS = {model.APP: "app", model.AIBOT: "aibot", model.WEBHOOK: "webhook"}

_ROBOT = "群机器人"


class Messages:
    """Turns a message into JSON for one reader: a card of the smart bot may look different to each."""

    def __init__(self, tenant: WecomTenant) -> None:
        self._tenant = tenant
        self._files: dict[str, tuple[str, int]] = {}

    def as_json(self, message: model.Message, who: str) -> dict[str, Any]:
        """The same keys as on the other platform, plus `template` (a card), `body` and `is_finished`."""
        body = {} if message.is_recalled else jsons.parse_object(message.content)
        card = self._card(message, who)
        return {
            "message_id": message.message_id,
            "chat_id": message.chat_id,
            "type": message.kind,
            "sender": self._sender(message),
            "created": message.created,
            "updated": message.updated,
            "parent_id": message.quoted,
            "is_recalled": message.is_recalled,
            "is_updated": message.is_updated,
            "is_interactive": card is not None and message.sender_kind in _BOTS and not message.forwarded_from,
            "is_finished": message.is_finished,
            "forwarded_from": message.forwarded_from,
            "text": self._text(message, card, who),
            "mentions": [{"key": it, "id": it, "name": self._name(it)} for it in message.mentions],
            "template": card,
            "body": None if card is not None else body,
            "file": self._file(message, body),
            "msgid": message.msgid,
            "revisions": message.revisions,
        }

    def _card(self, message: model.Message, who: str) -> dict[str, Any] | None:
        if message.kind != model.CARD or message.is_recalled:
            return None
        return self._tenant.card(message.message_id, who)

    def _text(self, message: model.Message, card: dict[str, Any] | None, who: str) -> str:
        """What stands for it in the list of chats and in quotes; the whole text of a text."""
        if card is None:
            return self._tenant.shown_text(message.message_id, who)
        title = card.get("main_title", {})
        words = (title.get("title", ""), title.get("desc", ""), card.get("sub_title_text", ""))
        return next((it for it in words if it), "")

    def _sender(self, message: model.Message) -> dict[str, str]:
        kind = _BOTS.get(message.sender_kind, "person")
        return {"kind": kind, "id": message.sender, "name": self._name(message.sender, kind)}

    def _name(self, userid: str, kind: str = "person") -> str:
        if kind != "person":
            return _ROBOT if kind == "webhook" else self._tenant.settings.name
        found = next((it for it in self._tenant.people() if it.userid.casefold() == userid.casefold()), None)
        return userid if found is None else found.name

    def _file(self, message: model.Message, body: dict[str, Any]) -> dict[str, Any] | None:
        key = body.get("media_id")
        if not isinstance(key, str) or message.kind not in ("file", "image", "voice", "video"):
            return None
        try:
            name, size = self._known_file(key)
        except SandboxRefused:
            return None
        return {"key": key, "name": name, "size": size, "kind": message.kind}

    def _known_file(self, key: str) -> tuple[str, int]:
        """Name and size, looked up once: a file never changes."""
        if key not in self._files:
            name, content = self._tenant.file_content(key)
            self._files[key] = name, len(content)
        return self._files[key]
