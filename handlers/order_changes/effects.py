"""What a change would do: worked out beside the transactions, on the shop without the order as it is."""

from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from sqlmodel import Session

from core.changes import ChangeRequest, ChangeStatus, Stakes
from core.errors import Refusal
from core.orders import NodeKind, Order, OrderAction, OrderChange, OrderLine
from core.orders.changed import date_of, promised_after
from core.orders.draft import FieldProblem
from core.planning.codec import from_json, to_json
from core.planning.factory.shop import Shop
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.cost import Cost
from core.planning.promise.effect import Effect, Reported, effect_of
from core.planning.promise.question import PromiseQuestion
from handlers.bus import handles
from handlers.computing import COMPUTATIONS, Computation, Snapshots
from handlers.context import Context
from handlers.demand import question_of
from handlers.order_commands import ComputeOrderChange, RecordOrderChange
from handlers.queries.standing_in import with_substitutes
from handlers.revising import wanted_of
from storage import catalogue
from storage.changes import get_change
from storage.orders import get_order
from storage.revisions import revisions_for
from storage.unreported import unreported

if TYPE_CHECKING:
    from core.planning.promise.engine import PromiseEngine

ASKS_PLANNER = frozenset({OrderAction.CHANGE, OrderAction.RESUME})


@dataclass(frozen=True, slots=True)
class Asked:
    """The shop with the order, what is asked of the engine (nothing of what is to stop), and how the order is."""

    shop: Shop
    question: PromiseQuestion | None
    content: OrderChange
    lines: tuple[OrderLine, ...]
    words: str
    order_no: str
    revision: int
    cost: Cost
    reported: Reported
    promise_date: date | None


def _read(cmd: ComputeOrderChange, session: Session, snapshots: Snapshots, now: datetime) -> Asked:
    change = get_change(session, cmd.change_no)
    order, shop = get_order(session, change.target), snapshots.shop(session, now)
    shop = shop.with_unreported(unreported(session, shop, now))
    content = OrderChange.of(change.content)
    after = order.lines_after(content)
    asks, zone = content.action in ASKS_PLANNER, shop.calendar.timezone
    question = _question(order, after, session, zone, now.astimezone(zone).date()) if asks else None
    return Asked(
        shop=shop, question=question, content=content, lines=tuple(after), order_no=order.order_no,
        words="\n".join(line.question for line in after), revision=change.revision, cost=_cost(order),
        reported=reported_of(order),
        promise_date=order.promise_date,
    )  # fmt: skip


def _question(order: Order, after: list[OrderLine], session: Session, zone: tzinfo, today: date) -> PromiseQuestion:
    """What would help is not asked: one date is agreed on, and what it does is shown."""
    picked = revisions_for(session, order.order_no, wanted_of(order), today)
    asked = with_substitutes(question_of(order, session, zone, picked, changed=after), order, session, today)
    return replace(asked, with_options=False, with_pushes=False)


def reported_of(order: Order) -> Reported:
    """How far it is, as production says."""
    return Reported(is_issued=order.node(NodeKind.START).is_done, percent=order.node(NodeKind.FINISH).percent)


def _cost(order: Order) -> Cost:
    """As it was answered last; an order that came without an answer has none."""
    last = order.latest_promise
    return PromiseAnswer.from_json(last.answer).cost if last is not None and last.answer else Cost()


def _solve(cmd: ComputeOrderChange, asked: Asked, engine: "PromiseEngine") -> RecordOrderChange:
    answer = None
    if asked.question is not None:
        answer = engine.answer(asked.shop.without_order(asked.order_no), asked.question)
        answer = replace(answer, asked=asked.words)
    effect = effect_of(
        asked.shop, asked.order_no, asked.cost, asked.reported, answer=answer,
        keeps_material=asked.content.action is OrderAction.HOLD,
        promise_before=asked.promise_date, promise_after=_promise_after(asked, answer),
        misses=_misses(asked, answer),
    )  # fmt: skip
    return RecordOrderChange(
        change_no=cmd.change_no, revision=asked.revision, effect=to_json(effect),
        answer=answer.to_json() if answer is not None else {},
    )  # fmt: skip


def _promise_after(asked: Asked, answer: PromiseAnswer | None) -> date | None:
    """None when it cannot be made like that, or nothing is promised for the time being."""
    if answer is None or answer.promise_date is None:
        return None
    days = days_of(answer)
    return max(promised_after(it, asked.content.of_line(it.line_no), days[it.line_no]) for it in asked.lines)


def _misses(asked: Asked, answer: PromiseAnswer | None) -> bool:
    if answer is None or answer.promise_date is None:
        return False
    days, content = days_of(answer), asked.content
    kept = {it.line_no: date_of(it, content.of_line(it.line_no)) for it in asked.lines}
    return any(day is not None and days[line_no] > day for line_no, day in kept.items())


def days_of(answer: PromiseAnswer) -> dict[int, date]:
    """By line, the day on which it can leave."""
    return {line.line_no: line.promise_date for line in answer.lines}


def _refused(cmd: ComputeOrderChange, why: Refusal, now: datetime) -> RecordOrderChange:
    return RecordOrderChange(change_no=cmd.change_no, revision=0, problem=FieldProblem.of(why))


COMPUTATIONS[ComputeOrderChange] = Computation(_read, _solve, _refused)


@handles(RecordOrderChange)
def record_order_change(cmd: RecordOrderChange, ctx: Context) -> None:
    """Keep it with the change; an answer to what was withdrawn or written anew meanwhile is dropped."""
    change = get_change(ctx.uow.session, cmd.change_no, lock=True)
    if change.status is not ChangeStatus.SUBMITTED or cmd.revision not in (0, change.revision):
        return
    problem = cmd.problem.model_dump(mode="json") if cmd.problem is not None else {}
    impact = {"effect": cmd.effect, "answer": cmd.answer, "problem": problem}
    ctx.uow.record(*change.assess(impact, _stakes(change, cmd, ctx), now=ctx.now))


def _stakes(change: ChangeRequest, cmd: RecordOrderChange, ctx: Context) -> Stakes:
    """It is the customer who asked: nothing of it is news to him."""
    session = ctx.uow.session
    order = get_order(session, change.target)
    families = {catalogue.get_product(session, line.product_code).family for line in order.lines}
    effect = effect_on(cmd.effect)
    is_called_off = OrderChange.of(change.content).action is OrderAction.CANCEL
    spent = effect.spent.total + sum(it.value for it in effect.spent.bought) if is_called_off else 0
    return Stakes(
        value=abs(effect.cost_delta) + spent, families=tuple(sorted(families)), orders=1,
        newly_late=int(effect.misses),
    )  # fmt: skip


def effect_on(told: dict[str, object]) -> Effect:
    """As it was kept; nothing where nobody could say."""
    return from_json(Effect, told) if told else Effect()
