"""What an order uses instead of what its bill of materials says, and by whose leave."""

from collections.abc import Mapping

from sqlmodel import Session

from cards.wording import Wording
from core.orders import Order
from core.planning.factory.shop import Shop
from handlers.queries.names import Names
from storage.substitutes import approved_for


def used_instead(order: Order, shop: Shop, session: Session, names: Names, words: Wording) -> Mapping[str, str]:
    """By item that the order keeps in the place of another: for which one, and by whose leave, until when."""
    held = shop.held.get(order.order_no)
    if held is None:
        return {}
    made = {booking.item_code for booking in held.bookings}
    needed = {line.component for code in made for line in shop.boms.get(code, ())}
    approvals = {(it.item, it.substitute): it for it in approved_for(session, order.order_no, order.customer_code)}
    found = {}
    for code in sorted({kept.item_code for kept in held.allocations} - needed):
        item = next((it for it in sorted(needed) if code in shop.items_by_code[it].stand_ins), "")
        approval = approvals.get((item, code))
        if item:
            found[code] = words.say(
                "kit.instead", item=item, person=names.person(approval.decided_by) if approval else None,
                until=approval.valid_until if approval and approval.valid_until else None,
            )  # fmt: skip
    return found
