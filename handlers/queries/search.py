"""Finding orders and people by whatever somebody remembers of them."""

from sqlmodel import Session

from cards.wording import Wording
from core.errors import NameAmbiguous, NotFound
from core.orders import Order
from core.people import Person
from handlers.queries.names import Names
from storage import catalogue, people
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


def only_order(session: Session, words: str) -> Order:
    """The one order that is meant; refused with the numbers of all that could be."""
    found = find_orders(session, words)
    if not found:
        raise NotFound(kind="order", words=words, near=[])
    if len(found) > 1:
        raise NameAmbiguous(kind="order", words=words, candidates=[it.order_no for it in found[:5]])
    return found[0]


def require_person(session: Session, words: str, wording: Wording) -> Person:
    """The one person of this key or name; refused with the nearest names, or with all who are called that."""
    everybody, wanted = people.find_people(session), words.removeprefix("@").strip()
    called = [each for each in everybody if each.key.casefold() == wanted.casefold()]
    called = called or [each for each in everybody if each.is_called(wanted)]
    if not called:
        near = dict.fromkeys(each.name for each in everybody if set(each.name) & set(wanted))
        raise NotFound(kind="person", words=words, near=list(near)[:3])
    if len(called) > 1:
        raise NameAmbiguous(kind="person", words=words, candidates=_told_apart(called, session, wording))
    return called[0]


def _told_apart(called: list[Person], session: Session, wording: Wording) -> list[str]:
    names = Names(session, wording.is_chinese)
    return [
        wording.say("role.one_of", name=names.person(it.key), code=it.key, department=names.department(it.department))
        for it in called
    ]


def _is_called(folded: str, names: tuple[str, ...]) -> bool:
    return bool(folded) and any(folded in name.casefold() for name in names)
