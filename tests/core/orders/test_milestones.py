"""Departments report the milestones of an order."""

from datetime import date

import pytest

from core.orders import NodeKind, OrderStatus
from core.orders import events as e
from core.orders.errors import (
    IllegalTransition,
    NodeGoesBack,
    NodeNotReported,
    NodeTooEarly,
    NotTakenOn,
)
from core.orders.node import AFTER
from tests.core.orders.builders import (
    LATER,
    NOW,
    PROMISED,
    TO_SHIPMENT,
    a_cancelled_order,
    a_closed_order,
    a_confirmed_order,
    a_line,
    a_released_order,
    a_shipped_order,
    an_answered_order,
    an_order,
    reached,
)


class TestReporting:
    def test_every_order_has_every_milestone(self) -> None:
        assert [node.kind for node in an_answered_order().nodes] == list(NodeKind)

    def test_the_way_to_the_customer(self) -> None:
        order = a_released_order()
        seen = []

        for kind in (*TO_SHIPMENT, NodeKind.RECEIPT):
            order.report_node(kind, 100, "wang", missing=[], now=LATER)
            seen.append(order.status)

        assert seen == [
            OrderStatus.RELEASED, OrderStatus.RELEASED, OrderStatus.IN_PRODUCTION, OrderStatus.IN_PRODUCTION,
            OrderStatus.IN_PRODUCTION, OrderStatus.SHIPPED, OrderStatus.CLOSED,
        ]  # fmt: skip
        assert order.closed_at == LATER
        assert order.is_finished

    @pytest.mark.parametrize(("kind", "waits_for"), [(kind, needed) for kind, needed in AFTER.items() if needed])
    def test_a_milestone_waits_for_those_before_it(self, kind: NodeKind, waits_for: tuple[NodeKind, ...]) -> None:
        order = a_released_order()

        with pytest.raises(NodeTooEarly) as refused:
            order.report_node(kind, 100, "wang", missing=[], now=NOW)
        assert refused.value.facts["waiting_for"] == list(waits_for)

    def test_progress_in_percent(self) -> None:
        order = reached(a_released_order(), NodeKind.DRAWING, NodeKind.KITTED, NodeKind.START)

        [moved] = order.report_node(NodeKind.FINISH, 30, "wang", missing=[], now=NOW)

        assert moved == e.NodeReported(at=NOW, subject="ORD-2611-0001", node=NodeKind.FINISH, percent=30, person="wang")
        assert not order.node(NodeKind.FINISH).is_done
        assert order.report_node(NodeKind.FINISH, 30, "wang", missing=[], now=LATER) == []

    def test_progress_does_not_run_backwards(self) -> None:
        order = reached(a_released_order(), NodeKind.DRAWING, NodeKind.KITTED, NodeKind.START)
        order.report_node(NodeKind.FINISH, 60, "wang", missing=[], now=NOW)

        with pytest.raises(NodeGoesBack) as refused:
            order.report_node(NodeKind.FINISH, 30, "wang", missing=[], now=NOW)
        assert (refused.value.facts["was"], refused.value.facts["percent"]) == (60, 30)

    def test_a_milestone_reached_is_reached_once(self) -> None:
        order = reached(a_released_order(), NodeKind.DRAWING)

        assert order.report_node(NodeKind.DRAWING, 100, "qian", missing=[], now=LATER) == []
        assert order.node(NodeKind.DRAWING).actual_at == NOW

    def test_nobody_reports_the_requirement_it_follows_from_the_acknowledgements(self) -> None:
        with pytest.raises(NodeNotReported):
            a_confirmed_order().report_node(NodeKind.REQUIREMENT, 100, "lin", missing=[], now=NOW)

    def test_production_does_not_start_before_everybody_has_the_order(self) -> None:
        order = reached(a_confirmed_order(), NodeKind.DRAWING, NodeKind.KITTED)

        with pytest.raises(NotTakenOn) as refused:
            order.report_node(NodeKind.START, 100, "wang", missing=[], now=NOW)
        assert set(refused.value.facts["departments"]) == {"production", "rnd", "purchasing"}

    def test_nothing_is_reported_of_an_order_that_is_not_sold_or_over(self) -> None:
        for order in (an_answered_order(), a_cancelled_order(), a_closed_order()):
            with pytest.raises(IllegalTransition):
                order.report_node(NodeKind.DRAWING, 100, "zhao", missing=[], now=NOW)


