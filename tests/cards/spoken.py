"""Views in which every text that people or master data can put there is one and the same."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from cards.views import AlertView, DraftView, OrderView, SpecView
from core.orders import NodeKind, OrderStatus
from core.orders.draft import FieldProblem, OrderEntry
from core.planning.factory.records import Source
from core.planning.promise.answer import Doubt, DoubtKind, LongLead
from tests.cards import builders as b
from tests.cards.new_dates import a_new_date
from tests.cards.plans import A_DELAY


def order_of(text: str, **changes: Any) -> OrderView:
    """A confirmed order full of somebody's words."""
    told: dict[str, Any] = {
        "customer": text, "product": text, "spec": (SpecView(text, text), SpecView(text, text, "in")),
        "missing_spec": (b.a_spec_field("a", text),), "custom_spec": (SpecView(text, text),), "is_custom": True,
        "requirement": text, "owner": text, "coordinator": text, "is_on_hold": False, "on_hold_reason": text,
        "nodes": tuple(
            b.done(kind, text) if kind is NodeKind.DRAWING else b.a_node(kind, owner=text) for kind in NodeKind
        ),
        "acknowledgements": (
            b.an_answer_to("production", department_name=text, acknowledged_at=b.NOW, acknowledged_by=text),
            b.an_answer_to(
                "purchasing", department_name=text, owner=text, problem=text, problem_by=text, problem_at=b.NOW
            ),
        ),
        "lines": (b.a_line(product=text), b.a_line(product=text)),
        "answer": answer_of(text).to_json(),
        "repromises": (a_new_date(reason=text, asked_by=text, decided_by=text),),
        "pins": (b.a_pin(step=text, person=text, reason=text),),
    }  # fmt: skip
    return b.an_order(**(told | changes))


def unsold_order_of(text: str, **changes: Any) -> OrderView:
    """The same, still to be confirmed."""
    told: dict[str, Any] = {
        "status": OrderStatus.INQUIRY, "is_on_hold": False, "promise_date": None, "first_promise_date": None,
        "acknowledgements": (), "missing_spec": (b.a_spec_field("a", text), *b.every_spec_field()),
    }  # fmt: skip
    return order_of(text, **(told | changes))


def answer_of(text: str) -> Any:
    """The planner's answer where everything is called so."""
    return b.an_answer(
        binding_constraint=b.waits_for_chips(name=text),
        second_constraint=b.waits_for_chips(name=text, code="LCD-4", source=Source.PURCHASE),
        long_lead=(LongLead(item_code="LCD-4", name=text, lead_days=15, window_days=12, is_in_stock=False),),
        doubts=(Doubt(kind=DoubtKind.OVERDUE_PURCHASE, name=text),),
        options=b.every_option(text),
        materials=(b.a_material("MCU-32", text, source=Source.PURCHASE, qty=Decimal(7)),),
        bookings=(b.a_booking(operation=text),),
    )


def draft_of(text: str, **changes: Any) -> DraftView:
    """A form full of somebody's words."""
    entry = OrderEntry(
        customer="C-HY", product="SW-300", quantity=300, requirement=text, spec={"engraving": text},
        typed={"quantity": text}, problems={"quantity": FieldProblem(refusal="QuantityVague", facts={"typed": text})},
    )  # fmt: skip
    told: dict[str, Any] = {
        "entry": entry, "asked": ("quantity", "requirement", "spec_engraving"), "asker": text, "customer": text,
        "product": text, "spec": (SpecView(text, text),),
        "spec_fields": (b.a_spec_field("engraving", text),), "twin": "ORD-2611-0020",
    }  # fmt: skip
    return b.a_draft(**(told | changes))


def alert_of(text: str) -> AlertView:
    """An alert full of somebody's words."""
    return b.an_alert(
        order_of(text), owner=text, acknowledged_by=text, acknowledged_at=b.NOW, status="ACKNOWLEDGED",
        delayed_by=replace(A_DELAY, machine=text),
    )  # fmt: skip
