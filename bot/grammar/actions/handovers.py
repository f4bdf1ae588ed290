"""Buttons about handing something over."""

from bot.grammar.actions.values import ActionReader, ref, required, rev
from handlers.handovers import commands as h

ACTIONS: dict[str, ActionReader] = {
    "accept_handover": lambda v, form, reading: h.AcceptHandOver(handover_no=ref(v), revision=rev(v)),
    "decline_handover": lambda v, form, reading: h.DeclineHandOver(
        handover_no=ref(v), revision=rev(v), reason=required(form, "reason", "手上太满", "I have too much already")
    ),
    "withdraw_handover": lambda v, form, reading: h.WithdrawHandOver(handover_no=ref(v)),
}
