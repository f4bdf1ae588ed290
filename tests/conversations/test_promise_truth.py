"""One reading of a promise: its grounds, its ledger, its milestones and every department's card say the same."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from core.orders import NodeKind, Order, OrderStatus
from core.orders.node import AFTER
from core.planning.factory.shop import Shop
from core.planning.promise.answer import OptionKind, PromiseAnswer
from core.planning.promise.engine import DispatchEngine
from core.production import WorkCentre
from handlers.demand import question_of
from storage.bookings import all_allocations, all_bookings
from storage.counters import data_version
from storage.shop import load_shop
from tests.core.planning.changes import with_levers
from tests.core.planning.check import check
from tests.kit import Room
from tests.kit.stories import a_released_order, actions, an_order, answered, orders_in, the_order

LATE = "恒远 SW-300 3000台 12月3日 白色"
FIRST, SECOND = "ORD-2611-0001", "ORD-2611-0002"
SOLD = (OrderStatus.CONFIRMED, OrderStatus.RELEASED, OrderStatus.IN_PRODUCTION)


def answer_of(order: Order) -> PromiseAnswer:
    assert order.latest_promise is not None
    return PromiseAnswer.from_json(order.latest_promise.answer)


def shop_without(room: Room, order_no: str) -> Shop:
    """The shop as the engine saw it when it was asked for this order."""
    with room.read() as session:
        shop = load_shop(
            session, room.now, data_version(session), room.zone,
            bookings=all_bookings(session), allocations=all_allocations(session),
        )  # fmt: skip
    return shop.without_order(order_no)


def assert_in_order(room: Room, order: Order) -> None:
    """Milestones one after the other, every booked operation between the kit and the shipment."""
    planned = {node.kind: node.planned_date for node in order.nodes if node.planned_date is not None}
    for kind, day in planned.items():
        assert all(planned[before] <= day for before in AFTER[kind] if before in planned), (order.order_no, kind)
    made = [slot for slot in room.bookings(order.order_no) if not slot.is_design]
    assert made, order.order_no
    for slot in made:
        last_minute = slot.end_at - timedelta(minutes=1)
        first, last = (moment.astimezone(room.zone).date() for moment in (slot.start_at, last_minute))
        assert planned.get(NodeKind.KITTED, first) <= first, order.order_no
        assert last <= planned[NodeKind.FINISH] <= planned[NodeKind.SHIPMENT], order.order_no
    assert all(node.owner for node in order.nodes)


class TestA5:
    """The same truth for every role."""

    @pytest.mark.parametrize(
        ("words", "option"),
        [
            ("恒远 SW-300 300台 12月20日 白色", "standard"),
            (LATE, "split"),
            (LATE, "expedite_material"),
            ("恒远 SW-500 100台 1月20日 5.5寸屏", "standard"),
        ],
    )
    def test_what_was_chosen_plans_the_milestones_around_its_own_operations(
        self, room: Room, words: str, option: str
    ) -> None:
        card = an_order(room, words)
        way = next(it for it in card.shown_buttons if it.value.get("option", "standard") == option and it.asks)
        answered(room, FIRST)

        room.taps("lin.xiaoyan", way.text, on=card)

        order = the_order(room)
        assert order.chosen_option == option
        assert_in_order(room, order)
        assert order.node(NodeKind.SHIPMENT).planned_date == order.promise_date

    @pytest.mark.every_database
    def test_the_cards_of_production_and_purchasing_read_the_plan_that_the_milestones_show(self, room: Room) -> None:
        card = an_order(room, LATE)
        room.taps("lin.xiaoyan", "确认下单", on=card)
        order = the_order(room)
        made = [slot for slot in room.bookings(FIRST) if not slot.is_design]

        production, purchasing = room.last_card("production"), room.last_card("purchasing")

        start, finish = (order.node(kind).planned_date for kind in (NodeKind.START, NodeKind.FINISH))
        assert start == min(slot.start_at for slot in made).astimezone(room.zone).date()
        assert finish == max(slot.end_at for slot in made).astimezone(room.zone).date()
        for day in (start, finish):
            assert day is not None
            written = f"{day.month}月{day.day}日" if day.year == room.today.year else str(day)
            assert written in " ".join(production.facts.values())
        assert f"工序安排（{len(made)} 道）" in production
        with room.read() as session:
            names = {centre.code: centre.name for centre in session.exec(select(WorkCentre))}
        for slot in made:
            first = slot.start_at.astimezone(room.zone)
            assert f"　{names[slot.work_centre]}　{first.month}月{first.day}日 {first:%H:%M} 至" in production
        kitted = order.node(NodeKind.KITTED).planned_date
        assert kitted is not None
        late = [use for use in answer_of(order).materials if use.available_at.astimezone(room.zone).date() > kitted]
        assert ("开工后的工序才用" in purchasing) is bool(late)

    def test_illegal_transitions_are_refused_with_the_next_states(self, room: Room) -> None:
        card = an_order(room)
        confirm = card.button("确认下单").value
        room.taps("lin.xiaoyan", "取消这张单", on=card)
        now = the_order(room).revision

        room.sends_value("lin.xiaoyan", dict(confirm) | {"rev": now}, on=card)

        assert "现在是“已取消”，不能变成“已下单”" in room.toast
        assert the_order(room).status is OrderStatus.CANCELLED


def test_every_open_order_of_the_sample_is_planned_in_order_and_owned(busy_room: Room) -> None:
    orders = [order for order in orders_in(busy_room) if order.status in SOLD]

    assert len(orders) > 20
    for order in orders:
        assert_in_order(busy_room, order)
        assert order.promises[-1].cause == "import"
    unfinished = [order for order in orders_in(busy_room) if order.status is not OrderStatus.CANCELLED]
    assert all(node.owner for order in unfinished for node in order.nodes)


class TestC1:
    """By when, why, at what cost, and what else could be done."""

    def test_a_late_answer_names_what_binds_with_numbers_the_cost_and_two_ways(self, room: Room) -> None:
        card = an_order(room, LATE)
        answer = answer_of(the_order(room))
        binding = answer.binding_constraint

        assert binding.kind.value in ("MATERIAL", "WORK_CENTRE")
        assert binding.code in card
        named = binding.short_qty if binding.kind.value == "MATERIAL" else Decimal(binding.waiting_minutes)
        assert named
        if binding.short_qty is not None:
            assert f"{binding.short_qty:,.0f}" in card
        assert re.search(r"¥[\d,]+", card.text)
        assert answer.cost.total > 0
        assert answer.is_late
        assert len(answer.options) >= 2
        others = [option for option in answer.options if option.kind is not OptionKind.LATER]
        assert len([button for button in card.buttons if button.startswith("选")]) == len(others) >= 1

    def test_every_way_gives_its_date_and_cost_when_it_is_worked_out_again(self, room: Room) -> None:
        an_order(room, LATE)
        order = the_order(room)
        shop, answer = shop_without(room, FIRST), answer_of(order)
        with room.read() as session:
            question = question_of(session.get_one(Order, FIRST), session, room.zone)

        check(shop, question, answer)
        for option in answer.options:
            changed = with_levers(shop, option)
            check(changed, question, option)
            if option.kind is not OptionKind.SPLIT:
                assert DispatchEngine().answer(changed, question).promise_date == option.promise_date

    def test_without_what_binds_the_date_would_be_as_said(self, room: Room) -> None:
        card = an_order(room, LATE)
        binding = answer_of(the_order(room)).binding_constraint

        assert binding.date_without is not None
        assert f"能早 {binding.gain_days} 天" in card


class TestC4:
    """Five dates, and who promised what, why."""

    def test_the_ledger_keeps_each_promise_with_who_and_why(self, room: Room) -> None:
        card = an_order(room)
        room.advance(hours=2)
        room.taps("lin.xiaoyan", "重新答复", on=card)
        room.taps("lin.xiaoyan", "确认下单", on=card)

        order = the_order(room)
        assert [(entry.entry, entry.cause, entry.made_by) for entry in order.promises] == [
            (1, "order", "tongpin"), (2, "asked_again", "tongpin"),
        ]  # fmt: skip
        assert all(entry.answer["binding_constraint"] for entry in order.promises)
        assert ("lin.xiaoyan", "OrderConfirmed") in actions(room, FIRST)


class TestB3:
    """Two quotes for the last slot; what expires is free."""

    def test_an_expired_quote_frees_machines_and_material(self, room: Room) -> None:
        an_order(room, LATE)
        held = room.booked(FIRST)
        room.advance(hours=24, seconds=1)

        with room.read() as session:
            holders = [it.order_no for it in all_bookings(session)] + [it.order_no for it in all_allocations(session)]
        assert held > 0
        assert FIRST not in holders
        order = the_order(room)
        assert (order.status, order.held_until) == (OrderStatus.INQUIRY, None)

    def test_two_held_quotes_never_share_a_slot_or_a_piece(self, room: Room) -> None:
        an_order(room, LATE)
        an_order(room, LATE.replace("恒远", "绿湾"), by="he.tao")

        with room.read() as session:
            slots = all_bookings(session)
        for index, slot in enumerate(slots):
            for other in slots[index + 1 :]:
                same = (slot.work_centre, slot.unit) == (other.work_centre, other.unit)
                assert not same or slot.end_at <= other.start_at or other.end_at <= slot.start_at
        assert {slot.order_no for slot in slots} == {FIRST, SECOND}


class TestH1:
    """Milestones appear with time and who at the moment they happen."""

    def test_each_report_stands_on_the_card_of_sales_at_once(self, room: Room) -> None:
        card = a_released_order(room)
        steps = (
            ("zhao.gong", "图纸已确认", "rnd", "✓ 图纸确认", "赵工"),
            ("chen.cai", "物料已齐套", "purchasing", "✓ 物料齐套", "陈彩"),
            ("wang.sheng", "已开工", "production", "✓ 开工", "王胜"),
            ("wang.sheng", "完成 30%", "production", "生产完成 30%", "王胜"),
        )
        for person, button, chat, said, who in steps:
            room.advance(minutes=7)
            at = room.now.astimezone(room.zone)
            room.taps(person, button, to=chat)

            line = next(line for line in room.again(card).lines if said in line)
            assert who in line
            if "%" not in said:
                assert f"{at:%H:%M}" in line


def test_n1_every_order_has_one_coordinator_who_is_named_on_it(room: Room) -> None:
    card = an_order(room)

    assert the_order(room).coordinator == "shen.xie"
    assert "沈协" in card


def test_a_twin_is_asked_back_within_three_days_and_not_after(room: Room) -> None:
    words = "恒远 SW-300 300台 1月20日 白色"
    an_order(room, words)
    assert "疑似重复" in an_order(room, words)
    room.advance(days=3, minutes=1)

    card = an_order(room, words)

    assert "疑似重复" not in card
    assert the_order(room, SECOND).requested_date == date(2027, 1, 20)
