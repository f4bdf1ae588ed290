"""The living card of a change of an order."""

from cards.card import Card
from cards.order_change_card import OrderChangeCard, OrderChangeForm
from core.changes import ChangeStatus
from handlers.drawing import Subject, draws
from handlers.order_changes.view import order_change_view
from storage.changes import get_change


@draws("order_change")
def draw_order_change(it: Subject) -> Card:
    """Its form while it is written down, then how it stands."""
    change = order_change_view(get_change(it.session, it.number), it.session, it.names, it.today)
    kind = OrderChangeForm if change.status is ChangeStatus.DRAFT else OrderChangeCard
    return kind.of(change, it.words)
