"""Works promises out beside the transactions, on a snapshot that is kept as long as nothing has changed."""

import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import structlog
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from core.errors import Refusal
from core.planning.factory.shop import Shop
from handlers.command import Command
from handlers.promising import COMPUTATIONS, PlannerFailed
from storage.bookings import all_allocations, all_bookings, allocations_of, bookings_of
from storage.counters import data_version, rebooked_orders
from storage.database import Database
from storage.open_orders import open_orders
from storage.shop import load_shop

if TYPE_CHECKING:
    from core.planning.promise.engine import PromiseEngine

log = structlog.get_logger()

LONGEST_RECORDING_SECONDS = 1.0
LONGEST_KEPT = timedelta(hours=12)
"""Then it is read anew, without what is past by then."""


class Computer(Protocol):
    """Works commands out beside the transactions; gives the command that follows."""

    def submit(self, command: Command, begin: Callable[[], None]) -> "Future[Command]":
        """Start working it out; `begin` is done just before that."""
        ...

    def recorded(self) -> None:
        """What was worked out last has been carried out, or could not be: the next may build on it."""
        ...


class SnapshotCache:
    """The shop of the newest data version. Where only orders were booked since, it is brought up to date by those."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._shop: Shop | None = None
        self._lock = threading.Lock()

    def shop(self, session: Session, now: datetime) -> Shop:
        """The shop as it is now."""
        version = data_version(session)
        with self._lock:
            self._shop = self._advanced(session, version, now) or self._loaded(session, version, now)
            return self._shop.at(now)

    def _advanced(self, session: Session, version: int, now: datetime) -> Shop | None:
        shop = self._shop
        if shop is None or not timedelta(0) <= now - shop.as_of < LONGEST_KEPT:
            return None
        orders = rebooked_orders(session, shop.version, version)
        for order_no in sorted(orders or ()):
            kept = bookings_of(session, order_no), allocations_of(session, order_no)
            shop = shop.without_order(order_no).with_booked(*kept)
            shop = shop.knowing(order_no, open_orders(session, self._zone, order_no))
        return None if orders is None else shop.called(version)

    def _loaded(self, session: Session, version: int, now: datetime) -> Shop:
        kept, held = all_bookings(session), all_allocations(session)
        return load_shop(session, now, version, self._zone, bookings=kept, allocations=held)


class Planner:
    """One thread that computes, in the order asked, each answer on what the one before it has booked.

    Without an `engine` it is the usual one, loaded with the first order.
    """

    def __init__(
        self, database: Database, engine: "PromiseEngine | None", clock: Callable[[], datetime], zone: tzinfo
    ) -> None:
        self._database = database
        self._given = engine
        self._clock = clock
        self.snapshots = SnapshotCache(zone)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="planner")
        self._is_recorded = threading.Event()
        self._is_recorded.set()

    @cached_property
    def _engine(self) -> "PromiseEngine":
        from core.planning.promise.engine import DispatchEngine  # late: a start plans nothing

        return self._given or DispatchEngine()

    def submit(self, command: Command, begin: Callable[[], None]) -> "Future[Command]":
        """Start working a command out; the result is the command that follows from it. `begin` is done just before."""
        return self._pool.submit(self._begin, command, begin)

    def recorded(self) -> None:
        """The last answer is in the database, or will not be."""
        self._is_recorded.set()

    def _begin(self, command: Command, begin: Callable[[], None]) -> Command:
        # Asked a moment too early, the next order is given the same slots, and its answer worked out for nothing.
        self._is_recorded.wait(LONGEST_RECORDING_SECONDS)
        self._is_recorded.clear()
        try:
            begin()
            return self.compute(command)
        except BaseException:
            self.recorded()
            raise

    def compute(self, command: Command) -> Command:
        """Read, close, solve. Without an answer the order still gets to know why."""
        computation, now = COMPUTATIONS[type(command)], self._clock()
        try:
            with self._database.read() as session:
                asked = computation.read(command, session, self.snapshots, now)
            return computation.solve(command, asked, self._engine)
        except Refusal as refusal:
            return computation.refused(command, refusal, now)
        except DBAPIError:
            raise  # the database is away, not the answer: asked again later
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("defect", reference=reference, command=type(command).__name__)
            return computation.refused(command, PlannerFailed(reference=reference), now)

    def close(self) -> None:
        """Stop after the answer in hand."""
        self._pool.shutdown(wait=True, cancel_futures=True)
