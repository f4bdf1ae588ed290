"""What can be wrong with a file, a row or a cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from core.errors import BadInput


class FileTooLarge(BadInput):
    """`file`, and the `limit_mb` in megabytes."""


class TooManyRows(BadInput):
    """`file`, `sheet`, and the `limit` of rows."""


class NotASpreadsheet(BadInput):
    """`file` is neither XLSX nor CSV text; old .xls files have to be saved as .xlsx first."""


class FileDamaged(BadInput):
    """`file` says it is a workbook but cannot be read."""


class TableNotRecognised(BadInput):
    """`file`, `sheet` and its `headers`: nothing we know has such columns."""


class FileEmpty(TableNotRecognised):
    """Nothing is written in `file`, not even headers."""


class ColumnMissing(BadInput):
    """`file`, `sheet`, the `table` it was taken for, and the headers of the `columns` that are missing."""


class ColumnTwice(BadInput):
    """`file`, `sheet`, and the two `headers` that mean the same."""


class Reason(StrEnum):
    """Why a cell or row was not taken. The facts of each are named behind it."""

    MISSING = "MISSING"
    NOT_A_NUMBER = "NOT_A_NUMBER"
    NOT_A_WHOLE_NUMBER = "NOT_A_WHOLE_NUMBER"
    TOO_SMALL = "TOO_SMALL"  # limit
    TOO_LARGE = "TOO_LARGE"  # limit
    TOO_MANY_DECIMALS = "TOO_MANY_DECIMALS"  # limit
    NOT_A_DATE = "NOT_A_DATE"
    DATE_OUT_OF_RANGE = "DATE_OUT_OF_RANGE"
    NOT_YES_OR_NO = "NOT_YES_OR_NO"
    NOT_A_CHOICE = "NOT_A_CHOICE"  # options
    NOT_A_SHIFT = "NOT_A_SHIFT"
    NOT_A_LIST = "NOT_A_LIST"  # example
    BAD_CODE = "BAD_CODE"
    TOO_LONG = "TOO_LONG"  # limit
    CONTROL_CHARACTER = "CONTROL_CHARACTER"
    FORMULA = "FORMULA"
    CELL_ERROR = "CELL_ERROR"
    DUPLICATE_ROW = "DUPLICATE_ROW"  # first_row
    ALREADY_TAKEN = "ALREADY_TAKEN"  # owner
    UNKNOWN_REFERENCE = "UNKNOWN_REFERENCE"  # table
    CONTRADICTION = "CONTRADICTION"  # other
    CIRCULAR = "CIRCULAR"
    UNFIT_FOR_FIELD = "UNFIT_FOR_FIELD"  # field
    NEVER_WORKS = "NEVER_WORKS"
    NOBODY_QUALIFIED = "NOBODY_QUALIFIED"  # centres
    NO_LEAD_TIME = "NO_LEAD_TIME"  # example
    SHEET_NOT_RECOGNISED = "SHEET_NOT_RECOGNISED"  # headers


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One cell that could not be taken, and so its row. `row` counts from 1 as the spreadsheet program does."""

    file: str
    sheet: str
    row: int
    cell: str
    """`D17`; empty when it concerns the whole row or sheet."""
    column: str
    """The header as it stands in the file."""
    value: str
    reason: Reason
    facts: Mapping[str, Any] = field(default_factory=dict)


class CellRefused(Exception):
    """A cell that cannot be taken; becomes a `RowProblem` where row and column are known."""

    def __init__(self, reason: Reason, **facts: Any) -> None:
        super().__init__(reason, facts)
        self.reason = reason
        self.facts = facts


Row = Mapping[str, Any]
"""The values of one good row by field name."""


@dataclass(frozen=True, slots=True)
class ImportFile:
    """One sheet as understood: the good rows with their row numbers, and what is wrong with the others."""

    file: str
    sheet: str
    table: str
    rows: tuple[Row, ...]
    row_numbers: tuple[int, ...]
    headers: Mapping[str, tuple[str, str]]
    """Header and column letter of each field that the file has."""
    problems: tuple[RowProblem, ...] = ()
    ignored_headers: tuple[str, ...] = ()
    """Columns that mean nothing here; nothing of them was taken."""

    @property
    def rejected(self) -> int:
        """How many rows were not taken."""
        return len({problem.row for problem in self.problems if problem.reason is not Reason.SHEET_NOT_RECOGNISED})

    def with_rows(self, rows: Iterable[Row], numbers: Iterable[int]) -> "ImportFile":
        """The same sheet with these rows."""
        return replace(self, rows=tuple(rows), row_numbers=tuple(numbers))

    def with_problems(self, problems: Iterable[RowProblem]) -> "ImportFile":
        """The same sheet with these problems as well."""
        return replace(self, problems=(*self.problems, *problems))

    def problem(self, row_number: int, name: str, value: object, reason: Reason, **facts: Any) -> RowProblem:
        """A problem of a row that was read, at the field of this name."""
        header, letter = self.headers.get(name, ("", ""))
        cell = f"{letter}{row_number}" if letter else ""
        return RowProblem(self.file, self.sheet, row_number, cell, header, show(value), reason, facts)


def show(value: object) -> str:
    """A value as a person may be shown it: one short line."""
    words = "" if value is None else " ".join(str(value).split())
    return words if len(words) <= 80 else words[:79] + "…"
