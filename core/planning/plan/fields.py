"""Reading a JSON document that anybody may have written: every value is looked at, and refused by its place."""

from collections.abc import Iterator
from typing import Any, NoReturn

from core.planning.errors import BadProblem

MOST = 1 << 40
"""The largest number that is believed: two million years of minutes."""


class Node:
    """A value in a document, and how it was reached. Its methods raise `BadProblem` with that place."""

    __slots__ = ("_above", "_key", "value")

    def __init__(self, value: Any, key: str | int = "", above: "Node | None" = None) -> None:
        self.value = value
        self._key = key
        self._above = above

    @property
    def place(self) -> str:
        """`operations[12].alternatives[0]`; written only when somebody asks, there are millions of them."""
        if self._above is None:
            return str(self._key)
        above = self._above.place
        if isinstance(self._key, int):
            return f"{above}[{self._key}]"
        return f"{above}.{self._key}" if above else self._key

    def refuse(self, what: str) -> NoReturn:
        """Say what is wrong with it."""
        raise BadProblem(what=what, code=self.place or "document")

    def has(self, name: str) -> bool:
        """An object with such a field, which is not null."""
        return isinstance(self.value, dict) and self.value.get(name) is not None

    def at(self, name: str) -> "Node":
        """The field of an object. It has to be there."""
        if not isinstance(self.value, dict):
            self.refuse("not_an_object")
        found = Node(self.value.get(name), name, self)
        if found.value is None:
            found.refuse("missing")
        return found

    def whole(self, least: int = 0, most: int = MOST) -> int:
        """A whole number within bounds."""
        if type(self.value) is not int:  # a bool is an int to Python
            self.refuse("not_whole")
        if not least <= self.value <= most:
            self.refuse("out_of_range")
        return self.value

    def index(self, count: int) -> int:
        """A position in a list of so many."""
        if type(self.value) is not int:
            self.refuse("not_whole")
        if not 0 <= self.value < count:
            self.refuse("unknown_index")
        return self.value

    def text(self) -> str:
        """A text. Half a character, which JSON may hold, is none: nobody could print it."""
        if not isinstance(self.value, str) or any("\ud800" <= each <= "\udfff" for each in self.value):
            self.refuse("not_text")
        return self.value

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            self.refuse("not_a_flag")
        return self.value

    def each(self) -> Iterator["Node"]:
        """The entries of a list."""
        if not isinstance(self.value, list):
            self.refuse("not_a_list")
        for position, value in enumerate(self.value):
            yield Node(value, position, self)

    def maybe(self, name: str) -> Iterator["Node"]:
        """The entries of a list that an object need not have."""
        return self.at(name).each() if self.has(name) else iter(())

    def pair(self) -> tuple["Node", "Node"]:
        """A list of two."""
        if not isinstance(self.value, list) or len(self.value) != 2:
            self.refuse("not_a_pair")
        return Node(self.value[0], 0, self), Node(self.value[1], 1, self)

    def span(self, least: int = 0, most: int = MOST) -> tuple[int, int]:
        """From the first minute to the one after the last."""
        first, last = self.pair()
        start, end = first.whole(least, most), last.whole(least, most)
        if end <= start:
            self.refuse("not_a_span")
        return start, end
