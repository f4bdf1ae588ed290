"""Hand-overs: offered, and moved only when the receiver accepts. Until then everything stays with whoever has it."""

from core.errors import BadInput, NotAllowed, NotFound, WrongState
from core.handovers import AlreadyOffered, HandOver, HandOverToSelf
from core.orders import NodeKind
from core.people import Person, Role
from handlers.bus import handles
from handlers.context import Context
from handlers.handovers.commands import (
    AcceptHandOver,
    DeclineHandOver,
    LapseHandOver,
    OfferHandOver,
    WithdrawHandOver,
)
from handlers.handovers.kinds import HAND_OVERS, kind_of
from handlers.ownership import name_of
from handlers.queries.names import Names
from handlers.queries.search import only_order, require_person
from storage import roster
from storage.handovers import get_handover, open_handover

Thing = tuple[str, str, str]
"""Kind, number, part."""


class HandOverIncomplete(BadInput):
    """To whom `words` goes, or why, is not said."""


class NothingToHandOver(WrongState):
    """Of `words` nothing is left that anybody answers for."""


class CannotBeTheirs(BadInput):
    """`person` cannot take it over: that takes one of the roles `roles`, in the department it is about."""


@handles(OfferHandOver)
def offer(cmd: OfferHandOver, ctx: Context) -> None:
    """Ask somebody; nothing moves by asking."""
    thing, told = _thing(cmd, ctx)
    kind, ref, part = thing
    receiver, reason = _receiver(cmd.words, told, ctx)
    owner = _owner(thing, cmd.words, ctx)
    _require_may_give(owner, ctx)
    if owner == receiver.key:
        raise HandOverToSelf(person=name_of(owner, ctx))
    _require_can_be(thing, receiver, ctx)
    known = open_handover(ctx.uow.session, kind, ref, part)
    if known is not None:
        raise AlreadyOffered(handover_no=known.handover_no, person=name_of(known.receiver, ctx))
    lapses_at = ctx.rules.calendar(ctx.uow.session).add_work_minutes(ctx.now, ctx.rules.handover_work_minutes)
    made, offered = HandOver.offer(
        ctx.uow.next_number("HO"), kind, ref, part, giver=owner, receiver=receiver.key, by=ctx.sender.key,
        reason=reason, lapses_at=lapses_at, now=ctx.now,
    )  # fmt: skip
    ctx.uow.add(made)
    ctx.uow.record(*offered)
    ctx.remind(_timer(made.handover_no), lapses_at, LapseHandOver(handover_no=made.handover_no))


@handles(AcceptHandOver)
def accept(cmd: AcceptHandOver, ctx: Context) -> None:
    """It moves, if it still is the giver's; if it is not, there is nothing left to accept."""
    made = _for_receiver(cmd.handover_no, ctx)
    thing = (made.kind, made.ref, made.part)
    if made.is_open and HAND_OVERS[made.kind].owner(made.ref, made.part, ctx.uow.session) != made.giver:
        ctx.uow.record(*made.lapse(now=ctx.now))
        ctx.uow.drop_timer(_timer(made.handover_no))
        return
    accepted = made.accept(ctx.sender.key, now=ctx.now)
    if accepted:
        receiver = ctx.uow.session.get(Person, made.receiver)
        assert receiver is not None
        _require_can_be(thing, receiver, ctx)
        HAND_OVERS[made.kind].move(made, ctx)
        ctx.uow.drop_timer(_timer(made.handover_no))
    ctx.uow.record(*accepted)


@handles(DeclineHandOver)
def decline(cmd: DeclineHandOver, ctx: Context) -> None:
    """It stays where it is."""
    made = _for_receiver(cmd.handover_no, ctx)
    ctx.uow.record(*made.decline(ctx.sender.key, cmd.reason, now=ctx.now))
    ctx.uow.drop_timer(_timer(made.handover_no))


