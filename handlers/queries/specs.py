"""What is still to be said about what was ordered."""

from collections.abc import Mapping

from sqlmodel import Session

from core.catalogue import ProductFamily
from core.orders import MissingField, Order, OrderLine
from storage import catalogue


def missing_fields(order: Order, session: Session) -> list[MissingField]:
    """The mandatory spec fields without a value, line by line, in the order of the form."""
    return [
        MissingField(line.line_no, field.key, field.label, field.english_label or field.key)
        for line in order.lines
        for field in _family_of(line, session).missing(line.spec)
    ]


def read_spec(line: OrderLine, words: Mapping[str, str], session: Session) -> tuple[dict[str, str], set[str]]:
    """What was typed for a line in its stored form, and the keys that are then outside the released options."""
    family = _family_of(line, session)
    spec = family.read(words)
    return spec, {field.key for field in family.custom(line.spec | spec)}


def _family_of(line: OrderLine, session: Session) -> ProductFamily:
    return catalogue.get_family(session, catalogue.get_product(session, line.product_code).family)
