"""From a stored delivery to an `Inbound`. Whatever is not understood becomes `Unknown`; nothing raises."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.platforms.fields import instant_of_seconds, listed, table, words
from bot.platforms.port import Attachment, ChatKind, ChatOpened, Inbound, Said, Tapped, Unknown
from bot.platforms.wecom.aibot.envelope import CARD_EVENT, CHAT_ENTERED, PREFIX, kind_of
from bot.platforms.wecom.aibot.media import attachment_key
from bot.platforms.wecom.taps import tapped_value

PLATFORM = "wecom"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_GROUP = "group"
_FILES = {"image": "image", "file": "file", "video": "file"}
"""Kinds of message that are something to fetch, and what each is to us."""
_FIRST_MENTIONS = re.compile(r"(?:\s*@\S+(?:\s+|$))+")
_ANY_MENTION = re.compile(r"(?<!\S)@\S+(?:\s+|$)")


def read_delivery(payload: object, received_at: datetime = EPOCH, bot_name: str = "") -> Inbound:
    """What a stored delivery means. `received_at` stands in for a time the platform did not give.

    `bot_name` is the bot's name as people see it: its own mention stands in the text as `@` and that name.
    """
    body = table(payload, "body")
    kind = kind_of(body)
    reader = _READERS.get(kind)
    found = reader(body, bot_name, _about(body, received_at)) if reader else None
    return found or Unknown(kind=kind or "unreadable", **_about(body, received_at))


def _about(body: Mapping[str, Any], received_at: datetime) -> dict[str, Any]:
    return {
        "delivery": f"{PREFIX}{words(body, 'msgid')}",
        "platform": PLATFORM,
        "at": instant_of_seconds(body.get("create_time")) or received_at,
        "sender": words(body, "from", "userid"),
        "chat": words(body, "chatid") if _is_group(body) else "",
    }


def _is_group(body: Mapping[str, Any]) -> bool:
    told = words(body, "chattype")
    return told == _GROUP if told else bool(words(body, "chatid"))


def _message(body: Mapping[str, Any], bot_name: str, about: dict[str, Any]) -> Inbound | None:
    is_group, message = _is_group(body), words(body, "msgid")
    if not (about["sender"] and message) or (is_group and not about["chat"]):
        return None
    parts = listed(body, "mixed", "msg_item") if words(body, "msgtype") == "mixed" else [body]
    lines = [line for part in parts if (line := _words(part))]
    return Said(
        message=message,
        text=without_mention("\n".join(lines), bot_name, is_group=is_group),
        chat_kind=ChatKind.GROUP if is_group else ChatKind.PRIVATE,
        is_mentioned=is_group,  # a group is only heard when the bot is mentioned
        attachments=tuple(found for part in parts if (found := _attachment(part, message))),
        **about,
    )


def _words(part: object) -> str:
    """What was written; a voice comes as its words."""
    kind = words(part, "msgtype")
    return words(part, kind, "content") if kind in ("text", "voice") else ""


def _attachment(part: object, message: str) -> Attachment | None:
    kind = words(part, "msgtype")
    url = words(part, kind, "url") if kind in _FILES else ""
    if not url:
        return None
    # The file's name is told by the download only.
    return Attachment(message, attachment_key(url, words(part, kind, "aeskey")), "", _FILES[kind])


def without_mention(said: str, bot_name: str, *, is_group: bool) -> str:
    """What was said to the bot, without its own mention, wherever that stands.

    In a group whoever is mentioned first stands for a bot whose name is not known, or was changed there since: it
    hears nothing in which it is not mentioned.
    """
    if bot_name and (mention := f"@{bot_name}") in said:
        bounded = re.compile(rf"{re.escape(mention)}(?:\s+|$)")
        found = bounded.search(said)
        return (bounded.sub("", said) if found else said.replace(mention, "", 1)).strip()
    if not is_group:
        return said.strip()
    first = _FIRST_MENTIONS if _FIRST_MENTIONS.match(said) else _ANY_MENTION
    return first.sub("", said, count=1).strip()


def _chat_opened(body: Mapping[str, Any], bot_name: str, about: dict[str, Any]) -> Inbound | None:
    return ChatOpened(**about) if about["sender"] else None


def _tapped(body: Mapping[str, Any], bot_name: str, about: dict[str, Any]) -> Inbound | None:
    if not about["sender"]:
        return None
    # The documentation nests the fields under the event's name, the platform's own library does not.
    nested, flat = table(body, "event", "template_card_event"), table(body, "event")
    key, task = (words(nested, name) or words(flat, name) for name in ("event_key", "task_id"))
    value, form = tapped_value(key, _selections(nested) or _selections(flat))
    return Tapped(message=task, value=value, form=form, **about)


def _selections(event: Mapping[str, Any]) -> dict[str, list[str]]:
    chosen: dict[str, list[str]] = {}
    for item in listed(event, "selected_items", "selected_item"):
        if question := words(item, "question_key"):
            chosen[question] = [each for each in listed(item, "option_ids", "option_id") if isinstance(each, str)]
    return chosen


_READERS: Mapping[str, Callable[[Mapping[str, Any], str, dict[str, Any]], Inbound | None]] = {
    **dict.fromkeys(("text", "mixed", "voice", *_FILES), _message),
    CHAT_ENTERED: _chat_opened,
    CARD_EVENT: _tapped,
}
