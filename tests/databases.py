"""Fresh databases for tests: the schema is made once per session and copied for each test."""

import itertools
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests import postgres

_numbers = itertools.count(1)


def migrate(url: str) -> None:
    """Bring an empty database to the present schema."""
    # Late: a test without a database waits for no import of the storage.
    from storage.schema import upgrade

    upgrade(url)


class Databases:
    """What one test process knows about the databases of the session.

    `directory` is shared by all processes of the session, `name` is this process's own.
    """

    def __init__(self, directory: Path, name: str) -> None:
        self._directory = directory
        self._name = name

    @contextmanager
    def sqlite(self, directory: Path, *, migrated: bool = True, like: str = "") -> Iterator[str]:
        """The URL of a new SQLite file in `directory`; a copy of the database at the URL `like`, if one is given."""
        path = directory / f"test{next(_numbers)}.db"
        if like or migrated:
            shutil.copyfile(urlsplit(like).path or self._sqlite_template(), path)
        yield f"sqlite:///{path}"

    @contextmanager
    def postgresql(self, *, migrated: bool = True, like: str = "") -> Iterator[str]:
        """The URL of a new PostgreSQL database, dropped afterwards; `like` as for `sqlite`."""
        server = self._server()
        template = urlsplit(like).path.strip("/") or (self._postgresql_template(server) if migrated else "template0")
        name = f"{self._prefix}_{self._name}_{next(_numbers)}"
        _execute(server, "CREATE DATABASE {} TEMPLATE {}", name, template)
        try:
            yield _database(server, name)
        finally:
            _execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def close(self) -> None:
        """At the session's end: drop the template on a server that is not ours to stop."""
        made = self._directory / "postgresql-template"
        if made.exists() and "TEST_DATABASE_URL" in os.environ:
            _execute(self._server(), "DROP DATABASE IF EXISTS {} WITH (FORCE)", made.read_text())

    @property
    def _prefix(self) -> str:
        """Distinguishes sessions that share a server; the directory's name is random."""
        return self._directory.name.lower().replace("-", "_")

    def _server(self) -> str:
        given = os.environ.get("TEST_DATABASE_URL")
        return given or self._once("postgres.url", lambda: postgres.start_server(self._directory))

    def _postgresql_template(self, server: str) -> str:
        def make() -> str:
            name = f"{self._prefix}_template"
            _execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
            _execute(server, "CREATE DATABASE {} TEMPLATE template0", name)
            migrate(_database(server, name))
            return name

        return self._once("postgresql-template", make)

    def _sqlite_template(self) -> str:
        def make() -> str:
            path = self._directory / "template.db"
            migrate(f"sqlite:///{path}")
            with closing(sqlite3.connect(path)) as connection:
                # What is still in the write-ahead log would be missing from a copy of the file.
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return str(path)

        return self._once("sqlite-template", make)

    def _once(self, name: str, make: Callable[[], str]) -> str:
        """The text of a file that the first process to need it makes."""
        path = self._directory / name
        lock = postgres.hold(self._directory / "lock")
        try:
            if not path.exists():
                text = make()
                path.write_text(text)
            return path.read_text()
        finally:
            os.close(lock)


def _database(server: str, name: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def _execute(server: str, statement: str, *names: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
