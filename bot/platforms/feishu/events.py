"""From a stored delivery to an `Inbound`. Whatever is not understood becomes `Unknown`; nothing raises."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from bot.platforms.feishu.envelope import CARD_ACTION, MESSAGE, Envelope, open_envelope
from bot.platforms.feishu.messages import is_by_a_bot, read_mentions, read_words
from bot.platforms.fields import instant, table, text
from bot.platforms.port import (
    ApprovalChanged,
    BotAdded,
    BotRemoved,
    ChatKind,
    ChatOpened,
    Inbound,
    MenuTapped,
    MessageRecalled,
    PersonLeft,
    Said,
    Tapped,
    Unknown,
)

PLATFORM = "feishu"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BOT_MESSAGE = "bot_message"
"""The kind given to what another bot wrote: never answered."""

_ACTION_VALUES = ("option", "options", "input_value", "checked")
_PICKED_DAY = re.compile(r"(\d{4}-\d\d-\d\d) [+-]\d{4}")
"""A day from a date picker, with the time zone of the client."""


def read_delivery(payload: object, bot_open_id: str, received_at: datetime = EPOCH) -> Inbound:
    """What a stored delivery means. `received_at` stands in for a time the platform did not give."""
    envelope = open_envelope(payload)
    at = envelope.created_at or received_at
    about: dict[str, Any] = {"delivery": envelope.delivery, "platform": PLATFORM, "at": at}
    reader = _READERS.get(envelope.kind)
    found = reader(envelope, bot_open_id, about) if reader else None
    return found or Unknown(kind=envelope.kind or "unreadable", **about)


def _message(envelope: Envelope, bot_open_id: str, about: dict[str, Any]) -> Inbound | None:
    sender, message = envelope.event.get("sender"), table(envelope.event, "message")
    speaker = text(sender, "sender_id", "open_id")
    about["at"] = instant(message.get("create_time")) or about["at"]
    about |= {"sender": speaker, "chat": text(message, "chat_id"), "message": text(message, "message_id")}
    if is_by_a_bot(sender) or (speaker and speaker == bot_open_id):
        return Unknown(kind=BOT_MESSAGE, **about)
    if not (speaker and about["chat"] and about["message"]):
        return None
    mentions = read_mentions(message, bot_open_id)
    words = read_words(message, mentions)
    return Said(
        text="\n".join(words.lines).strip(),
        chat_kind=ChatKind.PRIVATE if text(message, "chat_type") == "p2p" else ChatKind.GROUP,
        is_mentioned=mentions.is_bot_mentioned,
        mentions=mentions.people,
        attachments=tuple(words.attachments),
        parent=text(message, "parent_id"),
        root=text(message, "root_id"),
        **about,
    )


def _card_action(envelope: Envelope, bot_open_id: str, about: dict[str, Any]) -> Inbound | None:
    about |= {
        "sender": text(envelope.event, "operator", "open_id"),
        "chat": text(envelope.event, "context", "open_chat_id"),
        "message": text(envelope.event, "context", "open_message_id"),
    }
    action = table(envelope.event, "action")
    if not about["sender"] or not action:
        return None
    return Tapped(value=_button_value(action.get("value")), form=_form(action), **about)


def _button_value(value: object) -> Mapping[str, Any]:
    """The button's own object. Old cards carry a string, which may hold JSON."""
    if isinstance(value, str):
        try:
            read = orjson.loads(value)
        except orjson.JSONDecodeError:
            read = None
        return read if isinstance(read, dict) else {"value": value}
    return value if isinstance(value, dict) else {}


def _form(action: Mapping[str, Any]) -> Mapping[str, Any]:
    """Form fields by name; a component outside a form is one field under its name, or else its kind of value."""
    fields = dict(table(action, "form_value"))
    for kind in _ACTION_VALUES if action.get("tag") != "button" else ():
        if (entered := action.get(kind)) is not None:
            fields.setdefault(text(action, "name") or kind, entered)
    return {name: _filled_in(value) for name, value in fields.items()}


def _filled_in(value: object) -> object:
    """A picked day without its time zone: a day at the factory is meant, and people read it."""
    picked = _PICKED_DAY.fullmatch(value) if isinstance(value, str) else None
    return picked[1] if picked else value


def _bot_added(envelope: Envelope, bot_open_id: str, about: dict[str, Any]) -> Inbound | None:
    about |= _where(envelope)
    return BotAdded(name=text(envelope.event, "name"), **about) if about["chat"] else None


def _bot_removed(envelope: Envelope, bot_open_id: str, about: dict[str, Any]) -> Inbound | None:
    about |= _where(envelope)
    return BotRemoved(**about) if about["chat"] else None


def _chat_opened(envelope: Envelope, bot_open_id: str, about: dict[str, Any]) -> Inbound | None:
    about |= _where(envelope)
    return ChatOpened(**about) if about["chat"] else None


def _where(envelope: Envelope) -> dict[str, str]:
    return {"sender": text(envelope.event, "operator_id", "open_id"), "chat": text(envelope.event, "chat_id")}


def _menu(envelope: Envelope, bot_open_id: str, about: dict[str, Any]) -> Inbound | None:
    about["at"] = instant(envelope.event.get("timestamp")) or about["at"]
    about["sender"] = text(envelope.event, "operator", "operator_id", "open_id")
    key = text(envelope.event, "event_key")
    return MenuTapped(key=key, **about) if key and about["sender"] else None


def _recalled(envelope: Envelope, bot_open_id: str, about: dict[str, Any]) -> Inbound | None:
    about["at"] = instant(envelope.event.get("recall_time")) or about["at"]
    about |= {"chat": text(envelope.event, "chat_id"), "message": text(envelope.event, "message_id")}
    return MessageRecalled(**about) if about["message"] else None


def _person_left(envelope: Envelope, bot_open_id: str, about: dict[str, Any]) -> Inbound | None:
    about["sender"] = text(envelope.event, "object", "open_id")
    return PersonLeft(**about) if about["sender"] else None


def _approval(envelope: Envelope, bot_open_id: str, about: dict[str, Any]) -> Inbound | None:
    """A form of 审批, or a task of one, moved on. Whose it is does not matter: the form is read anew."""
    number, status = text(envelope.event, "instance_code"), text(envelope.event, "status")
    template = text(envelope.event, "approval_code")
    return ApprovalChanged(number=number, status=status, template=template, **about) if number else None


_READERS: Mapping[str, Callable[[Envelope, str, dict[str, Any]], Inbound | None]] = {
    MESSAGE: _message,
    CARD_ACTION: _card_action,
    "approval_instance": _approval,
    "approval_task": _approval,
    "im.chat.member.bot.added_v1": _bot_added,
    "im.chat.member.bot.deleted_v1": _bot_removed,
    "im.chat.access_event.bot_p2p_chat_entered_v1": _chat_opened,
    "application.bot.menu_v6": _menu,
    "im.message.recalled_v1": _recalled,
    "contact.user.deleted_v3": _person_left,
}
