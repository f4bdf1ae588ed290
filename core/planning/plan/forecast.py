"""On which day every sold line will really leave, and the one thing without which it would leave in time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from core.orders.cause import ForecastCause
from core.planning.factory.records import OpenOrder
from core.planning.factory.shop import Shop
from core.planning.plan.arrivals import Arrivals, LineId
from core.planning.plan.expected import Expected
from core.planning.plan.lanes import Lanes
from core.planning.plan.slack import Slacks, slacks


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

    Books nothing. Deterministic. Raises `BadProblem` when an order does not fit before the horizon.
    """
    return tuple(Outlook(Expected.of(shop)).forecasts())


class Outlook:
    """The lines of a book with the days they leave on."""

    def __init__(self, book: Expected) -> None:
        self.book = book
        self.arrivals = Arrivals.of(book)
        self.lasts: dict[LineId, list[int]] = {}
        """By line, the operations that finish it."""
        for line, last in book.lines:
            self.lasts.setdefault((line.order_no, line.line_no), []).append(last)

    def forecasts(self) -> Iterator[Forecast]:
        """Of every sold line."""
        ends = self.book.schedule.end.tolist()
        spare = slacks(Lanes.of(self.book, self.book.schedule)) if self.book.works else None
        why = None
        for line in self._sold():
            key = (line.order_no, line.line_no)
            day = self.day(key, ends)
            if day is None:
                if (there := self.arrivals.on_the_shelf(line)) is not None:
                    yield Forecast(order_no=key[0], line_no=key[1], day=there)
                continue
            cause = None
            if line.wanted_by is not None and day > line.wanted_by:
                why = why or self._reasons()
                cause = why.of(key, line.wanted_by)
            slack = self._slack(key, spare, ends)
            yield Forecast(order_no=key[0], line_no=key[1], day=day, cause=cause, slack_minutes=slack)

    def day(self, line: LineId, ends: list[int], but: str = "") -> date | None:
        """When a line leaves if its operations end like this; without waiting for goods of that purchase order."""
        end = max((ends[last] for last in self.lasts.get(line, ())), default=0)
        end = max(end, self.arrivals.end(line, but))
        return self.book.ship_day(end) if end else None

    def _sold(self) -> list[OpenOrder]:
        return sorted(
            (line for line in self.book.shop.orders if not line.is_quote), key=lambda it: (it.order_no, it.line_no)
        )

    def _reasons(self) -> "Reasons":
        from core.planning.plan.reasons import Reasons  # late: what can be kept to needs no kernels

        return Reasons(self)

    def _slack(self, line: LineId, spare: Slacks | None, ends: list[int]) -> int:
        """What is under way already cannot begin at any other time: there the end decides."""
        mine = self.lasts.get(line, ())
        if spare is None or not mine:
            return 0
        found = [self._dues[last] - ends[last] for last in mine]
        found += [spare.of(op) for op in self._open_ops.get(line, ())]
        return min(found)

    @cached_property
    def _dues(self) -> dict[int, int]:
        return {order.last: order.due for order in self.book.problem.orders}

    @cached_property
    def _open_ops(self) -> Mapping[LineId, list[int]]:
        """By line, what has not begun."""
        found: dict[LineId, list[int]] = {}
        for op, work in enumerate(self.book.works):
            if op not in self.book.pinned:
                found.setdefault(work.key[:2], []).append(op)
        return found
