"""A real re-plan of everything that is made of what changes: one order after the other, all others as booked.

An order stays where it is booked when its new material is there in time for that; otherwise it is promised anew in the
shop as the orders before it have left it. What has begun is not touched.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from core.orders.line import foreseen
from core.planning.errors import BadQuestion
from core.planning.factory.master import ZERO, BomLine
from core.planning.factory.records import Booking
from core.planning.factory.shop import Held, Shop
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.question import PromiseQuestion
from core.planning.redesign.impact import ChangeImpact, Found, Place, WipImpact, WorkImpact
from core.planning.redesign.leftover import leftovers, unit_cost_delta
from core.revisions import WorkDecision

if TYPE_CHECKING:
    from core.planning.promise.engine import PromiseEngine

NOTHING = Held((), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Redesign:
    """What changes: the lines of an item's new revision, and what becomes of work that has begun."""

    item_code: str
    base: str
    revision: str
    lines: tuple[BomLine, ...]
    removed: tuple[str, ...] = ()
    """Parts that are not used for it any more."""
    begun: WorkDecision = WorkDecision.FLAGGED
    is_temporary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LineNow:
    """What is told of a line."""

    line_no: int
    promise_date: date | None
    forecast_date: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWork:
    """A sold order that makes the item."""

    question: PromiseQuestion
    lines: tuple[LineNow, ...]
    is_begun: bool
    is_taken: bool
    """The change counts for it."""
    revision: str
    """The one it is made to now."""
    is_pinned: bool = False

    @property
    def order_no(self) -> str:
        """Its number."""
        return self.question.order_no

    @property
    def turn(self) -> tuple[date, str, str]:
        """Who is promised for earlier comes first, then the better customer."""
        days = [line.promise_date for line in self.lines if line.promise_date]
        return min(days, default=date.max), self.question.customer_class, self.order_no


def impact_of(shop: Shop, redesign: Redesign, works: Iterable[OpenWork], engine: "PromiseEngine") -> Found:
    """Everything the change does to what is booked in the shop. Books nothing, and is the same for the same input."""
    now = shop.changed(
        version=shop.version, revised={**shop.revised, (redesign.item_code, redesign.revision): redesign.lines}
    )
    found: list[WorkImpact] = []
    places: list[Place] = []
    for work in sorted(works, key=lambda each: each.turn):
        why = _untouched(work, redesign, now.held.get(work.order_no, NOTHING))
        place = None if why else _place(now, redesign, work, engine)
        if place is None:
            decision, reason = why or (WorkDecision.FLAGGED, "impossible")
            found += _as_it_was(work, redesign, now, decision, reason)
            continue
        if work.is_pinned and place.bookings != now.held.get(work.order_no, NOTHING).bookings:
            found += _as_it_was(work, redesign, now, WorkDecision.FLAGGED, "pinned")
            continue
        found += _replanned(work, redesign, now, place)
        places.append(place.place)
        now = _after(now, place)
    return Found(_summed_up(shop, now, redesign, found), tuple(places))


@dataclass(frozen=True, slots=True)
class _Placed:
    place: Place
    days: Mapping[int, date]
    """By line, when it can leave; nothing for an order that stays where it is."""

    @property
    def bookings(self) -> tuple[Booking, ...]:
        return self.place.bookings


def _after(shop: Shop, placed: "_Placed") -> Shop:
    """The shop in which the order is there."""
    order_no, kept = placed.place.order_no, placed.place.allocations
    if placed.bookings == shop.held.get(order_no, NOTHING).bookings:
        return shop.with_material(order_no, kept)
    return shop.without_order(order_no).with_booked(placed.bookings, kept)


def _untouched(work: OpenWork, redesign: Redesign, held: Held) -> tuple[WorkDecision, str] | None:
    """Why an order is not planned anew; None when it is."""
    if not work.is_taken:
        return WorkDecision.KEPT, "not_yet"
    if work.is_begun:
        return redesign.begun, "begun"
    if len({booking.part for booking in held.bookings}) > 1:
        return WorkDecision.FLAGGED, "parts"
    return None


def _place(shop: Shop, redesign: Redesign, work: OpenWork, engine: "PromiseEngine") -> _Placed | None:
    """Where it goes with the new revision; None when it cannot be made so."""
    others = [pair for pair in work.question.revisions if pair[0] != redesign.item_code]
    revisions = tuple(sorted((*others, (redesign.item_code, redesign.revision))))
    question = replace(
        work.question, revisions=revisions, with_reasons=False, with_options=False, with_pushes=False
    )  # fmt: skip
    held = shop.held.get(work.order_no, NOTHING)
    # Where it can stay nobody asks when it would begin best, which takes as long once more.
    answer = _answer(shop, replace(question, starts_when_kitted=False), engine)
    if answer is not None and _can_stay(shop, redesign, held.bookings, answer):
        return _Placed(Place(order_no=work.order_no, bookings=held.bookings, allocations=answer.allocations), {})
    answer = _answer(shop, question, engine) if answer is not None and question.starts_when_kitted else answer
    if answer is None:
        return None
    days = {line.line_no: line.promise_date for line in answer.lines}
    return _Placed(Place(order_no=work.order_no, bookings=answer.bookings, allocations=answer.allocations), days)


