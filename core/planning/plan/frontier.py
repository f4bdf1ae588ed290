"""What an order could gain if it were put before others, and who would pay for it.

Its operations go into the list of the standing plan at several places between where they are and first of all, and
the list is repaired: exactly the operations that are in the way move, and they move later; nobody else moves at all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from operator import attrgetter

from core.planning.plan.attempt import ANY, jostled, pushed
from core.planning.plan.displaced import Push
from core.planning.plan.payers import Effect
from core.planning.plan.pushing import Field
from core.planning.plan.schedule import Schedule

POSITIONS = (Fraction(1, 8), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1))
"""Where in the list an operation is put: this share of the time from now until where it stands."""


@dataclass(frozen=True, eq=False)
class Frontier:
    """What could be had. Of each way that can be seen to be worse than another no more is worked out than that."""

    effects: tuple[Effect, ...]
    """Of all ways in which the order has its place, whether everybody else has his or not."""

    @property
    def points(self) -> Iterator[tuple[Push, Schedule]]:
        """All of it in the words of people, the earliest first; each is better than those before in what others pay."""
        least = None
        for each in sorted((it for it in self.effects if it.attempt.is_made()), key=lambda it: (it.finish, it.badness)):
            if least is None or each.badness < least:
                least = each.badness
                yield each.told(), each.after

    @property
    def rush(self) -> tuple[Push, Schedule] | None:
        """The earliest day there is, the way that hurts others least; None when pushing gains no day."""
        return self._best(ANY)

    @property
    def within_slack(self) -> tuple[Push, Schedule] | None:
        """The earliest day that nobody pays for with his promise."""
        return self._best(0)

    def _best(self, most: int) -> tuple[Push, Schedule] | None:
        gains = sorted((it for it in self.effects if it.days_won > 0), key=attrgetter("promise_date"))
        for _, same_day in groupby(gains, key=attrgetter("promise_date")):
            if (best := _least(same_day, most)) is not None:
                return best.told(), best.after
        return None


def _least(effects: Iterable[Effect], most: int) -> Effect | None:
    """The one that hurts others least, and no more than so many of them."""
    best = None
    for effect in effects:
        if effect.attempt.is_made(most) and effect.badness[0] <= most:
            best = min(best or effect, effect, key=lambda it: (it.badness, it.finish))
            most = best.badness[0]
    return best


def frontier(field: Field, positions: Iterable[Fraction] = POSITIONS) -> Frontier:
    """Everything worth choosing from, exact."""
    attempts = [pushed(field), *(jostled(field, each) for each in positions)]
    return Frontier(tuple(Effect(each) for each in attempts if each.finish is not None))


def rush(field: Field) -> Push | None:
    """What being the first of all does."""
    attempt = pushed(field)
    return Effect(attempt).told() if attempt.is_made() else None
