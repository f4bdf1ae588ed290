"""When material that is not on the shelf is there: one rule for promises and for shortage lists."""

from datetime import date

from core.calendar import WorkingCalendar
from core.planning.factory.master import DayKind, Item

DAY_MINUTES = 24 * 60


def expected(eta: int, now: int, hurry: int = 0) -> int:
    """The minute in which a delivery announced for `eta` can be counted on; `hurry` minutes earlier if it is chased.

    What is overdue cannot be here before tomorrow, and no supplier hurries it nearer than that.
    """
    tomorrow = now + DAY_MINUTES
    return max(eta - hurry, min(eta, tomorrow)) if eta > now else tomorrow


def lead_days(item: Item, today: date, calendar: WorkingCalendar, *, is_hurried: bool = False) -> int | None:
    """Calendar days from ordering an item today to having it; None when it cannot be bought."""
    if item.purchase_lead_days is None:
        return None
    days = item.purchase_lead_days
    if is_hurried:
        days = max(min(1, days), days - item.expedite_days)
    if item.lead_day_kind is DayKind.WORKING and days:
        days = (calendar.add_working_days(today, days) - today).days
    return days
