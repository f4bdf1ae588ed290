"""A WeCom chat as people read it: words that belong together, a card with the words before it, each card once."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.sandbox.wecom import model
from tests.kit.wecom_shown import WecomShown


@dataclass(frozen=True, slots=True)
class Piece:
    """A card with its words, or words alone."""

    message: model.Message
    """The card, or the last of the words."""
    words: str


def pieces_of(messages: Iterable[model.Message]) -> list[Piece]:
    """What the bot has said, oldest first.

    In a group a card changes by coming anew: the newest counts, and stands where it stood first, as if it had been
    changed there. Asked for again, there are two.
    """
    placed: dict[str, Piece] = {}
    for piece in _together(it for it in messages if it.sender_kind != model.PERSON and not it.is_recalled):
        message = piece.message
        place = issue_of(message.task_id) if message.sender_kind == model.AIBOT and message.task_id else ""
        placed[place or message.message_id] = piece
    return list(placed.values())


def issue_of(task_id: str) -> str:
    """The living card that a message shows, and which one of those in its chat; any other message for itself."""
    found = re.match(r"c\d+_\d+_", task_id)
    return found[0] if found else task_id


def _together(messages: Iterable[model.Message]) -> list[Piece]:
    found: list[Piece] = []
    for message in messages:
        words = "" if message.kind == model.CARD else str(json.loads(message.content).get("content", ""))
        before = found.pop() if found and _belongs(message, found[-1]) else None
        found.append(Piece(message, "\n".join(filter(None, (before.words if before else "", words)))))
    return found


def _belongs(message: model.Message, before: Piece) -> bool:
    if before.message.kind == model.CARD or not before.words:
        return False
    is_at_once = message.created == before.message.created
    if message.kind != model.CARD:  # the next page of what was said before it
        return is_at_once and message.sender_kind == model.APP
    title = str(json.loads(message.content).get("main_title", {}).get("title", ""))
    return is_at_once or WecomShown("", "", {}, before.words).title.startswith(title.rstrip("…"))
