"""Finding orders by whatever somebody remembers of them."""

from sqlmodel import Session

from core.errors import NotFound
from core.orders import Order
from storage import catalogue
from storage.orders import get_order, search


def find_orders(session: Session, words: str) -> list[Order]:
    """Orders by number, the end of one, a customer's or a product's name or alias; newest first.

    A full number gives just that order. Raises NotFound for a full number that does not exist.
    """
    plain = words.strip().lstrip("#")
    if plain.upper().startswith("ORD-") and plain.count("-") == 2:
        return [get_order(session, plain.upper())]
    folded = plain.casefold()
    customers = [c.code for c in catalogue.customers(session) if _is_called(folded, c.words)]
    products = [p.code for p in catalogue.products(session) if _is_called(folded, p.words)]
    number = plain.upper() if any(letter.isdigit() for letter in plain) else ""
    if not (number or customers or products):
        return []
    return search(session, number, customers=customers, products=products)


def require_one(orders: list[Order], words: str) -> Order:
    """The only one found; refused with the nearest when there is none or there are several."""
    if len(orders) == 1:
        return orders[0]
    raise NotFound(kind="order", words=words, near=[order.order_no for order in orders[:3]])


def _is_called(folded: str, names: tuple[str, ...]) -> bool:
    return bool(folded) and any(folded in name.casefold() for name in names)
