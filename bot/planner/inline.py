"""A planner in this very process: for stories, and for commands that plan nothing by themselves."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from bot.planner.computing import Computing
from bot.planner.line import LONGEST_RECORDING_SECONDS
from handlers.command import Command
from handlers.computing import PlannerState
from storage.database import Database

if TYPE_CHECKING:
    from core.planning.promise.engine import PromiseEngine


class InlinePlanner:
    """One thread that computes, in the order asked, each answer on what the one before it has booked."""

    def __init__(
        self, database: Database, engine: "PromiseEngine | None", clock: Callable[[], datetime], zone: tzinfo
    ) -> None:
        self._computing = Computing(database, engine, zone)
        self._clock = clock
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="planner")
        self._is_recorded = threading.Event()
        self._is_recorded.set()

    def start(self) -> None:
        """There is nothing to start."""

    def troubles(self) -> list[str]:
        """It is always there."""
        return []

    def state(self) -> PlannerState:
        """See `Planner`."""
        return PlannerState(version=self._computing.version)

    def submit(self, command: Command, begin: Callable[[], None]) -> "Future[Command]":
        """See `Computer`."""
        return self._pool.submit(self._begin, command, begin)

    def recorded(self) -> None:
        """See `Computer`."""
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
        """Work it out on this thread, now."""
        return self._computing.compute(command, self._clock())

    def close(self) -> None:
        """Stop after the answer in hand."""
        self._pool.shutdown(wait=True, cancel_futures=True)
