"""A proposal and what it changes, as facts that can be kept. Light: whoever only reads them loads no solver."""

from dataclasses import dataclass
from datetime import date, datetime

from core.planning.factory.records import Booking
from core.planning.plan.clash import Clash
from core.planning.plan.displaced import Push


@dataclass(frozen=True, slots=True)
class Move:
    """One operation that goes to another machine, or moves by more than an hour."""

    order_no: str
    line_no: int
    item_code: str
    seq: int
    operation: str
    from_centre: str
    from_unit: int
    to_centre: str
    to_unit: int
    from_start: datetime
    to_start: datetime
    to_end: datetime
    is_hit: bool = False
    """It could not have stayed."""
    is_frozen: bool = False
    """It was to begin within the frozen horizon."""
    is_pinned: bool = False
    """A lead had pinned it; it moves only because it could not have stayed."""

    @property
    def changes_machine(self) -> bool:
        """Does it run on another one?"""
        return (self.from_centre, self.from_unit) != (self.to_centre, self.to_unit)


@dataclass(frozen=True, slots=True)
class Finish:
    """The day on which a line of an order leaves, before and after."""

    order_no: str
    line_no: int
    before: date
    after: date
    wanted_by: date | None = None
    is_quote: bool = False

    @property
    def is_newly_late(self) -> bool:
        """It was on time, and is late now."""
        return self.wanted_by is not None and self.before <= self.wanted_by < self.after

    @property
    def is_rescued(self) -> bool:
        """It was late, and is on time now."""
        return self.wanted_by is not None and self.after <= self.wanted_by < self.before


@dataclass(frozen=True, slots=True)
class PlanDiff:
    """Everything worth telling. Moves by order, finishes of lines whose day changes."""

    moves: tuple[Move, ...] = ()
    finishes: tuple[Finish, ...] = ()
    nudged: int = 0
    """Operations that move by no more than an hour."""

    @property
    def newly_late(self) -> tuple[str, ...]:
        """Orders that become late by it."""
        return tuple(sorted({each.order_no for each in self.finishes if each.is_newly_late}))

    @property
    def rescued(self) -> tuple[str, ...]:
        """Orders of which some line becomes punctual by it."""
        return tuple(sorted({each.order_no for each in self.finishes if each.is_rescued}))

    @property
    def pinned(self) -> tuple[Move, ...]:
        """What was pinned and could not be kept where it was."""
        return tuple(move for move in self.moves if move.is_pinned)

    @property
    def overrides(self) -> int:
        """Operations that move within the frozen horizon though they could have stayed."""
        return sum(move.is_frozen and not move.is_hit for move in self.moves)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a plan is worth. Less is better."""

    tardiness: int
    """Weighted plant working minutes past the promises."""
    late_orders: int
    setup_minutes: int
    """Of changing over between families."""


@dataclass(frozen=True, slots=True)
class Change:
    """One booking and what stands in its place."""

    before: Booking
    after: Booking
    is_hit: bool = False
    """It could not have stayed: it has not begun there when its time has come."""

    @property
    def moves(self) -> bool:
        """It begins elsewhere, or at another time; what is in work may also only end later."""
        before, after = self.before, self.after
        was, to = (before.work_centre, before.unit, before.start_at), (after.work_centre, after.unit, after.start_at)
        return was != to

    @property
    def back(self) -> "Change":
        """The other way round."""
        return Change(self.after, self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An order that no plan can have made; its time is kept for it as it is booked."""

    order_no: str
    clash: Clash | None = None
    """What excludes what, when that is proved …"""
    flaw: str = ""
    """… or else what is wrong, as a `BadProblem` says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A plan for the shop of a version, and how it was found. Nothing is changed by it."""

    shop_version: int
    seed: int
    evaluations: int
    solver: str
    before: Figures
    after: Figures
    was_invalid: bool
    """Something could not have stayed where it was booked."""
    changes: tuple[Change, ...] = ()
    diff: PlanDiff = PlanDiff()
    left_out: tuple[LeftOut, ...] = ()
    """Orders that could not be planned; everybody else is."""
    push: Push | None = None
    """What it does for the order that is rushed, and who pays for it; None for other plans."""

    @property
    def is_empty(self) -> bool:
        """The standing plan is as good as any that was found."""
        return not self.changes
