"""The promise ledger: every answer ever given to "by when", with its grounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field

from core.entity import Entity, aware_column, json_column


class Lapse(StrEnum):
    """Why an answer no longer holds when somebody wants it; the cause of the one that follows."""

    TAKEN = "taken"
    """Others were faster."""
    PAST = "past"
    """Work on it should have begun by now, or its material been ordered."""
    MOVED = "moved"
    """Stock, purchases, machines or other data have changed since."""


@dataclass(frozen=True, slots=True)
class PromiseOffer:
    """One way to deliver: `key` names it (`standard`, `split`, …), `promise_date` is its last day."""

    key: str
    promise_date: date
    lines: Mapping[int, date] = field(default_factory=dict)
    """Each line's own day, by line number."""

    def day_of(self, line_no: int) -> date:
        """The day of a line; the last one where the answer did not tell them apart."""
        return self.lines.get(line_no, self.promise_date)

    @classmethod
    def read(cls, key: str, told: Mapping[str, Any]) -> "PromiseOffer":
        """An answer of the planner, or one of its options, as stored."""
        days = {line["line_no"]: date.fromisoformat(line["promise_date"]) for line in told.get("lines", ())}
        return cls(key, date.fromisoformat(told["promise_date"]), days)


class Promise(Entity, table=True):
    """One entry of the ledger; never changed, never deleted.

    `answer` is the engine's whole reply as JSON: cost, what binds the date, options, bookings.
    `cause` says why it was computed or chosen: a label key such as `asked`, `confirmed`, `asked_again`.
    """

    __tablename__ = "promise"
    __table_args__ = (UniqueConstraint("order_no", "entry"),)

    id: int | None = Field(default=None, primary_key=True)
    order_no: str = Field(foreign_key="customer_order.order_no", index=True)
    entry: int = Field(ge=1)
    made_at: datetime = Field(sa_column=aware_column())
    made_by: str
    cause: str
    promise_date: date | None = None
    answer: dict[str, Any] = Field(default_factory=dict, sa_column=Column(json_column(), nullable=False))
    problem: dict[str, Any] = Field(default_factory=dict, sa_column=Column(json_column(), nullable=False))
    """Why there is no answer, when the factory's data could not give one: a refusal's name and facts."""

    def answers(self, question: str) -> bool:
        """It was asked for just this (`Order.question`). One that does not say for what is taken as it is."""
        return self.answer.get("asked", "") in ("", question)

    @property
    def offers(self) -> Mapping[str, PromiseOffer]:
        """What can be confirmed, by key; `standard` first."""
        found = {}
        if self.promise_date is not None:
            found["standard"] = PromiseOffer.read("standard", self.answer)
        for option in self.answer.get("options", ()):
            key = str(option["kind"]).lower()
            found.setdefault(key, PromiseOffer.read(key, option))
        return found
