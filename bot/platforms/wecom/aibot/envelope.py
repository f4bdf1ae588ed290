"""What the bot is told, in either mode the same JSON: from it to the delivery that is stored."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson

from bot.platforms.fields import instant_of_seconds, text
from bot.platforms.port import Delivery

PREFIX = "wecom:"
EVENT = "event"
STREAM = "stream"
"""Not a message: the platform asks how far an answer has come (webhook mode only)."""
CARD_EVENT = "event.template_card_event"
CHAT_ENTERED = "event.enter_chat"
DISCONNECTED = "event.disconnected_event"
CALLBACKS = frozenset({CARD_EVENT, CHAT_ENTERED})
"""Kinds whose answer is shown to somebody, when it comes within 5 s; never repeated by the platform."""

_LONGEST_ID = 128


class Mode(StrEnum):
    """The way a delivery came, and so the way it can be answered."""

    WEBHOOK = "webhook"
    WEBSOCKET = "websocket"


def kind_of(body: object) -> str:
    """The type of a message, or `event.` and the type of an event; empty when there is none."""
    kind = text(body, "msgtype")
    if kind != EVENT:
        return kind
    event = text(body, "event", "eventtype")
    return f"{EVENT}.{event}" if event else ""


def as_delivery(mode: Mode, body: Mapping[str, Any], now: datetime, req_id: str = "") -> Delivery | None:
    """The delivery to store; None without a kind, a usable id or sane nesting. `now` stands in for a missing time.

    The one-time address `response_url` is kept: in webhook mode there is no other way to speak after the answer.
    """
    kind, name = kind_of(body), text(body, "msgid")
    if not kind or not name or len(PREFIX + name) > _LONGEST_ID:
        return None
    if not (kind.isprintable() and name.isprintable()):
        return None
    told: dict[str, Any] = {"mode": mode.value}
    if mode is Mode.WEBSOCKET:
        told["req_id"] = req_id
    try:
        stored = orjson.dumps(told | {"body": body})
    except orjson.JSONEncodeError:  # orjson reads deeper nesting than it writes
        return None
    return Delivery(PREFIX + name, kind, stored, kind in CALLBACKS, instant_of_seconds(body.get("create_time")) or now)
