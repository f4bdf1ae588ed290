"""Owing and sending messages without a platform: short words for what the tests of the outbox do."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from storage import living, outbox
from storage.database import Database
from storage.outbox import CARD, LANE, OUTBOX, Outcome, Owed, Ready

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LEASE = 15 * SECOND
PACE = SECOND / 5
CHAT = "feishu:oc_prod"


def owe(database: Database, key: str, *, lane: str = CHAT, now: datetime = NOW, **fields: Any) -> None:
    """Owe a notice whose words are its key."""
    told: dict[str, Any] = {"notice": {"words": key}, "due_at": now} | fields
    owed = Owed(lane=lane, key=key, **told)
    database.write(lambda session: outbox.enqueue(session, owed, now=now))


def place(database: Database, subject: str = "ORD-1", *, chat: str = CHAT, now: datetime = NOW, **fields: Any) -> None:
    """Have an order's card in a chat."""
    database.write(lambda session: living.place(session, subject, "order", chat, now=now, **fields))


def stale(database: Database, subject: str = "ORD-1", *, now: datetime = NOW, **fields: Any) -> None:
    """The order has changed."""
    database.write(lambda session: living.mark_stale(session, subject, now=now, **fields))


def claim(
    database: Database,
    *,
    now: datetime = NOW,
    owner: str = "us",
    lanes: int = 10,
    per_lane: int = 10,
    on: str = "%",
    lease: timedelta = LEASE,
) -> dict[str, list[Ready]]:
    """Take what is due."""
    return database.write(
        lambda session: outbox.claim(session, owner=owner, now=now, lease=lease, lanes=lanes, per_lane=per_lane, on=on)
    )


def settle(
    database: Database, claimed: dict[str, list[Ready]], *outcomes: Outcome, now: datetime = NOW, owner: str = "us"
) -> list[Outcome]:
    """Write down how it went."""
    return database.write(
        lambda session: outbox.settle(
            session, claimed, outcomes, owner=owner, now=now, free_at=dict.fromkeys(claimed, now + PACE)
        )
    )


def sent(ready: Ready, *, message: str = "", shown: int | None = None) -> Outcome:
    """It was taken. A card shows what it was to show, unless told otherwise."""
    shown = ready.wanted if shown is None and ready.card is not None else shown
    return Outcome(ready, sent=True, message=message or f"om_{ready.key}", shown=shown)


def send_all(database: Database, *, now: datetime = NOW, owner: str = "us", per_lane: int = 1) -> list[str]:
    """Send what is due, round by round, as fast as the pace allows; the keys in order."""
    keys = []
    while claimed := claim(database, now=now, owner=owner, per_lane=per_lane):
        waiting = [ready for messages in claimed.values() for ready in messages]
        settle(database, claimed, *map(sent, waiting), now=now, owner=owner)
        keys += [ready.key for ready in waiting]
        now += PACE
    return keys


def pending(database: Database) -> list[Any]:
    """The messages that are owed, in the order they were."""
    with database.read() as session:
        return list(session.execute(select(OUTBOX).where(OUTBOX.c.state == "PENDING").order_by(OUTBOX.c.seq)))


def lane(database: Database, key: str = CHAT) -> Any:
    """A chat's lane."""
    with database.read() as session:
        return session.execute(select(LANE).where(LANE.c.key == key)).one()


def card(database: Database, subject: str = "ORD-1", chat: str = CHAT) -> Any:
    """An order's card in a chat."""
    with database.read() as session:
        return session.execute(select(CARD).where(CARD.c.subject == subject, CARD.c.chat == chat)).one()


def next_due(database: Database, *platforms: str) -> datetime | None:
    """When there is next something to send."""
    with database.read() as session:
        return outbox.next_due(session, platforms)
