from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from threading import Event
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from bot.clock import Clock
from bot.planner.computing import LONGEST_KEPT, SnapshotCache
from bot.planner.inline import InlinePlanner
from core.calendar import FACTORY_TIMEZONE
from core.planning.factory.records import Allocation, Booking
from core.planning.factory.shop import Shop
from core.planning.promise.engine import DispatchEngine
from core.production import WorkCentre, WorkCentreCalendar
from core.supply import Item, ItemKind
from handlers.commands import ComputePromise
from storage import bookings, counters
from storage.database import Database

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
ORDERS = tuple(f"ORD-2611-{number:04d}" for number in range(1, 6))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    opened.write(_furnish)
    yield opened
    opened.close()


def _furnish(session: Session) -> None:
    session.add(WorkCentreCalendar(key="week", name="周一", monday="08:00-20:00"))
    session.flush()
    session.add(WorkCentre(code="CNC", name="加工", group="MACHINING", capacity=2, calendar="week"))
    session.add(Item(item_code="SEAL", name="密封圈", kind=ItemKind.BOUGHT))


def seen(database: Database, cache: SnapshotCache, at: datetime = NOW) -> Shop:
    with database.read() as session:
        return cache.shop(session, at)


def rebook(database: Database, order_no: str, random: Random) -> None:
    """The order holds something else now, or nothing."""
    start = NOW + timedelta(hours=random.randrange(200))
    slots = [
        Booking(
            order_no=order_no, work_centre="CNC", unit=random.randrange(2),
            start_at=start + timedelta(hours=n), end_at=start + timedelta(hours=n + 1),
        )
        for n in range(random.randrange(3))
    ]  # fmt: skip
    material = [Allocation(order_no=order_no, item_code="SEAL", qty=Decimal(random.randrange(1, 9)))] if slots else []
    database.write(lambda session: bookings.book(session, order_no, slots, material))


@pytest.mark.parametrize("seed", range(5))
def test_a_snapshot_brought_up_to_date_holds_what_one_read_anew_does(database: Database, seed: int) -> None:
    random, kept = Random(seed), SnapshotCache(FACTORY_TIMEZONE)
    seen(database, kept)

    for _ in range(8):
        for order_no in random.sample(ORDERS, random.randrange(1, 4)):
            rebook(database, order_no, random)
        advanced, fresh = seen(database, kept), seen(database, SnapshotCache(FACTORY_TIMEZONE))

        assert advanced.version == fresh.version
        assert set(advanced.bookings) == set(fresh.bookings)
        assert set(advanced.allocations) == set(fresh.allocations)
        assert advanced.items is seen(database, kept).items


def test_only_what_was_booked_is_read_again(database: Database) -> None:
    kept = SnapshotCache(FACTORY_TIMEZONE)
    before = seen(database, kept)

    rebook(database, ORDERS[0], Random(3))

    assert seen(database, kept).items is before.items


def test_after_any_other_change_everything_is_read_anew(database: Database) -> None:
    kept = SnapshotCache(FACTORY_TIMEZONE)
    before = seen(database, kept)

    def change(session: Session) -> None:
        session.add(Item(item_code="PUMP", name="泵体", kind=ItemKind.BOUGHT))
        counters.move_version(session)

    database.write(change)

    assert {item.item_code for item in seen(database, kept).items} == {"SEAL", "PUMP"}
    assert seen(database, kept).items is not before.items


def test_a_snapshot_that_has_grown_old_is_read_anew(database: Database) -> None:
    kept = SnapshotCache(FACTORY_TIMEZONE)
    before = seen(database, kept)

    assert seen(database, kept, NOW + LONGEST_KEPT - timedelta(seconds=1)).items is before.items
    assert seen(database, kept, NOW + LONGEST_KEPT).items is not before.items


def test_versions_whose_trace_is_gone_are_read_anew(database: Database) -> None:
    kept = SnapshotCache(FACTORY_TIMEZONE)
    before = seen(database, kept)
    rebook(database, ORDERS[0], Random(3))

    database.write(lambda session: counters.forget_changes(session, keep=0))

    assert seen(database, kept).items is not before.items


def test_the_next_answer_waits_until_the_last_one_is_recorded(database: Database) -> None:
    planner, begun = InlinePlanner(database, DispatchEngine(), Clock(), FACTORY_TIMEZONE), Event()
    question = ComputePromise(order_no=ORDERS[0], cause="new")
    planner.submit(question, lambda: None).result(5)

    second = planner.submit(question, begun.set)
    assert not begun.wait(0.2)
    planner.recorded()

    assert begun.wait(0.5)
    second.result(5)
    planner.close()


def test_the_factory_works_by_its_own_clock(database: Database) -> None:
    shop = seen(database, SnapshotCache(ZoneInfo("Europe/Berlin")))

    opening = shop.centres_by_code["CNC"].calendar.windows(NOW, NOW + timedelta(days=1))[0].start_at

    assert opening == datetime(2026, 11, 23, 7, tzinfo=UTC)  # 08:00 in Berlin
