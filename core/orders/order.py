"""An order and the rules of its life."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Field, Relationship

from core.entity import Entity, aware_column
from core.events import Event
from core.orders import errors, events
from core.orders.acknowledgement import Acknowledgement
from core.orders.changed import Changed
from core.orders.dates import latest
from core.orders.line import OrderLine
from core.orders.node import Node, NodeKind
from core.orders.passed import Passed
from core.orders.promise import Lapse, Promise, PromiseOffer
from core.orders.repromise import NothingPromised, Repromise, Repromised, RepromiseState, SamePromise
from core.orders.status import COMMITTED, FINISHED, NEXT, OrderStatus

MAX_QUANTITY = 10_000_000
"""Pieces per line. A larger number is a slip of the keyboard in every factory this is for."""

DUPLICATE_WINDOW = timedelta(days=3)
"""The same customer, product, quantity and date within this time is asked back (疑似重复)."""

INQUIRY_CAUSES = frozenset({"quote", "precheck"})
"""Why the first promise of an inquiry (`/quote`, `/precheck`) was computed."""

_LAPSED: dict[Lapse, Callable[..., Event]] = {
    Lapse.TAKEN: events.SlotsTaken,
    Lapse.PAST: events.AnswerPast,
    Lapse.MOVED: events.DataMoved,
}

_EAGER = {"lazy": "selectin", "cascade": "all, delete-orphan"}


class Order(Passed, Changed, Entity, table=True):
    """One customer order. Its rules return the events they cause; every visible change moves `revision`."""

    __tablename__ = "customer_order"

    order_no: str = Field(primary_key=True)
    revision: int = Field(default=1, ge=1)
    order_revision: int = Field(default=1, ge=1)
    """Rev n: moves with every change of what was ordered (订单变更)."""
    status: OrderStatus = Field(default=OrderStatus.INQUIRY, index=True)
    customer_code: str = Field(index=True)
    owner: str
    coordinator: str = ""
    chat: str = ""
    placed_at: datetime = Field(sa_column=aware_column(index=True))
    held_until: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    confirmed_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    closed_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    is_on_hold: bool = False
    on_hold_reason: str = ""
    chosen_option: str = ""
    is_rush: bool = False
    """It was put before others; later plans give it more weight."""
    is_unclear: bool = False
    """Not everybody who reviews it has understood it: until then it is not released."""
    is_promising: bool = True
    """The question "by when" is with the planner and not answered yet."""

    lines: list[OrderLine] = Relationship(sa_relationship_kwargs=_EAGER | {"order_by": "OrderLine.line_no"})
    nodes: list[Node] = Relationship(sa_relationship_kwargs=_EAGER | {"order_by": "Node.id"})
    acknowledgements: list[Acknowledgement] = Relationship(
        sa_relationship_kwargs=_EAGER | {"order_by": "Acknowledgement.id"}
    )
    # Loaded when asked for: each entry holds a whole answer, which no list of orders needs.
    promises: list[Promise] = Relationship(
        sa_relationship_kwargs=_EAGER | {"lazy": "select", "order_by": "Promise.entry"}
    )

    @classmethod
    def inquire(
        cls,
        order_no: str,
        *,
        customer: str,
        lines: Sequence[OrderLine],
        owner: str,
        coordinator: str,
        chat: str,
        now: datetime,
    ) -> tuple["Order", list[Event]]:
        """Take an order in. It commits nobody to anything until it is confirmed."""
        order = cls(
            order_no=order_no, customer_code=customer, owner=owner, coordinator=coordinator, chat=chat, placed_at=now
        )
        order.lines, line = list(lines), lines[0]
        order.nodes = [Node(order_no=order_no, kind=kind) for kind in NodeKind]
        placed = events.OrderPlaced(
            at=now, subject=order_no, customer=customer, product=line.product_code,
            quantity=line.quantity, requested_date=line.requested_date,
        )  # fmt: skip
        return order, [placed]

    # --- promise ---------------------------------------------------------------------------

    @property
    def latest_promise(self) -> Promise | None:
        """The last entry of the ledger."""
        return self.promises[-1] if self.promises else None

    @property
    def is_finished(self) -> bool:
        """Nothing will change any more."""
        return self.status in FINISHED

    @property
    def is_followed(self) -> bool:
        """Something may still come of it by itself; nothing does of an inquiry that has its answer."""
        return not self.is_finished and (self.status is not OrderStatus.INQUIRY or self.is_promising)

    @property
    def question(self) -> str:
        """What the planner is asked for: the answer to another question is no answer to this one."""
        return "\n".join(line.question for line in self.lines)

    def ask(self, cause: str, *, now: datetime) -> list[Event]:
        """Put the question "by when" to the planner, while nothing is sold; until it is answered nothing can be."""
        self.require(OrderStatus.CONFIRMED)
        self._require_going_on()
        self.is_promising = True
        self.revision += 1
        return [events.PromiseAsked(at=now, subject=self.order_no, cause=cause, answered=len(self.promises))]

    def ask_anew(self, why: Lapse, *, now: datetime) -> list[Event]:
        """The last answer no longer holds: the planner is asked again, and the person told why."""
        lapsed = _LAPSED[why](at=now, subject=self.order_no, answered=len(self.promises))
        return [lapsed, *self.ask(why.value, now=now)]

    def keeps_answers(self, cause: str) -> bool:
        """An order on its way keeps what it is promised; an inquiry reserves nothing until it is told to."""
        first = self.promises[0].cause if self.promises else cause
        return self.status is OrderStatus.QUOTED or first not in INQUIRY_CAUSES

    def record_promise(self, promise: Promise, *, now: datetime) -> list[Event]:
        """Note an answer in the ledger. It becomes a promise to the customer only by confirmation."""
        before, day, wanted = self.latest_promise, promise.promise_date, self.requested_date
        self.note(promise)
        self.is_promising = False
        self.revision += 1
        offer = promise.offers.get("standard")
        for line in self.lines:
            line.forecast_date = offer.day_of(line.line_no) if offer else None
        return [
            events.PromiseMade(
                at=now, subject=self.order_no, promise_date=day, requested_date=wanted,
                previous_date=before.promise_date if before else None, is_late=bool(day and wanted and day > wanted),
                cause=promise.cause,
            )
        ]  # fmt: skip

    def keep_quote(self, promise: Promise, *, now: datetime) -> list[Event]:
        """The planner had no answer: what is held stays, with the answer it is held for.

        Nothing happens when it had one, when nothing is held, or when what is held is not what is asked for any more.
        """
        held = self.latest_promise if self.status is OrderStatus.QUOTED else None
        if not promise.problem or held is None or not held.answers(self.question):
            return []
        self.is_promising = False
        self.revision += 1
        return [events.PromiseFailed(at=now, subject=self.order_no, problem=promise.problem)]

    def note(self, promise: Promise) -> None:
        """One more entry in the ledger."""
        promise.order_no, promise.entry = self.order_no, len(self.promises) + 1
        self.promises.append(promise)

    def hold_quote(self, until: datetime, *, now: datetime) -> list[Event]:
        """Keep material and capacity for this quote until then. There must be an answer to hold."""
        self.require_offer("standard")
        moved = [] if self.status is OrderStatus.QUOTED else self._become(OrderStatus.QUOTED, now)
        self.held_until = until
        return [*moved, events.QuoteHeld(at=now, subject=self.order_no, held_until=until)]

    def holds(self, option: str, now: datetime) -> bool:
        """The customer has this date until later than now. Only the plain date is ever held."""
        is_held = self.status is OrderStatus.QUOTED and self.held_until is not None and now < self.held_until
        return is_held and option == "standard"

    def let_go(self, *, now: datetime) -> list[Event]:
        """Hold nothing any more; the handler frees it in the same transaction. Nothing happens without a hold."""
        if self.status is not OrderStatus.QUOTED:
            return []
        self.held_until = None
        return self._become(OrderStatus.INQUIRY, now)

    def expire_quote(self, *, now: datetime) -> list[Event]:
        """Let go of what an unconfirmed quote held. Nothing happens to one confirmed or extended meanwhile."""
        held_until = self.held_until
        if self.status is not OrderStatus.QUOTED or held_until is None or now < held_until:
            return []
        return [*self.let_go(now=now), events.QuoteExpired(at=now, subject=self.order_no, held_until=held_until)]

    def require_offer(self, option: str) -> PromiseOffer:
        """The option of the last answer that somebody wants to hold or confirm (`standard` is the plain date)."""
        self.require(OrderStatus.CONFIRMED)
        self._require_going_on()
        if self.latest_promise is None or self.is_promising:
            raise errors.PromiseMissing(order_no=self.order_no)
        offer = self.latest_promise.offers.get(option)
        if offer is None:
            raise errors.NoSuchOption(order_no=self.order_no, option=option)
        return offer

    def confirm(self, option: str, *, now: datetime, not_before: date | None = None) -> list[Event]:
        """The customer buys at the date of this option, or on the later day that production has answered."""
        offer = self.require_offer(option)
        for line in self.lines:
            line.promise(max(offer.day_of(line.line_no), not_before or date.min))
        self.held_until, self.confirmed_at, self.chosen_option = None, now, option
        moved, day = self._become(OrderStatus.CONFIRMED, now), max(offer.promise_date, not_before or date.min)
        confirmed = events.OrderConfirmed(at=now, subject=self.order_no, promise_date=day, option=option)
        return [*moved, confirmed]

    def require_promised(self) -> None:
        """Refuse to agree anew where no promise is in force."""
        if self.status not in COMMITTED:
            raise NothingPromised(order_no=self.order_no, status=self.status)

    def agree_anew(self, day: date, line_no: int, reason: str, person: str, *, now: datetime) -> Repromise:
        """A new date for one line, or (0) for all that have not left; earlier than expected it has to be approved."""
        self.require_promised()
        lines = self._lines_of(line_no)
        if all(line.promise_date == day for line in lines):
            raise SamePromise(order_no=self.order_no, promise_date=day)
        made = Repromise(
            order_no=self.order_no, entry=1, state=RepromiseState.AGREED, line_no=line_no, promise_date=day,
            before=latest(line.promise_date for line in lines),
            computed_date=latest(line.forecast_date or line.promise_date for line in lines),
            reason=reason, asked_by=person, asked_at=now, decided_at=now,
        )  # fmt: skip
        if made.is_early:
            made.state, made.decided_at = RepromiseState.ASKED, None
        return made

    def repromise(self, made: Repromise, *, now: datetime) -> list[Event]:
        """It is the promise in force from now on; the last milestones are planned for it."""
        for line in self._lines_of(made.line_no):
            line.repromise(made.promise_date)
        for kind in (NodeKind.SHIPMENT, NodeKind.RECEIPT):
            if not self.node(kind).is_done:
                self.node(kind).planned_date = self.promise_date
        self.revision += 1
        return [
            Repromised(
                at=now, subject=self.order_no, entry=made.entry, promise_date=made.promise_date, before=made.before,
                reason=made.reason, person=made.asked_by, approved_by=made.decided_by, line_no=made.line_no,
            )
        ]  # fmt: skip

    def _lines_of(self, line_no: int) -> list[OrderLine]:
        found = [line for line in self.lines if line_no in (0, line.line_no) and line.actual_ship_date is None]
        if not found:
            raise errors.NoSuchLine(order_no=self.order_no, line_no=line_no)
        return found

    # --- the rest of its life --------------------------------------------------------------

    def require(self, wanted: OrderStatus) -> None:
        """Refuse a step that the state machine does not know, with those it does."""
        if wanted not in NEXT[self.status]:
            raise errors.IllegalTransition(
                order_no=self.order_no, status=self.status, wanted=wanted, allowed=list(NEXT[self.status])
            )

    def _require_going_on(self) -> None:
        if self.is_on_hold:
            raise errors.OrderOnHold(order_no=self.order_no, reason=self.on_hold_reason)

    def require_revision(self, shown: int | None) -> None:
        """Refuse a click on a card that shows an older revision."""
        if shown is not None and shown != self.revision:
            raise errors.OrderChangedMeanwhile(order_no=self.order_no, shown=shown, revision=self.revision)

    def _become(self, wanted: OrderStatus, now: datetime) -> list[Event]:
        self.require(wanted)
        before, self.status = self.status, wanted
        self.revision += 1
        return [events.StatusChanged(at=now, subject=self.order_no, before=before, after=wanted)]
