import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from storage.database import Database
from storage.inbox import (
    LEASE,
    Arrival,
    Inbox,
    Stored,
    settle,
)
from storage.tables import InboxState
from tests.storage.deliveries import NOW, arrival, rows, run_together, stored


def settled(database: Database, delivery: Stored, **fields: Any) -> bool:
    return database.write(lambda session: settle(session, delivery.seq, NOW, **fields))


# --- keeping -------------------------------------------------------------------------------


def test_a_delivery_is_kept_as_it_came(ours: Inbox, database: Database) -> None:
    kept = stored(ours, 7)

    assert kept == Stored(kept.seq, "feishu:om_7", "feishu", "im.message.receive_v1", b'{"n":7}', NOW)
    (row,) = rows(database)
    assert (row.state, row.owner, row.lease_until) == (InboxState.PENDING, "us", NOW + LEASE)


def test_a_delivery_that_comes_again_is_told_from_a_new_one(ours: Inbox, theirs: Inbox, database: Database) -> None:
    stored(ours, 1)

    again = [ours.store(arrival(1)).result(5), theirs.store(arrival(1)).result(5)]

    assert again == [None, None]
    assert len(rows(database)) == 1


def test_a_delivery_that_comes_again_after_it_was_handled_has_no_second_effect(ours: Inbox, database: Database) -> None:
    settled(database, stored(ours, 1))

    assert ours.store(arrival(1)).result(5) is None
    assert ours.claim(NOW + timedelta(days=1)) == []


def test_all_that_wait_go_into_one_transaction(ours: Inbox, database: Database) -> None:
    futures = at_once(ours, database, [arrival(n) for n in range(100)])

    kept = [future.result(5) for future in futures]

    assert [one.delivery for one in kept if one] == [f"feishu:om_{n}" for n in range(100)]
    assert [row.delivery for row in rows(database)] == [f"feishu:om_{n}" for n in range(100)]


def test_the_same_delivery_twice_at_one_moment_is_kept_once(ours: Inbox, database: Database) -> None:
    futures = at_once(ours, database, [arrival(1), arrival(2), arrival(1)])

    kept = [future.result(5) for future in futures]

    assert [one.seq if one else None for one in kept].count(None) == 1
    assert len(rows(database)) == 2


def test_a_batch_that_fails_reaches_everybody_and_keeps_nothing(ours: Inbox, database: Database) -> None:
    broken = Arrival("feishu:om_bad", "feishu", None, b"", NOW)  # type: ignore[arg-type]

    futures = at_once(ours, database, [arrival(1), broken, arrival(2)])

    assert all(future.exception(timeout=5) is not None for future in futures)
    assert rows(database) == []
    assert stored(ours, 1).delivery == "feishu:om_1"


def test_one_who_hangs_up_does_not_keep_the_others_from_hearing(ours: Inbox, database: Database) -> None:
    def hang_up(futures: list[Future[Stored | None]]) -> None:
        futures[0].cancel()

    futures = at_once(ours, database, [arrival(1), arrival(2)], hang_up)

    second = futures[1].result(5)
    assert second is not None
    assert second.delivery == "feishu:om_2"
    assert len(rows(database)) == 2


def at_once(
    one: Inbox,
    database: Database,
    arrivals: list[Arrival],
    meanwhile: Callable[[list[Future[Stored | None]]], None] = lambda futures: None,
) -> list[Future[Stored | None]]:
    """Bring them all while every writer is busy."""
    may_go = threading.Event()
    busy = [database.submit(lambda session: may_go.wait(5)) for _ in range(1 if database.is_sqlite else 4)]
    futures = [one.store(each) for each in arrivals]
    meanwhile(futures)
    may_go.set()
    wait(busy)
    return futures


def test_what_comes_from_many_threads_is_kept_once_each(ours: Inbox, theirs: Inbox, database: Database) -> None:
    """Both processes get every delivery, as when a platform repeats while the first is still being kept."""
    kept: list[Stored] = []

    def bring(one: Inbox, start: int) -> None:
        for number in range(40):
            if (found := one.store(arrival((start + number) % 40)).result(10)) is not None:
                kept.append(found)

    run_together([lambda one=one, n=n: bring(one, n * 7) for n in range(3) for one in (ours, theirs)])  # type: ignore[misc]

    assert sorted(one.delivery for one in kept) == sorted(f"feishu:om_{n}" for n in range(40))
    assert len(rows(database)) == 40


# --- settling ------------------------------------------------------------------------------


def test_of_two_who_handled_the_same_only_one_has_an_effect(ours: Inbox, theirs: Inbox, second: Database) -> None:
    mine = stored(ours, 1)
    (same,) = theirs.claim(NOW + LEASE + timedelta(seconds=1))

    assert settled(ours._database, mine)
    assert not settled(second, same)


def test_the_one_who_comes_second_waits_to_hear_whether_the_first_succeeds(ours: Inbox, second: Database) -> None:
    mine = stored(ours, 1)
    has_settled, may_fail = threading.Event(), threading.Event()

    def fail(session: Session) -> None:
        settle(session, mine.seq, NOW)
        has_settled.set()
        may_fail.wait(1)
        raise KeyError("after all")

    failing = ours._database.submit(fail)
    has_settled.wait(5)
    other = second.submit(lambda session: settle(session, mine.seq, NOW))
    may_fail.set()

    assert isinstance(failing.exception(timeout=5), KeyError)
    assert other.result(5)


def test_a_delivery_we_failed_at_is_kept_under_its_reference(ours: Inbox, database: Database) -> None:
    settled(database, stored(ours, 1), failed="ab12cd34")

    (row,) = rows(database)

    assert (row.state, row.reference, row.handled_at) == (InboxState.FAILED, "ab12cd34", NOW)
    assert ours.claim(NOW + timedelta(days=1)) == []


def test_the_inbox_keeps_names_in_any_script(ours: Inbox) -> None:
    kept = ours.store(Arrival("self:订单:ORD-1", "self", "command", "恒远".encode(), NOW)).result(5)

    assert kept is not None
    assert kept.payload.decode() == "恒远"
