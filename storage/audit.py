"""Who did what. Rows are chained by hashes, so that a changed or missing one shows."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from core.events import Event
from storage.statement import Prepared
from storage.tables import AuditEvent, AuditHead, core_table

AUDIT = core_table(AuditEvent)
HEAD = core_table(AuditHead)


@dataclass(frozen=True, slots=True)
class Origin:
    """Who acts and where the words came from; kept with everything that follows from them."""

    actor: str
    on_behalf_of: str = ""
    chat: str = ""
    message: str = ""
    delivery: str = ""


def append(session: Session, events: Iterable[Event], origin: Origin) -> None:
    """Add events to the chain. Holds the chain's end until the transaction ends."""
    events = list(events)
    if not events:
        return
    head = _END.rows(session, {})[0]
    seq, last = head.seq, head.hash
    rows: list[dict[str, Any]] = []
    for event in events:
        seq += 1
        row = _row(seq, event, origin) | {"previous_hash": last}
        last = _hash(row)
        rows.append(row | {"hash": last})
    _ADDING.each(session, rows)
    _ENDING.count(session, {"last_seq": seq, "last_hash": last})


_END = Prepared(lambda _: select(HEAD.c.seq, HEAD.c.hash).where(HEAD.c.id == 1).with_for_update())
_ADDING = Prepared(lambda _: insert(AUDIT).inline(), given=tuple(AUDIT.c.keys()))
_ENDING = Prepared(
    lambda _: update(HEAD).where(HEAD.c.id == 1).values(seq=bindparam("last_seq"), hash=bindparam("last_hash"))
)


def broken_links(session: Session) -> Iterator[int]:
    """The numbers of rows that do not fit the chain; none when nobody has tampered."""
    last, expected = "", 1
    chain = select(AUDIT).order_by(AUDIT.c.seq).execution_options(yield_per=1000)  # years do not fit into memory
    for row in session.execute(chain).mappings():
        content = {name: row[name] for name in _HASHED} | {"previous_hash": row["previous_hash"]}
        if row["seq"] != expected or row["previous_hash"] != last or row["hash"] != _hash(content):
            yield row["seq"]
        last, expected = row["hash"], row["seq"] + 1
    head = session.execute(select(HEAD.c.seq, HEAD.c.hash).where(HEAD.c.id == 1)).one()
    if (head.seq, head.hash) != (expected - 1, last):
        yield head.seq


def trail(session: Session, subject: str) -> list[dict[str, Any]]:
    """Everything that happened to a subject, oldest first."""
    rows = session.execute(select(AUDIT).where(AUDIT.c.subject == subject).order_by(AUDIT.c.seq))
    return [dict(row) for row in rows.mappings()]


def latest(session: Session, subject: str) -> dict[str, Any] | None:
    """The last thing that happened to a subject; None for one that nothing has happened to."""
    last = select(AUDIT).where(AUDIT.c.subject == subject).order_by(AUDIT.c.seq.desc()).limit(1)
    row = session.execute(last).mappings().one_or_none()
    return dict(row) if row is not None else None


_HASHED = ("seq", "at", "actor", "on_behalf_of", "action", "subject", "detail", "chat", "message", "delivery")


def _row(seq: int, event: Event, origin: Origin) -> dict[str, Any]:
    detail = event.model_dump(mode="json", exclude={"at", "subject"})
    return {
        "seq": seq, "at": event.at, "action": type(event).__name__, "subject": event.subject, "detail": detail,
        **asdict(origin),
    }  # fmt: skip


def _hash(content: dict[str, Any]) -> str:
    plain = content | {"at": _instant(content["at"])}
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _instant(at: datetime) -> int:
    # Microseconds since the epoch: the same for every database and zone.
    return round(at.timestamp() * 1_000_000)
