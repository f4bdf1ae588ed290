"""What somebody wrote, as plain words: text, rich text and files, with the mentions resolved."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from bot.platforms.fields import items, node, text
from bot.platforms.port import Attachment

# Placeholders of mentions, and the blank behind one: taking the bot's own out must not leave a gap.
_PLACEHOLDER = re.compile(r"(@_user_\d+|@_all)( ?)")
_EVERYBODY = "所有人"
_FILE_TYPES = frozenset({"file", "audio", "media"})


@dataclass(frozen=True, slots=True)
class Mentions:
    """Who is mentioned in one message: `keys` by placeholder for reading, `people` by displayed name."""

    keys: Mapping[str, str]
    """Placeholder to displayed name; empty for the bot itself."""
    people: Mapping[str, str]
    is_bot_mentioned: bool

    def resolve(self, words: str) -> str:
        """Placeholders become `@name`; the bot's own disappears, unknown ones stay."""
        return _PLACEHOLDER.sub(self._resolved, words)

    def _resolved(self, match: re.Match[str]) -> str:
        name = self.keys.get(match[1], _EVERYBODY if match[1] == "@_all" else None)
        if name is None:
            return match[0]
        return f"@{name}{match[2]}" if name else ""


@dataclass(slots=True)
class Words:
    """The readable part of a message: paragraphs, and what can be downloaded."""

    lines: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)


def read_mentions(message: Mapping[str, Any], bot_open_id: str) -> Mentions:
    """Tell the bot's own mention (by open id, never by name) from those of people."""
    keys: dict[str, str] = {}
    people: dict[str, str] = {}
    is_bot_mentioned = False
    for mention in items(message, "mentions"):
        key, person = text(mention, "key"), text(mention, "id", "open_id")
        if person and person == bot_open_id:
            keys[key], is_bot_mentioned = "", True
        elif key:
            keys[key] = _displayed(text(mention, "name") or person or key, person, people)
    return Mentions(keys, people, is_bot_mentioned)


def _displayed(name: str, person: str, people: dict[str, str]) -> str:
    """Enter a person under a name nobody else has in this message: namesakes are numbered."""
    if not person:
        return name
    shown, number = name, 1
    while people.get(shown, person) != person:
        number += 1
        shown = f"{name}#{number}"
    people[shown] = person
    return shown


def read_words(message: Mapping[str, Any], mentions: Mentions) -> Words:
    """The words and files of a message; nothing for kinds that have neither (stickers, locations, cards)."""
    kind, id_ = text(message, "message_type"), text(message, "message_id")
    content = _content(message)
    words = Words()
    if kind == "text":
        words.lines.append(mentions.resolve(text(content, "text")))
    elif kind == "post":
        _read_post(content, id_, mentions, words)
    elif kind == "image":
        _attach(words, id_, "image", text(content, "image_key"), "")
    elif kind in _FILE_TYPES:
        _attach(words, id_, "file", text(content, "file_key"), text(content, "file_name"))
    return words


def _content(message: Mapping[str, Any]) -> object:
    """The message's content, which is JSON inside a JSON string."""
    try:
        content: object = orjson.loads(text(message, "content"))
    except orjson.JSONDecodeError:
        return None
    return content


def _read_post(content: object, message: str, mentions: Mentions, words: Words) -> None:
    if title := text(content, "title"):
        words.lines.append(title)
    for paragraph in items(content, "content"):
        if isinstance(paragraph, list):
            words.lines.append("".join(_read_piece(piece, message, mentions, words) for piece in paragraph))


def _read_piece(piece: object, message: str, mentions: Mentions, words: Words) -> str:
    """The text of one node of a rich-text paragraph; files are collected on the way."""
    match text(piece, "tag"):
        case "a":
            return text(piece, "text") or text(piece, "href")
        case "at":
            return mentions.resolve(text(piece, "user_id"))
        case "img":
            _attach(words, message, "image", text(piece, "image_key"), "")
            return ""
        case "media":
            _attach(words, message, "file", text(piece, "file_key"), text(piece, "file_name"))
            return ""
        case _:
            return text(piece, "text")


def _attach(words: Words, message: str, kind: str, key: str, name: str) -> None:
    if key:
        words.attachments.append(Attachment(message, key, name or key, kind))


def is_by_a_bot(sender: object) -> bool:
    """Whether another program wrote it. Answering bots, or ourselves, could go on for ever."""
    return node(sender, "sender_type") not in ("user", None)
