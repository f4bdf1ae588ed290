"""`/repromise 0042 12月20日 客户同意晚发`: an order, the new day, and why; perhaps for one line only."""

import re
from datetime import date

from bot.grammar.dates import find_dates, read_date
from bot.grammar.downtime import checked_reason
from bot.grammar.folding import SEPARATORS, fold
from core.errors import BadInput
from handlers.promise_commands import PromiseAnew

_LINE = re.compile(r"第\s*(?P<number>[0-9]{1,3})\s*行|\bline\s*(?P<english>[0-9]{1,3})\b")


class NewDayMissing(BadInput):
    """Which day was agreed on for `order_no`, or why, is not said."""


def read_repromise(order: str, told: str, today: date) -> PromiseAnew:
    """The words behind the order. Raises what a day can be refused with, and `NewDayMissing`."""
    folded = fold(told)
    line = _LINE.search(folded)
    if line:
        told = told[: line.start()] + " " * (line.end() - line.start()) + told[line.end() :]
        folded = fold(told)
    place = next(iter(find_dates(folded)), None)
    if place is None:
        raise NewDayMissing(order_no=order)
    start, end = place
    reason = " ".join(part.strip(SEPARATORS + "，；：:") for part in (told[:start], told[end:])).strip()
    if not reason:
        raise NewDayMissing(order_no=order)
    return PromiseAnew(
        words=order, promise_date=read_date(told[start:end], today), reason=checked_reason(reason),
        line_no=int(line["number"] or line["english"]) if line else 0,
    )  # fmt: skip
