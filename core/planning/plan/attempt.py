"""An order put somewhere in the list of the standing plan, and the list repaired as far as somebody wants to know."""

import dataclasses
from fractions import Fraction
from functools import cached_property

import numpy as np

from core.planning.kernels.arrays import Ints
from core.planning.kernels.axis import NEVER
from core.planning.kernels.insertion import insert_until
from core.planning.kernels.lines import Lines
from core.planning.plan.giving_way import in_the_way
from core.planning.plan.ground import Flags
from core.planning.plan.pushing import Field

ANY = NEVER
"""However many are hurt."""


@dataclasses.dataclass(eq=False)
class Attempt:
    """Everybody in some order, most of them where they are. Operations are placed when somebody asks for them."""

    field: Field
    lines: Lines
    """Who stays, and who has been placed so far."""
    rank: Ints
    """Who moves, in turn."""
    hurt: int = dataclasses.field(default=0, init=False)
    """How many lines of others leave later, and after their promise, as far as is known: no more than in the end."""
    _placed: int = dataclasses.field(default=0, init=False)

    @cached_property
    def finish(self) -> int | None:
        """The minute in which the order is finished; None when it fits nowhere."""
        own = np.flatnonzero(self.field.mine[self.rank])
        self._place(int(own[-1]) + 1, ANY)
        is_there = (self.lines.placed.machine[self.field.own] >= 0).all()
        return int(self.lines.placed.end[self.field.last].max()) if is_there else None

    def is_made(self, most: int = ANY) -> bool:
        """Place everybody; False when somebody fits nowhere, or, sooner, when more than so many are hurt."""
        self._place(len(self.rank), most)
        return self.hurt <= most and bool((self.lines.placed.machine >= 0).all())

    def _place(self, until: int, most: int) -> None:
        if self._placed < until and self.hurt <= most:
            field, rank = self.field, self.rank[self._placed : until]
            limits = field.machine, field.mine, field.hurt_from, most - self.hurt
            done, hurt = insert_until(field.arrays, self.lines, rank, *limits)
            self._placed, self.hurt = self._placed + done, self.hurt + hurt


def pushed(field: Field) -> Attempt:
    """The order before all others.

    Who is in its way goes to the end of the list, and so does what waits for him: few give way, nobody is jostled.
    """
    alone = field.without(field.arrays.pin_machine < 0)
    rank = field.in_turn(field.own)
    insert_until(field.arrays, alone, rank, field.machine, field.mine, field.never, 0)
    gives_way = in_the_way(field, alone)
    others, is_last = field.others, gives_way[field.others]
    rank = np.concatenate((field.own, others[~is_last], others[is_last]))
    return _around(field, rank, ~(field.mine | gives_way))


def jostled(field: Field, position: Fraction) -> Attempt:
    """The order put there in the list, which nobody leaves: many give way, each by little; it uses slack."""
    ahead = field.ground.places.start[field.own] - field.now
    wanted = field.now + ahead * position.numerator // position.denominator
    at = np.searchsorted(field.turn[field.others], 2 * wanted)
    stays = np.zeros_like(field.mine)
    stays[field.others[: at[0]]] = True
    return _around(field, np.insert(field.others, at, field.own), stays)


def _around(field: Field, rank: Ints, stays: Flags) -> Attempt:
    """Everybody in that order, these where they are: they are there anyway, unless something cannot stay."""
    goes = field.arrays.pin_machine < 0
    if not field.ground.hit.any():
        goes &= ~stays
    rank = field.in_turn(rank)
    return Attempt(field, field.without(goes), rank[goes[rank]])
