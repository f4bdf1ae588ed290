"""What was said to WeCom's smart bot, and the ways in which it can still be answered (platform reference §5.3)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, delete, select, update
from sqlmodel import Field, Session

from core.entity import Entity, aware_column, json_column
from storage.database import insert_into
from storage.tables import core_table


class BotQuestion(Entity, table=True):
    """Something said to WeCom's smart bot, and the ways in which it can be answered."""

    __tablename__ = "bot_question"

    message: str = Field(primary_key=True)
    lane: str
    mode: str
    """`websocket` or `webhook`."""
    req_id: str = ""
    stream_id: str = Field(default="", index=True)
    response_url: str = ""
    asked_at: datetime = Field(sa_column=aware_column(index=True))
    answer: dict[str, Any] | None = Field(default=None, sa_column=Column(json_column(), nullable=True))
    """What the platform gets when it next looks for more."""
    is_told: bool = False
    """It has been given the end of its answer."""


QUESTION = core_table(BotQuestion)


def keep(session: Session, question: BotQuestion) -> None:
    """Somebody asked something; what is kept already stays as it is."""
    told = question.model_dump(exclude_none=True)  # an answer that is written as None is JSON's null on SQLite
    session.execute(insert_into(session, QUESTION).values(told).on_conflict_do_nothing())


def find(session: Session, message: str) -> BotQuestion | None:
    """What was said with this message, if it was said to the smart bot."""
    return session.get(BotQuestion, message)


def answer(session: Session, message: str, content: dict[str, Any]) -> bool:
    """Have this told when the platform next looks for more. False when the end has been told already."""
    waiting = (QUESTION.c.message == message, QUESTION.c.is_told.is_(False), QUESTION.c.answer.is_(None))
    changed = session.execute(update(QUESTION).where(*waiting).values(answer=content).returning(QUESTION.c.message))
    return changed.first() is not None


def of_stream(session: Session, stream_id: str) -> BotQuestion | None:
    """The question that this stream answers."""
    return session.scalars(select(BotQuestion).where(QUESTION.c.stream_id == stream_id)).first()


def note_told(session: Session, stream_id: str) -> None:
    """The platform has got the end of this answer."""
    session.execute(update(QUESTION).where(QUESTION.c.stream_id == stream_id).values(is_told=True))


def use_response_url(session: Session, message: str) -> str:
    """The address for one answer later on; empty when there is none, or none any more."""
    found = session.execute(select(QUESTION.c.response_url).where(QUESTION.c.message == message).with_for_update())
    url = found.scalar() or ""
    if url:
        session.execute(update(QUESTION).where(QUESTION.c.message == message).values(response_url=""))
    return url


def return_response_url(session: Session, message: str, url: str) -> None:
    """It was not used after all."""
    session.execute(update(QUESTION).where(QUESTION.c.message == message).values(response_url=url))


def prune(session: Session, *, before: datetime) -> None:
    """Forget what can no longer be answered."""
    session.execute(delete(QUESTION).where(QUESTION.c.asked_at < before))
