"""From a file to rows: what every row of every sheet says, and which cells cannot be."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.files.cells import Reading, is_blank, require_data
from bot.files.problems import CellRefused, FileEmpty, ImportFile, Reason, Row, RowProblem, TableNotRecognised, show
from bot.files.recognition import Layout, recognise
from bot.files.schema import ImportTable
from bot.files.sheets import Cell, Sheet, read_sheets

SHANGHAI = ZoneInfo("Asia/Shanghai")


def read_file(
    source: Path | bytes, name: str = "", *, today: date, zone: ZoneInfo = SHANGHAI
) -> tuple[ImportFile, ...]:
    """What each sheet of a file says; of a CSV file the one.

    `name` is the file's name (the path's own unless told), `today` the day that cells such as `+12d` count from.
    Cells that cannot be taken are problems of their rows. Raises a `BadInput` of `problems` or `sheets` where
    nothing can be made of the file at all.
    """
    if isinstance(source, Path):
        name, source = name or source.name, source.read_bytes()
    sheets = read_sheets(source, name)
    found = [(sheet, recognise(sheet, name, is_alone=len(sheets) == 1)) for sheet in sheets]
    files = [_read_rows(sheet, layout, name, Reading(today, zone)) for sheet, layout in found if layout]
    strangers = [sheet for sheet, layout in found if layout is None]
    if not files:
        headers = [show(cell) for cell in sheets[0].rows[0][1]] if sheets else []
        if not any(headers):
            raise FileEmpty(file=name)
        raise TableNotRecognised(file=name, sheet=sheets[0].name if sheets else "", headers=headers)
    return (_with_strangers(files[0], strangers), *files[1:])


def _with_strangers(file: ImportFile, strangers: list[Sheet]) -> ImportFile:
    problems = [
        RowProblem(
            file.file, sheet.name, sheet.rows[0][0], "", "", "", Reason.SHEET_NOT_RECOGNISED,
            {"headers": [show(cell) for cell in sheet.rows[0][1] if not is_blank(cell)]},
        )
        for sheet in strangers
    ]  # fmt: skip
    return file.with_problems(problems)


def _read_rows(sheet: Sheet, layout: Layout, file: str, reading: Reading) -> ImportFile:
    rows: list[Row] = []
    numbers: list[int] = []
    problems: list[RowProblem] = []
    first_rows: dict[Any, int] = {}
    blank = _blank_file(sheet, layout, file)
    for number, cells in sheet.rows[layout.header_row + 1 :]:
        row, found = _read_row(blank, layout, number, cells, reading)
        if not found:
            found = list(_repeats(blank, layout.table, row, number, first_rows))
        problems.extend(found)
        if not found:
            rows.append(row)
            numbers.append(number)
    return blank.with_rows(rows, numbers).with_problems(problems)


def _blank_file(sheet: Sheet, layout: Layout, file: str) -> ImportFile:
    headers = {name: (layout.headers[at], _letter(at)) for name, at in layout.positions.items()}
    ignored = [h for at, h in enumerate(layout.headers) if h and at not in layout.positions.values()]
    return ImportFile(file, sheet.name, layout.table.name, (), (), headers, (), tuple(ignored))


def _read_row(
    file: ImportFile, layout: Layout, number: int, cells: tuple[Cell, ...], reading: Reading
) -> tuple[dict[str, Any], list[RowProblem]]:
    table, problems = layout.table, []
    row = {name: table.default(name) for name in table.column.keys() - table.required} if table.whole_rows else {}
    for name, at in layout.positions.items():
        cell = cells[at] if at < len(cells) else None
        try:
            if not is_blank(cell):
                row[name] = _read_cell(table, name, cell, reading)
            elif name in table.required:
                raise CellRefused(Reason.MISSING)
            elif not table.column[name].may_be_absent:
                row[name] = table.default(name)
        except CellRefused as refused:
            problems.append(file.problem(number, name, cell, refused.reason, **refused.facts))
    clash = table.contradiction(row) if table.contradiction and not problems else None
    if clash:
        other = file.headers.get(clash[1], (clash[1], ""))[0]
        at = layout.positions.get(clash[0], len(cells))
        value = cells[at] if at < len(cells) else None
        problems.append(file.problem(number, clash[0], value, Reason.CONTRADICTION, other=other))
    return row, problems


def _read_cell(table: ImportTable, name: str, cell: Cell, reading: Reading) -> Any:
    require_data(cell)
    read, check = table.readers[name]
    return check(read(cell, reading))


def _repeats(
    file: ImportFile, table: ImportTable, row: Row, number: int, first_rows: dict[Any, int]
) -> Iterator[RowProblem]:
    """A key or a value that must be unique, met a second time in the same file."""
    marks = [(table.key[0], table.key_of(row))]
    marks += [(name, (name, row[name])) for name in table.unique if row.get(name)]
    for name, mark in marks:
        first = first_rows.setdefault(mark, number)
        if first != number:
            yield file.problem(number, name, row[name], Reason.DUPLICATE_ROW, first_row=first)


def _letter(position: int) -> str:
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
