from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Event

import pytest
from sqlmodel import Session

from core.planning.factory.records import Allocation, Booking, Source
from core.supply import Item, ItemKind, PurchaseOrder, PurchaseStatus, Stock
from storage.bookings import all_allocations, all_bookings, book, bookings_of, release, still_fit
from storage.database import Database

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
OURS, THEIRS = "ORD-2611-0001", "ORD-2611-0002"


def a_slot(order_no: str, start: int, end: int, *, centre: str = "CNC", unit: int = 0) -> Booking:
    hour = timedelta(hours=1)
    return Booking(
        order_no=order_no, work_centre=centre, unit=unit, start_at=NOW + start * hour, end_at=NOW + end * hour
    )


def some(order_no: str, qty: str, *, item: str = "SEAL", source: Source = Source.STOCK, po_no: str = "") -> Allocation:
    return Allocation(order_no=order_no, item_code=item, qty=Decimal(qty), source=source, po_no=po_no)


def keep(database: Database, *kept: Booking | Allocation, order_no: str = THEIRS) -> None:
    slots, materials = split(kept)
    database.write(lambda session: book(session, order_no, slots, materials))


def fits(database: Database, *wanted: Booking | Allocation) -> bool:
    slots, materials = split(wanted)
    return database.write(lambda session: still_fit(session, OURS, slots, materials))


def split(kept: Iterable[Booking | Allocation]) -> tuple[list[Booking], list[Allocation]]:
    both = list(kept)
    return [one for one in both if isinstance(one, Booking)], [one for one in both if isinstance(one, Allocation)]


@pytest.fixture
def stocked(database: Database) -> Database:
    """Ten seals are there, and twenty of thirty are still to come on PO-1."""

    def work(session: Session) -> None:
        session.add(Item(item_code="SEAL", name="密封圈", kind=ItemKind.BOUGHT))
        session.flush()
        session.add(Stock(item="SEAL", on_hand_qty=Decimal(10), as_of=NOW))
        session.add(
            PurchaseOrder(po_no="PO-1", item="SEAL", qty=Decimal(30), received_qty=Decimal(10), eta=date(2026, 12, 1))
        )

    database.write(work)
    return database


@pytest.mark.parametrize(
    ("slot", "is_free"),
    [
        (a_slot(OURS, 1, 2), True),
        (a_slot(OURS, 0, 2), True),  # ends when the other begins
        (a_slot(OURS, 4, 6), True),  # begins when the other ends
        (a_slot(OURS, 1, 3), False),
        (a_slot(OURS, 3, 9), False),
        (a_slot(OURS, 2, 4), False),
        (a_slot(OURS, 0, 9), False),
        (a_slot(OURS, 2, 4, unit=1), True),
        (a_slot(OURS, 2, 4, centre="MILL"), True),
    ],
)
def test_a_slot_fits_unless_somebody_elses_meets_it(database: Database, slot: Booking, is_free: bool) -> None:
    keep(database, a_slot(THEIRS, 2, 4))

    assert fits(database, slot) is is_free


def test_ones_own_slots_do_not_stand_in_the_way(database: Database) -> None:
    keep(database, a_slot(OURS, 2, 4), order_no=OURS)

    assert fits(database, a_slot(OURS, 3, 5))


@pytest.mark.parametrize(
    ("wanted", "is_there"),
    [
        ([some(OURS, "10")], True),
        ([some(OURS, "10.0001")], False),
        ([some(OURS, "6"), some(OURS, "5")], False),
        ([some(OURS, "20", source=Source.PURCHASE_ORDER, po_no="PO-1")], True),
        ([some(OURS, "21", source=Source.PURCHASE_ORDER, po_no="PO-1")], False),
        ([some(OURS, "1", source=Source.PURCHASE_ORDER, po_no="PO-2")], False),
        ([some(OURS, "999", source=Source.PURCHASE)], True),  # it is to be bought
        ([some(OURS, "1", item="NOTHING")], False),
    ],
)
def test_material_fits_when_there_is_enough(stocked: Database, wanted: list[Allocation], is_there: bool) -> None:
    assert fits(stocked, *wanted) is is_there


def test_what_others_keep_is_not_there_and_ones_own_is(stocked: Database) -> None:
    keep(stocked, some(THEIRS, "7.2"), some(THEIRS, "0.1"))
    keep(stocked, some(OURS, "2.7"), order_no=OURS)

    assert fits(stocked, some(OURS, "2.7"))
    assert not fits(stocked, some(OURS, "2.7001"))


@pytest.mark.parametrize("status", [PurchaseStatus.CANCELLED, PurchaseStatus.RECEIVED])
def test_nothing_comes_from_a_purchase_order_that_is_closed(stocked: Database, status: PurchaseStatus) -> None:
    def close(session: Session) -> None:
        order = session.get_one(PurchaseOrder, "PO-1")
        order.status = status

    stocked.write(close)

    assert not fits(stocked, some(OURS, "1", source=Source.PURCHASE_ORDER, po_no="PO-1"))


def test_two_who_want_the_same_slot_at_the_same_moment_get_one_answer_each(
    database: Database, second: Database
) -> None:
    has_looked, may_book = Event(), Event()

    def first(session: Session) -> bool:
        fitted = still_fit(session, OURS, [a_slot(OURS, 1, 3)], [])
        has_looked.set()
        may_book.wait(5)
        book(session, OURS, [a_slot(OURS, 1, 3)], [])
        return fitted

    ours = database.submit(first)
    has_looked.wait(5)
    theirs = second.submit(lambda session: still_fit(session, THEIRS, [a_slot(THEIRS, 2, 4)], []))
    may_book.set()

    assert ours.result(5)
    assert not theirs.result(5)


def test_what_is_kept_comes_back_as_it_was_and_a_new_booking_takes_its_place(database: Database) -> None:
    keep(database, a_slot(THEIRS, 5, 6), a_slot(THEIRS, 1, 2), some(THEIRS, "0.1234"))
    keep(database, a_slot(THEIRS, 7, 8), some(THEIRS, "0.5", source=Source.PURCHASE_ORDER, po_no="PO-1"))

    with database.read() as session:
        assert all_bookings(session) == bookings_of(session, THEIRS) == (a_slot(THEIRS, 7, 8),)
        assert all_allocations(session) == (some(THEIRS, "0.5", source=Source.PURCHASE_ORDER, po_no="PO-1"),)


def test_released_it_is_free_for_others(database: Database) -> None:
    keep(database, a_slot(THEIRS, 2, 4))

    database.write(lambda session: release(session, THEIRS))

    with database.read() as session:
        assert not bookings_of(session, THEIRS)
    assert fits(database, a_slot(OURS, 2, 4))
