"""What a simulated time says about the promises made in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from core.calendar import WorkingCalendar
from core.planning.simulation.year import Sold
from core.planning.sureness import working_days


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Shares are of the orders that have left; None where there is nothing to measure."""

    orders: int
    shipped: int
    refused: int
    """Asked for and impossible."""
    promises_met: float | None
    p50_met: float | None
    p80_met: float | None
    mean_error_days: float | None
    """Calendar days by which orders left after (before: negative) their P50 date."""
    mean_absolute_error_days: float | None
    p80_allowance_days: float | None
    """Calendar days between the promise and the P80 date, on average."""
    late_share: float | None
    alerted_share: float | None
    """Of the late ones, those that the plan showed late on a day before their promise."""
    false_alert_share: float | None
    """Of those that left in time, the ones that the plan showed late on some day."""
    alert_lead_days: float | None
    """Working days from there to the promised day, the median."""


def measured(sold: Sequence[Sold], refused: int, calendar: WorkingCalendar) -> Measures:
    """Count."""
    gone = [each for each in sold if each.shipped_on is not None]
    late = [each for each in gone if each.shipped_on and each.shipped_on > each.promise_date]
    errors = [float((each.shipped_on - each.p50_date).days) for each in gone if each.shipped_on]
    leads = [_working_days(each, calendar) for each in late]
    return Measures(
        orders=len(sold),
        shipped=len(gone),
        refused=refused,
        promises_met=_share([each.shipped_on <= each.promise_date for each in gone if each.shipped_on]),
        p50_met=_share([each.shipped_on <= each.p50_date for each in gone if each.shipped_on]),
        p80_met=_share([each.shipped_on <= each.p80_date for each in gone if each.shipped_on]),
        mean_error_days=_mean(errors),
        mean_absolute_error_days=_mean([abs(each) for each in errors]),
        p80_allowance_days=_mean([float((each.p80_date - each.promise_date).days) for each in gone]),
        late_share=len(late) / len(gone) if gone else None,
        alerted_share=_share([lead > 0 for lead in leads]),
        false_alert_share=_share([each.alerted_on is not None for each in gone if each not in late]),
        alert_lead_days=float(median(leads)) if leads else None,
    )


def _working_days(sold: Sold, calendar: WorkingCalendar) -> int:
    """From the alert to the promised day; 0 where it came on that day or after."""
    return working_days(calendar, sold.alerted_on or sold.promise_date, sold.promise_date)


def _share(held: Sequence[bool]) -> float | None:
    return sum(held) / len(held) if held else None


def _mean(numbers: Sequence[float]) -> float | None:
    return fmean(numbers) if numbers else None
