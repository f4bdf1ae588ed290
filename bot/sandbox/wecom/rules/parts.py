"""The parts of template cards (wecom.md §6.2, §6.4 to §6.7)."""

import re
from typing import Any

from bot.sandbox.wecom.rules.spot import (
    Length,
    Rule,
    Spot,
    flag,
    media,
    parts,
    per_type,
    rows,
    text,
    update_flag,
    whole,
)

KEY_BYTES = 1024
ID_BYTES = 128
_TASK_ID = re.compile(r"[0-9A-Za-z_\-@]+")
_LEADS = {1: "url", 2: "appid"}


def task_id(spot: Spot, value: Any) -> None:
    """At most 128 bytes of letters, digits, `_`, `-` and `@`; the app's updates have none."""
    if spot.channel == "app" and spot.is_update:
        raise spot.no("is not allowed in an update")
    text(most_bytes=128)(spot, value)
    if not _TASK_ID.fullmatch(value):
        raise spot.no("has a character that is not allowed")


def _ratio(spot: Spot, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1.3 < value < 2.25:
        raise spot.no("must be between 1.3 and 2.25")


def _link_type(spot: Spot, value: Any) -> None:
    # Type 3 asks the smart bot a question; the app and the webhook have nobody to ask.
    whole(*((0, 1, 2, 3) if spot.channel == "aibot" else (0, 1, 2)))(spot, value)


def _row_type(spot: Spot, value: Any) -> None:
    whole(*((0, 1, 3) if spot.channel == "aibot" else (0, 1, 2, 3)))(spot, value)


def _app_only(rule: Rule) -> Rule:
    def judge(spot: Spot, value: Any) -> None:
        if spot.channel != "app":
            raise spot.no("is for the app's cards only")
        rule(spot, value)

    return judge


def _selected_among(spot: Spot, value: Any) -> None:
    offered = [option["id"] for option in value["option_list"]]
    if value.get("selected_id", offered[0]) not in offered:
        raise spot.at("selected_id").no("is not among the options")


def _one_checked(spot: Spot, value: Any) -> None:
    checked = sum(option.get("is_checked", False) for option in value["option_list"])
    if value.get("mode", 0) == 0 and checked > 1:
        raise spot.no("has several options checked in single mode")


def _pressed(spot: Spot, value: Any) -> None:
    needed = "url" if value.get("type", 0) == 1 else "key"
    # Whether a button of type 1 may do without a key is not stated, so it may not.
    for key in (needed, "key"):
        if key not in value:
            raise spot.at(key).no("is missing")


KEY = text(most_bytes=KEY_BYTES)
_LEADING = {"url": text(), "appid": text(), "pagepath": text()}

SOURCE = parts({"icon_url": text(), "desc": text(Length(20, 13)), "desc_color": whole(0, 1, 2, 3)})
ACTION_MENU = parts(
    {
        "desc": text(),
        "action_list": rows(parts({"text": text(), "key": KEY}, ["text", "key"]), 3, unique="key"),
    },
    ["action_list"],
)
MAIN_TITLE = parts({"title": text(Length(36, 26)), "desc": text(Length(44, 30))})
# Seen documented with other lengths than the rest: the shorter title counts.
VOTE_TITLE = parts({"title": text(Length(16, 26)), "desc": text(Length(160, 30))})
EMPHASIS = parts({"title": text(Length(14, 10)), "desc": text(Length(22, 15))})
QUOTE_AREA = parts({"type": whole(0, 1, 2), **_LEADING, "title": text(), "quote_text": text()}, then=per_type(_LEADS))
SUB_TITLE = text(Length(160, 112))
HORIZONTAL = rows(
    parts(
        {
            "type": _row_type,
            "keyname": text(5),
            "value": text(Length(30, 26)),
            "url": text(),
            "media_id": media("file"),
            "userid": text(),
        },
        ["keyname"],
        per_type({1: "url", 2: "media_id", 3: "userid"}),
    ),
    6,
)
VERTICAL = rows(parts({"title": text(Length(38, 26)), "desc": text(Length(160, 112))}, ["title"]), 4)
JUMP_LIST = rows(
    parts(
        {"type": _link_type, "title": text(Length(18, 13)), **_LEADING, "question": text(most_bytes=200)},
        ["title"],
        per_type({**_LEADS, 3: "question"}),
    ),
    3,
)
CARD_ACTION = parts({"type": whole(1, 2), **_LEADING}, ["type"], per_type(_LEADS))
OPTIONAL_CARD_ACTION = parts({"type": whole(0, 1, 2), **_LEADING}, then=per_type(_LEADS))
CARD_IMAGE = parts({"url": text(), "aspect_ratio": _ratio}, ["url"])
IMAGE_TEXT_AREA = parts(
    {"type": whole(0, 1, 2), **_LEADING, "title": text(), "desc": text(), "image_url": text()},
    ["image_url"],
    per_type(_LEADS),
)
_OPTION = parts({"id": text(most_bytes=ID_BYTES), "text": text(Length(16, 10))}, ["id", "text"])
SELECTION = parts(
    {
        "question_key": KEY,
        "title": text(Length(None, 13)),
        "option_list": rows(_OPTION, 10, unique="id"),
        "selected_id": text(most_bytes=ID_BYTES),
        "disable": update_flag,
    },
    ["question_key", "option_list"],
    _selected_among,
)
SELECT_LIST = rows(SELECTION, 3, unique="question_key")
_BOX = parts(
    {"id": text(most_bytes=ID_BYTES), "text": text(Length(17, 11)), "is_checked": flag},
    ["id", "text"],
)
CHECKBOX = parts(
    {"question_key": KEY, "mode": whole(0, 1), "option_list": rows(_BOX, 20, unique="id"), "disable": update_flag},
    ["question_key", "option_list"],
    _one_checked,
)
BUTTON_LIST = rows(
    parts(
        {
            "text": text(10),
            "style": whole(1, 2, 3, 4),
            "key": KEY,
            "type": _app_only(whole(0, 1)),
            "url": _app_only(text()),
        },
        ["text"],
        _pressed,
    ),
    6,
    unique="key",
)
SUBMIT_BUTTON = parts({"text": text(10), "key": KEY}, ["text", "key"])
FEEDBACK = parts({"id": text(most_bytes=256)}, ["id"])


def replace_text(spot: Spot, value: Any) -> None:
    """The one grey button that an update leaves."""
    if not spot.is_update:
        raise spot.no("is for updates only")
    text()(spot, value)
