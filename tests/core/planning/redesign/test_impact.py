"""What another bill of materials does, against plain shops and against random ones."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.planning.codec import from_json, to_json
from core.planning.factory.records import Source
from core.planning.factory.shop import Shop
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.engine import DispatchEngine, book_all
from core.planning.promise.question import PromiseQuestion
from core.planning.redesign.impact import ChangeImpact, Found, Place
from core.planning.redesign.replan import LineNow, OpenWork, Redesign, impact_of
from core.revisions import WorkDecision
from tests.core.planning.check import check, check_bookings, check_material_flow, check_supply
from tests.core.planning.factories import DAY, MONDAY, a_shop, ask, bought, factories, made, of, po, questions
from tests.core.planning.runs import check_order_of_operations

ENGINE, D = DispatchEngine(), Decimal
FIRST, SECOND, THIRD = "ORD-2611-0001", "ORD-2611-0002", "ORD-2611-0003"
REDESIGN = Redesign(item_code="P", base="A", revision="B", lines=(of("G"),), removed=("A",))


def shop_with(*asked: PromiseQuestion, **told: Any) -> tuple[Shop, dict[str, date]]:
    """P of A, and some orders booked; G is as good as A, and takes days to come."""
    items = (made("P", unit_cost=Decimal(7)), bought("A", unit_cost=Decimal(2)), bought("G", 4, unit_cost=Decimal(3)))
    shop, answers = book_all(ENGINE, a_shop(**{"items": items, **told}), asked)
    return shop, {answer.order_no: answer.promise_date for answer in answers if answer.promise_date}


def open_work(question: PromiseQuestion, day: date, **told: Any) -> OpenWork:
    lines = (LineNow(line_no=1, promise_date=day, forecast_date=day),)
    usual: dict[str, Any] = {"question": question, "lines": lines, "is_begun": False, "is_taken": True, "revision": "A"}
    return OpenWork(**(usual | told))


def found_for(shop: Shop, works: list[OpenWork], redesign: Redesign = REDESIGN) -> Found:
    return impact_of(shop, redesign, works, ENGINE)


def test_an_order_waits_for_the_new_part_and_the_next_one_gets_what_is_left() -> None:
    questions_ = [ask(order_no=FIRST, qty=60), ask(order_no=SECOND, qty=60)]
    shop, days = shop_with(*questions_, stock={"A": Decimal(1000), "G": Decimal(60)})

    witness = Witness()

    found = impact_of(shop, REDESIGN, [open_work(it, days[it.order_no]) for it in questions_], witness)

    for place in found.places:
        witness.check(place, REDESIGN)
    first, second = found.impact.works
    assert (first.order_no, first.decision, first.days_later) == (FIRST, WorkDecision.REBASED, 0)
    assert (second.order_no, second.decision) == (SECOND, WorkDecision.REBASED)
    assert second.is_newly_late
    assert {it.source for it in found.places[0].allocations} == {Source.STOCK}
    assert {it.source for it in found.places[1].allocations} == {Source.PURCHASE}
    assert found.places[0].bookings == shop.held[FIRST].bookings


def test_stock_purchases_and_money_are_told() -> None:
    question = ask(order_no=FIRST, qty=60)
    shop, days = shop_with(
        question, stock={"A": Decimal(90), "G": Decimal(500)}, purchase_orders=(po("PO-1", "A", 40, MONDAY + 9 * DAY),)
    )

    impact = found_for(shop, [open_work(question, days[FIRST])]).impact

    assert [(it.item_code, it.qty, it.value) for it in impact.stock] == [("A", D(90), D(180))]
    assert [(it.po_no, it.qty, it.value) for it in impact.purchases] == [("PO-1", D(40), D(80))]
    assert (impact.unit_cost_delta, impact.cost_delta, impact.at_risk, impact.value) == (D(1), D(60), D(260), D(320))


def test_what_others_still_hold_is_not_at_risk_and_what_others_use_is_not_cancelled() -> None:
    question = ask(order_no=FIRST, qty=60)
    shop, days = shop_with(
        question, stock={"A": Decimal(90), "G": Decimal(500)}, purchase_orders=(po("PO-1", "A", 40, MONDAY + 9 * DAY),),
        items=(made("P"), made("Q"), bought("A", unit_cost=Decimal(2)), bought("G", 4)),
        boms={"P": (of("A"),), "Q": (of("A"),)},
    )  # fmt: skip

    impact = found_for(shop, [open_work(question, days[FIRST], is_taken=False)]).impact

    assert [(it.decision, it.reason, it.revision) for it in impact.works] == [(WorkDecision.KEPT, "not_yet", "A")]
    assert [(it.item_code, it.qty) for it in impact.stock] == [("A", D(30))]
    assert impact.purchases == ()


@pytest.mark.parametrize("begun", [WorkDecision.KEPT, WorkDecision.FLAGGED])
def test_what_has_begun_stays_and_is_work_in_process(begun: WorkDecision) -> None:
    question = ask(order_no=FIRST, qty=60)
    shop, days = shop_with(question)
    later = shop.at(MONDAY + timedelta(minutes=30))

    found = found_for(later, [open_work(question, days[FIRST], is_begun=True)], replace(REDESIGN, begun=begun))

    assert found.places == ()
    assert [(it.decision, it.reason) for it in found.impact.works] == [(begun, "begun")]
    assert [(it.qty, it.value) for it in found.impact.wip] == [(D(60), D(420))]


def test_a_temporary_change_leaves_no_stock_behind() -> None:
    shop, _ = shop_with()

    impact = found_for(shop, [], replace(REDESIGN, is_temporary=True)).impact

    assert (impact.stock, impact.purchases) == ((), ())


def test_what_cannot_be_made_so_is_flagged_and_keeps_its_place() -> None:
    question = ask(order_no=FIRST, qty=60)
    items = (made("P"), bought("A"), bought("G", None))
    shop, days = shop_with(question, items=items)

    found = found_for(shop, [open_work(question, days[FIRST])])

    assert [(it.decision, it.reason) for it in found.impact.works] == [(WorkDecision.FLAGGED, "impossible")]
    assert found.places == ()


def test_no_worse_is_no_order_more_none_later_and_nothing_dearer() -> None:
    question = ask(order_no=FIRST, qty=60)
    shop, days = shop_with(question, stock={"A": Decimal(1000), "G": Decimal(500)})
    impact = found_for(shop, [open_work(question, days[FIRST])]).impact
    (work,) = impact.works

    assert impact.is_no_worse_than(impact)
    assert from_json(ChangeImpact, to_json(impact)) == impact
    assert not impact.is_no_worse_than(replace(impact, works=()))
    later = replace(work, after=days[FIRST] + timedelta(1))
    assert not replace(impact, works=(later,)).is_no_worse_than(impact)
    assert impact.is_no_worse_than(replace(impact, works=(later,)))
    assert not replace(impact, cost_delta=impact.cost_delta + 1).is_no_worse_than(impact)


@given(factories(orders=3), st.data())
def test_in_any_factory_it_is_a_plan_that_can_be_kept_and_every_order_is_decided_about(
    shop: Shop, data: st.DataObject
) -> None:
    item = data.draw(st.sampled_from(sorted(shop.boms)))
    lines = tuple(replace(line, qty_per=line.qty_per * 2) for line in shop.boms[item])
    redesign = Redesign(item_code=item, base="A", revision="B", lines=lines)
    works = [open_work(it, MONDAY.date()) for it in _asking(shop, item)]

    witness = Witness()

    found = impact_of(shop, redesign, works, witness)

    assert {work.order_no for work in found.impact.works} == {work.order_no for work in works}
    assert {it.order_no for it in found.places} == {
        work.order_no for work in found.impact.works if work.decision is WorkDecision.REBASED
    }
    assert found == found_for(shop, list(reversed(works)), redesign)
    after = shop
    for place in found.places:
        after = after.without_order(place.order_no).with_booked(place.bookings, place.allocations)
    for place in found.places:
        witness.check(place, redesign)
    _nothing_overlaps(after)
    _nothing_is_given_twice(after)


class Witness:
    """The engine, and what it was asked and has answered: each place is checked in the shop that it was found in."""

    def __init__(self) -> None:
        self.answers: list[tuple[Shop, PromiseQuestion, PromiseAnswer]] = []

    def answer(self, shop: Shop, question: PromiseQuestion) -> PromiseAnswer:
        found = ENGINE.answer(shop, question)
        self.answers.append((shop, question, found))
        return found

    def check(self, place: Place, redesign: Redesign) -> None:
        """By the independent checker, as if the new lines were in force; one that stays has its own work there."""
        shop, question, answer = next(
            asked for asked in reversed(self.answers)
            if asked[1].order_no == place.order_no and asked[2].allocations == place.allocations
        )  # fmt: skip
        in_force = shop.changed(version=shop.version, boms={**shop.boms, redesign.item_code: redesign.lines})
        if place.bookings == answer.bookings:
            check(in_force, question, answer)
            return
        ready = max(booking.end_at for booking in place.bookings)
        there = tuple(replace(line, ready_at=max(ready, line.ready_at)) for line in answer.lines)
        check_bookings(in_force, question, place.bookings)
        check_order_of_operations(in_force, place.bookings)
        check_material_flow(in_force, question, replace(answer, bookings=place.bookings, lines=there))
        check_supply(in_force, question, answer.materials)


def _asking(shop: Shop, item: str) -> list[PromiseQuestion]:
    """The orders that are booked, asked for once more by what is booked last for them."""
    found = {}
    for booking in shop.bookings:
        if booking.seq and booking.item_code == item:
            found[booking.order_no] = ask(product=item, qty=int(booking.qty), order_no=booking.order_no)
    return list(found.values())


def _nothing_overlaps(shop: Shop) -> None:
    lanes = defaultdict(list)
    for booking in shop.bookings:
        lanes[booking.work_centre, booking.unit].append((booking.start_at, booking.end_at))
    for lane in lanes.values():
        lane.sort()
        assert all(first[1] <= then[0] for first, then in pairwise(lane))


def _nothing_is_given_twice(shop: Shop) -> None:
    held: dict[str, Decimal] = defaultdict(Decimal)
    for kept in shop.allocations:
        if kept.source is Source.STOCK:
            held[kept.item_code] += kept.qty
    assert all(qty <= shop.stock.get(code, 0) for code, qty in held.items())


@given(factories(orders=2), questions())
def test_an_answer_to_a_revision_is_the_answer_where_that_is_in_force(shop: Shop, question: PromiseQuestion) -> None:
    made_here = sorted(shop.boms)
    lines = {code: tuple(replace(line, qty_per=line.qty_per * 3) for line in shop.boms[code]) for code in made_here[:1]}
    plain = replace(question, with_reasons=False, with_options=False)
    revised = shop.changed(version=1, revised={(code, "B"): told for code, told in lines.items()})
    in_force = shop.changed(version=1, boms={**shop.boms, **lines})
    asked = replace(plain, revisions=tuple((code, "B") for code in lines))

    assert ENGINE.answer(revised, asked).bookings == ENGINE.answer(in_force, plain).bookings
    assert ENGINE.answer(revised, asked).materials == ENGINE.answer(in_force, plain).materials
