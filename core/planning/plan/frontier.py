"""What an order could gain if it were put before others, and who would pay for it.

Its operations go into the list of the standing plan at several places between where they are and first of all, and
the list is repaired: exactly the operations that are in the way move, and they move later; nobody else moves at all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from core.planning.plan.displaced import Push
from core.planning.plan.payers import pushed
from core.planning.plan.pushing import Field
from core.planning.plan.schedule import Schedule

FRONT = Fraction(0)
POSITIONS = (Fraction(1, 8), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1))
"""Where in the list an operation is put: this share of the time from now until where it stands."""


@dataclass(frozen=True, eq=False)
class Frontier:
    """What could be had, the earliest first; each is better than the ones before it in what it does to others."""

    points: tuple[tuple[Push, Schedule], ...]

    @property
    def rush(self) -> tuple[Push, Schedule] | None:
        """The earliest day there is, the way that hurts others least; None when pushing gains no day."""
        return min(self._gains(), key=lambda it: (it[0].promise_date, it[0].badness), default=None)

    @property
    def within_slack(self) -> tuple[Push, Schedule] | None:
        """The earliest day that nobody pays for with his promise."""
        kind = (each for each in self._gains() if not each[0].hurt)
        return min(kind, key=lambda it: (it[0].promise_date, it[0].badness), default=None)

    def _gains(self) -> Iterator[tuple[Push, Schedule]]:
        return (each for each in self.points if each[0].days_won > 0)


def frontier(field: Field, positions: Iterable[Fraction] = POSITIONS) -> Frontier:
    """Everything worth choosing from, exact."""
    ways = [field.pushed(FRONT), *(field.jostled(each) for each in positions)]
    found = [(pushed(field, after), after) for after in ways if after is not None]
    found.sort(key=lambda it: (it[0].finish_at, it[0].badness))
    best: list[tuple[Push, Schedule]] = []
    for push, after in found:
        if not best or push.badness < min(each.badness for each, _ in best):
            best.append((push, after))
    return Frontier(tuple(best))


def rush(field: Field) -> Push | None:
    """What being the first of all does."""
    after = field.pushed(FRONT)
    return pushed(field, after) if after is not None else None
