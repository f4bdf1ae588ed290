"""The drawing side of an order: it follows its design tasks, of which it is told the facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from core.events import Event
from core.orders import errors, events
from core.orders.node import Node, NodeKind
from core.orders.status import COMMITTED, OrderStatus


@dataclass(frozen=True, slots=True)
class Drawings:
    """What an order is told of its design tasks."""

    unreleased: tuple[str, ...] = ()
    """Tasks whose current revision is not released: never was, or a later one is being drawn."""
    is_waived: bool = False
    """Two people have agreed that it may be started all the same."""


NO_DRAWINGS = Drawings()


class Drawn:
    """The part of `Order` that waits for drawings."""

    if TYPE_CHECKING:
        order_no: str
        revision: int
        status: OrderStatus

        def node(self, kind: NodeKind) -> Node: ...  # noqa: D102

        def _reach(self, kind: NodeKind, percent: int, person: str, now: datetime) -> list[Event]: ...

    def require_drawings(self, kind: NodeKind, drawings: Drawings) -> None:
        """Nothing is started by a drawing that is not released, unless that is waived; nor is it said to be there."""
        tasks: Sequence[str] = drawings.unreleased
        if tasks and kind is NodeKind.DRAWING:
            raise errors.DrawingFollowsTask(order_no=self.order_no, tasks=list(tasks))
        if tasks and kind is NodeKind.START and not drawings.is_waived:
            raise errors.DrawingNotReleased(order_no=self.order_no, tasks=list(tasks))

    def release_drawings(self, person: str, *, now: datetime) -> list[Event]:
        """The last of its drawings is released; nothing happens where the milestone was reached before."""
        if self.status not in COMMITTED or self.node(NodeKind.DRAWING).is_done:
            return []
        return self._reach(NodeKind.DRAWING, 100, person, now)

    def reopen_drawings(self, day: date | None, *, now: datetime) -> list[Event]:
        """A released drawing is drawn anew, and will be there on that day. What has begun goes on as it is."""
        drawing = self.node(NodeKind.DRAWING)
        if self.status not in COMMITTED or not drawing.is_done or self.node(NodeKind.START).is_done:
            return []
        drawing.percent, drawing.actual_at, drawing.reported_by = 0, None, ""
        drawing.planned_date = day or drawing.planned_date
        self.revision += 1
        return [events.DrawingReopened(at=now, subject=self.order_no, day=drawing.planned_date)]

    def expect_drawings(self, day: date, *, now: datetime) -> list[Event]:
        """Its drawings are said to be there on that day; what is expected of the order follows."""
        drawing = self.node(NodeKind.DRAWING)
        if self.status not in COMMITTED or drawing.is_done or drawing.planned_date == day:
            return []
        before, drawing.planned_date, drawing.forecast_date = drawing.planned_date, day, day
        self.revision += 1
        return [events.DrawingPutOff(at=now, subject=self.order_no, before=before, day=day)]
