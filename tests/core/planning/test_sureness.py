"""How sure the date of an answer is."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings

from core.calendar import Axis
from core.planning.factory.shop import Shop
from core.planning.plan.uncertainty import CERTAIN, Uncertainty
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.engine import DispatchEngine
from core.planning.promise.question import PromiseQuestion
from core.planning.sureness import _Clock, with_sureness, working_days
from tests.core.planning.factories import MONDAY, a_shop, ask, bought, busy, made, november, po
from tests.core.planning.plan.books import QUOTE, books

MANY = Uncertainty(spread=0.6)


def sure(shop: Shop, question: PromiseQuestion, uncertainty: Uncertainty = MANY, seed: int = 1) -> PromiseAnswer:
    shop = shop.without_order(question.order_no)
    return with_sureness(shop, question, DispatchEngine().answer(shop, question), uncertainty, seed)


@settings(max_examples=40, deadline=None)
@given(books())
def test_four_in_five_come_no_sooner_than_half_and_half_no_sooner_than_the_date(shop: Shop) -> None:
    answer = sure(shop, ask(order_no=QUOTE))

    if answer.promise_date is not None:
        assert answer.p50_date is not None
        assert answer.p80_date is not None
        assert answer.promise_date <= answer.p50_date <= answer.p80_date
    assert answer == sure(shop, ask(order_no=QUOTE))


@settings(max_examples=40, deadline=None)
@given(books())
def test_where_nothing_varies_the_date_is_the_plans_own(shop: Shop) -> None:
    answer = sure(shop, ask(order_no=QUOTE), CERTAIN)

    assert answer.p50_date == answer.p80_date == answer.promise_date


def test_what_runs_over_before_it_on_its_machine_makes_an_order_less_sure() -> None:
    alone, behind = sure(a_shop(), ask(qty=120)), sure(busy(), ask(qty=120))

    days = [(each.p80_date - each.promise_date).days for each in (alone, behind)]  # type: ignore[operator]
    assert days[0] < days[1]


def test_a_receipt_that_may_slip_makes_the_order_less_sure() -> None:
    coming = a_shop(stock={}, purchase_orders=(po("PO-1", "A", 1000, MONDAY.replace(day=25)),))
    slips = replace(CERTAIN, slip_share=0.5, slip=5 * 1440)

    there, awaited = sure(a_shop(), ask(), slips), sure(coming, ask(), slips)

    assert there.p80_date == there.promise_date
    assert awaited.promise_date == awaited.p50_date == november(26)
    assert awaited.p80_date is not None
    assert awaited.p80_date > november(26)


def test_an_answer_of_before_is_read_without_it() -> None:
    told = sure(a_shop(), ask()).to_json()
    again = PromiseAnswer.from_json(told)

    assert (again.p50_date, again.p80_date) == (november(24), november(24))
    for key in ("p50_date", "p80_date"):
        del told[key]
    assert PromiseAnswer.from_json(told).p80_date is None


def test_what_cannot_be_made_is_not_looked_at() -> None:
    answer = sure(a_shop(stock={}, items=(made("P"), bought("A", None))), ask())

    assert answer.promise_date is answer.p80_date is None


def test_many_moments_are_found_on_an_axis_as_each_of_them_is() -> None:
    axis = Axis.of([(10, 20), (30, 45), (60, 61)])
    moments, minutes = np.arange(0, 70.0), np.arange(1, axis.total + 0.0)

    assert _Clock(axis).worked(moments).tolist() == [axis.worked(int(each)) for each in moments]
    assert _Clock(axis).start(minutes).tolist() == [axis.start(int(each)) for each in minutes]
    assert _Clock(axis).end(minutes).tolist() == [axis.end(int(each)) for each in minutes]


def test_no_date_is_called_surer_than_dates_have_been_so_far() -> None:
    late, shop = [0] * 20 + [2] * 20 + [5] * 10, a_shop()
    answer = DispatchEngine().answer(shop, ask())

    known = with_sureness(shop, ask(), answer, CERTAIN, record=late)
    too_few = with_sureness(shop, ask(), answer, CERTAIN, record=late[-29:])

    assert (known.promise_date, known.p50_date, known.p80_date) == (november(24), november(26), november(26))
    assert too_few.p50_date == too_few.p80_date == november(24)
    assert with_sureness(shop, ask(), answer, CERTAIN, record=[0] * 35 + [5] * 15).p80_date == november(30)


def test_working_days_late_are_counted_from_the_promised_day() -> None:
    calendar = a_shop().calendar

    assert working_days(calendar, november(28), november(27)) == 0
    assert working_days(calendar, november(28), november(28)) == 0
    assert working_days(calendar, november(28), november(30)) == 1
