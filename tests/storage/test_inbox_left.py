"""What a process leaves behind is taken over by another."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage.database import Database
from storage.inbox import (
    FATAL_AFTER,
    INBOX,
    LEASE,
    MOST_ATTEMPTS,
    SUSPECT_ATTEMPTS,
    BegunTooOften,
    Inbox,
    settle,
)
from tests.storage.deliveries import NOW, run_together, stored


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
