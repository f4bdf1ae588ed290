"""The gallery's digests."""

from collections.abc import Callable
from datetime import date
from typing import Any

from cards.card import Card
from cards.digest import DigestCard, DigestView
from cards.wording import Wording
from core.orders import OrderStatus
from tests.cards import builders as b
from tests.cards.spoken import order_of

Case = Callable[[Wording], Card]


def _digest(words: Wording, order: Any = None) -> Card:
    late = order or b.an_order(is_overdue=True, days_late=4)
    at_risk = b.an_order(order_no="ORD-2611-0031", is_at_risk=True, forecast_date=date(2026, 12, 15))
    due = b.an_order(order_no="ORD-2611-0032", status=OrderStatus.IN_PRODUCTION)
    view = DigestView(
        day=date(2026, 11, 24), open_count=37, overdue=(late,) * 7, at_risk=(at_risk,), due_today=(due,),
        unreleased=(b.an_order(order_no="ORD-2611-0033"),),
    )  # fmt: skip
    return DigestCard.of(view, words)


def _quiet(words: Wording) -> Card:
    view = DigestView(day=date(2026, 11, 24), open_count=3, overdue=(), at_risk=(), due_today=(), unreleased=())
    return DigestCard.of(view, words)


def digests(text: str) -> dict[type[Card], dict[str, Case]]:
    """All of them; `text` are somebody's words."""
    return {DigestCard: {"busy": _digest, "quiet": _quiet, "hostile": lambda words: _digest(words, order_of(text))}}
