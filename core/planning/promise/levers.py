"""What could be otherwise: the levers people can pull, and the things taken away to prove what binds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.calendar import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Levers:
    """Changes to the shop for one run. The first four are options, the others are relaxations."""

    overtime: frozenset[tuple[str, Window]] = frozenset()
    """Opened windows by work centre."""
    expedite: frozenset[str] = frozenset()
    """Items whose suppliers hurry."""
    substitute: Mapping[str, str] = field(default_factory=dict)
    """Item used instead, by item."""
    approved: frozenset[str] = frozenset()
    """Work centres agreed to although they need approval."""
    at_hand: frozenset[str] = frozenset()
    """Items taken as being there now."""
    idle: frozenset[str] = frozenset()
    """Work centres taken as having no bookings."""
    released: frozenset[str] = frozenset()
    """Groups of work centres of which nothing is kept for anybody."""
    is_design_done: bool = False

    def also(self, **changes: Any) -> "Levers":
        """These levers and more; sets are added to."""
        merged = {name: getattr(self, name) | value for name, value in changes.items()}
        return replace(self, **merged)

    @property
    def changes_work(self) -> bool:
        """Does the order have to be exploded anew?"""
        return bool(self.expedite or self.substitute or self.approved or self.is_design_done)


NO_LEVERS = Levers()
