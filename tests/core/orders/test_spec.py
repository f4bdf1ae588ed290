"""What exactly is to be made: told until it is sold, completed until it is released, and waited for."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

import pytest

from core.events import Event
from core.orders import MissingField, NodeKind, Order, OrderStatus
from core.orders import events as e
from core.orders.errors import (
    NoSuchLine,
    NotLess,
    OrderOnHold,
    QuantitySettled,
    SpecIncomplete,
    SpecNeedsDesign,
    SpecSettled,
)
from tests.core.orders.builders import (
    DEPARTMENTS,
    LATER,
    NOW,
    a_cancelled_order,
    a_confirmed_order,
    a_line,
    a_released_order,
    a_shipped_order,
    an_answered_order,
    an_order,
    lacking,
    reached,
)

VOLTAGE = {"voltage": "220V"}


def complete(
    order: Order,
    spec: Mapping[str, str] = VOLTAGE,
    *,
    missing: Sequence[MissingField],
    line_no: int = 1,
    custom: Collection[str] = (),
    now: datetime = NOW,
) -> list[Event]:
    return order.complete_spec(line_no, spec, missing=missing, custom=custom, person="lin", now=now)


def acknowledge_all(order: Order, missing: Sequence[MissingField]) -> list[Event]:
    return [
        event
        for department, person in DEPARTMENTS.items()
        for event in order.acknowledge(department, person, missing=missing, now=NOW)
    ]


class TestBeforeTheSale:
    def test_fields_are_filled_in_and_corrected(self) -> None:
        order = an_answered_order()

        [completed] = complete(order, {"voltage": "220V", "protocol": ""}, missing=lacking("voltage"))

        assert order.lines[0].spec == {"voltage": "220V"}
        assert completed == e.SpecCompleted(at=NOW, subject="ORD-2611-0001", changed={"voltage": "220V"})
        assert complete(order, {"voltage": "24V"}, missing=[])

    def test_what_is_told_already_is_not_news(self) -> None:
        order = an_answered_order()
        complete(order, missing=lacking("voltage"))
        before = order.revision

        assert complete(order, missing=[]) == []
        assert order.revision == before

    def test_a_custom_value_makes_the_line_a_custom_one(self) -> None:
        order = an_answered_order()

        complete(order, {"screen_inch": "7"}, missing=[], custom={"screen_inch"})

        assert order.lines[0].is_custom

    def test_each_line_has_a_spec_of_its_own(self) -> None:
        order = an_order(a_line(), a_line(line_no=2, product_code="DL-20"))

        [completed] = complete(order, {"finish": "古铜"}, missing=lacking("finish", line_no=2), line_no=2)

        assert [line.spec for line in order.lines] == [{}, {"finish": "古铜"}]
        assert isinstance(completed, e.SpecCompleted)
        assert completed.line_no == 2

    def test_a_line_that_is_not_there_has_none(self) -> None:
        with pytest.raises(NoSuchLine) as refused:
            complete(an_answered_order(), missing=[], line_no=2)
        assert refused.value.facts == {"order_no": "ORD-2611-0001", "line_no": 2}


class TestLess:
    def test_what_is_not_sold_may_be_asked_for_in_a_smaller_quantity(self) -> None:
        order = an_answered_order()
        before = order.question

        told = order.take_less(1, 120, now=LATER)

        assert told == [e.QuantityReduced(at=LATER, subject=order.order_no, line_no=1, before=300, quantity=120)]
        assert order.lines[0].quantity == 120
        assert order.question != before

    @pytest.mark.parametrize("quantity", [300, 301])
    def test_it_is_never_more(self, quantity: int) -> None:
        order = an_answered_order()

        with pytest.raises(NotLess):
            order.take_less(1, quantity, now=LATER)
        assert order.lines[0].quantity == 300

    def test_how_much_was_sold_is_settled(self) -> None:
        with pytest.raises(QuantitySettled):
            a_confirmed_order().take_less(1, 120, now=LATER)

    def test_of_a_line_that_is_not_there_nothing_is_less(self) -> None:
        with pytest.raises(NoSuchLine):
            an_answered_order().take_less(2, 120, now=LATER)


class TestAfterTheSale:
    def test_what_is_missing_is_still_filled_in(self) -> None:
        order = a_confirmed_order()
        before = order.revision

        [completed] = complete(order, missing=lacking("voltage"))

        assert isinstance(completed, e.SpecCompleted)
        assert order.lines[0].spec == VOLTAGE
        assert order.revision > before

    def test_what_is_told_is_a_change_of_the_order(self) -> None:
        order = a_confirmed_order()
        order.lines[0].spec = VOLTAGE

        with pytest.raises(SpecSettled) as refused:
            complete(order, {"voltage": "24V", "protocol": "Wi-Fi"}, missing=lacking("protocol"))
        assert refused.value.facts == {"order_no": "ORD-2611-0001", "status": OrderStatus.CONFIRMED}
        assert order.lines[0].spec == VOLTAGE

    @pytest.mark.parametrize("is_custom", [True, False])
    def test_it_is_made_the_way_it_was_promised_whatever_is_released_or_withdrawn_since(self, is_custom: bool) -> None:
        order = a_confirmed_order()
        order.lines[0].is_custom = is_custom

        complete(order, missing=lacking("voltage"), custom=() if is_custom else {"screen_inch"})

        assert order.lines[0].is_custom is is_custom

    def test_so_is_what_nobody_asks_for(self) -> None:
        with pytest.raises(SpecSettled):
            complete(a_confirmed_order(), {"engraving": "恒远"}, missing=lacking("voltage"))

    def test_what_another_line_lacks_is_not_told_of_this_one(self) -> None:
        with pytest.raises(SpecSettled):
            complete(a_confirmed_order(), missing=lacking("voltage", line_no=2))

    @pytest.mark.parametrize("over", [a_released_order, a_shipped_order, a_cancelled_order])
    def test_nothing_is_filled_in_once_it_is_released_or_over(self, over: Callable[[], Order]) -> None:
        order = over()

        assert not order.is_spec_open
        with pytest.raises(SpecSettled):
            complete(order, missing=lacking("voltage"))

    def test_nor_while_it_is_on_hold(self) -> None:
        order = a_confirmed_order()
        order.hold("客户改图", now=NOW)

        assert not order.is_spec_open
        with pytest.raises(OrderOnHold):
            complete(order, missing=lacking("voltage"))

        order.resume(now=NOW)
        assert order.is_spec_open

    def test_a_value_that_needs_a_drawing_was_not_promised_for(self) -> None:
        order = a_confirmed_order()

        with pytest.raises(SpecNeedsDesign) as refused:
            complete(order, {"colour": "粉色"}, missing=lacking("colour"), custom={"colour"})
        assert refused.value.facts["fields"] == ["colour 标签"]
        assert not order.lines[0].is_custom

    def test_unless_a_drawing_is_on_its_way_anyhow(self) -> None:
        order, drawn = a_confirmed_order(), reached(a_confirmed_order(), NodeKind.DRAWING)
        order.lines[0].is_custom = drawn.lines[0].is_custom = True

        assert complete(order, {"colour": "粉色"}, missing=lacking("colour"), custom={"colour", "screen"})
        with pytest.raises(SpecNeedsDesign):
            complete(drawn, {"colour": "粉色"}, missing=lacking("colour"), custom={"colour", "screen"})
        assert complete(drawn, {"colour": "白色"}, missing=lacking("colour"), custom={"screen"})


class TestRelease:
    def test_the_last_acknowledgement_waits_for_the_spec(self) -> None:
        order = a_confirmed_order()

        happened = acknowledge_all(order, lacking("voltage"))

        assert order.status is OrderStatus.CONFIRMED
        assert not order.node(NodeKind.REQUIREMENT).is_done
        assert [event for event in happened if not isinstance(event, e.DepartmentAcknowledged)] == [
            e.SpecAwaited(at=NOW, subject="ORD-2611-0001", missing=["voltage"])
        ]

    def test_and_the_last_missing_field_releases_it(self) -> None:
        order = a_confirmed_order()
        acknowledge_all(order, lacking("voltage", "colour"))

        first = complete(order, missing=lacking("voltage", "colour"))
        assert (len(first), order.status) == (1, OrderStatus.CONFIRMED)
        happened = complete(order, {"colour": "白色"}, missing=lacking("colour"), now=LATER)

        assert [type(event) for event in happened] == [e.SpecCompleted, e.NodeReported, e.StatusChanged]
        assert order.status is OrderStatus.RELEASED
        reported = order.node(NodeKind.REQUIREMENT)
        assert (reported.actual_at, reported.reported_by) == (LATER, "lin")

    def test_a_complete_spec_does_not_release_what_a_department_does_not_have(self) -> None:
        order = a_confirmed_order()
        order.acknowledge("rnd", "zhao", missing=lacking("voltage"), now=NOW)

        assert len(complete(order, missing=lacking("voltage"))) == 1
        assert order.status is OrderStatus.CONFIRMED

    def test_every_line_is_waited_for(self) -> None:
        order = a_confirmed_order()
        missing = lacking("voltage") + lacking("finish", line_no=2)
        acknowledge_all(order, missing)

        complete(order, missing=missing)

        assert order.status is OrderStatus.CONFIRMED

    def test_production_does_not_start_without_it(self) -> None:
        order = reached(a_confirmed_order(), NodeKind.DRAWING, NodeKind.KITTED)
        missing = lacking("voltage") + lacking("voltage", line_no=2)
        acknowledge_all(order, missing)

        with pytest.raises(SpecIncomplete) as refused:
            order.report_node(NodeKind.START, 100, "wang", missing=missing, now=NOW)
        assert refused.value.facts == {
            "order_no": "ORD-2611-0001", "fields": ["voltage 标签"], "english_fields": ["voltage label"]
        }  # fmt: skip

    def test_a_start_releases_what_nothing_keeps_any_more(self) -> None:
        order = reached(a_confirmed_order(), NodeKind.DRAWING, NodeKind.KITTED)
        acknowledge_all(order, lacking("voltage"))

        order.report_node(NodeKind.START, 100, "wang", missing=[], now=NOW)

        assert order.status is OrderStatus.IN_PRODUCTION
        assert order.node(NodeKind.REQUIREMENT).is_done

    def test_what_was_released_elsewhere_is_started_without_it(self) -> None:
        order = reached(a_released_order(), NodeKind.DRAWING, NodeKind.KITTED)

        assert order.report_node(NodeKind.START, 100, "wang", missing=lacking("voltage"), now=NOW)
