"""Living cards: which card follows what in which chat, and whether it shows the present state."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlmodel import Session

from storage import outbox
from storage.outbox import Owed, Wait
from storage.statement import Prepared
from storage.tables import LivingCard, core_table

CARD = core_table(LivingCard)

CALLBACK_GRACE = timedelta(seconds=1)
"""Feishu refuses to update a card while a click on it is unanswered; the answer carries the card anyway."""


def cards_of(session: Session, subject: str) -> list[LivingCard]:
    """Every chat's card of this subject."""
    cards = session.scalars(select(LivingCard).where(CARD.c.subject == subject).order_by(CARD.c.id))
    return list(cards)


def card_by_message(session: Session, message: str) -> LivingCard | None:
    """The living card a platform's message shows, if it is one."""
    return session.scalars(select(LivingCard).where(CARD.c.message == message)).first() if message else None


def card_behind(session: Session, message: str) -> LivingCard | None:
    """The living card that a message showed before another one took its place."""
    number = outbox.card_of(session, message)
    return session.get(LivingCard, number) if number is not None else None


def lane_of(session: Session, message: str) -> str:
    """The chat that a message of ours, living card or notice, stands in; empty when it is none of ours."""
    card = card_by_message(session, message)
    return card.chat if card is not None else outbox.lane_of(session, message)


def find(session: Session, subject: str, kind: str, chat: str) -> LivingCard | None:
    """The subject's card of this kind in this chat."""
    return session.scalars(select(LivingCard).where(*_is(subject, kind, chat))).first()


def place(
    session: Session, subject: str, kind: str, chat: str, *, now: datetime, due_at: datetime | None = None,
    reply_to: str = "", wait: Wait = Wait.NOBODY,
) -> None:  # fmt: skip
    """Have this subject's card of this kind in this chat; one that is there already is brought up to date."""
    # Two who ask for the same card at the same moment get one.
    new = {"subject": subject, "kind": kind, "chat": chat, "message": "", "wanted": 0, "shown": 0, "issue": 1}
    _PLACING.count(session, new)
    card = _PLACED.rows(session, {"of": subject, "as": kind, "in": chat})[0]
    _owe(session, card, now=now, due_at=due_at or now, wait=wait, reply_to=reply_to)


_CARDS = Prepared(lambda _: select(*CARD.c).where(CARD.c.subject == bindparam("of")).order_by(CARD.c.id))
_PLACED = Prepared(
    lambda _: select(*CARD.c).where(
        CARD.c.subject == bindparam("of"), CARD.c.kind == bindparam("as"), CARD.c.chat == bindparam("in")
    )
)
_PLACING = Prepared(
    lambda kind: kind.insert(CARD).inline().on_conflict_do_nothing(),
    given=("subject", "kind", "chat", "message", "wanted", "shown", "issue"),
)


def mark_stale(
    session: Session, subject: str, *, now: datetime, tapped: str = "",
    rest: Callable[[str], timedelta] = lambda chat: timedelta(0),
) -> None:  # fmt: skip
    """The subject has changed: all its cards are owed, each after its chat's `rest` if it has been shown before.

    `tapped` is a message that is being clicked on.
    """
    for card in _CARDS.rows(session, {"of": subject}):
        is_tapped = bool(tapped) and card.message == tapped
        after = max(rest(card.chat) if card.message else timedelta(0), CALLBACK_GRACE if is_tapped else timedelta(0))
        _owe(session, card, now=now, due_at=now + after, wait=Wait.NOBODY)


def catch_up(session: Session, chat: str, *, now: datetime) -> None:
    """A chat can be written to again: its cards that went stale meanwhile are owed."""
    for card in behind(session, chat):
        _owe(session, card, now=now, due_at=now, wait=Wait.NOBODY)


def behind(session: Session, chat: str) -> list[LivingCard]:
    """A chat's cards that do not show the present state."""
    return list(
        session.scalars(select(LivingCard).where(CARD.c.chat == chat, CARD.c.shown < CARD.c.wanted).order_by(CARD.c.id))
    )


def retarget(session: Session, card: LivingCard, subject: str, kind: str) -> None:
    """The same message follows another subject from now on: a form that has become an order."""
    card.subject, card.kind = subject, kind
    session.add(card)
    session.flush()


def note_shown(session: Session, card_id: int, shown: int) -> None:
    """A callback's answer has carried this state to the platform already."""
    session.execute(update(CARD).where(CARD.c.id == card_id, CARD.c.shown < shown).values(shown=shown))


def reissue(
    session: Session, card: LivingCard, *, now: datetime, superseded: dict[str, Any], reply_to: str = "",
    wait: Wait = Wait.NOBODY,
) -> None:  # fmt: skip
    """Send the card anew and let the old message say so, while the platform still takes updates of it."""
    session.refresh(card, with_for_update=True)
    if not card.message:
        _owe(session, card, now=now, due_at=now, wait=wait, reply_to=reply_to)
        return
    outbox.enqueue(
        session,
        Owed(
            lane=card.chat, key=f"c{card.id}.{card.issue}.old", due_at=now, subject=card.subject,
            notice=superseded, replaces=card.message,
        ),
        now=now,
    )  # fmt: skip
    card.message, card.issue, card.shown = "", card.issue + 1, 0
    session.add(card)
    session.flush()
    _owe(session, card, now=now, due_at=now, wait=wait, reply_to=reply_to)


_WANTING = Prepared(lambda _: update(CARD).where(CARD.c.id == bindparam("card")).values(wanted=CARD.c.wanted + 1))


def _is(subject: str, kind: str, chat: str) -> tuple[ColumnElement[bool], ...]:
    return CARD.c.subject == subject, CARD.c.kind == kind, CARD.c.chat == chat


def _owe(session: Session, card: Any, *, now: datetime, due_at: datetime, wait: Wait, reply_to: str = "") -> None:
    _WANTING.count(session, {"card": card.id})
    outbox.enqueue(
        session,
        Owed(
            lane=card.chat, key=f"c{card.id}.{card.issue}", due_at=due_at, card=card.id, subject=card.subject,
            wait=wait, reply_to=reply_to,
        ),
        now=now,
    )  # fmt: skip
