"""Sender threads over one outbox. Any number of processes may run them side by side."""

import queue
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from bot.outbound.courier import Courier, Refused
from bot.outbound.pace import Pace
from bot.outbound.rounds import Hand, Rounds
from bot.outbound.spacing import Spacing
from bot.platforms.port import Platform
from cards.wording import Wording
from storage import outbox
from storage.database import Database, is_out_of_reach

log = structlog.get_logger()

IDLE_SECONDS = 0.5
"""Other processes owe messages too, and cannot wake our threads."""
TROUBLE_SECONDS = 1.0
BREATH_SECONDS = 0.01
"""Between two looks at what is owed: in a burst everybody tells of something, and little of it may go."""
TOGETHER_SECONDS = 0.05
"""For how long what was sent may wait to be written down together with the next claim, while none is allowed."""


class Outbound:
    """Sends what is owed; in the background once started, or one round at a time.

    One thread keeps the books and fills the hands of the others, which only talk to platforms.
    """

    def __init__(
        self, database: Database, platforms: Mapping[str, Platform], wording: Wording, clock: Callable[[], datetime],
        timezone: ZoneInfo, *, owner: str, pace: Pace | None = None,
        on_refused: Callable[[Refused], None] | None = None,
    ) -> None:  # fmt: skip
        self.pace = pace or Pace()
        self._database, self._platforms, self._clock = database, platforms, clock
        self._courier = Courier(
            database, platforms, wording, clock, timezone, self.pace, on_refused or (lambda refused: None)
        )
        self._rounds = Rounds(database, platforms, clock, owner, self.pace)
        self._spacing = Spacing(self.pace.chat_interval)
        self._news = threading.Condition()
        self._told = 0
        self._full: queue.SimpleQueue[Hand | None] = queue.SimpleQueue()
        self._in_hand: list[Hand] = []
        self._is_claiming = False
        self._ended: list[Hand] = []
        self._ended_since = 0.0
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    # --- life ------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin sending in the background."""
        if self._database.is_sqlite:
            self._database.write(outbox.forget_leases)
        works = {f"sender-{number}": self._carry for number in range(self.pace.threads)}
        works |= {"sender-books": self._keep_books, "sender-pulse": self._stay_alive}
        self._threads = [threading.Thread(target=work, name=name, daemon=True) for name, work in works.items()]
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Something is owed, or time has been moved."""
        if self._has_room():  # otherwise the books are opened again as soon as there is some
            self._tell()

    def _tell(self) -> None:
        with self._news:
            self._told += 1
            self._news.notify()

    def stop(self) -> None:
        """Finish the messages in hand, then stop."""
        self._stopping.set()
        self._tell()
        for thread in self._threads:
            thread.join(timeout=10)

    @property
    def is_idle(self) -> bool:
        """Nothing is in hand, or just being taken up."""
        with self._news:
            return not (self._in_hand or self._is_claiming)

    def next_due(self) -> datetime | None:
        """When there is next something to send that the app's limits allow; None while nothing is owed."""
        now, free_at = self._clock(), self._rounds.free_at
        with self._database.read() as session:
            due = outbox.next_due(session, [platform.reach for platform in self._platforms.values()])
        if due is not None and due > now + outbox.LONGEST_REST:
            due = now  # owed before the clock was set back
        return due if due is None or free_at is None else max(due, free_at)

    # --- one round on the caller's thread --------------------------------------------------

    def send_some(self) -> int:
        """Claim some lanes and send their next messages. How many were tried."""
        hands = self._rounds.turn([], 1) if self._is_due() else []
        for hand in hands:
            self._send(hand)
            self._settle(hand)
        return sum(len(hand.outcomes) for hand in hands)

    def _settle(self, hand: Hand) -> None:
        self._rounds.turn([hand], 0)

    # --- in the background -----------------------------------------------------------------

    def _keep_books(self) -> None:
        while not self._stopping.is_set() or self._in_hand:
            seen = self._told
            try:
                wait = self._turn()
            except Exception:
                # The database is away or full. What is owed stays owed.
                log.exception("sending_failed")
                if self._stopping.wait(TROUBLE_SECONDS):
                    break
                continue
            if wait:
                self._stopping.wait(min(wait, BREATH_SECONDS))
            with self._news:
                if wait and self._told == seen:
                    self._news.wait(timeout=wait)
        for _ in range(self.pace.threads):
            self._full.put(None)

    def _turn(self) -> float:
        """One round; how long there will be nothing to do, unless there is news."""
        if (rest := self._rest_seconds()) > 0:
            return rest
        with self._news:
            ended, self._ended = self._ended, []
            idle = 0 if self._stopping.is_set() else self.pace.threads - len(self._in_hand) + len(ended)
        may_claim = bool(idle) and (self._has_room() if ended else self._is_due())
        if not (ended or may_claim):
            return self._idle_seconds() if idle else IDLE_SECONDS
        self._is_claiming = True
        try:
            filled = self._rounds.turn(ended, idle if may_claim else 0)
        except Exception as error:
            if is_out_of_reach(error):  # there is nothing better to do than to wait for it
                with self._news:
                    self._ended = ended + self._ended
            else:
                self._let_go(ended)
            self._is_claiming = False
            raise
        self._let_go(ended)
        with self._news:
            self._in_hand += filled
            self._is_claiming = False
        for hand in filled:
            self._full.put(hand)
        return 0.0 if filled or ended else self._idle_seconds()

    def _rest_seconds(self) -> float:
        if not self._ended or self._stopping.is_set() or self._has_room():
            return 0.0
        return self._ended_since + TOGETHER_SECONDS - time.monotonic()

    def _let_go(self, ended: list[Hand]) -> None:
        with self._news:
            self._in_hand = [hand for hand in self._in_hand if hand not in ended]

    def _carry(self) -> None:
        while (hand := self._full.get()) is not None:
            try:
                self._send(hand)
            finally:
                with self._news:
                    self._ended_since = self._ended_since if self._ended else time.monotonic()
                    self._ended.append(hand)
                self._tell()

    def _send(self, hand: Hand) -> None:
        """Send each lane's messages in order, and note when more may follow; the first that has to wait ends it."""
        for lane, waiting in hand.claimed.items():
            began = self._clock()
            for ready in waiting:
                outcome = self._courier.send(ready)
                hand.free_at[lane] = self._spacing.free_at(lane, began, self._clock())
                hand.outcomes.append(outcome)
                if not (outcome.sent or outcome.dead):
                    break

    def _stay_alive(self) -> None:
        """Keep what is in hand from being taken over, however long a platform takes."""
        while not self._stopping.wait(self.pace.lease.total_seconds() / 3):
            owners = {hand.owner for hand in self._in_hand}
            if not owners:
                continue
            until = self._clock() + self.pace.lease
            try:
                self._database.write(lambda session, owners=owners, until=until: outbox.keep(session, owners, until))  # type: ignore[misc]
            except Exception:
                log.exception("lease_not_kept")

    # --- when ------------------------------------------------------------------------------

    def _is_due(self) -> bool:
        """Looked up before anything is written: most rounds find nothing."""
        if not self._has_room():
            return False
        due = self.next_due()
        return due is not None and due <= self._clock()

    def _has_room(self) -> bool:
        """As far as this process knows; everybody's limits are looked up when something is claimed."""
        free_at = self._rounds.free_at
        return free_at is None or free_at <= self._clock()

    def _idle_seconds(self) -> float:
        due = self.next_due() if self._has_room() else self._rounds.free_at
        return IDLE_SECONDS if due is None else min(IDLE_SECONDS, max(0.01, (due - self._clock()).total_seconds()))
