"""The review of a change: sent to those who decide, taken back, asked again in time. What they say: see `deciding`."""

from datetime import datetime

from core.changes import Approval, ChangeRequest, Need
from core.changes.approval import LEVELS
from core.errors import NotAllowed
from core.people import Role
from handlers.bus import handles
from handlers.changes.commands import ChaseApproval, LapseApproval, WithdrawChange
from handlers.changes.finding import only_change
from handlers.changes.routing import acting_now, next_up, route_of
from handlers.context import Context
from handlers.ownership import answerable, name_of
from storage import people
from storage.changes import get_change


def send_for_review(change: ChangeRequest, ctx: Context) -> None:
    """Ask those who decide about a change that has been assessed. Raises `NobodyDecides`."""
    route = route_of(change, ctx.uow.session)
    entitled = {person for ask in route for person in ask.people}
    acting = acting_now(change, entitled, ctx.uow.session, ctx.now)
    ctx.uow.record(*change.start_review(route, acting, due_at=due_at(ctx), now=ctx.now))


def due_at(ctx: Context) -> datetime:
    """Until when whoever is asked now has time, on the working calendar."""
    return ctx.rules.calendar(ctx.uow.session).add_work_minutes(ctx.now, ctx.rules.approvals.lead_after_work_minutes)


@handles(WithdrawChange)
def withdraw_change(cmd: WithdrawChange, ctx: Context) -> None:
    """Whoever asked, or a coordinator, takes it back; twice is no news."""
    change = only_change(cmd.words, ctx, lock=True)
    if ctx.sender.key != change.requester and Role.COORDINATOR not in ctx.sender.roles:
        raise NotAllowed(who=[name_of(change.requester, ctx), Role.COORDINATOR])
    ctx.uow.record(*change.withdraw(ctx.sender.key, now=ctx.now))


@handles(ChaseApproval)
def chase_approval(cmd: ChaseApproval, ctx: Context) -> None:
    """One step up the line, past those who are asked already, and past whoever asked for the change."""
    change = get_change(ctx.uow.session, cmd.change_no, lock=True)
    asked = next((it for it in change.awaited if it.id == cmd.approval), None)
    following = _next_in_line(change, asked, cmd.level, ctx) if asked else None
    if asked is None or following is None:
        return
    level, chased = following
    found = change.chase(cmd.approval, level, chased, now=ctx.now)
    ctx.uow.record(*found)
    if not found:  # whoever may decide in their place is still there: looked at again and again, they may leave
        start_clock(change, asked, len(LEVELS), ctx)


@handles(LapseApproval)
def lapse_approval(cmd: LapseApproval, ctx: Context) -> None:
    """It goes on without somebody optional."""
    change = get_change(ctx.uow.session, cmd.change_no, lock=True)
    ctx.uow.record(*change.lapse(cmd.approval, due_at=due_at(ctx), now=ctx.now))


def start_clock(change: ChangeRequest, asked: Approval, level: int, ctx: Context) -> None:
    """Set the clock, in working time, for the next step up the line; nobody waits for a mere comment."""
    assert asked.id is not None
    rules, key = ctx.rules.approvals, f"approval:{asked.id}"
    if asked.need is Need.COMMENT:
        return
    if asked.need is Need.OPTIONAL and level > 1:
        if asked.due_at is not None:
            ctx.remind(key, asked.due_at, LapseApproval(change_no=change.change_no, approval=asked.id))
        return
    minutes = {
        1: rules.remind_after_work_minutes,
        2: rules.lead_after_work_minutes - rules.remind_after_work_minutes,
        3: rules.coordinator_after_work_minutes - rules.lead_after_work_minutes,
    }[min(level, len(LEVELS))]
    at = ctx.rules.calendar(ctx.uow.session).add_work_minutes(ctx.now, minutes)
    ctx.remind(key, at, ChaseApproval(change_no=change.change_no, approval=asked.id, level=min(level, len(LEVELS))))


def _next_in_line(change: ChangeRequest, asked: Approval, level: int, ctx: Context) -> tuple[int, str] | None:
    """Which step comes next, and who that is: 1 whoever is asked, 2 their lead, 3 whoever decides in their place."""
    session = ctx.uow.session
    found = people.find_people(session, [asked.asked])
    lead = answerable(session).get(found[0].department, "") if found else ""
    last = next(iter(next_up(change.requester, session, but=(asked.asked,))), "")
    is_there = bool(found) and found[0].is_active
    line = ((1, asked.asked if is_there else ""), (2, lead if lead != asked.asked else ""), (3, last))
    left = ((step, person) for step, person in line if step >= level and person and person != change.requester)
    return next(left, None)
