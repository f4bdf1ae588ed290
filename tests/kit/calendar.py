"""Time in a story: it stands still, and when it is moved everything that falls due happens on the way, in order."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.app import Program
from bot.clock import ManualClock
from tests.kit.stage import Stage

PATIENCE = timedelta(seconds=3)
"""What is due within this time belongs to the present moment: a chat's pace, the pause after a click."""

BREATH = timedelta(milliseconds=25)
MOST_STEPS = 20_000


class Timeline:
    """Steps from one due moment to the next; never round and round."""

    def __init__(self, clock: ManualClock, stage: Stage, program: Callable[[], Program]) -> None:
        self._clock = clock
        self._stage = stage
        self._program = program
        self._steps = 0

    def tick(self) -> None:
        """Do what the clock has to do by now: whatever is done next comes after that, on any platform."""
        self._program().scheduler.tick()

    def settle(self) -> None:
        """Let everything happen that is due now."""
        self.tick()
        self.come_to_rest()

    def come_to_rest(self) -> None:
        """Let everything happen that follows from what was done."""
        while True:
            while self._stage.deliver_due():
                self._count()
            due = self._outbox_due()
            if due is None or due - self._clock() > PATIENCE:
                return
            if due > self._clock() or not self._program().outbound.send_some():
                self._jump(due)

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        target = self._clock() + by
        self._rest()
        while (due := self._next_due()) <= target:
            self._jump(due)
            self.settle()
        self._clock.advance(max(timedelta(0), target - self._clock()))
        self._rest()

    def _rest(self) -> None:
        """Time enough for the worker to look for what somebody has left behind."""
        self._program().worker.sweep()
        self.settle()

    def _jump(self, due: datetime) -> None:
        self._count()
        self._clock.advance(max(due - self._clock(), BREATH))

    def _next_due(self) -> datetime:
        moments = [self._program().scheduler.next_slot(self._clock()), self._outbox_due(), self._stage.next_due()]
        return min(moment for moment in moments if moment is not None)

    def _outbox_due(self) -> datetime | None:
        return self._program().outbound.next_due()

    def _count(self) -> None:
        self._steps += 1
        assert self._steps < MOST_STEPS, "the story never comes to rest"
