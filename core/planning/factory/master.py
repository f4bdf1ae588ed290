"""Master data of the shop: what is bought and made, of what, how, and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from core.calendar import Window, WorkingCalendar
from core.fields import in_steps
from core.planning.errors import BadQuantity, NoWorkCentre, WorkCentreNeverWorks

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)
HOUR_MINUTES = Decimal(60)
DAY_MINUTES = 24 * 60
LARGEST = Decimal(10**12)
"""No factory has, makes or pays more of anything. Products of a few such numbers can still be reckoned with."""
FINEST = Decimal("0.000001")
"""Of what things are counted in."""
YEARS = range(1970, 3000)
"""In which factories work."""
MAX_LEAD_DAYS = 3650
MAX_HORIZON_DAYS = 10 * MAX_LEAD_DAYS
MAX_CAPACITY = 1000


class ItemKind(StrEnum):
    """Where an item comes from."""

    BOUGHT = "BOUGHT"
    MADE = "MADE"


class DayKind(StrEnum):
    """How the days of a lead time are counted: suppliers quote calendar days unless they say otherwise."""

    CALENDAR = "CALENDAR"
    WORKING = "WORKING"


def require(kind: str, code: str, field: str, value: Decimal | int, is_good: bool) -> None:
    """Refuse a number that means nothing. Raises `BadQuantity`."""
    if not is_good:
        raise BadQuantity(kind=kind, code=code, field=field, value=str(value))


def require_not_negative(kind: str, code: str, **numbers: Decimal | int | None) -> None:
    """Refuse numbers below zero, absurdly large ones and those that are no numbers."""
    for field, value in numbers.items():
        if value is not None:
            require(kind, code, field, value, Decimal(value).is_finite() and 0 <= value <= LARGEST)


def is_some(value: Decimal, least: Decimal = ZERO) -> bool:
    """A number above zero, no smaller than that and not absurdly large."""
    return value.is_finite() and value > 0 and least <= value <= LARGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Anything stocked, bought or made."""

    item_code: str
    kind: ItemKind
    name: str = ""
    uom: str = "pcs"
    unit_cost: Decimal = ZERO
    """Purchase price, 0 when nobody has told it; of a made item its standard cost, used when it is from stock."""
    qty_step: Decimal = ONE
    """Smallest quantity that is issued, bought or made: 1 for pieces, 0.001 for metres."""
    purchase_lead_days: int | None = None
    """None: cannot be bought beyond what is on order."""
    lead_day_kind: DayKind = DayKind.CALENDAR
    supplier: str = ""
    substitutes: tuple[str, ...] = ()
    """What may stand in for it in every order."""
    scoped_substitutes: tuple[str, ...] = ()
    """What may stand in for it in some orders: their questions name it, and what they keep of it counts."""
    expedite_days: int = 0
    """Days by which the supplier can shorten a delivery, for `expedite_cost` per delivery."""
    expedite_cost: Decimal = ZERO
    lot_size: Decimal | None = None
    """More than this of a made item may run in lots side by side; None: always in one."""

    def __post_init__(self) -> None:
        require_not_negative(
            "item",
            self.item_code,
            unit_cost=self.unit_cost,
            purchase_lead_days=self.purchase_lead_days,
            expedite_days=self.expedite_days,
            expedite_cost=self.expedite_cost,
        )
        require("item", self.item_code, "qty_step", self.qty_step, is_some(self.qty_step, FINEST))
        if self.lot_size is not None:
            require("item", self.item_code, "lot_size", self.lot_size, is_some(self.lot_size))
        lead_days = self.purchase_lead_days or 0
        require("item", self.item_code, "purchase_lead_days", lead_days, lead_days <= MAX_LEAD_DAYS)

    @property
    def stand_ins(self) -> tuple[str, ...]:
        """Whatever may be kept in its place by some order."""
        return self.substitutes + self.scoped_substitutes

    @property
    def is_unpriced(self) -> bool:
        """It has to be bought, and nobody has told for how much."""
        return self.kind is ItemKind.BOUGHT and not self.unit_cost

    def in_steps(self, qty: Decimal) -> Decimal:
        """The quantity rounded up to whole steps."""
        return in_steps(qty, self.qty_step)

    def whole_steps(self, qty: Decimal) -> Decimal:
        """What of the quantity can be issued: half a piece cannot."""
        return qty // self.qty_step * self.qty_step


@dataclass(frozen=True, slots=True, kw_only=True)
class BomLine:
    """One component of a made item."""

    component: str
    qty_per: Decimal
    scrap_rate: Decimal = ZERO
    """Share of what is issued that is lost: to have 98 good at 0.02, 100 are issued."""
    at_seq: int | None = None
    """The operation that needs it; None means the first one."""

    def __post_init__(self) -> None:
        require("bom line", self.component, "qty_per", self.qty_per, is_some(self.qty_per))
        is_good = self.scrap_rate.is_finite() and 0 <= self.scrap_rate < 1
        require("bom line", self.component, "scrap_rate", self.scrap_rate, is_good)

    def gross(self, qty: Decimal) -> Decimal:
        """What must be issued to make `qty`, before rounding to steps."""
        return qty * self.qty_per / (1 - self.scrap_rate) if self.scrap_rate else qty * self.qty_per


