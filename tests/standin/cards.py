"""How a person reads a card: its words, its buttons, its fields."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.standin.schema import Json, tagged, walk


@dataclass(frozen=True)
class Button:
    """A button of a card; what it sends back is `value`, with the form's fields if it stands in one."""

    text: str
    value: Json
    name: str
    is_submit: bool


def words(card: Json) -> str:
    """Everything that can be read on a card, one text a line."""
    parts = [str(found["content"]) for found in tagged(card) if isinstance(found.get("content"), str)]
    cells = [
        _cell(cell)
        for found in tagged(card)
        if found["tag"] == "table"
        for row in found["rows"]
        for cell in row.values()
    ]
    return "\n".join(parts + cells)


def buttons(card: Json) -> list[Button]:
    """The buttons that can be pressed."""
    return [
        Button(element["text"]["content"], dict(_value(element)), element.get("name", ""), _submits(element))
        for element in (place.element for place in walk(card["body"]["elements"]))
        if element["tag"] == "button" and not element.get("disabled") and (_value(element) or _submits(element))
    ]


def fields(card: Json) -> dict[str, Json]:
    """The form's fields by name."""
    found = {place.element.get("name", ""): place.element for place in walk(card["body"]["elements"]) if place.in_form}
    return {name: element for name, element in found.items() if name and element["tag"] != "button"}


def filled(card: Json, values: Mapping[str, str | datetime.date]) -> Json:
    """The `form_value` of somebody who fills in these fields and leaves the others as they stand."""
    shown = fields(card)
    unknown = sorted(set(values) - set(shown))
    if unknown:
        raise AssertionError(f"no such fields on the card: {unknown}; there are {sorted(shown)}")
    return {
        name: _entered(element, values[name]) if name in values else _left(element) for name, element in shown.items()
    }


def _entered(element: Json, value: str | datetime.date) -> Any:
    if element["tag"] == "date_picker":
        return f"{value} +0800"
    if element["tag"] in ("select_static", "multi_select_static"):
        choice = _choice(element, str(value))
        return [choice] if element["tag"].startswith("multi") else choice
    return str(value)


def _choice(element: Json, text: str) -> str:
    """The value of the option that says `text`, or says it with more."""
    options = [(option["text"]["content"], option["value"]) for option in element["options"]]
    exact = [value for shown, value in options if text in (shown, value)]
    near = [value for shown, value in options if text in shown]
    if not exact + near:
        raise AssertionError(f"no option {text!r} of {element['name']}; there are {options}")
    return str((exact + near)[0])


def _left(element: Json) -> Any:
    """What an untouched field sends: its default, or nothing."""
    if element["tag"] == "date_picker":
        return f"{element['initial_date']} +0800" if element.get("initial_date") else ""
    if element["tag"] == "select_static":
        return element.get("initial_option", "")
    return (
        element.get("selected_values", []) if element["tag"].startswith("multi") else element.get("default_value", "")
    )


def _value(element: Json) -> Json:
    calls = [behaviour for behaviour in element.get("behaviors", []) if behaviour["type"] == "callback"]
    return dict(calls[0]["value"]) if calls else {}


def _submits(element: Json) -> bool:
    return element.get("form_action_type") == "submit"


def _cell(cell: Any) -> str:
    return (
        " ".join(str(part.get("text", "")) for part in cell if isinstance(part, dict))
        if isinstance(cell, list)
        else str(cell)
    )
