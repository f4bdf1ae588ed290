"""A factory run for a while: where nothing varies every promise is kept, and a seed gives the same days."""

from dataclasses import replace
from datetime import timedelta

from core.planning.factory.shop import Shop
from core.planning.plan.uncertainty import CERTAIN, Uncertainty
from core.planning.promise.engine import DispatchEngine
from core.planning.simulation.measures import Measures, measured
from core.planning.simulation.year import Course, Sold, Year
from tests.core.planning.factories import MONDAY, TWO_SHIFTS, a_shop, bought, centre, made, november, of, operation

COURSE = Course(days=20, orders=30, seed=3)


def a_factory() -> Shop:
    """Two operations on two machines, of parts that have to be bought."""
    return a_shop(
        items=(made("P"), bought("A", 3)),
        work_centres=(centre("M1", TWO_SHIFTS), centre("M2", TWO_SHIFTS)),
        routings={"P": (operation(10, "M1", minutes="0.5"), operation(20, "M2", minutes="0.4"))},
        boms={"P": (of("A"),)},
    )


def run(course: Course) -> tuple[list[Sold], Measures]:
    shop = a_factory()
    year = Year(shop, DispatchEngine(), course)
    sold = year.run()
    return sold, measured(sold, year.refused, shop.calendar)


def test_where_nothing_varies_every_promise_is_kept() -> None:
    sold, found = run(replace(COURSE, uncertainty=CERTAIN))

    assert found.shipped == len(sold) > 10
    assert found.promises_met == found.p50_met == found.p80_met == 1
    assert found.late_share == found.mean_error_days == 0


def test_the_same_seed_gives_the_same_days_and_another_one_others() -> None:
    assert run(COURSE) == run(COURSE)
    assert run(COURSE) != run(replace(COURSE, seed=4))


def test_what_varies_makes_some_late_and_is_foreseen_by_some() -> None:
    sold, found = run(replace(COURSE, uncertainty=Uncertainty(spread=0.4, slip_share=0.4)))

    assert found.late_share is not None
    assert 0 < found.late_share < 1
    assert found.p80_met is not None
    assert found.p50_met is not None
    assert found.p50_met <= found.p80_met
    assert all(each.promise_date <= each.p50_date <= each.p80_date for each in sold)


def test_the_lead_of_an_alert_is_counted_in_working_days() -> None:
    late = Sold(
        "A", MONDAY.date(), november(30), november(30), november(30), alerted_on=november(27),
        shipped_on=november(30) + timedelta(days=2),
    )  # fmt: skip
    kept = Sold("B", MONDAY.date(), november(30), november(30), november(30), shipped_on=november(30))

    found = measured([late, kept], 0, TWO_SHIFTS)

    assert (found.late_share, found.alerted_share, found.alert_lead_days) == (0.5, 1, 1)
    assert (found.mean_error_days, found.false_alert_share) == (1, 0)


def test_without_orders_nothing_is_measured() -> None:
    assert measured([], 0, TWO_SHIFTS).p80_met is None
