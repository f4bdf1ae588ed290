from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from core.orders import LineChange, NodeKind, Order, OrderAction, OrderChange, OrderStatus
from core.orders import events as e
from core.orders.changed import promised_after
from core.orders.errors import (
    LessThanMade,
    MoreThanInWork,
    NotChangeable,
    NothingChanges,
    NotOnHold,
    OrderOnHold,
    RevisedMeanwhile,
    SpecInWork,
    WorkFinished,
)
from tests.core.orders.builders import (
    LATER,
    NOW,
    PROMISED,
    a_cancelled_order,
    a_closed_order,
    a_confirmed_order,
    a_line,
    a_released_order,
    a_shipped_order,
    an_order,
    reached,
)

MORE = 400
ALL = ("production", "rnd", "purchasing")


def wanted(**line: object) -> OrderChange:
    return OrderChange(lines=(LineChange.model_validate(line),))


def begun(percent: int = 0) -> Order:
    order = reached(a_released_order(), NodeKind.DRAWING, NodeKind.KITTED, NodeKind.START)
    if percent:
        order.report_node(NodeKind.FINISH, percent, "wang", missing=[], now=NOW)
    return order


def revised(order: Order, change: OrderChange, day: date = PROMISED) -> list[object]:
    days = {line.line_no: day for line in order.lines}
    return list(order.revise(order.compare(change), days, change_no="CHG-1", person="lin", now=LATER))


