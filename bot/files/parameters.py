"""A parameter sheet: what a drawing says of itself, a row for each attribute. From bytes to values and bad rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.files.cells import Reading, is_blank, read_decimal, read_text, require_data
from bot.files.problems import CellRefused, ColumnMissing, FileEmpty, FileTooLarge, show
from bot.files.sheets import Cell, Sheet, read_sheets
from core.errors import BadInput
from core.manufacturability import Value, Vocabulary, read_value
from core.manufacturability.attributes import NotAMeasure, plain_text
from core.manufacturability.errors import UnknownAttribute
from handlers.manufacturability.commands import UnreadRow

MAX_BYTES = 2 * 2**20
MAX_ROWS = 500
HEADER_SEARCH_ROWS = 10
"""Sheets like to begin with a title."""

_HEADERS = {
    "name": ("参数", "参数名称", "参数名", "名称", "项目", "特征", "name", "parameter", "attribute", "feature"),
    "value": ("值", "数值", "参数值", "实际值", "设计值", "尺寸", "value", "actual"),
    "unit": ("单位", "unit", "uom"),
}


class SheetTooLong(BadInput):
    """`file` has more than `limit` rows: that is no parameter sheet of one design."""


@dataclass(frozen=True, slots=True)
class ParameterSheet:
    """The values by attribute key, in one form of words, and the rows that could not be taken."""

    values: dict[str, str] = field(default_factory=dict)
    unread: tuple[UnreadRow, ...] = ()


def read_parameter_sheet(name: str, data: bytes, vocabulary: Vocabulary, reading: Reading) -> ParameterSheet:
    """The sheet of a CSV or XLSX file that has columns for parameters and values; of several rows for one the last.

    Raises `FileTooLarge`, `SheetTooLong`, `FileEmpty`, `ColumnMissing`, or what `read_sheets` says of the file.
    """
    if len(data) > MAX_BYTES:
        raise FileTooLarge(file=name, limit_mb=MAX_BYTES // 2**20)
    sheets = read_sheets(data, name)
    if not sheets:
        raise FileEmpty(file=name)
    sheet, start, places = _table_of(sheets, name)
    rows = sheet.rows[start:]
    if len(rows) > MAX_ROWS:
        raise SheetTooLong(file=name, limit=MAX_ROWS)
    return _read(rows, places, vocabulary, reading)


def _table_of(sheets: list[Sheet], file: str) -> tuple[Sheet, int, dict[str, int]]:
    """The first sheet with headers, where its rows begin, and where its columns are."""
    for sheet in sheets:
        for at, (_, cells) in enumerate(sheet.rows[:HEADER_SEARCH_ROWS]):
            places = _places(cells)
            if {"name", "value"} <= places.keys():
                return sheet, at + 1, places
    columns = [_HEADERS["name"][0], _HEADERS["value"][0]]
    raise ColumnMissing(file=file, sheet=sheets[0].name, table="dfm_attribute", columns=columns)


def _places(cells: tuple[Cell, ...]) -> dict[str, int]:
    heads = [plain_text(show(cell)).partition("(")[0] for cell in cells]
    found = {
        column: next((at for at, head in enumerate(heads) if head in names), None)
        for column, names in _HEADERS.items()
    }  # fmt: skip
    return {column: at for column, at in found.items() if at is not None}


def _read(
    rows: tuple[tuple[int, tuple[Cell, ...]], ...], places: dict[str, int], vocabulary: Vocabulary, reading: Reading
) -> ParameterSheet:
    values: dict[str, str] = {}
    unread: list[UnreadRow] = []
    for number, cells in rows:
        try:
            values |= {key: str(value) for key, value in _row(cells, places, vocabulary, reading)}
        except (BadInput, UnknownAttribute) as refusal:
            unread.append(UnreadRow(row=number, refusal=type(refusal).__name__, facts=refusal.facts))
    return ParameterSheet(values, tuple(unread))


def _row(
    cells: tuple[Cell, ...], places: dict[str, int], vocabulary: Vocabulary, reading: Reading
) -> Iterator[tuple[str, Value]]:
    """What a row tells: one value, or none where it has none."""
    name, value, unit = (_text(cells, places.get(column), reading) for column in ("name", "value", "unit"))
    if not name and not value:
        return
    attribute = vocabulary.find(name)
    if attribute is None:
        raise UnknownAttribute(words=show(name), near=[])
    if value:
        yield attribute.key, read_value(attribute, f"{value}{unit}" if value[-1:].isdigit() else value)


def _text(cells: tuple[Cell, ...], at: int | None, reading: Reading) -> str:
    """A cell's words. A formula's result is not in our hands: what stands in its place is no number."""
    cell = cells[at] if at is not None and at < len(cells) else None
    if is_blank(cell):
        return ""
    try:
        require_data(cell)
        if isinstance(cell, float):
            return format(read_decimal(cell, reading).normalize(), "f")
        return read_text(cell, reading)
    except CellRefused:
        told = {"name": show(cells[0]), "english_name": show(cells[0]), "value": show(cell), "unit": ""}
        raise NotAMeasure(**told) from None
