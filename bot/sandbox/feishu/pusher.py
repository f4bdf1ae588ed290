"""Brings events to the bot: at least once, with the platform's deadline and its ladder of repeats."""

from collections import deque
from collections.abc import Mapping
from datetime import timedelta
from secrets import token_hex
from threading import Condition, Thread
from typing import Any

from bot.sandbox.common.faults import PushFailed
from bot.sandbox.feishu import envelope, model
from bot.sandbox.feishu.line import Line, Push
from bot.sandbox.feishu.world import World

LADDER = (timedelta(seconds=15), timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6))
_IDLE_SECONDS = 0.25
_REMEMBERED = 500


class Pusher:
    """Events wait in the world's `deliveries`; `run_due` or the workers of `start` bring them out."""

    def __init__(self, world: World, line: Line) -> None:
        self._line = line
        self._world = world
        self._claimed: set[str] = set()
        self._held: list[model.Delivery] = []
        self._sent: deque[tuple[str, str, dict[str, Any]]] = deque(maxlen=_REMEMBERED)
        self._wakes = 0
        self._news = Condition()
        self._is_stopping = False
        self._threads: list[Thread] = []

    def emit(self, event_type: str, body: dict[str, Any]) -> str:
        """Owe the bot an event; gives its id."""
        failures = self._world.failures
        with self._world.change():
            delivery = self._delivery(event_type, body)
            if failures.uses_up("drops"):
                return delivery.event_id
            if failures.reorders > 0:
                self._hold(delivery)
            else:
                self._world.deliveries.put(delivery)
            if failures.uses_up("duplicates"):
                self._world.deliveries.put(self._delivery(event_type, body))
        self.wake()
        return delivery.event_id

    def redeliver(self, event_id: str) -> bool:
        """Deliver an event of the last 500 again; False when it is not among them."""
        found = next((it for it in self._sent if it[0] == event_id), None)
        if found is not None:
            with self._world.change():
                self._world.deliveries.put(self._delivery(found[1], found[2]))
            self.wake()
        return found is not None

    def delivered(self) -> list[str]:
        """Ids of the last events the bot acknowledged, oldest first."""
        return [event_id for event_id, _, _ in self._sent]

    def run_due(self) -> int:
        """Deliver what is due, in order, in this thread; the number of attempts."""
        attempts = 0
        while (delivery := self._claim()) is not None:
            self._attempt(delivery)
            attempts += 1
        return attempts

    def start(self, workers: int) -> None:
        """Deliver in the background from now on."""
        self._is_stopping = False
        self._threads = [Thread(target=self._work, name=f"feishu-push-{n}", daemon=True) for n in range(workers)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what is on its way; the rest waits for the next start."""
        self._is_stopping = True
        self.wake()
        for thread in self._threads:
            thread.join()
        self._threads = []

    def wake(self) -> None:
        """There may be something to do."""
        with self._news:
            self._wakes += 1
            self._news.notify_all()

    def _work(self) -> None:
        while not self._is_stopping:
            seen = self._wakes
            delivery = self._claim()
            if delivery is not None:
                self._attempt(delivery)
                continue
            # The lock of the world is never taken while waiting here, so an event may be owed under it.
            with self._news:
                self._news.wait_for(lambda seen=seen: self._wakes != seen, timeout=_IDLE_SECONDS)  # type: ignore[misc]

    def _claim(self) -> model.Delivery | None:
        with self._world.change():
            if self._world.failures.platform_down is not None:
                return None
            now = self._world.now_ms
            due = [it for it in self._world.deliveries if it.due <= now and it.key not in self._claimed]
            first = min(due, key=lambda it: (it.due, it.seq), default=None)
            if first is not None:
                self._claimed.add(first.key)
            return first

    def _attempt(self, delivery: model.Delivery) -> None:
        is_taken = False
        try:
            message_id = _message_id(delivery.body)
            push = Push(delivery.body, "event", delivery.event_type, message_id, attempt=delivery.tries + 1)
            self._line.ask(push)
            is_taken = True
        except PushFailed:
            is_taken = False
        finally:
            self._settle(delivery, is_taken=is_taken)

    def _settle(self, delivery: model.Delivery, *, is_taken: bool) -> None:
        with self._world.change():
            self._claimed.discard(delivery.key)
            if is_taken:
                self._sent.append((delivery.event_id, delivery.event_type, delivery.body))
            if is_taken or delivery.tries >= len(LADDER):
                self._world.deliveries.drop(delivery.key)
                return
            wait = LADDER[delivery.tries]
            delivery.tries += 1
            delivery.due = self._world.now_ms + round(wait.total_seconds() * 1000)
            self._world.deliveries.put(delivery)

    def _delivery(self, event_type: str, body: dict[str, Any]) -> model.Delivery:
        now = self._world.now_ms
        event_id = envelope.event_id_of(body)
        return model.Delivery(token_hex(8), event_id, event_type, body, now, now, self._world.next_seq())

    def _hold(self, delivery: model.Delivery) -> None:
        self._held.append(delivery)
        if len(self._held) < self._world.failures.reorders:
            return
        for held in reversed(self._held):
            held.seq = self._world.next_seq()
            held.due = self._world.now_ms
            self._world.deliveries.put(held)
        self._held = []
        self._world.failures.reorders = 0


def _message_id(body: Mapping[str, Any]) -> str:
    event = body.get("event", {})
    message = event.get("message", event) if isinstance(event, dict) else {}
    return str(message.get("message_id", "")) if isinstance(message, dict) else ""
