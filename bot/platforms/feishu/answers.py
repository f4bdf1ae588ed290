"""What we answer a push with: the console's challenge, and the toast and card of a click."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import orjson

ACKNOWLEDGED = b"{}"
"""Taken, nothing to show; also the answer to every event."""


class Tone(StrEnum):
    """How a toast looks; no other value is accepted."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Toast:
    """A short line over the chat. `i18n` holds it by client language (`zh_cn`, `en_us`)."""

    tone: Tone
    content: str
    i18n: Mapping[str, str] = field(default_factory=dict)


def challenge_answer(challenge: str) -> bytes:
    """Proof to the console that the address is ours; plain, also when the question was encrypted."""
    return orjson.dumps({"challenge": challenge})


def click_answer(toast: Toast | None = None, card: Mapping[str, Any] | None = None) -> bytes:
    """The answer to `card.action.trigger`: a toast for the one who clicked, a new card for everybody, or neither."""
    answer: dict[str, Any] = {}
    if toast is not None:
        answer["toast"] = {"type": toast.tone.value, "content": toast.content}
        if toast.i18n:
            answer["toast"]["i18n"] = dict(toast.i18n)
    if card is not None:
        answer["card"] = {"type": "raw", "data": card}
    return orjson.dumps(answer)
