"""What a table that can be imported declares. Types, bounds and defaults are those of its class."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from bot.files.cells import CellReader
from bot.files.values import checker_of, reader_of

Contradiction = Callable[[Mapping[str, Any]], tuple[str, str] | None]


@dataclass(frozen=True)
class Column:
    """One column: the field it fills, its headers, and the table in which its values must exist."""

    name: str
    chinese: str
    english: str
    also: tuple[str, ...] = ()
    refers_to: str = ""
    may_be_absent: bool = False
    """Left to whoever stores it when the cell is empty, although the class asks for it."""

    @property
    def headers(self) -> tuple[str, ...]:
        """Everything the header may say."""
        return (self.name, self.chinese, self.english, *self.also)


@dataclass(frozen=True)
class ImportTable:
    """One table: its names, its class (or what it is read into), its key and its columns.

    `name` is the table's name in the database. The values of a `unique` column belong to one key each.
    Rows of a table with `whole_rows` have every field; others leave alone what their file does not mention.
    """

    name: str
    chinese: str
    english: str
    also: tuple[str, ...]
    row_type: type[BaseModel]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()
    whole_rows: bool = False

    @cached_property
    def readers(self) -> Mapping[str, tuple[CellReader, Callable[[Any], Any]]]:
        """How each field reads a cell and checks the value."""
        fields = self.row_type.model_fields
        return {c.name: (reader_of(fields[c.name]), checker_of(fields[c.name])) for c in self.columns}

    @cached_property
    def column(self) -> Mapping[str, Column]:
        """The columns by field."""
        return {column.name: column for column in self.columns}

    @cached_property
    def required(self) -> frozenset[str]:
        """The fields without which no row can be taken."""
        fields = self.row_type.model_fields
        return frozenset(c.name for c in self.columns if fields[c.name].is_required() and not c.may_be_absent)

    @property
    def contradiction(self) -> Contradiction | None:
        """The class's own rule on what two fields cannot both say."""
        return getattr(self.row_type, "contradiction", None)

    def default(self, name: str) -> Any:
        """What an empty cell means for this field."""
        return self.row_type.model_fields[name].get_default(call_default_factory=True)

    def key_of(self, row: Mapping[str, Any]) -> Any:
        """What identifies a row: one value, or a tuple of them."""
        values = tuple(row.get(name, self.default(name)) for name in self.key)
        return values[0] if len(values) == 1 else values
