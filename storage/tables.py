"""The tables that are about running, not about the factory: what came in, what is owed, what happened.

Hot paths use these as Core tables (`InboxEvent.__table__`), see `inbox.py` and `outbox.py`.
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Numeric, Table
from sqlmodel import Field

from core.entity import Entity, aware_column, json_column

PARTIAL = "where"
"""Of an index's `info`: the condition its rows fulfil. `models` says it to each kind of database in its own dialect."""


def _sequence() -> Any:
    """An ever-growing number. SQLite only counts by itself in a plain INTEGER key."""
    return Column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True)


class InboxState(StrEnum):
    """Where a delivery is."""

    PENDING = "PENDING"
    DONE = "DONE"
    FAILED = "FAILED"


class InboxEvent(Entity, table=True):
    """One delivery, from a platform or from ourselves. Its id makes a repeat harmless."""

    __tablename__ = "inbox_event"
    __table_args__ = (Index("ix_inbox_pending", "state", "seq"), {"sqlite_autoincrement": True})

    seq: int | None = Field(default=None, sa_column=_sequence())
    delivery: str = Field(unique=True)
    source: str
    kind: str
    payload: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    received_at: datetime = Field(sa_column=aware_column(index=True))
    state: InboxState = InboxState.PENDING
    owner: str = ""
    lease_until: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    attempts: int = 0
    handled_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    reference: str = ""
    """The word a person was given and the log carries when handling failed."""


class LivingCard(Entity, table=True):
    """One card that follows its subject in one chat. `wanted` is ahead of `shown` while it is stale."""

    __tablename__ = "living_card"
    __table_args__ = (Index("uq_living_card", "subject", "kind", "chat", unique=True),)

    id: int | None = Field(default=None, sa_column=_sequence())
    subject: str = Field(index=True)
    kind: str
    chat: str
    message: str = Field(default="", index=True)
    wanted: int = 1
    shown: int = 0
    issue: int = 1
    """How many times it has been sent anew; part of the platform's idempotency key."""
    issued_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))


class MessageState(StrEnum):
    """Where an owed message is."""

    PENDING = "PENDING"
    SENT = "SENT"
    DEAD = "DEAD"


class OutboxMessage(Entity, table=True):
    """One thing owed to a chat: a living card to bring up to date, or a notice with its words kept."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index("ix_outbox_lane", "lane", "state", "urgency", "seq"),
        Index("uq_outbox_card", "card", unique=True, info={PARTIAL: "state = 'PENDING' AND card IS NOT NULL"}),
        {"sqlite_autoincrement": True},
    )

    seq: int | None = Field(default=None, sa_column=_sequence())
    lane: str
    urgency: int = 1
    """0: a person is waiting for it; 1: everything else. Lower goes first within a lane."""
    card: int | None = None
    notice: dict[str, Any] | None = Field(default=None, sa_column=Column(json_column(), nullable=True))
    reply_to: str = ""
    replaces: str = ""
    """The platform's id of a sent message that this notice overwrites."""
    key: str
    subject: str = ""
    state: MessageState = MessageState.PENDING
    attempts: int = 0
    """Counted before they are made: how one ended that a crash broke off, nobody knows."""
    put_off: int = 0
    """How many of them ended with the platform asking for patience."""
    due_at: datetime = Field(sa_column=aware_column())
    created_at: datetime = Field(sa_column=aware_column())
    sent_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    message: str = Field(default="", index=True)
    """The platform's id of the message it became, or changed."""
    error: str = ""


class Lane(Entity, table=True):
    """The queue of one chat: how much waits, when the next may go, and which sender has it."""

    __tablename__ = "lane"
    __table_args__ = (Index("ix_lane_due", "due_at"),)

    key: str = Field(primary_key=True)
    due_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    """When the lane next has something to do; null while it is empty."""
    urgency: int = 1
    """Of its most urgent message."""
    free_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    """The platform's limit for this chat allows nothing before then."""
    owner: str = ""
    lease_until: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))


class RateBudget(Entity, table=True):
    """How much of a platform limit is used up: the theoretical arrival time of GCRA, shared by all replicas."""

    __tablename__ = "rate_budget"

    key: str = Field(primary_key=True)
    arrival_at: datetime = Field(sa_column=aware_column())


