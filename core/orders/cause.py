"""Why an order is expected on another day than it was promised for: one thing, of which it is proved."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self


class CauseKind(StrEnum):
    """What keeps an order."""

    PURCHASE_ORDER = "PURCHASE_ORDER"
    MATERIAL = "MATERIAL"
    """Something that nobody has ordered yet."""
    DRAWING = "DRAWING"
    MACHINE = "MACHINE"
    """A work centre stands still: a breakdown, maintenance."""
    QUEUE = "QUEUE"
    """Another order has the machine."""
    SETUP = "SETUP"
    """Changing over at a work centre."""
    NOT_BEGUN = "NOT_BEGUN"
    """It should have begun, and nobody has reported that it has."""
    WORK = "WORK"
    """Its own work takes so long, even if everybody else made way and all material were there."""


@dataclass(frozen=True, slots=True)
class ForecastCause:
    """`code`: the purchase order, item, work centre or order it is about; without it the order would be in time.

    `through`: the order that is kept by it, and keeps this one in turn; empty when it keeps this one itself.
    """

    kind: CauseKind
    code: str = ""
    name: str = ""
    """Of what `code` is about: the supplier, the item, the work centre."""
    through: str = ""

    def to_json(self) -> dict[str, str]:
        """As it is kept."""
        return {name: str(value) for name, value in asdict(self).items() if value}

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self | None:
        """As it was kept; None for nothing."""
        return cls(**{**told, "kind": CauseKind(told["kind"])}) if told else None
