"""The clock. Everything else is handed the time; in the sandbox it can be moved."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Real time, plus a shift that only ever grows."""

    def __init__(self) -> None:
        self._shift = timedelta(0)
        self._lock = threading.Lock()
        self._listeners: list[Callable[[], None]] = []

    def __call__(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC) + self._shift

    @property
    def shift(self) -> timedelta:
        """How far ahead of the wall clock it is."""
        return self._shift

    def advance(self, by: timedelta) -> None:
        """Move time on; it never runs backwards."""
        if by < timedelta(0):
            raise ValueError("time does not run backwards")
        with self._lock:
            self._shift += by
        for listener in self._listeners:
            listener()

    def on_advance(self, listener: Callable[[], None]) -> None:
        """Be told when time has been moved."""
        self._listeners.append(listener)


class ManualClock(Clock):
    """Stands still until it is moved: for stories that take 30 days and two seconds."""

    def __init__(self, start: datetime) -> None:
        super().__init__()
        self._start = start

    def __call__(self) -> datetime:
        """The start, plus every advance."""
        return self._start + self._shift

    def set_back(self, by: timedelta) -> None:
        """As when somebody corrects the machine's clock: nobody is told."""
        self._start -= by
