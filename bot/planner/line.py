"""Questions of one kind, worked out one after the other by a process that is kept alive."""

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.metrics import PLANNER_QUEUE, PLANNER_SECONDS
from bot.planner.computer import NotNow
from bot.planner.hello import Hello
from bot.planner.keeper import Keeper, NoLife
from bot.planner.life import Life, Message
from bot.planner.news import Closing, News
from bot.planner.turns import RENEW_SECONDS, Everybody, Turn
from core.errors import Refusal
from handlers.command import Command, from_payload
from handlers.computing import COMPUTATIONS, PlannerFailed, PlannerTooSlow

log = structlog.get_logger()

LONGEST_RECORDING_SECONDS = 1.0
MOST_LIVES = 3
"""What so many processes died of, one after the other, is not asked again."""
TURN_SECONDS = 1.0
"""How often is asked for a turn that somebody else has."""


@dataclass(slots=True, eq=False)
class _Job:
    """A question, and the future of whoever asked it."""

    command: Command
    begin: Callable[[], None]
    future: "Future[Command]" = field(default_factory=Future)


class _TooSlow(Exception):
    """It has had its time."""


class _TurnLost(Exception):
    """Somebody else is at it meanwhile."""


class Line:
    """A queue, the process that works it off, and the thread that sees to both.

    The next question waits until the answer before it is recorded: asked a moment too early it would be given the same
    slots, and its answer worked out for nothing.
    """

    def __init__(
        self, hello: Hello, birth: Callable[[], Life], clock: Callable[[], datetime], *, limit_seconds: float,
        turn: Turn | None = None,
    ) -> None:  # fmt: skip
        self._clock, self._limit, self._turn = clock, limit_seconds, turn or Everybody()
        self._jobs: deque[_Job] = deque()
        self._news = News()
        self._keeper = Keeper(hello, birth, self._news)
        self._is_recorded = True
        self.version: int | None = None
        """The data version of its last answer."""
        self._thread = threading.Thread(target=self._run, name=f"planner-{hello.work}", daemon=True)
        self._starting = threading.Lock()
        self._seconds = PLANNER_SECONDS.labels(hello.work)
        PLANNER_QUEUE.labels(hello.work).set_function(lambda: float(len(self._jobs)))

    # --- what others see -------------------------------------------------------------------

    def start(self) -> None:
        """Bring up a process, and one in its place whenever it has ended."""
        with self._starting:
            if self._thread.ident is None and not self._news.is_closing:
                self._thread.start()

    def submit(self, command: Command, begin: Callable[[], None]) -> "Future[Command]":
        """See `Computer`."""
        job = _Job(command, begin)
        self._jobs.append(job)
        self.start()
        self._news.tell()
        if self._news.is_closing:
            job.future.cancel()
        return job.future

    def recorded(self) -> None:
        """See `Computer`."""
        self._is_recorded = True
        self._news.tell()

    @property
    def trouble(self) -> str:
        """Why a question would have to wait; empty when it would not."""
        return self._keeper.trouble

    @property
    def waiting(self) -> int:
        """Questions that wait or are in work."""
        return len(self._jobs)

    @property
    def pid(self) -> int | None:
        """The id of the process; None while there is none."""
        life = self._keeper.life
        return life.pid if life is not None else None

    def close(self) -> None:
        """Stop; what is not answered is asked again in the next life of the program."""
        with self._starting:
            self._news.close()
        if self._thread.ident is not None:
            self._thread.join()
        for job in list(self._jobs):
            job.future.cancel()

    # --- the thread ------------------------------------------------------------------------

    def _run(self) -> None:
        with suppress(Closing):
            while True:
                self._news.wait_for(lambda: self._jobs or not self._keeper.is_alive())
                if self._jobs:
                    self._see_to(self._jobs[0])
                    self._jobs.popleft()
                else:
                    self._keeper.revive()
        self._keeper.end()

    def _see_to(self, job: _Job) -> None:
        self._news.wait_for(lambda: self._is_recorded, LONGEST_RECORDING_SECONDS)
        if not job.future.set_running_or_notify_cancel():
            return
        self._is_recorded = False
        try:
            job.begin()
            outcome = self._worked_out(job.command)
        except BaseException as error:
            self._is_recorded = True
            is_closing = isinstance(error, Closing)
            job.future.set_exception(NotNow() if is_closing else error)
            if is_closing:
                raise
        else:
            job.future.set_result(outcome)

    # --- a question ------------------------------------------------------------------------

    def _worked_out(self, command: Command) -> Command:
        """What follows from it, whatever becomes of the processes that are asked. Raises NotNow, Closing."""
        try:
            for _ in range(MOST_LIVES):
                if (outcome := self._in_turn(command)) is not None:
                    return outcome
        except NoLife:
            return self._failed(command, "planner_does_not_start")
        except _TooSlow:
            self._keeper.replace()
            log.error("planner_too_slow", command=type(command).__name__, seconds=self._limit)
            return self._refused(command, PlannerTooSlow(seconds=round(self._limit)))
        return self._failed(command, "planner_killed_by_question")

    def _failed(self, command: Command, what: str) -> Command:
        reference = secrets.token_hex(4)
        log.error(what, reference=reference, command=type(command).__name__)
        return self._refused(command, PlannerFailed(reference=reference))

    def _refused(self, command: Command, why: Refusal) -> Command:
        return COMPUTATIONS[type(command)].refused(command, why, self._clock())

    def _in_turn(self, command: Command) -> Command | None:
        """What follows from it; None when the process ended over it. A turn that was lost is waited for again."""
        while True:
            while not self._turn.take():
                self._news.rest(TURN_SECONDS)
            try:
                return self._asked(command)
            except _TurnLost:
                self._keeper.replace()
            finally:
                self._turn.give_back()

    def _asked(self, command: Command) -> Command | None:
        life = self._keeper.ready()
        began = time.monotonic()
        life.ask(command.to_payload(), self._clock())
        answer = self._heard(life, began + self._limit)
        if answer is None:
            return None
        if not self._turn.keep():
            raise _TurnLost
        self._keeper.served()
        self._seconds.observe(time.monotonic() - began)
        if answer["is"] == "away":
            raise NotNow(answer["why"])
        self.version = answer["version"]
        return from_payload(answer["command"])

    def _heard(self, life: Life, until: float) -> Message | None:
        """The answer; None when the process ended over it."""
        while (left := until - time.monotonic()) > 0:
            if self._news.wait_for(lambda: life.answers or life.has_ended, min(left, RENEW_SECONDS)):
                return life.answers.popleft() if life.answers else None
            if not self._turn.keep():
                raise _TurnLost
        raise _TooSlow
