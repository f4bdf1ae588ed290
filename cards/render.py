"""From a view model to the JSON a platform takes. A template only places; the result is parsed and measured."""

import json
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from cards.card import Card, CardTooLarge, Fact, Style, Tone

if TYPE_CHECKING:
    from jinja2 import Environment

MAX_BYTES = {"feishu": 28_000}
"""Feishu takes 30 KB and adds to it on its side (platform reference §4.2)."""

MAX_ELEMENTS = {"feishu": 200}

_HEADER = {
    Tone.NEUTRAL: "blue", Tone.GOOD: "green", Tone.BUSY: "wathet", Tone.WARNING: "orange", Tone.BAD: "red",
    Tone.DONE: "grey",
}  # fmt: skip
_TAG = _HEADER | {Tone.DONE: "neutral"}
_TEXT = {
    Tone.NEUTRAL: "default", Tone.GOOD: "green", Tone.BUSY: "blue", Tone.WARNING: "orange", Tone.BAD: "red",
    Tone.DONE: "grey",
}  # fmt: skip
_BUTTON = {Style.PRIMARY: "primary_filled", Style.PLAIN: "default", Style.DANGER: "danger"}


def render(card: Card, platform: str) -> dict[str, Any]:
    """The card as this platform's JSON. Raises CardTooLarge rather than have it refused."""
    text = _environment().get_template(f"{platform}/{card.template}.json.j2").render(card=card)
    rendered: dict[str, Any] = json.loads(text)
    size = len(json.dumps(rendered, ensure_ascii=False, separators=(",", ":")).encode())
    if size > MAX_BYTES[platform] or _count(rendered) > MAX_ELEMENTS[platform]:
        raise CardTooLarge(f"{type(card).__name__}: {size} bytes, {_count(rendered)} elements")
    return rendered


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined  # late: no start draws anything

    environment = Environment(
        loader=PackageLoader("cards"), undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "tojson": lambda value: json.dumps(value, ensure_ascii=False),
        "header_colour": _HEADER.__getitem__,
        "tag_colour": _TAG.__getitem__,
        "text_colour": _TEXT.__getitem__,
        "button_type": _BUTTON.__getitem__,
        "labelled": _labelled,
        "is_day": _is_day,
        "join_elements": lambda text: text.strip().removesuffix(","),
    }
    return environment


def _labelled(fact: Fact) -> str:
    """Label and value on one line, with the colon of the label's script."""
    return f"{fact.label}{': ' if fact.label.isascii() else '：'}{fact.value}"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2026-12-20")


def _count(part: Any) -> int:
    """Elements and components: everything with a tag counts, plain_text objects too."""
    if isinstance(part, dict):
        return ("tag" in part) + sum(map(_count, part.values()))
    return sum(map(_count, part)) if isinstance(part, list) else 0
