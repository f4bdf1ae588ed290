"""What a plan changes, for people: operations that move, orders that leave on another day."""

from core.planning.plan.book import Book
from core.planning.plan.changes import Finish, Move, PlanDiff
from core.planning.plan.place import Place
from core.planning.plan.schedule import Schedule

NOTABLE_MINUTES = 60
"""Less than that on the same machine is not worth telling."""


def diff(book: Book, before: Schedule, after: Schedule) -> PlanDiff:
    """From one schedule of a book to another."""
    old, new = places_of(before), places_of(after)
    changed = [op for op, pair in enumerate(zip(old, new, strict=True)) if pair[0][:2] != pair[1][:2]]
    notable = [op for op in changed if _is_notable(old[op], new[op]) or book.is_frozen(op) or _is_pinned(book, op)]
    return PlanDiff(
        tuple(_move(book, op, old[op], new[op]) for op in notable),
        tuple(_finishes(book, old, new)),
        len(changed) - len(notable),
    )


def places_of(schedule: Schedule) -> list[Place]:
    """By operation."""
    rows = zip(schedule.machine.tolist(), schedule.start.tolist(), schedule.end.tolist(), strict=True)
    return [Place(*row) for row in rows]


def _is_notable(old: Place, new: Place) -> bool:
    return old.machine != new.machine or abs(old.start - new.start) > NOTABLE_MINUTES


def _is_pinned(book: Book, op: int) -> bool:
    return book.works[op].line.is_pinned(book.works[op].booking)


def _move(book: Book, op: int, old: Place, new: Place) -> Move:
    booking = book.works[op].booking
    return Move(
        booking.order_no, booking.line_no, booking.item_code, booking.seq, booking.operation,
        booking.work_centre, booking.unit, *book.units[new.machine],
        book.moment(old.start), book.moment(new.start), book.moment(new.end),
        is_hit=op in book.hit, is_frozen=book.is_frozen(op), is_pinned=_is_pinned(book, op),
    )  # fmt: skip


def _finishes(book: Book, old: list[Place], new: list[Place]) -> list[Finish]:
    ends: dict[tuple[str, int], tuple[int, int]] = {}
    for line, last in book.lines:
        key = (line.order_no, line.line_no)
        before, after = ends.get(key, (0, 0))
        ends[key] = max(before, old[last].end), max(after, new[last].end)
    lines = {(line.order_no, line.line_no): line for line, _ in book.lines}
    found = [
        Finish(*key, book.ship_day(before), book.ship_day(after), lines[key].wanted_by, lines[key].is_quote)
        for key, (before, after) in sorted(ends.items())
    ]
    return [each for each in found if each.before != each.after]
