"""How long the benchmarks take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """One set of sizes. Times are bounded, so a slow machine measures less and not longer."""

    name: str
    rounds: int
    seconds: float
    """Length of one timed run."""
    drained: int
    """Messages in the outbox to be drained."""
    burst: int
    """Orders that are confirmed within one second."""
    at_rest: int
    """Orders that are confirmed one after the other."""
    open_orders: int
    submits: int
    starts: int
    dispatches: int
    books: tuple[int, ...]
    """Open orders among which promises are asked for."""
    quotes: int
    checked_quotes: int
    solving: float = 15.0
    """Seconds for one job shop."""
    instances: int = 10
    """Job shops."""
    larger: int = 0
    """Larger ones, each for twice the seconds."""


TINY = Size(
    "tiny", 1, 0.3, drained=300, burst=2, at_rest=1, open_orders=45, submits=2, starts=1, dispatches=20,
    books=(30,), quotes=3, checked_quotes=3, solving=0.5, instances=1,
)  # fmt: skip
SHORT = Size(
    "short", 3, 3.0, drained=6_000, burst=50, at_rest=20, open_orders=300, submits=25, starts=7, dispatches=2_000,
    books=(1_000,), quotes=200, checked_quotes=20,
)  # fmt: skip
FULL = Size(
    "full", 7, 10.0, drained=40_000, burst=50, at_rest=100, open_orders=300, submits=200, starts=15, dispatches=20_000,
    books=(1_000, 10_000), quotes=100, checked_quotes=50, larger=6,
)  # fmt: skip
SIZES = {size.name: size for size in (TINY, SHORT, FULL)}