@dataclass(frozen=True, slots=True)
class Alternative:
    """A work centre that can do an operation. `speed` 2 halves the run time, not the set-up."""

    work_centre: str
    speed: Decimal = ONE
    needs_approval: bool = False
    """Not used by itself; offered as an option for somebody to agree to."""
    lead_days: int | None = None
    """At a subcontractor's: days that any quantity takes, set-up included. None: the operation's own times count."""
    price: Decimal = ZERO
    """At a subcontractor's: for one piece, instead of a rate for its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One step of a routing."""

    seq: int
    code: str
    name: str = ""
    alternatives: tuple[Alternative, ...]
    setup_minutes: int = 0
    minutes_per_unit: Decimal = ZERO
    batch_size: Decimal | None = None
    """Pieces that go through together in `batch_minutes`, whatever their number; batches follow each other."""
    batch_minutes: int = 0
    setup_family: str = ""
    """What the machine has to be set up for; `{key}` stands for that field of the order's spec. "": for anything."""
    yield_percent: Decimal = HUNDRED
    """Good pieces out of a hundred started."""
    skill: str = ""
    """What the crew of a work centre must be qualified for; "": nothing in particular."""
    is_unattended: bool = False
    """Starts in working time and then runs through nights and holidays without a pause, such as ageing.

    Closed windows stop it: it is placed where it ends before the next one.
    """

    def __post_init__(self) -> None:
        if not self.alternatives:
            raise NoWorkCentre(item_code=self.code, seq=self.seq)
        require_not_negative(
            "operation",
            self.code,
            setup_minutes=self.setup_minutes,
            minutes_per_unit=self.minutes_per_unit,
            batch_minutes=self.batch_minutes,
        )
        for choice in self.alternatives:
            require("operation", self.code, f"speed on {choice.work_centre}", choice.speed, is_some(choice.speed))
            require_not_negative("operation", self.code, lead_days=choice.lead_days, price=choice.price)
            lead_days = choice.lead_days or 0
            require("operation", self.code, "lead_days", lead_days, lead_days <= MAX_LEAD_DAYS)
        is_good = self.yield_percent.is_finite() and 0 < self.yield_percent <= HUNDRED
        require("operation", self.code, "yield_percent", self.yield_percent, is_good)
        if self.batch_size is not None:
            require("operation", self.code, "batch_size", self.batch_size, is_some(self.batch_size))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WorkCentre:
    """A machine, line or team: `capacity` equal units that share a calendar."""

    work_centre: str
    calendar: WorkingCalendar
    name: str = ""
    group: str = ""
    capacity: int = 1
    cost_per_hour: Decimal = ZERO
    overtime: tuple[Window, ...] = ()
    """Windows that could be opened on request, beyond the calendar and as far as it is not closed."""
    overtime_cost_per_hour: Decimal = ZERO
    """The full rate in those windows; the difference to `cost_per_hour` is the premium."""
    skills: frozenset[str] = frozenset()
    """What its crew is qualified for."""
    is_subcontracted: bool = False
    """Somebody else's: his days and price stand with the operation, `capacity` is how many lots he takes at a time."""
    is_unattended: bool = False
    """A subcontractor's days are calendar days, else days of his calendar."""

    def __post_init__(self) -> None:
        require("work centre", self.work_centre, "capacity", self.capacity, 1 <= self.capacity <= MAX_CAPACITY)
        rates = {"cost_per_hour": self.cost_per_hour, "overtime_cost_per_hour": self.overtime_cost_per_hour}
        require_not_negative("work centre", self.work_centre, **rates)
        if self.calendar.never_works:
            raise WorkCentreNeverWorks(work_centre=self.work_centre)

    @property
    def day_minutes(self) -> int:
        """What a day of a subcontractor's lead time comes to: a day of his week, or all of it."""
        return DAY_MINUTES if self.is_unattended else self.calendar.longest_day

    def is_qualified(self, operation: Operation) -> bool:
        """Has its crew what the operation asks for?"""
        return not operation.skill or operation.skill in self.skills

    @property
    def possible_overtime(self) -> Iterator[Window]:
        """What of its overtime no closure stands against."""
        return self.calendar.room_for(self.overtime)

    @property
    def overtime_premium(self) -> Decimal:
        """What an hour of overtime costs more than an ordinary one."""
        return max(ZERO, self.overtime_cost_per_hour - self.cost_per_hour)


@dataclass(frozen=True, slots=True)
class Protection:
    """Working time of a group of work centres kept for a class of customers until some days before."""

    customer_class: str
    group: str
    share: Decimal
    """Of each week's working time, above 0 and at most 1."""
    release_days: int
    """So many calendar days before its Monday, what is left of a week is free for everybody."""

    def __post_init__(self) -> None:
        is_good = self.share.is_finite() and 0 < self.share <= 1
        require("protected capacity", self.group, "share", self.share, is_good)
        require_not_negative("protected capacity", self.group, release_days=self.release_days)

    def is_released(self, monday: date, today: date) -> bool:
        """May everybody have what is left of that week?"""
        return today >= self.released_on(monday)

    def released_on(self, monday: date) -> date:
        """The day from which on everybody may have what is left of that week."""
        return monday - timedelta(days=self.release_days)


def codes_of(operations: tuple[Operation, ...]) -> Iterator[str]:
    """Every work centre that a routing names."""
    return (choice.work_centre for operation in operations for choice in operation.alternatives)
