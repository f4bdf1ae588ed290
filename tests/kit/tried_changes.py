"""A change under review in a story: of a kind of its own, so that the story is about who decides and nothing else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal

from cards.changes.description import Description, Section
from core.changes import ChangeKind, ChangeReason, ChangeRequest, ChangeStatus, Stakes
from handlers.changes import kinds
from handlers.changes.kinds import Kind
from handlers.changes.reviewing import send_for_review
from handlers.context import Context
from storage.changes import get_change
from tests.kit.applied import within
from tests.kit.changing import FIRST, changes_in
from tests.kit.room import Room
from tests.kit.shown import Shown

RND, PRODUCTION, QUALITY, PURCHASING = "zhao.gong", "wang.sheng", "wu.jian", "chen.cai"
REQUESTER, MANAGER, COORDINATOR = "qian.qi", "gao.yuan", "shen.xie"
CHANGE = FIRST
SEAL = "密封圈 6 mm → 8 mm"


def _submit(change: ChangeRequest, reason_code: ChangeReason, stakes: Stakes, ctx: Context) -> None:
    submitted = change.submit(
        {"seal": "8 mm"}, base="A", reason_code=reason_code, reason="旧密封圈漏水", now=ctx.now
    )  # fmt: skip
    ctx.uow.record(*submitted, *change.assess({}, stakes, now=ctx.now))
    send_for_review(change, ctx)


def _describe(change: ChangeRequest, *_: object) -> Description:
    return Description(SEAL, content=(Section("改动", ("− 密封圈 6 mm", "+ 密封圈 8 mm")),))


@contextmanager
def tried_kinds(apply: Callable[[ChangeRequest, Context], None] = lambda change, ctx: None) -> Iterator[None]:
    """Both kinds of change are ones that change nothing but themselves."""
    before = dict(kinds.KINDS)
    kinds.KINDS.update(dict.fromkeys(ChangeKind, Kind(describe=_describe, apply=apply)))
    try:
        yield
    finally:
        kinds.KINDS.clear()
        kinds.KINDS.update(before)


def tries(
    room: Room, *, by: str = "qian.qi", kind: ChangeKind = ChangeKind.ENGINEERING, value: str = "0", late: int = 0
) -> str:
    """Somebody's change goes to review, its card in the group of R&D. Gives its number."""

    def work(ctx: Context) -> None:
        change_no = ctx.uow.next_number("CHG")
        chat = f"{room.platform}:{room.chat('rnd')}"
        change, drafted = ChangeRequest.draft(change_no, kind, "SW-300", base="A", requester=by, chat=chat, now=ctx.now)
        ctx.uow.add(change)
        ctx.uow.record(*drafted)
        _submit(change, ChangeReason.QUALITY, Stakes(value=Decimal(value), newly_late=late), ctx)

    within(room, work)
    return changes_in(room)[-1].change_no


def tries_again(room: Room) -> None:
    """What was sent back is submitted anew."""

    def work(ctx: Context) -> None:
        change = get_change(ctx.uow.session, CHANGE, lock=True)
        _submit(change, change.reason_code, Stakes(), ctx)

    within(room, work)


def the_change(room: Room) -> ChangeRequest:
    """The only one, or the last."""
    return changes_in(room)[-1]


def has_card(room: Room, person: str) -> bool:
    """The change was shown to somebody alone."""
    return any(card.title.startswith(f"{CHANGE} 工程变更") for card in room.cards(person))


def card_of(room: Room, person: str) -> Shown:
    """The newest card of the change in somebody's own chat."""
    return next(
        card for card in reversed(room.cards(person)) if card.title == f"{CHANGE} 工程变更" and len(card.lines) > 3
    )


def public(room: Room) -> Shown:
    """The card that everybody sees."""
    return room.last_card("rnd", CHANGE)


def agrees(room: Room, person: str) -> str:
    """Somebody consents on their card. Gives the toast."""
    return room.taps(person, "同意", on=card_of(room, person))


def answers(room: Room, person: str, answer: str, reason: str, to: str = "") -> str:
    """Somebody says something else with the form of their card. Gives the toast."""
    values = {"answer": answer, "reason": reason} | ({"person": to} if to else {})
    return room.submits(person, values, on=card_of(room, person))


def status(room: Room) -> ChangeStatus:
    """Where the last change is."""
    return the_change(room).status
