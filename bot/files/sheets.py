"""From the bytes of a CSV or XLSX file to rows of raw cells. Nothing is evaluated, nothing is fetched."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import PurePath
from typing import Any

from bot.files.problems import FileDamaged, FileTooLarge, NotASpreadsheet, TooManyRows

MAX_BYTES = 20 * 2**20
MAX_UNPACKED_BYTES = 200 * 2**20
MAX_ROWS = 100_000
MAX_COLUMNS = 200

# It warns of styles and validations it leaves out; none of them is data.
warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that computes something. Its result is not in our hands, so it is not taken."""

    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell in which a formula failed, such as `#N/A`."""

    words: str

    def __str__(self) -> str:
        return self.words


Cell = str | int | float | bool | date | datetime | time | timedelta | Formula | CellError | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one sheet that hold anything, with their numbers."""

    name: str
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]


def read_sheets(data: bytes, name: str) -> list[Sheet]:
    """The sheets of a file that hold anything; of a CSV file the one.

    Raises `FileTooLarge`, `TooManyRows`, `NotASpreadsheet` or `FileDamaged`.
    """
    if len(data) > MAX_BYTES:
        raise FileTooLarge(file=name, limit_mb=MAX_BYTES // 2**20)
    sheets = _read_xlsx(data, name) if data[:4] == b"PK\x03\x04" else [_read_csv(data, name)]
    return [sheet for sheet in sheets if sheet.rows]


def _read_csv(data: bytes, name: str) -> Sheet:
    text = _decode(data, name)
    delimiter = max(",;\t", key=text[:2000].count)
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return Sheet(PurePath(name).stem, tuple(_filled(records, name, PurePath(name).stem)))
    except csv.Error as problem:
        raise FileDamaged(file=name) from problem


def _decode(data: bytes, name: str) -> str:
    is_utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")  # "Unicode text" of Excel
    for encoding in ["utf-16"] if is_utf16 else ["utf-8-sig", "gb18030"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise NotASpreadsheet(file=name)


def _read_xlsx(data: bytes, name: str) -> list[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile as problem:
        raise FileDamaged(file=name) from problem
    if unpacked > MAX_UNPACKED_BYTES:
        raise FileTooLarge(file=name, limit_mb=MAX_UNPACKED_BYTES // 2**20)
    try:
        return _open_xlsx(data, name)
    except TooManyRows:
        raise
    except Exception as problem:  # openpyxl meets a damaged file with errors of every kind
        raise FileDamaged(file=name) from problem


def _open_xlsx(data: bytes, name: str) -> list[Sheet]:
    import openpyxl  # 0.2 s, and most processes never read a workbook

    workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    sheets = []
    for worksheet in workbook.worksheets:
        if worksheet.sheet_state == "visible":
            worksheet.reset_dimensions()  # the stated size may be a lie
            records = (map(_raw, row) for row in worksheet.iter_rows())
            sheets.append(Sheet(worksheet.title, tuple(_filled(records, name, worksheet.title))))
    return sheets


def _raw(cell: Any) -> Cell:
    if cell.data_type == "f":
        return Formula(str(getattr(cell.value, "text", cell.value)))
    if cell.data_type == "e":
        return CellError(str(cell.value))
    value: Cell = cell.value
    return value


def _filled(records: Iterable[Iterable[Cell]], name: str, sheet: str) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    count = 0
    for number, record in enumerate(records, start=1):
        cells = list(record)[:MAX_COLUMNS]
        while cells and (cells[-1] is None or not str(cells[-1]).strip()):
            cells.pop()
        if cells:
            count += 1
            if count > MAX_ROWS + 1:  # and the headers
                raise TooManyRows(file=name, sheet=sheet, limit=MAX_ROWS)
            yield number, tuple(cells)
