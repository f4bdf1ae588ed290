"""The envelope around every event and card callback, current (2.0) and legacy (1.0) alike."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from bot.platforms.fields import instant, table, text
from bot.platforms.port import Delivery

MESSAGE = "im.message.receive_v1"
CARD_ACTION = "card.action.trigger"
CALLBACKS = frozenset({CARD_ACTION, "url.preview.get"})
"""Kinds whose answer is shown to somebody; never repeated by the platform."""

_LONGEST_ID = 128


class Envelope(NamedTuple):
    """What every event says of itself, whichever version."""

    kind: str
    id: str
    """The platform's id of this push; empty when missing."""
    token: str
    app_id: str
    created_at: datetime | None
    event: Mapping[str, Any]

    @property
    def delivery(self) -> str:
        """Dedupe key. A message counts by its own id: the platform warns that its event id may change."""
        message = text(self.event, "message", "message_id") if self.kind == MESSAGE else ""
        return f"feishu:{message or self.id}"


def open_envelope(payload: object) -> Envelope:
    """Read either version; whatever is missing is empty."""
    event = table(payload, "event")
    if table(payload).get("schema") is None:
        created_at = instant(table(payload).get("ts"))
        return Envelope(
            text(event, "type"), text(payload, "uuid"), text(payload, "token"), text(event, "app_id"), created_at, event
        )
    header = table(payload, "header")
    return Envelope(
        text(header, "event_type"),
        text(header, "event_id"),
        text(header, "token"),
        text(header, "app_id"),
        instant(header.get("create_time")),
        event,
    )


def as_delivery(payload: dict[str, Any], envelope: Envelope, now: datetime) -> Delivery | None:
    """The delivery to store; None without a kind, a usable id or sane nesting. `now` stands in for a missing time."""
    name = envelope.delivery
    if not envelope.kind or not envelope.id or len(name) > _LONGEST_ID:
        return None
    if not (envelope.kind.isprintable() and name.isprintable()):  # PostgreSQL keeps no NUL
        return None
    try:
        stored = orjson.dumps(_without_token(payload))
    except orjson.JSONEncodeError:  # orjson reads deeper nesting than it writes
        return None
    return Delivery(name, envelope.kind, stored, envelope.kind in CALLBACKS, envelope.created_at or now)


def _without_token(payload: dict[str, Any]) -> dict[str, Any]:
    # The verification token is a secret: it has done its work and does not belong in a database or a backup.
    kept = {key: value for key, value in payload.items() if key != "token"}
    if header := table(kept, "header"):
        kept["header"] = {key: value for key, value in header.items() if key != "token"}
    return kept
