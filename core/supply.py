"""What things are made of, what is there, and what is on its way."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field as Check
from sqlmodel import Field

from core.entity import Entity, aware_column
from core.fields import (
    Code,
    Day,
    LeadDays,
    Money,
    Name,
    Note,
    OptionalName,
    PositiveQuantity,
    Quantity,
    in_steps,
)


class ItemKind(StrEnum):
    """Where an item comes from."""

    BOUGHT = "BOUGHT"
    MADE = "MADE"


class PurchaseStatus(StrEnum):
    """Where a purchase order is."""

    OPEN = "OPEN"
    """Sent, and the supplier has not said when."""
    CONFIRMED = "CONFIRMED"
    """The supplier stands by the date."""
    RECEIVED = "RECEIVED"
    CANCELLED = "CANCELLED"


class Supplier(Entity, table=True):
    """Somebody we buy from."""

    __tablename__ = "supplier"

    code: Code = Field(primary_key=True)
    name: Name
    english_name: OptionalName = ""
    contact: Note = ""


class Item(Entity, table=True):
    """Anything stocked, bought or made."""

    __tablename__ = "item"

    item_code: Code = Field(primary_key=True)
    name: Name
    english_name: OptionalName = ""
    kind: ItemKind
    uom: Code = "pcs"
    unit_cost: Money = Decimal(0)
    """CNY for one: the purchase price, or the standard cost of a made item."""
    qty_step: PositiveQuantity = Decimal(1)
    """The smallest quantity that is issued, bought or made: 1 for pieces, 0.001 for metres."""
    purchase_lead_time_days: LeadDays | None = None
    """Calendar days from order to receipt; none for what cannot simply be bought."""
    expedite_days: LeadDays = 0
    """Days by which the supplier can shorten a delivery (air freight, overtime)."""
    expedite_cost: Money = Decimal(0)
    """CNY that this adds to one delivery."""
    supplier: Code | None = Field(default=None, foreign_key="supplier.code")
    buyer: Annotated[str, Check(max_length=40)] = ""
    """Key of the person who buys it; the purchasing lead where empty."""
    revision: Code = "A"
    """The revision of its bill of materials that is in force."""
    lot_size: PositiveQuantity | None = None
    """More than this of a made item may run in lots side by side, if that is earlier; none: always in one."""

    def in_steps(self, qty: Decimal) -> Decimal:
        """The quantity rounded up to whole steps."""
        return in_steps(qty, self.qty_step)


class BomLine(Entity, table=True):
    """So much of one item goes into one piece of another."""

    __tablename__ = "bom_line"

    parent: Code = Field(primary_key=True, foreign_key="item.item_code")
    component: Code = Field(primary_key=True, foreign_key="item.item_code", index=True)
    revision: Code = Field(default="A", primary_key=True)
    qty_per: PositiveQuantity
    """In the component's unit of measure, for one of the parent."""
    scrap_rate: Annotated[Decimal, Check(ge=0, lt=1, max_digits=5, decimal_places=4)] = Decimal(0)
    """Share of what is issued that is lost: to have 98 good at 0.02, 100 are issued."""
    at_seq: Annotated[int, Check(ge=1, le=9999)] | None = None
    """The operation of the parent that needs it; none means the first one."""


class Stock(Entity, table=True):
    """How much of an item is usable now."""

    __tablename__ = "stock"

    item: Code = Field(primary_key=True, foreign_key="item.item_code")
    on_hand_qty: Quantity
    as_of: datetime = Field(sa_column=aware_column())
    """When somebody last counted or confirmed it."""


class PurchaseOrder(Entity, table=True):
    """An order to a supplier for one item."""

    __tablename__ = "purchase_order"

    po_no: Code = Field(primary_key=True)
    item: Code = Field(foreign_key="item.item_code", index=True)
    supplier: Code | None = Field(default=None, foreign_key="supplier.code")
    qty: PositiveQuantity
    received_qty: Quantity = Decimal(0)
    eta: Day
    """The day the rest arrives, as far as known."""
    status: PurchaseStatus = PurchaseStatus.OPEN


class Substitute(Entity, table=True):
    """Another item that can stand in for one, piece for piece."""

    __tablename__ = "substitute"

    item: Code = Field(primary_key=True, foreign_key="item.item_code")
    substitute: Code = Field(primary_key=True, foreign_key="item.item_code")
    is_approved: bool = False
    """R&D allows it for every order."""

    @classmethod
    def contradiction(cls, row: Mapping[str, Any]) -> tuple[str, str] | None:
        """The two fields that cannot both be right, if any."""
        return ("substitute", "item") if row["substitute"] == row["item"] else None


Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Structure:
    """Bills of materials as (parent, component), approved substitutes as (item, substitute)."""

    bom_lines: frozenset[Pair] = frozenset()
    substitutes: frozenset[Pair] = frozenset()

    def __or__(self, other: "Structure") -> "Structure":
        """Both together."""
        return Structure(self.bom_lines | other.bom_lines, self.substitutes | other.substitutes)

    def with_lines(self, lines: Iterable[Pair]) -> "Structure":
        """With these bills of materials, too."""
        return Structure(self.bom_lines | frozenset(lines), self.substitutes)

    def circular(self) -> "Structure":
        """The part by which an item would contain itself, at any depth and whichever substitutes are used.

        Two bought items that stand in for each other are no circle: it takes a bill of materials to come round.
        """
        instead: dict[str, list[str]] = {}
        for item, substitute in self.substitutes:
            instead.setdefault(item, []).append(substitute)
        used = [(parent, item, each) for parent, item in self.bom_lines for each in (item, *instead.get(item, ()))]
        rings = circular_lines((parent, each) for parent, _, each in used)
        found = [(parent, item, each) for parent, item, each in used if (parent, each) in rings]
        return Structure(
            frozenset((parent, item) for parent, item, _ in found),
            frozenset((item, each) for _, item, each in found if each != item),
        )


def circular_lines(lines: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """The (parent, component) pairs by which an item would contain itself, at any depth."""
    tangled = _without_leaves(list(lines))
    upside_down = _without_leaves([(component, parent) for parent, component in tangled])
    return {(parent, component) for component, parent in upside_down}


def _without_leaves(lines: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What is left when items that have no components left are taken away, again and again."""
    components_left = Counter(parent for parent, _ in lines)
    parents: dict[str, list[str]] = {}
    for parent, component in lines:
        parents.setdefault(component, []).append(parent)
    leaves = [item for item in parents if not components_left[item]]
    while leaves:
        for parent in parents.pop(leaves.pop()):
            components_left[parent] -= 1
            if not components_left[parent] and parent in parents:
                leaves.append(parent)
    return [line for line in lines if components_left[line[0]] and components_left[line[1]]]
