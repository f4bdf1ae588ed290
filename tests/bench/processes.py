"""Servers under test, each a process of its own on the loopback."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0
STOP_SECONDS = 30.0
MEGABYTE = 1024 * 1024


class NotStarted(RuntimeError):
    """A server did not come up; what it said is part of the message."""


class Served:
    """A running server: where it is, and what it costs."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, answers_after: float, ready_after: float) -> None:
        self.process = process
        self.port = port
        self.answers_after = answers_after
        """Seconds from the start of the process to its first answer of any kind: from then on it takes callbacks."""
        self.ready_after = ready_after
        """Seconds from the start of the process to its first good answer."""
        self._usage = psutil.Process(process.pid)

    def cpu_seconds(self) -> float:
        """User and system time so far."""
        used = self._usage.cpu_times()
        return float(used.user + used.system)

    def rss_megabytes(self) -> float:
        """Resident memory now."""
        return float(self._usage.memory_info().rss) / MEGABYTE

    def planner_megabytes(self) -> float:
        """Resident memory of the processes it has started."""
        return sum(float(child.memory_info().rss) for child in self._usage.children()) / MEGABYTE


def python(*arguments: str) -> list[str]:
    """A command of this very Python."""
    return [sys.executable, *arguments]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: Sequence[str], port: int, folder: Path, *, ready: str = "/readyz") -> Iterator[Served]:
    """Run a server until the block ends. `ready` is a path that answers 200 once it can work."""
    log = folder / f"server-{port}.log"
    started = time.perf_counter()
    with log.open("wb") as said:
        process = subprocess.Popen(list(command), cwd=ROOT, stdout=said, stderr=said, env=_environment())
    try:
        answered = _wait_for(f"http://127.0.0.1:{port}{ready}", process, log)
        yield Served(process, port, answered - started, time.perf_counter() - started)
    finally:
        _stop(process)


def _environment() -> dict[str, str]:
    """Ours without anybody's configuration; compiled modules are kept as in a real installation."""
    dropped = ("TONGPIN_", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in os.environ.items() if not name.startswith(dropped)}


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> float:
    """Until it says it is ready; gives the moment of its first answer, good or not."""
    first = 0.0
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with opener.open(url, timeout=5):
                return first or time.perf_counter()
        except urllib.error.HTTPError as not_yet:
            first = first or time.perf_counter()
            not_yet.close()
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.005)
    raise NotStarted(f"{url} does not answer:\n{log.read_text('utf-8', errors='replace')[-4000:]}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
