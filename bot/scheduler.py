"""What happens by the clock: the table of jobs, and the timers.

Every replica fires; the inbox decides. A job's slot is a delivery id, so the first to store it does the work and the
others find it there.
"""

import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from apscheduler.triggers.cron import CronTrigger
from sqlmodel import Session

from handlers.changes.form_commands import ReconcileForms
from handlers.command import Command, from_payload, to_bytes
from handlers.commands import PrunePast, SendDigest, TurnDay
from handlers.plan_commands import ComputeForecasts, ReviewPlan, ScanRisks
from storage import timers
from storage.database import Database
from storage.inbox import Arrival, Stored, insert_arrivals

log = structlog.get_logger()

TICK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Job:
    """A command at certain times. A slot missed while everything was down is caught up within `useful_for`."""

    name: str
    command: Command
    cron: str
    useful_for: timedelta


JOBS: dict[str, Job] = {
    job.name: job
    for job in (
        Job("feasibility_check", ComputeForecasts(is_check=True), "*/30 * * * *", timedelta(hours=12)),
        Job("new_day", TurnDay(), "0 0 * * *", timedelta(hours=23)),
        Job("daily_digest", SendDigest(), "20 8 * * mon-sat", timedelta(hours=4)),
        Job("risk_scan", ScanRisks(), "45 4 * * *", timedelta(hours=12)),
        Job("plan_review", ReviewPlan(), "30 5 * * *", timedelta(hours=3)),
        Job("reconcile_forms", ReconcileForms(), "*/10 * * * *", timedelta(minutes=5)),
        Job("prune", PrunePast(), "40 3 * * *", timedelta(hours=20)),
    )
}
"""Time to command. The cron expressions are in factory time and can be set in the configuration."""


class Scheduler:
    """Turns times into deliveries to ourselves."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], timezone: ZoneInfo, *, owner: str,
        take: Callable[[Stored], Any], cron: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self._database = database
        self._clock = clock
        self._timezone = timezone
        self._owner = owner
        self._take = take
        self._triggers = {
            name: CronTrigger.from_crontab((cron or {}).get(name, job.cron), timezone=timezone)
            for name, job in JOBS.items()
        }
        self._seen = clock()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scheduler", daemon=True)

    def start(self) -> None:
        """Catch up on what was missed and is still useful, then fire in the background."""
        self.catch_up()
        self._thread.start()

    def catch_up(self) -> None:
        """Fire what was missed while nobody was there and is still useful."""
        self._seen = self._clock() - max(job.useful_for for job in JOBS.values())
        self.tick()

    def stop(self) -> None:
        """Fire no more."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(TICK_SECONDS):
            try:
                self.tick()
            except Exception:
                # The database is away or full. What was due is found again.
                log.exception("clock_failed")

    def tick(self) -> int:
        """Fire everything whose time has come. How many commands were owed."""
        with self._lock:
            now = self._clock()
            arrivals = self._slots(self._seen, now)
            stored: list[Stored] = []
            if arrivals or self._has_due_timer(now):
                stored = self._database.write(lambda session: self._collect(session, arrivals, now))
            self._seen = now  # only now: had the database been away, the same slots would have to be found again
            for one in stored:  # within the lock: whoever finds nothing due may rely on all of it being in hand
                self._take(one)
        return len(stored)

    def next_slot(self, after: datetime) -> datetime:
        """When the next job or timer is due: the clock of a story jumps there."""
        slots: list[datetime | None] = [t.get_next_fire_time(after, after) for t in self._triggers.values()]
        with self._database.read() as session:
            slots.append(timers.next_timer(session))
        return min(slot for slot in slots if slot is not None)

    def _has_due_timer(self, now: datetime) -> bool:
        with self._database.read() as session:
            due = timers.next_timer(session)
        return due is not None and due <= now

    def _slots(self, since: datetime, now: datetime) -> list[Arrival]:
        """The latest slot of each job in this time that is still worth doing."""
        found = []
        for name, trigger in self._triggers.items():
            job, slot = JOBS[name], None
            following = trigger.get_next_fire_time(None, max(since, now - job.useful_for) + timedelta(microseconds=1))
            while following is not None and following <= now:
                slot = following
                following = trigger.get_next_fire_time(slot, slot + timedelta(microseconds=1))
            if slot is not None:
                found.append(Arrival(f"job:{name}:{slot.isoformat()}", "self", "command", to_bytes(job.command), now))
        return found

    def _collect(self, session: Session, arrivals: list[Arrival], now: datetime) -> list[Stored]:
        # The timer's row, gone with this transaction, makes it fire once; the delivery needs an id of its own, since
        # the same timer may be set for the same moment again.
        due = [
            Arrival(f"timer:{key}:{at.isoformat()}:{secrets.token_hex(4)}", "self", "command", _bytes(command), now)
            for key, at, command in timers.take_due(session, now)
        ]
        return insert_arrivals(session, [*arrivals, *due], owner=self._owner)


def _bytes(command: dict[str, Any]) -> bytes:
    return to_bytes(from_payload(command))
