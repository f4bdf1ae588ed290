"""Buttons about reviews."""

from datetime import date
from decimal import Decimal, InvalidOperation

from bot.grammar.actions.values import ActionReader, Values, ref, rev, words_of
from bot.grammar.commands import Reading
from bot.grammar.folding import fold
from core.errors import BadInput
from core.reviews import Feasibility
from handlers.command import Command
from handlers.reviews.commands import AgreeToProposal, SendReview, Understand


class NotAnAmount(BadInput):
    """`value` as typed is no amount of money."""


def _review(value: Values, form: Values, reading: Reading) -> Command:
    can, when = words_of(form, "can"), words_of(form, "when")
    return SendReview(
        order_no=ref(value), brief_no=rev(value), question=words_of(form, "question")[:500],
        can=Feasibility(can) if can else None, when=date.fromisoformat(when) if when else None,
        cost=_amount(words_of(form, "cost")), words=words_of(form, "words")[:500],
        entry=value.get("entry", 0), answer=words_of(form, "answer")[:500],
    )  # fmt: skip


def _amount(typed: str) -> Decimal | None:
    """`36,500`, `¥36500`, `3.65万`; None for nothing. Raises `NotAnAmount`."""
    plain = fold(typed).replace(",", "").strip("¥$ 元").removesuffix("cny").removesuffix("rmb").strip()
    if not plain:
        return None
    times, plain = (10_000, plain.removesuffix("万")) if plain.endswith("万") else (1, plain)
    try:
        amount = Decimal(plain) * times
    except InvalidOperation as wrong:
        raise NotAnAmount(value=typed) from wrong
    if not amount.is_finite() or not 0 <= amount <= 100_000_000:
        raise NotAnAmount(value=typed)
    return round(amount, 2)


ACTIONS: dict[str, ActionReader] = {
    "understand": lambda v, form, reading: Understand(order_no=ref(v), brief_no=rev(v)),
    "agree_proposal": lambda v, form, reading: AgreeToProposal(order_no=ref(v), brief_no=rev(v)),
    "review": _review,
}
