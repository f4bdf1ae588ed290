"""What the platform checks of a card before it takes it: JSON 2.0, unknown properties refused (feishu.md §5)."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

MOST_BYTES = 30 * 1024
MOST_ELEMENTS = 200
MOST_NESTED = 5
MOST_TABLES = 5


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LAYOUT = "direction padding horizontal_spacing vertical_spacing horizontal_align vertical_align"
PRESSED = "disabled disabled_tips confirm hover_tips behaviors"
CHOSEN = "name placeholder required disabled behaviors"
FIELDS: Mapping[str, frozenset[str]] = {
    tag: frozenset(["tag", "element_id", "margin", *fields.split()])
    for tag, fields in {
        "markdown": "content i18n_content text_align text_size icon",
        "plain_text": "content i18n_content text_size text_color text_align lines",
        "lark_md": "content i18n_content text_size text_color text_align lines",
        "div": "text icon width",
        "hr": "",
        "standard_icon": "token color",
        "text_tag": "text color i18n_content",
        "img": "img_key i18n_img_key alt title scale_type size corner_radius preview transparent",
        "person": "user_id show_name show_avatar size style",
        "person_list": "persons drop_invalid_user_id lines show_name show_avatar size",
        "column_set": f"columns flex_mode background_style action {LAYOUT}",
        "column": f"width weight elements background_style action {LAYOUT}",
        "collapsible_panel": f"expanded header border background_color elements {LAYOUT}",
        "interactive_container": "elements width height background_style has_border border_color corner_radius "
        f"{PRESSED} {LAYOUT}",
        "table": "columns rows page_size row_height row_max_height freeze_first_column header_style",
        "chart": "chart_spec aspect_ratio height color_theme preview",
        "form": f"name elements {LAYOUT}",
        "input": "name label label_position placeholder default_value required input_type rows auto_resize max_rows "
        "max_length disabled behaviors i18n_default_value",
        "select_static": f"options initial_option initial_index type {CHOSEN}",
        "multi_select_static": f"options selected_values type {CHOSEN}",
        "select_person": f"options type {CHOSEN}",
        "multi_select_person": f"options selected_values type {CHOSEN}",
        "date_picker": f"initial_date {CHOSEN}",
        "picker_time": f"initial_time {CHOSEN}",
        "picker_datetime": f"initial_datetime {CHOSEN}",
        "checker": f"name checked text overall_checkable button_area checked_style {PRESSED}",
        "button": f"text type size width icon name form_action_type {PRESSED}",
        "overflow": f"options {PRESSED}",
    }.items()
}
CARD = frozenset(["schema", "config", "card_link", "header", "body"])
CONFIG = _words("update_multi width_mode enable_forward enable_forward_interaction locales summary style")
HEADER = _words("title subtitle template text_tag_list icon padding i18n_text_tag_list")
TEMPLATES = _words("blue wathet turquoise green yellow orange red carmine violet purple indigo grey default")
BUTTONS = _words("default primary danger text primary_text danger_text primary_filled danger_filled laser")
OLD = frozenset(["action", "note"])
CONTAINERS = frozenset(["form", "column_set", "collapsible_panel", "interactive_container"])
NAMED = _words(
    "input select_static multi_select_static select_person multi_select_person date_picker picker_time picker_datetime "
    "checker button"
)
AT = re.compile(r"""<at\s+ids?=["']?([^"'>\s]+)""")
ELEMENT_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}")


