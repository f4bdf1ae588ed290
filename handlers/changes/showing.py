"""The cards of a change: the public one in its chat, and the one of each person who is asked."""

from cards.card import Card
from cards.changes.change_card import ChangeCard
from cards.superseded import SupersededCard
from core.changes import ChangeRequest, ChangeStatus
from handlers.changes.kinds import KINDS
from handlers.context import Context
from handlers.drawing import Subject, draws
from handlers.ownership import lanes_to
from handlers.queries.changes import change_view
from handlers.queries.receipts import sections_of
from storage import living
from storage.changes import get_change
from storage.outbox import Wait

PUBLIC = "change"
"""The kind of card that everybody sees while others decide, and afterwards."""


@draws(PUBLIC)
def draw_change(it: Subject) -> Card:
    """A change as everybody sees it."""
    return _card(it, "")


@draws("approve")
def draw_approval(it: Subject) -> Card:
    """A change as the person in `detail` sees it, who is asked about it."""
    return _card(it, it.detail)


def show_change_card(change: ChangeRequest, ctx: Context) -> None:
    """The sender sees it now: with what they can decide in private, without it where they ask."""
    if change.to_answer(ctx.sender.key):
        ask(change.change_no, ctx.sender.key, ctx, wait=Wait.PERSON)
        return
    turn_card(change, ctx)
    place(change.change_no, card_of(change), ctx.place.chat, ctx, wait=Wait.PERSON)


def ask(change_no: str, person: str, ctx: Context, *, wait: Wait = Wait.NOBODY) -> None:
    """This person's card, as news, where they are reached alone."""
    for lane in lanes_to([person], ctx).values():
        place(change_no, f"approve:{person}", lane, ctx, wait=wait)


def turn_card(change: ChangeRequest, ctx: Context) -> None:
    """One message per chat: that of whoever writes it down is the public one from the review on, and back again."""
    session, own, now = ctx.uow.session, KINDS[change.kind].card, card_of(change)
    for card in living.cards_of(session, change.change_no):
        is_other = card.kind in (own, PUBLIC) and card.kind != now
        if is_other and living.find(session, change.change_no, now, card.chat) is None:
            living.retarget(session, card, change.change_no, now)
    ctx.uow.mark_stale(change.change_no)


def card_of(change: ChangeRequest) -> str:
    """The kind of card that shows it to everybody now."""
    is_written = change.status in (ChangeStatus.DRAFT, ChangeStatus.SUBMITTED) or not change.round
    return KINDS[change.kind].card if is_written else PUBLIC


def place(change_no: str, kind: str, lane: str, ctx: Context, *, wait: Wait = Wait.NOBODY) -> None:
    """The card of this kind, anew; an older one in the same chat points to it."""
    old = SupersededCard.of(change_no, ctx.wording).to_notice()
    ctx.uow.show_card(change_no, kind, lane, superseded=old, wait=wait)


def _card(it: Subject, reader: str) -> Card:
    change = get_change(it.session, it.number)
    description = KINDS[change.kind].describe(change, it.session, it.names, it.words, it.today)
    afterwards = sections_of(change, it.names, it.words)
    view = change_view(change, description, it.names, reader=reader, afterwards=afterwards)
    return ChangeCard.of(view, it.words)
