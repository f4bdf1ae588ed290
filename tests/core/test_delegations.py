"""Who acts for whom: bounded, without going round in circles, and never nobody."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.delegations import Delegation, DelegationPast, DelegationTooLong, OwnDelegate, acting_for

NOON = datetime(2026, 11, 30, 4, tzinfo=UTC)
DAY = timedelta(days=1)
PEOPLE = "abcdefghijkl"


def away(person: str, delegate: str, *, since: datetime = NOON, until: datetime = NOON + DAY) -> Delegation:
    return Delegation(person=person, delegate=delegate, from_at=since, until=until)


@pytest.mark.parametrize(
    ("pairs", "barred", "acting"),
    [
        ([], "", "a"),
        (["ab"], "", "b"),
        (["ab", "bc"], "", "c"),
        (["ab", "ba"], "", "a"),
        (["ab", "bc", "cb"], "", "a"),  # everybody on the way is away
        (["ab"], "b", "a"),
        (["ab", "bc"], "c", "b"),
    ],
)
def test_who_acts(pairs: list[str], barred: str, acting: str) -> None:
    assert acting_for("a", [away(*pair) for pair in pairs], NOON, set(barred)) == acting


def test_it_counts_from_its_first_moment_until_its_last() -> None:
    on = [away("a", "b")]

    moments = [NOON - timedelta(seconds=1), NOON, NOON + DAY - timedelta(seconds=1), NOON + DAY]

    assert [acting_for("a", on, at, ()) for at in moments] == ["a", "b", "b", "a"]


def test_ended_earlier_it_counts_no_more() -> None:
    ended = away("a", "b")

    assert len(ended.end(now=NOON)) == 1
    assert ended.end(now=NOON) == []
    assert acting_for("a", [ended], NOON, ()) == "a"


@given(
    st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)), max_size=14), st.sets(st.sampled_from(PEOPLE))
)
def test_there_is_always_somebody_and_nobody_barred_stands_in(pairs: list[tuple[str, str]], barred: set[str]) -> None:
    found = acting_for("a", [away(*pair) for pair in pairs], NOON, barred)

    assert found == "a" or found not in barred
    assert found == "a" or any(found == delegate for _, delegate in pairs)


def test_nobody_stands_in_for_themselves() -> None:
    with pytest.raises(OwnDelegate):
        Delegation.agree("a", "a", from_at=NOON, until=NOON + DAY, reason="", now=NOON)


@pytest.mark.parametrize(("since", "until"), [(NOON, NOON), (NOON + 2 * DAY, NOON + DAY), (NOON - 2 * DAY, NOON - DAY)])
def test_it_ends_after_it_begins_and_after_now(since: datetime, until: datetime) -> None:
    with pytest.raises(DelegationPast):
        Delegation.agree("a", "b", from_at=since, until=until, reason="", now=NOON)


def test_whoever_is_away_for_years_has_left() -> None:
    with pytest.raises(DelegationTooLong):
        Delegation.agree("a", "b", from_at=NOON, until=NOON + 400 * DAY, reason="", now=NOON)
