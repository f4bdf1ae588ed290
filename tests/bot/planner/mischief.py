"""Questions whose answers misbehave; `mischief_in_child` makes a planner process know them."""

import os
import signal
from pathlib import Path
from time import sleep
from typing import Any, Literal

from pydantic import Field

from handlers.command import Command
from handlers.computing import Computation, Work
from storage.counters import data_version
from tests.bot.machine import gone_away


class Act(Command):
    """Note who begins, then do so. `wait` is for a file called `go`, which somebody has to make."""

    how: Literal["answer", "die", "wait", "spin", "find no database"] = "answer"
    folder: str


class Scheme(Act):
    """The same as a plan."""


class Acted(Command):
    """What follows: the process that did it and the data version it has read; or why there is nothing."""

    process: int = 0
    version: int = 0
    why: str = ""
    facts: dict[str, Any] = Field(default_factory=dict)


def _act(cmd: Act, version: int, _engine: object) -> Acted:
    with Path(cmd.folder, "begun").open("a") as begun:
        begun.write(f"{os.getpid()}\n")
    print("what libraries print is no answer", flush=True)
    os.write(1, b"{}\n")
    if cmd.how == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    while cmd.how == "spin" or (cmd.how == "wait" and not Path(cmd.folder, "go").exists()):
        sleep(0.002 * (cmd.how == "wait"))
    if cmd.how == "find no database":
        raise gone_away()
    return Acted(process=os.getpid(), version=version)


def computation(work: Work) -> Computation:
    """What a process does."""
    return Computation(
        read=lambda cmd, session, snapshots, now: data_version(session),
        solve=_act,
        refused=lambda cmd, why, now: Acted(why=type(why).__name__, facts=why.facts),
        work=work,
    )


COMPUTED: dict[type[Command], Computation] = {Act: computation(Work.ANSWER), Scheme: computation(Work.PLAN)}
