"""Fresh databases for tests: the schema is made once per session and copied for each test."""

import itertools
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
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
    def fresh(self, kind: str, *, like: str = "") -> Iterator[str]:
        """The URL of a new database, gone afterwards: a copy of the one at the URL `like`, or one without a schema.

        `kind` is `sqlite` or `postgresql`.
        """
        with self._sqlite(like) if kind == "sqlite" else self._postgresql(like) as url:
            yield url

    def migrated(self, kind: str) -> str:
        """The URL of a database with the present schema and no rows, to be copied."""
        return self._once(f"{kind}-migrated", lambda: self._filled(kind, "migrated", "", migrate))

    def template(self, kind: str, name: str, fill: Callable[[str], None]) -> str:
        """The URL of a migrated database with what `fill` puts in, to be copied: the first who needs it makes it."""
        return self._once(f"{kind}-{name}", lambda: self._filled(kind, name, self.migrated(kind), fill))

    def close(self) -> None:
        """At the process's end: let go of the server."""
        if "_connection" in self.__dict__:
            self._connection.close()

    def drop_templates(self) -> None:
        """At the session's end, on a server that is not ours to stop."""
        if "TEST_DATABASE_URL" in os.environ:
            for made in self._directory.glob("postgresql-*.made"):
                self._drop(_name(made.read_text()))

    @contextmanager
    def _sqlite(self, like: str) -> Iterator[str]:
        with TemporaryDirectory(prefix=f"{self._name}-", dir=self._directory) as directory:
            yield _copied(like, Path(directory, f"test{next(_numbers)}.db"))

    @contextmanager
    def _postgresql(self, like: str) -> Iterator[str]:
        name = f"{self._prefix}_{self._name}_{next(_numbers)}"
        url = self._new(name, like)
        try:
            yield url
        finally:
            self._drop(name)

    @property
    def _prefix(self) -> str:
        """Distinguishes sessions that share a server; the directory's name is random."""
        return self._directory.name.lower().replace("-", "_")

    def _server(self) -> str:
        given = os.environ.get("TEST_DATABASE_URL")
        return given or self._once("server", lambda: postgres.start_server(self._directory))

    def _filled(self, kind: str, name: str, like: str, fill: Callable[[str], None]) -> str:
        if kind == "postgresql":
            url = self._new(f"{self._prefix}_{name}", like)
            fill(url)
            return url
        url = _copied(like, self._directory / f"{name}.db")
        fill(url)
        with closing(sqlite3.connect(urlsplit(url).path)) as connection:
            # What is still in the write-ahead log would be missing from a copy of the file.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return url

    def _new(self, name: str, like: str) -> str:
        # Copying the files costs a third of copying through the write-ahead log; before 15 there was no choice.
        strategy = " STRATEGY file_copy" if self._connection.info.server_version >= 150_000 else ""
        self._execute("CREATE DATABASE {} TEMPLATE {}" + strategy, name, _name(like) or "template0")
        return urlunsplit(urlsplit(self._server())._replace(path=f"/{name}"))

    @cached_property
    def _connection(self) -> "psycopg.Connection[tuple[Any, ...]]":
        return psycopg.connect(self._server(), autocommit=True)

    def _drop(self, name: str) -> None:
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _execute(self, statement: str, *names: str) -> None:
        self._connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _once(self, name: str, make: Callable[[], str]) -> str:
        """The text of a file that the first process to need it makes."""
        path = self._directory / f"{name}.made"
        if path.exists():
            return path.read_text()
        lock = postgres.hold(self._directory / f"{name}.lock")
        try:
            if not path.exists():
                postgres.write_whole(path, make())
            return path.read_text()
        finally:
            os.close(lock)


def _copied(like: str, path: Path) -> str:
    if like:
        shutil.copyfile(urlsplit(like).path, path)
    return f"sqlite:///{path}"


def _name(url: str) -> str:
    return urlsplit(url).path.strip("/")
