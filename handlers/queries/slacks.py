"""How much later an order, and what it depends on, may be."""

from dataclasses import replace

from sqlmodel import Session

from cards.asides import SlackView
from cards.views import OrderView
from core.planning.codec import from_json
from core.slacks import Slack, SlackKind
from handlers.queries.names import Names
from storage.slacks import slacks_of

_IN_TURN = (SlackKind.OPERATION, SlackKind.DESIGN)
"""Of these the next one counts, of what is waited for the one with the least slack."""


def with_slack(order: OrderView, session: Session, names: Names) -> OrderView:
    """The order with its slack: that of its tightest line, and the one part of each kind that people look for first."""
    lines = slacks_of(session, order.order_no)
    if not lines:
        return order
    found: dict[SlackKind, list[Slack]] = {}
    for part in (from_json(Slack, told) for line in lines for told in line.parts):
        found.setdefault(part.kind, []).append(part)
    first = tuple(_first(kind, found[kind]) for kind in SlackKind if kind in found)
    codes = {part.item_code for part in first} | {part.code for part in first} - {""}
    view = SlackView(minutes=min(line.minutes for line in lines), parts=first)
    return replace(order, slack=view, names={**order.names, **names.items(codes), **names.steps(codes)})


def _first(kind: SlackKind, parts: list[Slack]) -> Slack:
    if kind in _IN_TURN:
        return min(parts, key=lambda it: (it.latest_at, it.minutes))
    return min(parts, key=lambda it: (it.minutes, it.latest_at, it.code))
