"""Plans: made beside the transactions, proposed, published by a lead as a whole, and taken back exactly.

A plan is computed on a shop of some version and decided about later. Whatever has happened meanwhile is looked at in
the transaction that publishes: what does not hold any more is made anew on the shop as it is, and proposed again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from core.errors import NotAllowed, Refusal
from core.orders.draft import FieldProblem
from core.planning.codec import from_json, to_json
from core.planning.plan.changes import Change, Proposal
from core.planning.plan.displaced import Push
from core.planning.plan.policy import Wish
from core.plans import Plan, PlanAsked, PlanCause, PlanDropped, Supersession
from handlers.bus import handles
from handlers.computing import COMPUTATIONS, Computation, Snapshots, Work
from handlers.context import Context
from handlers.ownership import answerable, name_of
from handlers.plan_commands import AskForPlan, ComputePlan, RecordPlan, ReviewPlan
from storage import plans
from storage.counters import data_version, has_moved_since
from storage.exchange import booked_since, in_the_way
from storage.open_orders import open_orders
from storage.orders import get_order
from storage.pins import pins_of

if TYPE_CHECKING:
    from core.planning.factory.shop import Shop

PUBLISHER = "production"
"""Its lead decides about plans."""
FOR_READING = timedelta(hours=1)
"""A plan may put something on an idle machine at once; its lead has so long to decide about it."""
MAX_ATTEMPTS = 5
"""How often a plan is made anew because the shop has changed while it was looked for."""


# --- making one ------------------------------------------------------------------------------


def _read(cmd: ComputePlan, session: Session, snapshots: Snapshots, now: datetime) -> "Shop":
    shop = snapshots.shop(session, now)
    # Milestones and priorities move no version; they are read as they are now.
    return shop.knowing_all(open_orders(session, shop.calendar.timezone))


def _solve(cmd: ComputePlan, shop: "Shop", engine: object) -> RecordPlan:
    from core.planning.plan.book import Book  # late: whoever only publishes loads no solver
    from core.planning.plan.clashing import clashes_named
    from core.planning.plan.planner import propose
    from core.planning.plan.rush import propose_rush

    wish = Wish(
        is_hit_only=cmd.cause in (PlanCause.MACHINE_DOWN, PlanCause.CALENDAR),
        work_centre=cmd.detail if cmd.cause is PlanCause.MACHINE_UP else "",
        opened_by=cmd.asked_by if cmd.override_reason else "",
        held=cmd.held,
    )
    books = (wish, replace(wish, is_hit_only=True))
    with clashes_named(*(partial(Book.of, shop, cmd.policy, each) for each in books)):
        if cmd.cause is PlanCause.RUSH:
            found = propose_rush(shop, cmd.policy, cmd.detail, cmd.held)
        else:
            found = propose(shop, cmd.policy, wish, cmd.seed)
    return RecordPlan(asked=cmd, proposal=to_json(found))


def _refused(cmd: ComputePlan, why: Refusal, now: datetime) -> RecordPlan:
    return RecordPlan(asked=cmd, problem=FieldProblem.of(why))


COMPUTATIONS[ComputePlan] = Computation(_read, _solve, _refused, Work.PLAN)


def owe_plan(cause: PlanCause, ctx: Context, **told: Any) -> None:
    """Have a plan looked for right after this transaction."""
    _owe(ComputePlan(cause=cause, policy=ctx.rules.planning, **told), ctx)


def _owe(command: ComputePlan, ctx: Context) -> None:
    version = data_version(ctx.uow.session)
    key = f"{command.cause}:{command.detail}:{version}:{ctx.now.isoformat()}:{command.attempt}"
    ctx.owe(f"plan:{key}:{command.asked_by}", command)


@handles(AskForPlan)
def ask_for_plan(cmd: AskForPlan, ctx: Context) -> None:
    """Somebody wants to see a better plan. Only a lead may have the frozen horizon moved."""
    if cmd.override_reason:
        require_publisher(ctx)
    ctx.uow.record(PlanAsked(at=ctx.now, subject="plan", person=ctx.sender.key, override_reason=cmd.override_reason))
    owe_plan(PlanCause.ASKED, ctx, asked_by=ctx.sender.key, override_reason=cmd.override_reason)


@handles(ReviewPlan)
def review_plan(cmd: ReviewPlan, ctx: Context) -> None:
    """Once a night, and when machines are closed at other times.

    At night a proposal of this day still waits for its lead: there is never more than one.
    """
    waiting = plans.proposals(ctx.uow.session)
    if cmd.cause is not PlanCause.NIGHTLY or not any(day_of(plan.made_at, ctx) == ctx.today for plan in waiting):
        owe_plan(cmd.cause, ctx)


@handles(RecordPlan)
def record_plan(cmd: RecordPlan, ctx: Context) -> None:
    """A proposal for the lead, in place of any that still waits; or word that there is none."""
    asked = cmd.asked
    if cmd.problem is not None:
        _drop(asked, cmd.problem.model_dump(mode="json"), ctx)
        return
    proposal = from_json(Proposal, cmd.proposal)
    if asked.attempt < MAX_ATTEMPTS and lapsed(proposal.shop_version, ctx.now, proposal.changes, ctx)[0]:
        _owe(asked.model_copy(update={"attempt": asked.attempt + 1}), ctx)
    elif proposal.is_empty:
        _drop(asked, {}, ctx, left_out=_left_out(proposal))
    else:
        _propose(asked, proposal, ctx)


def _left_out(proposal: Proposal) -> list[dict[str, Any]]:
    return [to_json(each) for each in proposal.left_out]


def _drop(asked: ComputePlan, problem: dict[str, Any], ctx: Context, left_out: Sequence[dict[str, Any]] = ()) -> None:
    ctx.uow.record(
        PlanDropped(
            at=ctx.now, subject=asked.cause, detail=asked.detail, problem=problem, left_out=list(left_out),
            person=asked.asked_by,
        )
    )  # fmt: skip


def _propose(asked: ComputePlan, proposal: Proposal, ctx: Context) -> None:
    for old in plans.proposals(ctx.uow.session):
        ctx.uow.record(*old.supersede(Supersession.NEWER, now=ctx.now))
    diff = proposal.diff
    plan = Plan(
        plan_version=ctx.uow.next_number("PLAN"),
        cause=asked.cause,
        detail=asked.detail,
        made_at=ctx.now,
        made_by=asked.asked_by or ctx.sender.key,
        data_version=proposal.shop_version,
        seed=proposal.seed,
        evaluations=proposal.evaluations,
        solver=proposal.solver,
        was_invalid=proposal.was_invalid,
        figures={
            "before": to_json(proposal.before), "after": to_json(proposal.after),
            "newly_late": list(diff.newly_late), "rescued": list(diff.rescued), "left_out": _left_out(proposal),
        },
        diff=to_json(diff),
        changes=[to_json(change) for change in proposal.changes],
        moves=len(diff.moves),
        overrides=diff.overrides,
        overridden_by=asked.asked_by if asked.override_reason else "",
        override_reason=asked.override_reason,
    )  # fmt: skip
    if proposal.push is not None:
        plan.figures |= {"push": to_json(proposal.push)}
        plan.ask_consent(_owners_of_hurt(proposal.push, ctx), asked.asked_by, now=ctx.now)
    ctx.uow.add(plan)
    ctx.uow.record(*plan.propose(now=ctx.now))


def _owners_of_hurt(push: Push, ctx: Context) -> dict[str, list[str]]:
    """By owner, the orders that leave later and past their promise."""
    found: dict[str, list[str]] = {}
    for order_no in sorted({it.order_no for it in push.hurt}):
        found.setdefault(get_order(ctx.uow.session, order_no).owner, []).append(order_no)
    return found


# --- does it still hold ----------------------------------------------------------------------


def require_publisher(ctx: Context) -> None:
    """Only the lead of production decides about plans, or who answers for a production without one."""
    lead = answerable(ctx.uow.session).get(PUBLISHER, "")
    if not ctx.sender.is_program and ctx.sender.key != lead:
        raise NotAllowed(who=[name_of(lead, ctx)] if lead else [])


def lapsed(
    version: int, made_at: datetime, changes: Iterable[Change], ctx: Context
) -> tuple[Supersession | None, list[str]]:
    """Why a plan made on that version holds no longer, and the orders it meets. Keeps others from booking."""
    session, kept = ctx.uow.session, list(changes)
    if pinned := pinned_among(session, kept):
        return Supersession.PINNED, sorted(pinned)
    met = in_the_way(session, kept, booked_since(session, version))
    if met:
        return Supersession.BOOKED, sorted(met)
    if has_moved_since(session, version):
        return Supersession.MOVED, []
    is_past = day_of(made_at, ctx) != ctx.today or any(has_come(it, ctx.now) for it in kept)
    return (Supersession.PAST if is_past else None), []


def pinned_among(session: Session, changes: Iterable[Change], since: datetime | None = None) -> set[str]:
    """Orders of which something is pinned (since some moment) that would move, though it could stay."""
    moving = [it for it in changes if it.moves and not it.is_hit]
    pins = pins_of(session, *{it.before.order_no for it in moving})
    return {
        pin.order_no
        for pin in pins
        if since is None or pin.pinned_at > since
        if any(it.before.order_no == pin.order_no and pin.holds(it.before.item_code, it.before.seq) for it in moving)
    }


def has_come(change: Change, now: datetime) -> bool:
    """Work that was to be moved has begun where it was, or should have begun long ago where the plan wanted it."""
    if change.before.start_at == change.after.start_at:
        return False  # it is in work, and only its end moves
    has_begun = change.before.start_at <= now and not change.is_hit
    return has_begun or change.after.start_at < now - FOR_READING


def day_of(moment: datetime, ctx: Context) -> date:
    """The calendar day at the factory."""
    return moment.astimezone(ctx.uow.timezone).date()
