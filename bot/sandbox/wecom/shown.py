"""Messages as people read them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.wecom import model
from bot.sandbox.wecom.world import World

_MARK = re.compile(r"\$(userName|userAlias|userAliasOrName|departmentName)=([^$]+)\$")
_LINES = ("title", "desc", "quote_text", "keyname", "value", "text", "replace_text")
_PARTS = (
    "source",
    "main_title",
    "emphasis_content",
    "quote_area",
    "image_text_area",
    "sub_title_text",
    "vertical_content_list",
    "horizontal_content_list",
    "checkbox",
    "select_list",
    "option_list",
    "button_selection",
    "jump_list",
)


def shown_text(world: World, message: model.Message) -> str:
    """What a message says, a card line by line, a file by its name; nothing once recalled."""
    if message.is_recalled:
        return ""
    body = jsons.parse_object(message.content)
    text = "\n".join(_lines(body)) if message.kind == model.CARD else _plain(world, message.kind, body)
    return _with_names(world, text) if message.translates_ids else text


def _plain(world: World, kind: str, body: Mapping[str, Any]) -> str:
    if "media_id" in body:
        media = world.media.get(str(body["media_id"]))
        return media.name if media is not None else ""
    if kind in ("news", "mpnews"):
        return "\n".join(article["title"] for article in body["articles"])
    return "\n".join(str(body[key]) for key in ("content", "title", "description", "label") if key in body)


def _lines(card: Mapping[str, Any]) -> Iterator[str]:
    for key in _PARTS:
        yield from _part(card.get(key))
    if "replace_text" in card:
        yield str(card["replace_text"])
        return
    buttons = [*card.get("button_list", []), *([card["submit_button"]] if "submit_button" in card else [])]
    yield from (f"[{button['text']}]" for button in buttons)


def _part(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _part(item)
    elif isinstance(value, dict):
        line = " ".join(str(value[key]) for key in _LINES if key in value)
        if line:
            yield line
        yield from _part(value.get("option_list"))


def _with_names(world: World, text: str) -> str:
    return _MARK.sub(lambda match: _name(world, match[1], match[2]) or match[0], text)


def _name(world: World, kind: str, key: str) -> str:
    if kind == "departmentName":
        department = world.departments.get(key)
        return department.name if department is not None else ""
    person = world.person(key)
    return person.name if person is not None else ""
