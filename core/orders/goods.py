"""The goods of an order: what was used for them, what is made and has not left, and when it left."""

from datetime import date
from typing import TYPE_CHECKING

from core.orders.node import Node, NodeKind

if TYPE_CHECKING:
    from core.orders.line import OrderLine


class Goods:
    """The part of `Order` that knows where its goods are."""

    if TYPE_CHECKING:
        lines: list[OrderLine]

        def node(self, kind: NodeKind) -> Node: ...  # noqa: D102 (see `Tracked`)

    def has_used(self, item_code: str) -> bool:
        """Is what was kept of this item gone from the shelf? Goods are with their shipment, material when work starts.

        Stock is what somebody counts on the shelf: what was issued is not in that figure, and must not be kept of it.
        """
        is_product = item_code in {line.product_code for line in self.lines}
        return self.node(NodeKind.SHIPMENT if is_product else NodeKind.START).is_done

    @property
    def made(self) -> dict[str, int]:
        """Pieces by product that are made and have not left: they are this order's, counted on the shelf or not.

        What was made to a custom spec is nothing that anybody else could be promised.
        """
        made: dict[str, int] = {}
        if self.node(NodeKind.FINISH).is_done and not self.node(NodeKind.SHIPMENT).is_done:
            for line in self.lines:
                if not line.is_custom:
                    made[line.product_code] = made.get(line.product_code, 0) + line.quantity
        return made

    def note_shipped(self, day: date) -> None:
        """The calendar day, in factory time, on which the goods left."""
        for line in self.lines:
            line.actual_ship_date = day
