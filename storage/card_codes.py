"""The codes with which cards on WeCom can be changed: each once, each within 72 hours (platform reference §7.2)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlmodel import Field, Session

from core.entity import Entity, aware_column
from storage.database import insert_into
from storage.tables import core_table


class CardCode(Entity, table=True):
    """What lets a card on WeCom be changed once: with every sending one for the card, with every click another."""

    __tablename__ = "card_code"

    code: str = Field(primary_key=True)
    message: str = Field(index=True)
    """The card's task id, which is its message id to us."""
    expires_at: datetime = Field(sa_column=aware_column(index=True))
    used_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))


class SentMessage(Entity, table=True):
    """By what a platform knows a message that we know by an id of our own: only so can it be taken back."""

    __tablename__ = "sent_message"

    message: str = Field(primary_key=True)
    platform_id: str
    sent_at: datetime = Field(sa_column=aware_column(index=True))


CODE = core_table(CardCode)
SENT = core_table(SentMessage)


@dataclass(frozen=True, slots=True)
class Taken:
    """A code that is used up now, and how many are left for the card."""

    code: str
    left: int


def keep(session: Session, message: str, code: str, *, expires_at: datetime) -> None:
    """One more change of this card is possible until then."""
    values = {"code": code, "message": message, "expires_at": expires_at, "used_at": None}
    session.execute(insert_into(session, CODE).values(values).on_conflict_do_nothing())


def take(session: Session, message: str, *, now: datetime, leaving: int) -> Taken | None:
    """Use up the code that expires first, unless fewer than `leaving` others would be left.

    Whoever takes it must call: when the outcome of the call is not known, the code counts as spent.
    """
    good = (CODE.c.message == message, CODE.c.used_at.is_(None), CODE.c.expires_at > now)
    found = list(session.execute(select(CODE.c.code).where(*good).order_by(CODE.c.expires_at).with_for_update()))
    if len(found) <= leaving:
        return None
    session.execute(update(CODE).where(CODE.c.code == found[0].code).values(used_at=now))
    return Taken(found[0].code, len(found) - 1)


def give_back(session: Session, code: str) -> None:
    """It was not used after all."""
    session.execute(update(CODE).where(CODE.c.code == code).values(used_at=None))


def count(session: Session, message: str, *, now: datetime) -> int:
    """How often this card can still be changed."""
    good = (CODE.c.message == message, CODE.c.used_at.is_(None), CODE.c.expires_at > now)
    return int(session.execute(select(func.count()).select_from(CODE).where(*good)).scalar_one())


def note_sent(session: Session, message: str, platform_id: str, *, now: datetime) -> None:
    """By what the platform knows this message."""
    values = {"message": message, "platform_id": platform_id, "sent_at": now}
    session.execute(insert_into(session, SENT).values(values).on_conflict_do_nothing())


def platform_id(session: Session, message: str) -> str:
    """By what the platform knows this message; empty when it said nothing."""
    return session.execute(select(SENT.c.platform_id).where(SENT.c.message == message)).scalar() or ""


def prune(session: Session, *, before: datetime) -> None:
    """Forget what can no longer be used."""
    session.execute(delete(CODE).where(CODE.c.expires_at < before))
    session.execute(delete(SENT).where(SENT.c.sent_at < before))
