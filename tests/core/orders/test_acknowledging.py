"""Departments take an order on, say what stands in the way, and are chased until they answer."""

import pytest

from core.orders import NodeKind, OrderStatus
from core.orders import events as e
from core.orders.errors import IllegalTransition, NotAskedDepartment, OrderOnHold
from tests.core.orders.builders import (
    DEPARTMENTS,
    LATER,
    NOW,
    a_cancelled_order,
    a_confirmed_order,
    an_answered_order,
)


class TestAcknowledging:
    def test_every_department_is_asked_with_its_owner(self) -> None:
        order = an_answered_order()
        order.confirm("standard", now=NOW)

        asked = order.ask_departments(DEPARTMENTS, now=NOW)

        assert [event.department for event in asked if isinstance(event, e.DepartmentAsked)] == list(DEPARTMENTS)
        assert [(a.department, a.owner, a.asked_at) for a in order.acknowledgements] == [
            (key, owner, NOW) for key, owner in DEPARTMENTS.items()
        ]

    def test_one_department_takes_it_on(self) -> None:
        order = a_confirmed_order()

        [given] = order.acknowledge("rnd", "qian", missing=[], now=LATER)

        said = order.acknowledgement_of("rnd")
        assert (said.acknowledged_by, said.acknowledged_at) == ("qian", LATER)
        assert isinstance(given, e.DepartmentAcknowledged)
        assert order.status is OrderStatus.CONFIRMED

    def test_the_last_one_releases_it_and_confirms_the_requirement(self) -> None:
        order = a_confirmed_order()
        order.acknowledge("rnd", "zhao", missing=[], now=NOW)
        order.acknowledge("purchasing", "chen", missing=[], now=NOW)

        happened = order.acknowledge("production", "wang", missing=[], now=LATER)

        assert [type(event) for event in happened] == [e.DepartmentAcknowledged, e.NodeReported, e.StatusChanged]
        assert order.status is OrderStatus.RELEASED
        assert order.node(NodeKind.REQUIREMENT).actual_at == LATER

    def test_a_second_tap_is_not_news(self) -> None:
        order = a_confirmed_order()
        order.acknowledge("rnd", "zhao", missing=[], now=NOW)
        revision = order.revision

        assert order.acknowledge("rnd", "qian", missing=[], now=LATER) == []
        assert order.revision == revision
        assert order.acknowledgement_of("rnd").acknowledged_by == "zhao"

    def test_a_department_that_was_not_asked_has_nothing_to_say(self) -> None:
        with pytest.raises(NotAskedDepartment) as refused:
            a_confirmed_order(asking=["rnd"]).acknowledge("production", "wang", missing=[], now=NOW)
        assert refused.value.facts["department"] == "production"

    def test_a_cancelled_order_is_not_taken_on(self) -> None:
        with pytest.raises(IllegalTransition):
            a_cancelled_order().acknowledge("rnd", "zhao", missing=[], now=NOW)

    def test_nor_one_on_hold(self) -> None:
        order = a_confirmed_order()
        order.hold("客户要改颜色", now=NOW)

        with pytest.raises(OrderOnHold) as refused:
            order.acknowledge("rnd", "zhao", missing=[], now=NOW)
        assert refused.value.facts["reason"] == "客户要改颜色"

        order.resume(now=NOW)
        assert order.acknowledge("rnd", "zhao", missing=[], now=NOW)


