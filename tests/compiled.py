"""Statements are compiled once in a process of tests, as in a process of the program.

Every test has a database of its own and so an engine of its own, whose cache starts empty: a fifth of a story was
spent on compiling what the story before had compiled.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

_COMPILED: dict[Any, Any] = {}


def share() -> None:
    """From now on, what one engine has compiled serves every other of its kind."""
    # The key of a compiled statement holds the engine's dialect, which is equal to itself only.
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign]
        dialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
    event.listen(Engine, "engine_connect", _remember)


def _remember(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_COMPILED)
