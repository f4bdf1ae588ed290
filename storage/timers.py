"""Deadlines: commands we owe ourselves at a time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select
from sqlmodel import Session

from storage.statement import Kind, Prepared
from storage.tables import Timer, core_table

TIMER = core_table(Timer)


def set_timer(session: Session, key: str, due_at: datetime, command: Mapping[str, Any]) -> None:
    """Owe a command at a time; the same key again moves it."""
    _SETTING.count(session, {"key": key, "due_at": due_at, "command": dict(command)})


def _set(kind: Kind) -> Any:
    new = kind.insert(TIMER)
    moved = {"due_at": new.excluded.due_at, "command": new.excluded.command}
    return new.on_conflict_do_update(index_elements=["key"], set_=moved)


_SETTING = Prepared(_set, given=("key", "due_at", "command"))
_DROPPING = Prepared(lambda _: delete(TIMER).where(TIMER.c.key == bindparam("dropped")))


def drop_timer(session: Session, key: str) -> None:
    """It is no longer needed; nothing happens when there is none."""
    _DROPPING.count(session, {"dropped": key})


def take_due(session: Session, now: datetime, limit: int = 200) -> list[tuple[str, datetime, dict[str, Any]]]:
    """Remove and give the timers whose time has come, earliest first."""
    due = select(TIMER.c.key).where(TIMER.c.due_at <= now).order_by(TIMER.c.due_at, TIMER.c.key).limit(limit)
    chosen = due.with_for_update(skip_locked=True).cte("chosen")
    rows = session.execute(
        delete(TIMER)
        .where(TIMER.c.key.in_(select(chosen.c.key)))
        .returning(TIMER.c.key, TIMER.c.due_at, TIMER.c.command)
    )
    return sorted(((row.key, row.due_at, row.command) for row in rows), key=lambda due: (due[1], due[0]))


def next_timer(session: Session) -> datetime | None:
    """When the next one is due."""
    due: datetime | None = session.execute(select(func.min(TIMER.c.due_at))).scalar_one()
    return due
