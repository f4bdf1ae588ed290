"""What is agreed anew with the customer: each new date beside the old one, with who, why and when."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field

from core.entity import Entity, aware_column
from core.errors import NotAllowed, StaleCard, WrongState
from core.events import Event


class RepromiseState(StrEnum):
    """Where a new date is."""

    ASKED = "ASKED"
    """Earlier than what is computed: a manager has to agree before the customer is told."""
    AGREED = "AGREED"
    """It was, or is, the promise in force."""
    REFUSED = "REFUSED"
    REPLACED = "REPLACED"
    """Another date was agreed before anybody had decided about it."""


class Outcome(StrEnum):
    """What became of a day that was promised earlier than computed."""

    OPEN = "OPEN"
    """The day is still to come."""
    KEPT = "KEPT"
    MISSED = "MISSED"
    CALLED_OFF = "CALLED_OFF"
    """The order was cancelled before anything left."""


class Repromised(Event):
    """The customer has a new date for an order, the subject; the first promise stays as it was."""

    entry: int
    promise_date: date
    before: date | None
    reason: str
    person: str
    approved_by: str = ""
    """Who took it upon himself that it is earlier than computed."""
    line_no: int = 0
    """Which line; 0 for all that have not left."""


class RepromiseAsked(Event):
    """Somebody wants to promise a day that is earlier than computed; nothing is promised yet."""

    entry: int
    promise_date: date
    computed_date: date
    reason: str
    person: str


class RepromiseRefused(Event):
    """A manager does not want an order, the subject, promised for that day."""

    entry: int
    promise_date: date
    reason: str
    person: str


class NothingPromised(WrongState):
    """`order_no` is `status`: there is no promise in force that could be agreed anew."""


class SamePromise(WrongState):
    """`order_no` is promised for `promise_date` already."""


class RepromiseDecided(StaleCard):
    """What a card asks about `order_no` is `state`: there is nothing to decide any more."""


class OwnRepromise(NotAllowed):
    """Nobody approves a date that they have asked for themselves; `who` can."""


class Repromise(Entity, table=True):
    """One new date of an order; once decided about, never changed."""

    __tablename__ = "repromise"

    order_no: str = Field(primary_key=True, foreign_key="customer_order.order_no")
    entry: int = Field(primary_key=True, ge=1)
    state: RepromiseState
    line_no: int = 0
    """Which line; 0 for all that have not left."""
    before: date | None = None
    """The promise that was in force."""
    promise_date: date
    computed_date: date | None = None
    """The day that was expected when it was asked for."""
    reason: str
    asked_by: str
    asked_at: datetime = Field(sa_column=aware_column())
    decided_by: str = ""
    decided_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    refusal: str = ""
    """Why a manager refused it."""

    @property
    def is_early(self) -> bool:
        """It is a day on which, as far as anybody can tell, the goods are not there."""
        return self.computed_date is not None and self.promise_date < self.computed_date

    def outcome(self, shipped: Mapping[int, date | None], today: date, *, is_cancelled: bool) -> Outcome:
        """What became of it; `shipped`: by line, when it left. Another date agreed since does not mend a missed one."""
        left = [day for line_no, day in shipped.items() if self.line_no in (0, line_no)]
        whole = [day for day in left if day is not None]
        if len(whole) == len(left):
            return Outcome.KEPT if max(whole, default=today) <= self.promise_date else Outcome.MISSED
        if is_cancelled:
            return Outcome.CALLED_OFF
        return Outcome.MISSED if today > self.promise_date else Outcome.OPEN

    def require_asked(self) -> None:
        """Refuse to decide about what is decided."""
        if self.state is not RepromiseState.ASKED:
            raise RepromiseDecided(order_no=self.order_no, state=self.state)

    def approve(self, person: str, *, now: datetime) -> None:
        """A manager takes it upon himself; the order is promised anew in the same transaction."""
        self._decide(RepromiseState.AGREED, person, now)

    def refuse(self, person: str, reason: str, *, now: datetime) -> list[Event]:
        """The promise in force stays."""
        self._decide(RepromiseState.REFUSED, person, now)
        self.refusal = reason
        return [
            RepromiseRefused(
                at=now, subject=self.order_no, entry=self.entry, promise_date=self.promise_date, reason=reason,
                person=person,
            )
        ]  # fmt: skip

    def replace(self, *, now: datetime) -> None:
        """Nobody decides about it any more."""
        if self.state is RepromiseState.ASKED:
            self.state, self.decided_at = RepromiseState.REPLACED, now

    def _decide(self, state: RepromiseState, person: str, now: datetime) -> None:
        self.require_asked()
        self.state, self.decided_by, self.decided_at = state, person, now
