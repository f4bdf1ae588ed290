"""Personal links to forms: given out, sent once, forgotten."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Index, delete, select, update
from sqlmodel import Field, Session

from core.entity import Entity, aware_column, json_column
from storage import living
from storage.outbox import OUTBOX
from storage.tables import MessageState, core_table


class FormTicket(Entity, table=True):
    """One personal link to a form on a card of ours: opened as often as one likes, sent once."""

    __tablename__ = "form_ticket"
    __table_args__ = (Index("ix_form_ticket_expires", "expires_at"),)

    id: str = Field(primary_key=True)
    """Random; in the link it is signed."""
    person: str
    account: str
    """The person's user id on the lane's platform."""
    lane: str
    message: str
    """The platform's id of the message that the card was on when the link was given out."""
    card: int | None = None
    """The living card on that message; it may have been sent anew since."""
    form: str
    """The name of the form on the card."""
    typed: dict[str, str] = Field(default_factory=dict, sa_column=Column(json_column(), nullable=False))
    """What was typed under the link before this one."""
    said: str = ""
    """Why that did not do."""
    created_at: datetime = Field(sa_column=aware_column())
    expires_at: datetime = Field(sa_column=aware_column())
    used_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    told: str = ""
    """What came of it, in words; empty until that is known."""
    told_as: str = ""
    """`success`, `info`, `warning` or `error`."""
    followed_by: str = ""
    """The ticket with which one goes on."""


TICKET = core_table(FormTicket)

LIFETIME = timedelta(minutes=30)
"""So long a link can be sent: enough to look something up, too short to be worth passing on."""
ID_BYTES = 16


def issue(
    session: Session, *, person: str, account: str, lane: str, message: str, form: str, now: datetime,
    typed: Mapping[str, str] | None = None, said: str = "",
) -> FormTicket:  # fmt: skip
    """Give out a link to the form of this name, on the card of ours that stands in this message of this lane.

    `person` is a key, `account` their user id on the lane's platform. `typed` and `said` go on from a link before.
    """
    card = living.card_by_message(session, message)
    ticket = FormTicket(
        id=secrets.token_urlsafe(ID_BYTES), person=person, account=account, lane=lane, message=message,
        card=card.id if card is not None else None, form=form, typed=dict(typed or {}), said=said,
        created_at=now, expires_at=now + LIFETIME,
    )  # fmt: skip
    session.add(ticket)
    session.flush()
    return ticket


def find(session: Session, ticket_id: str) -> FormTicket | None:
    """The link of this id, in whatever state."""
    return session.get(FormTicket, ticket_id)


def take(session: Session, ticket_id: str, now: datetime) -> FormTicket | None:
    """Use a link up. None when somebody already has, when its time is over, or when there is none."""
    is_good = (TICKET.c.id == ticket_id, TICKET.c.used_at.is_(None), TICKET.c.expires_at > now)
    taken = session.execute(update(TICKET).where(*is_good).values(used_at=now).returning(TICKET.c.id)).first()
    return session.get(FormTicket, ticket_id, populate_existing=True) if taken is not None else None


def note(session: Session, ticket_id: str, *, told: str, told_as: str, followed_by: str = "") -> None:
    """Write down what came of a link that was sent, and with which one goes on."""
    told_now = {"told": told, "told_as": told_as, "followed_by": followed_by}
    session.execute(update(TICKET).where(TICKET.c.id == ticket_id).values(**told_now))


def notice_on(session: Session, lane: str, message: str) -> dict[str, Any] | None:
    """The words of the notice that a message shows, or is about to show; None for any other message."""
    is_on_its_way = (OUTBOX.c.lane == lane, OUTBOX.c.state == MessageState.PENDING, OUTBOX.c.replaces == message)
    for where in (is_on_its_way, (OUTBOX.c.message == message, OUTBOX.c.state == MessageState.SENT)):
        if (notice := _newest_notice(session, *where)) is not None:
            return notice
    return None


def _newest_notice(session: Session, *where: ColumnElement[bool]) -> dict[str, Any] | None:
    newest = select(OUTBOX.c.notice).where(OUTBOX.c.card.is_(None), *where).order_by(OUTBOX.c.seq.desc()).limit(1)
    notice: dict[str, Any] | None = session.execute(newest).scalar()
    return notice


def prune(session: Session, *, before: datetime) -> None:
    """Forget the links whose time was over by then, and what was typed under them."""
    session.execute(delete(TICKET).where(TICKET.c.expires_at < before))
