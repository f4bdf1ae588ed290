"""The thread, or the few threads, that write."""

import heapq
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")

TOGETHER_SECONDS = 0.03
"""For how long work that waits may join other work: whoever came first waits for the last."""


class Urgency(IntEnum):
    """Who goes first when several want to write."""

    ARRIVAL = 0
    """A platform waits for its 200, or a sender for what to send next."""
    PERSON = 1
    """Somebody looks at a card they have just clicked."""
    NORMAL = 2
    BACKGROUND = 3


PATIENCE_SECONDS = {Urgency.ARRIVAL: 0.0, Urgency.PERSON: 0.02, Urgency.NORMAL: 0.2, Urgency.BACKGROUND: 2.0}
"""How much later one may come and still go before the next less urgent one: nobody waits for ever."""


@dataclass(frozen=True, slots=True)
class Job:
    """Work for a writer thread, and the future of whoever asked for it."""

    work: Callable[[], Any]
    future: "Future[Any]" = field(default_factory=Future)

    def end(self) -> None:
        """Have it done by itself, and tell how that went."""
        try:
            result = self.work()
        except BaseException as error:
            self.tell(None, error)
        else:
            self.tell(result)

    def tell(self, result: Any, error: BaseException | None = None) -> None:
        """How it went."""
        if error is None:
            self.future.set_result(result)
        else:
            self.future.set_exception(error)


class _Place(NamedTuple):
    """A job's place in the queue: the earliest due goes first."""

    due: float
    order: int
    urgency: int
    job: Job


class Writer:
    """Has work done, piece by piece, on each of its threads, the most urgent first, but see `PATIENCE_SECONDS`.

    `together` is handed one job and may take more: those that are as urgent and wait already. It tells each how it
    went. Without it every job is done by itself.
    """

    def __init__(self, threads: int, together: Callable[[Job, Iterator[Job]], None] | None = None) -> None:
        self._together = together or (lambda job, more: job.end())
        self._waiting: list[_Place] = []
        self._order = itertools.count()
        self._news = threading.Condition()
        self._is_closed = False
        self._threads = [threading.Thread(target=self._run, name=f"writer-{n}", daemon=True) for n in range(threads)]
        for thread in self._threads:
            thread.start()

    def submit(self, work: Callable[[], T], *, urgency: Urgency) -> "Future[T]":
        """Have it done on a writer thread. Raises RuntimeError once closed: nobody would ever do it."""
        job = Job(work)
        with self._news:
            if self._is_closed:
                raise RuntimeError("the database is closed")
            due = time.monotonic() + PATIENCE_SECONDS[urgency]
            heapq.heappush(self._waiting, _Place(due, next(self._order), urgency, job))
            self._news.notify()
        return job.future

    def close(self) -> None:
        """Do what is waiting, then stop."""
        with self._news:
            self._is_closed = True
            self._news.notify_all()
        for thread in self._threads:
            thread.join(timeout=10)

    def _run(self) -> None:
        while (first := self._first()) is not None:
            urgency, job = first
            self._together(job, self._more(urgency))

    def _first(self) -> tuple[int, Job] | None:
        """The most urgent job, waiting for one; None when there will be no more."""
        with self._news:
            while True:
                self._news.wait_for(lambda: self._waiting or self._is_closed)
                if not self._waiting:
                    return None
                place = heapq.heappop(self._waiting)
                if place.job.future.set_running_or_notify_cancel():
                    return place.urgency, place.job

    def _more(self, urgency: int) -> Iterator[Job]:
        """Further jobs of this urgency, as long as nobody has waited long.

        Those in a greater hurry come along, since they would have to wait for the end anyway; then it is near.
        """
        until = time.monotonic() + TOGETHER_SECONDS
        while time.monotonic() < until:
            with self._news:
                if not self._waiting or self._waiting[0].urgency > urgency:
                    return
                place = heapq.heappop(self._waiting)
            urgency = place.urgency
            if place.job.future.set_running_or_notify_cancel():
                yield place.job
