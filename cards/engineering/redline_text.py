"""A redline, one short line each: it has to be read on a phone."""

from collections.abc import Iterator, Mapping

from cards.wording import Wording
from core.changes.redline import Line, Redline

LONGEST_NAME = 16


def redline_lines(found: Redline, names: Mapping[str, str], words: Wording) -> Iterator[str]:
    """What goes, what comes, what is different."""
    for line in found.removed:
        yield words.say("ecn.removed", item=_called(line, names, words), qty=line.qty_per)
    for line in found.added:
        yield words.say("ecn.added", item=_called(line, names, words), qty=line.qty_per)
    for before, after in found.changed:
        yield words.say("ecn.changed", item=_called(after, names, words), before=before.qty_per, after=after.qty_per)


def _called(line: Line, names: Mapping[str, str], words: Wording) -> str:
    name = words.cut(names.get(line.component, ""), LONGEST_NAME)
    return f"{line.component} {name}" if name and name != line.component else line.component
