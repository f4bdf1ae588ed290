"""Changes of orders as people see them."""

from datetime import date
from typing import Any

from sqlmodel import Session

from cards.changes.description import Description
from cards.changes.order_view import LineChangeView, LineNowView, OrderChangeView, SpecChangeView
from cards.changes.order_words import description_of
from cards.wording import Wording
from core.changes import ChangeRequest
from core.orders import LineChange, Order, OrderChange
from handlers.order_changes.effects import effect_on
from handlers.queries.names import Names
from handlers.queries.orders import order_view
from storage.orders import get_order


def describe(change: ChangeRequest, session: Session, names: Names, words: Wording, today: date) -> Description:
    """In the reader's words, as it stands today."""
    return description_of(order_change_view(change, session, names, today), words)


def order_change_view(change: ChangeRequest, session: Session, names: Names, today: date) -> OrderChangeView:
    """With names for codes."""
    order, content = get_order(session, change.target), OrderChange.of(change.content or {})
    line = order.line(content.line.line_no)
    product = line.product_code
    impact = change.impact
    return OrderChangeView(
        change_no=change.change_no, revision=change.revision, status=change.status, action=content.action,
        order=order_view(order, names, today), requester=names.person(change.requester), opened_at=change.opened_at,
        now=LineNowView(
            quantity=line.quantity, uom=line.uom, requested_date=line.requested_date,
            spec=names.spec(product, line.spec),
        ),
        reason=change.reason, decided_by=names.person(change.decided_by) if change.decided_by else "",
        decision=change.decision, lines=tuple(_line(it, order, names) for it in content.lines if it.touches),
        effect=effect_on(impact["effect"]) if impact.get("effect") else None, problem=impact.get("problem", {}),
        spec_fields=names.spec_fields(product), typed=content.typed,
        problems={name: _named(name, why.model_dump(mode="json"), product, names)
                  for name, why in content.problems.items()},
    )  # fmt: skip


def _line(wanted: LineChange, order: Order, names: Names) -> LineChangeView:
    line = order.line(wanted.line_no)
    product = line.product_code
    return LineChangeView(
        goods=names.product(product), uom=line.uom, quantity_before=wanted.quantity_before, quantity=wanted.quantity,
        requested_before=wanted.requested_before, requested_date=wanted.requested_date,
        spec=tuple(
            SpecChangeView(
                names.label(product, key), names.option(product, key, wanted.spec_before.get(key, "")),
                names.option(product, key, value),
            )
            for key, value in wanted.spec.items()
        ),
    )  # fmt: skip


def _named(name: str, problem: dict[str, Any], product: str, names: Names) -> dict[str, Any]:
    """The problem of a spec field with names for the values that could be meant."""
    key, facts = name.removeprefix("spec_"), dict(problem["facts"])
    if isinstance(options := facts.get("options"), list):
        facts["options"] = [names.option(product, key, it) for it in options]
    return problem | {"facts": facts}
