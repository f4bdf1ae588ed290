"""What a conflict is made of, and how the things it names are made few."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

MOST_STEPS = 300_000
"""Steps that may be spent on making a set small; a chain of thousands stays as long as it then is."""


class Kind(Enum):
    """What kind of proof it is."""

    CHAIN = "CHAIN"
    CHANGE = "CHANGE"
    CAPACITY = "CAPACITY"


class Part(NamedTuple):
    """One thing that a conflict rests on. Which numbers it has depends on its `kind`.

    operation   `op` has to be done at all
    pin         `op` is fixed where it is
    ready       `op` cannot start before `start`: its material, its drawing
    closure     `machine` is closed from `start` to `end`
    available   `machine` is busy until `end`
    """

    kind: str
    op: int = -1
    machine: int = -1
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Conflict:
    """What together is impossible."""

    kind: Kind
    parts: tuple[Part, ...]
    machines: tuple[int, ...]
    """Where it happens: those that could do the operations."""
    limit: int
    """The instant that is missed, or the working minutes that there are."""
    needed: int = 0
    """Working minutes that it would take; 0 for a chain."""
    is_irreducible: bool = True

    @property
    def operations(self) -> tuple[int, ...]:
        """All operations that are part of it in some way, in order."""
        return tuple(sorted({part.op for part in self.parts if part.op >= 0}))


def filtered(parts: Sequence[Part], is_impossible: Callable[[frozenset[Part]], bool]) -> tuple[list[Part], bool]:
    """Leave out, in ever smaller portions, whatever is not needed for it to be impossible; in the end one by one.

    Also whether the last round was finished: then nothing more can be left out.
    """
    kept, spent, portion = list(parts), 0, max(1, len(parts) // 2)
    while True:
        place = 0
        while place < len(kept):
            if spent > MOST_STEPS:
                return kept, False
            spent += len(kept)
            rest = kept[:place] + kept[place + portion :]
            if is_impossible(frozenset(rest)):
                kept = rest
            else:
                place += portion
        if portion == 1:
            return kept, True
        portion = max(1, portion // 2)
