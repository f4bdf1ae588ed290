"""The departments' side of an order: who has taken it on, and which milestone it has reached."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from core.events import Event
from core.orders import errors, events
from core.orders.acknowledgement import Acknowledgement
from core.orders.drawn import NO_DRAWINGS, Drawings, Drawn
from core.orders.forecasted import Forecasted
from core.orders.goods import Goods
from core.orders.line import MissingField, names_of
from core.orders.node import AFTER, Node, NodeKind
from core.orders.status import COMMITTED, FINISHED, NEXT, UNSOLD, OrderStatus


class Tracked(Goods, Drawn, Forecasted):
    """The part of `Order` that runs in the departments after confirmation."""

    if TYPE_CHECKING:
        order_no: str
        revision: int
        order_revision: int
        coordinator: str
        is_on_hold: bool
        is_unclear: bool
        on_hold_reason: str
        closed_at: datetime | None
        nodes: list[Node]
        acknowledgements: list[Acknowledgement]

        def _become(self, wanted: OrderStatus, now: datetime) -> list[Event]: ...

    def ask_departments(self, owners: Mapping[str, str], *, now: datetime) -> list[Event]:
        """Ask each of these departments (key to owner) to take its part on."""
        asked = [
            Acknowledgement(
                order_no=self.order_no, department=key, owner=owner, asked_at=now, order_revision=self.order_revision
            )
            for key, owner in owners.items()
        ]
        self.acknowledgements.extend(asked)
        return [
            events.DepartmentAsked(
                at=now, subject=self.order_no, department=it.department, order_revision=it.order_revision
            )
            for it in asked
        ]  # fmt: skip

    def acknowledgement_of(self, department: str) -> Acknowledgement:
        """What this department said; refused when it was never asked."""
        for acknowledgement in self.acknowledgements:
            if acknowledgement.department == department:
                return acknowledgement
        raise errors.NotAskedDepartment(order_no=self.order_no, department=department)

    def awaits(self, department: str) -> bool:
        """On its way to the customer, and this department has still to take it on, or to solve its problem."""
        asked = [a for a in self.acknowledgements if a.department == department]
        return self.status in COMMITTED and not all(a.is_clear for a in asked)

    def acknowledge(
        self, department: str, person: str, *, missing: Sequence[MissingField], now: datetime, shown: int | None = None
    ) -> list[Event]:
        """A department takes its part on; the last one releases the order, unless something stands in the way.

        That is a problem of some department, this one included, or a gap in the spec. A second tap is not news.
        `shown`: the order's revision on the card that was tapped; a word about an older one does not count.
        """
        asked = self.acknowledgement_of(department)
        if not asked.is_about_a_stop(is_stopped=self.is_on_hold or self.status is OrderStatus.CANCELLED):
            self._require_active()
        if shown is not None and shown != asked.order_revision:
            raise errors.RevisedMeanwhile(order_no=self.order_no, order_revision=asked.order_revision)
        given = self._take_on(asked, person, now)
        return [*given, *self._go_on(missing, person, now)] if given else []

    def report_problem(self, department: str, person: str, problem: str, *, now: datetime) -> list[Event]:
        """A department says what stands in the way: until it is solved the order is not released."""
        self._require_active()
        acknowledgement = self.acknowledgement_of(department)
        if acknowledgement.problem == problem and acknowledgement.problem_by == person:
            return []
        acknowledgement.problem, acknowledgement.problem_at, acknowledgement.problem_by = problem, now, person
        self.revision += 1
        return [
            events.ProblemReported(at=now, subject=self.order_no, department=department, person=person, problem=problem)
        ]

    def solve_problem(
        self, department: str, person: str, *, missing: Sequence[MissingField], now: datetime
    ) -> list[Event]:
        """What stood in a department's way is gone, so that it takes the order on too if it has not yet.

        Without an open problem nothing happens.
        """
        self._require_active()
        acknowledgement = self.acknowledgement_of(department)
        if not acknowledgement.problem:
            return []
        solved = events.ProblemSolved(
            at=now, subject=self.order_no, department=department, person=person, problem=acknowledgement.problem
        )
        acknowledgement.problem, acknowledgement.problem_at, acknowledgement.problem_by = "", None, ""
        self.revision += 1
        return [solved, *self._take_on(acknowledgement, person, now), *self._go_on(missing, person, now)]

    def chase(self, department: str, level: int, lead: str, *, now: datetime) -> list[Event]:
        """Nobody has answered: go one step up the line, past those asked already. Nothing happens after an answer."""
        acknowledgement = self.acknowledgement_of(department)
        following = acknowledgement.next_in_line(level, lead, self.coordinator)
        if (
            following is None
            or acknowledgement.is_answered
            or (self.status is OrderStatus.CANCELLED and acknowledgement.order_revision == 1)
            or level <= acknowledgement.escalation_level
        ):
            return []
        level, chased = following
        acknowledgement.escalation_level = level
        self.revision += 1
        return [
            events.AcknowledgementChased(
                at=now, subject=self.order_no, department=department, level=level, chased=chased
            )
        ]

    @property
    def _is_taken_on(self) -> bool:
        """Sold, not released yet, and every department has it and sees nothing in the way."""
        is_going_on = self.status is OrderStatus.CONFIRMED and not self.is_on_hold
        return is_going_on and all(a.is_clear for a in self.acknowledgements)

    def _take_on(self, acknowledgement: Acknowledgement, person: str, now: datetime) -> list[Event]:
        if acknowledgement.is_given:
            return []
        acknowledgement.acknowledged_at, acknowledgement.acknowledged_by = now, person
        self.revision += 1
        department = acknowledgement.department
        return [
            events.DepartmentAcknowledged(
                at=now, subject=self.order_no, department=department, person=person,
                order_revision=acknowledgement.order_revision,
            )
        ]  # fmt: skip

    def _go_on(self, missing: Sequence[MissingField], person: str, now: datetime) -> list[Event]:
        return [*self._await_spec(missing, now), *self._release_if_ready(missing, person, now)]

    def _await_spec(self, missing: Sequence[MissingField], now: datetime) -> list[Event]:
        if not (missing and self._is_taken_on):
            return []
        return [events.SpecAwaited(at=now, subject=self.order_no, missing=[field.key for field in missing])]

    def _release_if_ready(self, missing: Sequence[MissingField], person: str, now: datetime) -> list[Event]:
        """The one way to `RELEASED`: everybody has the order and understands it, and nothing of its spec is missing."""
        if missing or self.is_unclear or not self._is_taken_on:
            return []
        return [*self._reach(NodeKind.REQUIREMENT, 100, person, now), *self._become(OrderStatus.RELEASED, now)]

    def note_clear(self, is_clear: bool, person: str, *, missing: Sequence[MissingField], now: datetime) -> list[Event]:
        """Everybody who reviews it understands it, or not; the last of them releases it unless something else keeps it.

        Nothing happens to what has been released, or is as said already.
        """
        if self.status is not OrderStatus.CONFIRMED or self.is_unclear is not is_clear:
            return []
        self.is_unclear = not is_clear
        self.revision += 1
        return [] if self.is_on_hold else self._go_on(missing, person, now)

    def node(self, kind: NodeKind) -> Node:
        """The milestone of this kind; every order has all of them."""
        return next(node for node in self.nodes if node.kind is kind)

    def report_node(
        self, kind: NodeKind, percent: int, person: str, *, missing: Sequence[MissingField], now: datetime,
        drawings: Drawings = NO_DRAWINGS,
    ) -> list[Event]:  # fmt: skip
        """A milestone moved on, or was reached at 100. Nodes have an order, and progress does not run backwards.

        Nothing is started while the order is not released for want of the `missing` spec fields.
        """
        self._require_active()
        if kind is NodeKind.REQUIREMENT:
            raise errors.NodeNotReported(order_no=self.order_no, node=kind)
        node = self.node(kind)
        if node.is_done or percent == node.percent > 0:
            return []
        self.require_drawings(kind, drawings)
        self._require_turn(node, percent, missing, drawings)
        reached = self._reach(kind, percent, person, now)
        if kind is NodeKind.START and percent == 100:
            # What kept it from being released may have gone by itself, as when a field is no longer mandatory.
            reached += self._release_if_ready(missing, person, now)
        return [*reached, *self._follow(kind, percent, now)]

    def _require_turn(self, node: Node, percent: int, missing: Sequence[MissingField], drawings: Drawings) -> None:
        if node.kind is NodeKind.START and missing and self.status is OrderStatus.CONFIRMED:
            raise errors.SpecIncomplete(order_no=self.order_no, **names_of(missing))
        if node.kind is NodeKind.START and self.is_unclear and self.status is OrderStatus.CONFIRMED:
            raise errors.NotUnderstood(order_no=self.order_no)
        waived = {NodeKind.DRAWING} if drawings.is_waived and node.kind is NodeKind.START else set()
        waiting_for = [k for k in AFTER[node.kind] if k not in waived and not self.node(k).is_done]
        if waiting_for:
            raise errors.NodeTooEarly(order_no=self.order_no, node=node.kind, waiting_for=waiting_for)
        is_released = self.status is not OrderStatus.CONFIRMED
        unclear = [it.department for it in self.acknowledgements if it.keeps_from_starting(is_released=is_released)]
        if node.kind is NodeKind.START and unclear:
            raise errors.NotTakenOn(order_no=self.order_no, departments=unclear)
        if percent < node.percent:
            raise errors.NodeGoesBack(order_no=self.order_no, node=node.kind, percent=percent, was=node.percent)

    def _reach(self, kind: NodeKind, percent: int, person: str, now: datetime) -> list[Event]:
        node = self.node(kind)
        node.percent, node.reported_by = percent, person
        node.actual_at = now if percent == 100 else None
        self.revision += 1
        return [events.NodeReported(at=now, subject=self.order_no, node=kind, percent=percent, person=person)]

    def _follow(self, kind: NodeKind, percent: int, now: datetime) -> list[Event]:
        """What a node reached does to the order's status."""
        if percent < 100:
            return []
        if kind is NodeKind.START:
            return self._become(OrderStatus.IN_PRODUCTION, now)
        if kind is NodeKind.SHIPMENT:
            return self._become(OrderStatus.SHIPPED, now)
        if kind is NodeKind.RECEIPT:
            self.closed_at = now
            return self._become(OrderStatus.CLOSED, now)
        return []

    def plan_nodes(self, days: Mapping[NodeKind, date], owners: Mapping[NodeKind, str]) -> None:
        """Give each milestone its planned day, never before those it waits for, and its one owner."""
        self.own_nodes(owners)
        days = _in_turn(days)
        for node in self.nodes:
            if node.is_done:
                continue
            if node.planned_date is None or self.status not in COMMITTED:
                node.planned_date = days.get(node.kind)
            node.forecast_date = days.get(node.kind, node.forecast_date)

    def own_nodes(self, owners: Mapping[NodeKind, str]) -> None:
        """Give each milestone its one owner; the coordinator answers for what nobody else does."""
        for node in self.nodes:
            node.owner = owners.get(node.kind) or self.coordinator

    def hand_over(
        self, coordinator: str, owners: Mapping[NodeKind, str], leads: Mapping[str, str], *, now: datetime
    ) -> list[Event]:
        """Another one coordinates from now on, and takes over what the one before answers for in nobody's place.

        `owners` of milestones and `leads` of departments are those who answer for them without being coordinator.
        """
        before, self.coordinator = self.coordinator, coordinator
        for node in self.nodes:
            if node.owner == before and not node.is_done:
                node.owner = owners.get(node.kind) or coordinator
        for asked in self.acknowledgements:
            if asked.owner == before and not asked.is_given:
                asked.owner = leads.get(asked.department) or coordinator
        self.revision += 1
        return [events.CoordinatorChanged(at=now, subject=self.order_no, before=before, after=coordinator)]

    def _require_active(self) -> None:
        if self.is_on_hold:
            raise errors.OrderOnHold(order_no=self.order_no, reason=self.on_hold_reason)
        if self.status in UNSOLD | FINISHED:
            raise errors.IllegalTransition(
                order_no=self.order_no, status=self.status, wanted=OrderStatus.RELEASED,
                allowed=list(NEXT[self.status]),
            )  # fmt: skip


def _in_turn(days: Mapping[NodeKind, date]) -> dict[NodeKind, date]:
    """The days, put off where a milestone would be planned before one it waits for."""
    planned: dict[NodeKind, date] = {}
    for kind, waits_for in AFTER.items():
        known = [day for day in (days.get(kind), *map(planned.get, waits_for)) if day is not None]
        if kind in days:
            planned[kind] = max(known)
    return planned
