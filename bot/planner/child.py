"""The planner process: reads questions from its stdin, one JSON object a line, and writes answers to its stdout.

It lives exactly as long as the other end of its stdin. What it knows it reads from the database itself.
"""

import gc
import os
import queue
import threading
import time
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import orjson
import structlog

from bot import log as logs
from bot.planner.computing import Computing
from bot.planner.hello import Hello
from core.planning.promise.engine import DispatchEngine
from handlers.command import from_payload
from storage.database import Database, is_out_of_reach

log = structlog.get_logger()

LAST_BREATH_SECONDS = 0.2
"""For letting go of the database, once the other side has gone; whatever it is computing nobody waits for."""
PLANS_NICENESS = 10
"""A plan takes what answers and the platforms' callbacks leave of the machine."""
SELDOM = (50_000, 50, 100)
"""An impact makes millions of objects that stay for its time; looking through them all took a fifth of it."""
WARM_UP = "core.planning.plan.warm"

Say = Callable[[dict[str, Any]], None]


def main() -> None:
    """Live."""
    out, reads = _stdout_of_our_own(), os.fdopen(0, "rb", closefd=False)
    if first := reads.readline():
        _live(Hello.of_line(first), reads, out)
    os._exit(0)  # threads in the middle of something hold nobody up


def _stdout_of_our_own() -> BinaryIO:
    """The pipe; what libraries print goes to stderr instead, lest it be taken for an answer."""
    ours = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(ours, "wb", buffering=0)


def _live(hello: Hello, reads: BinaryIO, out: BinaryIO) -> None:
    _prepare(hello)
    database = Database(hello.database)
    is_warm = threading.Event()
    computing = Computing(database, DispatchEngine(is_warm.is_set), ZoneInfo(hello.timezone))
    asked: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
    lock = threading.Lock()

    def say(what: dict[str, Any]) -> None:
        with lock:
            out.write(orjson.dumps(what) + b"\n")

    gc.freeze()
    gc.set_threshold(*SELDOM)
    gc.enable()
    threading.Thread(target=_listen, args=(reads, asked), daemon=True).start()
    say({"is": "ready"})
    # Beside the first questions, not before them: where nothing is compiled yet it takes half a minute.
    threading.Thread(target=_warm_up, args=(say, is_warm), daemon=True).start()
    while (question := asked.get()) is not None:
        say(_answer(question, computing))
    database.close()


def _prepare(hello: Hello) -> None:
    logs.set_up()
    logs.hide(hello.secrets)
    structlog.contextvars.bind_contextvars(planner=hello.work)
    for name in hello.modules:
        import_module(name)
    if hello.work == "plans":
        os.nice(PLANS_NICENESS)


def _listen(reads: BinaryIO, asked: "queue.SimpleQueue[dict[str, Any] | None]") -> None:
    for line in reads:
        asked.put(orjson.loads(line))
    asked.put(None)
    time.sleep(LAST_BREATH_SECONDS)
    os._exit(0)


def _answer(question: dict[str, Any], computing: Computing) -> dict[str, Any]:
    try:
        follows = computing.compute(from_payload(question["command"]), datetime.fromisoformat(question["now"]))
    except Exception as error:
        if not is_out_of_reach(error):
            raise
        return {"is": "away", "why": type(error).__name__}
    return {"is": "answer", "command": follows.to_payload(), "version": computing.version}


def _warm_up(say: Say, is_warm: threading.Event) -> None:
    """Compile the kernels, or load what was compiled before. Until then answers do without what needs them."""
    began = time.monotonic()
    try:
        if find_spec(WARM_UP) is not None:
            import_module(WARM_UP).warm()
    except Exception as error:
        log.exception("not_warmed_up")  # what needs no kernels is answered all the same
        say({"is": "cold", "why": f"{type(error).__name__}: {error}"})
    else:
        is_warm.set()
        say({"is": "warm", "seconds": round(time.monotonic() - began, 3)})
