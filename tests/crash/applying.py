"""`python -m tests.crash.applying URL CHANGE TIME COUNT`: a process that puts a change into effect, and is killed.

It is gone right before its statement number COUNT, and with 0 right before it commits.
"""

import os
import signal
import sys
from datetime import datetime
from typing import Any

from sqlalchemy import event

from bot.app import assemble
from bot.clock import ManualClock
from handlers.changes.commands import ApplyChange
from handlers.sender import TONGPIN
from tests.kit.factory import settings, tenant


def main(url: str, change_no: str, time: str, count: str) -> None:
    """One life."""
    clock = ManualClock(datetime.fromisoformat(time))
    program = assemble(settings(url), clock, feishu_wire=tenant(clock), threads=0)
    left = int(count)

    def die(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    engine, on = program.database._writing, "before_cursor_execute"
    if not left:
        left, on = 1, "commit"
    event.listen(engine, on, die)
    program.bus.execute(ApplyChange(change_no=change_no), sender=TONGPIN, now=clock())


if __name__ == "__main__":
    main(*sys.argv[1:])
