"""What we know of chats."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlmodel import Session, col
from sqlmodel import select as select_entity

from storage.database import insert_into
from storage.statement import Prepared
from storage.tables import ChatState, MessageState, OutboxMessage, core_table

CHAT = core_table(ChatState)
OUTBOX = core_table(OutboxMessage)


def note_lost(session: Session, chat: str, *, why: str, now: datetime) -> bool:
    """A chat cannot be written to. False when that is known already."""
    _forget_trouble(session, chat, _was_reached_since())
    statement = insert_into(session, CHAT).values(chat=chat, name="", unreachable_since=now, why=why)
    changed = statement.on_conflict_do_update(
        index_elements=["chat"],
        set_={"unreachable_since": now, "why": why},
        where=CHAT.c.unreachable_since.is_(None),
    )
    return session.execute(changed.returning(CHAT.c.chat)).first() is not None


def note_found(session: Session, chat: str, *, name: str = "") -> bool:
    """A chat can be written to. False when nothing else was known."""
    statement = insert_into(session, CHAT).values(chat=chat, name=name, why="")
    named = {"name": name} if name else {"name": CHAT.c.name}
    session.execute(statement.on_conflict_do_update(index_elements=["chat"], set_=named))
    return _forget_trouble(session, chat, CHAT.c.unreachable_since.is_not(None))


def note_heard(session: Session, chat: str) -> None:
    """Somebody has spoken to us there."""
    statement = insert_into(session, CHAT).values(chat=chat, name="", why="")
    session.execute(statement.on_conflict_do_nothing())


def heard(session: Session) -> list[str]:
    """Chats that we know of, by key."""
    return list(session.scalars(select(CHAT.c.chat).order_by(CHAT.c.chat)))


def unreachable(session: Session) -> list[ChatState]:
    """Chats that cannot be written to, with the reason."""
    lost = select_entity(ChatState).where(col(ChatState.unreachable_since).is_not(None), ~_was_reached_since())
    return list(session.exec(lost))


def lost_among(session: Session, chats: Collection[str]) -> set[str]:
    """Those of these chats that cannot be written to."""
    return {row.chat for row in _LOST.rows(session, {"chats": list(chats)})} if chats else set()


def _was_reached_since() -> ColumnElement[bool]:
    """A message has arrived there since: whatever stood in the way is gone."""
    arrived = (OUTBOX.c.lane == CHAT.c.chat, OUTBOX.c.state == MessageState.SENT)
    return select(OUTBOX.c.seq).where(*arrived, OUTBOX.c.sent_at > CHAT.c.unreachable_since).exists()


def _forget_trouble(session: Session, chat: str, condition: ColumnElement[bool]) -> bool:
    statement = update(CHAT).where(CHAT.c.chat == chat, condition).values(unreachable_since=None, why="")
    return session.execute(statement.returning(CHAT.c.chat)).first() is not None


_LOST = Prepared(
    lambda kind: select(CHAT.c.chat).where(
        kind.among(CHAT.c.chat, "chats"), CHAT.c.unreachable_since.is_not(None), ~_was_reached_since()
    )
)
