"""What the bot says, in either mode the same JSON (platform reference §5.3.3 to §5.3.5)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

CONTENT_BYTES = 20_480
"""Of a stream or of markdown, in UTF-8."""
WELCOME_BYTES = 2048
"""The platform states no limit for this text; texts of the self-built app are cut there (§4.2)."""
FEEDBACK_ID_BYTES = 256
ANSWER_WITHIN = timedelta(seconds=5)
"""For the welcome, the change of a card, and whatever answers a webhook."""
STREAM_LIFETIME = timedelta(minutes=6)
"""After its first frame a stream can no longer be updated; push instead."""
REPLY_WITHIN = timedelta(hours=24)
"""After a message, over the long connection."""
RESPONSE_URL_LIFETIME = timedelta(hours=1)
"""And only once."""
PER_MINUTE, PER_HOUR = 30, 1000
"""Replies, refreshes of streams and pushes together, to one conversation."""

Body = dict[str, Any]


def stream(stream_id: str, content: str, *, finish: bool, card: Mapping[str, Any] | None = None) -> Body:
    """The whole text so far, in markdown, cut at the platform's limit. The card goes along once per stream."""
    told = {"id": stream_id, "finish": finish, "content": cut(content, CONTENT_BYTES)}
    if card is None:
        return {"msgtype": "stream", "stream": told}
    return {"msgtype": "stream_with_template_card", "stream": told, "template_card": card}


def markdown(content: str) -> Body:
    """A message of its own, cut at the platform's limit."""
    return {"msgtype": "markdown", "markdown": {"content": cut(content, CONTENT_BYTES)}}


def card(template_card: Mapping[str, Any]) -> Body:
    """A card as a message of its own."""
    return {"msgtype": "template_card", "template_card": template_card}


def media(kind: str, media_id: str) -> Body:
    """An uploaded `file`, `image`, `voice` or `video` as a message of its own."""
    return {"msgtype": kind, kind: {"media_id": media_id}}


def update(template_card: Mapping[str, Any], userids: Sequence[str] | None = None) -> Body:
    """The answer to a tap: the card as it is now, for everybody, or in a group for these people only.

    The card's `task_id` must be that of the tapped one.
    """
    to = {} if userids is None else {"userids": list(userids)}
    return {"response_type": "update_template_card", **to, "template_card": template_card}


def welcome(content: str) -> Body:
    """The answer to somebody who opens the chat."""
    return {"msgtype": "text", "text": {"content": cut(content, WELCOME_BYTES)}}


def cut(content: str, most_bytes: int) -> str:
    """As much from the beginning as fits, and no half character."""
    return content.encode(errors="replace")[:most_bytes].decode(errors="ignore")
