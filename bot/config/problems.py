"""What is wrong with a configuration: where it stands, and what to write instead."""

import re
from collections.abc import Sequence

_KEY = r"(?:[\w-]+|\"[^\"]*\"|'[^']*')"
_HEAD = re.compile(rf"\s*(\[\[?)\s*({_KEY}(?:\s*\.\s*{_KEY})*)\s*\]")
_LINE = re.compile(rf"\s*({_KEY}(?:\s*\.\s*{_KEY})*)\s*=")

Place = tuple[str, ...]
"""A key with the tables around it; entries of a list by their number from 0."""


class BadConfig(Exception):
    """The configuration cannot be used: one line for each thing that is wrong, with its place and what to write."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


class Lines:
    """On which line of a file each key stands."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Place, int] = {}
        self._counts: dict[Place, int] = {}
        table: Place = ()
        for number, line in enumerate(text.splitlines(), 1):
            if head := _HEAD.match(line):
                table = self._table(_split(head[2]), is_entry=head[1] == "[[")
                self._lines.setdefault(table, number)
            elif key := _LINE.match(line):
                self._lines.setdefault((*table, *_split(key[1])), number)

    def of(self, place: Place) -> int:
        """The line of a key, or else of the table it belongs to; 0 when neither is in the file."""
        for length in range(len(place), 0, -1):
            if line := self._lines.get(place[:length]):
                return line
        return 0

    def _table(self, name: Place, *, is_entry: bool) -> Place:
        if is_entry:
            count = self._counts[name] = self._counts.get(name, -1) + 1
            return (*name, str(count))
        return name


def _split(keys: str) -> Place:
    return tuple(part.strip("\"'") for part in re.findall(_KEY, keys))
