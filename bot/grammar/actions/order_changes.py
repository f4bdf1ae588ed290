"""Buttons about changes of orders."""

from bot.grammar.actions.values import ActionReader, Values, ref, rev
from bot.grammar.commands import Reading
from handlers import order_commands as o
from handlers.command import Command

ACTIONS: dict[str, ActionReader] = {
    "submit_order_change": lambda v, form, reading: _form(v, form, reading),
    "confirm_order_change": lambda v, form, reading: o.ConfirmOrderChange(change_no=ref(v), revision=rev(v)),
    "withdraw_order_change": lambda v, form, reading: o.WithdrawOrderChange(change_no=ref(v), revision=rev(v)),
}


def _form(value: Values, form: Values, reading: Reading) -> Command:
    from bot.grammar.order_change import read_change_form  # late, as in `commands`

    return read_change_form(ref(value), rev(value), form, reading.today)
