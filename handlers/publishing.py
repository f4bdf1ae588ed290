"""Deciding about plans: put in force as a whole, rejected, or taken back exactly as it was."""

from collections.abc import Iterable, Mapping
from datetime import date

from core.consents import ConsentMissing
from core.pins import PinnedSince
from core.planning.codec import from_json
from core.planning.plan.changes import Change, Finish, PlanDiff
from core.plans import Plan, PlanCause, PlanMet, Supersession
from handlers.bus import handles
from handlers.commands import CheckFeasibility
from handlers.context import Context
from handlers.forecasting import owe_forecasts
from handlers.ownership import name_of
from handlers.plan_commands import PublishPlan, RejectPlan, RollBackPlan, ScanRisks
from handlers.planning import has_come, lapsed, owe_plan, pinned_among, require_publisher
from storage import plans
from storage.exchange import exchange
from storage.orders import get_order


@handles(PublishPlan)
def publish_plan(cmd: PublishPlan, ctx: Context) -> None:
    """Everything it moves is booked where it puts it. A plan that does not hold any more is made anew instead."""
    require_publisher(ctx)
    session = ctx.uow.session
    plan = plans.get_plan(session, cmd.plan_version, lock=True)
    plan.require_open(cmd.revision)
    if plan.awaited:
        raise ConsentMissing(plan_version=plan.plan_version, people=[name_of(it, ctx) for it in plan.awaited])
    changes = changes_of(plan)
    why, orders = lapsed(plan.data_version, plan.made_at, changes, ctx)
    if why is not None:
        _make_anew(plan, why, orders, ctx)
        return
    exchange(session, changes)
    previous = plans.plan_in_force(session)
    ctx.uow.record(*plan.publish(ctx.sender.key, previous.plan_version if previous else "", now=ctx.now))
    if previous is not None:
        ctx.uow.record(*previous.supersede(Supersession.PUBLISHED, now=ctx.now))
    _note_rush(plan, ctx)
    _move_forecasts(plan, ctx)
    _look_at_promises(plan, ctx)


def _make_anew(plan: Plan, why: Supersession, orders: list[str], ctx: Context) -> None:
    """Orders that were booked since stay as they are; the rest is planned around them."""
    ctx.uow.record(*plan.supersede(why, orders=orders, now=ctx.now))
    asked_by = plan.made_by if plan.cause is PlanCause.RUSH else plan.overridden_by or ctx.sender.key
    owe_plan(
        plan.cause, ctx, detail=plan.detail, asked_by=asked_by, override_reason=plan.override_reason, held=tuple(orders)
    )


@handles(RejectPlan)
def reject_plan(cmd: RejectPlan, ctx: Context) -> None:
    """Nothing changes."""
    require_publisher(ctx)
    plan = plans.get_plan(ctx.uow.session, cmd.plan_version, lock=True)
    plan.require_open(cmd.revision)
    ctx.uow.record(*plan.reject(ctx.sender.key, cmd.reason, now=ctx.now))


@handles(RollBackPlan)
def roll_back_plan(cmd: RollBackPlan, ctx: Context) -> None:
    """What was booked before is booked again, exactly; refused where that is no longer possible."""
    require_publisher(ctx)
    session = ctx.uow.session
    plan = plans.get_plan(session, cmd.plan_version, lock=True)
    plan.require_in_force(cmd.revision)
    back = [change.back for change in changes_of(plan)]
    if pinned := pinned_among(session, back, since=plan.decided_at):
        raise PinnedSince(plan_version=plan.plan_version, orders=sorted(pinned))
    begun = {change.before.order_no for change in back if has_come(change, ctx.now)}
    met = begun or exchange(session, back)
    if met:
        raise PlanMet(plan_version=plan.plan_version, orders=sorted(met))
    ctx.uow.record(*plan.roll_back(ctx.sender.key, cmd.reason, now=ctx.now))
    if plan.previous:
        plans.get_plan(session, plan.previous, lock=True).restore()
    _note_rush(plan, ctx)
    _move_forecasts_back(plan, ctx)
    _look_at_promises(plan, ctx)


def changes_of(plan: Plan) -> tuple[Change, ...]:
    """What a plan puts in place of what."""
    return tuple(from_json(Change, told) for told in plan.changes)


def _note_rush(plan: Plan, ctx: Context) -> None:
    """Later plans know what has been put before others, by this plan or by one before it that still counts."""
    if plan.cause is PlanCause.RUSH:
        order = get_order(ctx.uow.session, plan.detail, lock=True)
        order.is_rush = plans.is_rushed(ctx.uow.session, order.order_no)


# --- what follows for orders -----------------------------------------------------------------


def _move_forecasts(plan: Plan, ctx: Context) -> None:
    """What is expected moves with the plan; what was promised stays."""
    kept: dict[str, dict[str, list[str | None]]] = {}
    for order_no, finishes in _by_order(from_json(PlanDiff, plan.diff).finishes).items():
        order = get_order(ctx.uow.session, order_no, lock=True)
        before = {line.line_no: line.forecast_date for line in order.lines}
        days = {finish.line_no: (finish.before, finish.after) for finish in finishes}
        ctx.uow.record(*order.replan(days, plan.plan_version, ctx.today, now=ctx.now))
        kept[order_no] = {
            str(line.line_no): [_iso(before[line.line_no]), _iso(line.forecast_date)]
            for line in order.lines if line.forecast_date != before[line.line_no]
        }  # fmt: skip
    plan.forecasts = {order_no: lines for order_no, lines in kept.items() if lines}


def _move_forecasts_back(plan: Plan, ctx: Context) -> None:
    for order_no, lines in sorted(plan.forecasts.items()):
        order = get_order(ctx.uow.session, order_no, lock=True)
        days = {int(number): (_date(after), _date(before)) for number, (before, after) in lines.items()}
        ctx.uow.record(*order.restore_forecast(days, plan.plan_version, ctx.today, now=ctx.now))


def _by_order(finishes: Iterable[Finish]) -> Mapping[str, list[Finish]]:
    found: dict[str, list[Finish]] = {}
    for finish in sorted(finishes, key=lambda each: (each.order_no, each.line_no)):
        if not finish.is_quote:
            found.setdefault(finish.order_no, []).append(finish)
    return found


def _look_at_promises(plan: Plan, ctx: Context) -> None:
    """Whoever becomes late is told at once, not with the next half hour; and how sure the new dates are."""
    owe_forecasts(ctx)
    ctx.owe(f"feasibility:{plan.plan_version}:{plan.state}", CheckFeasibility())
    ctx.owe(f"risks:{plan.plan_version}:{plan.state}", ScanRisks())


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None