def _answer(shop: Shop, question: PromiseQuestion, engine: "PromiseEngine") -> PromiseAnswer | None:
    try:
        answer = engine.answer(shop, question)
    except BadQuestion:
        return None
    return answer if answer.promise_date is not None else None


def _can_stay(shop: Shop, redesign: Redesign, held: Sequence[Booking], answer: PromiseAnswer) -> bool:
    """The work is the same, and all material is there when it is taken where the order is booked."""
    if not held or _work(held) != _work(answer.bookings):
        return False
    needed = _needed(shop, redesign, held)
    first = min((booking.start_at for booking in held if booking.seq), default=held[0].start_at)
    return all(use.available_at <= needed.get(use.item_code, first) for use in answer.materials)


def _work(bookings: Iterable[Booking]) -> Counter[tuple[object, ...]]:
    return Counter((it.line_no, it.item_code, it.seq, it.operation, it.qty, it.lot) for it in bookings)


def _needed(shop: Shop, redesign: Redesign, bookings: Iterable[Booking]) -> dict[str, datetime]:
    """When each part is first taken from the shelf."""
    needed: dict[str, datetime] = {}
    for booking in bookings:
        is_it = booking.item_code == redesign.item_code
        lines = redesign.lines if is_it else shop.bom_of(booking.item_code, booking.order_no)
        first = min((step.seq for step in shop.routings.get(booking.item_code, ())), default=booking.seq)
        for line in lines:
            if (line.at_seq or first) == booking.seq:
                needed[line.component] = min(booking.start_at, needed.get(line.component, booking.start_at))
    return needed


def _lines(work: OpenWork, redesign: Redesign, shop: Shop) -> Iterator[tuple[LineNow, Decimal]]:
    """The lines of an order that make the item, each with how much of it; all where nothing is booked for it."""
    qty = _made(shop.held.get(work.order_no, NOTHING).bookings, redesign.item_code)
    asked = {line.line_no: line.qty for line in work.question.lines}
    for line in work.lines:
        if line.line_no in qty or not qty:
            yield line, qty.get(line.line_no, asked.get(line.line_no, ZERO))


def _made(bookings: Iterable[Booking], item_code: str) -> dict[int, Decimal]:
    """By line, how many of an item are finished by these."""
    steps: dict[tuple[int, int], Decimal] = {}
    for booking in bookings:
        if booking.item_code == item_code and booking.seq:
            key = booking.line_no, booking.seq
            steps[key] = steps.get(key, ZERO) + booking.qty
    found: dict[int, Decimal] = {}
    for (line_no, _), qty in sorted(steps.items()):
        found[line_no] = qty  # of the last operation
    return found


def _as_it_was(
    work: OpenWork, redesign: Redesign, shop: Shop, decision: WorkDecision, reason: str
) -> Iterator[WorkImpact]:
    for line, qty in _lines(work, redesign, shop):
        yield WorkImpact(
            order_no=work.order_no, line_no=line.line_no, qty=qty, revision=work.revision, decision=decision,
            reason=reason, before=line.forecast_date, after=line.forecast_date, promise_date=line.promise_date,
        )  # fmt: skip


def _replanned(work: OpenWork, redesign: Redesign, shop: Shop, placed: _Placed) -> Iterator[WorkImpact]:
    for line, qty in _lines(work, redesign, shop):
        day = placed.days.get(line.line_no)
        after = foreseen(line.promise_date, line.forecast_date, day, None)[0] if day else line.forecast_date
        yield WorkImpact(
            order_no=work.order_no, line_no=line.line_no, qty=qty, revision=redesign.revision,
            decision=WorkDecision.REBASED, before=line.forecast_date, after=after, promise_date=line.promise_date,
        )  # fmt: skip


def _summed_up(before: Shop, after: Shop, redesign: Redesign, works: Sequence[WorkImpact]) -> ChangeImpact:
    stock, purchases = leftovers(after, redesign.item_code, () if redesign.is_temporary else redesign.removed)
    unit = unit_cost_delta(before, redesign.item_code, redesign.base, redesign.lines)
    rebased = sum((work.qty for work in works if work.decision is WorkDecision.REBASED), ZERO)
    return ChangeImpact(
        shop_version=before.version, as_of=before.as_of, item_code=redesign.item_code, base=redesign.base,
        revision=redesign.revision, works=tuple(works), wip=tuple(_wip(before, redesign, works)), stock=stock,
        purchases=purchases, unit_cost_delta=unit, cost_delta=unit * rebased, currency=before.currency,
    )  # fmt: skip


def _wip(shop: Shop, redesign: Redesign, works: Iterable[WorkImpact]) -> Iterator[WipImpact]:
    """What has begun and is not finished, of the item itself."""
    for work in works:
        mine = [
            booking for booking in shop.held.get(work.order_no, NOTHING).bookings
            if (booking.line_no, booking.item_code) == (work.line_no, redesign.item_code) and booking.seq
        ]  # fmt: skip
        has_begun = work.reason == "begun" and any(booking.start_at <= shop.as_of for booking in mine)
        if has_begun and any(booking.end_at > shop.as_of for booking in mine):
            value = work.qty * shop.item(redesign.item_code).unit_cost
            yield WipImpact(
                order_no=work.order_no, line_no=work.line_no, item_code=redesign.item_code, qty=work.qty, value=value
            )
