"""The new dates that were agreed on with a customer, in a line each."""

from collections.abc import Iterator

from cards.asides import RepromiseView
from cards.order_facts import LONGEST_NAME
from cards.views import OrderView
from cards.wording import Wording
from core.orders.repromise import RepromiseState

MOST_DATES = 4
LONGEST_REASON = 60
"""Characters."""
_SHOWN = (RepromiseState.AGREED, RepromiseState.ASKED)


def agreed_text(order: OrderView, words: Wording) -> str:
    """The latest ones, each with who, why and when; empty for an order that keeps its first promise."""
    return words.say("format.semicolon").join(_said(order, words))


def _said(order: OrderView, words: Wording) -> Iterator[str]:
    for made in [it for it in order.repromises if it.state in _SHOWN][-MOST_DATES:]:
        yield _line(made, order.year(words.timezone), words)


def _line(made: RepromiseView, year: int, words: Wording) -> str:
    return words.say(
        "repromise.line" if made.state is RepromiseState.AGREED else "repromise.line_asked",
        before=words.short_day(made.before, year), day=words.short_day(made.promise_date, year),
        line=made.line_no or None, reason=words.cut(made.reason, LONGEST_REASON),
        person=words.cut(made.asked_by, LONGEST_NAME), at=made.asked_at,
        approved=words.cut(made.decided_by, LONGEST_NAME) or None,
    )  # fmt: skip