class CardRefused(Exception):
    """The card is not taken; `code` is the sub-code of §4.5, or 230025 for its size."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(f"ErrCode: {code}; ErrMsg: {why}")
        self.code = code


@dataclass(frozen=True)
class Place:
    """An element of a card, inside how many containers, and whether inside a form."""

    element: Json
    depth: int
    in_form: bool


def read(content: str, *, is_known: Callable[[str], bool]) -> Json:
    """The card of a message's `content`.

    Raises:
        CardRefused: the platform would not take it.
    """
    if len(content.encode()) > MOST_BYTES:
        raise CardRefused(230025, "the card is larger than 30 KB")
    try:
        card = json.loads(content)
    except ValueError as error:
        raise CardRefused(200621, "not JSON") from error
    check(card, is_known=is_known)
    return dict(card)


def check(card: Any, *, is_known: Callable[[str], bool]) -> None:
    """Refuse a card that the platform would refuse.

    Raises:
        CardRefused: with the sub-code and the reason.
    """
    _need(isinstance(card, dict) and card.get("schema") == "2.0", "schema is not 2.0", 200830)
    _only(card, CARD, "card")
    _need(isinstance(card.get("body"), dict) and isinstance(card["body"].get("elements"), list), "no body")
    _only(card["body"], frozenset(["elements", *LAYOUT.split()]), "body")
    _check_frame(card)
    places = list(walk(card["body"]["elements"]))
    for place in places:
        _check_element(place)
    _check_whole(card, places, is_known)


def walk(elements: Sequence[Any], depth: int = 0, in_form: bool = False) -> Iterator[Place]:
    """Every element below, from top to bottom."""
    for element in elements:
        _need(
            isinstance(element, dict) and isinstance(element.get("tag"), str),
            f"an element without a tag: {element!r:.80}",
        )
        yield Place(element, depth, in_form)
        tag = element["tag"]
        below = [*element.get("elements", []), *(element.get("columns", []) if tag == "column_set" else [])]
        yield from walk(below, depth + (tag in CONTAINERS), in_form or tag == "form")


def tagged(value: Any) -> Iterator[Json]:
    """Every object with a tag, texts and icons included."""
    if isinstance(value, dict):
        if isinstance(value.get("tag"), str):
            yield value
        for key, inner in value.items():
            if key not in ("rows", "chart_spec", "value"):
                yield from tagged(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from tagged(inner)


def _check_frame(card: Json) -> None:
    _only(card.get("config", {}), CONFIG, "config")
    _need(card.get("config", {}).get("update_multi", True) is True, "update_multi")
    header = card.get("header", {})
    _only(header, HEADER, "header")
    _need(header.get("template", "default") in TEMPLATES, f"template {header.get('template')}")
    _need(len(header.get("text_tag_list", [])) <= 3, "more than three tags")
    if "card_link" in card:
        _need_url(card["card_link"].get("url", "https://"))


def _check_element(place: Place) -> None:
    element, tag = place.element, place.element["tag"]
    _need(tag not in OLD, f"{tag} is of schema 1.0", 200861)
    _need(tag in FIELDS, f"unknown tag {tag}")
    _need(place.depth <= MOST_NESTED, "nested too deep")
    _need(tag not in ("form", "table") or place.depth == 0, f"{tag} below the root")
    _need(not tag.startswith("multi_select") or place.in_form, f"{tag} outside a form")
    _need(not (place.in_form and tag in NAMED) or bool(element.get("name")), f"{tag} in a form without a name", 200530)
    _need(ELEMENT_ID.fullmatch(element.get("element_id", "a")) is not None, "element_id")
    for behaviour in element.get("behaviors", []):
        _check_behaviour(behaviour)
    if tag in CHECKS:
        CHECKS[tag](element)


def _check_behaviour(behaviour: Json) -> None:
    kind = behaviour.get("type")
    _need(kind in ("callback", "open_url"), f"behaviour {kind}")
    if kind == "callback":
        _only(behaviour, frozenset(["type", "value"]), "callback")
        _need(isinstance(behaviour.get("value"), dict), "the value of a callback is not an object")
    else:
        _only(behaviour, frozenset(["type", "default_url", "pc_url", "ios_url", "android_url"]), "open_url")
        _need_url(behaviour.get("default_url", ""))


def _check_button(element: Json) -> None:
    _need(element.get("type", "default") in BUTTONS, f"button type {element.get('type')}")
    _need(0 < len(element.get("text", {}).get("content", "")) <= 100, "the text of a button")
    _need(element.get("form_action_type", "submit") in ("submit", "reset"), "form_action_type")


def _check_form(element: Json) -> None:
    buttons = [place.element for place in walk(element["elements"]) if place.element["tag"] == "button"]
    _need(bool(element.get("name")), "a form without a name", 200530)
    _need(any(button.get("form_action_type") == "submit" for button in buttons), "a form without a submit button")


def _check_input(element: Json) -> None:
    most = element.get("max_length", 1000)
    _need(isinstance(most, int) and 1 <= most <= 1000, "max_length")
    _need(len(element.get("default_value", "")) <= most, "default_value is longer than max_length")
    _need(len(element.get("placeholder", {}).get("content", "")) <= 100, "placeholder")
    _need(element.get("input_type", "text") in ("text", "multiline_text", "password"), "input_type")


def _check_options(element: Json) -> None:
    values = [option.get("value") for option in element.get("options", [])]
    _need(all(isinstance(value, str) for value in values), "the value of an option is not a string")
    _need(len(set(values)) == len(values), "two options with one value")
    chosen = element.get("initial_option")
    _need(chosen is None or chosen in values, "initial_option is none of the options")


def _check_date(element: Json) -> None:
    _need(re.fullmatch(r"\d{4}-\d\d-\d\d", element.get("initial_date", "2026-01-01")) is not None, "initial_date")


def _check_table(element: Json) -> None:
    names = {column.get("name") for column in element.get("columns", [])}
    _need(1 <= len(names) <= 50 and 1 <= element.get("page_size", 5) <= 10, "table")
    _need(all(set(row) <= names for row in element.get("rows", [])), "a row key that is no column", 200915)


CHECKS: Mapping[str, Callable[[Json], None]] = {
    "button": _check_button,
    "form": _check_form,
    "input": _check_input,
    "select_static": _check_options,
    "multi_select_static": _check_options,
    "date_picker": _check_date,
    "table": _check_table,
}


def _check_whole(card: Json, places: list[Place], is_known: Callable[[str], bool]) -> None:
    objects = list(tagged(card))
    for found in objects:
        _need(found["tag"] in FIELDS, f"unknown tag {found['tag']}")
        _only(found, FIELDS[found["tag"]], found["tag"])
    _need(len(objects) <= MOST_ELEMENTS, "element exceeds the limit", 11310)
    _need(sum(found["tag"] == "table" for found in objects) <= MOST_TABLES, "tables")
    names = [place.element["name"] for place in places if place.element.get("name")]
    _need(len(set(names)) == len(names), f"a name used twice: {names}", 200530)
    ids = [found["element_id"] for found in objects if "element_id" in found]
    _need(len(set(ids)) == len(ids), "an element_id used twice")
    for person in _mentioned(objects):
        _need(is_known(person), f"invalid user id {person}", 100290)


def _mentioned(objects: list[Json]) -> Iterator[str]:
    for found in objects:
        if found["tag"] in ("markdown", "lark_md"):
            for ids in AT.findall(found.get("content", "")):
                yield from ids.split(",")  # nor is @all: these groups do not allow it
        elif found["tag"] == "person":
            yield found.get("user_id", "")
        elif found["tag"] == "person_list" and not found.get("drop_invalid_user_id"):
            yield from (person.get("id", "") for person in found.get("persons", []))


def _need_url(url: str) -> None:
    _need(re.fullmatch(r"https?://[\x21-\x7e]*", url) is not None, f"not a link: {url!r:.60}")


def _only(value: Json, allowed: frozenset[str], where: str) -> None:
    unknown = set(value) - allowed
    _need(not unknown, f"unknown property {sorted(unknown)} of {where}")


def _need(is_right: bool, why: str, code: int = 200621) -> None:
    if not is_right:
        raise CardRefused(code, why)
