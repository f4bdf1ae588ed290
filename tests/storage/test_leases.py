import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from storage import leases
from storage.database import Database
from storage.leases import LEASE

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
A_MOMENT = timedelta(seconds=1)

Ask = Callable[..., bool]


@pytest.fixture
def take(database: Database) -> Ask:
    def ask(owner: str, now: datetime = NOW) -> bool:
        return database.write(lambda session: leases.take(session, "planning", owner, now=now))

    return ask


@pytest.fixture
def renew(database: Database) -> Ask:
    def ask(owner: str, now: datetime = NOW) -> bool:
        return database.write(lambda session: leases.renew(session, "planning", owner, now=now))

    return ask


def test_what_one_has_taken_no_other_gets(take: Ask) -> None:
    assert take("one")
    assert not take("other")
    assert take("one")


def test_of_many_who_take_it_at_once_one_has_it(take: Ask) -> None:
    at_once, won = threading.Barrier(4), []

    def try_it(owner: str) -> None:
        at_once.wait()
        if take(owner):
            won.append(owner)

    threads = [threading.Thread(target=try_it, args=(f"replica {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(won) == 1


def test_a_holder_without_a_sign_of_life_loses_it_to_the_next(take: Ask, renew: Ask) -> None:
    take("one")

    assert not take("other", NOW + LEASE)
    assert take("other", NOW + LEASE + A_MOMENT)
    assert not renew("one", NOW + LEASE + A_MOMENT)
    assert not take("one", NOW + LEASE + A_MOMENT)


def test_who_renews_it_keeps_it(take: Ask, renew: Ask) -> None:
    take("one")

    assert renew("one", NOW + LEASE)

    assert not take("other", NOW + LEASE + A_MOMENT)


def test_given_back_it_is_free_and_only_its_holder_gives_it_back(database: Database, take: Ask) -> None:
    take("one")

    assert not database.write(lambda session: leases.give_back(session, "planning", "other"))
    assert not take("other")
    assert database.write(lambda session: leases.give_back(session, "planning", "one"))
    assert take("other")


def test_whoever_records_can_see_that_it_is_still_theirs(database: Database, take: Ask) -> None:
    def is_held(owner: str) -> bool:
        return database.write(lambda session: leases.is_held(session, "planning", owner))

    take("one")
    assert is_held("one")

    take("other", NOW + LEASE + A_MOMENT)
    assert not is_held("one")
    assert is_held("other")


def test_nobody_takes_it_while_its_holder_is_recording(database: Database, take: Ask) -> None:
    take("one")
    order: list[str] = []
    checked, others = threading.Event(), []

    def record(session: object) -> None:
        assert leases.is_held(session, "planning", "one")  # type: ignore[arg-type]
        checked.set()
        threading.Event().wait(0.1)  # time enough for the other to get ahead, if it could
        order.append("recorded")

    def take_over() -> None:
        checked.wait()
        others.append(take("other", NOW + LEASE + A_MOMENT))
        order.append("taken")

    other = threading.Thread(target=take_over)
    other.start()
    database.write(record)
    other.join()

    assert (order, others) == (["recorded", "taken"], [True])


def test_at_the_start_of_the_only_process_all_are_free(database: Database, take: Ask) -> None:
    take("one")

    database.write(leases.forget_all)

    assert take("other")


def test_whose_it_is_can_be_looked_up_until_its_time_runs_out(database: Database, take: Ask) -> None:
    def holder(at: datetime) -> str:
        with database.read() as session:
            return leases.holder(session, "planning", now=at)

    assert holder(NOW) == ""
    take("one")

    assert holder(NOW + LEASE) == "one"
    assert holder(NOW + LEASE + A_MOMENT) == ""
    database.write(lambda session: leases.give_back(session, "planning", "one"))
    assert holder(NOW) == ""
