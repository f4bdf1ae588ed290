"""Where the tenant's state lives: in memory, or written through to one SQLite file."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

_SCHEMA = """
CREATE TABLE IF NOT EXISTS doc (seq INTEGER PRIMARY KEY, kind TEXT, key TEXT, body TEXT NOT NULL, UNIQUE (kind, key));
CREATE TABLE IF NOT EXISTS blob (key TEXT PRIMARY KEY, content BLOB NOT NULL);
"""
_UPSERT = """
INSERT INTO doc (kind, key, body) VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body
"""

Writes = Mapping[tuple[str, str], Mapping[str, Any] | None]
"""(kind, key) to the document, or None when it is gone."""


class Store(Protocol):
    """Keeps documents by kind and key, and file contents by key."""

    def load(self, kind: str) -> Iterator[dict[str, Any]]:
        """Every document of a kind, in the order they were first written."""
        ...

    def write(self, writes: Writes, blobs: Mapping[str, bytes]) -> None:
        """All of it or nothing; safe from then on."""
        ...

    def blob(self, key: str) -> bytes | None:
        """A file's content."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


class MemoryStore:
    """Forgets everything when the process ends; documents live in the shelves alone."""

    def __init__(self) -> None:
        self._blobs: dict[str, bytes] = {}

    def load(self, kind: str) -> Iterator[dict[str, Any]]:
        """Nothing: a new memory is empty."""
        return iter(())

    def write(self, writes: Writes, blobs: Mapping[str, bytes]) -> None:
        """Keep the file contents; the documents are in the shelves already."""
        self._blobs.update(blobs)

    def blob(self, key: str) -> bytes | None:
        """A file's content."""
        return self._blobs.get(key)

    def close(self) -> None:
        """Nothing to let go of."""


class FileStore:
    """One SQLite file. Used under the tenant's lock only."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        # A killed process loses nothing in this mode; only a machine that loses power may.
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(_SCHEMA)

    def load(self, kind: str) -> Iterator[dict[str, Any]]:
        """Every document of a kind, in the order they were first written."""
        rows = self._connection.execute("SELECT body FROM doc WHERE kind = ? ORDER BY seq", (kind,)).fetchall()
        return (json.loads(body) for (body,) in rows)

    def write(self, writes: Writes, blobs: Mapping[str, bytes]) -> None:
        """One transaction."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._put(writes, blobs)
            self._connection.execute("COMMIT")
        except sqlite3.Error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def blob(self, key: str) -> bytes | None:
        """A file's content."""
        row = self._connection.execute("SELECT content FROM blob WHERE key = ?", (key,)).fetchone()
        return None if row is None else bytes(row[0])

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _put(self, writes: Writes, blobs: Mapping[str, bytes]) -> None:
        gone = [where for where, body in writes.items() if body is None]
        kept = [(*where, json.dumps(body)) for where, body in writes.items() if body is not None]
        self._connection.executemany("DELETE FROM doc WHERE kind = ? AND key = ?", gone)
        self._connection.executemany(_UPSERT, kept)
        self._connection.executemany("INSERT OR REPLACE INTO blob VALUES (?, ?)", list(blobs.items()))


def open_store(path: Path | None) -> Store:
    """Memory when there is no path."""
    return MemoryStore() if path is None else FileStore(path)
