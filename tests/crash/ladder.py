"""The platform's patience: a message is pushed until it is acknowledged, at ever longer intervals (feishu.md §2.6)."""

import heapq
import itertools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from random import Random
from threading import Condition, Thread
from time import monotonic
from uuid import uuid4

from tests.standin.feishu import ANSWER_SECONDS, Feishu
from tests.standin.schema import Json

COMPRESSION = 150
"""An hour of the platform takes 24 seconds of the test."""
REPEATS = tuple(seconds / COMPRESSION for seconds in (15, 300, 3_600, 21_600))
NEEDLESS = -1
"""The attempt of a message that was acknowledged before."""
ONCE_MORE = 0.15
"""The share of acknowledged messages that come again all the same: "at least once" is all the platform promises."""


class Ladder:
    """Pushes messages to the program's addresses, several at a time, and repeats what was not acknowledged."""

    def __init__(self, sides: Sequence[Feishu], seed: int) -> None:
        self._sides, self._random = sides, Random(seed)
        self._due: list[tuple[float, int, int, Json]] = []
        self._order = itertools.count()
        self._news = Condition()
        self._open = 0
        self._is_hurried = self._is_closed = False
        self._pool = ThreadPoolExecutor(8, thread_name_prefix="push")
        self._thread = Thread(target=self._run, name="ladder", daemon=True)
        self._thread.start()
        self.down: set[int] = set()
        """Ports that are known to be dead: whoever shares the load out leaves them alone."""
        self.refused = 0
        """Pushes that were not acknowledged."""
        self.given_up: list[Json] = []

    def side(self) -> Feishu:
        """Where the next request goes: the addresses share the load."""
        return self._random.choice([side for side in self._sides if side.port not in self.down])

    def bring(self, event: Json) -> None:
        """Push a message, now and until it is acknowledged."""
        with self._news:
            self._open += 1
        self._plan(event, 0, 0.0)

    def finish(self, seconds: float) -> None:
        """Let the platform's hours pass: what is still to be repeated is due now. Waits until nothing is."""
        with self._news:
            self._is_hurried = True
            self._news.notify_all()
            assert self._news.wait_for(lambda: not self._open, seconds), f"{self._open} messages not acknowledged"

    def close(self) -> None:
        """Push no more."""
        with self._news:
            self._is_closed = True
            self._news.notify_all()
        self._thread.join()
        self._pool.shutdown()

    def _plan(self, event: Json, attempt: int, seconds: float) -> None:
        with self._news:
            heapq.heappush(self._due, (monotonic() + seconds, next(self._order), attempt, event))
            self._news.notify_all()

    def _run(self) -> None:
        while (turn := self._next()) is not None:
            self._pool.submit(self._push, *turn)

    def _next(self) -> tuple[int, Json] | None:
        """The attempt whose time has come, waiting for one; None when there will be no more."""
        with self._news:
            while not self._is_closed:
                wait = self._due[0][0] - monotonic() if self._due else None
                if wait is not None and (wait <= 0 or self._is_hurried):
                    return heapq.heappop(self._due)[2:]
                self._news.wait(wait)
            return None

    def _push(self, attempt: int, event: Json) -> None:
        is_taken = acknowledges(self.side(), event)
        self.refused += not is_taken
        if is_taken and attempt != NEEDLESS and self._random.random() < ONCE_MORE:
            # The same message in another envelope: only `message_id` tells that it is a repeat.
            again = event | {"header": event["header"] | {"event_id": uuid4().hex}}
            self._plan(again, NEEDLESS, self._random.uniform(0, 1))
        elif is_taken or attempt == NEEDLESS:
            self._end()
        elif attempt < len(REPEATS):
            self._plan(event, attempt + 1, REPEATS[attempt])
        else:
            self.given_up.append(event)
            self._end()

    def _end(self) -> None:
        with self._news:
            self._open -= 1
            self._news.notify_all()


def acknowledges(side: Feishu, event: Json) -> bool:
    """Whether the program takes a push, in time."""
    try:
        answer = side.push(event)
    except (OSError, HTTPException):
        return False
    return answer.status == 200 and answer.seconds <= ANSWER_SECONDS
