"""What a finger can do on a card as it is now: which buttons there are, and what a press carries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.common.faults import SandboxRefused

Selections = Mapping[str, Sequence[str]]
"""Question key to option ids."""


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button: an address to open, or what the bot gets to hear."""

    url: str = ""
    selected: dict[str, list[str]] = field(default_factory=dict)


def press(card: Mapping[str, Any], key: str, selections: Selections) -> Press:
    """Press the button of a card. Raises SandboxRefused where it has none, or where nothing reacts any more."""
    button = next((it for it in _buttons(card) if it["key"] == key), None)
    if button is None:
        raise SandboxRefused("no_such_button", key=key)
    if "replace_text" in card:
        raise SandboxRefused("disabled", key=key)
    if button.get("type", 0) == 1:
        return Press(url=button["url"])
    return Press(selected=_selected(card, selections))


def press_menu(card: Mapping[str, Any], key: str) -> None:
    """Choose in the card's menu at the top right. Raises SandboxRefused."""
    actions = card.get("action_menu", {}).get("action_list", [])
    if key not in [it["key"] for it in actions]:
        raise SandboxRefused("no_such_button", key=key)


def _buttons(card: Mapping[str, Any]) -> list[dict[str, Any]]:
    submit = [card["submit_button"]] if "submit_button" in card else []
    return [*card.get("button_list", []), *submit]


def _selected(card: Mapping[str, Any], selections: Selections) -> dict[str, list[str]]:
    questions = _questions(card)
    for unknown in selections.keys() - questions.keys():
        raise SandboxRefused("no_such_question", key=unknown)
    return {key: _chosen(it, selections.get(key)) for key, it in questions.items()}


def _questions(card: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    votes = [card["checkbox"]] if "checkbox" in card else []
    selects = [*([card["button_selection"]] if "button_selection" in card else []), *card.get("select_list", [])]
    found = [*({**it, "is_vote": True} for it in votes), *({**it, "is_vote": False} for it in selects)]
    return {it["question_key"]: it for it in found}


def _chosen(question: Mapping[str, Any], wanted: Sequence[str] | None) -> list[str]:
    untouched = _untouched(question)
    if wanted is None:
        return untouched
    chosen = list(wanted)
    if question.get("disable") and chosen != untouched:
        raise SandboxRefused("disabled", key=question["question_key"])
    offered = {option["id"] for option in question["option_list"]}
    if not offered.issuperset(chosen) or len(set(chosen)) < len(chosen):
        raise SandboxRefused("not_an_option", key=question["question_key"])
    if question.get("mode", 0) == 0 and len(chosen) != 1:
        raise SandboxRefused("not_an_option", key=question["question_key"])
    return chosen


def _untouched(question: Mapping[str, Any]) -> list[str]:
    """A select counts as its preset or its first option; a vote as what was ticked beforehand."""
    options = question["option_list"]
    if question["is_vote"]:
        return [option["id"] for option in options if option.get("is_checked")]
    return [question.get("selected_id", options[0]["id"])]
