"""Orders in any state; a test names only what it is about."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from core.orders import MissingField, NodeKind, Order, OrderDraft, OrderLine, Promise
from core.orders.draft import DraftPurpose, OrderEntry

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
TODAY = date(2026, 11, 23)
PROMISED = date(2026, 12, 11)
DEPARTMENTS = {"production": "wang", "rnd": "zhao", "purchasing": "chen"}


def a_line(**changes: Any) -> OrderLine:
    """300 SW-300, wanted on 20 December."""
    told: dict[str, Any] = {"product_code": "SW-300", "quantity": 300, "requested_date": date(2026, 12, 20)}
    return OrderLine(**({"order_no": "ORD-2611-0001"} | told | changes))


def an_order(*lines: OrderLine) -> Order:
    """A new inquiry of Lin's."""
    order, _ = Order.inquire(
        "ORD-2611-0001",
        customer="C-HY",
        lines=lines or (a_line(),),
        owner="lin",
        coordinator="shen",
        chat="feishu:oc_sales",
        now=NOW,
    )
    return order


def a_promise(
    day: date | None = PROMISED,
    *,
    cause: str = "order",
    options: Mapping[str, date] | None = None,
    lines: Mapping[int, date] | None = None,
) -> Promise:
    """An answer of the planner."""
    offered = [{"kind": kind.upper(), "promise_date": day.isoformat()} for kind, day in (options or {}).items()]
    told = [{"line_no": number, "promise_date": each.isoformat()} for number, each in (lines or {}).items()]
    answer = {"promise_date": day.isoformat() if day else None, "lines": told, "options": offered}
    return Promise(
        order_no="ORD-2611-0001", entry=1, made_at=NOW, made_by="tongpin", cause=cause, promise_date=day, answer=answer
    )


def an_answered_order(day: date | None = PROMISED, **promise: Any) -> Order:
    """An inquiry with an answer."""
    order = an_order()
    order.record_promise(a_promise(day, **promise), now=NOW)
    return order


def a_quote() -> Order:
    """An order that holds what it was promised for a day."""
    order = an_answered_order()
    order.hold_quote(NOW + timedelta(days=1), now=NOW)
    return order


def lacking(*keys: str, line_no: int = 1) -> list[MissingField]:
    """These mandatory fields have no value yet."""
    return [MissingField(line_no, key, f"{key} 标签", f"{key} label") for key in keys]


def a_confirmed_order(asking: Iterable[str] = DEPARTMENTS) -> Order:
    """Sold; these departments have been asked."""
    order = an_answered_order()
    order.confirm("standard", now=NOW)
    order.ask_departments({key: DEPARTMENTS[key] for key in asking}, now=NOW)
    return order


def a_released_order() -> Order:
    """Everybody has taken it on."""
    order = a_confirmed_order()
    for department, person in DEPARTMENTS.items():
        order.acknowledge(department, person, missing=[], now=NOW)
    return order


def reached(order: Order, *kinds: NodeKind) -> Order:
    """The order with these milestones reached, in this order."""
    for kind in kinds:
        order.report_node(kind, 100, "wang", missing=[], now=NOW)
    return order


TO_SHIPMENT = (
    NodeKind.DRAWING,
    NodeKind.KITTED,
    NodeKind.START,
    NodeKind.FINISH,
    NodeKind.INSPECTION,
    NodeKind.SHIPMENT,
)


def a_shipped_order() -> Order:
    """Gone, not yet received."""
    order = reached(a_released_order(), *TO_SHIPMENT)
    order.note_shipped(PROMISED)
    return order


def a_closed_order() -> Order:
    """Received by the customer."""
    return reached(a_shipped_order(), NodeKind.RECEIPT)


def a_cancelled_order() -> Order:
    """Called off."""
    order = a_confirmed_order()
    order.cancel("", now=NOW)
    return order


def a_draft(**told: Any) -> OrderDraft:
    """Lin's form, with what is known so far."""
    draft, _ = OrderDraft.open(
        "DRF-2611-0001", DraftPurpose.ORDER, OrderEntry(**told), asker="lin", chat="feishu:oc_sales", now=NOW
    )
    return draft
