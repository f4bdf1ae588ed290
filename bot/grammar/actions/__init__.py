"""ACTIONS: what can be tapped, and the command it becomes. A button carries `{"act", "ref", "rev"}`."""

from collections import ChainMap
from collections.abc import Mapping

from pydantic import ValidationError

from bot.grammar.actions import (
    approvals,
    cards,
    design,
    designs,
    engineering,
    handovers,
    manufacturability,
    order_changes,
    orders,
    plans,
    receipts,
    reviews,
)
from bot.grammar.actions.values import ActionReader, Values
from bot.grammar.commands import Reading
from core.errors import BadInput
from handlers.command import Command


class UnknownAction(BadInput):
    """A button we never made, or of a version long gone: `act`."""


SUBJECTS = (
    approvals, cards, design, designs, engineering, handovers, manufacturability, order_changes, orders, plans,
    receipts, reviews,
)  # fmt: skip

ACTIONS: Mapping[str, ActionReader] = ChainMap(*(subject.ACTIONS for subject in SUBJECTS))
"""The verb of a button to what it means."""


def read_action(value: Values, form: Values, reading: Reading) -> Command:
    """The command of a button; refused when the button is none of ours."""
    act = str(value.get("act", ""))
    if act not in ACTIONS:
        raise UnknownAction(act=act)
    try:
        return ACTIONS[act](value, form, reading)
    except (ValidationError, ValueError) as wrong:
        raise UnknownAction(act=act) from wrong
