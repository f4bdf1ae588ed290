"""Buttons about how things are made."""

from bot.grammar.actions.values import ActionReader, Values, ref, rev
from bot.grammar.commands import Reading
from handlers.command import Command
from handlers.engineering.commands import DiscardEcn, SubmitEcn

ACTIONS: dict[str, ActionReader] = {
    "submit_ecn": lambda v, form, reading: _submit(v, form, reading),
    "discard_ecn": lambda v, form, reading: DiscardEcn(change_no=ref(v), revision=rev(v)),
}


def _submit(value: Values, form: Values, reading: Reading) -> Command:
    from bot.grammar import ecn  # late, as in `commands`

    return SubmitEcn(change_no=ref(value), revision=rev(value), content=ecn.read_form(form, reading.today))
