"""On which day every sold line will really leave, and the one thing without which it would leave in time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from core.orders.cause import ForecastCause
from core.planning.factory.records import OpenOrder
from core.planning.factory.shop import Shop
from core.planning.plan.arrivals import LineId
from core.planning.plan.hopeless import possible
from core.planning.plan.outlook import Outlook


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What is expected of one line."""

    order_no: str
    line_no: int
    day: date
    """When it leaves."""
    cause: ForecastCause | None = None
    """Why it leaves later than promised; None when it does not, or nothing is proved."""
    slack_minutes: int = 0
    """By how much its tightest operation may begin later; below zero, how much too late it is."""


def forecasts(shop: Shop) -> tuple[Forecast, ...]:
    """By order and line; nothing about lines of which nothing is left to do, nor about held quotes.

    Nor about orders that do not fit before the horizon. Books nothing. Deterministic. Raises `BadProblem` as
    `possible` does.
    """
    return forecasts_of(possible(shop).outlook)


def forecasts_of(outlook: Outlook) -> tuple[Forecast, ...]:
    """The same of an outlook that somebody needs for more."""
    found = [each for line in outlook.sold if (each := _forecast(outlook, line)) is not None]
    wanted = {(line.order_no, line.line_no): line.wanted_by for line in outlook.sold}
    return tuple(_with_causes(outlook, found, wanted))


def _forecast(outlook: Outlook, line: OpenOrder) -> Forecast | None:
    key = (line.order_no, line.line_no)
    day = outlook.day(key, outlook.ends) or outlook.arrivals.on_the_shelf(line)
    if day is None:
        return None
    return Forecast(order_no=key[0], line_no=key[1], day=day, slack_minutes=outlook.slack(key))


def _with_causes(
    outlook: Outlook, found: Iterable[Forecast], wanted: Mapping[LineId, date | None]
) -> Iterator[Forecast]:
    reasons = None
    for each in found:
        by = wanted[each.order_no, each.line_no]
        if by is None or each.day <= by:
            yield each
            continue
        from core.planning.plan.reasons import Reasons  # late: what can be kept to needs no kernels

        reasons = reasons or Reasons(outlook)
        yield replace(each, cause=reasons.of((each.order_no, each.line_no), by))
