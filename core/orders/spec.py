"""What exactly is to be made, and how much: open until it is sold, then only for what is missing, until released."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from core.events import Event
from core.orders import errors, events
from core.orders.line import MissingField, OrderLine, names_of
from core.orders.node import NodeKind
from core.orders.status import UNSOLD, OrderStatus
from core.orders.tracks import Tracked


class Specified(Tracked):
    """The part of `Order` that holds the spec of its lines."""

    @property
    def is_spec_open(self) -> bool:
        """Spec fields may be told; of a sold order only the missing ones, and not while it is on hold."""
        return self._is_unsold or (self.status is OrderStatus.CONFIRMED and not self.is_on_hold)

    @property
    def _is_unsold(self) -> bool:
        return self.status in UNSOLD

    def line(self, line_no: int) -> OrderLine:
        """The line of this number."""
        for line in self.lines:
            if line.line_no == line_no:
                return line
        raise errors.NoSuchLine(order_no=self.order_no, line_no=line_no)

    def allows_custom(self, line: OrderLine) -> bool:
        """A value outside the released options may be told: nothing is promised yet, or a drawing is on its way."""
        return self._is_unsold or (line.is_custom and not self.node(NodeKind.DRAWING).is_done)

    def complete_spec(
        self,
        line_no: int,
        spec: Mapping[str, str],
        *,
        missing: Sequence[MissingField],
        custom: Collection[str],
        person: str,
        now: datetime,
    ) -> list[Event]:
        """Fill in spec fields of a line, or correct them while it is not sold; the last missing one may release it.

        `missing` is what the order lacks so far; `custom` are the keys of the line outside the released options.
        """
        self.require_open_spec()
        line = self.line(line_no)
        changed = {key: value for key, value in spec.items() if value and line.spec.get(key) != value}
        asked = [field for field in missing if field.line_no == line_no]
        if asked and not any(spec.values()):
            raise errors.SpecUntold(order_no=self.order_no, **names_of(asked))
        if not changed:
            return []
        if not self._is_unsold:
            self._require_missing(changed, asked)
            self._require_design(line, [field for field in asked if field.key in custom and field.key in changed])
        line.spec = line.spec | changed
        if self._is_unsold:  # a sold line is made the way it was promised, whatever has been released since
            line.is_custom, line.solution_code = bool(custom), ""
        self.revision += 1
        completed = events.SpecCompleted(at=now, subject=self.order_no, changed=changed, line_no=line_no)
        left = [field for field in missing if field.line_no != line_no or field.key not in changed]
        return [completed, *self._release_if_ready(left, person, now)]

    def take_less(self, line_no: int, quantity: int, *, now: datetime) -> list[Event]:
        """While nothing is sold the customer may take less of a line: that is another question to the planner."""
        if not self._is_unsold:
            raise errors.QuantitySettled(order_no=self.order_no, status=self.status)
        line = self.line(line_no)
        if quantity >= line.quantity:
            raise errors.NotLess(order_no=self.order_no, line_no=line_no, quantity=quantity, was=line.quantity)
        reduced = events.QuantityReduced(
            at=now, subject=self.order_no, line_no=line_no, before=line.quantity, quantity=quantity
        )
        line.quantity = quantity
        return [reduced]

    @property
    def custom_line(self) -> OrderLine:
        """The first line that needs a drawing, of an order for which another design may be chosen."""
        if not self._is_unsold:
            raise errors.SolutionSettled(order_no=self.order_no, status=self.status)
        for line in self.lines:
            if line.is_custom:
                return line
        raise errors.NothingCustom(order_no=self.order_no)

    def take_solution(
        self, line_no: int, solution: str, product: str, spec: Mapping[str, str], person: str, *, now: datetime
    ) -> list[Event]:
        """Make a line as a standard solution has it; nothing is drawn for it. That is another question to the planner.

        Nothing happens when it is made so already.
        """
        line = self.line(line_no)
        if line.solution_code == solution:
            return []
        if not self._is_unsold:
            raise errors.SolutionSettled(order_no=self.order_no, status=self.status)
        if not line.is_custom:
            raise errors.NothingCustom(order_no=self.order_no)
        line.product_code, line.spec = product, dict(spec)
        line.is_custom, line.solution_code = False, solution
        return [
            events.SolutionPicked(
                at=now, subject=self.order_no, solution=solution, line_no=line_no, product=product, person=person
            )
        ]

    def require_open_spec(self) -> None:
        """Refuse to touch the spec of what has been released, called off or put on hold."""
        if self.is_spec_open:
            return
        if self.status is OrderStatus.CONFIRMED:
            raise errors.OrderOnHold(order_no=self.order_no, reason=self.on_hold_reason)
        raise errors.SpecSettled(order_no=self.order_no, status=self.status)

    def _require_missing(self, changed: Collection[str], asked: Sequence[MissingField]) -> None:
        """What has been sold is a change of the order; only what nobody has told yet is not."""
        if not set(changed) <= {field.key for field in asked}:
            raise errors.SpecSettled(order_no=self.order_no, status=self.status)

    def _require_design(self, line: OrderLine, drawn: Sequence[MissingField]) -> None:
        """The promise was made without the time for a drawing."""
        if drawn and not self.allows_custom(line):
            raise errors.SpecNeedsDesign(order_no=self.order_no, **names_of(drawn))
