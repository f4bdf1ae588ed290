"""Living cards: from a subject and a kind to the card that shows its present state."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from cards.card import Card, from_notice
from cards.wording import Wording
from handlers.queries.names import Names
from storage import living, outbox, tickets


@dataclass(frozen=True, slots=True)
class Subject:
    """What a card is drawn of. `detail` is the part of its kind behind the colon: `production` of `task:production`."""

    number: str
    detail: str
    session: Session
    names: Names
    words: Wording
    today: date


Drawer = Callable[[Subject], Card]

DRAWERS: dict[str, Drawer] = {}
"""Kind of card (without its detail) to the function that draws it."""


def draws(kind: str) -> Callable[[Drawer], Drawer]:
    """Register the function that draws the cards of a kind."""

    def register(draw: Drawer) -> Drawer:
        if kind in DRAWERS:
            raise TypeError(f"cards of kind {kind} are drawn twice")
        DRAWERS[kind] = draw
        return draw

    return register


def draw(session: Session, subject: str, kind: str, words: Wording, today: date) -> Card:
    """The card of a subject as it is now. `kind` is one of `DRAWERS`, with its detail behind a colon."""
    name, _, detail = kind.partition(":")
    return DRAWERS[name](Subject(subject, detail, session, Names(session, words.is_chinese), words, today))


def drawn_on(session: Session, message: str, words: Wording, today: date) -> Card | None:
    """The card that stands on a message of ours: a living one as it is now, a notice as it was; None for another's.

    A message that cannot be changed any more stands for the living card that has gone on elsewhere.
    """
    living_card = living.card_by_message(session, message)
    if living_card is None:
        notice = tickets.notice_on(session, outbox.lane_of(session, message), message)
        if notice is not None:
            return from_notice(notice)
        living_card = living.card_behind(session, message)
    return draw(session, living_card.subject, living_card.kind, words, today) if living_card is not None else None
