"""Changing a machine over: working minutes between what it did and what comes next, beside the work itself."""

from collections.abc import Mapping
from itertools import product
from typing import NamedTuple

Minutes = Mapping[tuple[str, str], int]
"""By (family before, family after); what is not there takes none."""


class Around(NamedTuple):
    """One family as its neighbours see it: minutes to it and from it, by the other family. Kept, so known by its id."""

    to: Mapping[str, int]
    back: Mapping[str, int]


NO_CHANGE = Around({}, {})


class _Families(dict[str, Around]):
    """Everything that has to do with each family, worked out when it is first asked for: a promise asks often."""

    def __init__(self, minutes: Minutes) -> None:
        super().__init__()
        self._minutes = minutes

    def __missing__(self, family: str) -> Around:
        to = {before: minutes for (before, after), minutes in self._minutes.items() if after == family}
        back = {after: minutes for (before, after), minutes in self._minutes.items() if before == family}
        self[family] = found = Around(to, back) if self._minutes else NO_CHANGE
        return found


class Changeovers:
    """The matrix of one group of work centres. Read-only, shared by all who plan on that group."""

    def __init__(self, minutes: Minutes) -> None:
        self._minutes = minutes
        self.around: Mapping[str, Around] = _Families(minutes)
        """By family."""
        self._at_least: dict[frozenset[str], Changeovers] = {}

    def between(self, before: str, after: str) -> int:
        """From one family to another."""
        return self._minutes.get((before, after), 0)

    def at_least(self, between: frozenset[str]) -> "Changeovers":
        """The least that any two families can be apart when jobs of these families may come between them."""
        if not self._minutes:
            return self
        if between not in self._at_least:
            shortest = _shortest(self._minutes, between)
            is_straight = all(self._minutes.get(pair, 0) == minutes for pair, minutes in shortest.items())
            self._at_least[between] = self if is_straight else Changeovers(shortest)
        return self._at_least[between]


def _shortest(minutes: Minutes, between: frozenset[str]) -> Minutes:
    """Shortest ways over the families in between, a matrix may be quicker round about."""
    families = {family for pair in minutes for family in pair} | between
    least = {pair: minutes.get(pair, 0) for pair in product(families, families)}
    for middle in sorted(between):
        for before, after in least:
            about = least[before, middle] + least[middle, after]
            least[before, after] = min(least[before, after], about)
    return least
