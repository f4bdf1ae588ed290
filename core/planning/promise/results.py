"""A draft in the words of the answer: bookings, materials, cost, tracks."""

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import pairwise

from core.calendar import Axis, minute_of, moment_of
from core.planning.factory.master import HOUR_MINUTES, ZERO
from core.planning.factory.records import Booking, Source
from core.planning.promise.answer import MaterialUse, Tracks
from core.planning.promise.case import Draft
from core.planning.promise.cost import Cost, Unpriced
from core.planning.promise.desk import Desk
from core.planning.promise.job import Task
from core.planning.promise.levers import Levers
from core.planning.promise.timelines import CentreTimeline, Slot
from core.planning.promise.units import UnitTimeline

CENT = Decimal("0.01")
WIDE = Context(prec=60)
"""Whatever it comes to, it can be told to the cent."""


def cents(amount: Decimal) -> Decimal:
    """Money to the cent."""
    return amount.quantize(CENT, ROUND_HALF_UP, WIDE)


def placed(draft: Draft) -> Iterable[tuple[Task, Slot]]:
    """Each task with its place."""
    return zip(draft.job.tasks, draft.schedule.slots, strict=True)


def bookings_of(desk: Desk, draft: Draft, order_no: str, part: int = 1) -> tuple[Booking, ...]:
    """What to reserve on work centres, in order of start."""
    found = (_booking(desk, task, slot, order_no, part) for task, slot in placed(draft))
    return tuple(sorted(found, key=lambda each: (each.start_at, each.line_no, each.seq)))


def _booking(desk: Desk, task: Task, slot: Slot, order_no: str, part: int) -> Booking:
    way = task.ways[slot.mode]
    base = desk.timelines.centres[slot.work_centre].axis
    is_outside = desk.shop.centres_by_code[slot.work_centre].is_subcontracted
    return Booking(
        order_no=order_no,
        work_centre=slot.work_centre,
        start_at=moment_of(slot.start),
        end_at=moment_of(slot.end),
        unit=slot.unit,
        line_no=task.line_no,
        part=part,
        item_code=task.item_code,
        seq=task.seq,
        operation=task.operation,
        qty=task.qty,
        work_minutes=way.minutes,
        setup_minutes=0 if is_outside else task.setup_minutes,
        overtime_minutes=0 if is_outside else overtime_minutes(base, task, slot),
        lot=task.lot,
        family=task.family,
    )


def overtime_minutes(base: Axis, task: Task, slot: Slot) -> int:
    """Minutes that the task is tended outside ordinary working time; unattended work only at its start."""
    way = task.ways[slot.mode]
    if way.is_unattended:
        return 0 if base.is_open(slot.start) else max(1, task.setup_minutes)
    return way.minutes - minutes_between(base, slot.start, slot.end)


def minutes_between(axis: Axis, start: int, end: int) -> int:
    """Working minutes of an axis in an interval."""
    return axis.worked(end) - axis.worked(start)


def materials_of(desk: Desk, draft: Draft, part: int = 1) -> tuple[MaterialUse, ...]:
    """What to reserve of material: one entry per line, item and source."""
    sums: dict[tuple[int, str, Source, str], tuple[Decimal, int]] = {}
    for line_no, peg in draft.job.pegs:
        key = (line_no, peg.item_code, peg.source, peg.po_no)
        qty, available = sums.get(key, (ZERO, 0))
        sums[key] = qty + peg.qty, max(available, peg.available)
    return tuple(
        MaterialUse(
            line_no=line_no,
            item_code=code,
            name=desk.shop.items_by_code[code].name,
            qty=qty,
            uom=desk.shop.items_by_code[code].uom,
            source=source,
            available_at=moment_of(available),
            po_no=po_no,
            part=part,
        )
        for (line_no, code, source, po_no), (qty, available) in sums.items()
    )


