"""The ledger of promises: what was answered, what was promised, what is forecast."""

from datetime import date

import pytest

from core.events import Event
from core.orders import Lapse
from core.orders import events as e
from core.orders.errors import IllegalTransition, NoSuchOption, PromiseMissing
from tests.core.orders.builders import (
    LATER,
    NOW,
    PROMISED,
    a_confirmed_order,
    a_line,
    a_promise,
    an_answered_order,
    an_order,
)


def test_an_answer_is_noted_and_is_no_promise_yet() -> None:
    order = an_order()

    [made] = order.record_promise(a_promise(), now=NOW)

    assert isinstance(made, e.PromiseMade)
    assert (order.promise_date, order.first_promise_date, order.forecast_date) == (None, None, PROMISED)
    assert not order.is_promising


@pytest.mark.parametrize(("day", "is_late"), [(date(2026, 12, 20), False), (date(2026, 12, 21), True), (None, False)])
def test_the_requested_day_itself_is_not_late(day: date | None, is_late: bool) -> None:
    [made] = an_order().record_promise(a_promise(day), now=NOW)

    assert isinstance(made, e.PromiseMade)
    assert made.is_late is is_late


def test_every_answer_stays_in_the_ledger() -> None:
    order = an_answered_order(date(2026, 12, 11))

    [made] = order.record_promise(a_promise(date(2026, 12, 15)), now=LATER)

    assert [(entry.entry, entry.promise_date) for entry in order.promises] == [
        (1, date(2026, 12, 11)),
        (2, date(2026, 12, 15)),
    ]
    assert isinstance(made, e.PromiseMade)
    assert made.previous_date == date(2026, 12, 11)


def test_nothing_can_be_confirmed_before_there_is_an_answer() -> None:
    with pytest.raises(PromiseMissing):
        an_order().confirm("standard", now=NOW)


def test_nor_while_it_is_asked_again() -> None:
    order = an_answered_order()
    [asked] = order.ask("asked_again", now=NOW)

    with pytest.raises(PromiseMissing):
        order.confirm("standard", now=NOW)
    assert asked == e.PromiseAsked(at=NOW, subject="ORD-2611-0001", cause="asked_again", answered=1)


def test_nor_when_the_answer_is_that_it_cannot_be_made() -> None:
    with pytest.raises(NoSuchOption):
        an_answered_order(None).confirm("standard", now=NOW)


def test_nobody_asks_by_when_for_what_is_sold() -> None:
    order = a_confirmed_order()

    with pytest.raises(IllegalTransition):
        order.ask("spec", now=NOW)
    assert not order.is_promising


def test_an_option_that_was_not_offered_cannot_be_confirmed() -> None:
    order = an_answered_order(options={"overtime": date(2026, 12, 8)})

    with pytest.raises(NoSuchOption) as refused:
        order.confirm("split", now=NOW)
    assert refused.value.facts["option"] == "split"


def test_the_date_of_the_option_becomes_the_promise_of_every_line() -> None:
    order = an_order(a_line(), a_line(line_no=2, product_code="DL-20"))
    order.record_promise(a_promise(options={"overtime": date(2026, 12, 8)}), now=NOW)

    order.confirm("overtime", now=NOW)

    assert {line.promise_date for line in order.lines} == {date(2026, 12, 8)}
    assert order.first_promise_date == order.forecast_date == date(2026, 12, 8)
    assert order.chosen_option == "overtime"


def test_lines_with_days_of_their_own_are_each_forecast_and_promised_for_theirs() -> None:
    days = {1: date(2026, 12, 4), 2: date(2026, 12, 11)}
    order = an_order(a_line(), a_line(line_no=2, product_code="DL-20"))

    order.record_promise(a_promise(lines=days), now=NOW)
    assert {line.line_no: line.forecast_date for line in order.lines} == days
    order.confirm("standard", now=NOW)

    assert {line.line_no: line.promise_date for line in order.lines} == days
    assert {line.line_no: line.first_promise_date for line in order.lines} == days
    assert order.promise_date == date(2026, 12, 11)


def test_the_first_promise_is_never_edited() -> None:
    line = a_line()
    line.promise(date(2026, 12, 11))

    line.promise(date(2026, 12, 18))

    assert (line.first_promise_date, line.promise_date) == (date(2026, 12, 11), date(2026, 12, 18))


@pytest.mark.parametrize(
    ("why", "told"), [(Lapse.TAKEN, e.SlotsTaken), (Lapse.PAST, e.AnswerPast), (Lapse.MOVED, e.DataMoved)]
)
def test_what_holds_no_longer_is_asked_again_and_the_reason_told(why: Lapse, told: type[Event]) -> None:
    order = an_answered_order()

    reason, asked = order.ask_anew(why, now=NOW)

    assert isinstance(reason, told)
    assert isinstance(asked, e.PromiseAsked)
    assert asked.cause == why.value
    assert order.is_promising
