"""Finding customers, products and their families."""

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from sqlmodel import Session, select

from core.catalogue import Customer, Product, ProductFamily
from core.errors import NotFound
from storage.counters import data_version, rebooked_orders
from storage.database import only_reads


def get_customer(session: Session, code: str) -> Customer:
    """The customer of this code."""
    customer = session.get(Customer, code)
    if customer is None:
        raise NotFound(kind="customer", words=code, near=[])
    return customer


def get_product(session: Session, code: str) -> Product:
    """The product of this code."""
    product = session.get(Product, code)
    if product is None:
        raise NotFound(kind="product", words=code, near=[])
    return product


def get_family(session: Session, key: str) -> ProductFamily:
    """The product family of this key, with its spec fields."""
    family = session.get(ProductFamily, key)
    if family is None:
        raise NotFound(kind="product", words=key, near=[])
    return family


def customers(session: Session) -> list[Customer]:
    """All customers, by code."""
    return list(session.exec(select(Customer).order_by(Customer.code)))


def products(session: Session) -> list[Product]:
    """All products that are sold, by code."""
    return list(session.exec(select(Product).where(Product.is_active).order_by(Product.code)))


def families(session: Session) -> Mapping[str, ProductFamily]:
    """All product families by key. Nearly every card needs one: they are kept until the data has changed."""
    if not only_reads(session):
        return _families(session)
    version, engine = data_version(session), session.get_bind()
    known, found = _KEPT.get(engine, (-1, {}))
    if known != version:
        if known < 0 or rebooked_orders(session, known, version) is None:
            found = _families(session)
        _KEPT[engine] = (version, found)
    return found


_KEPT: WeakKeyDictionary[Any, tuple[int, Mapping[str, ProductFamily]]] = WeakKeyDictionary()


def _families(session: Session) -> Mapping[str, ProductFamily]:
    return {family.key: family for family in session.exec(select(ProductFamily))}
