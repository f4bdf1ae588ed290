"""Storing rows by their keys, so that the same rows again change nothing. Core statements, in batches."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Table, bindparam, insert, select, tuple_, update
from sqlmodel import Session

from core.entity import Entity
from core.fields import adapter_of
from storage.tables import core_table

BATCH = 500


class Change(IntEnum):
    """What a row did to the database; the greater change counts."""

    UNCHANGED = 0
    UPDATED = 1
    INSERTED = 2


@dataclass(frozen=True, slots=True)
class Counts:
    """What an import did, in rows."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0

    @classmethod
    def of(cls, changes: Iterable[Change]) -> "Counts":
        """Count them."""
        counted = Counter(changes)
        return cls(counted[Change.INSERTED], counted[Change.UPDATED], counted[Change.UNCHANGED])

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.inserted + other.inserted, self.updated + other.updated, self.unchanged + other.unchanged)


def upsert(
    session: Session, kind: type[Entity], rows: Sequence[Mapping[str, Any]], *,
    confirming: frozenset[str] = frozenset(),
) -> Counts:  # fmt: skip
    """Insert or update rows by primary key; the same rows again change nothing.

    A row in which only fields of `confirming` differ (when something was last counted) is stored, but counts as
    unchanged. Raises pydantic's `ValidationError` for values that the class does not allow.
    """
    return Counts.of(apply(session, kind, rows, confirming=confirming))


def apply(
    session: Session, kind: type[Entity], rows: Sequence[Mapping[str, Any]], *,
    confirming: frozenset[str] = frozenset(),
) -> list[Change]:  # fmt: skip
    """As `upsert`, telling what each row did."""
    changes: list[Change] = []
    for start in range(0, len(rows), BATCH):
        changes += _apply_batch(session, kind, rows[start : start + BATCH], confirming)
    session.expire_all()  # entities loaded before would show what was
    return changes


def _apply_batch(
    session: Session, kind: type[Entity], rows: Sequence[Mapping[str, Any]], confirming: frozenset[str]
) -> list[Change]:
    table = core_table(kind)
    checked = [_checked(kind, row) for row in rows]
    keys = [_key(table, row) for row in checked]
    stored = _stored(session, table, keys)
    added: dict[Any, dict[str, Any]] = {}
    changed: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    changes = []
    for row, key in zip(checked, keys, strict=True):
        before = stored.get(key)
        different = {name for name, value in row.items() if before is not None and before[name] != value}
        if before is None:
            added[key] = _complete(kind, row)
        elif different:
            changed.setdefault(tuple(sorted(row)), []).append(_parameters(table, row))
        changes.append(_change(before, different - confirming))
    if added:
        session.execute(insert(table), list(added.values()))
    for named, parameters in changed.items():
        session.execute(_update(table, named), parameters)
    return changes


@cache
def _adapters(kind: type[Entity]) -> Mapping[str, TypeAdapter[Any]]:
    return {name: adapter_of(field) for name, field in kind.model_fields.items()}


def _checked(kind: type[Entity], row: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the class wants them, key defaults included. Building the entity would take ten times as long."""
    adapters = _adapters(kind)
    keys = {column.name: kind.model_fields[column.name].get_default() for column in core_table(kind).primary_key}
    return {name: adapters[name].validate_python(value) for name, value in (keys | dict(row)).items()}


def _complete(kind: type[Entity], row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with the defaults of all it does not name. Raises for a field without one."""
    absent = {name: field for name, field in kind.model_fields.items() if name not in row}
    for name, field in absent.items():
        if field.is_required():
            _adapters(kind)[name].validate_python(None)
    return {**row, **{name: field.get_default(call_default_factory=True) for name, field in absent.items()}}


def _change(before: Any, different: set[str]) -> Change:
    if before is None:
        return Change.INSERTED
    return Change.UPDATED if different else Change.UNCHANGED


def _stored(session: Session, table: Table, keys: list[Any]) -> dict[Any, Mapping[str, Any]]:
    columns = list(table.primary_key.columns)
    found = session.execute(select(table).where(tuple_(*columns).in_(keys))).mappings()
    return {tuple(row[column.name] for column in columns): dict(row) for row in found}


def _update(table: Table, named: tuple[str, ...]) -> Any:
    # A name of its own for each parameter: SQLAlchemy keeps the plain column names for itself.
    is_this = [column == bindparam(f"key_{column.name}") for column in table.primary_key.columns]
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in named if not table.c[name].primary_key}
    return update(table).where(*is_this).values(values)


def _parameters(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{'key' if table.c[name].primary_key else 'new'}_{name}": value for name, value in row.items()}


def _key(table: Table, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key.columns)
