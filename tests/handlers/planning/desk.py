"""The production lead's desk: commands go straight to the bus, what is owed is looked at and carried out by hand."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

import handlers.everything  # noqa: F401  (fills the tables)
from bot.planner.computing import Computing
from cards.wording import Wording
from core.catalogue import Customer
from core.events import Event
from core.orders import Order, OrderLine, OrderStatus
from core.people import Department, Person, Role
from core.planning.codec import to_json
from core.planning.factory.records import Booking
from core.planning.plan.changes import Change, Figures, Finish, Move, PlanDiff, Proposal
from core.planning.plan.displaced import Push
from core.planning.plan.policy import PlanPolicy
from core.plans import Plan, PlanCause
from core.production import RoutingAlternative, RoutingOperation, WorkCentre, WorkCentreCalendar
from core.supply import Item, ItemKind
from handlers.bus import Bus, Outcome
from handlers.command import Command, from_payload
from handlers.context import Rules
from handlers.plan_commands import ComputePlan, RecordPlan
from handlers.sender import TONGPIN, Sender
from storage.bookings import all_bookings, book
from storage.counters import data_version
from storage.database import Database
from storage.orders import get_order
from storage.shop import factory_calendar
from storage.tables import OutboxMessage

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday, 09:00 at the factory."""
ZONE = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)
FIRST, SECOND, THIRD = "ORD-2611-0001", "ORD-2611-0002", "ORD-2611-0003"
PUSH = Push(promise_date=date(2026, 11, 24), finish_at=NOW, days_won=1, cost_delta=Decimal(0))
"""What every rush wins; nobody pays for it."""

LEAD = Sender("wang.sheng", "王胜", "production", frozenset({Role.PRODUCTION}), frozenset({"production"}))
WORKER = Sender("zhao.gang", "赵刚", "production", frozenset({Role.PRODUCTION}))
COORDINATOR = Sender("chen.hao", "陈昊", "collaboration", frozenset({Role.COORDINATOR}))


def at(hours: float) -> datetime:
    """So many hours after Monday, 09:00."""
    return NOW + hours * HOUR


def slot(order_no: str, start: float, end: float, centre: str = "CNC", **fields: object) -> Booking:
    """An operation of an order."""
    made = {"item_code": "PART", "seq": 10, "operation": "MILL", "qty": Decimal(60), **fields}
    return Booking(
        order_no=order_no, work_centre=centre, start_at=at(start), end_at=at(end),
        work_minutes=int((end - start) * 60), **made,  # type: ignore[arg-type]
    )  # fmt: skip


