"""Who may do what, and who has gone."""

from cards.card import Tone
from cards.notes import NoteCard
from core.errors import NotFound
from core.people import AccountClosed, LastOfRole, Person, Role
from handlers.bus import handles
from handlers.commands import GrantRole, NoteAccountClosed, RevokeRole, ShowRole
from handlers.context import Context
from handlers.handover import hand_over_orders
from handlers.queries.names import Names
from handlers.queries.search import require_person
from storage import people, roster


class UnknownRole(NotFound):
    """`role` as typed, and the `known` ones."""


@handles(ShowRole)
def show_role(cmd: ShowRole, ctx: Context) -> None:
    """A person's roles; one's own when nobody is named."""
    person = _person(cmd.person or ctx.sender.key, ctx)
    text = ctx.wording.say("role.has", name=_name(person, ctx), roles=person.roles)
    ctx.reply(NoteCard(title=ctx.wording.say("role.title"), text=text))


@handles(GrantRole)
def grant_role(cmd: GrantRole, ctx: Context) -> None:
    """Let a person do more."""
    person = _person(cmd.person, ctx)
    ctx.uow.record(*person.grant(_role(cmd.role, ctx), now=ctx.now))
    _say_roles(person, ctx)


@handles(RevokeRole)
def revoke_role(cmd: RevokeRole, ctx: Context) -> None:
    """Let a person do less; the last one who has a needed role stays, and a coordinator's orders go to another."""
    person, role = _person(cmd.person, ctx), _role(cmd.role, ctx)
    ctx.uow.record(*person.revoke(role, holders=_holders(role, ctx), now=ctx.now))
    _say_roles(person, ctx, handed_over=hand_over_orders(ctx))


@handles(NoteAccountClosed)
def note_account_closed(cmd: NoteAccountClosed, ctx: Context) -> None:
    """Nobody acts through this account any more; a person without any other has left."""
    person = people.close_account(ctx.uow.session, cmd.platform, cmd.account)
    if person is None:
        return
    ctx.uow.record(AccountClosed(at=ctx.now, subject=person.key, platform=cmd.platform))
    if not people.has_account(ctx.uow.session, person.key):
        _leave(person, ctx)


def _leave(person: Person, ctx: Context) -> None:
    try:
        ctx.uow.record(*person.leave(coordinators=_holders(Role.COORDINATOR, ctx), now=ctx.now))
    except LastOfRole:
        return  # stays on the list until another one is named; without an account there is nothing they can do
    hand_over_orders(ctx)


def _holders(role: Role, ctx: Context) -> list[str]:
    return [each.key for each in people.people_with_role(ctx.uow.session, role, lock=True)]


def _say_roles(person: Person, ctx: Context, *, handed_over: int = 0) -> None:
    words, name = ctx.wording, _name(person, ctx)
    said = [words.say("role.changed" if person.roles else "role.none", name=name, roles=person.roles)]
    if handed_over:
        heir = Names(ctx.uow.session, words.is_chinese).person(roster.coordinator(ctx.uow.session))
        said.append(words.say("role.handed_over", count=handed_over, person=heir))
    text = "\n".join(said)
    ctx.reply(NoteCard(title=ctx.wording.say("role.title"), tone=Tone.GOOD, text=text))


def _name(person: Person, ctx: Context) -> str:
    return Names(ctx.uow.session, ctx.wording.is_chinese).person(person.key)


def _person(words: str, ctx: Context) -> Person:
    return require_person(ctx.uow.session, words, ctx.wording)


def _role(words: str, ctx: Context) -> Role:
    for role in Role:
        if words.casefold() in (role.value.casefold(), ctx.wording.label(role).casefold()):
            return role
    raise UnknownRole(role=words, known=list(Role))
