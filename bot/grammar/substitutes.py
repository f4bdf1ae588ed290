"""`/substitute 0042 MCU-32 MCU-32G 缺货 至=12月31日`: for whom, what instead of what, why, and until when.

In the place of an order: `客户=恒远` for a customer, nothing but `至=` for every order until that day.
"""

import re
from datetime import date

from bot.grammar.dates import read_date
from bot.grammar.downtime import checked_reason
from bot.grammar.folding import fold
from bot.grammar.words import Words
from core.errors import BadInput
from handlers.substitutes.commands import AskForSubstitute

_ORDER = re.compile(r"#?(?:ord[-_]?)?[0-9]{1,6}(?:-[0-9]{1,6})?")


class SubstituteUntold(BadInput):
    """What should stand in for what, or why, is not said."""


def read_substitute(words: Words, today: date) -> AskForSubstitute:
    """Raises `SubstituteUntold`, and what a day can be refused with."""
    tokens = list(words.tokens)
    order = tokens.pop(0) if tokens and _ORDER.fullmatch(fold(tokens[0])) else ""
    if len(tokens) < 3:
        raise SubstituteUntold
    item, substitute, *reason = tokens
    return AskForSubstitute(
        order=Words("", order).find_number("ORD") or order, customer=words.value("customer", "客户") or "", item=item,
        substitute=substitute, reason=checked_reason(" ".join(reason)),
        valid_from=_day(words.value("from", "从", "自"), today),
        valid_until=_day(words.value("until", "至", "到"), today),
    )  # fmt: skip


def _day(typed: str | None, today: date) -> date | None:
    return read_date(typed, today) if typed else None
