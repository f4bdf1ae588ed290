"""Who hears of the mirrors in the platforms' own approvals."""

from cards.card import Tone
from cards.notes import NoteCard
from core.changes import events as e
from core.people import Role
from handlers.announcements import announces
from handlers.context import Context
from handlers.telling import redraw, tell
from storage.changes import get_change
from storage.people import people_with_role


def tell_refused(event: e.FormRefused, ctx: Context) -> None:
    """Administrators read what the platform says against it: it is they who can mend it."""
    words = ctx.wording
    card = NoteCard(
        title=words.say("mirror.refused_title", change_no=event.subject, platform=event.platform), tone=Tone.WARNING,
        text=words.say("mirror.refused", why=event.why),
    )  # fmt: skip
    admins = {person.key for person in people_with_role(ctx.uow.session, Role.ADMIN)}
    tell(admins, card, f"fr{event.subject}{event.platform}{event.at:%y%m%d%H%M}", ctx)


def tell_left_open(event: e.FormLeftOpen, ctx: Context) -> None:
    """Whoever filed the form is asked to end it there."""
    change, words = get_change(ctx.uow.session, event.subject), ctx.wording
    card = NoteCard(
        title=words.say("mirror.left_open_title", change_no=event.subject), tone=Tone.WARNING,
        text=words.say(
            "mirror.left_open", change_no=event.subject, platform=event.platform, number=event.number,
            status=change.status,
        ),
    )  # fmt: skip
    tell({change.requester}, card, f"fl{event.subject}{event.number}", ctx)


announces(e.FormFiled, redraw)
announces(e.FormRefused, redraw, tell_refused)
announces(e.FormLeftOpen, redraw, tell_left_open)
