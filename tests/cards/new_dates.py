"""Makes valid views of dates that were agreed anew with a customer."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from cards.asides import EarlyPromises, RepromiseView
from core.orders.repromise import Outcome, RepromiseState
from tests.cards.builders import NOW, PROMISED, SOONER


def a_new_date(**changes: Any) -> RepromiseView:
    """Agreed on with the customer: a few days later."""
    told: dict[str, Any] = {
        "entry": 1, "state": RepromiseState.AGREED, "line_no": 0, "before": PROMISED,
        "promise_date": PROMISED + timedelta(days=4), "computed_date": PROMISED, "reason": "客户同意晚发",
        "asked_by": "林晓燕", "asked_at": NOW, "decided_by": "", "refusal": "",
    }  # fmt: skip
    return RepromiseView(**(told | changes))


ASKED = a_new_date(entry=2, state=RepromiseState.ASKED, promise_date=SOONER, reason="客户停线，要提前")
_DECIDED = replace(ASKED, state=RepromiseState.AGREED, decided_by="高远")

STATES: dict[str, RepromiseView] = {
    "asked": ASKED,
    "agreed": _DECIDED,
    "refused": replace(_DECIDED, state=RepromiseState.REFUSED, refusal="料还没到，不能答应"),
    "replaced": replace(ASKED, state=RepromiseState.REPLACED),
}
EARLY = EarlyPromises({Outcome.OPEN: 1, Outcome.KEPT: 1}, {Outcome.KEPT: 2, Outcome.MISSED: 1, Outcome.CALLED_OFF: 1})
LEDGER = (a_new_date(), replace(_DECIDED, line_no=2), STATES["refused"], ASKED)


def new_date_of(text: str) -> RepromiseView:
    """Full of somebody's words."""
    return replace(ASKED, asked_by=text, reason=text, line_no=2)
