"""Gaps on a machine with hundreds of bookings: what is skipped at once holds nothing."""

from bisect import bisect_right
from collections.abc import Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendar import Axis
from core.planning.promise.changeovers import Changeovers
from core.planning.promise.units import BLOCK, SLACK, Booked, UnitTimeline, Wanted

FAMILIES = ("red", "blue", "green")
MANY = settings(max_examples=60, deadline=None)
DAYS = 80
DAY, LATE = 24 * 60, 16 * 60
AXIS = Axis.of([(day * DAY, day * DAY + LATE) for day in range(DAYS)], [(5 * DAY + 60, 5 * DAY + 300)])


def first_gap(booked: Sequence[Booked], matrix: Changeovers, wanted: Wanted, family: str, ready: int) -> int | None:
    """The start of the first gap, trying every working minute: the plain reading."""
    starts = [each.start for each in booked]
    for start in (each for opens, closes in AXIS.spans_over(ready, DAYS * DAY) for each in range(opens, closes)):
        end = start + wanted.minutes
        if not wanted.is_unattended:
            if AXIS.worked(start) + wanted.minutes > AXIS.total:
                return None
            end = AXIS.end(AXIS.worked(start) + wanted.minutes)
        if start < ready or (wanted.is_unattended and AXIS.hole_within(start, end)):
            continue
        place = bisect_right(starts, start)
        before, after = booked[max(0, place - 1) : place], booked[place : place + 1]
        if before and not fits(before[-1].end, start, matrix.between(before[-1].family, family), wanted.now):
            continue
        if not after or fits(end, after[0].start, matrix.between(family, after[0].family), 0):
            return start
    return None


def fits(end: int, start: int, changeover: int, now: int) -> bool:
    """Is there time to change over from one to the other?"""
    return end <= start and AXIS.worked(start) - AXIS.worked(max(end, now)) >= changeover


@st.composite
def full_machines(draw: st.DrawFn) -> list[Booked]:
    """Up to some hundred bookings, most of them one after the other."""
    random, at = Random(draw(st.integers(0, 10_000))), 0
    booked = []
    for _ in range(draw(st.integers(0, 7 * BLOCK))):
        at += random.choice((0, 0, 0, 0, 1, 10, 40, 90, 200)) if random.random() < 0.5 else 0
        minutes = random.randint(1, 200)
        if AXIS.worked(at) + minutes >= AXIS.total // 2:
            break
        start = AXIS.next_open(at) or 0
        end = AXIS.end(AXIS.worked(start) + minutes)
        booked.append(Booked(start, end, random.choice(FAMILIES)))
        at = end
    return booked


@st.composite
def matrices(draw: st.DrawFn) -> Changeovers:
    """Minutes of changing over, or none at all."""
    pairs = [(before, after) for before in FAMILIES for after in FAMILIES]
    return Changeovers({pair: draw(st.integers(0, 60)) for pair in pairs} if draw(st.booleans()) else {})


@MANY
@given(full_machines(), matrices(), st.data())
def test_the_first_gap_is_the_first(booked: list[Booked], matrix: Changeovers, data: st.DataObject) -> None:
    """And stays so while more is put in, looked for, and taken out again."""
    random = Random(data.draw(st.integers(0, 10_000)))
    unit = UnitTimeline(AXIS, booked)
    added: list[Booked] = []
    for _ in range(data.draw(st.integers(1, SLACK + 4))):
        family, ready = random.choice(FAMILIES), random.randrange(30 * DAY)
        wanted = Wanted(random.choice((1, 15, 80, 190, 700)), random.random() < 0.2, matrix.around[family], 0)
        place = unit.find(AXIS, wanted, ready)

        standing = sorted([*booked, *added])
        assert (place and place[0]) == first_gap(standing, matrix, wanted, family, ready)

        if place is not None and random.random() < 0.8:
            added.append(Booked(*place, family))
            unit.add(AXIS, added[-1])
        elif added:
            unit.undo(added.pop().start)
