"""Elements that a person uses: buttons, inputs, selections, pickers."""

from typing import Any

from bot.sandbox.feishu.schema import parts
from bot.sandbox.feishu.schema.spot import Check, Element, Spot
from bot.sandbox.feishu.schema.values import (
    boolean,
    by_language,
    each,
    integer,
    matching,
    name,
    number,
    one_of,
    person,
    pixels,
    shape,
    string,
    words,
)

_MOST_INPUT = 1000
_DATE = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME = r"([01]\d|2[0-3]):[0-5]\d"
WIDTH = pixels(1, 9999, "default", "auto", "fill")

CLICKABLE: dict[str, Check] = {
    "disabled": boolean,
    "disabled_tips": parts.plain_text(),
    "hover_tips": parts.plain_text(),
    "confirm": parts.confirm,
    "behaviors": parts.behaviors,
}
_BUTTON_TYPES = words("default primary danger text primary_text danger_text primary_filled danger_filled laser")
_button: dict[str, Check] = CLICKABLE | {
    "text": parts.button_text,
    "type": one_of(*_BUTTON_TYPES),
    "size": one_of("tiny", "small", "medium", "large"),
    "width": WIDTH,
    "icon": parts.icon,
    "name": name,
    "form_action_type": one_of("submit", "reset"),
}
_pick: dict[str, Check] = {
    "name": name,
    "placeholder": parts.button_text,
    "required": boolean,
    "behaviors": parts.behaviors,
}
_choice = shape(("text", "value"), text=parts.plain_text(is_needed=True), value=string(is_needed=True), icon=parts.icon)
_person_choice = shape(("value",), value=person)
_select = _pick | {"type": one_of("default", "text")}
_static = _select | {"options": parts.options(_choice, fewest=1)}
_people = _select | {"options": parts.options(_person_choice)}


def _default_fits(value: Any, spot: Spot) -> None:
    longest = value.get("max_length", _MOST_INPUT)
    for default in (value.get("default_value", ""), *value.get("i18n_default_value", {}).values()):
        if len(default) > longest:
            spot.refuse("default_value is longer than max_length", len(default))


def _initial_is_an_option(value: Any, spot: Spot) -> None:
    values = [option["value"] for option in value["options"]]
    chosen = [*value.get("selected_values", []), *([value["initial_option"]] if "initial_option" in value else [])]
    if not set(chosen) <= set(values):
        spot.refuse("initial value is not among the options", chosen)
    if value.get("initial_index", 0) > len(values):
        spot.refuse("initial_index is beyond the options", value["initial_index"])


INPUTS: dict[str, Element] = {
    "button": Element(_button, ("text",)),
    "input": Element(
        {
            "name": name,
            "label": parts.plain_text(),
            "label_position": one_of("top", "left"),
            "placeholder": parts.button_text,
            "default_value": string(),
            "i18n_default_value": by_language(string()),
            "required": boolean,
            "input_type": one_of("text", "multiline_text", "password"),
            "rows": integer(1, 1000),
            "auto_resize": boolean,
            "max_rows": integer(1, 1000),
            "max_length": integer(1, _MOST_INPUT),
            "disabled": boolean,
            "behaviors": parts.behaviors,
        },
        rule=_default_fits,
    ),
    "select_static": Element(
        _static | {"initial_option": string(), "initial_index": integer(0, 10_000)},
        ("options",),
        rule=_initial_is_an_option,
    ),
    "multi_select_static": Element(
        _static | {"selected_values": each(string())}, ("options",), rule=_initial_is_an_option
    ),
    "select_person": Element(_people | {"initial_option": person}),
    "multi_select_person": Element(_people | {"selected_values": each(person)}),
    "date_picker": Element(_pick | {"initial_date": matching(_DATE, "yyyy-MM-dd")}),
    "picker_time": Element(_pick | {"initial_time": matching(_TIME, "HH:mm")}),
    "picker_datetime": Element(_pick | {"initial_datetime": matching(f"{_DATE} {_TIME}", "yyyy-MM-dd HH:mm")}),
    "checker": Element(
        {
            "name": name,
            "checked": boolean,
            "text": parts.any_text,
            "overall_checkable": boolean,
            "button_area": shape(("buttons",), buttons=each(shape(("text",), **_button, tag=one_of("button")), most=3)),
            "checked_style": shape(show_strikethrough=boolean, opacity=number(0, 1)),
            "disabled": boolean,
            "behaviors": parts.behaviors,
        }
    ),
    "overflow": Element(
        {
            "name": name,
            "options": each(
                shape(("text",), text=parts.button_text, value=string(is_needed=True), multi_url=parts.multi_url),
                fewest=1,
            ),
            "behaviors": parts.behaviors,
            "confirm": parts.confirm,
        },
        ("options",),
    ),
}
