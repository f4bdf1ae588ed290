from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.database import Database
from storage.rates import Rate, take

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
STEPS = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 30)), max_size=40)
"""Milliseconds since the one before, and how many are wanted."""
BURSTS = st.integers(1, 25).flatmap(lambda burst: st.tuples(st.just(burst), st.integers(1, burst)))
RATES = st.builds(lambda ms, sizes: Rate(timedelta(milliseconds=ms), *sizes), st.integers(1, 120), BURSTS)


class Budget:
    """A rate's arithmetic without a database: what `take` does for one limit."""

    def __init__(self, rate: Rate) -> None:
        self._rate, self._arrival = rate, NOW

    def take(self, wanted: int, now: datetime) -> int:
        allowed = min(wanted, self._rate.room(self._arrival, now))
        self._arrival = self._rate.after(self._arrival, allowed, now)
        return allowed

    def free_at(self, now: datetime) -> datetime:
        return self._rate.free_at(self._arrival, now)


def sent(rate: Rate, steps: Sequence[tuple[int, int]]) -> list[tuple[datetime, int]]:
    budget, moments = Budget(rate), [NOW + timedelta(milliseconds=ms) for ms in accumulate(ms for ms, _ in steps)]
    return [(now, budget.take(wanted, now)) for now, (_, wanted) in zip(moments, steps, strict=True)]


@given(RATES, STEPS)
def test_no_window_ever_holds_more_than_the_limit(rate: Rate, steps: list[tuple[int, int]]) -> None:
    gone = sent(rate, steps)

    for first, (start, _) in enumerate(gone):
        for end, _ in gone[first:]:
            in_window = sum(count for at, count in gone if start <= at <= end)
            assert in_window <= rate.burst + (end - start) // rate.interval


@given(RATES, STEPS)
def test_nothing_is_held_back_that_the_limit_allows(rate: Rate, steps: list[tuple[int, int]]) -> None:
    """What was refused would have broken the limit in some window."""
    gone: list[datetime] = []
    for now, (allowed, wanted) in ((at, (n, steps[i][1])) for i, (at, n) in enumerate(sent(rate, steps))):
        gone += [now] * allowed
        if allowed < wanted:
            assert any(
                sum(start <= at <= now for at in gone) + 1 > rate.burst + (now - start) // rate.interval
                for start in gone
            )


@given(RATES, STEPS)
def test_it_says_when_the_next_handful_may_go(rate: Rate, steps: list[tuple[int, int]]) -> None:
    budget, now = Budget(rate), NOW
    for ms, wanted in steps:
        now += timedelta(milliseconds=ms)
        budget.take(wanted, now)
        free_at = budget.free_at(now)
        assert (free_at <= now) == (rate.room(budget._arrival, now) > 0)
        if free_at > now:
            assert rate.room(budget._arrival, free_at) == rate.handful
            assert rate.room(budget._arrival, free_at - timedelta(microseconds=1)) == rate.handful - 1


def test_a_clock_that_was_set_back_does_not_stop_everything() -> None:
    rate, budget = Rate(timedelta(milliseconds=20), 1), Budget(Rate(timedelta(milliseconds=20), 1))
    budget.take(1, NOW)

    an_hour_ago = NOW - timedelta(hours=1)
    budget.take(1, an_hour_ago)

    assert budget.take(1, an_hour_ago + rate.interval) == 1


# --- in the database -----------------------------------------------------------------------

PER_SECOND = Rate(timedelta(milliseconds=20), 1)
PER_MINUTE = Rate(timedelta(seconds=1), 10)


def taken(database: Database, wanted: int, now: datetime, **limits: Rate) -> int:
    return database.write(lambda session: take(session, limits, wanted, now=now))


def test_the_strictest_limit_counts(database: Database) -> None:
    limits = {"second": Rate(timedelta(milliseconds=20), 5), "minute": PER_MINUTE}

    allowed = [taken(database, 9, NOW + timedelta(milliseconds=n * 100), **limits) for n in range(4)]

    assert allowed == [5, 5, 0, 0]


def test_what_one_process_has_used_up_is_used_up_for_the_other(database: Database, second: Database) -> None:
    assert taken(database, 3, NOW, app=PER_SECOND) == 1
    assert taken(second, 3, NOW + timedelta(milliseconds=19), app=PER_SECOND) == 0
    assert taken(second, 3, NOW + timedelta(milliseconds=20), app=PER_SECOND) == 1


def test_limits_of_different_platforms_do_not_touch_each_other(database: Database) -> None:
    assert taken(database, 1, NOW, feishu=PER_SECOND) == 1
    assert taken(database, 1, NOW, wecom=PER_SECOND) == 1


@pytest.mark.parametrize("wanted", [0, -1])
def test_who_wants_nothing_uses_nothing_up(database: Database, wanted: int) -> None:
    assert taken(database, wanted, NOW, app=PER_SECOND) == 0
    assert taken(database, 1, NOW, app=PER_SECOND) == 1


def test_a_clock_that_was_set_back_is_not_waited_for(database: Database) -> None:
    rate, before = {"app": Rate(timedelta(seconds=1), 3)}, NOW - timedelta(hours=1)
    assert database.write(lambda session: take(session, rate, 3, now=NOW)) == 3

    def allowed_at(now: datetime) -> int:
        return database.write(lambda session: take(session, rate, 3, now=now))

    allowed = [allowed_at(before + timedelta(seconds=seconds)) for seconds in range(5)]

    assert allowed == [0, 1, 1, 1, 1]
