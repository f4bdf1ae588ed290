"""Starting with a full kit: nothing is begun before everything for the order is there, as long as that costs no day."""

from decimal import Decimal

from core.planning.promise.case import Case, Draft
from core.planning.promise.results import bookings_of, cost_of, materials_of, placed


def begun_when_kitted(case: Case, draft: Draft) -> Draft:
    """The same dates at no higher cost, with no operation before the last material and drawing; else the draft as is.

    Half-made goods that lie waiting for a late part help nobody, and a start before the kit is none that people report.
    """
    kitted_at = _kitted_at(draft)
    starts = [slot.start for task, slot in placed(draft) if not task.is_design]
    if not case.question.starts_when_kitted or min(starts, default=kitted_at) >= kitted_at:
        return draft
    later = case.tried(draft.levers, begin=kitted_at)
    return later if later is not None and _is_as_good(case, later, draft) else draft


def _kitted_at(draft: Draft) -> int:
    """The minute from which neither material nor drawing is missing."""
    there = [peg.available for _, peg in draft.job.pegs]
    drawn = [slot.end for task, slot in placed(draft) if task.is_design]
    return max([*there, *drawn, *(task.not_before for task in draft.job.tasks)], default=0)


def _is_as_good(case: Case, later: Draft, draft: Draft) -> bool:
    dates = zip(later.lines, draft.lines, strict=True)
    if any(after.promise_date > before.promise_date for after, before in dates):
        return False
    return _total(case, later) <= _total(case, draft)


def _total(case: Case, draft: Draft) -> Decimal:
    bookings = bookings_of(case.desk, draft, case.question.order_no)
    return cost_of(case.desk, draft.levers, bookings, materials_of(case.desk, draft)).total
