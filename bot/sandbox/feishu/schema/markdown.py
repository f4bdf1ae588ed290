"""What markdown in a card can break: mentions, links, pictures, bare addresses, too many tables."""

import re
from collections.abc import Iterator
from typing import Any

from bot.sandbox.feishu.schema.spot import OVER_LIMIT, UNKNOWN_PERSON, Spot
from bot.sandbox.feishu.schema.values import image, url

_TAG = re.compile(r"<(at|person|a|link)\b([^<>]*)>")
# Bounded repeats and excluded opening brackets keep hostile text from costing quadratic time.
_ATTRIBUTE = re.compile(r"""([\w-]{1,40})\s{0,9}=\s{0,9}("[^"]*"|'[^']*'|[^\s"'>]+)""")
_LINK = re.compile(r"(!?)\[[^\[\]\n]*\]\(([^()\n]*)\)")
# An address in running text ends where white space, a bracket or a quote begins.
_BARE = re.compile(r"https?://[^\s<>()\[\]\"'`|]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_TABLE_RULE = re.compile(r"[|:\-\t ]+")
_MOST_TABLES = 4


def markdown(value: Any, spot: Spot) -> None:
    """Text of a `markdown` element or a `lark_md` object."""
    if not isinstance(value, str):
        spot.refuse("must be a string", value)
    for tag, attributes in _tags(value):
        _check_tag(tag, attributes, spot)
    _check_links(value, spot)
    _check_bare_addresses(_LINK.sub(" ", _TAG.sub(" ", value)), spot)
    if sum(_is_table_rule(line) for line in value.splitlines()) > _MOST_TABLES:
        spot.refuse("markdown table number exceeds the limit", sub_code=OVER_LIMIT)


def mentioned(text: str) -> list[str]:
    """The ids that `<at>` in this markdown names, `all` among them."""
    return [who for tag, attributes in _tags(text) if tag == "at" for who in _ids(attributes)]


def _is_table_rule(line: str) -> bool:
    return "|" in line and "---" in line and _TABLE_RULE.fullmatch(line) is not None


def _tags(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    for tag, inner in _TAG.findall(text):
        yield tag, {key: value.strip("\"'") for key, value in _ATTRIBUTE.findall(inner)}


def _ids(attributes: dict[str, str]) -> list[str]:
    both = [attributes.get("id", ""), *attributes.get("ids", "").split(",")]
    return [one.strip() for one in both if one.strip()]


def _check_tag(tag: str, attributes: dict[str, str], spot: Spot) -> None:
    if tag == "at":
        _check_mention(attributes, spot)
    elif tag == "person":
        _check_person(attributes.get("id", ""), spot)
    else:
        for key in attributes.keys() & {"href", "url", "pc_url", "ios_url", "android_url"}:
            url(attributes[key], spot)


def _check_mention(attributes: dict[str, str], spot: Spot) -> None:
    for who in _ids(attributes):
        if who == "all":
            if not spot.known.allows_at_all:
                spot.refuse("at all is not allowed in this chat", who, UNKNOWN_PERSON)
        else:
            _check_person(who, spot)
    email = attributes.get("email")
    if email is not None and not spot.known.has_email(email):
        spot.refuse("invalid user id", email, UNKNOWN_PERSON)


def _check_person(who: str, spot: Spot) -> None:
    if not spot.known.has_person(who):
        spot.refuse("invalid user id", who, UNKNOWN_PERSON)


def _check_links(text: str, spot: Spot) -> None:
    for is_picture, target in _LINK.findall(text):
        if is_picture:
            image(target, spot)
        elif not target.startswith("tel://"):
            url(target, spot)


def _check_bare_addresses(text: str, spot: Spot) -> None:
    for found in _BARE.finditer(text):
        if _NOT_ASCII.search(found.group()):
            spot.refuse("auto-link is not a valid address", found.group())
