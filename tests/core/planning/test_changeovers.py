"""Changing machines over between jobs. Two working hours a day from 08:00, a minute a piece, 60 an hour."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.planning.factory.records import Booking
from core.planning.factory.shop import Shop
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.changeovers import Changeovers
from core.planning.promise.engine import DispatchEngine, reserved
from tests.core.planning.check import check
from tests.core.planning.factories import CLOCK, MONDAY, a_shop, ask, bought, centre, made, of, operation

ENGINE = DispatchEngine()
DAY = timedelta(days=1)
SETUPS = {"line": {("red", "blue"): 20, ("blue", "red"): 30}}


def at(minutes: int, days: int = 0) -> datetime:
    """So many minutes after the opening of Monday or a later day."""
    return MONDAY + days * DAY + timedelta(minutes=minutes)


def booked(start: datetime, end: datetime, family: str, order_no: str = "ORD-X", **fields: Any) -> Booking:
    """What stands on M1."""
    return Booking(order_no=order_no, work_centre="M1", start_at=start, end_at=end, family=family, **fields)


def a_line(*bookings: Booking, **fields: Any) -> Shop:
    """P is red and Q is blue; both are made on M1, which has to be changed over."""
    standard: dict[str, Any] = {
        "items": (made("P"), made("Q"), bought("A", 2, unit_cost=Decimal(2))),
        "work_centres": (centre("M1", group="line"),),
        "boms": {"P": (of("A"),), "Q": (of("A"),)},
        "routings": {
            "P": (operation(10, "M1", setup_family="red"),),
            "Q": (operation(10, "M1", setup_family="blue"),),
        },
        "setups": SETUPS,
        "bookings": bookings,
    }
    return a_shop(**{**standard, **fields})


def start_of(shop: Shop, product: str, qty: int) -> datetime:
    """When the one operation begins."""
    return answered(shop, product, qty).bookings[0].start_at


def answered(shop: Shop, product: str, qty: int) -> PromiseAnswer:
    """An answer that the checker passes."""
    question = ask(product, qty, order_no="ORD-Q")
    answer = ENGINE.answer(shop, question)
    check(shop, question, answer)
    return answer


def test_a_gap_has_to_hold_the_set_ups_too() -> None:
    shop = a_line(booked(at(0), at(10), "red"), booked(at(70), at(120), "red"))

    assert start_of(shop, "P", 60) == at(10)
    assert start_of(shop, "Q", 10) == at(30)  # 20 minutes to blue, 10 of work, 30 back to red
    assert start_of(shop, "Q", 11) == at(20, days=1)


def test_what_the_machine_did_last_tells_what_it_is_set_up_for() -> None:
    shop = a_line(booked(at(-2 * 24 * 60), at(-24 * 60), "blue"), booked(at(-24 * 60), at(-60), "red"))

    assert start_of(shop, "P", 10) == at(0)
    assert start_of(shop, "Q", 10) == at(20)  # nobody changed it over while it stood idle


def test_nothing_is_changed_over_where_nobody_knows_what_ran_before() -> None:
    assert start_of(a_line(), "Q", 10) == at(0)
    assert start_of(a_line(booked(at(-120), at(-60), "")), "Q", 10) == at(0)


def test_pairs_that_the_matrix_does_not_name_take_no_time() -> None:
    assert start_of(a_line(booked(at(0), at(10), "green")), "Q", 10) == at(10)


def test_changing_over_takes_working_time() -> None:
    shop = a_line(booked(at(0), at(110), "red"))

    assert start_of(shop, "Q", 10) == at(10, days=1)  # ten minutes before the closing, ten after the opening


def test_a_machine_is_changed_over_while_the_job_is_still_on_its_way() -> None:
    shop = a_line(booked(at(0), at(10), "red"), boms={"Q": (of("B"),), "P": (of("A"),)},
                  items=(made("P"), made("Q"), bought("A"), bought("B", 1)))  # fmt: skip

    assert start_of(shop, "Q", 10) == at(0, days=1)


def test_unattended_work_is_changed_over_to_in_working_time() -> None:
    ageing = operation(10, "M1", setup_family="blue", is_unattended=True)
    standing = booked(at(0), at(110), "red"), booked(at(60, days=2), at(120, days=2), "red")
    shop = a_line(*standing, routings={"P": (operation(10, "M1"),), "Q": (ageing,)}, boms={})

    assert start_of(shop, "Q", 600) == at(10, days=1)
    assert start_of(shop, "Q", 24 * 60 + 20) == at(10, days=1)  # ends 30 working minutes before Wednesday's job
    assert start_of(shop, "Q", 24 * 60 + 21) == at(20, days=3)


def test_unattended_work_may_follow_something_that_is_quicker_to_change_from() -> None:
    ageing = operation(10, "M1", setup_family="blue", is_unattended=True)
    shop = a_line(
        booked(at(0), at(10), "red"),
        booked(at(10), at(15), "green"),
        routings={"P": (operation(10, "M1"),), "Q": (ageing,)},
    )

    assert start_of(shop, "Q", 60) == at(15)  # not when M1 could have been changed over from red


def test_what_changing_over_adds_is_paid_for() -> None:
    shop = a_line(booked(at(0), at(10), "red"), booked(at(110), at(120), "red"))

    assert answered(shop, "P", 10).cost.setup == Decimal(0)
    assert answered(shop, "Q", 10).cost.setup == Decimal(50)  # 20 there and 30 back
    assert answered(a_line(booked(at(0), at(10), "red")), "Q", 10).cost.setup == Decimal(20)
    between = a_line(booked(at(0), at(10), "red"), booked(at(110), at(120), "blue"))
    assert answered(between, "Q", 10).cost.setup == Decimal(0)  # it has to be changed over anyway


def test_an_answer_tells_its_family_and_the_next_one_minds_it() -> None:
    shop = a_line()
    first = ENGINE.answer(shop, ask("P", 10, order_no="ORD-P"))

    assert first.bookings[0].family == "red"
    assert PromiseAnswer.from_json(first.to_json()) == first
    assert start_of(reserved(shop, first), "Q", 10) == at(30)


def test_an_order_leaves_the_machine_set_up_as_it_was_before_it() -> None:
    shop = a_line(booked(at(-90), at(-70), "blue"), booked(at(-60), at(-30), "red", "ORD-Q"))

    assert start_of(shop, "Q", 10) == at(0)
    assert start_of(shop.without_order("ORD-Q"), "Q", 10) == at(0)


def test_the_quicker_machine_is_left_when_that_saves_a_later_changeover() -> None:
    """On M1 the part would be ready a minute sooner, but then M1 would have to be changed back for the rest."""
    busy = Booking(order_no="ORD-X", work_centre="M2", start_at=at(0), end_at=at(21), family="blue")
    shop = a_line(
        booked(at(-60), at(0), "red"),
        busy,
        boms={"P": (of("Q"),)},
        work_centres=(centre("M1", CLOCK, group="line"), centre("M2", CLOCK, group="line")),
        routings={
            "Q": (operation(10, "M1", "M2", setup_family="blue"),),
            "P": (operation(10, "M1", setup_family="red", minutes="92"),),
        },
    )

    answer = answered(shop, "P", 10)  # 920 minutes: it ends before midnight, at minute 960, or after it

    assert [each.work_centre for each in answer.bookings] == ["M2", "M1"]
    assert answer.ready_at == at(21 + 10 + 920)


@pytest.mark.parametrize(("middle", "least"), [({"green"}, 2), ({"blue"}, 30), (set(), 30)])
def test_the_least_changeover_goes_round_about(middle: set[str], least: int) -> None:
    matrix = Changeovers({("red", "blue"): 30, ("red", "green"): 1, ("green", "blue"): 1})

    assert matrix.at_least(frozenset(middle)).between("red", "blue") == least


def test_jobs_without_a_family_fit_anywhere() -> None:
    shop = a_line(booked(at(0), at(10), "red"))
    plain = replace(shop.routings["P"][0], setup_family="")

    assert start_of(shop.changed(routings={**shop.routings, "P": (plain,)}), "P", 10) == at(10)
