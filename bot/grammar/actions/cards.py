"""Buttons about the card itself."""

from bot.grammar.actions.values import ActionReader, ref
from core.errors import BadInput
from handlers.card_commands import OpenForm, ShowDetails
from handlers.command import Command


class NothingChosen(BadInput):
    """A button for what has been selected, and nothing has."""


ACTIONS: dict[str, ActionReader] = {
    "details": lambda v, form, reading: ShowDetails(),
    "form": lambda v, form, reading: OpenForm(form=ref(v)),
    "unchosen": lambda v, form, reading: _nothing_chosen(),
}


def _nothing_chosen() -> Command:
    raise NothingChosen()
