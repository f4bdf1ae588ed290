"""Who hears of receipts, dispositions and customers' consents."""

from cards.card import Tone
from cards.notes import NoteCard
from cards.superseded import SupersededCard
from core.changes import events as e
from core.changes import followed as f
from core.changes.notice import LAST_LEVEL
from core.people import Role
from handlers.announcements import announces
from handlers.changes import consenting
from handlers.changes.receipts import start_clock
from handlers.context import Context
from handlers.ownership import lanes_to
from handlers.queries.names import Names
from handlers.telling import redraw, tell
from storage import roster
from storage.changes import get_change
from storage.outbox import Wait
from storage.people import people_with_role


def place_receipt(event: f.NoticeOwed, ctx: Context) -> None:
    """Their card, and the clock that runs until nothing is awaited of them.

    Who cannot be reached is acknowledged for by their lead, else by the coordinator: the card is theirs then.
    """
    session = ctx.uow.session
    lead = roster.leads(session).get(get_change(session, event.subject).notice_of(event.person).department, "")
    for reader in (event.person, lead, roster.coordinator(session)):
        if lanes := lanes_to({reader} - {""}, ctx):
            for lane in lanes.values():
                ctx.uow.place_card(event.subject, f"receipt:{event.person}", lane, wait=Wait.NOBODY)
            break
    start_clock(event.subject, event.person, 1, ctx)


def chase(event: f.NoticeChased, ctx: Context) -> None:
    """The next one in the line gets the card, managers a word; and the clock starts again."""
    if event.level == LAST_LEVEL:
        tell(set(event.chased), _unanswered(event, ctx), f"cm{event.subject}.{event.person}", ctx)
        return
    old = SupersededCard.of(event.subject, ctx.wording).to_notice()
    for lane in lanes_to(event.chased, ctx).values():
        ctx.uow.show_card(event.subject, f"receipt:{event.person}", lane, superseded=old, wait=Wait.NOBODY)
    start_clock(event.subject, event.person, event.level + 1, ctx)


def chase_consent(event: f.ConsentChased, ctx: Context) -> None:
    """The next one in the line gets the card, managers theirs anew; and the clock starts again."""
    old = SupersededCard.of(event.subject, ctx.wording).to_notice()
    for person, lane in lanes_to(event.chased, ctx).items():
        ctx.uow.show_card(event.subject, f"consent:{person}", lane, superseded=old, wait=Wait.NOBODY)
    if event.level < LAST_LEVEL:
        consenting.start_clock(event.subject, event.customer, event.level + 1, ctx)


def _unanswered(event: f.NoticeChased, ctx: Context) -> NoteCard:
    words, change = ctx.wording, get_change(ctx.uow.session, event.subject)
    person = _name(event.person, ctx)
    return NoteCard(
        title=words.say("receipt.unanswered_title", change_no=event.subject, person=person), tone=Tone.BAD,
        text=words.say(
            "receipt.unanswered", person=person, since=words.moment(change.notice_of(event.person).asked_at),
            change_no=event.subject,
        ),
    )  # fmt: skip


def ask_customer(event: f.CustomerAsked, ctx: Context) -> None:
    """Who asks the customer has a card to note the answer on; managers one to do without."""
    readers = {event.owner, *(person.key for person in people_with_role(ctx.uow.session, Role.MANAGER))}
    for person, lane in lanes_to(readers, ctx).items():
        ctx.uow.place_card(event.subject, f"consent:{person}", lane, wait=Wait.NOBODY)
    consenting.start_clock(event.subject, event.customer, 1, ctx)


def go_on(event: f.CustomerConsented | f.CustomersWaived, ctx: Context) -> None:
    """It takes effect once no customer is waited for."""
    consenting.release(get_change(ctx.uow.session, event.subject), ctx)


def tell_waived(event: f.CustomersWaived, ctx: Context) -> None:
    """Who was to ask the customers, and who wanted the change, read who decided, and why."""
    words, change = ctx.wording, get_change(ctx.uow.session, event.subject)
    card = NoteCard(
        title=words.say("consent.waived_title", change_no=event.subject), tone=Tone.WARNING,
        text=words.say("consent.waived_note", person=_name(event.person, ctx), reason=event.reason),
    )  # fmt: skip
    asked = {it.owner for it in change.current_consents if it.customer in event.customers}
    tell({change.requester} | asked, card, f"cw{event.subject}.{change.revision}", ctx)


def tell_closed(event: e.ChangeClosed, ctx: Context) -> None:
    """Who wanted the change reads that everybody knows and nothing of the old is undecided."""
    words, change = ctx.wording, get_change(ctx.uow.session, event.subject)
    if not change.notices:
        return
    card = NoteCard(
        title=words.say("receipt.closed_title", change_no=event.subject), tone=Tone.GOOD,
        text=words.say(
            "receipt.closed_note", count=len(change.notices), places=len(change.dispositions) or None
        ),
    )  # fmt: skip
    tell({change.requester}, card, f"cc{event.subject}", ctx)


def _name(person: str, ctx: Context) -> str:
    return Names(ctx.uow.session, ctx.wording.is_chinese).person(person)


announces(f.NoticeOwed, redraw, place_receipt)
announces(f.NoticeAcknowledged, redraw)
announces(f.NoticeChased, redraw, chase)
announces(f.DispositionOwed, redraw)
announces(f.DispositionDecided, redraw)
announces(f.WorkOwed, redraw)
announces(f.WorkDecided, redraw)
announces(f.CustomerAsked, redraw, ask_customer)
announces(f.ConsentChased, redraw, chase_consent)
announces(f.CustomerConsented, redraw, go_on)
announces(f.CustomersWaived, redraw, tell_waived, go_on)
