"""What is expected of a sold order: it moves with plans, reports, suppliers and the days; promises never do."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from core.events import Event
from core.orders import events
from core.orders.cause import ForecastCause
from core.orders.dates import Dated
from core.orders.line import OrderLine
from core.orders.status import COMMITTED

Foreseen = Mapping[int, tuple[date, ForecastCause | None]]
"""By line: the day it can really leave, and what keeps it when that is later than promised."""


class Forecasted(Dated):
    """The part of `Order` that says what is expected. Each line that moves is told of by itself."""

    if TYPE_CHECKING:
        order_no: str

    def pass_day(self, today: date, *, now: datetime) -> list[Event]:
        """A new day: nothing that is still to come is expected in the past."""
        return self._moved(lambda line: line.pass_day(today), "", now)

    def replan(self, days: Mapping[int, tuple[date, date]], cause: str, today: date, *, now: datetime) -> list[Event]:
        """A plan makes lines leave on other days: by line, the day before and after."""

        def move(line: OrderLine) -> None:
            if line.line_no in days:
                line.replan(*days[line.line_no], today)

        return self._moved(move, cause, now)

    def restore_forecast(
        self, days: Mapping[int, tuple[date | None, date | None]], cause: str, today: date, *, now: datetime
    ) -> list[Event]:
        """A plan is taken back: lines still expected on the day it gave are expected when they were before."""

        def move(line: OrderLine) -> None:
            given, earlier = days.get(line.line_no, (None, None))
            if line.actual_ship_date is None and given is not None and line.forecast_date == given:
                line.forecast_date = max(earlier, today) if earlier else None

        return self._moved(move, cause, now)

    def foresee(self, found: Foreseen, today: date, *, now: datetime) -> list[Event]:
        """The factory has changed. Where nothing comes of it for a line, nothing has happened."""

        def move(line: OrderLine) -> None:
            if line.line_no in found:
                line.foresee(*found[line.line_no], today)

        return self._moved(move, "", now)

    def _moved(self, move: Callable[[OrderLine], object], cause: str, now: datetime) -> list[Event]:
        lines = self.lines if self.status in COMMITTED else []
        before = {line.line_no: (line.forecast_date, line.forecast_cause) for line in lines}
        for line in lines:
            move(line)
        return [event for line in lines for event in self._told(line, *before[line.line_no], cause, now)]

    def _told(
        self, line: OrderLine, day: date | None, reason: Mapping[str, str], cause: str, now: datetime
    ) -> Iterable[Event]:
        if line.forecast_date != day:
            yield events.ForecastMoved(
                at=now, subject=self.order_no, line_no=line.line_no, before=day, after=line.forecast_date, cause=cause,
                reason=line.forecast_cause,
            )  # fmt: skip
        elif line.forecast_cause != reason:
            yield events.ForecastExplained(
                at=now, subject=self.order_no, line_no=line.line_no, reason=line.forecast_cause
            )
