"""Where the data is: one code path for SQLite and PostgreSQL."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import Context, copy_context
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

import orjson
from sqlalchemy import Connection, Engine, Table, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from storage.statement import Kind, say
from storage.writer import Job, Urgency, Writer

T = TypeVar("T")
LastWork = Callable[[Session], None]

BUSY_TIMEOUT_SECONDS = 1.3
"""Feishu hangs up after 3 s: by then it must have heard that nothing was kept, also when somebody has waited before."""
CHECKPOINT_PAGES = 4000
"""16 MB: with SQLite's own 4 MB one commit in a hundred or so waits ten milliseconds."""
POSTGRES_WRITERS = 4
RACES = 10
"""How often a transaction is tried that loses a deadlock, or finds its connection gone: more than there are kept."""
RACE_LOCK = 0x72_61_63_65
"""PostgreSQL advisory lock: those who have lost once go one by one, or the same would meet again."""

_SQLITE_TROUBLES = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_NOMEM")
_POSTGRES_TROUBLES = ("08", "40", "53", "55", "57", "58")
# Connection, rollback by the server, resources (disk, memory), object in use, operator, system.
_LOST_RACE = ("40001", "40P01")
_AT_END, _ONLY_READS = "at_end", "only_reads"


class Database:
    """Reads on the caller's thread, writes through `Writer`.

    SQLite allows one writer at a time, so all writing happens on one thread: twice the throughput of several
    connections that fight for the lock. PostgreSQL gets a small pool of the same.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self._reading = sqlite_engine(url, "BEGIN") if self.is_sqlite else _postgres_engine(url, asks_first=True)
        self._writing = (
            sqlite_engine(url, "BEGIN IMMEDIATE") if self.is_sqlite else _postgres_engine(url, asks_first=False)
        )
        # On PostgreSQL each has its own transaction: what one has locked, others wait for.
        self.writer = Writer(1, self._together) if self.is_sqlite else Writer(POSTGRES_WRITERS)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session to look things up; whatever it changes is thrown away."""
        with Session(self._reading, expire_on_commit=False) as session:
            session.info[_ONLY_READS] = True
            yield session

    def write(self, work: Callable[[Session], T], *, urgency: Urgency = Urgency.NORMAL) -> T:
        """Do work in one transaction: all of it or none. Waits for the result.

        Work that lost a deadlock or its connection is done again, so it must change nothing but the database.
        """
        return self.submit(work, urgency=urgency).result()

    def submit(
        self, work: Callable[[Session], T], *, urgency: Urgency = Urgency.NORMAL, is_one_statement: bool = False
    ) -> "Future[T]":
        """As `write`, without waiting.

        Work that says one statement needs no transaction around it where that costs time. No repeat may do it harm:
        when its connection goes, nobody knows whether it was kept.
        """
        context = copy_context()  # what is logged during the work belongs to whoever asked for it
        return self.writer.submit(_Transaction(self, work, context, is_one_statement), urgency=urgency)

    def transact(self, work: Callable[[Session], T], *, is_one_statement: bool = False) -> T:
        """As `write`, on the calling thread."""
        has_lost, why = False, None
        for _ in range(RACES):
            try:
                return self._transact(work, has_lost=has_lost, is_one_statement=is_one_statement)
            except _Undone as undone:
                has_lost, why = has_lost or undone.has_lost, undone.why
        assert why is not None
        raise why

    def _transact(self, work: Callable[[Session], T], *, has_lost: bool, is_one_statement: bool) -> T:
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            try:
                if is_one_statement and not self.is_sqlite:
                    session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
                if has_lost:
                    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": RACE_LOCK})
                result = _done(work, session)
                session.flush()
                return result
            except DBAPIError as error:
                _ask_again(error)
                raise

    def _together(self, first: Job, more: Iterator[Job]) -> None:
        """Those who wait for the one thread share one commit, each in a savepoint of its own.

        When the database fails them, each is tried again by itself.
        """
        taken: list[Job] = []
        try:
            with self._writing.begin() as connection:
                round_ = _Round(connection)
                ended = [round_.ended(job) for job in _noted(chain([first], more), taken)]
        except Exception as error:
            if len(taken) <= 1:
                first.tell(None, error)
                return
            for job in taken:
                job.end()
            return
        for job, (result, refusal) in zip(taken, ended, strict=True):
            job.tell(result, refusal)

    def close(self) -> None:
        """Finish what is being written, then let go of the connections."""
        self.writer.close()
        self._writing.dispose()
        self._reading.dispose()


