"""Sender threads over one outbox. Any number of processes may run them side by side."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile
from zoneinfo import ZoneInfo

import structlog
from sqlmodel import Session

from bot.outbound.allowance import Allowance
from bot.outbound.courier import Courier, Refused, address_of
from bot.outbound.pace import Pace
from bot.outbound.spacing import Spacing
from bot.platforms.port import Platform
from cards.wording import Wording
from handlers.commands import ReissueCard
from storage import outbox, rates, timers
from storage.database import Database, is_out_of_reach
from storage.outbox import Outcome, Ready
from storage.tables import LivingCard
from storage.writer import Urgency

log = structlog.get_logger()

IDLE_SECONDS = 0.5
"""Other processes owe messages too, and cannot wake our threads."""
TROUBLE_SECONDS = 1.0

Claimed = dict[str, list[Ready]]


class Outbound:
    """Claims, sends, settles; in the background once started, or one round at a time."""

    def __init__(
        self, database: Database, platforms: Mapping[str, Platform], wording: Wording, clock: Callable[[], datetime],
        timezone: ZoneInfo, *, owner: str, pace: Pace | None = None,
        on_refused: Callable[[Refused], None] | None = None,
    ) -> None:  # fmt: skip
        self.pace = pace or Pace()
        self._database, self._platforms, self._clock, self._owner = database, platforms, clock, owner
        self._courier = Courier(
            database, platforms, wording, clock, timezone, self.pace, on_refused or (lambda refused: None)
        )
        self._news = threading.Condition()
        self._round = 0
        self._free_at: datetime | None = None
        self._busy: set[str] = set()
        self._claiming = threading.Lock()
        self._spacing = Spacing(self.pace.chat_interval)
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    # --- life ------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin sending in the background."""
        if self._database.is_sqlite:
            self._database.write(outbox.forget_leases)
        self._threads = [
            threading.Thread(target=self._run, args=(f"{self._owner}/{n}",), name=f"sender-{n}", daemon=True)
            for n in range(self.pace.threads)
        ]
        self._threads.append(threading.Thread(target=self._stay_alive, name="sender-pulse", daemon=True))
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Something is owed, or time has been moved."""
        with self._news:
            self._round += 1
            self._news.notify()  # one is enough: whoever finds something wakes the next

    def stop(self) -> None:
        """Finish the message in hand, then stop."""
        self._stopping.set()
        with self._news:
            self._news.notify_all()
        for thread in self._threads:
            thread.join(timeout=10)

    def _run(self, owner: str) -> None:
        while not self._stopping.is_set():
            seen = self._round
            try:
                wait = 0.0 if self.send_some(owner) else self._idle_seconds()
            except Exception:
                # The database is away or full. What is owed stays owed.
                log.exception("sending_failed")
                wait = TROUBLE_SECONDS
            with self._news:
                if wait and self._round == seen and not self._stopping.is_set():
                    self._news.wait(timeout=wait)

    def _is_due(self) -> bool:
        """Looked up before anything is written: most rounds find nothing."""
        if not self._has_room():
            return False
        due = self.next_due()
        return due is not None and due <= self._clock()

    def _has_room(self) -> bool:
        """As far as this process knows; everybody's limits are looked up when something is claimed."""
        return self._free_at is None or self._free_at <= self._clock()

    def _idle_seconds(self) -> float:
        due = self.next_due() if self._has_room() else self._free_at
        return IDLE_SECONDS if due is None else min(IDLE_SECONDS, max(0.01, (due - self._clock()).total_seconds()))

    def _stay_alive(self) -> None:
        """Keep what our threads have in hand from being taken over, however long a platform takes."""
        while not self._stopping.wait(self.pace.lease.total_seconds() / 3):
            if not (busy := list(self._busy)):
                continue
            until = self._clock() + self.pace.lease
            try:
                self._database.write(lambda session, busy=busy, until=until: outbox.keep(session, busy, until))  # type: ignore[misc]
            except Exception:
                log.exception("lease_not_kept")

    # --- one round -------------------------------------------------------------------------

    def next_due(self) -> datetime | None:
        """When there is next something to send that the app's limits allow; None while nothing is owed."""
        with self._database.read() as session:
            due = outbox.next_due(session, list(self._platforms))
        return due if due is None or self._free_at is None else max(due, self._free_at)

    def send_some(self, owner: str = "") -> int:
        """Claim some lanes and send their next messages. How many were tried."""
        owner = owner or self._owner
        self._busy.add(owner)
        try:
            with self._claiming:  # one after the other: who comes second would find what the first has left
                began = self._clock()
                claimed = self._claim(owner) if self._is_due() else {}
            if not claimed:
                return 0
            self.wake()
            free_at: dict[str, datetime] = {}
            outcomes = [outcome for waiting in claimed.values() for outcome in self._send_lane(waiting, began, free_at)]
            self._settle(owner, claimed, outcomes, free_at)
            return len(outcomes)
        finally:
            self._busy.discard(owner)

    def _claim(self, owner: str) -> Claimed:
        now = self._clock()

        def work(session: Session) -> Claimed:
            claimed: Claimed = {}
            moments = []
            for platform in self._platforms:
                room = self._claim_of(platform, session, owner, now, claimed)
                moments.append(room.free_at)
            self._free_at = min(moments, default=None)
            return claimed

        return self._database.write(work, urgency=Urgency.NORMAL)

    def _claim_of(self, platform: str, session: Session, owner: str, now: datetime, claimed: Claimed) -> rates.Room:
        """No more than the app's limits allow now."""
        limits = self.pace.limits(platform)
        room = rates.look(session, limits, now=now)
        if room.count <= 0:
            return room
        lanes = min(self.pace.lanes, room.count)
        found = outbox.claim(
            session, owner=owner, now=now, lease=self.pace.lease, lanes=lanes,
            per_lane=min(self.pace.per_lane, room.count // lanes), platform=platform,
        )  # fmt: skip
        fitting = self._fitting(platform, session, found, now)
        rates.spend(session, limits, room, sum(map(len, fitting.values())), now=now)
        claimed |= fitting
        return room

    def _fitting(self, platform: str, session: Session, found: Claimed, now: datetime) -> Claimed:
        """What each kind of call has room for. The rest is put back; a lane with nothing else rests until there is."""
        allowance = Allowance(session, partial(self.pace.limits_of, platform), now)
        fitting: Claimed = {}
        resting: dict[str, datetime] = {}
        back: list[Ready] = []
        for lane, waiting in found.items():
            fits = list(takewhile(lambda ready: allowance.take(ready.call), waiting))
            back += waiting[len(fits) :]
            if waiting and not fits:
                resting[lane] = allowance.free_at(waiting[0].call)
            else:
                fitting[lane] = fits
        outbox.put_back(session, back, resting)
        allowance.spend()
        return fitting

    def _send_lane(self, waiting: list[Ready], began: datetime, free_at: dict[str, datetime]) -> list[Outcome]:
        """Send a lane's messages in order, and note when more may follow; the first that has to wait ends it."""
        outcomes = []
        for ready in waiting:
            outcome = self._courier.send(ready)
            free_at[ready.lane] = self._spacing.free_at(ready.lane, began, self._clock())
            outcomes.append(outcome)
            if not (outcome.sent or outcome.dead):
                break
        return outcomes

    def _settle(self, owner: str, claimed: Claimed, outcomes: list[Outcome], free_at: Mapping[str, datetime]) -> None:
        """Write down how it went; while the database is away there is nothing better to do than to wait for it."""
        done = self._clock()

        def work(session: Session) -> None:
            for outcome in outbox.settle(session, claimed, outcomes, owner=owner, now=done, free_at=free_at):
                self._watch_age(session, outcome, done)

        while True:
            try:
                return self._database.write(work, urgency=Urgency.NORMAL)
            except Exception as error:
                if not (self._threads and is_out_of_reach(error)) or self._stopping.wait(TROUBLE_SECONDS):
                    raise
                log.warning("not_settled_yet", why=type(error).__name__)

    def _watch_age(self, session: Session, outcome: Outcome, now: datetime) -> None:
        """Have a living card sent anew before the platform stops taking updates of it."""
        if not outcome.message or outcome.ready.card is None:
            return
        name, _ = address_of(outcome.ready.lane)
        due_at = now + timedelta(days=self._platforms[name].dialect.card_lifetime_days - 1)
        card = session.get(LivingCard, outcome.ready.card)
        if card is not None:
            command = ReissueCard(card_id=outcome.ready.card, issue=card.issue)
            timers.set_timer(session, f"reissue:{card.id}", due_at, command.to_payload())
