"""Buttons about what follows a change: receipts, dispositions, customers' consents."""

import re
from datetime import date
from decimal import Decimal

from bot.grammar.actions.values import ActionReader, Values, reason, ref, required, rev, words_of
from bot.grammar.commands import WordsMissing
from bot.grammar.folding import fold
from core.changes import DispositionChoice, WorkChoice
from handlers.changes import receipt_commands as r
from handlers.command import Command
from handlers.engineering.commands import DecideWork

_QTY = re.compile(r"\d{1,9}(\.\d{1,4})?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

ACTIONS: dict[str, ActionReader] = {
    "ack_change": lambda v, form, reading: r.AcknowledgeChange(change_no=ref(v), person=str(v.get("person", ""))),
    "dispose": lambda v, form, reading: _dispose(v, form),
    "decide_work": lambda v, form, reading: _decide_work(v, form),
    "record_consent": lambda v, form, reading: _consent(v, form),
    "waive_customers": lambda v, form, reading: r.WaiveCustomerConsent(
        change_no=ref(v), revision=rev(v), reason=reason(form)
    ),
}


def _dispose(value: Values, form: Values) -> Command:
    """So many pieces become this, so many that; what is left empty is none."""
    told = {choice: fold(words_of(form, choice.value.lower())).replace(",", "") for choice in DispositionChoice}
    typed = {choice: qty for choice, qty in told.items() if qty}
    if not typed or not all(_QTY.fullmatch(qty) for qty in typed.values()):
        raise WordsMissing(example="使用 80，报废 40", english_example="use 80, scrap 40")
    split = {choice: Decimal(qty) for choice, qty in typed.items()}
    entry = int(value.get("entry", 0))
    return r.DecideDisposition(change_no=ref(value), entry=entry, split=split, note=words_of(form, "note"))


def _decide_work(value: Values, form: Values) -> Command:
    """改用新版 or 保持旧版, and why; for this work order, or for all that wait for the same person."""
    choice = words_of(form, "choice")
    if choice not in set(WorkChoice):
        raise WordsMissing(example="改用新版，客户要求", english_example="to the new revision, the customer wants it")
    return DecideWork(
        change_no=ref(value),
        entry=int(value.get("entry", 0)),
        choice=WorkChoice(choice),
        reason=reason(form),
        is_for_all=words_of(form, "scope") == "all",
    )


def _consent(value: Values, form: Values) -> Command:
    """Who of the customer's has agreed, on which day (today where none is told), and how."""
    example = ("张工，邮件 11 月 23 日", "Mr Zhang, mail of 23 November")
    day = _DAY.match(words_of(form, "day"))
    return r.RecordCustomerConsent(
        change_no=ref(value), customer=str(value.get("customer", "")), granted_by=required(form, "contact", *example),
        granted_on=date.fromisoformat(day[0]) if day else None, evidence=required(form, "evidence", *example),
    )  # fmt: skip
