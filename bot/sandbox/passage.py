"""Time that is moved on passes through what lies between: whatever falls due happens at its own moment, in order."""

import threading
from datetime import datetime, timedelta
from time import monotonic, sleep

from bot.app import Program
from bot.clock import Clock

PRESENT = timedelta(seconds=1)
"""What is to be sent within this time belongs to the present moment: a chat's pace, a first repeat."""
PATIENCE_SECONDS = 3.0
"""So long a moment may take before time moves on: the machine may be busy, and the platform too slow to wait for."""
LONGEST_SECONDS = 20.0
"""A journey of months would take minutes: the rest of it is made in one leap."""
_LOOK_SECONDS = 0.005


class Passage:
    """Moves the clock from one due moment to the next, and lets each be carried out before it goes on.

    In one leap jobs would be missed as by a program that was away, and reminders of a whole day would come at once.
    """

    def __init__(self, clock: Clock, program: Program, longest_seconds: float = LONGEST_SECONDS) -> None:
        self._clock, self._program, self._longest_seconds = clock, program, longest_seconds
        self._lock = threading.Lock()

    def let_pass(self, by: timedelta) -> None:
        """Let so much time pass. Whoever asks meanwhile waits until it has."""
        with self._lock:
            target, enough = self._clock() + by, monotonic() + self._longest_seconds
            self._settle()
            while monotonic() < enough and (due := self._next_due()) <= target:
                self._jump(due)
            self._jump(target)

    def _next_due(self) -> datetime:
        return self._program.scheduler.next_slot(self._clock())

    def _jump(self, to: datetime) -> None:
        self._clock.advance(max(timedelta(0), to - self._clock()))
        self._settle()

    def _settle(self) -> None:
        """Let everything happen that is due now."""
        self._program.scheduler.tick()
        patience = monotonic() + PATIENCE_SECONDS
        while not self._is_settled() and monotonic() < patience:
            sleep(_LOOK_SECONDS)

    def _is_settled(self) -> bool:
        """Whether nobody has anything to do at this moment. A pause between two messages is passed over."""
        worker, outbound = self._program.worker, self._program.outbound
        before = outbound.next_due()  # what is taken up between two looks is seen by one of them
        if not (worker.is_idle and outbound.is_idle) or outbound.next_due() != before:
            return False
        due, now = before, self._clock()
        if due is None or due > now + PRESENT:
            return True
        self._clock.advance(max(timedelta(0), due - now))
        return False
