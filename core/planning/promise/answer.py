"""The answer: a date, its reason, what it costs, how sure it is, and what would help."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.planning import codec
from core.planning.factory.records import Allocation, Booking, Source
from core.planning.plan.displaced import Push
from core.planning.promise.cost import ZERO, Cost
from core.planning.promise.makeable import Makeable


class Outcome(StrEnum):
    """FOUND: a date. IMPOSSIBLE: never within the horizon; the binding constraint says why."""

    FOUND = "FOUND"
    IMPOSSIBLE = "IMPOSSIBLE"


class ConstraintKind(StrEnum):
    """What can stop an earlier date."""

    MATERIAL = "MATERIAL"
    WORK_CENTRE = "WORK_CENTRE"
    DESIGN = "DESIGN"
    CALENDAR = "CALENDAR"
    PROTECTED = "PROTECTED"
    """`code` is the group of work centres whose capacity is kept for other customers."""
    LEAD_TIME = "LEAD_TIME"
    """The work itself takes that long: nothing else, taken away, would move the date."""
    NONE = "NONE"
    """Ready now."""


class OptionKind(StrEnum):
    """What would help."""

    LATER = "LATER"
    SPLIT = "SPLIT"
    OVERTIME = "OVERTIME"
    ALTERNATIVE = "ALTERNATIVE"
    """A work centre that needs approval for this."""
    SUBSTITUTE = "SUBSTITUTE"
    EXPEDITE_MATERIAL = "EXPEDITE_MATERIAL"


class Confidence(StrEnum):
    """How much the date rests on."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


class DoubtKind(StrEnum):
    """Why a date is less than sure."""

    STALE_SOURCE = "STALE_SOURCE"
    """`name` is the source; `age_minutes` None means it was never heard of."""
    TO_BE_BOUGHT = "TO_BE_BOUGHT"
    """`share` of the material's value rests on supplier lead times."""
    OVERDUE_PURCHASE = "OVERDUE_PURCHASE"
    """`name` is a purchase order whose day has passed; taken as arriving next working day."""
    UNREPORTED_START = "UNREPORTED_START"
    """It comes behind order `name`, which should have begun `age_minutes` ago: nobody says that it has."""
    UNREPORTED_FINISH = "UNREPORTED_FINISH"
    """… and should have been finished."""
    HOLIDAYS_ESTIMATED = "HOLIDAYS_ESTIMATED"
    """The holiday notice for `name` (the year) is not out."""


