"""Waiting for whatever happens next, without missing it and beyond the end of nothing."""

import threading
from collections.abc import Callable


class Closing(Exception):
    """Nothing is waited for any more: the program ends."""


class News:
    """What a thread waits for; others tell when it should look again."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self.is_closing = False

    def tell(self) -> None:
        """Something has happened."""
        with self._condition:
            self._condition.notify_all()

    def close(self) -> None:
        """Whoever waits, or would, gets `Closing`."""
        with self._condition:
            self.is_closing = True
            self._condition.notify_all()

    def wait_for(self, what: Callable[[], object], seconds: float | None = None) -> bool:
        """Whether it has come about in time. Raises Closing."""
        with self._condition:
            came = self._condition.wait_for(lambda: self.is_closing or what(), seconds)
            if self.is_closing:
                raise Closing
            return bool(came)

    def rest(self, seconds: float) -> None:
        """Wait for nothing but the time. Raises Closing."""
        self.wait_for(lambda: False, seconds)
