"""What came in, kept until it is handled. A delivery that comes again has no second effect."""

import threading
from collections.abc import Collection, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlmodel import Session

from storage.database import Database
from storage.statement import Kind, Prepared
from storage.tables import InboxEvent, InboxState, core_table
from storage.writer import Urgency

INBOX = core_table(InboxEvent)

LEASE = timedelta(seconds=10)
"""How long a process may keep a delivery without a sign of life before another one takes it over."""

SUSPECT_ATTEMPTS = 5
"""What more processes have begun, and none has ended, may be what ends them: everything else goes before it."""
MOST_ATTEMPTS = 20
FATAL_AFTER = timedelta(minutes=10)
"""What so many have begun within no less than this is what ends them. Some that were short-lived prove nothing."""

MOST_HELD = 10_000
"""Bound parameters are limited; more than this in one process's hands is no longer kept from the others."""


class BegunTooOften(Exception):
    """Processes keep ending while they handle this delivery."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A delivery to be kept: `source` is a platform's name or `self`, `payload` its decrypted JSON."""

    delivery: str
    source: str
    kind: str
    payload: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Stored:
    """A delivery in the inbox, ours to handle."""

    seq: int
    delivery: str
    source: str
    kind: str
    payload: bytes
    received_at: datetime
    is_left: bool = False
    """Somebody else had it before and did not come to an end."""


class _Batch:
    """Deliveries that are kept together."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.futures: list[Future[Stored | None]] = []

    def add(self, arrival: Arrival) -> "Future[Stored | None]":
        future: Future[Stored | None] = Future()
        self.arrivals.append(arrival)
        self.futures.append(future)
        return future

    def tell(self, keeping: "Future[dict[str, Stored]]") -> None:
        """Everybody hears how it went. One who has hung up must not keep the others from it."""
        error = keeping.exception()
        kept = {} if error else keeping.result()
        for arrival, future in zip(self.arrivals, self.futures, strict=True):
            if not future.set_running_or_notify_cancel():
                continue
            if error is None:
                future.set_result(kept.pop(arrival.delivery, None))
            else:
                future.set_exception(error)


class Inbox:
    """Keeps deliveries by group commit: all that wait at a moment go into one transaction."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner
        self._open: _Batch | None = None
        self._lock = threading.Lock()

    def store(self, arrival: Arrival) -> "Future[Stored | None]":
        """Keep one delivery. Resolves when it is safely on disk: to the stored row, or None for a repeat."""
        with self._lock:
            is_first = self._open is None
            batch = self._open = self._open or _Batch()
            future = batch.add(arrival)
        if is_first:
            keeping = self._database.submit(
                lambda session: self._keep(session, batch), urgency=Urgency.ARRIVAL, is_one_statement=True
            )
            keeping.add_done_callback(lambda ended: self._tell(batch, ended))
        return future

    def _keep(self, session: Session, batch: _Batch) -> dict[str, Stored]:
        self._close(batch)
        return {row.delivery: row for row in insert_arrivals(session, batch.arrivals, owner=self._owner)}

    def _tell(self, batch: _Batch, ended: "Future[dict[str, Stored]]") -> None:
        self._close(batch)  # a transaction that could not even begin has not done it
        batch.tell(ended)

    def _close(self, batch: _Batch) -> None:
        """From now on arrivals go into another one."""
        with self._lock:
            if self._open is batch:
                self._open = None

    def claim(self, now: datetime, limit: int = 50, *, holding: Collection[int] = ()) -> list[Stored]:
        """Take over deliveries nobody is handling: left by a crash, or by a process that has gone.

        What this process is `holding` is not among them; it is kept for as long again.
        """
        held = list(holding)[:MOST_HELD]

        def work(session: Session) -> list[Stored]:
            self._renew(session, now, held)
            return self._claim(session, now, limit, held)

        return self._database.write(work)

    def _renew(self, session: Session, now: datetime, held: list[int]) -> None:
        if held:
            ours = (INBOX.c.seq.in_(held), INBOX.c.owner == self._owner, INBOX.c.state == InboxState.PENDING)
            session.execute(update(INBOX).where(*ours).values(lease_until=now + LEASE))

    def _claim(self, session: Session, now: datetime, limit: int, held: list[int]) -> list[Stored]:
        free = or_(INBOX.c.lease_until.is_(None), INBOX.c.lease_until < now)
        left = select(INBOX.c.seq).where(INBOX.c.state == InboxState.PENDING, free, INBOX.c.seq.not_in(held))
        by_suspicion = INBOX.c.attempts > SUSPECT_ATTEMPTS
        # A common table expression is evaluated once; PostgreSQL may run a subquery again and take more than the limit.
        chosen = left.order_by(by_suspicion, INBOX.c.seq).limit(limit).with_for_update(skip_locked=True).cte("chosen")
        statement = (
            update(INBOX)
            .where(INBOX.c.seq.in_(select(chosen.c.seq)))
            .values(owner=self._owner, lease_until=now + LEASE)
            .returning(*_COLUMNS, by_suspicion.label("is_suspect"))
        )
        taken = sorted(session.execute(statement), key=lambda row: (row.is_suspect, row.seq))
        return [_stored(row, is_left=True) for row in taken]

    def begin(self, stored: Stored, now: datetime) -> None:
        """Note that this process begins with what was left to it. Raises BegunTooOften.

        Taking over is not beginning: what waits behind something deadly has not ended anybody.
        """
        is_this = (INBOX.c.seq == stored.seq, INBOX.c.state == InboxState.PENDING)
        noted = update(INBOX).where(*is_this).values(attempts=INBOX.c.attempts + 1).returning(INBOX.c.attempts)
        begun = self._database.write(lambda session: session.execute(noted).scalar() or 0)
        if begun > MOST_ATTEMPTS and now - stored.received_at > FATAL_AFTER:
            raise BegunTooOften(begun)

    def forget_leases(self) -> None:
        """At the start of the only process (SQLite): whatever is pending was left behind."""
        self._database.write(
            lambda session: session.execute(
                update(INBOX).where(INBOX.c.state == InboxState.PENDING).values(lease_until=None)
            )
        )