DAYS = {kind: date(2026, 12, day) for day, kind in enumerate(NodeKind, 1)}
"""A day for each milestone, one after the other."""


class TestPlanning:
    def test_each_milestone_gets_its_day_and_its_owner(self) -> None:
        order = a_confirmed_order()

        order.plan_nodes(DAYS, {NodeKind.DRAWING: "zhao"})

        assert {node.kind: node.planned_date for node in order.nodes} == DAYS
        assert order.node(NodeKind.DRAWING).owner == "zhao"
        assert order.node(NodeKind.START).owner == "shen"  # nobody named: the coordinator

    def test_none_is_planned_before_one_it_waits_for(self) -> None:
        order = a_confirmed_order()
        days = DAYS | {NodeKind.KITTED: date(2026, 12, 20)}

        order.plan_nodes(days, {})

        planned = {node.kind: node.planned_date for node in order.nodes}
        assert planned[NodeKind.START] == planned[NodeKind.RECEIPT] == date(2026, 12, 20)
        assert planned[NodeKind.DRAWING] == DAYS[NodeKind.DRAWING]

    def test_a_later_plan_moves_the_forecast_and_not_what_was_planned(self) -> None:
        order = a_confirmed_order()
        order.plan_nodes(DAYS, {})

        order.plan_nodes(DAYS | {NodeKind.RECEIPT: date(2026, 12, 24)}, {})

        receipt = order.node(NodeKind.RECEIPT)
        assert (receipt.planned_date, receipt.forecast_date) == (DAYS[NodeKind.RECEIPT], date(2026, 12, 24))


class TestDates:
    @pytest.mark.parametrize(
        ("today", "late"),
        [
            (PROMISED, 0),  # the promised day itself is on time
            (date(2026, 12, 12), 1),
            (date(2026, 12, 1), 0),
        ],
    )
    def test_days_late(self, today: date, late: int) -> None:
        order = a_confirmed_order()

        assert order.lines[0].days_late(today) == late
        assert order.is_overdue(today) is (late > 0)

    def test_a_shipped_order_is_as_late_as_it_left(self) -> None:
        order = a_shipped_order()
        order.note_shipped(date(2026, 12, 13))

        assert order.actual_ship_date == date(2026, 12, 13)
        assert order.lines[0].days_late(date(2027, 1, 1)) == 2
        assert not order.is_overdue(date(2027, 1, 1))
        assert not order.is_at_risk

    def test_a_line_that_misses_its_own_day_is_seen_whatever_the_last_line_does(self) -> None:
        early, late = a_line(promise_date=date(2026, 12, 4)), a_line(line_no=2, promise_date=date(2026, 12, 18))
        order = an_order(early, late)
        order.status = OrderStatus.RELEASED
        early.forecast_date, late.forecast_date = date(2026, 12, 7), date(2026, 12, 18)

        assert order.is_at_risk
        assert not order.is_overdue(date(2026, 12, 4))
        assert order.is_overdue(date(2026, 12, 5))
        early.actual_ship_date = date(2026, 12, 4)
        assert not order.is_overdue(date(2026, 12, 5))

    def test_an_order_that_is_not_sold_is_never_late(self) -> None:
        order = an_answered_order()

        assert not order.is_overdue(date(2027, 1, 1))
        assert order.lines[0].days_late(date(2027, 1, 1)) == 0


class TestMaterial:
    """What an order has used need not be kept for it any more."""

    @pytest.mark.parametrize(
        ("item", "gone_with"),
        [("SW-300", NodeKind.SHIPMENT), ("MCU-32", NodeKind.START)],
    )
    def test_goods_are_used_when_they_leave_and_material_when_work_starts(self, item: str, gone_with: NodeKind) -> None:
        order = a_released_order()
        for kind in TO_SHIPMENT[: TO_SHIPMENT.index(gone_with)]:
            assert not reached(order, kind).has_used(item)

        assert reached(order, gone_with).has_used(item)

    def test_work_that_is_about_to_start_has_used_nothing(self) -> None:
        order = reached(a_released_order(), NodeKind.DRAWING, NodeKind.KITTED)

        order.report_node(NodeKind.START, 50, "wang", missing=[], now=LATER)

        assert not order.has_used("MCU-32")
