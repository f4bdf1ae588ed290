"""A card as plain words: what other apps, search and the list of chats see of it."""

from collections.abc import Iterator
from typing import Any


def flattened(card: dict[str, Any]) -> dict[str, Any]:
    """`{"title", "elements"}` as a bot receives somebody else's card."""
    lines = [{"tag": "text", "text": text} for text in texts(_elements(card))]
    return {"title": title(card), "elements": [lines]}


def title(card: dict[str, Any]) -> str:
    """The header's title, if there is one."""
    header = card.get("header")
    found = header.get("title", {}) if isinstance(header, dict) else {}
    return str(found.get("content", "")) if isinstance(found, dict) else ""


def summary(card: dict[str, Any]) -> str:
    """The line in the list of chats: the card's own summary, else its title, else its first words."""
    config = card.get("config")
    own = config.get("summary", {}) if isinstance(config, dict) else {}
    given = own.get("content", "") if isinstance(own, dict) else ""
    return str(given) or title(card) or next(texts(_elements(card)), "")


def _elements(card: dict[str, Any]) -> Any:
    body = card.get("body")
    return body.get("elements") if isinstance(body, dict) else card.get("elements")


def texts(value: Any) -> Iterator[str]:
    """Every `content` shown, in reading order."""
    if isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        if isinstance(value.get("content"), str):
            yield value["content"]
        for key in ("title", "header", "label", "text", "alt", "elements", "columns", "options"):
            yield from texts(value.get(key))
