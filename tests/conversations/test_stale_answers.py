"""An answer is sold only while it holds: time, the factory's data and the order itself may pass over it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from core.orders import OrderStatus
from core.planning.factory.shop import Shop
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.engine import DispatchEngine
from core.planning.promise.question import PromiseQuestion
from handlers.command import from_payload
from handlers.commands import CompleteSpec, ComputePromise
from handlers.importing import ImportRows
from handlers.sender import TONGPIN
from tests.kit import Room
from tests.kit.shown import Shown
from tests.kit.stories import WHOLE, actions, an_order, the_order
from tests.kit.stories import answered as everybody_answers

NUMBER = "ORD-2611-0001"
WITHOUT_COLOUR = "恒远 SW-300 300台 1月20日 220V"
MACHINE = {"code": "ASM-9", "name": "装配九线", "calendar": "two_shift", "group": "ASM"}


def imported(room: Room, table: str, *rows: Mapping[str, Any]) -> None:
    """The factory tells of its master data."""
    command = ImportRows(table=table, rows=[dict(row) for row in rows])
    room.program.bus.execute(command, sender=TONGPIN, now=room.now)
    room.settle()


def an_inquiry(room: Room) -> Shown:
    room.says("lin.xiaoyan", f"/quote {WHOLE}", to="sales")
    return room.last_card("sales")


def answered(room: Room) -> date:
    """The date of the last answer."""
    day = the_order(room).promises[-1].promise_date
    assert day is not None
    return day


def all_machines_break_down(room: Room) -> None:
    centres = {slot["work_centre"] for slot in the_order(room).promises[-1].answer["bookings"]}
    until = room.now + timedelta(days=14)
    rows = [
        {"code": f"BR-{centre}", "work_centre": centre, "kind": "BREAKDOWN", "start_at": room.now, "end_at": until}
        for centre in sorted(centres)
    ]
    imported(room, "maintenance_window", *rows)


class TestTime:
    def test_an_answer_whose_work_should_have_begun_is_worked_out_anew(self, room: Room) -> None:
        card = an_inquiry(room)
        room.advance(days=5)

        room.taps("lin.xiaoyan", "确认下单", on=card)

        order = the_order(room)
        assert room.toast.startswith(f"上次答复排的开工或采购时间已经过了，{NUMBER} 已重新答复：")
        assert order.status is OrderStatus.INQUIRY
        assert answered(room) > room.today
        assert ("lin.xiaoyan", "AnswerPast") in actions(room, NUMBER)

    def test_the_card_says_why_and_the_new_answer_can_be_sold(self, room: Room) -> None:
        card = an_inquiry(room)
        room.advance(days=5)
        room.taps("lin.xiaoyan", "确认下单", on=card)
        assert "原答复排的开工或采购时间已经过了，这是重新算的答复。" in room.again(card)
        room.advance(minutes=30)

        room.taps("lin.xiaoyan", "确认下单", on=card)

        order = the_order(room)
        assert order.status is OrderStatus.CONFIRMED
        assert order.promise_date == answered(room) > room.today

    def test_one_that_is_held_is_sold_at_its_date_until_the_last_moment(self, room: Room) -> None:
        card = an_order(room, WHOLE)
        quoted = answered(room)
        room.advance(hours=23)

        room.taps("lin.xiaoyan", "确认下单", on=card)

        assert (the_order(room).status, the_order(room).promise_date) == (OrderStatus.CONFIRMED, quoted)

    def test_and_like_any_other_when_the_time_to_think_is_over(self, room: Room) -> None:
        card = an_order(room, WHOLE)
        room.advance(hours=25)

        room.taps("lin.xiaoyan", "确认下单", on=card)

        assert room.toast.startswith("上次答复排的开工或采购时间已经过了")

    def test_it_cannot_be_held_either(self, room: Room) -> None:
        card = an_inquiry(room)
        room.advance(days=5)

        room.taps("lin.xiaoyan", "保留报价", on=card)

        assert room.toast.startswith("上次答复排的开工或采购时间已经过了")
        assert room.booked(NUMBER) == 0


class TestData:
    def test_an_answer_from_before_a_breakdown_is_worked_out_anew(self, room: Room) -> None:
        card = an_order(room, WHOLE)
        before = answered(room)
        all_machines_break_down(room)

        room.taps("lin.xiaoyan", "确认下单", on=card)

        order = the_order(room)
        assert room.toast.startswith(f"上次答复之后库存、采购或产能数据有变化，{NUMBER} 已重新答复：")
        assert room.has_flashed("warning")
        assert order.status is OrderStatus.QUOTED
        assert answered(room) > before + timedelta(days=10)
        assert "原答复之后库存、采购或产能数据有变化，这是重新算的答复。" in room.again(card)

    @pytest.mark.parametrize(("table", "row"), [
        ("person", {"key": "xin.ren", "name": "新人", "department": "sales", "roles": []}),
        ("customer", {"code": "C-NEW", "name": "新客户", "customer_class": "C"}),
    ])  # fmt: skip
    def test_what_no_promise_rests_on_leaves_it_alone(self, room: Room, table: str, row: dict[str, Any]) -> None:
        card = an_order(room, WHOLE)
        imported(room, table, row)

        room.taps("lin.xiaoyan", "确认下单", on=card)

        assert the_order(room).status is OrderStatus.CONFIRMED

    def test_the_same_data_told_once_more_change_nothing(self, room: Room) -> None:
        imported(room, "work_centre", MACHINE)
        card = an_order(room, WHOLE)
        imported(room, "work_centre", MACHINE)

        room.taps("lin.xiaoyan", "确认下单", on=card)

        assert the_order(room).status is OrderStatus.CONFIRMED

    def test_what_changes_while_the_planner_works_is_in_the_answer_that_is_kept(self, room: Room) -> None:
        def overtaken(shop: Shop, question: PromiseQuestion) -> PromiseAnswer:
            room.engine.instead = None
            imported(room, "work_centre", MACHINE)
            return DispatchEngine().answer(shop, question)

        room.engine.instead = overtaken
        card = an_order(room, WHOLE)

        room.taps("lin.xiaoyan", "确认下单", on=card)

        assert the_order(room).status is OrderStatus.CONFIRMED
        assert len(room.engine.questions) == 2


class TestTheOrder:
    def test_an_answer_to_what_it_was_before_is_not_taken(self, room: Room) -> None:
        card = an_order(room, WITHOUT_COLOUR)
        early = room.compute(ComputePromise(order_no=NUMBER, cause="asked_again"))
        room.submits("lin.xiaoyan", {"spec_panel_colour": "粉色"}, on=card)

        room.program.bus.execute(early, sender=TONGPIN, now=room.now)
        everybody_answers(room, NUMBER)
        room.taps("lin.xiaoyan", "确认下单", on=card)

        assert [promise.cause for promise in the_order(room).promises] == ["order", "spec"]
        assert the_order(room).status is OrderStatus.CONFIRMED
        assert any(slot.is_design for slot in room.bookings(NUMBER))

    def test_nor_does_it_end_the_wait_for_the_right_one(self, room: Room) -> None:
        an_order(room, WITHOUT_COLOUR)
        early = room.compute(ComputePromise(order_no=NUMBER, cause="asked_again"))
        recolour = CompleteSpec(order_no=NUMBER, spec={"panel_colour": "粉色"})
        owed = room.program.bus.execute(recolour, sender=TONGPIN, now=room.now).owed

        room.program.bus.execute(early, sender=TONGPIN, now=room.now)

        assert the_order(room).is_promising
        for stored in owed:
            room.program.worker.take(stored)
        assert [promise.cause for promise in the_order(room).promises] == ["order", "spec"]
        assert not the_order(room).is_promising

    @pytest.mark.every_database
    def test_what_asks_nothing_makes_no_answer_an_old_one(self, room: Room) -> None:
        card = an_order(room, "恒远 SW-300 300台 12月20日 白色")
        answer = room.compute(ComputePromise(order_no=NUMBER, cause="asked_again"))
        room.submits("lin.xiaoyan", {"spec_voltage": "220V"}, on=card)

        room.program.bus.execute(answer, sender=TONGPIN, now=room.now)

        assert [promise.cause for promise in the_order(room).promises] == ["order", "asked_again"]

    def test_an_answer_kept_before_questions_were_noted_is_taken(self, room: Room) -> None:
        an_order(room, WHOLE)
        answer = room.compute(ComputePromise(order_no=NUMBER, cause="asked_again"))
        kept = answer.to_payload()
        del kept["fields"]["answer"]["asked"]

        room.program.bus.execute(from_payload(kept), sender=TONGPIN, now=room.now)

        assert [promise.cause for promise in the_order(room).promises] == ["order", "asked_again"]
