"""What a change does to a bill of materials: lines added, removed, changed; from the lines before to those after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Check

from core.changes.errors import InBomAlready, LineChangedMeanwhile, NothingDifferent, NotInBom
from core.fields import Code, PositiveQuantity


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One line of a bill of materials."""

    component: str
    qty_per: Decimal
    scrap_rate: Decimal = Decimal(0)
    at_seq: int | None = None


Lines = tuple[Line, ...]


class LineAction(StrEnum):
    """What is done to a line."""

    ADD = "ADD"
    REMOVE = "REMOVE"
    CHANGE = "CHANGE"
    """Another quantity."""
    SWAP = "SWAP"
    """Another item in its place, at the same operation."""


class LineChange(BaseModel):
    """One line of a change as people write it: `+SEN-T 1`, `-LCD-4`, `HS-ABS 1→2`, `MCU-32→MCU-32G`."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    action: LineAction
    component: Code
    qty_per: PositiveQuantity | None = None
    """ADD and CHANGE: how much then. SWAP: none means as much as before."""
    qty_before: PositiveQuantity | None = None
    """How much the line had when the change was written; it does not apply to a line that has another by now."""
    instead: Annotated[str, Check(max_length=40)] = ""
    """SWAP: the new item."""

    @property
    def touched(self) -> frozenset[str]:
        """The components whose lines it is about."""
        return frozenset({self.component, self.instead} - {""})


@dataclass(frozen=True, slots=True)
class Redline:
    """The difference between two revisions."""

    added: Lines = ()
    removed: Lines = ()
    changed: tuple[tuple[Line, Line], ...] = ()
    """Before and after."""

    @property
    def is_empty(self) -> bool:
        """Nothing is different."""
        return not (self.added or self.removed or self.changed)


def redline(before: Iterable[Line], after: Iterable[Line]) -> Redline:
    """What is different, by component."""
    old, new = ({line.component: line for line in lines} for lines in (before, after))
    return Redline(
        added=tuple(line for code, line in sorted(new.items()) if code not in old),
        removed=tuple(line for code, line in sorted(old.items()) if code not in new),
        changed=tuple((old[code], line) for code, line in sorted(new.items()) if code in old and old[code] != line),
    )


def applied(item: str, before: Sequence[Line], changes: Iterable[LineChange]) -> Lines:
    """The lines after all of these.

    Raises `NotInBom`, `InBomAlready`, `LineChangedMeanwhile` or `NothingDifferent`.
    """
    lines = {line.component: line for line in before}
    for change in changes:
        _apply(item, lines, change)
    after = tuple(sorted(lines.values()))
    if redline(before, after).is_empty:
        raise NothingDifferent(item_code=item)
    return after


def _apply(item: str, lines: dict[str, Line], change: LineChange) -> None:
    code = change.component
    if change.action is LineAction.ADD:
        if code in lines:
            raise InBomAlready(item_code=item, component=code)
        lines[code] = Line(code, change.qty_per or Decimal(1))
        return
    line = lines.get(code)
    if line is None:
        raise NotInBom(item_code=item, component=code)
    if change.qty_before is not None and change.qty_before != line.qty_per:
        raise LineChangedMeanwhile(item_code=item, component=code, wanted=change.qty_before, found=line.qty_per)
    del lines[code]
    if change.action is LineAction.CHANGE:
        lines[code] = Line(code, change.qty_per or line.qty_per, line.scrap_rate, line.at_seq)
    elif change.action is LineAction.SWAP:
        if change.instead in lines:
            raise InBomAlready(item_code=item, component=change.instead)
        lines[change.instead] = Line(change.instead, change.qty_per or line.qty_per, line.scrap_rate, line.at_seq)


def settled(before: Sequence[Line], changes: Iterable[LineChange]) -> tuple[LineChange, ...]:
    """The same changes with what the lines have now: by that it is seen later whether another was faster."""
    known = {line.component: line.qty_per for line in before}
    return tuple(
        change.model_copy(update={"qty_before": change.qty_before or known.get(change.component)})
        if change.action is not LineAction.ADD else change
        for change in changes
    )  # fmt: skip


def still_applies(item: str, lines: Sequence[Line], changes: Sequence[LineChange]) -> bool:
    """Can the same be done to these lines?"""
    try:
        applied(item, lines, changes)
    except (NotInBom, InBomAlready, LineChangedMeanwhile, NothingDifferent):
        return False
    return True
