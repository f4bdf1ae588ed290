"""What was ordered, line by line, with its five dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field

from core.entity import Entity, json_column
from core.orders.cause import ForecastCause


@dataclass(frozen=True, slots=True)
class MissingField:
    """A mandatory spec field without a value: of which line, its key, and what people call it."""

    line_no: int
    key: str
    label: str
    english_label: str


def names_of(missing: Sequence[MissingField]) -> dict[str, list[str]]:
    """What these are called, as the facts of a refusal; what two lines lack is said once."""
    names = dict.fromkeys((field.label, field.english_label) for field in missing)
    return {"fields": [label for label, _ in names], "english_fields": [label for _, label in names]}


def foreseen(
    promise: date | None, forecast: date | None, day: date, cause: ForecastCause | None
) -> tuple[date, dict[str, str]]:
    """What is expected of a line, and why, when it can really leave on a day.

    In time is in time: a line is expected no earlier than promised unless a plan has said so.
    """
    if promise is None or day > promise:
        return day, cause.to_json() if cause is not None else {}
    return min(forecast or promise, promise), {}


class OrderLine(Entity, table=True):
    """One product in one quantity. The five dates are kept apart, and `first_promise_date` is set once."""

    __tablename__ = "order_line"
    __table_args__ = (UniqueConstraint("order_no", "line_no"),)

    id: int | None = Field(default=None, primary_key=True)
    order_no: str = Field(foreign_key="customer_order.order_no", index=True)
    line_no: int = Field(default=1, ge=1)
    product_code: str
    quantity: int = Field(ge=1)
    uom: str = "pcs"
    spec: dict[str, str] = Field(default_factory=dict, sa_column=Column(json_column(), nullable=False))
    requirement: str = ""
    is_custom: bool = False
    solution_code: str = ""
    """The standard solution that was taken instead of a drawing; empty when none was."""

    requested_date: date | None = None
    first_promise_date: date | None = None
    promise_date: date | None = None
    forecast_date: date | None = None
    forecast_cause: dict[str, str] = Field(default_factory=dict, sa_column=Column(json_column(), nullable=False))
    """Why it is expected later than promised (see `ForecastCause`); empty when it is not, or nothing is proved."""
    actual_ship_date: date | None = None

    @property
    def question(self) -> str:
        """What of it the planner's answer depends on."""
        kind = "custom" if self.is_custom else "standard"
        return f"{self.line_no}: {self.quantity} {kind} {self.product_code} by {self.requested_date}"

    def promise(self, day: date) -> None:
        """Promise this line for a day; the first promise of all stays on record."""
        if self.first_promise_date is None:
            self.first_promise_date = day
        self.promise_date = day
        self.forecast_date, self.forecast_cause = day, {}

    def repromise(self, day: date) -> None:
        """The customer has another day. The first promise stays on record, and what is expected stays expected."""
        self.promise_date = day
        self.forecast_cause = self.forecast_cause if self.is_at_risk else {}

    def pass_day(self, today: date) -> bool:
        """What has not left by a day is not expected on it any more. Whether the forecast moved."""
        is_past = self.actual_ship_date is None and self.forecast_date is not None and self.forecast_date < today
        if is_past:
            self.forecast_date = today
        return is_past

    def replan(self, before: date, after: date, today: date) -> None:
        """Its work is planned to leave on another day than before. What is waited for besides still decides."""
        if self.actual_ship_date is None:
            others = self.forecast_date if self.forecast_date not in (None, before) else None
            self.forecast_date = max(after, today, others or after)
            self.forecast_cause = self.forecast_cause if self.is_at_risk else {}

    def foresee(self, day: date, cause: ForecastCause | None, today: date) -> None:
        """It can really leave on that day. What is promised for later, or expected in time, stays so."""
        if self.actual_ship_date is None:
            self.forecast_date, self.forecast_cause = foreseen(
                self.promise_date, self.forecast_date, max(day, today), cause
            )

    def is_overdue(self, today: date) -> bool:
        """Promised, not shipped, and the day has passed."""
        return self.actual_ship_date is None and self.days_late(today) > 0

    @property
    def is_at_risk(self) -> bool:
        """We expect to miss its promise."""
        promise, forecast = self.promise_date, self.forecast_date
        return promise is not None and forecast is not None and forecast > promise

    def days_late(self, today: date) -> int:
        """Calendar days past the promise, by shipment or by today; 0 on the day itself and before."""
        if self.promise_date is None:
            return 0
        return max(0, ((self.actual_ship_date or today) - self.promise_date).days)