class ChatState(Entity, table=True):
    """What we know of a chat beyond its id."""

    __tablename__ = "chat_state"

    chat: str = Field(primary_key=True)
    name: str = ""
    unreachable_since: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    why: str = ""


class Timer(Entity, table=True):
    """A command owed to ourselves at a time. One per key; setting it again moves it."""

    __tablename__ = "timer"
    __table_args__ = (Index("ix_timer_due", "due_at"),)

    key: str = Field(primary_key=True)
    due_at: datetime = Field(sa_column=aware_column())
    command: dict[str, Any] = Field(sa_column=Column(json_column(), nullable=False))


class AuditEvent(Entity, table=True):
    """Who did what, when, from where. Only ever added to; each row carries the hash of the one before."""

    __tablename__ = "audit_event"

    seq: int = Field(sa_column=Column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True))
    at: datetime = Field(sa_column=aware_column(index=True))
    actor: str
    on_behalf_of: str = ""
    action: str
    subject: str = Field(index=True)
    detail: dict[str, Any] = Field(sa_column=Column(json_column(), nullable=False))
    chat: str = ""
    message: str = ""
    delivery: str = ""
    previous_hash: str
    hash: str


class AuditHead(Entity, table=True):
    """The end of the audit chain; its one row is locked while the chain grows."""

    __tablename__ = "audit_head"

    id: int = Field(default=1, primary_key=True)
    seq: int = 0
    hash: str = ""


class Counter(Entity, table=True):
    """The last number given out for a prefix. Taken in the transaction that uses it, so there are no gaps."""

    __tablename__ = "counter"

    key: str = Field(primary_key=True)
    value: int = 0


class Lease(Entity, table=True):
    """Who may do a thing that only one process may do."""

    __tablename__ = "lease"

    name: str = Field(primary_key=True)
    owner: str
    until: datetime = Field(sa_column=aware_column())


class BookingRow(Entity, table=True):
    """Machine time kept for an order: one operation on one unit of a work centre (the standing plan)."""

    __tablename__ = "booking"
    __table_args__ = (Index("ix_booking_unit", "work_centre", "unit", "start_at"),)

    id: int | None = Field(default=None, sa_column=_sequence())
    order_no: str = Field(index=True)
    work_centre: str
    unit: int = 0
    start_at: datetime = Field(sa_column=aware_column())
    end_at: datetime = Field(sa_column=aware_column())
    line_no: int = 1
    part: int = 1
    item_code: str = ""
    seq: int = 0
    operation: str = ""
    qty: Decimal = Field(default=Decimal(0), sa_column=Column(Numeric(18, 4), nullable=False))
    work_minutes: int = 0
    setup_minutes: int = 0
    overtime_minutes: int = 0
    lot: int = 0
    family: str = ""


class AllocationRow(Entity, table=True):
    """Material kept for an order: from stock, from a purchase order, or to be bought."""

    __tablename__ = "allocation"

    id: int | None = Field(default=None, sa_column=_sequence())
    order_no: str = Field(index=True)
    item_code: str = Field(index=True)
    qty: Decimal = Field(sa_column=Column(Numeric(18, 4), nullable=False))
    source: str
    po_no: str = ""


class SourceState(Entity, table=True):
    """When a source of data last told its values."""

    __tablename__ = "source_state"

    source: str = Field(primary_key=True)
    confirmed_at: datetime = Field(sa_column=aware_column())


class DataVersion(Entity, table=True):
    """Moves whenever something changes that a promise depends on; locked while a slot is booked."""

    __tablename__ = "data_version"

    id: int = Field(default=1, primary_key=True)
    value: int = 0


class PlanChange(Entity, table=True):
    """Whose bookings a version of the data has changed; without a number, nothing that a promise rests on.

    A change of anything else leaves no row.
    """

    __tablename__ = "plan_change"

    version: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    order_no: str


def core_table(entity: type[Entity]) -> Table:
    """The Core table behind a table class, for the hot paths."""
    table: Table = entity.__table__  # type: ignore[attr-defined]
    return table
