"""Which table a sheet is, and which of its columns fills which field."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import NoReturn
from unicodedata import normalize

from bot.files.cells import is_blank
from bot.files.problems import ColumnMissing, ColumnTwice, show
from bot.files.schema import ImportTable
from bot.files.sheets import Sheet
from bot.files.tables import TABLES

HEADER_SEARCH_ROWS = 10
"""Exports of other systems like to begin with a title."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The table a sheet was taken for, and which of its columns fills which field."""

    table: ImportTable
    header_row: int
    positions: Mapping[str, int]
    headers: tuple[str, ...]
    twins: tuple[str, ...] = ()
    """Two headers that mean the same field."""

    @property
    def missing(self) -> list[str]:
        """The fields without which no row can be taken and that no header names."""
        absent = self.table.required - self.positions.keys()
        return [column.name for column in self.table.columns if column.name in absent]


def recognise(sheet: Sheet, file: str, *, is_alone: bool) -> Layout | None:
    """By the name of the sheet, or of a file with one sheet, else by headers; None if it is none of ours.

    Raises `ColumnMissing` for a table of ours that is incomplete, `ColumnTwice` where two headers mean the same.
    """
    named = _named(sheet.name) or (_named(PurePath(file).stem) if is_alone else None)
    best = _best(_layouts([named], sheet)) if named else None
    if best is None or best.missing:
        layouts = _layouts(TABLES.values(), sheet)
        fitting = _best(layouts)
        if fitting and _is_clear(fitting, layouts) and not (named and fitting.missing):
            best = fitting
    if best is None and named:
        best = Layout(named, 0, {}, ())
    if best and best.missing:
        _refuse_incomplete(sheet, file, best)
    if best and best.twins:
        raise ColumnTwice(file=file, sheet=sheet.name, headers=list(best.twins))
    return best


def _named(name: str) -> ImportTable | None:
    return _TABLES_BY_NAME.get(_plain(name))


def _refuse_incomplete(sheet: Sheet, file: str, layout: Layout) -> NoReturn:
    columns = [layout.table.column[name].chinese for name in layout.missing]
    raise ColumnMissing(file=file, sheet=sheet.name, table=layout.table.name, columns=columns)


def _best(layouts: Iterable[Layout]) -> Layout | None:
    return max(layouts, key=_fit, default=None)


def _fit(layout: Layout) -> tuple[bool, int, int]:
    return not layout.missing, len(layout.positions), -layout.header_row


def _is_clear(best: Layout, layouts: Iterable[Layout]) -> bool:
    """No other table fits as well, and most of the headers mean something."""
    fields, written = len(best.positions), sum(1 for header in best.headers if header)
    has_rival = any(
        other.table is not best.table and len(other.positions) == fields and not other.missing for other in layouts
    )
    return not has_rival and fields >= 2 and 2 * fields >= written


def _layouts(tables: Iterable[ImportTable], sheet: Sheet) -> list[Layout]:
    first_rows = sheet.rows[:HEADER_SEARCH_ROWS]
    heads = [tuple("" if is_blank(cell) else show(cell) for cell in cells) for _, cells in first_rows]
    found = [_lay_out(table, index, headers) for table in tables for index, headers in enumerate(heads)]
    return [layout for layout in found if layout.positions]


def _lay_out(table: ImportTable, index: int, headers: tuple[str, ...]) -> Layout:
    known = _FIELDS_BY_HEADER[table.name]
    positions: dict[str, int] = {}
    twins: tuple[str, ...] = ()
    for position, header in enumerate(headers):
        name = known.get(_plain(header))
        if name is None:
            continue
        if name in positions:
            twins = (headers[positions[name]], header)
        positions.setdefault(name, position)
    return Layout(table, index, positions, headers, twins)


def _plain(words: str) -> str:
    """Headers and sheet names as compared: without what stands in brackets, marks of obligation and blanks."""
    words = re.sub(r"\(.*?\)|【.*?】|\[.*?\]", "", normalize("NFKC", words).casefold())
    return re.sub(r"[\s*_\-:.]+", "", words)


_TABLES_BY_NAME = {
    _plain(name): table for table in TABLES.values() for name in (table.name, table.chinese, table.english, *table.also)
}
_FIELDS_BY_HEADER = {
    table.name: {_plain(header): column.name for column in reversed(table.columns) for header in column.headers}
    for table in TABLES.values()
}
