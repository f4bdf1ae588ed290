"""From a stored delivery of the self-built app to an `Inbound`. What is not understood becomes `Unknown`."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.platforms.fields import instant_of_seconds, items, table, text, whole
from bot.platforms.port import (
    ApprovalChanged,
    Attachment,
    ChatKind,
    ChatOpened,
    Inbound,
    MenuTapped,
    PersonLeft,
    Said,
    Tapped,
    Unknown,
)
from bot.platforms.wecom.callback import EVENT, ID, SYSTEM
from bot.platforms.wecom.taps import tapped_value

PLATFORM = "wecom"
_MENU_PREFIX = "menu_"

_Payload = Mapping[str, Any]
_Reader = Callable[[_Payload, dict[str, Any]], Inbound | None]


def read_delivery(payload: object, received_at: datetime) -> Inbound:
    """What a stored delivery means; never raises. `received_at` stands in for a time the platform did not give."""
    told = table(payload)
    kind = text(told, "MsgType")
    event = text(told, "Event") if kind == EVENT else ""
    sender = text(told, "FromUserName")
    about: dict[str, Any] = {
        "delivery": text(told, ID),
        "platform": PLATFORM,
        "at": instant_of_seconds(told.get("CreateTime")) or received_at,
        "sender": "" if kind == EVENT and sender == SYSTEM else sender,
    }
    reader = _EVENTS.get(event) if kind == EVENT else _message
    found = reader(told, about) if reader else None
    return found or Unknown(kind=f"{EVENT}.{event}" if event else kind or "unreadable", **about)


def _message(told: _Payload, about: dict[str, Any]) -> Inbound | None:
    message, kind = text(told, "MsgId"), text(told, "MsgType")
    words, attachment = _words(told, kind), _attachment(told, kind, message)
    is_understood = kind == "text" or words or attachment
    if not (about["sender"] and message and is_understood):
        return None
    return Said(
        text=words,
        chat_kind=ChatKind.PRIVATE,
        message=message,
        attachments=(attachment,) if attachment else (),
        **about,
    )


def _words(told: _Payload, kind: str) -> str:
    children = _WORDS.get(kind, ())
    return "\n".join(words for child in children if (words := text(told, child).strip()))


def _attachment(told: _Payload, kind: str, message: str) -> Attachment | None:
    key = text(told, "MediaId")
    if kind not in _FILE_NAMES or not key:
        return None
    name = text(told, "FileName") or _FILE_NAMES[kind]
    return Attachment(message, key, name, "image" if kind == "image" else "file")


def _opened(told: _Payload, about: dict[str, Any]) -> Inbound | None:
    return ChatOpened(**about) if about["sender"] else None


def _menu(told: _Payload, about: dict[str, Any]) -> Inbound | None:
    key = text(told, "EventKey").removeprefix(_MENU_PREFIX)
    return MenuTapped(key=key, **about) if key and about["sender"] else None


def _tapped(told: _Payload, about: dict[str, Any]) -> Inbound | None:
    key = text(told, "EventKey")
    if not (key and about["sender"]):
        return None
    value, form = tapped_value(key, _selections(told))
    return Tapped(value=value, form=form, code=text(told, "ResponseCode"), message=text(told, "TaskId"), **about)


def _selections(told: _Payload) -> dict[str, list[str]]:
    """Option ids by question; the platform gives no labels."""
    found: dict[str, list[str]] = {}
    for item in items(told, "SelectedItems", "SelectedItem"):
        options = [option for option in items(item, "OptionIds", "OptionId") if isinstance(option, str) and option]
        if question := text(item, "QuestionKey"):
            found.setdefault(question, []).extend(options)
    return found


def _contact(told: _Payload, about: dict[str, Any]) -> Inbound | None:
    """The address book changed. Comes only where the contact-sync callback leads here, too."""
    gone = text(told, "UserID") if text(told, "ChangeType") == "delete_user" else ""
    return PersonLeft(**{**about, "sender": gone}) if gone else None


def _hidden(told: _Payload, about: dict[str, Any]) -> Inbound | None:
    """Somebody left the app's visible range: nothing can be sent there any more."""
    return PersonLeft(**about) if about["sender"] else None


def _approval(told: _Payload, about: dict[str, Any]) -> Inbound | None:
    """A form of the 审批 app. The number as text comes first: the other may exceed what is counted exactly."""
    info = table(told, "ApprovalInfo")
    number = text(info, "SpNoStr") or text(info, "SpNo")
    return _moved_on(about, number, whole(info.get("SpStatus")), text(info, "TemplateId"))


def _own_approval(told: _Payload, about: dict[str, Any]) -> Inbound | None:
    """A form of the app's own approvals; the number is one we gave."""
    info = table(told, "ApprovalInfo")
    return _moved_on(about, text(info, "ThirdNo"), whole(info.get("OpenSpStatus")), text(info, "OpenTemplateId"))


def _moved_on(about: dict[str, Any], number: str, status: int | None, template: str) -> Inbound | None:
    if not number or status is None:
        return None
    return ApprovalChanged(number=number, status=str(status), template=template, **about)


_WORDS: Mapping[str, tuple[str, ...]] = {
    "text": ("Content",),
    "voice": ("Recognition",),
    "location": ("Label",),
    "link": ("Title", "Url"),
}
"""Which children are words, by kind of message. `Recognition` comes only where speech is turned into text."""

_FILE_NAMES: Mapping[str, str] = {"image": "", "voice": "voice.amr", "video": "video.mp4", "file": ""}
"""Kinds with a file, and its name where the platform gives none."""

_EVENTS: Mapping[str, _Reader] = {
    "enter_agent": _opened,
    "click": _menu,
    "template_card_event": _tapped,
    "template_card_menu_event": _tapped,
    "change_contact": _contact,
    "unsubscribe": _hidden,
    "sys_approval_change": _approval,
    "open_approval_change": _own_approval,
}