class TestAProblem:
    def test_it_is_told_once_and_the_department_may_still_take_the_order_on(self) -> None:
        order = a_confirmed_order()

        [told] = order.report_problem("purchasing", "chen", "芯片缺货", now=NOW)

        assert told == e.ProblemReported(
            at=NOW, subject="ORD-2611-0001", department="purchasing", person="chen", problem="芯片缺货"
        )
        assert order.report_problem("purchasing", "chen", "芯片缺货", now=LATER) == []
        assert order.acknowledge("purchasing", "chen", missing=[], now=LATER)
        assert order.acknowledgement_of("purchasing").problem == "芯片缺货"

    def test_while_one_is_open_the_order_is_not_released(self) -> None:
        order = a_confirmed_order()
        order.report_problem("rnd", "zhao", "模具对不上", now=NOW)

        for department, person in DEPARTMENTS.items():
            [given] = order.acknowledge(department, person, missing=[], now=NOW)
            assert isinstance(given, e.DepartmentAcknowledged)

        assert order.status is OrderStatus.CONFIRMED
        assert not order.node(NodeKind.REQUIREMENT).is_done

    def test_solving_the_last_one_releases_it(self) -> None:
        order = a_confirmed_order()
        order.report_problem("rnd", "zhao", "模具对不上", now=NOW)
        for department, person in DEPARTMENTS.items():
            order.acknowledge(department, person, missing=[], now=NOW)

        happened = order.solve_problem("rnd", "qian", missing=[], now=LATER)

        assert [type(event) for event in happened] == [e.ProblemSolved, e.NodeReported, e.StatusChanged]
        assert happened[0] == e.ProblemSolved(
            at=LATER, subject="ORD-2611-0001", department="rnd", person="qian", problem="模具对不上"
        )
        assert order.status is OrderStatus.RELEASED
        assert order.acknowledgement_of("rnd").problem == ""

    def test_whoever_solves_it_has_taken_the_order_on(self) -> None:
        order = a_confirmed_order()
        order.report_problem("rnd", "zhao", "模具对不上", now=NOW)

        happened = order.solve_problem("rnd", "qian", missing=[], now=LATER)

        assert [type(event) for event in happened] == [e.ProblemSolved, e.DepartmentAcknowledged]
        assert order.acknowledgement_of("rnd").acknowledged_by == "qian"
        assert order.solve_problem("rnd", "qian", missing=[], now=LATER) == []

    def test_it_is_an_answer_so_that_nobody_is_chased_for_one(self) -> None:
        order = a_confirmed_order()
        order.report_problem("rnd", "zhao", "模具对不上", now=NOW)

        assert order.chase("rnd", 1, "zhao", now=LATER) == []


class TestChasing:
    def test_each_step_goes_one_up(self) -> None:
        order = a_confirmed_order()

        for level, chased in ((1, "wang"), (2, "lead"), (3, "shen")):
            [event] = order.chase("production", level, "lead", now=LATER)
            assert isinstance(event, e.AcknowledgementChased)
            assert (event.level, event.chased) == (level, chased)
        assert order.acknowledgement_of("production").escalation_level == 3

    @pytest.mark.parametrize("lead", ["wang", ""], ids=["who_is_its_own_lead", "without_a_lead"])
    def test_a_department_goes_on_to_the_coordinator_at_the_lead_s_time(self, lead: str) -> None:
        order = a_confirmed_order()
        order.chase("production", 1, lead, now=NOW)

        [event] = order.chase("production", 2, lead, now=LATER)

        assert isinstance(event, e.AcknowledgementChased)
        assert (event.level, event.chased) == (3, "shen")

    def test_a_coordinator_who_leads_the_department_is_asked_once(self) -> None:
        order = a_confirmed_order()
        order.chase("production", 1, "shen", now=NOW)

        [event] = order.chase("production", 2, "shen", now=LATER)

        assert isinstance(event, e.AcknowledgementChased)
        assert (event.level, event.chased) == (2, "shen")
        assert order.chase("production", 3, "shen", now=LATER) == []

    def test_the_same_step_twice_is_not_news(self) -> None:
        order = a_confirmed_order()
        order.chase("production", 2, "lead", now=NOW)

        assert order.chase("production", 2, "lead", now=LATER) == []
        assert order.chase("production", 1, "wang", now=LATER) == []

    def test_nobody_is_chased_who_has_answered(self) -> None:
        order = a_confirmed_order()
        order.acknowledge("production", "wang", missing=[], now=NOW)

        assert order.chase("production", 1, "wang", now=LATER) == []

    def test_nor_for_a_cancelled_order(self) -> None:
        assert a_cancelled_order().chase("production", 1, "wang", now=LATER) == []
