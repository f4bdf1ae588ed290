"""Master data in and out of the database: what an import writes, what it is checked against, what an export reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from core.catalogue import Customer, Product, ProductFamily, ProtectedCapacity, SpecField
from core.changes import ApprovalRule
from core.entity import Entity
from core.manufacturability import DfmAttribute, DfmRule, WorkCentreCapability
from core.people import Department, Person, PersonIdentity
from core.production import (
    CalendarException,
    ExceptionKind,
    MaintenanceWindow,
    RoutingOperation,
    SetupMatrix,
    WorkCentre,
    WorkCentreCalendar,
)
from core.reviews import RaciRule
from core.solutions import StandardSolution
from core.supply import BomLine, Item, PurchaseOrder, Stock, Structure, Substitute, Supplier
from storage import people, substitutes
from storage.tables import core_table
from storage.upsert import Counts, upsert

TABLE_CLASSES: Mapping[str, type[Entity]] = {
    str(kind.__tablename__): kind
    for kind in (
        Department, Person, Customer, ProductFamily, SpecField, Product, Supplier, Item, BomLine, Substitute,
        Stock, PurchaseOrder, WorkCentreCalendar, CalendarException, WorkCentre, MaintenanceWindow,
        RoutingOperation, SetupMatrix, ProtectedCapacity, ApprovalRule, DfmAttribute, DfmRule,
        WorkCentreCapability, StandardSolution, RaciRule,
    )
}  # fmt: skip
"""Every table of master data, those referred to before those that refer."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows of a file are checked against: keys by table, account owners by platform, what is made of what."""

    keys: Mapping[str, frozenset[Any]] = field(default_factory=dict)
    owners: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    structure: Structure = field(default_factory=Structure)
    spec_fields: Mapping[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)
    """The spec fields as rows, by family and key."""
    family_of: Mapping[str, str] = field(default_factory=dict)
    """The family of each product."""
    work_centres: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The work centres as rows, by code."""
    calendars: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The calendars as rows, by key."""
    opened_calendars: frozenset[str] = frozenset()
    """Those that work on single days beside their week."""


REFERRED_TO = (
    Department, Person, Customer, ProductFamily, Product, Supplier, Item, WorkCentreCalendar, WorkCentre,
    DfmAttribute,
)  # fmt: skip


def known(session: Session) -> Known:
    """What is in the database already, for `check_references`."""
    keys = {}
    for kind in REFERRED_TO:
        (key,) = core_table(kind).primary_key.columns
        keys[str(kind.__tablename__)] = frozenset(session.execute(select(key)).scalars())
    identity, bom, product = core_table(PersonIdentity).c, core_table(BomLine).c, core_table(Product).c
    stand_in, day = core_table(Substitute).c, core_table(CalendarException).c
    owners: dict[str, dict[str, str]] = {}
    for platform, account, person in session.execute(
        select(identity.platform, identity.platform_user_id, identity.person_key)
    ):
        owners.setdefault(platform, {})[account] = person
    opened = select(day.calendar).where(day.kind != ExceptionKind.CLOSED)
    lines = session.execute(select(bom.parent, bom.component).distinct())
    instead = session.execute(select(stand_in.item, stand_in.substitute).where(stand_in.is_approved))
    scoped = frozenset((item, each) for item, found in substitutes.ever_approved(session).items() for each in found)
    return Known(
        keys, owners, Structure(frozenset((a, b) for a, b in lines), frozenset((a, b) for a, b in instead) | scoped),
        spec_fields={(row["family"], row["key"]): row for row in rows(session, str(SpecField.__tablename__))},
        work_centres={row["code"]: row for row in rows(session, str(WorkCentre.__tablename__))},
        calendars={row["key"]: row for row in rows(session, str(WorkCentreCalendar.__tablename__))},
        opened_calendars=frozenset(session.execute(opened).scalars()),
        family_of=dict(session.execute(select(product.code, product.family)).all()),
    )  # fmt: skip


def is_empty(session: Session) -> bool:
    """No factory has been told of yet: neither people nor products nor items."""
    return not any(session.execute(select(core_table(kind)).limit(1)).first() for kind in (Person, Product, Item))


def import_rows(session: Session, table: str, rows: Sequence[Mapping[str, Any]], *, now: datetime) -> Counts:
    """Store rows of a table of master data by their keys. Fields that a row does not name stay as they are.

    Raises `LastOfRole` when nobody would be left to coordinate, or to give roles.
    """
    if table == Person.__tablename__:
        return people.import_people(session, rows)
    if table == Stock.__tablename__:
        counted = [{**row, "as_of": row.get("as_of") or now} for row in rows]
        return upsert(session, Stock, counted, confirming=frozenset({"as_of"}))
    return upsert(session, TABLE_CLASSES[table], rows)


def rows(session: Session, table: str) -> list[dict[str, Any]]:
    """Everything in a table of master data, by key, as `import_rows` takes it."""
    if table == Person.__tablename__:
        return people.person_rows(session)
    source = core_table(TABLE_CLASSES[table])
    return [dict(row) for row in session.execute(select(source).order_by(*source.primary_key.columns)).mappings()]
