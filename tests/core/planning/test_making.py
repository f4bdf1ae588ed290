"""Yield, lots, skills, subcontractors, families and calendars: how things are made, seen in answers."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.planning.errors import BadQuantity
from core.planning.factory.master import Alternative, Protection
from core.planning.factory.recipe import MAX_LOTS
from core.planning.factory.shop import Shop
from core.planning.promise.answer import ConstraintKind, Outcome, PromiseAnswer
from core.planning.promise.engine import DispatchEngine, reserved
from tests.core.planning.check import check
from tests.core.planning.factories import (
    DAY,
    MONDAY,
    a_shop,
    ask,
    bought,
    centre,
    made,
    november,
    of,
    operation,
    po,
)

ENGINE = DispatchEngine()
SHANGHAI = ZoneInfo("Asia/Shanghai")
OUTSIDE = Alternative("W1", lead_days=2, price=Decimal("4.5"))


def answered(shop: Shop, qty: int = 60, **fields: Any) -> PromiseAnswer:
    """An answer that the checker has nothing against."""
    question = ask(qty=qty, **fields)
    answer = ENGINE.answer(shop, question)
    if answer.outcome is Outcome.FOUND:
        check(shop, question, answer)
    return answer


def steps(answer: PromiseAnswer) -> list[tuple[int, int]]:
    """What each operation starts, in the order of the routing."""
    return [(each.seq, int(each.qty)) for each in sorted(answer.bookings, key=lambda each: each.seq)]


# Yield


def test_a_thousand_good_pieces_at_99_then_98_percent_start_with_1032() -> None:
    routing = (
        operation(10, "M1", yield_percent=Decimal(99)), operation(20, "M1", yield_percent=Decimal(98)),
    )  # fmt: skip
    shop = a_shop(routings={"P": routing}, boms={"P": (of("A"), of("B", "2", at_seq=20))},
                  items=(made("P"), bought("A"), bought("B")), stock={})  # fmt: skip

    answer = answered(shop, 1000)

    assert steps(answer) == [(10, 1032), (20, 1021)]
    # Each component is needed for as many as its own operation starts.
    assert {use.item_code: int(use.qty) for use in answer.materials} == {"A": 1032, "B": 2042}


def test_scrap_in_the_bill_of_materials_comes_on_top_of_the_yield() -> None:
    routing = (operation(10, "M1", yield_percent=Decimal(50)),)
    shop = a_shop(routings={"P": routing}, boms={"P": (of("A", scrap_rate=Decimal("0.02")),)})

    assert [int(use.qty) for use in answered(shop, 49).materials] == [100]


@given(
    good=st.integers(1, 100_000),
    yields=st.lists(st.decimals("0.01", "100", places=2), min_size=1, max_size=5),
)
def test_what_is_started_is_enough_and_one_less_is_not(good: int, yields: list[Decimal]) -> None:
    routing = tuple(operation(10 * n, "M1", yield_percent=each) for n, each in enumerate(yields, start=1))
    started = a_shop(routings={"P": routing}).recipes.recipe("P").started(good)

    for count, share, wanted in zip(started, yields, [*started[1:], good], strict=True):
        assert count * share >= wanted * 100 > (count - 1) * share


@pytest.mark.parametrize("nonsense", ["0", "-1", "100.01", "NaN"])
def test_a_yield_is_above_nothing_and_at_most_everything(nonsense: str) -> None:
    with pytest.raises(BadQuantity):
        operation(10, "M1", yield_percent=Decimal(nonsense))


# Lots


def two_machines(lot_size: str | None = "60", **fields: Any) -> Shop:
    """P on M1 or M2, two hours a day each; 240 pieces are 4 hours of work."""
    lot = None if lot_size is None else Decimal(lot_size)
    standard: dict[str, Any] = {
        "items": (made("P", lot_size=lot), bought("A")),
        "work_centres": (centre("M1"), centre("M2")),
        "routings": {"P": (operation(10, "M1", "M2"),)},
    }
    return a_shop(**{**standard, **fields})


def test_lots_run_side_by_side_when_that_is_earlier() -> None:
    whole, in_lots = answered(two_machines(None), 240), answered(two_machines(), 240)

    assert (whole.promise_date, in_lots.promise_date) == (november(25), november(24))
    assert {each.work_centre for each in in_lots.bookings} == {"M1", "M2"}
    assert sorted(each.lot for each in in_lots.bookings) == [1, 2, 3, 4]
    assert [each.lot for each in whole.bookings] == [0]


def test_all_is_made_at_once_where_lots_gain_no_day() -> None:
    assert [each.lot for each in answered(two_machines(), 120).bookings] == [0]


def test_each_lot_takes_what_comes_first_and_does_not_wait_for_the_rest() -> None:
    shop = two_machines(
        items=(made("P", lot_size=Decimal(120)), bought("A", None)), stock={"A": Decimal(120)},
        purchase_orders=(po("PO-1", "A", 120, MONDAY + 2 * DAY),),
    )  # fmt: skip

    first, second = sorted(answered(shop, 240).bookings, key=lambda each: each.lot)

    assert first.start_at.date() == MONDAY.date()
    assert second.start_at >= MONDAY + 2 * DAY


def test_a_hundred_thousand_pieces_do_not_fall_into_a_hundred_thousand_lots() -> None:
    shop = two_machines("1", routings={"P": (operation(10, "M1", "M2", minutes="0.01"),)}, stock={}, horizon_days=3650)

    answer = answered(shop, 100_000)

    assert 0 < len(answer.bookings) <= MAX_LOTS
    assert sum(each.qty for each in answer.bookings) == 100_000


@given(good=st.integers(1, 5000), lot=st.integers(1, 5000))
def test_lots_are_equal_and_together_all_there_is(good: int, lot: int) -> None:
    recipe = two_machines(str(lot)).recipes.recipe("P")
    lots = recipe.lots(good)

    assert sum(lots) == good
    assert max(lots) - min(lots) <= 1
    assert max(lots) <= lot or len(lots) == MAX_LOTS


# Skills


def test_a_crew_that_is_not_qualified_is_never_planned() -> None:
    crews = (centre("M1"), centre("M2", skills=frozenset({"SOLDER"})))
    shop = a_shop(work_centres=crews, routings={"P": (operation(10, "M1", "M2", skill="SOLDER"),)})

    assert {each.work_centre for each in answered(shop).bookings} == {"M2"}
    busy = reserved(shop, ENGINE.answer(shop, ask(qty=600, order_no="ORD-1")))
    assert {each.work_centre for each in answered(busy).bookings} == {"M2"}


def test_without_anybody_qualified_the_order_is_impossible_and_the_skill_is_named() -> None:
    answer = answered(a_shop(routings={"P": (operation(10, "M1", skill="SOLDER"),)}))

    constraint = answer.binding_constraint
    assert answer.outcome is Outcome.IMPOSSIBLE
    assert (constraint.kind, constraint.code, constraint.skill) == (ConstraintKind.WORK_CENTRE, "M1", "SOLDER")


# Subcontractors


def outsourced(**fields: Any) -> Shop:
    """P on M1, two hours a day, or outside."""
    routing = operation(10, "M1", alternatives=(Alternative("M1"), OUTSIDE), setup_minutes=30)
    outside = centre("W1", **{"is_subcontracted": True, "is_unattended": True, **fields})
    return a_shop(work_centres=(centre("M1"), outside), routings={"P": (routing,)})


def test_a_small_order_is_made_here_and_a_large_one_goes_out() -> None:
    assert [each.work_centre for each in answered(outsourced()).bookings] == ["M1"]

    (outside,) = answered(outsourced(), 900).bookings

    assert (outside.work_centre, outside.end_at - outside.start_at) == ("W1", 2 * DAY)


def test_a_subcontractor_costs_his_price_for_a_piece_and_no_hours() -> None:
    cost = answered(outsourced(), 900).cost

    assert (cost.subcontracting, cost.labour + cost.setup) == (Decimal("4050.00"), Decimal(0))


def test_days_of_a_subcontractor_with_working_hours_are_his_working_days() -> None:
    saturday = outsourced(is_unattended=False).at(MONDAY + 5 * DAY)

    (outside,) = answered(saturday, 900).bookings

    assert outside.end_at == MONDAY + 7 * DAY + timedelta(hours=2)  # on Monday evening; nothing on Sunday
    assert outside.work_minutes == 240


def test_a_subcontractor_takes_so_many_lots_at_a_time() -> None:
    shop = outsourced(capacity=1)
    shop = reserved(shop, ENGINE.answer(shop, ask(qty=900, order_no="ORD-1")))

    (second,) = answered(shop, 900).bookings

    assert second.start_at == MONDAY + 2 * DAY


def test_a_subcontractor_who_has_not_said_how_long_he_takes_is_not_asked() -> None:
    shop = outsourced()
    routing = replace(shop.routings["P"][0], alternatives=(replace(OUTSIDE, lead_days=None),))

    answer = answered(shop.changed(routings={"P": (routing,)}))

    assert (answer.outcome, answer.binding_constraint.code) == (Outcome.IMPOSSIBLE, "W1")


# Families


@pytest.mark.parametrize(
    ("template", "spec", "family"),
    [
        ("PCBA", (), "PCBA"),
        ("{panel_colour}", (("panel_colour", "白色"),), "白色"),
        ("{panel_colour}-{finish}", (("panel_colour", "白色"), ("finish", "哑光")), "白色-哑光"),
        ("{panel_colour}", (), ""),
        ("{panel_colour}-{finish}", (("panel_colour", "白色"), ("finish", "")), ""),
    ],
)
def test_a_family_is_filled_in_from_the_spec(template: str, spec: tuple[tuple[str, str], ...], family: str) -> None:
    shop = a_shop(routings={"P": (operation(10, "M1", setup_family=template),)})
    line = replace(ask().lines[0], spec=spec)

    assert [each.family for each in answered(shop, lines=(line,)).bookings] == [family]


# Protected capacity


@pytest.mark.parametrize(("share", "days"), [("0", 1), ("1.01", 1), ("NaN", 1), ("0.2", -1)])
def test_a_protected_share_is_some_of_it_until_some_days_before(share: str, days: int) -> None:
    with pytest.raises(BadQuantity):
        Protection("A", "SMT", Decimal(share), days)
