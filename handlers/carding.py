"""What a small card has no room for: its details, and a page for its form."""

from cards.card import Card, Tone
from cards.turns import LinkCard
from cards.wecom import details_of
from core.errors import StaleCard
from handlers.bus import handles
from handlers.card_commands import OpenForm, ShowDetails
from handlers.context import Context
from handlers.drawing import drawn_on
from storage import tickets


@handles(ShowDetails)
def show_details(cmd: ShowDetails, ctx: Context) -> None:
    """To whoever asked alone, wherever the card stands: others have not asked."""
    ctx.private_replies.append(details_of(_card(ctx), ctx.wording))


@handles(OpenForm)
def open_form(cmd: OpenForm, ctx: Context) -> None:
    """A link for the one who tapped, good once and for half an hour."""
    card, words = _card(ctx), ctx.wording
    form = card.fillable
    if form is None or form.name != cmd.form:
        raise StaleCard()
    ticket = tickets.issue(
        ctx.uow.session, person=ctx.sender.key, account=ctx.place.private.partition("@")[2], lane=ctx.place.chat,
        message=ctx.place.message, form=form.name, now=ctx.now,
    )  # fmt: skip
    ctx.private_replies.append(
        LinkCard(
            title=card.title, subtitle=card.subtitle, tone=Tone.BUSY, text=words.say("wecom.form"),
            link_text=words.say("wecom.open_form"), url=ctx.rules.form_url(ticket.id),
        )
    )  # fmt: skip


def _card(ctx: Context) -> Card:
    card = drawn_on(ctx.uow.session, ctx.place.message, ctx.wording, ctx.today)
    if card is None:
        raise StaleCard()
    return card
