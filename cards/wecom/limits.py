"""The last look before a card leaves: every documented limit of its parts (§6.2 to §6.7).

What is drawn keeps them by itself; whoever breaks one by a later change learns of it here and not from the platform.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from cards.card import CardTooLarge
from cards.wecom.channels import (
    BOX,
    MAX_KEY_BYTES,
    MAX_OPTION_BYTES,
    MOST_BOXES,
    MOST_BUTTONS,
    MOST_FACTS,
    MOST_IN_MENU,
    MOST_OPTIONS,
    MOST_SELECTS,
    VOTE_TITLE,
    Channel,
)

Json = Mapping[str, Any]


def require_fits(card: Json, channel: Channel) -> None:
    """Raises CardTooLarge with the part that is too long, too many, empty or twice there."""
    broken = next(_broken(card, channel), None)
    if broken is not None:
        raise CardTooLarge(f"{card.get('card_type')}: {broken}")


def _broken(card: Json, channel: Channel) -> Iterator[str]:
    yield from _heading(card, channel)
    yield from _text("sub_title_text", card, "sub_title_text", channel.words)
    facts = card.get("horizontal_content_list", [])
    yield from _count("horizontal_content_list", facts, MOST_FACTS)
    for fact in facts:
        yield from _text("keyname", fact, "keyname", channel.key)
        yield from _text("value", fact, "value", channel.value)
    yield from _buttons("button_list", card.get("button_list", []), MOST_BUTTONS, channel)
    yield from _buttons("action_menu", card.get("action_menu", {}).get("action_list", []), MOST_IN_MENU, channel)
    yield from _questions(card, channel)
    yield from _empty(card)


def _heading(card: Json, channel: Channel) -> Iterator[str]:
    most = min(channel.title, VOTE_TITLE) if card.get("card_type") == "vote_interaction" else channel.title
    yield from _text("source", card.get("source", {}), "desc", channel.source)
    yield from _text("main_title", card.get("main_title", {}), "title", most)
    yield from _text("main_title", card.get("main_title", {}), "desc", channel.description)


def _questions(card: Json, channel: Channel) -> Iterator[str]:
    selects = card.get("select_list", [])
    yield from _count("select_list", selects, MOST_SELECTS)
    for question in [*selects, *([card["button_selection"]] if "button_selection" in card else [])]:
        yield from _text("question", question, "title", channel.question)
        yield from _options(question, MOST_OPTIONS, channel.option)
    if "checkbox" in card:
        yield from _options(card["checkbox"], MOST_BOXES, BOX)
    if "submit_button" in card:
        yield from _buttons("submit_button", [card["submit_button"]], 1, channel)


def _options(question: Json, most: int, longest: int) -> Iterator[str]:
    options = question["option_list"]
    yield from _count("option_list", options, most)
    yield from _unique("option", [option["id"] for option in options], MAX_OPTION_BYTES)
    for option in options:
        yield from _text("option", option, "text", longest)


def _buttons(part: str, buttons: list[Json], most: int, channel: Channel) -> Iterator[str]:
    yield from _count(part, buttons, most)
    yield from _unique(part, [button["key"] for button in buttons], MAX_KEY_BYTES)
    for button in buttons:
        yield from _text(part, button, "text", channel.button)


def _text(part: str, tree: Json, name: str, most: int) -> Iterator[str]:
    if len(str(tree.get(name, ""))) > most:
        yield f"{part}.{name} has more than {most} characters"


def _count(part: str, found: list[Any], most: int) -> Iterator[str]:
    if len(found) > most:
        yield f"more than {most} of {part}"


def _unique(part: str, keys: list[str], most: int) -> Iterator[str]:
    if len(set(keys)) < len(keys):
        yield f"a key of {part} is there twice"
    if any(len(key.encode()) > most for key in keys):
        yield f"a key of {part} has more than {most} bytes"


def _empty(part: Any) -> Iterator[str]:
    """Some places refuse what is empty; it is left out."""
    if part in ("", None, [], {}):
        yield "an empty part"
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from _empty(value)
    elif isinstance(part, list):
        for value in part:
            yield from _empty(value)
