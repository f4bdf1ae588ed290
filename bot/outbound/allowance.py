"""What the platform's limits leave of what was claimed: each kind of call has limits of its own."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from storage import rates
from storage.rates import Rate, Room


@dataclass
class Allowance:
    """Counts calls by kind, in one transaction."""

    session: Session
    limits_of: Callable[[str], Mapping[str, Rate]]
    """The limits of a kind of call, by the keys they are kept under."""
    now: datetime
    _rooms: dict[str, Room] = field(default_factory=dict)
    _used: Counter[str] = field(default_factory=Counter)
    _waiting: Counter[str] = field(default_factory=Counter)

    def take(self, call: str) -> bool:
        """Whether one more call of this kind may be made now; then it counts as made."""
        is_allowed = self._used[call] < self._room(call).count
        self._used[call] += is_allowed
        return is_allowed

    def turn_of(self, call: str) -> datetime:
        """When one who has to wait may make a call of this kind. Each gets a turn of their own.

        All at once they would be claimed and put back again and again for the one of them that may go.
        """
        room, gone, ahead = self._room(call), self._used[call], self._waiting[call]
        self._waiting[call] += 1
        return max(
            rate.free_at(rate.after(room.arrivals[key], gone, self.now), self.now) + ahead * rate.interval
            for key, rate in self.limits_of(call).items()
        )

    def spend(self) -> None:
        """Write down what was taken."""
        for call, count in sorted(self._used.items()):
            rates.spend(self.session, self.limits_of(call), self._room(call), count, now=self.now)

    def _room(self, call: str) -> Room:
        if call not in self._rooms:
            self._rooms[call] = rates.look(self.session, self.limits_of(call), now=self.now)
        return self._rooms[call]
