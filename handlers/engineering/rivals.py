"""Several changes of one item: one line is changed by one at a time, and whoever was slower is told and rebased.

A change in review locks the lines it is about. Another one of the same line waits until that is decided; one of other
lines goes on beside it, and is worked out anew for the new revision when the first one takes effect.
"""

from sqlmodel import Session

from core.changes import ChangeRequest, ChangeStatus
from core.changes.engineering import EngineeringContent
from core.changes.events import ChangeBlocked, ChangeConflicts, ChangeRebased
from core.changes.redline import LineChange, Lines, still_applies
from core.supply import Item
from handlers.bus import handles
from handlers.context import Context
from handlers.engineering.commands import SettleRivals
from handlers.engineering.drafting import owe_assessment
from storage import revisions
from storage.changes import changes_of, get_change

LOCKING = (ChangeStatus.IN_REVIEW, ChangeStatus.APPROVED)
UNDECIDED = (ChangeStatus.SUBMITTED, *LOCKING)


def locked_item(code: str, session: Session) -> Item:
    """The item, kept from others who would change it until the transaction ends."""
    item = session.get(Item, code, with_for_update=True, populate_existing=True)
    assert item is not None
    return item


def is_blocked(change: ChangeRequest, ctx: Context) -> bool:
    """Another change of one of its lines is with those who decide. Whoever asked is told once which one."""
    mine = content_of(change).touched
    for other in changes_of(ctx.uow.session, change.target, LOCKING):
        both = mine & content_of(other).touched
        if other.change_no != change.change_no and both:
            if change.decision != other.change_no:
                change.decision = other.change_no
                ctx.uow.record(
                    ChangeBlocked(at=ctx.now, subject=change.change_no, by=other.change_no, component=min(both))
                )
            return True
    change.decision = ""
    return False


def rebase(change: ChangeRequest, item: Item, ctx: Context) -> None:
    """Another change was faster. The same is worked out for what that made; or whoever asked has to look at it."""
    content, before = content_of(change), change.base
    lines = revisions.lines_of(ctx.uow.session, item.item_code, item.revision)
    if still_applies(item.item_code, lines, content.lines):
        change.begin_anew(change.content, base=item.revision, now=ctx.now)
        ctx.uow.record(ChangeRebased(at=ctx.now, subject=change.change_no, before=before, after=item.revision))
        owe_assessment(change, ctx)
        return
    component = _first_in_the_way(item.item_code, lines, content.lines)
    change.send_back("", ctx.wording.say("ecn.conflict", item=item.item_code, after=item.revision), now=ctx.now)
    ctx.uow.record(
        ChangeConflicts(at=ctx.now, subject=change.change_no, after=item.revision, component=component)
    )  # fmt: skip


def _first_in_the_way(item: str, lines: Lines, changes: tuple[LineChange, ...]) -> str:
    return next((each.component for each in changes if not still_applies(item, lines, [each])), changes[0].component)


@handles(SettleRivals)
def settle_rivals(cmd: SettleRivals, ctx: Context) -> None:
    """What was written against an older revision is rebased; what waited is worked out once more."""
    session = ctx.uow.session
    item = session.get(Item, cmd.item)
    assert item is not None
    for found in changes_of(session, cmd.item, UNDECIDED):
        change = get_change(session, found.change_no, lock=True)
        if change.status not in UNDECIDED:
            continue
        if change.base != item.revision:
            rebase(change, item, ctx)
        elif change.status is ChangeStatus.SUBMITTED:
            owe_assessment(change, ctx)


def owe_rivals(change_no: str, item: str, ctx: Context) -> None:
    """Have those that are left looked at right after this transaction."""
    ctx.owe(f"rivals:{item}:{change_no}:{ctx.now.isoformat()}", SettleRivals(item=item))


def content_of(change: ChangeRequest) -> EngineeringContent:
    """What it says, typed."""
    return EngineeringContent.model_validate(change.content)
