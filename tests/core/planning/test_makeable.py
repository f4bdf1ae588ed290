"""B4: an order that cannot be made in full is told how much of it can, and each of that is the engine's own answer."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.planning.factory.master import Protection
from core.planning.factory.shop import Shop
from core.planning.promise.answer import ConstraintKind, Outcome, PromiseAnswer
from core.planning.promise.engine import DispatchEngine
from core.planning.promise.question import DemandLine, PromiseQuestion
from tests.core.planning.factories import (
    a_shop,
    ask,
    bought,
    centre,
    empty_factories,
    made,
    november,
    of,
    questions,
    short_of_chips,
)

ENGINE = DispatchEngine()
SHORT = a_shop(horizon_days=30, stock={"A": Decimal(10**6)})
"""Two hours a day, a minute a piece, and a month of it."""


def asked(shop: Shop, question: PromiseQuestion, qty: Decimal, line_no: int = 1) -> PromiseAnswer:
    """The answer to the same with another quantity of that line."""
    lines = tuple(replace(it, qty=qty) if it.line_no == line_no else it for it in question.lines)
    return ENGINE.answer(shop, replace(question, lines=lines))


def test_so_much_is_in_time_and_so_much_at_all() -> None:
    question = ask(qty=20_000, requested=november(27))

    answer = ENGINE.answer(SHORT, question)

    in_time, at_all = answer.makeable
    assert (answer.outcome, in_time.qty, in_time.promise_date) == (Outcome.IMPOSSIBLE, Decimal(480), november(27))
    assert (in_time.is_late, at_all.is_late) == (False, True)
    assert asked(SHORT, question, in_time.qty + 1).is_late
    assert asked(SHORT, question, at_all.qty + 1).outcome is Outcome.IMPOSSIBLE


def test_without_a_wish_only_what_can_be_made_at_all_is_told() -> None:
    (at_all,) = ENGINE.answer(SHORT, ask(qty=20_000)).makeable

    assert asked(SHORT, ask(), at_all.qty).promise_date == at_all.promise_date


@pytest.mark.parametrize(
    ("rule", "is_part"),
    [({}, True), ({"ship_complete": True}, False), ({"allow_split": False}, False)],
)
def test_who_takes_no_parts_is_asked_for_less_instead(rule: dict[str, Any], is_part: bool) -> None:
    answer = ENGINE.answer(SHORT, ask(qty=20_000, **rule))

    assert [each.is_part for each in answer.makeable] == [is_part]


def test_nothing_smaller_than_the_smallest_part_is_told() -> None:
    question = ask(qty=20_000, requested=november(24), min_ship_qty=Decimal(500))

    assert [each.is_late for each in ENGINE.answer(SHORT, question).makeable] == [True]
    assert ENGINE.answer(SHORT, replace(question, min_ship_qty=Decimal(15_000))).makeable == ()


def test_capacity_that_is_kept_for_others_leaves_what_it_leaves() -> None:
    kept = Protection("A", "M", Decimal("0.9"), 0)
    shop = SHORT.changed(work_centres=(centre("M1", group="M"),), protected=(kept,))
    question = ask(qty=1500)

    answer = ENGINE.answer(shop, question)

    (at_all,) = answer.makeable
    assert answer.binding_constraint.kind is ConstraintKind.PROTECTED
    assert asked(shop, question, at_all.qty).promise_date == at_all.promise_date


def test_where_less_is_no_help_nothing_is_told() -> None:
    shop = a_shop(items=(made("P"), bought("A", None)), boms={"P": (of("A"),)}, stock={})

    assert ENGINE.answer(shop, ask()).makeable == ()


def test_of_several_lines_the_one_is_told_of_which_less_helps() -> None:
    lines = tuple(DemandLine(line_no=no, product="P", qty=Decimal(qty)) for no, qty in ((1, 60), (2, 20_000)))

    (at_all,) = ENGINE.answer(SHORT, PromiseQuestion(order_no="ORD-1", lines=lines)).makeable

    assert at_all.line_no == 2


@settings(max_examples=40)
@given(empty_factories(), questions("ORD-2611-0001"), st.booleans())
def test_whatever_is_told_is_what_the_engine_answers(shop: Shop, question: PromiseQuestion, is_dated: bool) -> None:
    day = date(2026, 12, 1) if is_dated else None
    lines = tuple(replace(it, qty=it.qty * 10_000, requested_date=day) for it in question.lines)
    question, shop = replace(question, lines=lines), shop.changed(horizon_days=40)

    answer = ENGINE.answer(shop, question)

    for each in answer.makeable:
        less = asked(shop, question, each.qty, each.line_no)
        assert (less.outcome, less.promise_date) == (Outcome.FOUND, each.promise_date)
        assert less.is_late is each.is_late


@pytest.mark.parametrize("rule", [{"ship_complete": True}, {"allow_split": False}])
def test_what_is_late_with_no_way_out_is_in_time_with_less(rule: dict[str, Any]) -> None:
    """He takes no parts, and nothing hurries: less of it is the one thing left to be agreed on."""
    question = ask(qty=300, requested=november(25), **rule)

    answer = ENGINE.answer(a_shop(), question)

    (in_time,) = answer.makeable
    assert (answer.is_late, len(answer.options)) == (True, 1)
    assert (in_time.qty, in_time.promise_date, in_time.is_part) == (Decimal(240), november(25), False)
    assert not asked(a_shop(), question, in_time.qty).is_late
    assert asked(a_shop(), question, in_time.qty + 1).is_late


def test_what_is_late_with_another_way_is_not_asked_to_be_less() -> None:
    answer = ENGINE.answer(a_shop(), ask(qty=300, requested=november(25)))

    assert (len(answer.options), answer.makeable) == (2, ())


def test_less_that_is_no_earlier_is_not_offered() -> None:
    question = ask(qty=60, requested=november(23), ship_complete=True)

    answer = ENGINE.answer(short_of_chips(), question)

    assert (answer.is_late, answer.makeable) == (True, ())
