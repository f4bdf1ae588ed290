"""How often and how long, in seconds; and pauses that grow."""

import random
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Pauses:
    """From the first to the longest pause, doubling."""

    first: float
    longest: float


@dataclass(frozen=True, slots=True)
class Pace:
    """What the platform asks for, or its own library keeps to (platform reference §5.3.4, §14). Shorter in tests."""

    heartbeat: float = 30.0
    ack: float = 5.0
    """So long the platform may take to say what became of a frame."""
    answer: float = 4.7
    """So long after an event its answer is sent; the platform takes it for 5 s, the way to it included."""
    open: float = 10.0
    """To connect, and again to subscribe."""
    quiet: float = 1800.0
    """Without a message for so long, a connection that answers heartbeats may be dead all the same."""
    steady: float = 60.0
    """A connection that held so long makes earlier failures forgotten."""
    lost: Pauses = Pauses(1.0, 30.0)
    refused: Pauses = Pauses(30.0, 600.0)
    """After failed authentication: it does not mend by itself, and subscribing often is refused, too."""
    kicked: Pauses = Pauses(60.0, 600.0)
    """After another process took the connection over."""
    lease: float = 5.0
    """Between two renewals, or two attempts to take it."""
    lease_grace: float = 10.0
    """So long a lease that could not be renewed is still ours; less than its 15 s in the database."""


MOST_UNANSWERED_HEARTBEATS = 2


@dataclass
class BackOff:
    """Counts failures; every next pause is longer, and never quite what another process would wait."""

    SPREAD: ClassVar[float] = 1.5
    pauses: Pauses
    failures: int = field(default=0, init=False)

    def next(self) -> float:
        """Seconds until the next attempt, from `first` to `longest`."""
        most = self.pauses.longest / self.SPREAD
        grown = min(self.pauses.first * 2.0 ** min(self.failures, 30), max(most, self.pauses.first))
        self.failures += 1
        return min(grown * random.uniform(1.0, self.SPREAD), self.pauses.longest)

    def reset(self) -> None:
        """All is well again."""
        self.failures = 0