_COLUMNS = (
    INBOX.c.seq, INBOX.c.delivery, INBOX.c.source, INBOX.c.kind, INBOX.c.payload, INBOX.c.received_at,
)  # fmt: skip


def _stored(row: Any, *, is_left: bool = False) -> Stored:
    return Stored(row.seq, row.delivery, row.source, row.kind, bytes(row.payload), row.received_at, is_left)


_GIVEN = (INBOX.c.delivery, INBOX.c.source, INBOX.c.kind, INBOX.c.payload, INBOX.c.received_at, INBOX.c.lease_until)
_SAME = {"state": InboxState.PENDING, "attempts": 1, "reference": ""}


def _kept_rows(kind: Kind) -> Any:
    rows = kind.rows(_GIVEN, "arrivals")
    same = [bindparam(name, value, type_=INBOX.c[name].type) for name, value in _SAME.items()]
    rows = rows.add_columns(bindparam("owner", type_=INBOX.c.owner.type), *same)
    into = kind.insert(INBOX).from_select([*(column.key for column in _GIVEN), "owner", *_SAME], rows)
    return into.on_conflict_do_nothing(index_elements=["delivery"]).returning(INBOX.c.seq, INBOX.c.delivery)


_KEEPING = Prepared(_kept_rows)


def insert_arrivals(session: Session, arrivals: Iterable[Arrival], *, owner: str) -> list[Stored]:
    """Keep new deliveries, leased to their process; gives only those that were not there yet."""
    new = {arrival.delivery: arrival for arrival in arrivals}
    if not new:
        return []
    rows = [(a.delivery, a.source, a.kind, a.payload, a.received_at, a.received_at + LEASE) for a in new.values()]
    kept = _KEEPING.rows(session, {"arrivals": rows, "owner": owner})
    return [_kept(row.seq, new[row.delivery]) for row in kept]


def _kept(seq: int, arrival: Arrival) -> Stored:
    return Stored(seq, arrival.delivery, arrival.source, arrival.kind, arrival.payload, arrival.received_at)


_SETTLING = Prepared(
    lambda insert: (
        update(INBOX)
        .where(INBOX.c.seq == bindparam("settled"), INBOX.c.state == InboxState.PENDING)
        .values(handled_at=bindparam("now"), reference=bindparam("failed"), state=bindparam("ended"), lease_until=None)
    )
)


def settle(session: Session, seq: int, now: datetime, *, failed: str = "") -> bool:
    """Mark a delivery handled, in the transaction of its effect. False when somebody already has: then do nothing."""
    ended = InboxState.FAILED if failed else InboxState.DONE
    return bool(_SETTLING.count(session, {"settled": seq, "now": now, "failed": failed, "ended": ended}))
