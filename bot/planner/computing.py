"""How a command is worked out: read, close, solve; on a snapshot that is kept as long as nothing has changed."""

import secrets
import threading
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING

import structlog
from sqlmodel import Session

from core.errors import Refusal
from core.planning.factory.shop import Shop
from handlers import forecasting, planning, promising, risks  # noqa: F401  (these fill COMPUTATIONS)
from handlers.command import Command
from handlers.computing import COMPUTATIONS, PlannerFailed
from handlers.engineering import assessing  # noqa: F401
from handlers.order_changes import effects  # noqa: F401
from handlers.solutions import matching  # noqa: F401
from storage.bookings import all_allocations, all_bookings, allocations_of, bookings_of
from storage.counters import data_version, rebooked_orders
from storage.database import Database, is_out_of_reach
from storage.open_orders import open_orders
from storage.shop import load_shop

if TYPE_CHECKING:
    from core.planning.promise.engine import PromiseEngine

log = structlog.get_logger()

LONGEST_KEPT = timedelta(hours=12)
"""Then it is read anew, without what is past by then."""


class SnapshotCache:
    """The shop of the newest data version. Where only orders were booked since, it is brought up to date by those."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._shop: Shop | None = None
        self._lock = threading.Lock()

    @property
    def version(self) -> int | None:
        """The version of the shop that is kept; None before the first."""
        return self._shop.version if self._shop is not None else None

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


class Computing:
    """Works commands out on the calling thread. Without an `engine` it is the usual one, loaded when first needed."""

    def __init__(self, database: Database, engine: "PromiseEngine | None", zone: tzinfo) -> None:
        self._database = database
        self._given = engine
        self._snapshots = SnapshotCache(zone)

    @cached_property
    def engine(self) -> "PromiseEngine":
        """What answers are worked out with."""
        from core.planning.promise.engine import DispatchEngine  # late: a start plans nothing

        return self._given or DispatchEngine()

    @property
    def version(self) -> int | None:
        """The data version that was read last; None before the first question."""
        return self._snapshots.version

    def compute(self, command: Command, now: datetime) -> Command:
        """The command that follows. Without an answer the order still gets to know why.

        Raises only while the database is out of reach: asked again later.
        """
        computation = COMPUTATIONS[type(command)]
        try:
            with self._database.read() as session:
                asked = computation.read(command, session, self._snapshots, now)
            return computation.solve(command, asked, self.engine)
        except Refusal as refusal:
            return computation.refused(command, refusal, now)
        except Exception as error:
            if is_out_of_reach(error):
                raise
            reference = secrets.token_hex(4)
            log.exception("defect", reference=reference, command=type(command).__name__)
            return computation.refused(command, PlannerFailed(reference=reference), now)
