"""One life of a planner process, seen from the web process.

A program of its own by an explicit command: nothing of this process goes with it, no thread, no lock and no listening
socket. Only the very first may be a fork, see `forking`.
"""

import contextlib
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any, Protocol, Self

import orjson

if TYPE_CHECKING:
    from bot.planner.hello import Hello

BEGIN = """
import gc, signal
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.SIG_IGN)
gc.disable()
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from bot.planner.child import main
main()
"""
"""A signal to the whole group is for the web process, which ends this one when it has tidied up."""
END_SECONDS = 2.0

Message = dict[str, Any]


class Process(Protocol):
    """As `subprocess.Popen` has it."""

    pid: int

    @property
    def stdin(self) -> IO[bytes] | None:
        """Where it reads."""
        ...

    @property
    def stdout(self) -> IO[bytes] | None:
        """Where it writes."""
        ...

    def kill(self) -> None:
        """End it, unless it has ended."""
        ...

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, negative for a signal. Raises subprocess.TimeoutExpired."""
        ...


def _program() -> Process:
    command = [sys.executable, "-P", "-c", BEGIN, orjson.dumps(sys.path).decode()]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


class Life:
    """A process that works things out, from its start to its end; it loads its part by itself, then waits for a hello.

    Raises OSError when there is no room for another process.
    """

    def __init__(self, process: Process | None = None) -> None:
        self._process = process or _program()
        self._listener: threading.Thread | None = None
        self._ready_at = 0.0
        self.is_ready = False
        self.warm_seconds: float | None = None
        """How long the kernels took; None as long as they are not compiled."""
        self.cold_because = ""
        """Why they could not be."""
        self.answers: deque[Message] = deque()
        self.code: int | None = None
        """Its exit code, negative for a signal; None while it lives."""

    @property
    def pid(self) -> int:
        """The id of its process."""
        return self._process.pid

    @property
    def is_warm(self) -> bool:
        """The kernels are compiled, or there are none."""
        return self.warm_seconds is not None

    @property
    def age_seconds(self) -> float:
        """Since it was ready; 0 before."""
        return time.monotonic() - self._ready_at if self.is_ready else 0.0

    @property
    def has_ended(self) -> bool:
        """It will say nothing any more."""
        return self.code is not None

    def greet(self, hello: "Hello", on_news: Callable[[], None]) -> None:
        """Tell it what it is for. `on_news` is called, by a thread of its own, whenever something has changed."""
        self._write(hello.to_line())
        self._listener = threading.Thread(target=self._listen, args=(on_news,), name="planner-listener", daemon=True)
        self._listener.start()

    def ask(self, command: Message, now: datetime) -> None:
        """Put a question; its answer comes as `answers`, unless the process ends before."""
        self._write(orjson.dumps({"command": command, "now": now.isoformat()}) + b"\n")

    def end(self, *, at_once: bool = False) -> None:
        """End it, if it has not ended by itself: with care, or in the middle of whatever it does."""
        if at_once:
            self._process.kill()
        self._close_stdin()
        try:
            code = self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        if self._listener is not None and self._listener is not threading.current_thread():
            self._listener.join()
        self.code = code
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _write(self, line: bytes) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
        except OSError:
            self._process.kill()  # it has gone, or is about to: the listener hears of it

    def _close_stdin(self) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # something was still to be written, and nobody is there to read it
            self._process.stdin.close()

    def _listen(self, on_news: Callable[[], None]) -> None:
        assert self._process.stdout is not None
        try:
            for line in self._process.stdout:
                self._hear(orjson.loads(line))
                on_news()
        finally:
            self._process.kill()  # without its voice it is of no use
            self.code = self._process.wait()
            on_news()

    def _hear(self, message: Message) -> None:
        if message["is"] == "ready":
            self._ready_at, self.is_ready = time.monotonic(), True
        elif message["is"] == "warm":
            self.warm_seconds = message["seconds"]
        elif message["is"] == "cold":
            self.cold_because = message["why"]
        else:
            self.answers.append(message)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