class Desk:
    """One database with the bus over it."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        calendar = Rules(
            timedelta(days=1), 60, 120, 240, lambda session: factory_calendar(session, ZONE), planning=PlanPolicy()
        )
        self.bus = Bus(self.database, Wording("en", ZONE), calendar, "desk", ZONE, frozenset({"feishu"}))
        self.now = NOW
        self.owed: list[Command] = []
        self.events: list[Event] = []
        self.database.write(_furnish)
        self.books(slot(FIRST, 1, 3))
        self.books(slot(SECOND, 24, 26))

    def close(self) -> None:
        """The day is over."""
        self.database.close()

    def does(self, command: Command, sender: Sender = LEAD) -> Outcome:
        """Somebody does something; what is owed by it is kept."""
        outcome = self.bus.execute(command, sender=sender, now=self.now)
        self.events = list(outcome.events)
        self.owed = [from_payload(json.loads(stored.payload)) for stored in outcome.owed]
        return outcome

    def books(self, *slots: Booking) -> None:
        """An order holds these, and no others."""
        self.database.write(lambda session: book(session, slots[0].order_no, slots, ()))

    def bookings(self) -> tuple[Booking, ...]:
        """The standing plan, in the order of its rows."""
        with self.database.read() as session:
            return all_bookings(session)

    def rows(self) -> list[tuple[object, ...]]:
        """Every row of the standing plan with all it holds."""
        with self.database.read() as session:
            return [tuple(row) for row in session.connection().exec_driver_sql("SELECT * FROM booking ORDER BY id")]

    def proposed(self, *changes: Change, finishes: Sequence[Finish] = (), **asked: object) -> str:
        """A plan that makes these changes was found and proposed; its number."""
        self.does(self.found(*changes, finishes=finishes, **asked), TONGPIN)
        return next(event.subject for event in self.events if type(event).__name__ == "PlanProposed")

    def found(self, *changes: Change, finishes: Sequence[Finish] = (), **asked: object) -> RecordPlan:
        """What the planner hands in."""
        with self.database.read() as session:
            version = data_version(session)
        moves = tuple(_move(change) for change in changes)
        proposal = Proposal(
            shop_version=version, seed=1, evaluations=10, solver="by hand", before=Figures(60, 1, 0),
            after=Figures(0, 0, 0), was_invalid=False, changes=changes, diff=PlanDiff(moves, tuple(finishes)),
            push=PUSH if asked.get("cause") is PlanCause.RUSH else None,
        )  # fmt: skip
        told = {"cause": PlanCause.ASKED, "policy": PlanPolicy(), "asked_by": LEAD.key, **asked}
        return RecordPlan(asked=ComputePlan.model_validate(told), proposal=to_json(proposal))

    def worked_out(self, command: Command) -> Command:
        """What follows from it, as the planner process finds it."""
        return Computing(self.database, None, ZONE).compute(command, self.now)

    def plan(self, plan_version: str) -> Plan:
        """A plan as it is kept."""
        with self.database.read() as session:
            return session.exec(select(Plan).where(Plan.plan_version == plan_version)).one()

    def order(self, order_no: str) -> Order:
        """An order as it is kept."""
        with self.database.read() as session:
            return get_order(session, order_no)

    def notices(self) -> list[str]:
        """The titles of all notices owed so far, and to which lane."""
        with self.database.read() as session:
            found = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.seq)))
            return [f"{message.lane} {json.dumps(message.notice, ensure_ascii=False)}" for message in found]


def to(before: Booking, start: float, centre: str = "") -> Change:
    """The same operation at another time, and perhaps elsewhere."""
    length = before.end_at - before.start_at
    return Change(
        before,
        replace(before, start_at=at(start), end_at=at(start) + length, work_centre=centre or before.work_centre),
    )


def _move(change: Change) -> Move:
    before, after = change.before, change.after
    return Move(
        before.order_no, before.line_no, before.item_code, before.seq, before.operation, before.work_centre,
        before.unit, after.work_centre, after.unit, before.start_at, after.start_at, after.end_at,
    )  # fmt: skip


def _furnish(session: Session) -> None:
    session.add(
        Department(key="production", name="生产部", english_name="Production", lead=LEAD.key, chats=["feishu:oc_p"])
    )
    session.add(Department(key="collaboration", name="协同", english_name="Collaboration"))
    session.flush()
    for sender in (LEAD, WORKER, COORDINATOR):
        session.add(Person(key=sender.key, name=sender.name, department=sender.department, roles=list(sender.roles)))
    days = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "08:00-20:00")
    session.add(WorkCentreCalendar.model_validate({"key": "week", "name": "周", **days}))
    session.flush()
    for code in ("CNC", "PRESS"):
        session.add(WorkCentre(code=code, name=code.lower(), group="MACHINING", calendar="week"))
    session.add(Item(item_code="PART", name="件", kind=ItemKind.MADE))
    session.flush()
    both = [RoutingAlternative(work_centre="CNC"), RoutingAlternative(work_centre="PRESS")]
    session.add(
        RoutingOperation(item="PART", seq=10, code="MILL", name="铣", minutes_per_unit=Decimal(2), alternatives=both)
    )
    session.add(Customer(code="NORDLYS", name="恒远"))
    for number in (FIRST, SECOND, THIRD):
        session.add(_sold(number))


def _sold(order_no: str) -> Order:
    order = Order(
        order_no=order_no, status=OrderStatus.CONFIRMED, customer_code="NORDLYS", owner="lin.xiaoyan", placed_at=NOW,
        is_promising=False,
    )  # fmt: skip
    line = OrderLine(order_no=order_no, product_code="PART", quantity=60, requested_date=date(2026, 11, 25))
    line.promise(date(2026, 11, 25))
    order.lines = [line]
    return order
