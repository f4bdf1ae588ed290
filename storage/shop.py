"""The shop snapshot, read from master data in a handful of statements."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta, tzinfo
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import Row, Table, select
from sqlmodel import Session

from core import catalogue, production, supply
from core.calendar import CHINA, NO_HOLIDAYS, Window, WorkingCalendar
from core.entity import Entity
from core.planning.factory.master import Alternative, Item, ItemKind, Operation, Protection, WorkCentre
from core.planning.factory.records import Allocation, Booking, PurchaseOrder
from core.planning.factory.shop import Shop
from core.production import ExceptionKind, MaintenanceKind, ShiftWindow
from core.supply import PurchaseStatus
from storage.ages import source_ages
from storage.bad_lots import usable_stock
from storage.boms import boms_of
from storage.open_orders import open_orders
from storage.substitutes import ever_approved
from storage.tables import core_table

FACTORY_CALENDAR = "factory"
"""The calendar of this key tells when goods leave; where there is none, the one that most work centres have."""
DESIGN_GROUP = "RND"
"""Work centres of this group are engineers; design work is booked on the first of them."""
ARRIVAL = time(17)
"""Goods of a day are counted on from the end of its office hours."""
OVERTIME_DAYS = 90
"""How far ahead overtime is offered."""
MAINTENANCE_DAYS = 730

ZERO = Decimal(0)
_CLOSED_WORDS = {MaintenanceKind.PLANNED: "检修", MaintenanceKind.BREAKDOWN: "停机"}


def load_shop(
    session: Session, as_of: datetime, version: int, timezone: tzinfo, *,
    bookings: Iterable[Booking] = (), allocations: Iterable[Allocation] = (),
) -> Shop:  # fmt: skip
    """Everything an answer depends on, as it is in the database now.

    Raises `BadShop` for data that contradict themselves. An item that is made, but nobody has said of what or how,
    cannot be had beyond its stock; it does not make the others unanswerable.
    """
    days = _Calendars(session, timezone)
    routings = _routings(session)
    boms, revised = boms_of(session, routings)
    return Shop(
        version=version,
        as_of=as_of,
        calendar=days.factory,
        items=_items(session, boms.keys() | routings.keys()),
        work_centres=tuple(days.work_centres(_rows(session, production.MaintenanceWindow), as_of)),
        boms=boms,
        revised=revised,
        routings=routings,
        stock=usable_stock(session),
        purchase_orders=_purchase_orders(session, timezone),
        bookings=tuple(bookings),
        allocations=tuple(allocations),
        orders=open_orders(session, timezone),
        data_ages=source_ages(session),
        design_work_centre=days.engineers,
        setups=_setups(session),
        protected=_protected(session),
    )


def factory_calendar(session: Session, timezone: tzinfo) -> WorkingCalendar:
    """When the factory as a whole works, with its holidays and exceptions; the usual week where nothing is told."""
    told = _Calendars(session, timezone).factory
    return WorkingCalendar(timezone=timezone) if told.never_works else told


def _rows(session: Session, kind: type[Entity], *conditions: Any) -> list[Row[Any]]:
    table: Table = core_table(kind)
    return list(session.execute(select(table).where(*conditions).order_by(*table.primary_key.columns)))


# --- material ------------------------------------------------------------------------------


def _items(session: Session, makeable: Iterable[str]) -> tuple[Item, ...]:
    substitutes: dict[str, list[str]] = {}
    for row in _rows(session, supply.Substitute):
        if row.is_approved:
            substitutes.setdefault(row.item, []).append(row.substitute)
    scoped, known = ever_approved(session), frozenset(makeable)
    return tuple(
        Item(
            item_code=row.item_code,
            kind=ItemKind.MADE if row.item_code in known and row.kind is supply.ItemKind.MADE else ItemKind.BOUGHT,
            name=row.name,
            uom=row.uom,
            unit_cost=row.unit_cost,
            qty_step=row.qty_step,
            purchase_lead_days=row.purchase_lead_time_days,
            supplier=row.supplier or "",
            substitutes=tuple(substitutes.get(row.item_code, ())),
            scoped_substitutes=scoped.get(row.item_code, ()),
            expedite_days=row.expedite_days,
            expedite_cost=row.expedite_cost,
            lot_size=row.lot_size,
        )
        for row in _rows(session, supply.Item)
    )


def _purchase_orders(session: Session, timezone: tzinfo) -> tuple[PurchaseOrder, ...]:
    table = core_table(supply.PurchaseOrder)
    is_open = table.c.status.in_([PurchaseStatus.OPEN, PurchaseStatus.CONFIRMED])
    return tuple(
        PurchaseOrder(
            po_no=row.po_no,
            item_code=row.item,
            open_qty=row.qty - row.received_qty,
            eta=datetime.combine(row.eta, ARRIVAL, timezone),
        )
        for row in _rows(session, supply.PurchaseOrder, is_open, table.c.received_qty < table.c.qty)
    )


# --- production ----------------------------------------------------------------------------


def _setups(session: Session) -> dict[str, dict[tuple[str, str], int]]:
    setups: dict[str, dict[tuple[str, str], int]] = {}
    for row in _rows(session, production.SetupMatrix):
        setups.setdefault(row.group, {})[row.from_family, row.to_family] = row.minutes
    return setups


def _protected(session: Session) -> tuple[Protection, ...]:
    rows = _rows(session, catalogue.ProtectedCapacity)
    return tuple(
        Protection(row.customer_class.value, row.group, Decimal(row.share_percent) / 100, row.release_days)
        for row in rows
    )


def _routings(session: Session) -> dict[str, tuple[Operation, ...]]:
    centres = _rows(session, production.WorkCentre)
    items = {row.item_code for row in _rows(session, supply.Item)}
    unattended = {row.code for row in centres if row.is_unattended and not row.is_subcontracted}
    routings: dict[str, list[Operation]] = {}
    for row in _rows(session, production.RoutingOperation):
        if row.item in items:
            routings.setdefault(row.item, []).append(_operation(row, unattended))
    return {item: tuple(operations) for item, operations in routings.items()}


def _operation(row: Any, unattended: set[str]) -> Operation:
    alternatives = tuple(
        Alternative(
            each.work_centre, Decimal(each.speed_percent) / 100, each.needs_approval, each.lead_days, each.price
        )
        for each in row.alternatives
    )
    return Operation(
        seq=row.seq,
        code=row.code,
        name=row.name,
        alternatives=alternatives,
        setup_minutes=row.setup_minutes,
        minutes_per_unit=row.minutes_per_unit,
        batch_size=None if row.batch_size is None else Decimal(row.batch_size),
        batch_minutes=row.batch_minutes,
        setup_family=row.setup_family,
        yield_percent=row.yield_percent,
        skill=row.skill,
        is_unattended=_runs_alone(alternatives, unattended),
    )


def _runs_alone(alternatives: Iterable[Alternative], unattended: set[str]) -> bool:
    """Nobody has to stand by wherever it is done here; how a subcontractor does it is his affair."""
    here = [each.work_centre for each in alternatives if each.lead_days is None]
    return bool(here) and all(code in unattended for code in here)


class _Calendars:
    """The calendars of the factory. Work centres without closures of their own share one."""

    def __init__(self, session: Session, timezone: tzinfo) -> None:
        self._timezone = timezone
        self._weeks = {row.key: row for row in _rows(session, production.WorkCentreCalendar)}
        self._exceptions: dict[str, list[Any]] = {}
        for row in _rows(session, production.CalendarException):
            self._exceptions.setdefault(row.calendar, []).append(row)
        self._centres = _rows(session, production.WorkCentre)
        self._built: dict[str, WorkingCalendar] = {}
        self._overtime: dict[str, tuple[Window, ...]] = {}

    @property
    def factory(self) -> WorkingCalendar:
        """When goods leave and arrive."""
        used = [row.calendar for row in self._centres]
        most_used = max(sorted(set(used)), key=used.count, default="")
        key = FACTORY_CALENDAR if FACTORY_CALENDAR in self._weeks else most_used
        return self._calendar(key) if key else WorkingCalendar(timezone=self._timezone)

    @cached_property
    def engineers(self) -> str | None:
        """The work centre that design work is booked on."""
        return next((row.code for row in self._centres if row.group == DESIGN_GROUP), None)

    def work_centres(self, maintenance: Iterable[Row[Any]], as_of: datetime) -> Iterable[WorkCentre]:
        """All work centres that work at all, with what keeps them from it and could be added from then on."""
        stopped: dict[str, list[Window]] = {}
        for row in maintenance:
            stopped.setdefault(row.work_centre, []).extend(self._closed_by(row, as_of))
        for row in self._centres:
            closed = stopped.get(row.code, ())
            calendar = self._calendar(row.calendar)
            yield WorkCentre(
                work_centre=row.code,
                calendar=calendar.closing(*closed) if closed else calendar,
                name=row.name,
                group=row.group,
                capacity=row.capacity,
                cost_per_hour=row.cost_per_hour,
                overtime=self._overtime_of(row.overtime_calendar, as_of),
                overtime_cost_per_hour=row.cost_per_hour * row.overtime_rate,
                skills=frozenset(row.skills),
                is_subcontracted=row.is_subcontracted,
                is_unattended=row.is_unattended,
            )

    def _calendar(self, key: str) -> WorkingCalendar:
        if key not in self._built:
            row = self._weeks[key]
            week = _week(row)
            closing = [each for each in self._exceptions.get(key, ()) if each.kind is ExceptionKind.CLOSED]
            self._built[key] = WorkingCalendar(
                week=tuple(tuple((w.start_minute, w.end_minute) for w in day) for day in week),
                holidays=CHINA if row.is_closed_on_holidays else NO_HOLIDAYS,
                days_off=tuple((each.on_date, each.reason) for each in closing if not each.windows),
                closed=tuple(window for each in closing for window in self._on(each)),
                opened=self._opened(key, week), timezone=self._timezone,
            )  # fmt: skip
        return self._built[key]

    def _opened(self, key: str, week: tuple[tuple[ShiftWindow, ...], ...]) -> tuple[Window, ...]:
        opening = [each for each in self._exceptions.get(key, ()) if each.kind is not ExceptionKind.CLOSED]
        return tuple(window for each in opening for window in self._on(each, week[each.on_date.weekday()] or week[0]))

    def _on(self, row: Any, usual: tuple[ShiftWindow, ...] = ()) -> list[Window]:
        """The hours that an exception is about; `usual` where it names none."""
        midnight = datetime.combine(row.on_date, time(), self._timezone)
        return [
            Window(midnight + timedelta(minutes=w.start_minute), midnight + timedelta(minutes=w.end_minute), row.reason)
            for w in production.read_windows(row.windows) or usual
        ]

    def _closed_by(self, row: Any, as_of: datetime) -> list[Window]:
        window = production.MaintenanceWindow(
            code=row.code, work_centre=row.work_centre, kind=row.kind, start_at=row.start_at, end_at=row.end_at,
            repeat_weeks=row.repeat_weeks,
        )  # fmt: skip
        name = f"{row.work_centre} {row.reason or _CLOSED_WORDS[row.kind]}"
        until = as_of + timedelta(days=MAINTENANCE_DAYS)
        spans = window.occurrences(as_of - timedelta(days=1), until, self._timezone)
        return [Window(start, end, name) for start, end in spans]

    def _overtime_of(self, key: str | None, as_of: datetime) -> tuple[Window, ...]:
        if key is None:
            return ()
        if key not in self._overtime:
            until = as_of + timedelta(days=OVERTIME_DAYS)
            self._overtime[key] = tuple(self._calendar(key).windows(as_of, until))
        return self._overtime[key]


def _week(row: Any) -> tuple[tuple[ShiftWindow, ...], ...]:
    return tuple(production.read_windows(getattr(row, day)) for day in production.WEEKDAYS)
