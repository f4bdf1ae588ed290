"""Brings events to the bot: three attempts within their deadlines, and never again (wecom.md §2.6)."""

from datetime import UTC, datetime, timedelta
from secrets import token_hex
from threading import Condition, Thread
from typing import Protocol

from bot.sandbox.common.faults import PushFailed
from bot.sandbox.wecom import model
from bot.sandbox.wecom.line import Refused
from bot.sandbox.wecom.world import World

ATTEMPTS = 3
PAUSE = timedelta(seconds=5)
"""Between two attempts; the pause itself is not documented."""
_IDLE_SECONDS = 0.25
_REMEMBERED = 500


class Courier(Protocol):
    """Brings the pushes of one channel."""

    def deliver(self, push: model.Push) -> int:
        """One attempt; the status of a good answer. Raises PushFailed."""
        ...


class Pusher:
    """Events wait in the world's `pushes`; `run_due` or the workers of `start` bring them out."""

    def __init__(self, world: World, line: Courier) -> None:
        self.couriers: dict[str, Courier] = {model.APP: line}
        """By channel; the smart bot's joins the app's."""
        self._world = world
        self._claimed: set[str] = set()
        self._held: list[model.Push] = []
        self._wakes = 0
        self._news = Condition()
        self._is_stopping = False
        self._threads: list[Thread] = []

    def emit(self, kind: str, clear: str, *, channel: str = model.APP, message_id: str = "") -> str:
        """Owe the bot an event; gives the key of its push."""
        world = self._world
        with world.change():
            push = self._push(kind, clear, channel, message_id)
            if world.failures.uses_up("drops"):
                push.state = "lost"
            if world.failures.reorders > 0 and push.state == "waiting":
                self._hold(push)
            else:
                world.pushes.put(push)
            if world.failures.uses_up("duplicates"):
                world.pushes.put(self._push(kind, clear, channel, message_id))
            self._forget_old()
        self.wake()
        return push.key

    def redeliver(self, key: str) -> bool:
        """Push the same clear text again; False when it is too long ago."""
        with self._world.change():
            push = self._world.pushes.get(key)
        if push is not None:
            self.emit(push.kind, push.clear, channel=push.channel, message_id=push.message_id)
        return push is not None

    def run_due(self) -> int:
        """Deliver what is due, in order, in this thread; the number of attempts."""
        attempts = 0
        while (push := self._claim()) is not None:
            self._attempt(push)
            attempts += 1
        return attempts

    def attempt_now(self, key: str) -> bool:
        """Deliver this one in this thread, whatever waits before it; whether it is out, or on its way elsewhere."""
        push = self._claim(key)
        if push is not None:
            self._attempt(push)
        with self._world.change():
            push = self._world.pushes.get(key)
            return push is not None and (push.state == "delivered" or key in self._claimed)

    def next_due(self) -> datetime | None:
        """When the next attempt is due."""
        with self._world.change():
            due = min((it.due for it in self._world.pushes if it.state == "waiting"), default=None)
        return None if due is None else datetime.fromtimestamp(due / 1000, UTC)

    def start(self, workers: int) -> None:
        """Deliver in the background from now on."""
        self._is_stopping = False
        self._threads = [Thread(target=self._work, name=f"wecom-push-{n}", daemon=True) for n in range(workers)]
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
            push = self._claim()
            if push is not None:
                self._attempt(push)
                continue
            # The lock of the world is never taken while waiting here, so an event may be owed under it.
            with self._news:
                self._news.wait_for(lambda seen=seen: self._wakes != seen, timeout=_IDLE_SECONDS)  # type: ignore[misc]

    def _claim(self, key: str = "") -> model.Push | None:
        with self._world.change():
            if self._world.failures.platform_down is not None:
                return None
            now = self._world.now_ms
            waiting = (it for it in self._world.pushes if it.state == "waiting" and it.channel in self.couriers)
            due = [it for it in waiting if it.due <= now and it.key not in self._claimed and key in ("", it.key)]
            first = min(due, key=lambda it: (it.due, it.seq), default=None)
            if first is not None:
                self._claimed.add(first.key)
            return first

    def _attempt(self, push: model.Push) -> None:
        status, may_repeat = 0, True
        try:
            status = self.couriers[push.channel].deliver(push)
        except Refused as refused:
            # One page counts any other status as a failure, another only silence: nobody may rely on a repeat.
            status, may_repeat = refused.status, self._world.failures.repeats_after_status
        except PushFailed:
            status = 0
        finally:
            self._settle(push, status, may_repeat=may_repeat)

    def _settle(self, push: model.Push, status: int, *, may_repeat: bool) -> None:
        with self._world.change():
            self._claimed.discard(push.key)
            push.attempts.append({"at": self._world.now_ms, "status": status})
            if status == 200:
                push.state = "delivered"
            # The smart bot is told everything once.
            elif len(push.attempts) >= ATTEMPTS or not may_repeat or push.channel == model.AIBOT:
                push.state = "given_up"
            else:
                push.due = self._world.now_ms + round(PAUSE.total_seconds() * 1000)
            self._world.pushes.put(push)

    def _push(self, kind: str, clear: str, channel: str, message_id: str) -> model.Push:
        now = self._world.now_ms
        return model.Push(token_hex(8), channel, kind, clear, now, now, self._world.next_seq(), message_id=message_id)

    def _hold(self, push: model.Push) -> None:
        self._held.append(push)
        if len(self._held) < self._world.failures.reorders:
            return
        for held in reversed(self._held):
            held.seq = self._world.next_seq()
            held.due = self._world.now_ms
            self._world.pushes.put(held)
        self._held = []
        self._world.failures.reorders = 0

    def _forget_old(self) -> None:
        settled = [it for it in self._world.pushes if it.state != "waiting"]
        for push in settled[:-_REMEMBERED]:
            self._world.pushes.drop(push.key)
