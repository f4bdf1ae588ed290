import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlmodel import Session

from storage.counters import (
    data_version,
    forget_changes,
    has_moved_since,
    move_version,
    next_number,
    raise_to,
    rebooked_orders,
)
from storage.database import Database

DAY = date(2026, 11, 23)


def number(database: Database, prefix: str = "ORD", day: date = DAY) -> str:
    return database.write(lambda session: next_number(session, prefix, day))


def test_numbers_count_up_within_a_month_and_prefix(database: Database) -> None:
    asked = [("ORD", DAY), ("ORD", DAY), ("AL", DAY), ("ORD", date(2026, 12, 1)), ("ORD", DAY)]

    assert [number(database, *each) for each in asked] == [
        "ORD-2611-0001", "ORD-2611-0002", "AL-2611-0001", "ORD-2612-0001", "ORD-2611-0003",
    ]  # fmt: skip


def test_the_ten_thousandth_of_a_month_has_five_digits(database: Database) -> None:
    database.write(lambda session: raise_to(session, ["ORD-2611-9999"]))

    assert number(database) == "ORD-2611-10000"


def test_no_number_is_missing_however_many_ask_and_fail_at_once(database: Database, second: Database) -> None:
    luck = random.Random(4)
    plan = [[luck.random() < 0.3 for _ in range(15)] for _ in range(8)]
    given: list[str] = []

    def take(fails: bool, database: Database) -> None:
        def work(session: Session) -> str:
            taken = next_number(session, "ORD", DAY)
            if fails:
                raise ZeroDivisionError
            return taken

        if fails:
            with pytest.raises(ZeroDivisionError):
                database.write(work)
        else:
            given.append(database.write(work))

    def take_many(thread: int) -> None:
        for fails in plan[thread]:
            take(fails, second if thread % 2 else database)

    with ThreadPoolExecutor(8) as people:
        list(people.map(take_many, range(8)))

    succeeded = sum(not fails for fails in (fails for thread in plan for fails in thread))
    assert sorted(given) == [f"ORD-2611-{n:04d}" for n in range(1, succeeded + 1)]


def test_counting_goes_on_after_numbers_that_came_from_elsewhere(database: Database) -> None:
    number(database)
    database.write(
        lambda session: raise_to(session, ["ORD-2611-0041", "ORD-2611-0007", "ORD-2512-0300", "2026/17", "ORD-"])
    )

    assert number(database) == "ORD-2611-0042"
    assert number(database, day=date(2025, 12, 5)) == "ORD-2512-0301"


def test_a_lower_number_from_elsewhere_does_not_count_back(database: Database) -> None:
    database.write(lambda session: raise_to(session, ["ORD-2611-0041"]))
    database.write(lambda session: raise_to(session, ["ORD-2611-0002"]))

    assert number(database) == "ORD-2611-0042"


def test_the_version_moves_with_every_change_and_not_with_a_failed_one(database: Database) -> None:
    def fail(session: Session) -> None:
        move_version(session)
        raise KeyError

    database.write(move_version)
    with pytest.raises(KeyError):
        database.write(fail)
    moved = database.write(move_version)

    with database.read() as session:
        assert (moved, data_version(session)) == (2, 2)


def test_bookings_of_orders_are_told_from_any_other_change(database: Database) -> None:
    before = database.write(move_version)
    database.write(lambda session: move_version(session, order_no="ORD-1"))
    database.write(lambda session: move_version(session, order_no="ORD-2"))
    with database.read() as session:
        assert not has_moved_since(session, before)

    database.write(move_version)
    database.write(lambda session: move_version(session, order_no="ORD-1"))

    with database.read() as session:
        assert has_moved_since(session, before)
        assert not has_moved_since(session, data_version(session) - 1)


def test_what_nobody_remembers_may_have_been_anything(database: Database) -> None:
    before = database.write(move_version)
    for _ in range(3):
        database.write(lambda session: move_version(session, order_no="ORD-1"))

    database.write(lambda session: forget_changes(session, keep=2))

    with database.read() as session:
        assert has_moved_since(session, before)


def test_what_no_promise_rests_on_is_no_move_and_yet_is_read_anew(database: Database) -> None:
    before = database.write(move_version)

    after = database.write(lambda session: move_version(session, is_beside_plans=True))

    with database.read() as session:
        assert not has_moved_since(session, before)
        assert rebooked_orders(session, before, after) is None
