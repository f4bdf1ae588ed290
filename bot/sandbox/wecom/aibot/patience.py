"""People who wait for what becomes of a tap."""

from threading import Event


class Patience:
    """Who waits by the req_id of the event; in real seconds, without the world's lock."""

    def __init__(self) -> None:
        self._waiting: dict[str, Event] = {}

    def expect(self, req_id: str) -> None:
        """Somebody will wait."""
        self._waiting[req_id] = Event()

    def settle(self, req_id: str) -> None:
        """The answer has come, or none will."""
        waiting = self._waiting.get(req_id)
        if waiting is not None:
            waiting.set()

    def wait(self, req_id: str, seconds: float) -> None:
        """Until it is settled, at most so long; 0 seconds only forgets it."""
        self._waiting[req_id].wait(seconds)
        del self._waiting[req_id]
