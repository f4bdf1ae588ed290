"""The first planner process of `tongpin serve`: a fork, as long as there is nothing that a fork must not have.

Everything it needs is loaded already, so a start is ready no later for it. Its successors are programs of their own.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from typing import NoReturn

from bot.planner.life import Life

POLL_SECONDS = 0.005


def early_life() -> Life:
    """To be called before there is a thread, a connection or a socket. Elsewhere than on Linux it is no fork."""
    is_safe = sys.platform == "linux" and threading.active_count() == 1
    return Life(Forked()) if is_safe else Life()


class Forked:
    """What a life needs to know of its process; as `subprocess.Popen` has it."""

    def __init__(self) -> None:
        theirs_in, ours_in = os.pipe()
        ours_out, theirs_out = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            _live(theirs_in, theirs_out, (ours_in, ours_out))
        os.close(theirs_in)
        os.close(theirs_out)
        self.stdin, self.stdout = os.fdopen(ours_in, "wb"), os.fdopen(ours_out, "rb")
        self._code: int | None = None
        self._lock = threading.Lock()

    def kill(self) -> None:
        """End it, unless it has ended."""
        with self._lock:
            if not self._has_ended():
                os.kill(self.pid, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, negative for a signal. Raises subprocess.TimeoutExpired."""
        until = time.monotonic() + timeout if timeout is not None else None
        while True:
            with self._lock:  # once its end is known, its id may be somebody else's
                if self._has_ended():
                    assert self._code is not None
                    return self._code
            if until is not None and time.monotonic() >= until:
                raise subprocess.TimeoutExpired("planner", timeout or 0.0)
            time.sleep(POLL_SECONDS)

    def _has_ended(self) -> bool:
        if self._code is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            self._code = os.waitstatus_to_exitcode(status) if ended else None
        return self._code is not None


def _live(reads: int, writes: int, others: tuple[int, ...]) -> NoReturn:
    """Be the planner process; nothing of what called us goes on here."""
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        os.dup2(reads, 0)
        os.dup2(writes, 1)
        for each in (reads, writes, *others):
            os.close(each)
        from bot.planner.child import main  # late: the web process has no engine

        main()
    finally:
        os._exit(1)
