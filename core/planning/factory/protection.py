"""Capacity kept for a class of customers."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.planning.factory.master import require


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """A share of the working minutes of each week that only one class of customers may book.

    The others may use what is beside it; all that nobody of the class has taken is released some days before the week.
    """

    customer_class: str
    share: Decimal
    """0.2: a fifth of every work centre's week."""
    release_days: int
    """Calendar days before the Monday of the week from which everybody may have it."""
    work_centres: tuple[str, ...] = ()
    """Where it holds; nothing means everywhere."""

    def __post_init__(self) -> None:
        is_share = self.share.is_finite() and 0 < self.share <= 1
        require("protection", self.customer_class, "share", self.share, is_share)
        require("protection", self.customer_class, "release_days", self.release_days, self.release_days >= 0)

    def covers(self, work_centre: str) -> bool:
        """Does it hold there?"""
        return not self.work_centres or work_centre in self.work_centres

    def is_released(self, monday: date, today: date) -> bool:
        """May everybody have that week's?"""
        return today >= monday - timedelta(days=self.release_days)
