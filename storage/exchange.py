"""Exchanging bookings of the standing plan for others, all of them or none.

Rows keep their place: what is taken back afterwards stands exactly where it was.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from itertools import pairwise
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlmodel import Session

from core.planning.factory.records import Booking
from core.planning.plan.changes import Change
from storage.bookings import BOOKING
from storage.counters import CHANGE, hold_version, move_version

_FIELDS = [field.name for field in fields(Booking)]
_MOVING = ("work_centre", "unit", "start_at", "end_at", "work_minutes", "setup_minutes", "overtime_minutes", "family")


def exchange(session: Session, changes: Iterable[Change]) -> frozenset[str]:
    """Put bookings in the place of others. Keeps others from booking until the transaction ends.

    Gives the orders that stand in the way, and then nothing is changed; see `in_the_way`.
    """
    met, moved = _weighed(session, changes, ())
    if not met:
        for order_no in sorted({after.order_no for after in moved.values()}):
            move_version(session, order_no=order_no)
        _write(session, moved)
    return met


def in_the_way(session: Session, changes: Iterable[Change], newcomers: Collection[str] = ()) -> frozenset[str]:
    """Orders whose booking is no longer what it was, or that are where another is to go. Keeps others from booking.

    `newcomers`: orders booked since somebody worked this out; between one of them and what is put beside it nobody has
    counted the changing over. An order that holds no time at all any more stands in nobody's way.
    """
    return _weighed(session, changes, newcomers)[0]


def booked_since(session: Session, version: int) -> frozenset[str]:
    """Orders whose bookings have changed since a version of the data. Keeps others from booking."""
    hold_version(session)
    return frozenset(session.execute(select(CHANGE.c.order_no).where(CHANGE.c.version > version)).scalars()) - {""}


def _weighed(
    session: Session, changes: Iterable[Change], newcomers: Collection[str]
) -> tuple[frozenset[str], dict[int, Booking]]:
    """The orders in the way, and by row what is to stand there."""
    hold_version(session)
    wanted = list(changes)
    rows = _rows_of(session, {change.before.order_no for change in wanted})
    wanted = [change for change in wanted if change.before.order_no in rows]
    found = _found(rows, wanted)
    pairs = list(zip(wanted, found, strict=True))
    lost = {change.before.order_no for change, row in pairs if row is None}
    moved = {row.id: change.after for change, row in pairs if row is not None}
    return frozenset(lost | _met(session, moved, newcomers)), moved


def _rows_of(session: Session, order_nos: set[str]) -> dict[str, list[Row[Any]]]:
    rows: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(select(BOOKING).where(BOOKING.c.order_no.in_(sorted(order_nos))).order_by(BOOKING.c.id)):
        rows[row.order_no].append(row)
    return rows


def _found(rows: dict[str, list[Row[Any]]], wanted: Sequence[Change]) -> list[Row[Any] | None]:
    """The row of each booking that is to go; None when there is none like it."""
    left = {order_no: list(mine) for order_no, mine in rows.items()}
    found: list[Row[Any] | None] = []
    for change in wanted:
        mine = left[change.before.order_no]
        row = next((each for each in mine if _booking(each) == change.before), None)
        if row is not None:
            mine.remove(row)
        found.append(row)
    return found


def _booking(row: Row[Any]) -> Booking:
    return Booking(**{name: getattr(row, name) for name in _FIELDS})


def _met(session: Session, moved: dict[int, Booking], newcomers: Collection[str]) -> set[str]:
    """Orders that would be on a machine at the same time as what is to be put there."""
    centres = {after.work_centre for after in moved.values()}
    lanes: dict[tuple[str, int], list[tuple[Booking, bool]]] = defaultdict(list)
    for after in moved.values():
        lanes[after.work_centre, after.unit].append((after, True))
    for row in session.execute(select(BOOKING).where(BOOKING.c.work_centre.in_(centres))):
        if row.id not in moved:
            lanes[row.work_centre, row.unit].append((_booking(row), False))
    return {order_no for lane in lanes.values() for order_no in _overlaps(lane, newcomers)}


def _overlaps(lane: list[tuple[Booking, bool]], newcomers: Collection[str]) -> Iterable[str]:
    """Others that are there at the same time, and newcomers beside whom nobody has counted the changing over."""
    lane.sort(key=lambda it: (it[0].start_at, it[0].end_at))
    last: dict[bool, Booking] = {}
    for booking, is_moved in lane:
        other = last.get(not is_moved)
        if other is not None and other.end_at > booking.start_at:
            yield other.order_no if is_moved else booking.order_no
        if is_moved not in last or last[is_moved].end_at < booking.end_at:
            last[is_moved] = booking
    for (first, is_moved), (then, is_moved_too) in pairwise(lane):
        stranger = then if is_moved else first
        if is_moved != is_moved_too and stranger.order_no in newcomers and first.family != then.family:
            yield stranger.order_no


def _write(session: Session, moved: dict[int, Booking]) -> None:
    if not moved:
        return
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _MOVING}
    statement = update(BOOKING).where(BOOKING.c.id == bindparam("row")).values(values)
    told = [
        {"row": row, **{f"new_{name}": getattr(after, name) for name in _MOVING}}
        for row, after in sorted(moved.items())
    ]
    session.connection().execute(statement, told)
