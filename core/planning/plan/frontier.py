"""What an order could gain if it were put before others, and who would pay for it.

Its operations go into the list of the standing plan at several places between where they are and first of all, and
the list is repaired: exactly the operations that are in the way move, and they move later; nobody else moves at all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from core.planning.plan.displaced import Push
from core.planning.plan.payers import Effect
from core.planning.plan.pushing import Field
from core.planning.plan.schedule import Schedule

POSITIONS = (Fraction(1, 8), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1))
"""Where in the list an operation is put: this share of the time from now until where it stands."""


@dataclass(frozen=True, eq=False)
class Frontier:
    """What could be had, the earliest first; each is better than the ones before it in what it does to others."""

    effects: tuple[Effect, ...]

    @property
    def points(self) -> Iterator[tuple[Push, Schedule]]:
        """All of it in the words of people."""
        return ((each.told(), each.after) for each in self.effects)

    @property
    def rush(self) -> tuple[Push, Schedule] | None:
        """The earliest day there is, the way that hurts others least; None when pushing gains no day."""
        return _best(self.effects)

    @property
    def within_slack(self) -> tuple[Push, Schedule] | None:
        """The earliest day that nobody pays for with his promise."""
        return _best(each for each in self.effects if not each.badness[0])


def _best(effects: Iterable[Effect]) -> tuple[Push, Schedule] | None:
    gains = (each for each in effects if each.days_won > 0)
    best = min(gains, key=lambda it: (it.promise_date, it.badness), default=None)
    return (best.told(), best.after) if best is not None else None


def frontier(field: Field, positions: Iterable[Fraction] = POSITIONS) -> Frontier:
    """Everything worth choosing from, exact."""
    ways = [field.pushed(), *(field.jostled(each) for each in positions)]
    found = sorted(
        (Effect(field, after) for after in ways if after is not None), key=lambda it: (it.finish, it.badness)
    )
    best: list[Effect] = []
    for effect in found:
        if not best or effect.badness < min(each.badness for each in best):
            best.append(effect)
    return Frontier(tuple(best))


def rush(field: Field) -> Push | None:
    """What being the first of all does."""
    after = field.pushed()
    return Effect(field, after).told() if after is not None else None
