"""Planned over available hours, per work centre and day."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from core.calendar import Window
from core.planning.factory.records import Booking
from core.planning.plan.load import load_of
from tests.core.planning.factories import CLOCK, MONDAY, a_shop, bought, centre, made, of, operation

HOUR = timedelta(hours=1)


def booked(order_no: str, start: datetime, hours: float, **fields: object) -> Booking:
    """Work on M1 for P."""
    told: dict[str, object] = {
        "order_no": order_no, "work_centre": "M1", "start_at": start, "end_at": start + hours * HOUR,
        "item_code": "P", "seq": 10, "qty": Decimal(60), "work_minutes": round(hours * 60),
    }  # fmt: skip
    return Booking(**{**told, **fields})  # type: ignore[arg-type]


def test_each_day_says_its_minutes() -> None:
    """Two hours a day are worked from Monday 08:00 on."""
    shop = a_shop(bookings=(booked("A", MONDAY, 1), booked("B", MONDAY + 24 * HOUR, 2)))

    load = load_of(shop, 3).centres[0]

    assert [(day.planned, day.available) for day in load.days] == [(60, 120), (120, 120), (0, 120)]
    assert load.share == Decimal(180) / 360
    assert load.orders == (("B", 120), ("A", 60))


def test_an_operation_that_pauses_over_a_night_counts_on_both_days() -> None:
    shop = a_shop(bookings=(booked("A", MONDAY + HOUR, 24, work_minutes=120),))

    assert [day.planned for day in load_of(shop, 2).centres[0].days] == [60, 60]


def test_what_is_over_counts_no_more() -> None:
    """At 09:00 half of today's shift is left, and of what is booked today only the rest."""
    shop = a_shop(as_of=MONDAY + HOUR, bookings=(booked("A", MONDAY, 2),))

    today = load_of(shop, 1).centres[0].days[0]

    assert (today.planned, today.available) == (60, 60)


def test_all_units_of_a_work_centre_count() -> None:
    shop = a_shop(work_centres=(centre("M1", capacity=3),), bookings=(booked("A", MONDAY, 2, unit=2),))

    assert load_of(shop, 1).centres[0].days[0].available == 360


def test_maintenance_is_no_available_time() -> None:
    calendar = centre("M1").calendar.closing(Window(MONDAY, MONDAY + HOUR, "M1 检修"))

    assert load_of(a_shop(work_centres=(centre("M1", calendar),)), 1).centres[0].days[0].available == 60


def test_overtime_counts_on_the_day_on_which_it_is_worked() -> None:
    evening = MONDAY + 2 * HOUR
    shop = a_shop(bookings=(booked("A", evening, 1, overtime_minutes=60),))

    assert [day.planned for day in load_of(shop, 2).centres[0].days] == [60, 0]


def test_unattended_work_has_the_whole_day_but_for_its_holes() -> None:
    oven = centre("M1", CLOCK.closing(Window(MONDAY + 2 * HOUR, MONDAY + 3 * HOUR, "M1 检修")))
    routing = {"P": (operation(10, "M1", is_unattended=True),)}
    shop = a_shop(work_centres=(oven,), routings=routing, bookings=(booked("A", MONDAY + 4 * HOUR, 20),))

    days = load_of(shop, 2).centres[0].days

    assert [day.available for day in days] == [15 * 60, 24 * 60]  # it is 08:00 at the factory
    assert [day.planned for day in days] == [12 * 60, 8 * 60]


def test_changing_over_takes_hours_too() -> None:
    shop = a_shop(
        work_centres=(centre("M1", group="INJ"),),
        setups={"INJ": {("white", "black"): 30}},
        bookings=(
            booked("A", MONDAY, 0.5, family="white"),
            booked("B", MONDAY + HOUR, 1, family="black"),
            booked("C", MONDAY + 24 * HOUR, 1, family="black"),
        ),
    )

    assert [day.planned for day in load_of(shop, 2).centres[0].days] == [30 + 30 + 60, 60]


def test_changing_over_for_the_morning_begins_the_evening_before() -> None:
    shop = a_shop(
        work_centres=(centre("M1", group="INJ"),),
        setups={"INJ": {("white", "black"): 30}},
        bookings=(
            booked("A", MONDAY, 1.5, family="white"),
            booked("B", MONDAY + 24 * HOUR, 2, family="black"),
        ),
    )

    assert [day.planned for day in load_of(shop, 2).centres[0].days] == [90 + 30, 120]


def test_the_bottleneck_is_the_fullest_and_nobody_when_nothing_is_planned() -> None:
    centres = (centre("M1"), centre("M2"))
    idle = a_shop(work_centres=centres)
    busy = replace(idle, bookings=(booked("A", MONDAY, 1, work_centre="M2"),))

    assert load_of(idle, 2).bottleneck is None
    bottleneck = load_of(busy, 2).bottleneck
    assert bottleneck is not None
    assert bottleneck.work_centre == "M2"


def test_material_is_needed_when_the_operation_that_takes_it_starts() -> None:
    """B goes in at the second step, which starts on Tuesday; A at the first."""
    shop = a_shop(
        items=(made("P"), bought("A"), bought("B")),
        boms={"P": (of("A", "2"), of("B", "0.1", at_seq=20))},
        routings={"P": (operation(10, "M1"), operation(20, "M1"))},
        stock={"A": Decimal(50)},
        bookings=(booked("O", MONDAY, 1), booked("O", MONDAY + 24 * HOUR, 1, seq=20)),
    )

    today = {need.item_code: (need.qty, need.short) for need in load_of(shop, 1).needs}
    both = {need.item_code: (need.qty, need.short) for need in load_of(shop, 2).needs}

    assert today == {"A": (Decimal(120), Decimal(70))}
    assert both == {"A": (Decimal(120), Decimal(70)), "B": (Decimal(6), Decimal(6))}
    assert load_of(shop, 2).last == date(2026, 11, 24)
