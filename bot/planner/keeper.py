"""Keeps one planner process alive, on the thread of whoever needs it."""

import time
from collections.abc import Callable

import structlog

from bot.metrics import PLANNER_RESTARTS
from bot.planner.hello import Hello
from bot.planner.life import Life
from bot.planner.news import News

log = structlog.get_logger()

PAUSES = (0.0, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Before the next life, by how many in a row were good for nothing."""
GOOD_SECONDS = 10.0
"""Whoever was ready for so long was good for something, asked or not."""
START_SECONDS = 60.0
"""A process that is not ready by then never will be; and for so long a question waits for one that is."""


class NoLife(Exception):
    """No process could be brought to work."""


class Keeper:
    """A new process in the place of each that has ended, after a pause that grows while they are good for nothing."""

    def __init__(self, hello: Hello, birth: Callable[[], Life], news: News) -> None:
        self._hello, self._birth, self._news = hello, birth, news
        self.life: Life | None = None
        self._fruitless = 0
        self._ready_by = self._next_birth = 0.0
        self._restarts = PLANNER_RESTARTS.labels(hello.work)

    @property
    def trouble(self) -> str:
        """Why a question would have to wait; empty when it would not."""
        life = self.life
        if life is None:
            return "not started yet" if not self._fruitless else "does not start"
        if life.has_ended:
            return f"ended with {life.code}; it is started again"
        return "" if life.is_ready else "loading"

    def is_alive(self) -> bool:
        """There is a process, whether it is ready or not."""
        return self.life is not None and not self.life.has_ended

    def revive(self) -> None:
        """See to it that there is a process. Raises Closing."""
        if self.is_alive():
            return
        self._bury()
        self._news.rest(max(0.0, self._next_birth - time.monotonic()))
        self._ready_by = time.monotonic() + START_SECONDS
        try:
            self.life = self._birth()
            self.life.greet(self._hello, self._news.tell)
        except (OSError, RuntimeError):  # no room for a process, or for the thread that listens to it
            log.exception("planner_not_started")
            self._note(is_good=False)
            if self.life is not None:
                self.life.end(at_once=True)

    def ready(self) -> Life:
        """A process that waits for a question. Raises NoLife, Closing."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            self.revive()
            if (life := self.life) is None:
                continue
            self._news.wait_for(lambda: life.is_ready or life.has_ended, self._ready_by - time.monotonic())
            if life.is_ready and not life.has_ended:
                return life
            life.end(at_once=True)
        raise NoLife

    def served(self) -> None:
        """The process was good for something."""
        self._fruitless = 0

    def replace(self) -> None:
        """End the process in the middle of what it does: that is no fault of its own."""
        if self.life is not None:
            self.life.end(at_once=True)
            self.life = None
            self._restarts.inc()

    def end(self) -> None:
        """There will be no other."""
        if self.life is not None:
            self.life.end()

    def _bury(self) -> None:
        """Let go of what has ended, and note how long to wait before the next."""
        if (life := self.life) is None:
            return
        life.end()
        self.life = None
        self._restarts.inc()
        self._note(is_good=life.age_seconds > GOOD_SECONDS)
        log.warning("planner_ended", planner=self._hello.work, code=life.code, fruitless=self._fruitless)

    def _note(self, *, is_good: bool) -> None:
        self._fruitless = 0 if is_good else self._fruitless + 1
        self._next_birth = time.monotonic() + PAUSES[min(self._fruitless, len(PAUSES) - 1)]
