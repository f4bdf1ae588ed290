from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from bot.outbound.spacing import SECOND, Spacing

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
INTERVAL = timedelta(milliseconds=210)


def ms(count: int) -> timedelta:
    return timedelta(milliseconds=count)


def test_a_slow_call_does_not_hold_the_next_one_back() -> None:
    assert Spacing(INTERVAL).free_at("a", NOW, NOW + ms(150)) == NOW + INTERVAL


def test_chats_do_not_wait_for_each_other() -> None:
    spacing = Spacing(INTERVAL)
    for number in range(10):
        assert spacing.free_at(f"{number}", NOW, NOW) == NOW + INTERVAL


def test_a_clock_that_was_set_back_holds_nobody_back_for_longer_than_a_second() -> None:
    spacing, before = Spacing(INTERVAL), NOW - timedelta(hours=1)
    for _ in range(5):
        spacing.free_at("a", NOW, NOW)

    assert spacing.free_at("a", before, before) <= before + SECOND
    assert spacing.free_at("b", NOW, before) <= before + SECOND  # set back while it was on its way


def test_without_an_interval_nothing_waits() -> None:
    assert Spacing(timedelta(0)).free_at("a", NOW, NOW + ms(5)) == NOW + ms(5)


LENGTHS, SHARES = st.just(0) | st.integers(0, 900), st.sampled_from((0.0, 1.0)) | st.floats(0, 1)
"""Quick calls after one that arrives late are what comes too close; left to chance they are rare."""


@example(ways=[(900, 1.0), *[(0, 0.0)] * 5])
@given(ways=st.lists(st.tuples(LENGTHS, SHARES), min_size=6, max_size=40))
def test_no_second_gets_more_than_five_however_long_the_ways_are(ways: list[tuple[int, float]]) -> None:
    """Each call takes so many milliseconds, and arrives after some share of them."""
    spacing, at, arrivals = Spacing(INTERVAL), NOW, []
    for length, share in ways:
        ended = at + ms(length)
        arrivals.append(at + (ended - at) * share)
        at = max(ended, spacing.free_at("a", at, ended))

    assert all(later - one >= SECOND for one, later in zip(arrivals, arrivals[5:], strict=False))
