"""Sliding windows: how often something was done lately, and how long until it may be done again."""

from collections import defaultdict, deque
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` in any `seconds`."""

    count: int
    seconds: float


@dataclass(slots=True)
class Limiter:
    """Remembers accepted calls by key. Times are epoch seconds. Used under the tenant's lock only."""

    _taken: defaultdict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def wait(self, key: str, rate: Rate, now: float) -> float:
        """Seconds until one more fits; 0 when it fits now."""
        taken = self._taken[f"{key}/{rate.seconds}"]
        # A clock that was moved back would otherwise keep refusing until it caught up.
        while taken and (taken[0] <= now - rate.seconds or taken[0] > now):
            taken.popleft()
        return 0.0 if len(taken) < rate.count else taken[0] + rate.seconds - now

    def take(self, key: str, rate: Rate, now: float) -> None:
        """One more was accepted."""
        self._taken[f"{key}/{rate.seconds}"].append(now)

    def try_take(self, key: str, rates: tuple[Rate, ...], now: float) -> float:
        """Take one from every rate, or none: the seconds to wait, 0 when taken."""
        wait = max(self.wait(key, rate, now) for rate in rates)
        if wait <= 0:
            for rate in rates:
                self.take(key, rate, now)
        return wait
