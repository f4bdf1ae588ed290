"""Writing an engineering change down: the item, the lines, why, and from when on."""

from collections.abc import Mapping

from sqlmodel import Session

from core.changes import ChangeKind, ChangeRequest
from core.changes.engineering import EngineeringContent
from core.changes.errors import MadeOfItself, NotMade, NotYourChange
from core.changes.redline import Line, applied, settled
from core.errors import NotFound
from core.people import Role
from core.supply import Item, ItemKind
from handlers.bus import handles
from handlers.context import Context
from handlers.engineering.commands import AssessEcn, DiscardEcn, StartEcn, SubmitEcn
from handlers.ownership import name_of
from storage import revisions
from storage.changes import get_change
from storage.outbox import Wait

NEAREST = 3


@handles(StartEcn)
def start_ecn(cmd: StartEcn, ctx: Context) -> None:
    """A draft with what was said, for the rest to be filled in."""
    codes = item_codes(ctx.uow.session)
    item = _made(_code(cmd.item, codes), ctx)
    change, drafted = ChangeRequest.draft(
        ctx.uow.next_number("CHG"), ChangeKind.ENGINEERING, item.item_code, base=item.revision,
        requester=ctx.sender.key, chat=ctx.place.chat, now=ctx.now,
    )  # fmt: skip
    change.content = cmd.content.model_dump(mode="json")
    ctx.uow.add(change)
    ctx.uow.record(*drafted)
    ctx.uow.place_card(change.change_no, "ecn", ctx.place.chat, reply_to=ctx.place.message, wait=Wait.PERSON)


@handles(SubmitEcn)
def submit_ecn(cmd: SubmitEcn, ctx: Context) -> None:
    """Check it against the item as it is made now, and have worked out what it would do."""
    change = _own(cmd.change_no, ctx)
    change.require_revision(cmd.revision)
    item = _made(change.target, ctx)
    content = checked(cmd.content.require_complete(), item, ctx)
    assert content.reason_code is not None
    submitted = change.submit(
        content.model_dump(mode="json"), base=item.revision, reason_code=content.reason_code, reason=content.reason,
        now=ctx.now,
    )  # fmt: skip
    change.is_temporary = content.is_temporary
    ctx.uow.record(*submitted)
    owe_assessment(change, ctx)


@handles(DiscardEcn)
def discard_ecn(cmd: DiscardEcn, ctx: Context) -> None:
    """It ends here."""
    change = _own(cmd.change_no, ctx)
    change.require_revision(cmd.revision)
    ctx.uow.record(*change.withdraw(ctx.sender.key, now=ctx.now))


def owe_assessment(change: ChangeRequest, ctx: Context, attempt: int = 1) -> None:
    """Have worked out, right after this transaction, what it would do."""
    key = f"assess:{change.change_no}:{change.revision}:{ctx.now.isoformat()}:{attempt}"
    ctx.owe(key, AssessEcn(change_no=change.change_no, attempt=attempt))


def checked(content: EngineeringContent, item: Item, ctx: Context) -> EngineeringContent:
    """The same with the codes as the factory writes them. Raises what is wrong with its lines."""
    session = ctx.uow.session
    codes = item_codes(session)
    lines = tuple(
        line.model_copy(
            update={
                "component": _code(line.component, codes),
                "instead": _code(line.instead, codes) if line.instead else "",
            }
        )
        for line in content.lines
    )
    before = revisions.lines_of(session, item.item_code, item.revision)
    lines = settled(before, lines)
    _require_sound(item.item_code, applied(item.item_code, before, lines), session)
    use_up = _code(content.use_up, codes) if content.use_up else ""
    return content.model_copy(update={"lines": lines, "use_up": use_up})


def _require_sound(item: str, after: tuple[Line, ...], session: Session) -> None:
    """Nothing is made of itself, at any depth."""
    whole = revisions.structure(session, but=item).with_lines((item, line.component) for line in after)
    ring = sorted(component for parent, component in whole.circular().bom_lines if parent == item)
    if ring:
        raise MadeOfItself(item_code=item, component=ring[0])


def item_codes(session: Session) -> Mapping[str, str]:
    """Every item's code by how it may be written."""
    return {code.casefold(): code for code in revisions.item_codes(session)}


def _code(typed: str, codes: Mapping[str, str]) -> str:
    found = codes.get(typed.casefold())
    if found is None:
        near = [code for key, code in codes.items() if key.startswith(typed.casefold()[:3])]
        raise NotFound(kind="item", words=typed, near=sorted(near)[:NEAREST])
    return found


def _made(code: str, ctx: Context) -> Item:
    item = ctx.uow.session.get(Item, code)
    if item is None:
        raise NotFound(kind="item", words=code, near=[])
    if item.kind is not ItemKind.MADE:
        raise NotMade(item_code=code)
    return item


def _own(change_no: str, ctx: Context) -> ChangeRequest:
    """Whoever asked goes on with it, and the coordinators and the lead of R&D for them."""
    change = get_change(ctx.uow.session, change_no, lock=True)
    sender = ctx.sender
    if sender.key == change.requester or "rnd" in sender.leads or Role.COORDINATOR in sender.roles:
        return change
    raise NotYourChange(change_no=change_no, person=name_of(change.requester, ctx))
