"""Forms as people see them."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from cards.views import DraftView
from core.orders import OrderDraft
from core.orders.draft import FieldProblem, OrderEntry
from handlers.queries.names import Names
from storage import catalogue

_CODES = ("candidates", "near", "options", "values")
"""Facts of a problem that list codes of what could be meant."""


SUGGESTED_WEEKS = (1, 2, 3, 4, 5, 6, 8, 10, 12)
"""Ahead of today: the days that can be chosen where none can be typed."""


def draft_view(draft: OrderDraft, session: Session, names: Names, today: date) -> DraftView:
    """One form, with what can be chosen in it."""
    entry = draft.understood
    problems = {name: _named(name, problem, entry, names) for name, problem in entry.problems.items()}
    return DraftView(
        draft_no=draft.draft_no, revision=draft.revision, purpose=draft.purpose, state=draft.state,
        entry=entry.model_copy(update={"problems": problems}), asked=tuple(draft.asked), twin=draft.twin,
        order_no=draft.order_no, asker=names.person(draft.asker),
        customer=names.customer(entry.customer) if entry.customer else "",
        product=names.product(entry.product) if entry.product else "",
        spec=names.spec(entry.product, entry.spec),
        customers=tuple((each.code, names.customer(each.code)) for each in catalogue.customers(session)),
        products=tuple((each.code, names.product(each.code)) for each in catalogue.products(session)),
        suggested_days=tuple(today + timedelta(weeks=weeks) for weeks in SUGGESTED_WEEKS),
        spec_fields=names.spec_fields(entry.product),
    )  # fmt: skip


def _named(name: str, problem: FieldProblem, entry: OrderEntry, names: Names) -> FieldProblem:
    """The problem of a field with names for the codes and keys in it."""

    def named(code: Any) -> Any:
        if name == "customer":
            return names.customer(code)
        return names.product(code) if name == "product" else names.option(entry.product, key, code)

    key = name.removeprefix("spec_")
    facts = {
        fact: [named(each) if isinstance(each, str) else each for each in value] if fact in _CODES else value
        for fact, value in problem.facts.items()
    }
    if str(facts.get("field", "")).startswith("spec_"):
        facts["field"] = names.label(entry.product, key)
    return problem.model_copy(update={"facts": facts})
