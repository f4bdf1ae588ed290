"""A dictionary of one kind of record that writes itself through to the store."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any, Generic, TypeVar

from bot.sandbox.common.store import Store

T = TypeVar("T")


class Pending:
    """Writes collected since the last flush; kept when a flush fails, so that the next one repeats them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._writes: dict[tuple[str, str], dict[str, Any] | None] = {}
        self._blobs: dict[str, bytes] = {}

    def note(self, kind: str, key: str, record: Any | None) -> None:
        """A record is new, changed or (None) gone."""
        self._writes[kind, key] = None if record is None else asdict(record)

    def note_blob(self, key: str, content: bytes) -> None:
        """A file's content is new."""
        self._blobs[key] = content

    def flush(self) -> None:
        """Make all of it safe in one transaction."""
        if self._writes or self._blobs:
            self._store.write(self._writes, self._blobs)
            self._writes = {}
            self._blobs = {}


class Shelf(Generic[T]):
    """Used under the tenant's lock only. Changing a record needs `put` again."""

    def __init__(self, kind: str, key: Callable[[T], str], pending: Pending) -> None:
        self._kind = kind
        self._key = key
        self._pending = pending
        self._records: dict[str, T] = {}

    def load(self, store: Store, build: Callable[..., T]) -> None:
        """Take everything from the store."""
        for document in store.load(self._kind):
            record = build(**document)
            self._records[self._key(record)] = record

    def put(self, record: T) -> T:
        """Keep it, new or changed."""
        key = self._key(record)
        self._records[key] = record
        self._pending.note(self._kind, key, record)
        return record

    def drop(self, key: str) -> None:
        """Forget it."""
        if self._records.pop(key, None) is not None:
            self._pending.note(self._kind, key, None)

    def get(self, key: str) -> T | None:
        """The record, if there is one."""
        return self._records.get(key)

    def __iter__(self) -> Iterator[T]:
        """Over a copy, in the order they were put."""
        return iter(list(self._records.values()))

    def __len__(self) -> int:
        """How many."""
        return len(self._records)
