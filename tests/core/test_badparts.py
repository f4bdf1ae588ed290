"""What becomes of bad parts: three words, the strictest counts."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.badparts import DECIDING, BadLot, BadPartSettled, DaysMissing, Disposal

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
STRICTNESS = [Disposal.USE_AS_IS, Disposal.REWORK, Disposal.RETURN, Disposal.SCRAP]


def a_lot() -> BadLot:
    return BadLot(
        number="BP-1",
        item="MCU-32",
        qty=Decimal(200),
        reason="不良",
        reported_by="zheng.ku",
        reported_at=NOW,
        due_at=NOW,
    )


def speak(lot: BadLot, department: str, disposal: Disposal, days: int = 0) -> bool:
    told = lot.say(department, disposal, days or int(disposal.takes_days), department, now=NOW)
    return bool(told) and bool(lot.decide(date(2026, 12, 1), now=NOW))


@given(said=st.tuples(*[st.sampled_from(Disposal)] * 3), turn=st.sampled_from(list(permutations(range(3)))))
def test_nothing_is_decided_before_all_have_spoken_and_then_the_strictest_counts(
    said: tuple[Disposal, ...], turn: tuple[int, ...]
) -> None:
    lot = a_lot()

    for place in turn[:2]:
        assert not speak(lot, DECIDING[place], said[place])
    assert lot.is_open
    assert speak(lot, DECIDING[turn[2]], said[turn[2]])

    assert lot.disposal is max(said, key=STRICTNESS.index)
    assert (lot.back_on is not None) is lot.disposal.takes_days


def test_the_latest_day_of_the_strictest_counts() -> None:
    lot = a_lot()
    lot.say("rnd", Disposal.RETURN, 9, "a", now=NOW)
    lot.say("quality", Disposal.RETURN, 5, "b", now=NOW)
    lot.say("purchasing", Disposal.REWORK, 30, "c", now=NOW)

    assert lot.strictest == (Disposal.RETURN, 9)


@pytest.mark.parametrize("days", [0, 366])
@pytest.mark.parametrize("disposal", [Disposal.REWORK, Disposal.RETURN])
def test_what_comes_back_has_a_day(disposal: Disposal, days: int) -> None:
    with pytest.raises(DaysMissing):
        a_lot().say("rnd", disposal, days, "zhao.gong", now=NOW)


def test_what_is_decided_is_not_talked_about_any_more() -> None:
    lot = a_lot()
    for department in DECIDING:
        speak(lot, department, Disposal.SCRAP)

    assert lot.say("rnd", Disposal.SCRAP, 0, "zhao.gong", now=NOW) == []
    with pytest.raises(BadPartSettled):
        lot.say("rnd", Disposal.USE_AS_IS, 0, "zhao.gong", now=NOW)


def test_only_the_silent_are_chased_and_once_for_each_level() -> None:
    lot = a_lot()
    speak(lot, "rnd", Disposal.SCRAP)

    first = lot.chase(1, {"purchasing": "chen.cai", "quality": "wu.jian"}, now=NOW)

    assert len(first) == 2
    assert lot.chase(1, {}, now=NOW) == []