def cost_of(desk: Desk, levers: Levers, bookings: Iterable[Booking], materials: tuple[MaterialUse, ...]) -> Cost:
    """From stored rates: nothing is estimated, and what has no price is named instead of counted as free."""
    labour = overtime = outside = ZERO
    bookings = tuple(bookings)
    setup = _changeover_cost(desk, bookings)
    for booking in bookings:
        centre = desk.shop.centres_by_code[booking.work_centre]
        if centre.is_subcontracted:
            outside += booking.qty * desk.shop.price_of(booking)
            continue
        labour += (booking.work_minutes - booking.setup_minutes) * centre.cost_per_hour / HOUR_MINUTES
        setup += booking.setup_minutes * centre.cost_per_hour / HOUR_MINUTES
        overtime += booking.overtime_minutes * centre.overtime_premium / HOUR_MINUTES
    material = sum((use.qty * desk.shop.items_by_code[use.item_code].unit_cost for use in materials), ZERO)
    expedite = sum((expedite_cost(desk, code, materials) for code in sorted(levers.expedite)), ZERO)
    parts = {"material": material, "labour": labour, "setup": setup, "overtime": overtime, "expedite": expedite}
    parts["subcontracting"] = outside
    rounded = {name: cents(amount) for name, amount in parts.items()}
    unpriced = tuple(
        Unpriced(item_code=code, name=desk.shop.items_by_code[code].name)
        for code in sorted({use.item_code for use in materials})
        if desk.shop.items_by_code[code].is_unpriced
    )
    return Cost(currency=desk.shop.currency, total=sum(rounded.values(), ZERO), unpriced=unpriced, **rounded)


def _changeover_cost(desk: Desk, bookings: tuple[Booking, ...]) -> Decimal:
    """What these bookings add to the changing over of their machines."""
    gaps: dict[tuple[str, int, int], list[Booking]] = {}
    for booking in sorted(bookings if desk.shop.setups else (), key=lambda each: each.start_at):
        unit = desk.timelines.centres[booking.work_centre].units[booking.unit]
        number = unit.gap_at(minute_of(booking.start_at))
        gaps.setdefault((booking.work_centre, booking.unit, number), []).append(booking)
    cost = ZERO
    for (code, unit_no, number), inside in gaps.items():
        centre = desk.timelines.centres[code]
        minutes = _added_changeover(centre, centre.units[unit_no], number, [each.family for each in inside])
        cost += minutes * desk.shop.centres_by_code[code].cost_per_hour / HOUR_MINUTES
    return cost


def _added_changeover(centre: CentreTimeline, unit: UnitTimeline, number: int, families: list[str]) -> int:
    """Minutes of changing over in a gap with work of these families in it, less those without it; never below 0."""
    before, after = unit.around_gap(number)
    chain = pairwise([before, *families, after])
    with_it = sum(centre.changeovers.between(first, second) for first, second in chain)
    return max(0, with_it - centre.changeovers.between(before, after))


def expedite_cost(desk: Desk, item_code: str, materials: tuple[MaterialUse, ...]) -> Decimal:
    """One charge for each delivery that hurries."""
    deliveries = {
        (use.source, use.po_no) for use in materials if use.item_code == item_code and use.source is not Source.STOCK
    }
    return len(deliveries) * desk.shop.items_by_code[item_code].expedite_cost


def tracks_of(design_ready: datetime | None, draft: Draft) -> Tracks:
    """The dates of design, material and production, run side by side."""
    made = [slot for task, slot in placed(draft) if not task.is_design]
    return Tracks(
        design_ready_at=design_ready,
        material_ready_at=_latest([peg.available for _, peg in draft.job.pegs]),
        production_start_at=moment_of(min(slot.start for slot in made)) if made else None,
        production_end_at=_latest([slot.end for slot in made]),
    )


def _latest(minutes: list[int]) -> datetime | None:
    return moment_of(max(minutes)) if minutes else None
