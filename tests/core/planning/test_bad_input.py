"""What nobody could make or work out: a named refusal or a named reason, never a hang."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from core.calendar import NO_HOLIDAYS, Window, WorkingCalendar
from core.errors import Refusal
from core.planning.errors import BadQuantity, BomTooDeep, DayOutOfReach, NothingAsked, OrderTooLarge, TooManyAsked
from core.planning.factory.master import Alternative
from core.planning.factory.shop import Shop
from core.planning.promise.answer import ConstraintKind, Outcome
from core.planning.promise.engine import DispatchEngine
from core.planning.promise.explode import MAX_LEVELS
from core.planning.promise.question import MAX_LINES, DemandLine, PromiseQuestion
from tests.core.planning.factories import CLOCK, DAY, MONDAY, a_shop, ask, bought, centre, made, of, operation

ENGINE = DispatchEngine()
DECADE = Window(MONDAY - DAY, MONDAY + timedelta(days=3653), "搬迁")
OVEN = operation(10, "M1", minutes="0", batch_size=Decimal(1), batch_minutes=100_000, is_unattended=True)


def nested(levels: int, uses: int = 1) -> Shop:
    """P of P1 of P2 … down to A, each made of nothing else and by nobody."""
    codes = ["P", *(f"P{n}" for n in range(1, levels)), "A"]
    boms = {
        parent: tuple(of(part) for part in [component, *(f"{component}x",) * (uses - 1)])
        for parent, component in pairwise(codes)
    }
    twins = {f"{code}x": boms[code] for code in codes[1:-1] if uses > 1}
    items = [made(code) for code in (*codes[:-1], *twins)]
    return a_shop(items=(*items, bought("A"), bought("Ax")), boms={**boms, **twins}, routings={}, stock={})


@pytest.mark.parametrize(
    ("code", "build"),
    [
        ("M1", lambda: a_shop(work_centres=(centre("M1", CLOCK.closing(DECADE)),))),
        ("M1", lambda: a_shop(routings={"P": (operation(10, "M1", minutes="10000"),)})),
        ("M1", lambda: a_shop(work_centres=(centre("M1", CLOCK),), routings={"P": (OVEN,)})),
        ("A", lambda: a_shop(items=(made("P"), bought("A", None)), stock={})),
        ("A", lambda: a_shop(items=(made("P"), bought("A", 3650)), stock={})),
        (
            "M1",
            lambda: a_shop(
                work_centres=(centre("M1", CLOCK, is_subcontracted=True, is_unattended=True),),
                routings={"P": (operation(10, "M1", alternatives=(Alternative("M1", lead_days=3650),)),)},
            ),
        ),
        (
            "M1",
            lambda: a_shop(
                routings={"P": (operation(10, "M1", alternatives=(Alternative("M1", needs_approval=True),)),)}
            ),
        ),
    ],
)
def test_an_order_that_can_never_be_made_names_what_is_in_the_way(code: str, build: Callable[[], Shop]) -> None:
    answer = ENGINE.answer(build(), ask(qty=1_000_000))

    assert (answer.outcome, answer.binding_constraint.code) == (Outcome.IMPOSSIBLE, code)
    assert answer.binding_constraint.kind in (ConstraintKind.WORK_CENTRE, ConstraintKind.MATERIAL)


def test_a_factory_that_never_opens_again_is_a_refusal() -> None:
    past = Window(MONDAY - 9 * DAY, MONDAY - 8 * DAY, "加班")
    calendar = WorkingCalendar(week=((),) * 7, holidays=NO_HOLIDAYS, opened=(past,))

    with pytest.raises(Refusal):
        ENGINE.answer(a_shop(calendar=calendar), ask())


@pytest.mark.parametrize(
    ("refusal", "shop"),
    [(BomTooDeep, nested(MAX_LEVELS + 1)), (BomTooDeep, nested(3000)), (OrderTooLarge, nested(MAX_LEVELS, uses=2))],
)
def test_a_bill_of_materials_without_end_is_refused(refusal: type[Refusal], shop: Shop) -> None:
    with pytest.raises(refusal):
        ENGINE.answer(shop, ask())


def test_a_deep_bill_of_materials_is_none_without_end() -> None:
    assert ENGINE.answer(nested(MAX_LEVELS), ask()).outcome is Outcome.FOUND


@pytest.mark.parametrize("qty", ["1e13", "1e20", "1e30", "1e999999", "123456789012345678901234567890.5"])
@pytest.mark.parametrize("shop", [a_shop(), a_shop(items=(bought("P", 9),), boms={}, routings={}, stock={})])
def test_more_than_anybody_makes_is_refused(shop: Shop, qty: str) -> None:
    with pytest.raises(TooManyAsked) as refused:
        ENGINE.answer(shop, asks(qty=Decimal(qty)))

    assert refused.value.facts["order_no"] == "ORD-1"


def test_so_is_what_comes_to_more_parts_than_anybody_has() -> None:
    shop = a_shop(boms={"P": (of("A", "1e11"),)})

    with pytest.raises(TooManyAsked) as refused:
        ENGINE.answer(shop, asks(qty=Decimal(100)))

    assert refused.value.facts["item_code"] == "A"


@pytest.mark.parametrize("qty", ["NaN", "sNaN", "Infinity", "-Infinity", "-1", "0"])
def test_what_is_no_quantity_is_refused(qty: str) -> None:
    with pytest.raises(NothingAsked):
        asks(qty=Decimal(qty))


@pytest.mark.parametrize("least", ["NaN", "Infinity"])
def test_a_smallest_part_that_is_no_quantity_is_refused(least: str) -> None:
    with pytest.raises(NothingAsked):
        ask(min_ship_qty=Decimal(least))


@pytest.mark.parametrize("day", [date.min, date(1, 1, 2), date(1969, 12, 31), date(9998, 1, 1), date.max])
def test_a_day_that_no_calendar_has_is_refused(day: date) -> None:
    with pytest.raises(DayOutOfReach) as refused:
        asks(requested_date=day)
    assert refused.value.facts["day"] == day

    with pytest.raises(DayOutOfReach):
        asks(design_ready_at=datetime.combine(day, time(), UTC))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("as_of", datetime.min.replace(tzinfo=UTC)), ("as_of", datetime.max.replace(tzinfo=UTC)),
        ("horizon_days", 10**9), ("stock", {"A": Decimal("1e30")}),
    ],
)  # fmt: skip
def test_so_is_a_factory_of_such_numbers_and_days(field: str, value: object) -> None:
    with pytest.raises(BadQuantity):
        a_shop(**{field: value})


def test_a_thousand_pieces_more_than_anybody_pays_for_are_told_to_the_cent() -> None:
    """The dearest and the most that is not refused."""
    shop = a_shop(items=(made("P"), bought("A", 0, unit_cost=Decimal(10**12))), routings={}, stock={})

    answer = ENGINE.answer(shop, asks(qty=Decimal(10**12)))

    assert answer.cost.material == Decimal(10**24)


def asks(**fields: Any) -> PromiseQuestion:
    """A question that may be as absurd as it likes."""
    line = DemandLine(**{"line_no": 1, "product": "P", "qty": Decimal(1), **fields})
    return PromiseQuestion(order_no="ORD-1", lines=(line,))


def test_an_order_of_as_many_lines_as_are_allowed_is_answered() -> None:
    lines = tuple(DemandLine(line_no=n, product="P", qty=Decimal(1)) for n in range(1, MAX_LINES + 1))

    answer = ENGINE.answer(a_shop(), PromiseQuestion(order_no="ORD-1", lines=lines, with_reasons=False))

    assert len(answer.lines) == MAX_LINES
