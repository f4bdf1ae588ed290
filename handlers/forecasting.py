"""Forecasts that stay true while the factory changes: worked out beside the transactions, recorded where they move."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlmodel import Session

from core.errors import Refusal
from core.forecasts import ForecastsFailed, ForecastsRestored
from core.orders.cause import CauseKind, ForecastCause
from core.orders.draft import FieldProblem
from core.orders.forecasted import Foreseen
from core.orders.line import foreseen
from core.planning.codec import to_json
from core.planning.factory.shop import Shop
from core.slacks import OrderSlack
from handlers.bus import handles
from handlers.commands import CheckFeasibility
from handlers.computing import COMPUTATIONS, Computation, Snapshots, Work
from handlers.context import Context
from handlers.design_commands import SettleDesignDues
from handlers.plan_commands import ComputeForecasts, RecordForecasts
from handlers.queries.clashes import standing_failure
from storage.counters import data_version, rebooked_orders
from storage.designs import unsettled_tasks
from storage.forecasts import KnownForecast, has_sold_orders, known_forecasts, suppliers
from storage.open_orders import open_orders
from storage.orders import get_order
from storage.slacks import LineId, keep_slacks, known_slacks

MAX_ATTEMPTS = 5
"""How often forecasts are worked out anew because the shop has changed meanwhile; then the next look will do."""


def owe_forecasts(ctx: Context) -> None:
    """The factory has changed: look what comes of it, once for everything that changes now."""
    if has_sold_orders(ctx.uow.session):
        ctx.remind("forecasts", ctx.now, ComputeForecasts())


Asked = tuple[Shop, Mapping[str, str], Mapping[LineId, Mapping[str, Any]]]
"""The factory, by purchase order what its supplier is called, and what is known of slack."""


def _read(cmd: ComputeForecasts, session: Session, snapshots: Snapshots, now: datetime) -> Asked:
    shop = snapshots.shop(session, now)
    # Milestones move no version; they are read as they are now.
    return shop.knowing_all(open_orders(session, shop.calendar.timezone)), suppliers(session), _slacks(session)


def _slacks(session: Session) -> Mapping[LineId, Mapping[str, Any]]:
    return {
        key: {"order_no": each.order_no, "line_no": each.line_no, "minutes": each.minutes, "parts": each.parts}
        for key, each in known_slacks(session).items()
    }


def _solve(cmd: ComputeForecasts, asked: Asked, engine: object) -> RecordForecasts:
    from core.planning.plan.clashing import clashes_named  # late: whoever only records them plans nothing
    from core.planning.plan.expected import Expected
    from core.planning.plan.forecast import forecasts_of
    from core.planning.plan.hopeless import possible
    from core.planning.plan.spare import Spare

    shop, known, slacks = asked
    with clashes_named(partial(Expected.of, shop)):
        there = possible(shop)
        expected, spare = forecasts_of(there.outlook), list(Spare(there.outlook).lines())
    found = [
        {
            "order_no": each.order_no, "line_no": each.line_no, "day": each.day.isoformat(),
            "cause": _named(each.cause, known).to_json() if each.cause else {},
        }
        for each in expected
    ]  # fmt: skip
    lines = [to_json(each) for each in spare]
    return RecordForecasts(
        asked=cmd, version=shop.version, forecasts=found,
        slacks=[line for line in lines if slacks.get(_line_id(line)) != line],
        without_slack=sorted(slacks.keys() - {_line_id(line) for line in lines}),
        hopeless={order_no: FieldProblem.of(why) for order_no, why in there.hopeless.items()},
    )  # fmt: skip


def _line_id(told: Mapping[str, Any]) -> LineId:
    return told["order_no"], told["line_no"]


def _named(cause: ForecastCause, known: Mapping[str, str]) -> ForecastCause:
    is_purchase = cause.kind is CauseKind.PURCHASE_ORDER
    return replace(cause, name=known.get(cause.code, "")) if is_purchase else cause


def _refused(cmd: ComputeForecasts, why: Refusal, now: datetime) -> RecordForecasts:
    return RecordForecasts(asked=cmd, problem=FieldProblem.of(why))


COMPUTATIONS[ComputeForecasts] = Computation(_read, _solve, _refused, Work.PLAN)


@handles(RecordForecasts)
def record_forecasts(cmd: RecordForecasts, ctx: Context) -> None:
    """Only what moves is touched. Whoever becomes late, or recovers, is told at once."""
    session = ctx.uow.session
    rebooked = rebooked_orders(session, cmd.version, data_version(session))
    is_stale = rebooked is None and cmd.problem is None
    if is_stale and cmd.asked.attempt < MAX_ATTEMPTS:
        again = cmd.asked.model_copy(update={"attempt": cmd.asked.attempt + 1})
        ctx.owe(f"forecasts:{ctx.now.isoformat()}:{again.attempt}", again)
        return
    if not is_stale:
        _say_whether_it_can_be(cmd, ctx)
    news = {} if is_stale else dict(_news(cmd, rebooked or frozenset(), ctx))
    if not is_stale:
        _keep_slacks(cmd, rebooked or frozenset(), ctx)
        if unsettled_tasks(session):
            ctx.owe(f"design_dues:{ctx.now.isoformat()}", SettleDesignDues())
    for order_no, found in sorted(news.items()):
        order = get_order(session, order_no, lock=True)
        ctx.uow.record(*order.foresee(found, ctx.today, now=ctx.now))
    if news or cmd.asked.is_check:
        ctx.owe(f"feasibility:forecasts:{ctx.now.isoformat()}", CheckFeasibility())


def _keep_slacks(cmd: RecordForecasts, rebooked: frozenset[str], ctx: Context) -> None:
    """Nobody is told: whoever looks at an order reads it. What was booked since comes next time."""
    found = [OrderSlack(**told) for told in cmd.slacks if told["order_no"] not in rebooked]
    keep_slacks(ctx.uow.session, found, [line for line in cmd.without_slack if line[0] not in rebooked])


def _say_whether_it_can_be(cmd: RecordForecasts, ctx: Context) -> None:
    """Once, when nothing can be expected of an order, or something else is in the way; and once when it can again."""
    failed = standing_failure(ctx.uow.session)
    hopeless = {order_no: problem.model_dump(mode="json") for order_no, problem in sorted(cmd.hopeless.items())}
    problem = cmd.problem.model_dump(mode="json") if cmd.problem is not None else next(iter(hopeless.values()), None)
    if problem is not None:
        event = ForecastsFailed(at=ctx.now, subject=ForecastsFailed.SUBJECT, problem=problem, hopeless=hopeless)
        if failed is None or not event.says_the_same(failed):
            ctx.uow.record(event)
    elif failed is not None:
        ctx.uow.record(ForecastsRestored(at=ctx.now, subject=ForecastsFailed.SUBJECT, failed=failed))


def _news(cmd: RecordForecasts, rebooked: frozenset[str], ctx: Context) -> Iterator[tuple[str, Foreseen]]:
    """By order, the lines of which something else is expected than before; what was booked since comes next time."""
    known = known_forecasts(ctx.uow.session)
    found: dict[str, dict[int, tuple[date, ForecastCause | None]]] = defaultdict(dict)
    for told in cmd.forecasts:
        line = known.get((told["order_no"], told["line_no"]))
        day, cause = date.fromisoformat(told["day"]), ForecastCause.read(told["cause"])
        if line is not None and told["order_no"] not in rebooked and _is_news(line, day, cause, ctx.today):
            found[told["order_no"]][told["line_no"]] = day, cause
    yield from found.items()


def _is_news(line: KnownForecast, day: date, cause: ForecastCause | None, today: date) -> bool:
    after = foreseen(line.promise_date, line.forecast_date, max(day, today), cause)
    return after != (line.forecast_date, line.cause)
