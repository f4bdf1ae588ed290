"""A planner with processes, and somebody who asks it things and does things to it."""

import os
import signal
from concurrent.futures import Future
from pathlib import Path
from time import monotonic, sleep
from typing import cast

from bot.clock import ManualClock
from bot.planner.hello import Hello
from bot.planner.processes import Limits, PlannerProcesses
from handlers.command import Command
from storage.database import Database
from tests.bot.planner.mischief import Act, Acted, Scheme

PATIENCE = 60.0
"""For processes on a machine that has other things to do."""


class Desk:
    """`folder` is where misbehaving questions leave their traces."""

    def __init__(self, database: Database, clock: ManualClock, folder: Path, limits: Limits, name: str = "us") -> None:
        self.folder = folder
        hello = Hello(
            work="", database=database.url, timezone="Asia/Shanghai",
            modules=("tests.bot.planner.mischief_in_child",),
        )  # fmt: skip
        self.planner = PlannerProcesses(hello, database, clock, owner=name, limits=limits)

    def ask(self, how: str = "answer", kind: type[Act] = Act) -> "Future[Command]":
        """Put a question."""
        return self.planner.submit(kind.model_validate({"how": how, "folder": str(self.folder)}), lambda: None)

    def plan(self, how: str = "answer") -> "Future[Command]":
        """Have something planned."""
        return self.ask(how, Scheme)

    def answer(self, asked: "Future[Command]") -> Acted:
        """What follows, once it is there and recorded."""
        acted = cast(Acted, asked.result(PATIENCE))
        self.planner.recorded()
        return acted

    def begun(self) -> list[int]:
        """The processes that have begun with a question, in order."""
        path = self.folder / "begun"
        return [int(line) for line in path.read_text().split()] if path.exists() else []

    def wait_until_begun(self, times: int = 1) -> int:
        """Until a question was begun so often; gives the process."""
        wait_for(lambda: len(self.begun()) >= times)
        return self.begun()[-1]

    def let_go(self) -> None:
        """Whoever waits goes on."""
        (self.folder / "go").touch()

    def wait_until_ready(self) -> None:
        """Until nothing is in the way of an answer."""
        wait_for(lambda: not self.planner.troubles())


def wait_for(what: object) -> None:
    """Until that is so."""
    deadline = monotonic() + PATIENCE
    while not what():  # type: ignore[operator]
        assert monotonic() < deadline
        sleep(0.005)


def kill(process: int) -> None:
    """SIGKILL: it gets to tidy nothing up."""
    os.kill(process, signal.SIGKILL)
