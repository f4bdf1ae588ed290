"""What must hold in every factory."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core.planning.factory.records import Booking
from core.planning.factory.shop import Shop
from core.planning.promise.answer import ConstraintKind, OptionKind, Outcome, PromiseAnswer, PromiseOption, ShipPart
from core.planning.promise.engine import DispatchEngine, reserved
from core.planning.promise.question import PromiseQuestion
from tests.core.planning.brute_force import best_end
from tests.core.planning.changes import with_levers, without
from tests.core.planning.check import check, ship_day
from tests.core.planning.factories import MADE, ask, factories, hurried_questions, questions
from tests.core.planning.moving import moved
from tests.core.planning.prices import price_of

ENGINE = DispatchEngine()
MANY = settings(max_examples=100, suppress_health_check=list(HealthCheck))
SOME = settings(max_examples=50, suppress_health_check=list(HealthCheck))
CENTS = Fraction(3, 100)
"""Five sums are rounded to the cent."""
RELAXED = (ConstraintKind.MATERIAL, ConstraintKind.WORK_CENTRE, ConstraintKind.DESIGN, ConstraintKind.CALENDAR)


def date_of(shop: Shop, question: PromiseQuestion) -> date:
    """The bare promise."""
    answer = ENGINE.answer(shop, replace(question, with_reasons=False, with_options=False))
    assert answer.promise_date is not None
    return answer.promise_date


@MANY
@given(factories(), questions())
def test_every_answer_could_happen(shop: Shop, question: PromiseQuestion) -> None:
    answer = ENGINE.answer(shop, question)

    assert answer.outcome is Outcome.FOUND
    check(shop, question, answer)


@SOME
@given(factories(), hurried_questions())
def test_every_option_could_happen_and_gives_its_date_when_asked_again(shop: Shop, question: PromiseQuestion) -> None:
    answer = ENGINE.answer(shop, question)
    assume(answer.options)

    for option in answer.options:
        changed = with_levers(shop, option)
        check(changed, question, option)
        if option.kind is OptionKind.SPLIT:
            first, rest = option.parts  # by their dates; either may have been made first
            dates = [first.promise_date, rest.promise_date]
            assert dates in (parts_again(shop, question, first, rest), parts_again(shop, question, rest, first)[::-1])
        else:
            assert date_of(changed, question) == option.promise_date


def parts_again(shop: Shop, question: PromiseQuestion, first: ShipPart, rest: ShipPart) -> list[date]:
    """Ask for the first part, book it, ask for the rest."""
    line = next(each for each in question.lines if each.line_no == first.line_no)
    lines = tuple(replace(each, qty=first.qty) if each == line else each for each in question.lines)
    one = ENGINE.answer(shop, replace(question, lines=lines))
    drawn = [each.end_at for each in one.bookings if each.line_no == line.line_no and each.operation == "DESIGN"]
    left = replace(line, qty=rest.qty, design_minutes=0, design_ready_at=max(drawn, default=None))
    two = ENGINE.answer(reserved(shop, one), replace(question, order_no="ORD-REST", lines=(left,)))
    return [next(each.promise_date for each in one.lines if each.line_no == line.line_no), two.lines[0].promise_date]


@SOME
@given(factories(), hurried_questions())
def test_what_everything_costs_is_what_it_books_and_uses(shop: Shop, question: PromiseQuestion) -> None:
    answer = ENGINE.answer(shop, question)

    standard = price_of(shop, question.order_no, answer)
    assert abs(Fraction(answer.cost.total) - standard) <= CENTS
    for option in answer.options:
        assert abs(Fraction(option.cost_delta) - (price_of(shop, question.order_no, option) - standard)) <= 2 * CENTS


@SOME
@given(factories(), hurried_questions())
def test_options_help_and_obey_the_customers_rules(shop: Shop, question: PromiseQuestion) -> None:
    answer = ENGINE.answer(shop, question)
    if answer.is_late:
        assert OptionKind.LATER in {option.kind for option in answer.options}
    assume(answer.options)

    for option in answer.options:
        if option.kind not in (OptionKind.LATER, OptionKind.SPLIT):
            assert lateness(question, option) < lateness(question, answer)
        if option.kind is OptionKind.SPLIT:
            assert not question.ship_complete
            assert all(part.qty >= question.min_ship_qty for part in option.parts)
            assert option.parts[0].promise_date < max(line.promise_date for line in answer.lines)


def lateness(question: PromiseQuestion, answer: PromiseAnswer | PromiseOption) -> tuple[int, date]:
    """Days late over all lines, then the last date."""
    wanted = {line.line_no: line.requested_date for line in question.lines}
    days = [(line.promise_date - (wanted[line.line_no] or line.promise_date)).days for line in answer.lines]
    return sum(max(0, each) for each in days), max(line.promise_date for line in answer.lines)


@SOME
@given(factories(), questions())
def test_without_its_binding_constraint_the_promise_is_earlier(shop: Shop, question: PromiseQuestion) -> None:
    answer = ENGINE.answer(shop, question)
    constraint = answer.binding_constraint
    assume(constraint.kind in RELAXED)

    assert answer.promise_date is not None
    assert constraint.date_without is not None
    assert constraint.date_without < answer.promise_date
    assert date_of(*without(shop, question, constraint)) == constraint.date_without


@SOME
@given(factories(size=2), questions(), questions("ORD-2611-0098"))
def test_more_load_never_makes_a_promise_earlier(shop: Shop, question: PromiseQuestion, other: PromiseQuestion) -> None:
    busier = reserved(shop, ENGINE.answer(shop, other))

    assert date_of(busier, question) >= date_of(shop, question)


@SOME
@given(factories(size=2, orders=2, least=0), st.sampled_from(MADE), st.integers(1, 25))
def test_tiny_orders_get_the_best_date_there_is(shop: Shop, product: str, qty: int) -> None:
    question = ask(product, qty, order_no="ORD-2611-0099", with_reasons=False, with_options=False)
    answer = ENGINE.answer(shop, question)
    assume(1 < len(answer.bookings) <= 4 and each_item_once(answer.bookings))

    best = max([best_end(shop, answer), *(use.available_at for use in answer.materials)])

    assert answer.promise_date == ship_day(shop.calendar, best)


def each_item_once(bookings: tuple[Booking, ...]) -> bool:
    """Can tasks be told apart by item and operation?"""
    return len({(each.item_code, each.seq) for each in bookings}) == len(bookings)


@SOME
@given(factories(), questions())
def test_no_promise_beats_its_own_work(shop: Shop, question: PromiseQuestion) -> None:
    answer = ENGINE.answer(shop, question)

    assert answer.ready_at is not None
    for line in question.lines:
        mine = [each for each in answer.bookings if each.line_no == line.line_no and each.item_code == line.product]
        work = sum(each.work_minutes for each in mine) if each_item_once(tuple(mine)) else 0
        assert answer.ready_at >= shop.as_of + timedelta(minutes=work)
    assert all(answer.ready_at >= use.available_at for use in answer.materials)


@SOME
@given(factories(), questions(), st.integers(1, 200))
def test_a_later_calendar_gives_a_later_promise_and_nothing_else(
    shop: Shop, question: PromiseQuestion, weeks: int
) -> None:
    by = timedelta(weeks=weeks)
    lines = tuple(
        replace(line, requested_date=line.requested_date and line.requested_date + by) for line in question.lines
    )

    now, later = ENGINE.answer(shop, question), ENGINE.answer(moved(shop, by), replace(question, lines=lines))

    assert now.promise_date is not None
    assert later.promise_date == now.promise_date + by
    assert [option.promise_date - by for option in later.options] == [option.promise_date for option in now.options]
    assert later.binding_constraint.code == now.binding_constraint.code
    assert later.cost == now.cost


@SOME
@given(factories(), questions())
def test_a_booked_answer_keeps_its_promise(shop: Shop, question: PromiseQuestion) -> None:
    answer = ENGINE.answer(shop, question)

    booked = reserved(shop, answer)

    assert date_of(booked, question) == answer.promise_date
    assert sum(each.order_no == question.order_no for each in booked.bookings) == len(answer.bookings)


@SOME
@given(factories(), questions(), questions("ORD-2611-0098"))
def test_a_shop_that_grew_answers_like_one_built_anew(
    shop: Shop, question: PromiseQuestion, other: PromiseQuestion
) -> None:
    grown = reserved(shop, ENGINE.answer(shop, other))
    shrunk = grown.without_order(other.order_no)

    for each in (grown, shrunk):
        kept, anew = ENGINE.answer(each, question), ENGINE.answer(each.changed(version=each.version), question)
        assert kept == anew


@SOME
@given(factories(), questions())
def test_answers_survive_the_ledger(shop: Shop, question: PromiseQuestion) -> None:
    answer = ENGINE.answer(shop, question)

    assert PromiseAnswer.from_json(answer.to_json()) == answer
    assert PromiseQuestion.from_json(question.to_json()) == question


@SOME
@given(factories(), questions())
def test_the_parts_of_a_cost_add_up(shop: Shop, question: PromiseQuestion) -> None:
    cost = ENGINE.answer(shop, question).cost

    own = cost.labour + cost.setup + cost.overtime
    assert cost.total == cost.material + own + cost.expedite + cost.subcontracting
    assert cost.overtime == cost.expedite == Decimal(0)
    assert shop.currency == cost.currency