UNHEARD = frozenset({DoubtKind.STALE_SOURCE, DoubtKind.UNREPORTED_START, DoubtKind.UNREPORTED_FINISH})
"""Data are too old, or should be there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """One thing that stops an earlier date. Proved: without it the date is `date_without`."""

    kind: ConstraintKind = ConstraintKind.NONE
    code: str = ""
    """Item, work centre, holiday or product code."""
    name: str = ""
    skill: str = ""
    """WORK_CENTRE: what nobody there is qualified for; the order is impossible for it."""
    date_without: date | None = None
    gain_days: int = 0
    """Calendar days by which the promise would be earlier without it."""
    together_with: tuple["Constraint", ...] = ()
    """What binds at the same time: only without all of them does the date move."""
    available_at: datetime | None = None
    """MATERIAL: when it is there. DESIGN: when the drawing is done. PROTECTED: when everybody may have what is left,
    and it would be possible."""
    short_qty: Decimal | None = None
    """MATERIAL: how much is not in stock."""
    uom: str = ""
    source: Source | None = None
    po_no: str = ""
    supplier: str = ""
    waiting_minutes: int = 0
    """WORK_CENTRE: working minutes spent in its queue. LEAD_TIME and DESIGN: minutes of work."""
    lots: int = 0
    """PROTECTED: in so many lots it is made for it, each in a week that has room; 0 when it is made as ever."""
    closed_from: datetime | None = None
    closed_until: datetime | None = None
    """CALENDAR: the longest closure in the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialUse:
    """Material of the order and where it comes from."""

    line_no: int
    item_code: str
    name: str
    qty: Decimal
    uom: str
    source: Source
    available_at: datetime
    po_no: str = ""
    part: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LongLead:
    """A bought part whose lead time eats more than half of the customer's window."""

    item_code: str
    name: str
    lead_days: int
    window_days: int
    is_in_stock: bool
    """All that this order needs is there already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One reason why the date is less than sure."""

    kind: DoubtKind
    name: str = ""
    age_minutes: int | None = None
    share: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePromise:
    """One line's date."""

    line_no: int
    ready_at: datetime
    promise_date: date
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracks:
    """The three tracks of the order; None where it has none."""

    design_ready_at: datetime | None = None
    material_ready_at: datetime | None = None
    production_start_at: datetime | None = None
    production_end_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipPart:
    """One of several deliveries."""

    line_no: int
    qty: Decimal
    ready_at: datetime
    promise_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Hurried:
    """A delivery that has to be here sooner: an open purchase order, or for "" what is still to be ordered."""

    po_no: str = ""
    needed_at: datetime
    usual_at: datetime
    """When it comes if nobody hurries it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """What an option does to one thing: a work centre's overtime window, an item, a work centre."""

    code: str
    name: str = ""
    replaced_by: str = ""
    """SUBSTITUTE: the item used instead."""
    start_at: datetime | None = None
    end_at: datetime | None = None
    minutes: int = 0
    """OVERTIME: working minutes used in the window."""
    days: int = 0
    """EXPEDITE_MATERIAL: days by which the supplier can shorten a delivery …"""
    deliveries: tuple[Hurried, ...] = ()
    """… and what has to be here by when: with that, and nothing else, the date is the one told."""
    cost: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseOption:
    """One way to a date, worked out exactly. Its bookings and materials are what confirming it would reserve."""

    kind: OptionKind
    promise_date: date
    is_on_time: bool
    cost_delta: Decimal
    """Against the standard answer."""
    levers: tuple[Lever, ...] = ()
    parts: tuple[ShipPart, ...] = ()
    """SPLIT: in order of shipping."""
    lines: tuple[LinePromise, ...] = ()
    bookings: tuple[Booking, ...] = ()
    materials: tuple[MaterialUse, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseAnswer:
    """What the engine says, on one version of the shop. Kept as it is in the promise ledger."""

    outcome: Outcome
    order_no: str
    shop_version: int
    as_of: datetime
    binding_constraint: Constraint
    second_constraint: Constraint | None = None
    ready_at: datetime | None = None
    """When the last line is finished; None when impossible."""
    promise_date: date | None = None
    """The working day after that, on which it leaves the factory; transport is not included."""
    p50_date: date | None = None
    """In half of the sampled futures it leaves by this day; None where nobody has looked."""
    p80_date: date | None = None
    """… in four of five."""
    is_late: bool = False
    """Some line is promised after its requested date."""
    lines: tuple[LinePromise, ...] = ()
    cost: Cost = field(default_factory=Cost)
    bookings: tuple[Booking, ...] = ()
    materials: tuple[MaterialUse, ...] = ()
    long_lead: tuple[LongLead, ...] = ()
    confidence: Confidence = Confidence.HIGH
    doubts: tuple[Doubt, ...] = ()
    tracks: Tracks = field(default_factory=Tracks)
    options: tuple[PromiseOption, ...] = ()
    makeable: tuple[Makeable, ...] = ()
    """IMPOSSIBLE: how much could be in time, and how much at all, if that is more. No way but LATER: how much is."""
    within_slack: Push | None = None
    """Going before others as far as nobody pays with his promise. Not sold as an option is: others move for it …"""
    rush: Push | None = None
    """… as they do for going before everybody; both None where no day is won, or nobody asked."""
    asked: str = ""
    """What the order asked, in its own words (`Order.question`); "" where nobody has noted it."""
    revisions: tuple[tuple[str, str], ...] = ()  # as they were asked for
    solutions: tuple[tuple[str, str], ...] = ()  # when a late custom order could leave as one of these has it

    def to_json(self) -> dict[str, Any]:
        """Plain data: decimals as strings, times in ISO form."""
        return codec.to_json(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "PromiseAnswer":
        """The answer that `to_json` wrote."""
        return codec.from_json(cls, data)

    def plan_of(self, option: str) -> "PromiseAnswer | PromiseOption":
        """What selling it that way (`standard`, `split`, …) books, uses and promises. Everybody reads it here."""
        chosen = (each for each in self.options if each.kind.value.lower() == option)
        return next(chosen, self)

    @property
    def is_stale(self) -> bool:
        """It rests on what has not been heard of for too long, a source or work: whatever its date, it is at risk."""
        return any(doubt.kind in UNHEARD for doubt in self.doubts)

    @property
    def is_at_risk(self) -> bool:
        """Data are missing or too old: whatever its date and cost, nobody should rely on them."""
        return self.is_stale or bool(self.cost.unpriced)

    @property
    def allocations(self) -> tuple[Allocation, ...]:
        """The material to reserve for it."""
        return allocations_of(self.order_no, self.materials)


def allocations_of(order_no: str, materials: tuple[MaterialUse, ...]) -> tuple[Allocation, ...]:
    """Material uses as reservations of an order."""
    return tuple(
        Allocation(order_no=order_no, item_code=use.item_code, qty=use.qty, source=use.source, po_no=use.po_no)
        for use in materials
    )
