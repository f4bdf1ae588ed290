"""What came of a submission: told on the page, and gone on with where something was wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from bot.inbound import Toast
from bot.pages.opened import Opened, card_of
from cards.card import Form
from cards.wording import Wording
from storage import tickets
from storage.tickets import FormTicket

GOOD = "success"


@dataclass(frozen=True, slots=True)
class Next:
    """What one goes on with."""

    form: str
    message: str


def what_next(session: Session, opened: Opened, toast: Toast, words: Wording, today: date) -> Next | None:
    """The form to go on with: the same once more, or what the card asks for now."""
    card, message = card_of(session, opened.ticket, words, today)
    form = card.fillable if card is not None else None
    return Next(form.name, message) if form is not None and _goes_on(opened.form, form, toast) else None


def note_outcome(
    session: Session, ticket: FormTicket, toast: Toast, next_: Next | None, typed: Mapping[str, str], now: datetime
) -> None:
    """Keep what the person is told; with a new link, where one goes on, that knows what was typed and did not do."""
    followed_by = ""
    if next_ is not None:
        is_good = toast.kind == GOOD
        followed_by = tickets.issue(
            session, person=ticket.person, account=ticket.account, lane=ticket.lane, message=next_.message,
            form=next_.form, now=now, typed={} if is_good else typed, said="" if is_good else toast.text,
        ).id  # fmt: skip
    tickets.note(session, ticket.id, told=toast.text, told_as=toast.kind, followed_by=followed_by)


def _goes_on(before: Form, after: Form, toast: Toast) -> bool:
    """The same form again where it did not do; after one that did, what the card asks for now."""
    if toast.kind != GOOD:
        return after.name == before.name
    return (after.name, _asked(after)) != (before.name, _asked(before))


def _asked(form: Form) -> list[str]:
    return [field.name for field in form.fields]
