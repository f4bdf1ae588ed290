"""What a button carries, and what a form holds."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.grammar.commands import Reading, WordsMissing
from handlers.command import Command

Values = Mapping[str, Any]
ActionReader = Callable[[Values, Values, Reading], Command]
"""From a button's own values and its form's to the command it stands for."""


def ref(value: Values) -> str:
    """The number the button is about."""
    return str(value.get("ref", ""))


def rev(value: Values) -> int | None:
    """The revision its card showed."""
    rev = value.get("rev")
    return rev if isinstance(rev, int) and not isinstance(rev, bool) else None


def words_of(form: Values, name: str) -> str:
    """What was typed into a field; empty when nothing was."""
    return str(form.get(name, "")).strip()


def reason(form: Values) -> str:
    """The reason typed; refused without one."""
    return required(form, "reason", "周三要检修", "Wednesday is for maintenance")


def required(form: Values, name: str, example: str, english_example: str) -> str:
    """What was typed into a field; refused (`WordsMissing`, with an example) when nothing was."""
    told = words_of(form, name)
    if not told:
        raise WordsMissing(example=example, english_example=english_example)
    return told
