"""The planner of `tongpin serve`: a process for answers from the start, one for plans from the first plan on."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime

from bot.planner.hello import Hello
from bot.planner.life import Life
from bot.planner.line import Line
from bot.planner.turns import OneOfAll
from handlers.command import Command
from handlers.computing import COMPUTATIONS, PlannerState, Work
from storage.database import Database

PLANNING = "planning"
"""The lease of whoever computes a plan."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many seconds a question may take until it is broken off."""

    answer: float = 30.0
    plan: float = 300.0


class PlannerProcesses:
    """A line of questions for each kind of work: an answer never waits behind a plan.

    `early` is a process that was started before anything was known of the settings.
    """

    def __init__(
        self, hello: Hello, database: Database, clock: Callable[[], datetime], *, owner: str, limits: Limits,
        early: Life | None = None,
    ) -> None:  # fmt: skip
        self._early = early
        turn = OneOfAll(database, PLANNING, owner, clock)
        self.answers = Line(replace(hello, work=Work.ANSWER), self._born, clock, limit_seconds=limits.answer)
        self.plans = Line(replace(hello, work=Work.PLAN), Life, clock, limit_seconds=limits.plan, turn=turn)

    def start(self) -> None:
        """See `Planner`."""
        self.answers.start()

    def troubles(self) -> list[str]:
        """See `Planner`. Plans may wait: their process is brought up when it is needed."""
        return [f"planner: {self.answers.trouble}"] if self.answers.trouble else []

    def state(self) -> PlannerState:
        """See `Planner`."""
        known = [line.version for line in (self.answers, self.plans) if line.version is not None]
        return PlannerState(
            is_alive=not self.answers.trouble, version=max(known, default=None),
            waiting=self.answers.waiting + self.plans.waiting,
        )  # fmt: skip

    def submit(self, command: Command, begin: Callable[[], None]) -> "Future[Command]":
        """See `Computer`."""
        is_plan = COMPUTATIONS[type(command)].work is Work.PLAN
        return (self.plans if is_plan else self.answers).submit(command, begin)

    def recorded(self) -> None:
        """See `Computer`."""
        self.answers.recorded()
        self.plans.recorded()

    def close(self) -> None:
        """See `Planner`."""
        self.answers.close()
        self.plans.close()
        if self._early is not None:
            self._early.end()

    def _born(self) -> Life:
        early, self._early = self._early, None
        return early or Life()