@dataclass(frozen=True, slots=True)
class _Transaction:
    """Work to be done in one; called, in one of its own."""

    database: Database
    work: Callable[[Session], Any]
    context: Context
    is_one_statement: bool

    def __call__(self) -> Any:
        return self.context.run(self.database.transact, self.work, is_one_statement=self.is_one_statement)

    def within(self, session: Session) -> Any:
        """Do it in the transaction that is open there, which goes on."""
        result = self.context.run(_done, self.work, session)
        session.flush()
        if session.identity_map:  # the next one looks everything up anew
            session.expunge_all()
        return result


class _Round:
    """Jobs in one transaction that is open, one after the other in one session."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._driver: Any = connection.connection.driver_connection
        self._session = self._begun()

    def ended(self, job: Job) -> tuple[Any, Exception | None]:
        """The result of a job, or why it was refused. Raises when the transaction around it cannot go on."""
        assert isinstance(job.work, _Transaction)
        # Said to SQLite itself: SQLAlchemy's own savepoints cost as much as a short command.
        self._driver.execute("SAVEPOINT job")
        try:
            result = job.work.within(self._session)
        except Exception as error:
            self._session.close()
            if is_out_of_reach(error) or not self._driver.in_transaction:
                raise
            self._driver.execute("ROLLBACK TO job")
            self._session = self._begun()
            return None, error
        self._driver.execute("RELEASE job")
        return result, None

    def _begun(self) -> Session:
        return Session(self._connection, join_transaction_mode="rollback_only", expire_on_commit=False)


def _noted(jobs: Iterable[Job], taken: list[Job]) -> Iterator[Job]:
    """The jobs as they come; `taken` knows of each before it is begun."""
    for job in jobs:
        taken.append(job)
        yield job


class _Undone(Exception):
    """The same again will work: it lost a deadlock, or its connection had gone before what it did was kept."""

    def __init__(self, why: DBAPIError, *, has_lost: bool) -> None:
        super().__init__(why)
        self.why, self.has_lost = why, has_lost


def _ask_again(error: DBAPIError) -> None:
    has_lost = getattr(error.orig, "sqlstate", None) in _LOST_RACE
    if has_lost or error.connection_invalidated:
        raise _Undone(error, has_lost=has_lost) from error


def _done(work: Callable[[Session], T], session: Session) -> T:
    result = work(session)
    for last in session.info.pop(_AT_END, ()):
        last(session)
    return result


def only_reads(session: Session) -> bool:
    """Everything it sees is there for good; nothing of it can still be undone."""
    return _ONLY_READS in session.info


def at_end(session: Session, work: LastWork) -> None:
    """Have this done at the end of the transaction: for rows that many want, locked as briefly as can be."""
    session.info.setdefault(_AT_END, []).append(work)


def insert_into(session: Session, table: Table) -> Any:
    """An INSERT that can say what happens on a conflict; both databases can, each in a dialect of its own."""
    return Kind(session.get_bind().dialect.name).insert(table)


def is_out_of_reach(error: BaseException) -> bool:
    """The database was away, locked or full: the same again will work when that is over.

    Anything else that a database says (a constraint, a value that does not fit) is a defect of ours and stays one.
    """
    if isinstance(error, NoConnectionFree):
        return True
    origin = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(origin, sqlite3.Error):
        return str(getattr(origin, "sqlite_errorname", "")).startswith(_SQLITE_TROUBLES)
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(origin, "sqlstate", None)
    # Without a state nothing came back from the server: the connection is gone, or never was.
    return error.connection_invalidated or (
        state.startswith(_POSTGRES_TROUBLES)
        if state
        else type(origin).__name__ in ("OperationalError", "ConnectionTimeout")
    )


def engine_url(url: str) -> str:
    """The address as SQLAlchemy wants it: PostgreSQL always through psycopg 3."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _to_json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _postgres_engine(url: str, *, asks_first: bool) -> Engine:
    """`asks_first` whether a connection is still there: a round trip that who does its work again can spare."""
    return create_engine(
        engine_url(url),
        json_serializer=_to_json,
        json_deserializer=orjson.loads,
        pool_size=8,
        max_overflow=8,
        pool_pre_ping=asks_first,
        connect_args={"connect_timeout": 5},
    )


def sqlite_engine(
    url: str, begin: str, *, patience: float = BUSY_TIMEOUT_SECONDS, keeps_references: bool = True
) -> Engine:
    """An engine whose transactions start with `begin` and wait `patience` seconds for a lock."""
    engine = create_engine(
        url, poolclass=QueuePool, pool_size=8, connect_args={"timeout": patience, "check_same_thread": False},
        json_serializer=_to_json, json_deserializer=orjson.loads,
    )  # fmt: skip

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # Python's own transaction handling is switched off: it would begin late and without IMMEDIATE.
        connection.isolation_level = None
        references = f"foreign_keys={'ON' if keeps_references else 'OFF'}"
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"wal_autocheckpoint={CHECKPOINT_PAGES}", references):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        say(connection, begin)

    return engine
