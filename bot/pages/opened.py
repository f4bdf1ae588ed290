"""From a link to the form as it stands: on the living card as it is now, or on the notice that was sent."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from bot.pages.shut import Shut, Why
from cards.card import Card, Form, from_notice
from cards.wording import Wording
from core.errors import NotFound
from handlers.drawing import draw
from storage import tickets
from storage.roster import Acting, acting
from storage.tables import LivingCard
from storage.tickets import FormTicket


@dataclass(frozen=True, slots=True)
class Opened:
    """A form that can be filled in."""

    ticket: FormTicket
    card: Card
    form: Form
    message: str
    """Where the card stands now: it may have been sent anew since the link was given out."""


def platform_of(ticket: FormTicket) -> str:
    """The platform whose card the form is on."""
    return ticket.lane.partition(":")[0]


def find_ticket(session: Session, ticket_id: str | None) -> tuple[FormTicket, Acting]:
    """The ticket and its person, while they may still act. Raises Shut."""
    ticket = tickets.find(session, ticket_id) if ticket_id else None
    if ticket is None:
        raise Shut(Why.UNKNOWN)
    person = acting(session, platform_of(ticket), ticket.account)
    if person is None or person.key != ticket.person:
        raise Shut(Why.REVOKED)
    return ticket, person


def open_form(session: Session, ticket: FormTicket, words: Wording, today: date, now: datetime) -> Opened:
    """The form of an unused ticket. Raises Shut."""
    if ticket.expires_at <= now:
        raise Shut(Why.EXPIRED)
    card, message = card_of(session, ticket, words, today)
    form = card.fillable if card is not None else None
    if card is None or form is None or form.name != ticket.form:
        raise Shut(Why.GONE)
    return Opened(ticket, card, form, message)


def card_of(session: Session, ticket: FormTicket, words: Wording, today: date) -> tuple[Card | None, str]:
    """The card as it is now and the message it is on; None when there is none any more."""
    living = session.get(LivingCard, ticket.card) if ticket.card is not None else None
    if living is None:
        return _noticed(session, ticket), ticket.message
    try:
        return draw(session, living.subject, living.kind, words, today), living.message or ticket.message
    except NotFound:
        return None, ticket.message


def _noticed(session: Session, ticket: FormTicket) -> Card | None:
    notice = tickets.notice_on(session, ticket.lane, ticket.message)
    try:
        return from_notice(notice) if notice is not None else None
    except (KeyError, ValueError):
        return None  # kept by an earlier release, whose cards had other parts
