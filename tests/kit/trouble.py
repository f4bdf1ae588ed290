"""A database in trouble: locked by somebody else, full, or away. Real locks, a real limit, a server that refuses."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import psycopg
from psycopg import sql
from sqlalchemy import text

from storage.database import Database

KINDS = {"locked": "sqlite", "full": "sqlite", "away": "postgresql"}
"""What can happen, and to which kind of database."""
PLENTY = 1_000_000_000


@contextmanager
def in_trouble(kind: str, database: Database, *, pages: int = 0) -> Iterator[None]:
    """One of `KINDS`, until left. `pages`: how much there is room for yet when it is full."""
    troubles = {"locked": _locked(database), "full": _full(database, pages), "away": _away(database)}
    with troubles[kind]:
        yield


@contextmanager
def _locked(database: Database) -> Iterator[None]:
    """Somebody else writes and does not come to an end."""
    path = database.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield  # closing it ends its transaction


@contextmanager
def _full(database: Database, pages: int) -> Iterator[None]:
    """There is no room for more than so many further pages."""
    used = database.write(lambda session: int(session.execute(text("PRAGMA page_count")).scalar_one()))
    _allow(database, used + pages)
    try:
        yield
    finally:
        _allow(database, PLENTY)


def _allow(database: Database, pages: int) -> None:
    database.write(lambda session: session.execute(text(f"PRAGMA max_page_count = {pages}")))


@contextmanager
def _away(database: Database) -> Iterator[None]:
    """The server hangs up on everybody and refuses whoever calls."""
    parts = urlsplit(database.url)
    name = parts.path.strip("/")
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with psycopg.connect(parts._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            server.execute(allow.format(sql.Identifier(name), sql.SQL("true")))
