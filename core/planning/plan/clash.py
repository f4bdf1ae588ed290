"""What together cannot be planned, as facts that can be kept and told. Light: whoever tells of it loads no solver."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ClashKind(StrEnum):
    """What kind of proof it is."""

    BEYOND_HORIZON = "BEYOND_HORIZON"
    """One operation after the other ends after the last day that is planned."""
    BEFORE_PIN = "BEFORE_PIN"
    """… or after an operation was fixed that waits for them."""
    CHANGE = "CHANGE"
    """Two operations are fixed on a machine with too little time between them to change it over."""
    CAPACITY = "CAPACITY"
    """What only these work centres can do takes more working time than they have left."""


class ClashPart(StrEnum):
    """What one thing is of those that exclude each other."""

    OPERATION = "OPERATION"
    """It has to be done; `minutes` at least."""
    PIN = "PIN"
    """It is fixed from `start_at` to `end_at`: it has begun, is frozen, held, or stays for another reason."""
    PURCHASE_ORDER = "PURCHASE_ORDER"
    """Its material comes at `start_at` with the purchase order `code`."""
    MATERIAL = "MATERIAL"
    """Its material `code`, not ordered yet, can be there at `start_at`."""
    DRAWING = "DRAWING"
    """Its drawing is there at `start_at`."""
    READY = "READY"
    """It cannot begin before `start_at`."""
    CLOSURE = "CLOSURE"
    """`work_centres` stand still from `start_at` to `end_at`; for good when that is None."""
    BUSY = "BUSY"
    """`work_centres` are busy until `end_at`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clashing:
    """One thing of those that exclude each other. What is not about an operation has no order."""

    kind: ClashPart
    order_no: str = ""
    item_code: str = ""
    seq: int = 0
    operation: str = ""
    work_centres: tuple[str, ...] = ()
    code: str = ""
    minutes: int = 0
    start_at: datetime | None = None
    end_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Things that exclude each other. Without any one of them the rest can be planned, if `is_irreducible`."""

    kind: ClashKind
    parts: tuple[Clashing, ...]
    work_centres: tuple[str, ...]
    until: datetime | None = None
    """What is missed: the end of what is planned, or the fixed beginning of an operation."""
    there_minutes: int = 0
    """CHANGE, CAPACITY: working minutes that there are …"""
    needed_minutes: int = 0
    """… and that it would take."""
    is_irreducible: bool = True

    @property
    def orders(self) -> tuple[str, ...]:
        """The orders it is about, by number."""
        return tuple(sorted({part.order_no for part in self.parts} - {""}))
