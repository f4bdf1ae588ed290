"""Whole template cards: which parts go into which type, and which of them it cannot do without (wecom.md §6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.wecom.rules import parts as part
from bot.sandbox.wecom.rules.spot import Rule, Spot, parts, text

NOTICES = ("text_notice", "news_notice")
INTERACTIVE = ("button_interaction", "vote_interaction", "multiple_interaction")


@dataclass(frozen=True, slots=True)
class _Type:
    fields: Mapping[str, Rule]
    needs: tuple[str, ...]
    then: Rule


def _has_title(spot: Spot, card: Any) -> None:
    if "title" not in card.get("main_title", {}):
        raise spot.at("main_title.title").no("is missing")


def _text_notice(spot: Spot, card: Any) -> None:
    if "title" not in card.get("main_title", {}) and "sub_title_text" not in card:
        raise spot.at("main_title.title").no("is missing, and so is sub_title_text")
    if "emphasis_content" in card and "quote_area" in card:
        raise spot.at("quote_area").no("does not go with emphasis_content")


def _news_notice(spot: Spot, card: Any) -> None:
    _has_title(spot, card)
    if "card_image" not in card and "image_text_area" not in card:
        raise spot.at("card_image").no("is missing, and so is image_text_area")


_HEAD = {"card_type": text(), "source": part.SOURCE, "task_id": part.task_id, "feedback": part.FEEDBACK}
_NOTICE = {
    **_HEAD,
    "main_title": part.MAIN_TITLE,
    "action_menu": part.ACTION_MENU,
    "quote_area": part.QUOTE_AREA,
    "horizontal_content_list": part.HORIZONTAL,
    "jump_list": part.JUMP_LIST,
    "card_action": part.CARD_ACTION,
}
_SUBMITTED = {**_HEAD, "submit_button": part.SUBMIT_BUTTON, "replace_text": part.replace_text}

CARD_TYPES: Mapping[str, _Type] = {
    "text_notice": _Type(
        {**_NOTICE, "emphasis_content": part.EMPHASIS, "sub_title_text": part.SUB_TITLE},
        ("card_action",),
        _text_notice,
    ),
    "news_notice": _Type(
        {
            **_NOTICE,
            "card_image": part.CARD_IMAGE,
            "image_text_area": part.IMAGE_TEXT_AREA,
            "vertical_content_list": part.VERTICAL,
        },
        ("card_action",),
        _news_notice,
    ),
    "button_interaction": _Type(
        {
            **_HEAD,
            "main_title": part.MAIN_TITLE,
            "action_menu": part.ACTION_MENU,
            "quote_area": part.QUOTE_AREA,
            "sub_title_text": part.SUB_TITLE,
            "horizontal_content_list": part.HORIZONTAL,
            "card_action": part.OPTIONAL_CARD_ACTION,
            "button_selection": part.SELECTION,
            "button_list": part.BUTTON_LIST,
            "replace_text": part.replace_text,
        },
        ("button_list",),
        _has_title,
    ),
    "vote_interaction": _Type(
        {**_SUBMITTED, "main_title": part.VOTE_TITLE, "checkbox": part.CHECKBOX},
        ("checkbox", "submit_button"),
        _has_title,
    ),
    "multiple_interaction": _Type(
        {**_SUBMITTED, "main_title": part.MAIN_TITLE, "select_list": part.SELECT_LIST},
        ("select_list", "submit_button"),
        _has_title,
    ),
}


def check_card(card: Any, spot: Spot) -> None:
    """Judge a template card; what is cut at display is noted in `spot.cut`. Raises FieldFault."""
    kind = _type_of(card, spot)
    if "feedback" in card and spot.channel != "aibot":
        raise spot.at("feedback").no("is for the smart bot's cards only")
    if "action_menu" in card and spot.channel == "webhook":
        raise spot.at("action_menu").no("is not for a webhook's cards")
    parts(kind.fields, [*kind.needs, *_task_id_needed(card, spot)], kind.then)(spot, card)


def is_interactive(card: Mapping[str, Any]) -> bool:
    """Whether there is anything to tap that the bot hears of: such a card gets a response code and can be changed."""
    return card.get("card_type") in INTERACTIVE or "action_menu" in card


def _type_of(card: Any, spot: Spot) -> _Type:
    if not isinstance(card, dict):
        raise spot.no("must be an object")
    name = card.get("card_type")
    if not isinstance(name, str) or name not in CARD_TYPES:
        raise spot.at("card_type").no("is no type of card")
    if spot.channel == "webhook" and name not in NOTICES:
        raise spot.at("card_type").no("is not for a webhook")
    return CARD_TYPES[name]


def _task_id_needed(card: Mapping[str, Any], spot: Spot) -> tuple[str, ...]:
    if spot.is_update:
        return ("task_id",) if spot.channel == "aibot" else ()
    return ("task_id",) if is_interactive(card) else ()
