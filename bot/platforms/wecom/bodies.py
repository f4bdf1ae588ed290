"""What is sent to WeCom besides the words and cards themselves."""

import re
from collections.abc import Mapping
from typing import Any

from bot.platforms.wecom.aibot import streams

Content = Mapping[str, Any]

_LONGEST_TASK_ID = 128
_NOT_A_TASK_ID = re.compile(r"[^0-9A-Za-z_\-@]")
_REPEAT_SECONDS = 1800
"""So long the platform itself knows a message that comes again word for word."""


def task_id(key: str, by: str) -> str:
    """A card's id with the platform, by which it knows a repeat: the sending's key in the characters it takes."""
    return _NOT_A_TASK_ID.sub("_", key)[: _LONGEST_TASK_ID - len(by)] + by


def answer_body(card: Content, name: str, stream_id: str) -> dict[str, Any]:
    """Words, a card, or both as the answer to a message."""
    template = {**card["template_card"], "task_id": name} if "template_card" in card else None
    if "markdown" in card:
        return streams.stream(stream_id, "\n".join(card["markdown"]), finish=True, card=template)
    assert template is not None
    return streams.card(template)


def without_stream(body: dict[str, Any]) -> dict[str, Any]:
    """The same for a place that takes one thing only: the card if there is one, for the words cannot be pressed."""
    if "template_card" in body:
        return streams.card(body["template_card"])
    return streams.markdown(body["stream"]["content"])


def known_again(*, is_repeat: bool) -> dict[str, int]:
    """What makes the platform itself know a message that comes again word for word."""
    return {"enable_duplicate_check": 1, "duplicate_check_interval": _REPEAT_SECONDS} if is_repeat else {}
