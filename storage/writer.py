"""The thread, or the few threads, that write."""

import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from enum import IntEnum
from typing import Any, TypeVar

T = TypeVar("T")


class Urgency(IntEnum):
    """Who goes first when several want to write."""

    ARRIVAL = 0
    """A platform waits for its 200."""
    PERSON = 1
    """Somebody looks at a card they have just clicked."""
    NORMAL = 2
    BACKGROUND = 3


class Writer:
    """Runs closures one after the other on each of its threads, the urgent ones first."""

    def __init__(self, threads: int) -> None:
        self._queue: queue.PriorityQueue[tuple[int, int, Callable[[], None] | None]] = queue.PriorityQueue()
        self._order = itertools.count()
        self._lock = threading.Lock()
        self._is_closed = False
        self._threads = [threading.Thread(target=self._run, name=f"writer-{n}", daemon=True) for n in range(threads)]
        for thread in self._threads:
            thread.start()

    def submit(self, work: Callable[[], T], *, urgency: Urgency) -> "Future[T]":
        """Have it done on a writer thread. Raises RuntimeError once closed: nobody would ever do it."""
        future: Future[T] = Future()
        with self._lock:
            if self._is_closed:
                raise RuntimeError("the database is closed")
            self._queue.put((urgency, next(self._order), lambda: _complete(future, work)))
        return future

    def close(self) -> None:
        """Do what is waiting, then stop."""
        with self._lock:
            self._is_closed = True
        for _ in self._threads:
            self._queue.put((Urgency.BACKGROUND + 1, next(self._order), None))
        for thread in self._threads:
            thread.join(timeout=10)

    def _run(self) -> None:
        while (work := self._queue.get()[2]) is not None:
            work()


def _complete(future: "Future[Any]", work: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = work()
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(result)