@handles(WithdrawHandOver)
def withdraw(cmd: WithdrawHandOver, ctx: Context) -> None:
    """The giver, or whoever offered it for them, keeps it after all."""
    made = get_handover(ctx.uow.session, cmd.handover_no, lock=True)
    if ctx.sender.key != made.offered_by:
        _require_may_give(made.giver, ctx)
    ctx.uow.record(*made.withdraw(ctx.sender.key, now=ctx.now))
    ctx.uow.drop_timer(_timer(made.handover_no))


@handles(LapseHandOver)
def lapse(cmd: LapseHandOver, ctx: Context) -> None:
    """The time is over."""
    made = get_handover(ctx.uow.session, cmd.handover_no, lock=True)
    ctx.uow.record(*made.lapse(now=ctx.now))


def _timer(handover_no: str) -> str:
    return f"handover:{handover_no}"


def _for_receiver(handover_no: str, ctx: Context) -> HandOver:
    made = get_handover(ctx.uow.session, handover_no, lock=True)
    if ctx.sender.key != made.receiver:
        raise NotAllowed(who=[name_of(made.receiver, ctx)])
    return made


def _owner(thing: Thing, words: str, ctx: Context) -> str:
    kind, ref, part = thing
    owner = HAND_OVERS[kind].owner(ref, part, ctx.uow.session)
    if not owner:
        raise NothingToHandOver(words=words)
    return owner


# --- what, to whom, why ----------------------------------------------------------------------


def _thing(cmd: OfferHandOver, ctx: Context) -> tuple[Thing, str]:
    """What the words are about, and the rest of them. Of an order a milestone or a department may be named first."""
    kind = kind_of(cmd.words)
    if kind:
        return (kind, cmd.words.upper(), ""), cmd.told
    order_no = only_order(ctx.uow.session, cmd.words).order_no
    first, _, rest = cmd.told.partition(" ")
    node = next((it for it in NodeKind if first.casefold() in (it.value.casefold(), _label(it, ctx))), None)
    if node is not None:
        return ("node", order_no, node.value), rest.strip()
    department = _department(first, ctx)
    if department:
        return ("department", order_no, department), rest.strip()
    return ("order", order_no, ""), cmd.told


def _label(node: NodeKind, ctx: Context) -> str:
    return ctx.wording.label(node).casefold()


def _department(words: str, ctx: Context) -> str:
    names = Names(ctx.uow.session, ctx.wording.is_chinese)
    called = {key: (key, names.department(key).casefold()) for key in roster.departments(ctx.uow.session)}
    return next((key for key, names_ in called.items() if words.casefold() in names_), "")


def _receiver(words: str, told: str, ctx: Context) -> tuple[Person, str]:
    """The person the words begin with, whose name may be two words, and why."""
    parts = told.split()
    if len(parts) < 2:
        raise HandOverIncomplete(words=words)
    for count in (2, 1):
        try:
            person = require_person(ctx.uow.session, " ".join(parts[:count]), ctx.wording)
        except NotFound:
            if count == 1:
                raise
            continue
        reason = " ".join(parts[count:])
        if reason:
            return person, reason
    raise HandOverIncomplete(words=words)


# --- who may ---------------------------------------------------------------------------------


def _require_may_give(owner: str, ctx: Context) -> None:
    """Whoever has it, the lead of their department and the coordinators."""
    sender = ctx.sender
    found = ctx.uow.session.get(Person, owner)
    is_lead = found is not None and found.department in sender.leads
    if not (sender.is_program or sender.key == owner or is_lead or Role.COORDINATOR in sender.roles):
        raise NotAllowed(who=[name_of(owner, ctx)])


def _require_can_be(thing: Thing, person: Person, ctx: Context) -> None:
    kind, ref, part = thing
    how = HAND_OVERS[kind]
    roles = how.who_may(ref, part, ctx.uow.session)
    if not (set(person.roles) & roles and how.belongs(ref, part, person)):
        raise CannotBeTheirs(person=name_of(person.key, ctx), roles=sorted(roles))
