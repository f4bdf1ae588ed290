"""Processes of the real program by the dozen: what it imports is loaded once, every life is forked from there.

Run as a program of its own, which forks before it has a thread or a connection. A life runs what `tongpin` runs.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

NEEDED = (
    "bot.app",
    "bot.cli.data",
    "bot.cli.main",
    "bot.cli.serving",
    "bot.platforms.feishu.lark",
    "core.planning.promise.engine",
    "httptools",
    "jinja2",
    "logging.config",
    "lark_oapi.core.http.transport",
    "psycopg",
    "pydantic.v1",
    "sqlalchemy.dialects.postgresql.psycopg",
    "storage.migrations.versions.v0001_first_schema",
    "storage.migrations.versions.v0002_put_off",
    "uvicorn.lifespan.on",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.httptools_impl",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
    "uvloop",
)
"""Everything that a life would import after it was forked."""
END_SECONDS = 60.0


class Nursery:
    """Forks processes of the program, and ends them."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._lock = Lock()
        self._ask()

    def fork(self, log: Path, *arguments: str) -> int:
        """Run `tongpin` with these arguments in a process of its own; gives its id."""
        return self._ask(["fork", str(log), *arguments])

    def end(self, process: int, with_signal: int = signal.SIGKILL) -> int:
        """Send a signal and wait for the end of the process; gives its exit code, negative for a signal."""
        return self._ask(["end", process, int(with_signal)])

    def wait(self, process: int) -> int:
        """Wait until a process ends by itself; gives its exit code."""
        return self.end(process, 0)

    def _ask(self, order: list[str | int] | None = None) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._lock:
            if order is not None:
                self._process.stdin.write(json.dumps(order) + "\n")
                self._process.stdin.flush()
            return int(self._process.stdout.readline())


@contextmanager
def open_nursery(environment: dict[str, str]) -> Iterator[Nursery]:
    """A place to start processes from; those still alive are gone afterwards."""
    command = [sys.executable, "-m", __name__]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=root
    ) as process:
        yield Nursery(process)  # leaving closes its input, which ends it


def _serve() -> None:
    for name in NEEDED:
        importlib.import_module(name)
    living: set[int] = set()
    print(0, flush=True)
    for line in sys.stdin:
        kind, *rest = json.loads(line)
        if kind == "fork":
            living.add(process := _fork(Path(rest[0]), rest[1:]))
            print(process, flush=True)
        else:
            living.remove(rest[0])
            print(_end(*rest), flush=True)
    for process in living:
        _end(process, signal.SIGKILL)


def _fork(log: Path, arguments: list[str]) -> int:
    process = os.fork()
    if process:
        return process
    os.setsid()
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for number in (1, 2):
        os.dup2(output, number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os._exit(_live(arguments))


def _live(arguments: list[str]) -> int:
    from bot.cli.main import main

    sys.argv = ["tongpin", *arguments]
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        import traceback

        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def _end(process: int, with_signal: int) -> int:
    os.kill(process, with_signal)
    _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    _serve()
