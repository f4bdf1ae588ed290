"""Checks for single values and for plain shapes made of them."""

import re
from collections.abc import Mapping
from typing import Any

from bot.sandbox.feishu.schema.spot import BAD_IMAGE, BAD_NAME, UNKNOWN_PERSON, Check, Spot, require


def words(text: str) -> tuple[str, ...]:
    """The words of a sentence: a long list of names reads better without quotes."""
    return tuple(text.split())


LANGUAGES = words("zh_cn en_us zh_hk zh_tw ja_jp id_id vi_vn th_th pt_br es_es ko_kr de_de fr_fr it_it ru_ru ms_my")
_SIZES = words(
    "heading-0 heading-1 heading-2 heading-3 heading-4 heading normal notation xxxx-large xxx-large xx-large x-large "
    "large medium small x-small"
)
_HUES = (
    "blue|wathet|turquoise|green|lime|yellow|orange|red|carmine|violet|purple|indigo|grey|gray|neutral|sunflower|"
    "white|black|default|bg-white"
)
_COLOUR = re.compile(rf"({_HUES})(-(50|[1-9]00|350))?|rgba\(\s*\d+\s*(,\s*[\d.]+\s*){{3}}\)")
_URL = re.compile(r"https?://([!#$&-;=?-\[\]_a-z~]|%[0-9A-Fa-f]{2})+")
_ELEMENT_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}")
_NO_LINK = "lark://msgcard/unsupported_action"


def string(*, longest: int | None = None, is_needed: bool = False) -> Check:
    """Text; `longest` in characters, `is_needed` when it may not be empty."""

    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, str):
            spot.refuse("must be a string", value)
        if is_needed and not value:
            spot.refuse("must not be empty")
        if longest is not None and len(value) > longest:
            spot.refuse(f"longer than {longest} characters", len(value))

    return check


def boolean(value: Any, spot: Spot) -> None:
    """True or false, nothing that merely looks like it."""
    if not isinstance(value, bool):
        spot.refuse("must be a boolean", value)


def integer(low: int, high: int) -> Check:
    """A whole number within bounds."""

    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            spot.refuse(f"must be a whole number from {low} to {high}", value)

    return check


def number(low: float, high: float) -> Check:
    """A number within bounds."""

    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
            spot.refuse(f"must be a number from {low} to {high}", value)

    return check


def one_of(*allowed: object) -> Check:
    """One of a few words."""

    def check(value: Any, spot: Spot) -> None:
        if not any(type(value) is type(it) and value == it for it in allowed):
            spot.refuse(f"must be one of {', '.join(map(str, allowed))}", value)

    return check


def matching(pattern: str, what: str) -> Check:
    """Text of a certain form."""
    compiled = re.compile(pattern)

    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            spot.refuse(f"must be {what}", value)

    return check


def pixels(low: int, high: int, *words: str) -> Check:
    """`12px` within bounds, or one of the words."""

    def check(value: Any, spot: Spot) -> None:
        if value in words and isinstance(value, str):
            return
        matched = re.fullmatch(r"(-?\d{1,5})px", value) if isinstance(value, str) else None
        if matched is None or not low <= int(matched[1]) <= high:
            spot.refuse(f"must be {low}px to {high}px{''.join(f', {word}' for word in words)}", value)

    return check


def sides(low: int, high: int) -> Check:
    """One to four pixel values, as in CSS."""
    one = pixels(low, high)

    def check(value: Any, spot: Spot) -> None:
        parts = value.split(" ") if isinstance(value, str) else []
        if not 1 <= len(parts) <= 4:
            spot.refuse("must be one to four pixel values", value)
        for part in parts:
            one(part, spot)

    return check


def each(item: Check, *, fewest: int = 0, most: int | None = None) -> Check:
    """A list of so many."""

    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, list):
            spot.refuse("must be a list", value)
        if len(value) < fewest or (most is not None and len(value) > most):
            spot.refuse(f"must have {fewest} to {most or 'any number of'} entries", len(value))
        for index, entry in enumerate(value):
            item(entry, spot.at(index))

    return check


def shape(required: tuple[str, ...] = (), /, **properties: Check) -> Check:
    """An object with these properties and no other."""

    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, dict):
            spot.refuse("must be an object", value)
        for key in value:
            if key not in properties:
                spot.refuse(f"unknown property {key}")
        require(required, value, spot)
        for key, entry in value.items():
            properties[key](entry, spot.at(key))

    return check


def by_language(item: Check) -> Check:
    """An object keyed by language."""
    return shape(**dict.fromkeys(LANGUAGES, item))


def anything(value: Any, spot: Spot) -> None:
    """Not looked at."""


def any_object(value: Any, spot: Spot) -> None:
    """An object of the app's own."""
    if not isinstance(value, Mapping):
        spot.refuse("must be an object", value)


def url(value: Any, spot: Spot) -> None:
    """An absolute web address, percent-encoded."""
    if value != _NO_LINK and (not isinstance(value, str) or not _URL.fullmatch(value)):
        spot.refuse("must be a percent-encoded http or https address", value)


def url_or_empty(value: Any, spot: Spot) -> None:
    """A web address, or nothing."""
    if value != "":
        url(value, spot)


def person(value: Any, spot: Spot) -> None:
    """The id of somebody in the tenant."""
    if not isinstance(value, str) or not spot.known.has_person(value):
        spot.refuse("invalid user id", value, UNKNOWN_PERSON)


def image(value: Any, spot: Spot) -> None:
    """The key of a picture this app uploaded."""
    if not isinstance(value, str) or not spot.known.has_image(value):
        spot.refuse("invalid image key", value, BAD_IMAGE)


def text_size(value: Any, spot: Spot) -> None:
    """A size by name, or one declared in config.style."""
    if not isinstance(value, str) or (value not in _SIZES and value not in spot.claims.text_sizes):
        spot.refuse("unknown text size", value)


def colour(value: Any, spot: Spot) -> None:
    """A colour by name, rgba, or one declared in config.style."""
    if not isinstance(value, str) or (not _COLOUR.fullmatch(value) and value not in spot.claims.colours):
        spot.refuse("unknown colour", value)


def element_id(value: Any, spot: Spot) -> None:
    """Letter first, at most 20 letters, digits and underscores, once per card."""
    if not isinstance(value, str) or not _ELEMENT_ID.fullmatch(value):
        spot.refuse("invalid element_id", value)
    spot.claim_element_id(value)


def name(value: Any, spot: Spot) -> None:
    """A component's name, once per card."""
    if not isinstance(value, str) or not value:
        spot.refuse("name must not be empty", value, sub_code=BAD_NAME)
    spot.claim_name(value)
