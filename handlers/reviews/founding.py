"""A group for an inquiry: those whom the matrix names, whoever asks, and nobody else."""

from dataclasses import dataclass

from sqlmodel import Session

from core.reviews.events import GroupNotFounded
from handlers.bus import handles
from handlers.command import Command
from handlers.context import Context
from handlers.errands import ERRANDS, Desk, Errand
from handlers.queries.reviews import insiders
from handlers.reviews.commands import FoundGroup, NoteGroup
from storage.orders import get_order
from storage.people import accounts
from storage.reviews import get_review

FEWEST = 2
"""People in a group; whoever is alone needs none."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A group to be founded: who is in it, by key, with their accounts on the platform."""

    order_no: str
    members: dict[str, str]


def _read(cmd: FoundGroup, session: Session, desk: Desk) -> Wanted:
    """Who has no account there has a card of their own elsewhere."""
    inside = insiders(get_order(session, cmd.order_no), session)
    found = accounts(session, inside, cmd.platform)
    return Wanted(cmd.order_no, {key: found[key] for key in inside if key in found})


def _found(cmd: FoundGroup, wanted: Wanted, desk: Desk) -> Command:
    members = list(wanted.members.values())
    if cmd.platform not in desk.houses or len(members) < FEWEST:
        return NoteGroup(order_no=cmd.order_no, why=desk.words.say("review.too_few"))
    name = desk.words.say("review.title_pre", order_no=cmd.order_no)
    chat = desk.houses[cmd.platform].found_group(name, members, key=f"review.{cmd.order_no}")
    return NoteGroup(order_no=cmd.order_no, chat=f"{cmd.platform}:{chat}", members=list(wanted.members))


def _not_founded(cmd: FoundGroup, why: str) -> Command:
    return NoteGroup(order_no=cmd.order_no, why=why)


ERRANDS[FoundGroup] = Errand(_read, _found, _not_founded)


@handles(NoteGroup)
def note_group(cmd: NoteGroup, ctx: Context) -> None:
    """The brief goes there; without a group everybody has their own card."""
    review = get_review(ctx.uow.session, cmd.order_no, lock=True)
    if cmd.chat:
        ctx.uow.record(*review.meet(cmd.chat, cmd.members, now=ctx.now))
    elif not review.chat:
        ctx.uow.record(GroupNotFounded(at=ctx.now, subject=cmd.order_no, why=cmd.why))
