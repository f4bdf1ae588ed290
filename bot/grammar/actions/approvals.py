"""Buttons about reviews."""

from bot.grammar.actions.values import ActionReader, Values, reason, ref, required, rev
from handlers.changes import commands as h
from handlers.command import Command

ACTIONS: dict[str, ActionReader] = {
    "approve_change": lambda v, form, reading: h.ApproveChange(words=ref(v), stage=rev(v)),
    "answer_change": lambda v, form, reading: _answer(v, form),
    "remark_change": lambda v, form, reading: h.RemarkOnChange(words=ref(v), text=reason(form)),
    "withdraw_change": lambda v, form, reading: h.WithdrawChange(words=ref(v)),
    "show_change": lambda v, form, reading: h.ShowChange(words=ref(v)),
}


def _answer(value: Values, form: Values) -> Command:
    """What was chosen, with the words for it. Raises `WordsMissing`."""
    chosen = required(form, "answer", "驳回", "Reject")
    why, number, stage = reason(form), ref(value), rev(value)
    match chosen:
        case "reject":
            return h.RejectChange(words=number, reason=why, stage=stage)
        case "send_back":
            return h.SendChangeBack(words=number, reason=why, stage=stage)
        case "remark":
            return h.RemarkOnChange(words=number, text=why)
    person = required(form, "person", "王胜", "wang.sheng")
    match chosen:
        case "add_signer":
            return h.AddSigner(words=number, person=person, reason=why, stage=stage)
        case "hand_over":
            return h.HandOverApproval(words=number, person=person, reason=why, stage=stage)
    raise ValueError(chosen)
