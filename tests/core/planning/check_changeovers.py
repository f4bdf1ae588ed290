"""Changing machines over, counted minute by minute from the shop's plain fields."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from core.calendar import WorkingCalendar
from core.planning.factory.master import WorkCentre
from core.planning.factory.records import Booking
from core.planning.factory.shop import Shop
from tests.core.planning.worked import is_open

MINUTE = timedelta(minutes=1)


def check_changeovers(shop: Shop, centre: WorkCentre, mine: Sequence[Booking], standing: Sequence[Booking]) -> None:
    """On every machine there is time to change over between each of these bookings and its neighbours."""
    for unit in {each.unit for each in mine}:
        for before, after in neighbours(unit, (*mine, *standing)):
            if before in mine or after in mine:
                needed = changeover(shop, centre, before, after)
                since = max(before.end_at, shop.as_of)
                assert has_minutes(centre.calendar, since, after.start_at, needed), (before, after, needed)


def neighbours(unit: int, bookings: Sequence[Booking]) -> Iterator[tuple[Booking, Booking]]:
    """What follows what on a machine."""
    return pairwise(sorted((each for each in bookings if each.unit == unit), key=lambda each: each.start_at))


def changeover(shop: Shop, centre: WorkCentre, before: Booking, after: Booking) -> int:
    """Minutes between the two, by the matrix of the work centre's group."""
    return shop.setups.get(centre.group, {}).get((before.family, after.family), 0)


def has_minutes(calendar: WorkingCalendar, start: datetime, end: datetime, needed: int) -> bool:
    """Are there so many working minutes in between?"""
    while needed > 0 and start < end:
        needed -= is_open(calendar, start)
        start += MINUTE
    return needed <= 0


def changeover_minutes(shop: Shop, centre: WorkCentre, bookings: Sequence[Booking]) -> int:
    """All minutes of changing over that these bookings of a work centre ask for."""
    units = {each.unit for each in bookings}
    return sum(
        changeover(shop, centre, before, after) for unit in units for before, after in neighbours(unit, bookings)
    )
