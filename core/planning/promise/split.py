"""Part on time, the rest later."""

from dataclasses import dataclass, replace
from decimal import Decimal

from core.planning.promise.answer import LinePromise, OptionKind, PromiseOption, ShipPart, allocations_of
from core.planning.promise.case import Case, Draft
from core.planning.promise.desk import Desk
from core.planning.promise.facts import design_ready_at
from core.planning.promise.largest import largest, sizes
from core.planning.promise.levers import NO_LEVERS
from core.planning.promise.options import Standard
from core.planning.promise.question import DemandLine, PromiseQuestion
from core.planning.promise.results import bookings_of, cost_of, materials_of

MAX_HALVINGS = 4


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A quantity of the line, worked out at a desk."""

    desk: Desk
    qty: Decimal
    draft: Draft

    def shipped(self, line: DemandLine) -> ShipPart:
        promise = _promise(self.draft, line)
        return ShipPart(
            line_no=line.line_no, qty=self.qty, ready_at=promise.ready_at, promise_date=promise.promise_date
        )


def split_option(case: Case, standard: Standard) -> PromiseOption | None:
    """The largest quantity of the latest line that ships on its requested date, and when the rest would follow.

    None when the customer wants no parts, nothing above the smallest part is possible, or no part gets earlier.
    """
    question = case.question
    if question.ship_complete or not question.allow_split:
        return None
    line = _latest_line(question, standard.draft)
    first = _largest_on_time(case, line) or _any_earlier(case, line, standard.draft)
    if first is None:
        return None
    rest = _rest(case, line, first)
    return _option(case, standard, line, first, rest) if rest is not None else None


def _latest_line(question: PromiseQuestion, draft: Draft) -> DemandLine:
    late = {promise.line_no for promise in draft.lines if promise.is_late}
    dates = {promise.line_no: promise.promise_date for promise in draft.lines}
    return max((line for line in question.lines if line.line_no in late), key=lambda line: dates[line.line_no])


def _first(case: Case, line: DemandLine, qty: Decimal) -> _Part | None:
    """The order with only so much of that line."""
    lines = tuple(replace(each, qty=qty) if each == line else each for each in case.question.lines)
    draft = Case(case.desk, replace(case.question, lines=lines)).tried(NO_LEVERS)
    return None if draft is None else _Part(case.desk, qty, draft)


def _promise(draft: Draft, line: DemandLine) -> LinePromise:
    return next(promise for promise in draft.lines if promise.line_no == line.line_no)


def _largest_on_time(case: Case, line: DemandLine) -> _Part | None:
    step, smallest = sizes(case, line)

    def on_time(qty: Decimal) -> _Part | None:
        part = _first(case, line, qty)
        return part if part is not None and not _promise(part.draft, line).is_late else None

    return largest(smallest, step, int((line.qty - 2 * smallest) // step), on_time)


def _any_earlier(case: Case, line: DemandLine, whole: Draft) -> _Part | None:
    """A half, a quarter, … of the line, when no part is on time but such a part is earlier than all."""
    step, smallest = sizes(case, line)
    for halvings in range(1, MAX_HALVINGS + 1):
        part = line.qty / 2**halvings // step * step
        first = _first(case, line, part) if part >= smallest else None
        if first is not None and _promise(first.draft, line).promise_date < _promise(whole, line).promise_date:
            return first
    return None


def _rest(case: Case, line: DemandLine, first: _Part) -> _Part | None:
    """What is left of the line, asked in the shop that has booked the first part; the drawing serves both."""
    order_no = case.question.order_no
    bookings = bookings_of(case.desk, first.draft, order_no)
    materials = materials_of(case.desk, first.draft)
    desk = case.desk.with_booked(bookings, allocations_of(order_no, materials))
    released = design_ready_at((line,), first.draft)
    left = replace(line, qty=line.qty - first.qty, design_minutes=0, design_ready_at=released)
    rest = Case(desk, replace(case.question, lines=(left,)))
    draft = rest.tried(NO_LEVERS)
    return None if draft is None else _Part(rest.desk, left.qty, draft)


def _option(case: Case, standard: Standard, line: DemandLine, first: _Part, rest: _Part) -> PromiseOption:
    order_no, desk = case.question.order_no, case.desk
    bookings = (*bookings_of(desk, first.draft, order_no), *bookings_of(desk, rest.draft, order_no, part=2))
    materials = (*materials_of(desk, first.draft), *materials_of(desk, rest.draft, part=2))
    # Whatever is made first: the line has left when both parts have.
    parts = sorted((first.shipped(line), rest.shipped(line)), key=lambda part: (part.promise_date, part.ready_at))
    last = max((_promise(each.draft, line) for each in (first, rest)), key=lambda it: (it.promise_date, it.ready_at))
    return PromiseOption(
        kind=OptionKind.SPLIT,
        promise_date=max(first.draft.promise_date, last.promise_date),
        is_on_time=not (first.draft.is_late or last.is_late),
        cost_delta=cost_of(desk, NO_LEVERS, bookings, materials).total - standard.cost.total,
        parts=tuple(parts),
        lines=tuple(last if each.line_no == line.line_no else each for each in first.draft.lines),
        bookings=bookings,
        materials=materials,
    )
