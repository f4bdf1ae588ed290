"""What the company has decided about planning."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from core.planning.factory.master import require_not_negative
from core.planning.factory.records import OpenOrder
from core.planning.plan.uncertainty import Uncertainty

CLASS_WEIGHTS: Mapping[str, int] = MappingProxyType({"A": 8, "B": 4, "C": 2})
"""A customer of class A counts as much as four of class C."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPolicy:
    """Whose lateness weighs how much, what stays where it is, and how long a plan may be looked for."""

    weights: Mapping[str, int] = field(default_factory=lambda: dict(CLASS_WEIGHTS))
    """Of an hour late, by customer class; 1 for any other."""
    rush_factor: int = 2
    """By how much a rush order weighs more."""
    frozen_days: int = 1
    """Working days, today the first, in which nothing moves unless somebody with a name says so."""
    evaluations: int = 200_000
    """How many changes a search tries: the same number and seed give the same plan."""
    seconds: float = 20.0
    """And no longer than that."""
    minutes_per_move: int = 15
    """Weighted minutes of lateness that moving one operation has to be worth."""
    moved_percent: int = 15
    """Of the operations that could stay, at most so many may move by more than an hour …"""
    changed_percent: int = 2
    """… and so many to another machine; a few are always allowed."""
    uncertainty: Uncertainty = field(default_factory=Uncertainty)
    """What may turn out otherwise than planned."""
    risk_samples: int = 200
    """How many futures a look at the risks runs through; 0: it is not looked."""

    def __post_init__(self) -> None:
        numbers = {"rush_factor": self.rush_factor, "frozen_days": self.frozen_days, "evaluations": self.evaluations}
        numbers |= {"moved_percent": self.moved_percent, "changed_percent": self.changed_percent}
        numbers["risk_samples"] = self.risk_samples
        require_not_negative("planning", "rules", minutes_per_move=self.minutes_per_move, **numbers, **self.weights)

    def weight_of(self, line: OpenOrder) -> int:
        """What a minute late of that line costs; an offer that nobody has bought costs as little as can be."""
        if line.is_quote:
            return 1
        weight = max(1, self.weights.get(line.customer_class, 1))
        return weight * max(1, self.rush_factor) if line.is_rush else weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What may move."""

    is_hit_only: bool = False
    """Only what cannot stay, unless an order becomes late by that."""
    work_centre: str = ""
    """Only what can run there, and what comes after it; anything when empty."""
    opened_by: str = ""
    """Who lets the frozen horizon be moved; nobody when empty."""
    held: tuple[str, ...] = ()
    """Orders whose operations stay, whatever else moves."""
