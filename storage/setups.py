"""What machines are set up for to make an order: it follows what is told of its spec."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select, tuple_, update
from sqlmodel import Session

from core.planning.factory.recipe import family_for
from core.planning.factory.records import Booking
from core.production import RoutingOperation
from storage.bookings import BOOKING, bookings_of
from storage.counters import move_version
from storage.tables import core_table

STEP = core_table(RoutingOperation)


def is_set_up_otherwise(session: Session, bookings: Iterable[Booking], spec: Mapping[str, str]) -> bool:
    """Would these, for this spec, take another set-up than they say?"""
    slots = list(bookings)
    families = _families(session, slots, spec)
    return any(families.get((it.item_code, it.seq), it.family) != it.family for it in slots)


def set_up_for(session: Session, order_no: str, line_no: int, spec: Mapping[str, str]) -> None:
    """What is booked for a line stays where it is, and is set up for this spec from now on."""
    mine = [it for it in bookings_of(session, order_no) if it.line_no == line_no]
    if not is_set_up_otherwise(session, mine, spec):
        return
    move_version(session, order_no=order_no)
    for (item, seq), family in _families(session, mine, spec).items():
        of_step = BOOKING.c.item_code == item, BOOKING.c.seq == seq
        of_line = BOOKING.c.order_no == order_no, BOOKING.c.line_no == line_no
        session.execute(update(BOOKING).where(*of_line, *of_step).values(family=family))


def _families(session: Session, slots: Iterable[Booking], spec: Mapping[str, str]) -> dict[tuple[str, int], str]:
    steps = sorted({(it.item_code, it.seq) for it in slots})
    told = select(STEP.c.item, STEP.c.seq, STEP.c.setup_family).where(tuple_(STEP.c.item, STEP.c.seq).in_(steps))
    return {(row.item, row.seq): family_for(row.setup_family, spec) for row in session.execute(told)} if steps else {}
