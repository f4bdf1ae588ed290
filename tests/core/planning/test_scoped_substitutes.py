"""A substitute that some orders may have is for them and for nobody else."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.planning.errors import CyclicBom
from core.planning.factory.records import OpenOrder, Source
from core.planning.factory.shop import Shop
from core.planning.materials.instead import exchanged
from core.planning.plan.forecast import forecasts
from core.planning.promise.answer import OptionKind, PromiseAnswer, PromiseOption
from core.planning.promise.engine import DispatchEngine, reserved
from core.planning.promise.question import PromiseQuestion
from tests.core.planning.changes import with_levers
from tests.core.planning.check import check
from tests.core.planning.factories import MONDAY, a_shop, ask, bought, made, november, of, po, short_of_chips
from tests.core.planning.materials.test_reservations import BUY, PO_1, SHELF, kept

ENGINE = DispatchEngine()
PAIR = ("MCU-32", "MCU-33")
DAY = timedelta(days=1)


def scoped_shop(**fields: Decimal) -> Shop:
    return short_of_chips(scoped_substitutes=("MCU-33",), **fields)


def used(answer: PromiseAnswer) -> set[str]:
    """Every item of any way to deliver."""
    materials = [answer.materials, *(option.materials for option in answer.options)]
    return {use.item_code for each in materials for use in each}


def instead(answer: PromiseAnswer) -> PromiseOption:
    return next(each for each in answer.options if each.kind is OptionKind.SUBSTITUTE)


@given(qty=st.integers(1, 200), day=st.integers(23, 30))
def test_an_order_outside_the_scope_never_gets_it(qty: int, day: int) -> None:
    question = ask(qty=qty, requested=november(day))

    assert "MCU-33" not in used(ENGINE.answer(scoped_shop(), question))


@given(qty=st.integers(1, 200))
def test_an_order_within_the_scope_is_offered_it_and_it_could_happen(qty: int) -> None:
    shop, question = scoped_shop(), ask(qty=qty, requested=november(23), substitutes=(PAIR,))

    answer = ENGINE.answer(shop, question)

    found = instead(answer)
    assert [(lever.code, lever.replaced_by) for lever in found.levers] == [PAIR]
    assert "MCU-32" not in {use.item_code for use in found.materials}
    check(with_levers(shop, found), question, found)


def test_what_r_and_d_names_for_the_order_goes_before_what_every_order_may_have() -> None:
    shop = short_of_chips(substitutes=("A",), scoped_substitutes=("MCU-33",))

    found = instead(ENGINE.answer(shop, ask(qty=60, requested=november(24), substitutes=(PAIR,))))

    assert [lever.replaced_by for lever in found.levers] == ["MCU-33"]


def test_the_plan_waits_for_a_substitute_that_comes_late() -> None:
    """What stands in for something counts as material of the order that keeps it."""
    shop = a_shop(
        items=(
            made("P"), bought("A"), bought("MCU-32", 30, scoped_substitutes=("MCU-33",)), bought("MCU-33", None),
        ),
        boms={"P": (of("A"), of("MCU-32"))},
        purchase_orders=(po("PO-1", "MCU-33", 100, MONDAY + DAY),),
    )  # fmt: skip
    answer = ENGINE.answer(shop, ask(qty=60, requested=november(24), substitutes=(PAIR,)))
    found = instead(answer)
    sold = OpenOrder(order_no=answer.order_no, product="P", qty=Decimal(60), promise_date=found.promise_date)
    booked = reserved(shop, answer, found).knowing(answer.order_no, (sold,))
    late = booked.changed(purchase_orders=(po("PO-1", "MCU-33", 100, MONDAY + 10 * DAY),))

    (in_time,), (after,) = forecasts(booked), forecasts(late)

    assert in_time.day == found.promise_date
    assert after.day >= (MONDAY + 10 * DAY).date()


def test_nothing_contains_itself_by_it() -> None:
    with pytest.raises(CyclicBom):
        a_shop(
            items=(made("P"), bought("A", scoped_substitutes=("P",))), boms={"P": (of("A"),)},
        )  # fmt: skip


def test_a_question_keeps_its_substitutes() -> None:
    question = ask(substitutes=(PAIR,))

    assert PromiseQuestion.from_json(question.to_json()) == question


class TestExchanged:
    """Order A waits for item A, and item B lies on the shelf."""

    def test_what_is_waited_for_is_exchanged_as_far_as_the_shelf_goes(self) -> None:
        holding = [kept("A", 30, SHELF), kept("A", 50, PO_1), kept("A", 40, BUY)]

        after, qty = exchanged(holding, "A", "B", Decimal(60), (Source.PURCHASE, Source.PURCHASE_ORDER))

        instead = replace(kept("A", 50, SHELF), item_code="B")
        assert after == [
            kept("A", 30, SHELF), instead, kept("A", 30, BUY), replace(instead, qty=Decimal(10)),
        ]  # fmt: skip
        assert qty == 60

    def test_only_from_the_sources_named(self) -> None:
        after, qty = exchanged([kept("A", 50, PO_1)], "A", "B", Decimal(60), (Source.PURCHASE,))

        assert after == [kept("A", 50, PO_1)]
        assert qty == 0

    @pytest.mark.parametrize("free", [0, -5])
    def test_from_an_empty_shelf_nothing(self, free: int) -> None:
        after, qty = exchanged([kept("A", 50, BUY)], "A", "B", Decimal(free), (Source.PURCHASE,))

        assert after == [kept("A", 50, BUY)]
        assert qty == 0

    @given(
        rows=st.lists(st.tuples(st.integers(1, 50), st.sampled_from([SHELF, PO_1, BUY])), max_size=6),
        free=st.integers(0, 200),
    )
    def test_nothing_is_lost_and_no_more_is_taken_than_is_there(
        self, rows: list[tuple[int, tuple[Source, str, str]]], free: int
    ) -> None:
        holding = [kept("A", qty, place) for qty, place in rows]

        after, qty = exchanged(holding, "A", "B", Decimal(free), (Source.PURCHASE, Source.PURCHASE_ORDER))

        assert sum(each.qty for each in after) == sum(each.qty for each in holding)
        assert qty == sum(each.qty for each in after if each.item_code == "B") <= free
        awaited = sum(each.qty for each in holding if each.source is not Source.STOCK)
        assert qty == min(awaited, free)
