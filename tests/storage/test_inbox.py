import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from storage.database import Database
from storage.inbox import (
    FATAL_AFTER,
    INBOX,
    LEASE,
    MOST_ATTEMPTS,
    SUSPECT_ATTEMPTS,
    Arrival,
    BegunTooOften,
    Inbox,
    Stored,
    settle,
)
from storage.tables import InboxState

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.fixture
def ours(database: Database) -> Inbox:
    """This process's side of the inbox."""
    return Inbox(database, "us")


@pytest.fixture
def theirs(second: Database) -> Inbox:
    """Another process's side."""
    return Inbox(second, "them")


def arrival(number: int, *, at: datetime = NOW, delivery: str = "") -> Arrival:
    return Arrival(delivery or f"feishu:om_{number}", "feishu", "im.message.receive_v1", b'{"n":%d}' % number, at)


def rows(database: Database) -> list[Any]:
    with database.read() as session:
        return list(session.execute(select(INBOX).order_by(INBOX.c.seq)))


def stored(one: Inbox, number: int, **fields: Any) -> Stored:
    kept = one.store(arrival(number, **fields)).result(5)
    assert kept is not None
    return kept


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


def run_together(works: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


# --- taking over ---------------------------------------------------------------------------


def test_what_somebody_is_handling_is_left_to_them(ours: Inbox, theirs: Inbox) -> None:
    stored(ours, 1)

    assert theirs.claim(NOW + LEASE) == []


def test_what_a_crash_left_behind_is_taken_over_in_order(ours: Inbox, theirs: Inbox) -> None:
    for number in (3, 1, 2):
        stored(ours, number)

    taken = theirs.claim(NOW + LEASE + timedelta(seconds=1))

    assert [one.delivery for one in taken] == ["feishu:om_3", "feishu:om_1", "feishu:om_2"]
    assert all(one.is_left for one in taken)
    assert ours.claim(NOW + LEASE + timedelta(seconds=2)) == []


def attempts(database: Database) -> list[int]:
    with database.read() as session:
        return list(session.execute(select(INBOX.c.attempts).order_by(INBOX.c.seq)).scalars())


def test_beginning_with_what_was_left_is_counted_and_taking_it_over_is_not(
    ours: Inbox, theirs: Inbox, database: Database
) -> None:
    kept = stored(ours, 1)

    for turn in range(1, 4):
        assert len(theirs.claim(NOW + turn * 2 * LEASE)) == 1

    for _ in range(2):
        theirs.begin(kept, NOW)
    assert attempts(database) == [3]


def test_what_many_have_begun_goes_after_everything_else(ours: Inbox, theirs: Inbox) -> None:
    """It may be what ended them: then those behind it would wait for as long as it takes to be sure."""
    deadly, *_ = (stored(ours, number) for number in range(3))
    for _ in range(SUSPECT_ATTEMPTS):
        theirs.begin(deadly, NOW)

    later = NOW + LEASE + timedelta(seconds=1)

    assert [one.delivery for one in theirs.claim(later)] == ["feishu:om_1", "feishu:om_2", "feishu:om_0"]
    assert [one.delivery for one in ours.claim(later + 2 * LEASE, limit=1)] == ["feishu:om_1"]


def test_what_so_many_have_begun_for_so_long_is_what_ends_them(ours: Inbox, theirs: Inbox) -> None:
    kept = stored(ours, 1)
    for _ in range(MOST_ATTEMPTS):
        theirs.begin(kept, NOW + FATAL_AFTER)

    theirs.begin(kept, NOW + FATAL_AFTER)  # but all of them within a minute, say: they had no time to end it
    with pytest.raises(BegunTooOften):
        theirs.begin(kept, NOW + FATAL_AFTER + timedelta(seconds=1))


def test_nobody_begins_with_what_is_done(ours: Inbox, theirs: Inbox, database: Database) -> None:
    kept = stored(ours, 1)
    database.write(lambda session: settle(session, kept.seq, NOW))

    theirs.begin(kept, NOW)

    assert attempts(database) == [1]


def test_no_more_is_taken_than_asked_for(ours: Inbox, theirs: Inbox) -> None:
    for number in range(7):
        stored(ours, number)

    later = NOW + LEASE + timedelta(seconds=1)

    assert [len(theirs.claim(later, limit=3)) for _ in range(4)] == [3, 3, 1, 0]


def test_what_we_hold_is_ours_for_as_long_as_we_live(ours: Inbox, theirs: Inbox) -> None:
    held = stored(ours, 1)

    for seconds in range(5, 100, 5):
        assert ours.claim(NOW + timedelta(seconds=seconds), holding=[held.seq]) == []
        assert theirs.claim(NOW + timedelta(seconds=seconds)) == []


def test_what_was_taken_from_us_is_not_taken_back_by_still_holding_it(ours: Inbox, theirs: Inbox) -> None:
    held = stored(ours, 1)
    later = NOW + LEASE + timedelta(seconds=1)
    theirs.claim(later)

    ours.claim(later, holding=[held.seq])

    assert theirs.claim(later + LEASE / 2, holding=[held.seq]) == []
    assert ours.claim(later + LEASE + timedelta(seconds=1), holding=[held.seq]) == []


def test_two_who_take_over_at_once_share(ours: Inbox, theirs: Inbox, database: Database) -> None:
    for number in range(60):
        stored(ours, number)
    taken: list[str] = []

    def take(one: Inbox) -> None:
        while found := one.claim(NOW + LEASE + timedelta(seconds=1), limit=4):
            taken.extend(each.delivery for each in found)

    run_together([lambda: take(ours), lambda: take(theirs)])

    assert sorted(taken) == sorted(f"feishu:om_{n}" for n in range(60))


def test_the_only_process_takes_up_at_once_what_the_last_one_left(ours: Inbox) -> None:
    stored(ours, 1)

    ours.forget_leases()

    assert [one.delivery for one in ours.claim(NOW)] == ["feishu:om_1"]


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