class TestComparing:
    def test_what_is_stands_beside_what_shall_be(self) -> None:
        order = a_confirmed_order()
        line = order.lines[0]

        compared = order.compare(wanted(quantity=line.quantity + 1, requested_date=line.requested_date)).line

        assert (compared.quantity_before, compared.quantity) == (line.quantity, line.quantity + 1)
        assert compared.touches == ("quantity",)

    def test_nothing_new_is_no_change(self) -> None:
        order = a_confirmed_order()

        with pytest.raises(NothingChanges):
            order.compare(wanted(quantity=order.lines[0].quantity))

    @pytest.mark.parametrize("order", [a_shipped_order(), a_closed_order(), a_cancelled_order()])
    @pytest.mark.parametrize("action", OrderAction)
    def test_what_is_over_stays_with_what_may_still_become_of_it(self, order: Order, action: OrderAction) -> None:
        with pytest.raises(NotChangeable) as refused:
            order.compare(OrderChange(action=action))

        assert (OrderStatus.CLOSED in refused.value.facts["allowed"]) is (order.status is OrderStatus.SHIPPED)

    def test_what_is_on_hold_is_resumed_or_called_off(self) -> None:
        order = a_confirmed_order()
        order.hold("客户改图纸", now=NOW)

        for action in (OrderAction.CHANGE, OrderAction.HOLD):
            with pytest.raises(OrderOnHold):
                order.compare(OrderChange(action=action))
        for action in (OrderAction.RESUME, OrderAction.CANCEL):
            order.compare(OrderChange(action=action))

    def test_what_goes_on_cannot_be_resumed(self) -> None:
        with pytest.raises(NotOnHold):
            a_confirmed_order().compare(OrderChange(action=OrderAction.RESUME))

    def test_the_spec_of_what_is_in_work_stays(self) -> None:
        with pytest.raises(SpecInWork):
            begun().compare(wanted(spec={"colour": "黑色"}))

    def test_of_what_is_in_work_there_can_only_be_less_and_not_less_than_is_made(self) -> None:
        order = begun(percent=50)
        quantity = order.lines[0].quantity

        with pytest.raises(MoreThanInWork):
            order.compare(wanted(quantity=quantity + 1))
        with pytest.raises(LessThanMade) as refused:
            order.compare(wanted(quantity=quantity // 2 - 1))
        assert refused.value.facts["made"] == quantity // 2
        assert order.compare(wanted(quantity=quantity // 2)).touches == ("quantity",)

    def test_what_is_made_is_settled(self) -> None:
        with pytest.raises(WorkFinished):
            begun(percent=100).compare(wanted(requested_date=PROMISED + timedelta(days=30)))


class TestRevising:
    def test_it_is_another_revision_and_the_first_promise_stays(self) -> None:
        order = a_released_order()
        first = order.first_promise_date

        told = revised(order, wanted(quantity=MORE), PROMISED + timedelta(days=3))

        assert (order.order_revision, order.lines[0].quantity) == (2, MORE)
        assert (order.first_promise_date, order.promise_date) == (first, PROMISED + timedelta(days=3))
        assert isinstance(told[0], e.OrderRevised)
        assert (told[0].before, told[0].after) == (PROMISED, PROMISED + timedelta(days=3))

    @pytest.mark.parametrize(
        ("change", "asked"),
        [
            (wanted(quantity=MORE), {"production", "purchasing"}),
            (wanted(requested_date=PROMISED + timedelta(days=99)), {"production", "purchasing"}),
            (wanted(spec={"colour": "黑色"}), set(ALL)),
        ],
    )
    def test_whom_it_concerns_is_asked_again(self, change: OrderChange, asked: set[str]) -> None:
        order = a_released_order()

        revised(order, change)

        assert {it.department for it in order.acknowledgements if not it.is_given} == asked
        assert {it.department for it in order.acknowledgements if it.order_revision == 2} == asked

    def test_a_word_about_an_older_revision_does_not_count(self) -> None:
        order = a_released_order()
        revised(order, wanted(quantity=MORE))

        with pytest.raises(RevisedMeanwhile):
            order.acknowledge("production", "wang", missing=[], now=LATER, shown=1)
        order.acknowledge("production", "wang", missing=[], now=LATER, shown=2)

        assert order.acknowledgement_of("production").is_given

    def test_nobody_starts_to_a_revision_that_somebody_has_not_heard_of(self) -> None:
        order = reached(a_released_order(), NodeKind.DRAWING)
        revised(order, wanted(quantity=MORE))
        order.report_node(NodeKind.KITTED, 100, "chen", missing=[], now=LATER)

        with pytest.raises(Refusal, match="NotTakenOn"):
            order.report_node(NodeKind.START, 100, "wang", missing=[], now=LATER)
        for department in ("production", "purchasing"):
            order.acknowledge(department, "wang", missing=[], now=LATER)
        order.report_node(NodeKind.START, 100, "wang", missing=[], now=LATER)

        assert order.status is OrderStatus.IN_PRODUCTION

    @pytest.mark.parametrize(
        ("change", "again"),
        [
            (wanted(quantity=MORE), {NodeKind.KITTED}),
            (wanted(spec={"colour": "黑色"}), {NodeKind.DRAWING, NodeKind.KITTED}),
            (wanted(requested_date=PROMISED), set()),
        ],
    )
    def test_milestones_that_are_in_question_are_open_again(self, change: OrderChange, again: set[NodeKind]) -> None:
        order = reached(a_released_order(), NodeKind.DRAWING, NodeKind.KITTED)

        revised(order, change)

        assert {kind for kind in (NodeKind.DRAWING, NodeKind.KITTED) if not order.node(kind).is_done} == again

    def test_finished_pieces_stay_finished(self) -> None:
        order = begun(percent=50)
        made = order.finished_of(order.lines[0])

        revised(order, wanted(quantity=made + 1))

        assert order.finished_of(order.lines[0]) <= made
        assert not order.node(NodeKind.FINISH).is_done

    def test_an_unsold_order_changes_with_its_question(self) -> None:
        order = an_order(a_line())
        before = order.question

        order.revise_unsold(order.compare(wanted(quantity=MORE)), "lin", now=NOW)

        assert order.question != before
        assert order.order_revision == 2


@given(
    had=st.none() | st.integers(-30, 30), asked=st.none() | st.integers(-30, 30), ready=st.integers(-30, 30)
)  # fmt: skip
def test_no_line_is_promised_before_it_can_leave_nor_moved_without_need(
    had: int | None, asked: int | None, ready: int
) -> None:
    def day(offset: int | None) -> date | None:
        return None if offset is None else PROMISED + timedelta(days=offset)

    line = a_line(promise_date=day(had))
    change = LineChange(requested_date=day(asked))

    promised = promised_after(line, change, PROMISED + timedelta(days=ready))

    kept = day(asked) if asked is not None else day(had)
    assert promised >= PROMISED + timedelta(days=ready)
    assert promised == (max(PROMISED + timedelta(days=ready), kept) if kept else PROMISED + timedelta(days=ready))


def test_another_spec_is_not_what_the_standard_solution_was() -> None:
    order = a_released_order()
    order.lines[0].solution_code = "SOL-1"

    order.revise(wanted(quantity=MORE), {1: PROMISED}, change_no="CHG-2611-0001", person="lin", now=LATER)
    assert order.lines[0].solution_code == "SOL-1"
    order.revise(
        wanted(spec={"color": "black"}, is_custom=False), {1: PROMISED}, change_no="CHG-2611-0002", person="lin",
        now=LATER,
    )  # fmt: skip

    assert order.lines[0].solution_code == ""
