"""Statements for the hot paths: put together once for each kind of database, then said to its driver.

SQLAlchemy thinks about a statement anew each time it is carried out, which costs fifteen times what SQLite needs for
it and twice what PostgreSQL's driver does. Types and errors stay SQLAlchemy's.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    LargeBinary,
    Select,
    Table,
    TypeDecorator,
    any_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    true,
)  # fmt: skip
from sqlalchemy.engine import result_tuple
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

Convert = Callable[[Any], Any]

_GIVEN = object()


@dataclass(frozen=True, slots=True)
class Kind:
    """What the two kinds of database say in words of their own."""

    name: str

    def insert(self, table: Table) -> Any:
        """The INSERT that knows ON CONFLICT. Late: the other kind is never loaded."""
        return import_module(f"sqlalchemy.dialects.{self.name}").insert(table)

    def among(self, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
        """The column has one of the values in a list, however long, that is given under a name."""
        if self.name == "sqlite":
            listed = func.json_each(bindparam(name, type_=JSON())).table_valued("value")
            return column.in_(select(listed.c.value))
        return column == any_(bindparam(name, type_=ARRAY(column.type)))

    def rows(self, columns: Sequence[Column[Any]], name: str) -> Select[Any]:
        """As many rows with these columns as are in a list that is given under a name, in its order."""
        given = bindparam(name, type_=Rows(columns))
        listed = (func.json_each if self.name == "sqlite" else func.json_array_elements)(given).table_valued("value")
        found = [self._from_json(listed.c.value, place, column) for place, column in enumerate(columns)]
        return select(*found).select_from(listed).where(true())  # SQLite takes ON CONFLICT for a join without it

    def _from_json(self, row: ColumnElement[Any], place: int, column: Column[Any]) -> ColumnElement[Any]:
        is_binary = isinstance(column.type, LargeBinary)
        if self.name == "sqlite":
            found = func.json_extract(row, literal_column(f"'$[{place}]'"))
            return cast(found, LargeBinary) if is_binary else found
        value = row.op("->>")(literal_column(str(place)))
        return func.convert_to(value, "UTF8") if is_binary else cast(value, column.type)


class Rows(TypeDecorator[list[Sequence[Any]]]):
    """Many rows as one value, in JSON: a statement with a value for each of theirs would be a new one each time."""

    impl = JSON
    cache_ok = False

    def __init__(self, columns: Sequence[Column[Any]]) -> None:
        super().__init__()
        self._columns = columns

    def process_bind_param(self, value: list[Sequence[Any]] | None, dialect: Dialect) -> list[list[Any]]:
        """Each value as its column has it, bytes as the text that they are."""
        ways = [_converter(column.type, dialect, "bind_processor") for column in self._columns]
        return [[_in_json(cell, way) for cell, way in zip(row, ways, strict=True)] for row in value or []]


class Prepared:
    """One statement with named values; `given` are the columns that an INSERT is given values for."""

    def __init__(self, build: Callable[[Kind], Any], *, given: Sequence[str] | None = None) -> None:
        self._build, self._given = build, given
        self._known: dict[str, _Said] = {}

    def rows(self, session: Session, values: Mapping[str, Any]) -> list[Any]:
        """Carry it out; every row it gives, as a tuple with the columns' names."""
        connection = session.connection()
        said = self._said_to(connection.dialect)
        return said.read(say(connection, said.text, said.arranged(values)))

    def row(self, session: Session, values: Mapping[str, Any]) -> Any | None:
        """Its first row, if there is one."""
        rows = self.rows(session, values)
        return rows[0] if rows else None

    def count(self, session: Session, values: Mapping[str, Any]) -> int:
        """Carry it out; how many rows it changed."""
        connection = session.connection()
        said = self._said_to(connection.dialect)
        return int(say(connection, said.text, said.arranged(values)).rowcount)

    def each(self, session: Session, many: Iterable[Mapping[str, Any]]) -> None:
        """Carry it out once for each of these values."""
        connection = session.connection()
        said = self._said_to(connection.dialect)
        rows = [said.arranged(values) for values in many]
        if len(rows) == 1:  # PostgreSQL's driver would open a pipeline for it
            say(connection, said.text, rows[0])
        elif rows:
            say(connection, said.text, rows, is_many=True)

    def _said_to(self, dialect: Dialect) -> "_Said":
        if dialect.name not in self._known:
            self._known[dialect.name] = _Said(self._build(Kind(dialect.name)), self._given, dialect)
        return self._known[dialect.name]


class _Said:
    """The statement in one database's words, with what becomes of values on the way in and out."""

    def __init__(self, statement: Any, given: Sequence[str] | None, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=given)
        self.text = str(compiled)
        self._names: Sequence[str] = compiled.positiontup or list(compiled.binds)
        self._is_by_place = bool(compiled.positional)
        self._ways_in = [(name, *_way_in(compiled.binds[name], dialect)) for name in self._names]
        self._columns = getattr(statement, "exported_columns", ())
        self._made = result_tuple([column.key for column in self._columns])
        self._dialect = dialect
        self._ways_out: list[tuple[int, Convert]] | None = None

    def arranged(self, values: Mapping[str, Any]) -> Any:
        """As the driver takes them."""
        found = []
        for name, way, kept in self._ways_in:
            value = kept if kept is not _GIVEN else values[name]
            found.append(value if way is None else way(value))
        return found if self._is_by_place else dict(zip(self._names, found, strict=True))

    def read(self, cursor: Any) -> list[Any]:
        """What the driver gives, as the program knows it."""
        if self._ways_out is None:
            self._ways_out = list(self._known_ways_out(cursor))
        rows = list(map(list, cursor.fetchall()))
        for row in rows:
            for place, way in self._ways_out:
                row[place] = way(row[place])
        return list(map(self._made, rows))

    def _known_ways_out(self, cursor: Any) -> Iterator[tuple[int, Convert]]:
        """The driver tells with the first answer what it gives for each column."""
        for place, (column, described) in enumerate(zip(self._columns, cursor.description or (), strict=True)):
            way = _converter(column.type, self._dialect, "result_processor", described[1])
            if way is not None:
                yield place, way


def _in_json(value: Any, way: Convert | None) -> Any:
    if isinstance(value, bytes):
        return value.decode()
    return value if way is None else way(value)


def _converter(kind: Any, dialect: Dialect, direction: str, *more: Any) -> Convert | None:
    found: Convert | None = getattr(kind.dialect_impl(dialect), direction)(dialect, *more)
    return found


def _way_in(bound: BindParameter[Any], dialect: Dialect) -> tuple[Convert | None, Any]:
    """How a value gets to the driver, and the value itself where it is part of the statement."""
    way = _converter(bound.type, dialect, "bind_processor")
    if bound.required:
        return way, _GIVEN
    kept = bound.effective_value
    return None, kept if way is None else way(kept)


def say(connection: Connection, text: str, values: Any = (), *, is_many: bool = False) -> Any:
    """Have a connection's driver carry words out; gives its cursor. Raises DBAPIError as SQLAlchemy would."""
    dialect = connection.dialect
    driver = connection.connection
    cursor = driver.cursor()
    try:
        (cursor.executemany if is_many else cursor.execute)(text, values)
    except dialect.loaded_dbapi.Error as error:
        is_lost = dialect.is_disconnect(error, driver.driver_connection, cursor)
        if is_lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            text, None, error, dialect.loaded_dbapi.Error,
            hide_parameters=True, connection_invalidated=is_lost, dialect=dialect,
        ) from error  # fmt: skip
    return cursor
