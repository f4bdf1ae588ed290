"""What becomes different about an order after it was placed: revisions, hold, resume, cancel."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from core.events import Event
from core.orders import errors, events
from core.orders.change import LineChange, OrderChange
from core.orders.line import OrderLine
from core.orders.node import NodeKind
from core.orders.spec import Specified
from core.orders.status import NEXT, OPEN, UNSOLD, OrderAction, OrderStatus

_REOPENED = {"spec": (NodeKind.DRAWING, NodeKind.KITTED), "quantity": (NodeKind.KITTED,)}
"""Milestones that a changed field puts in question again, until work has begun."""


class Changed(Specified):
    """The part of `Order` that changes. A sold order gets a new `order_revision` with everything that is changed."""

    if TYPE_CHECKING:
        order_revision: int
        held_until: datetime | None
        chosen_option: str
        confirmed_at: datetime | None

    @property
    def is_sold(self) -> bool:
        """Agreed with the customer: a change of it is everybody's matter."""
        return self.status not in UNSOLD

    def require_action(self, action: OrderAction) -> None:
        """Refuse what has left the house or is over, and what is already so."""
        if self.status not in OPEN:
            raise errors.NotChangeable(order_no=self.order_no, status=self.status, allowed=list(NEXT[self.status]))
        if self.is_on_hold and action in (OrderAction.CHANGE, OrderAction.HOLD):
            raise errors.OrderOnHold(order_no=self.order_no, reason=self.on_hold_reason)
        if action is OrderAction.RESUME and not self.is_on_hold:
            raise errors.NotOnHold(order_no=self.order_no, status=self.status)

    def finished_of(self, line: OrderLine) -> int:
        """Pieces of a line that are made, as far as reported."""
        return line.quantity * self.node(NodeKind.FINISH).percent // 100

    def compare(self, wanted: OrderChange) -> OrderChange:
        """The change with what is beside what shall be, and only what differs.

        What is made is settled. Once work has begun the spec stays, and no more can be had in the same go: the parts
        of what is in work have left the shelf, and more of them is a new order.
        """
        self.require_action(wanted.action)
        if wanted.action is not OrderAction.CHANGE:
            return wanted
        lines = [compared for line in wanted.lines if (compared := self._compared(line)).touches]
        if not lines:
            raise errors.NothingChanges(order_no=self.order_no)
        return wanted.model_copy(update={"lines": tuple(lines)})

    def _compared(self, wanted: LineChange) -> LineChange:
        line = self.line(wanted.line_no)
        spec = {key: value for key, value in wanted.spec.items() if value and line.spec.get(key) != value}
        compared = wanted.model_copy(
            update={
                "quantity": wanted.quantity if wanted.quantity != line.quantity else None,
                "requested_date": wanted.requested_date if wanted.requested_date != line.requested_date else None,
                "spec": spec,
                "quantity_before": line.quantity,
                "requested_before": line.requested_date,
                "spec_before": {key: line.spec.get(key, "") for key in spec},
                "is_custom": wanted.is_custom if spec else None,
            }
        )
        self._require_possible(compared, line)
        return compared

    def _require_possible(self, wanted: LineChange, line: OrderLine) -> None:
        if wanted.touches and self.node(NodeKind.FINISH).is_done:
            raise errors.WorkFinished(order_no=self.order_no)
        if not self.node(NodeKind.START).is_done:
            return
        if wanted.spec:
            raise errors.SpecInWork(order_no=self.order_no)
        made = self.finished_of(line)
        if wanted.quantity is not None and wanted.quantity > line.quantity:
            raise errors.MoreThanInWork(order_no=self.order_no, was=line.quantity)
        if wanted.quantity is not None and wanted.quantity < made:
            raise errors.LessThanMade(order_no=self.order_no, quantity=wanted.quantity, made=made)

    def lines_after(self, change: OrderChange) -> list[OrderLine]:
        """How the lines would be: copies that belong to no order yet."""
        return [_after(line, change.of_line(line.line_no)) for line in self.lines]

    def revise_unsold(self, change: OrderChange, person: str, *, now: datetime) -> list[Event]:
        """Nothing is agreed with the customer: the question to the planner becomes another one."""
        self._put_in(change)
        self.order_revision += 1
        self.revision += 1
        return [self._revised(change, "", person, now)]

    def revise(
        self, change: OrderChange, days: Mapping[int, date], *, change_no: str, person: str, now: datetime
    ) -> list[Event]:
        """An agreed change of a sold order takes effect; `days`: by line, when it can leave as it is now.

        A date that the customer has stays unless it cannot be kept; one he asks for is promised if it can be.
        """
        before = self.promise_date
        made = {line.line_no: self.finished_of(line) for line in self.lines}
        self._put_in(change)
        for line in self.lines:
            line.promise(promised_after(line, change.of_line(line.line_no), days[line.line_no]))
        self._reopen(change)
        self._count_made(made)
        for node in self.nodes:
            node.forget_plan()
        self.chosen_option = "standard"
        return self._move_on(change, change_no, person, now, before=before)

    def pause(self, reason: str, *, change_no: str, person: str, now: datetime) -> list[Event]:
        """An agreed hold of a sold order; its machine time is given back in the same transaction."""
        held = self.hold(reason, now=now)
        return [*held, *self._move_on(OrderChange(action=OrderAction.HOLD), change_no, person, now)]

    def go_on(self, days: Mapping[int, date], *, change_no: str, person: str, now: datetime) -> list[Event]:
        """A sold order goes on, promised as it was unless that cannot be kept any more."""
        change, resumed = OrderChange(action=OrderAction.RESUME), self.resume(now=now)
        return [*resumed, *self.revise(change, days, change_no=change_no, person=person, now=now)]

    def call_off(self, reason: str, *, change_no: str, person: str, now: datetime) -> list[Event]:
        """A sold order is off; what it held is free in the same transaction."""
        was_on_hold, self.is_on_hold = self.is_on_hold, False
        cancelled = self.cancel(reason, now=now)
        self.on_hold_reason = "" if was_on_hold else self.on_hold_reason
        return [*cancelled, *self._move_on(OrderChange(action=OrderAction.CANCEL), change_no, person, now)]

    def ask_again(self, departments: Collection[str], *, now: datetime) -> list[Event]:
        """Those departments hear of the new revision and say that they have; what they said of older ones is over."""
        asked = [it for it in self.acknowledgements if it.department in departments]
        for it in asked:
            it.ask_again(self.order_revision, now=now)
        return [
            events.DepartmentAsked(
                at=now, subject=self.order_no, department=it.department, order_revision=self.order_revision
            )
            for it in asked
        ]  # fmt: skip

    def take_back(self, department: str, person: str, *, now: datetime) -> list[Event]:
        """Somebody has spoken too early for their department. What was released on that word stays so.

        Nothing happens where the word is not theirs, or was taken back already.
        """
        asked, released_at = self.acknowledgement_of(department), self.node(NodeKind.REQUIREMENT).actual_at
        if asked.acknowledged_at is None or asked.acknowledged_by != person:
            return []
        if released_at is not None and asked.acknowledged_at <= released_at:
            raise errors.TakenOnForGood(order_no=self.order_no, department=department)
        asked.acknowledged_at, asked.acknowledged_by = None, ""
        self.revision += 1
        return [
            events.AcknowledgementTakenBack(at=now, subject=self.order_no, department=department, person=person)
        ]  # fmt: skip

    def hold(self, reason: str, *, now: datetime) -> list[Event]:
        """Stop work for the moment."""
        if self.is_on_hold:
            return []
        self.is_on_hold, self.on_hold_reason = True, reason
        self.revision += 1
        return [events.OrderHeld(at=now, subject=self.order_no, reason=reason)]

    def resume(self, *, now: datetime) -> list[Event]:
        """Go on."""
        if not self.is_on_hold:
            return []
        self.is_on_hold, self.on_hold_reason = False, ""
        self.revision += 1
        return [events.OrderResumed(at=now, subject=self.order_no)]

    def cancel(self, reason: str, *, now: datetime) -> list[Event]:
        """Call the order off; the handler frees what it held in the same transaction."""
        moved = self._become(OrderStatus.CANCELLED, now)
        self.held_until = None
        return [*moved, events.OrderCancelled(at=now, subject=self.order_no, reason=reason)]

    def revive(self, *, now: datetime) -> list[Event]:
        """Calling an unsold order off was a slip: it is an inquiry again. No other way leads back from the end."""
        if self.status is not OrderStatus.CANCELLED or self.confirmed_at is not None:
            raise errors.NotRevivable(order_no=self.order_no, status=self.status)
        self.status = OrderStatus.INQUIRY
        self.revision += 1
        return [
            events.StatusChanged(
                at=now, subject=self.order_no, before=OrderStatus.CANCELLED, after=OrderStatus.INQUIRY
            )
        ]  # fmt: skip

    def _put_in(self, change: OrderChange) -> None:
        for wanted in change.lines:
            line = self.line(wanted.line_no)
            line.quantity = wanted.quantity or line.quantity
            line.requested_date = wanted.requested_date or line.requested_date
            line.spec = line.spec | wanted.spec
            if wanted.is_custom is not None:
                line.is_custom, line.solution_code = wanted.is_custom, ""  # it is not what the solution was

    def _reopen(self, change: OrderChange) -> None:
        if self.node(NodeKind.START).is_done:
            return
        for name in change.touches:
            for kind in _REOPENED.get(name, ()):
                self.node(kind).reopen()

    def _count_made(self, made: Mapping[int, int]) -> None:
        """What is finished stays so many pieces: of another quantity that is another share."""
        node = self.node(NodeKind.FINISH)
        if node.percent and not node.is_done:
            node.percent = min(99, *(made[line.line_no] * 100 // line.quantity for line in self.lines))

    def _move_on(
        self, change: OrderChange, change_no: str, person: str, now: datetime, *, before: date | None = None
    ) -> list[Event]:
        self.order_revision += 1
        self.revision += 1
        return [
            self._revised(change, change_no, person, now, before=before),
            *self.ask_again(change.departments, now=now),
        ]

    def _revised(
        self, change: OrderChange, change_no: str, person: str, now: datetime, *, before: date | None = None
    ) -> Event:
        return events.OrderRevised(
            at=now, subject=self.order_no, order_revision=self.order_revision, action=change.action,
            fields=list(change.touches), change_no=change_no, person=person, before=before, after=self.promise_date,
        )  # fmt: skip


def _after(line: OrderLine, wanted: LineChange | None) -> OrderLine:
    after = OrderLine(
        order_no=line.order_no, line_no=line.line_no, product_code=line.product_code, quantity=line.quantity,
        uom=line.uom, spec=dict(line.spec), is_custom=line.is_custom, requested_date=line.requested_date,
        promise_date=line.promise_date,
    )  # fmt: skip
    if wanted is not None:
        after.quantity = wanted.quantity or after.quantity
        after.requested_date = wanted.requested_date or after.requested_date
        after.spec = after.spec | wanted.spec
        after.is_custom = after.is_custom if wanted.is_custom is None else wanted.is_custom
    return after


def promised_after(line: OrderLine, wanted: LineChange | None, day: date) -> date:
    """What a line is promised for, if it can leave on that day: see `Changed.revise`."""
    kept = date_of(line, wanted)
    return max(day, kept) if kept else day


def date_of(line: OrderLine, wanted: LineChange | None) -> date | None:
    """The day that the customer asks for now, or has."""
    return wanted.requested_date if wanted is not None and wanted.requested_date else line.promise_date
