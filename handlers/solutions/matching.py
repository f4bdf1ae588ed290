"""From a custom order to the standard solutions that come near, with a date for each, and to the one that is taken.

The dates are worked out outside any transaction, as promises are: the same question, with the solution's product and
spec and nothing to draw. Whoever takes one has the order answered anew, and that answer is the promise.
"""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session

from cards.solutions import MatchCard, solution_list
from core.errors import Refusal
from core.events import Event
from core.orders import Order
from core.orders.draft import FieldProblem
from core.people import Role
from core.planning.factory.shop import Shop
from core.planning.promise.question import PromiseQuestion
from core.solutions import NoSolutionFits, SolutionUse
from handlers.bus import handles
from handlers.computing import COMPUTATIONS, Computation, Snapshots
from handlers.context import Context
from handlers.demand import question_of
from handlers.ownership import require_own
from handlers.promising import ask_planner
from handlers.queries import solutions as views
from handlers.queries.names import Names
from handlers.queries.orders import order_view
from handlers.queries.search import only_order
from handlers.solutions.commands import (
    ClearSolution,
    ComputeMatch,
    MatchSolutions,
    PickSolution,
    RecordMatch,
    ShowSolutions,
)
from storage import catalogue, solutions
from storage.orders import get_order

if TYPE_CHECKING:
    from core.planning.promise.engine import PromiseEngine

ENGINEERS = frozenset({Role.RND, Role.PRODUCTION, Role.COORDINATOR})
"""They may compare anybody's orders; sales their own."""
CAUSE = "solution"
"""Why the planner is asked when a solution was taken."""


class SolutionsCompared(Event):
    """Somebody wants to know which solutions come near an order, the subject."""

    person: str


@handles(MatchSolutions)
def match_solutions(cmd: MatchSolutions, ctx: Context) -> None:
    """Find those that come near, and have a date worked out for each."""
    session = ctx.uow.session
    order = get_order(session, only_order(session, cmd.words).order_no)
    if not ctx.sender.roles & ENGINEERS:
        require_own(order, ctx)
    line = order.custom_line
    found = views.near(session, line)
    if not found:
        raise NoSolutionFits(order_no=order.order_no)
    ctx.uow.record(SolutionsCompared(at=ctx.now, subject=order.order_no, person=ctx.sender.key))
    asked = ComputeMatch(
        order_no=order.order_no, line_no=line.line_no, revision=order.revision, solutions=[it.solution for it in found]
    )
    ctx.owe(f"match:{order.order_no}:{ctx.now.isoformat()}:{ctx.sender.key}", asked)


Asked = tuple[Shop, list[tuple[str, PromiseQuestion]]]


def _read(cmd: ComputeMatch, session: Session, snapshots: Snapshots, now: datetime) -> Asked:
    order, shop = get_order(session, cmd.order_no), snapshots.shop(session, now)
    asked, line = question_of(order, session, shop.calendar.timezone), order.line(cmd.line_no)
    found = views.questions_instead(asked, line, session)
    return shop.without_order(order.order_no), [it for it in found if it[0] in cmd.solutions]


def _solve(cmd: ComputeMatch, asked: Asked, engine: "PromiseEngine") -> RecordMatch:
    days = views.days_instead(*asked, engine)
    return RecordMatch(asked=cmd, days=dict(days))


def _refused(cmd: ComputeMatch, why: Refusal, now: datetime) -> RecordMatch:
    return RecordMatch(asked=cmd, problem=FieldProblem.of(why))


COMPUTATIONS[ComputeMatch] = Computation(_read, _solve, _refused)


@handles(RecordMatch)
def record_match(cmd: RecordMatch, ctx: Context) -> None:
    """Answer whoever asked. A click on an answer to an order that has changed since is refused."""
    session, names, zone = ctx.uow.session, Names(ctx.uow.session, ctx.wording.is_chinese), ctx.uow.timezone
    order = get_order(session, cmd.asked.order_no)
    line, last = order.line(cmd.asked.line_no), order.latest_promise
    drawn = last.promise_date if last and last.answers(order.question) else None
    found = views.match_views(session, line, cmd.days, drawn, names, zone)
    view = replace(order_view(order, names, ctx.today), revision=cmd.asked.revision)
    problem = cmd.problem.model_dump(mode="json") if cmd.problem else None
    held_back = views.held_back(session, line)
    ctx.reply(MatchCard.of(view, found, drawn, held_back, views.reuse_view(session, zone), problem, ctx.wording))


@handles(PickSolution)
def pick_solution(cmd: PickSolution, ctx: Context) -> None:
    """The line is made as the solution has it, nothing is drawn, and the planner is asked anew."""
    session = ctx.uow.session
    order = get_order(session, cmd.order_no, lock=True)
    _require_chooser(order, ctx)
    line = order.line(cmd.line_no)
    if line.solution_code == cmd.solution:  # twice is once
        return
    order.require_revision(cmd.revision)
    solution = solutions.get_solution(session, cmd.solution)
    solution.require_offered()
    last = order.latest_promise
    drawn = last.promise_date if last and last.answers(order.question) else None
    made = solution.match(_wanted(order, cmd.line_no, session))
    ctx.uow.record(
        *order.take_solution(line.line_no, solution.code, made.product, made.spec, ctx.sender.key, now=ctx.now)
    )
    used = solutions.use_of(session, order.order_no, line.line_no) or SolutionUse(
        order_no=order.order_no, line_no=line.line_no, solution="", revision="", picked_by="", picked_at=ctx.now
    )
    used.solution, used.revision, used.drawn_date = solution.code, solution.revision, drawn
    used.picked_by, used.picked_at = ctx.sender.key, ctx.now
    ctx.uow.add(used)
    ask_planner(order, CAUSE, ctx)


def _wanted(order: Order, line_no: int, session: Session) -> dict[str, str]:
    line = order.line(line_no)
    return catalogue.get_product(session, line.product_code).with_defaults(line.spec)


def _require_chooser(order: Order, ctx: Context) -> None:
    """Whose order it is agrees it with the customer; R&D answers for the design. Production only looks."""
    if Role.RND not in ctx.sender.roles:
        require_own(order, ctx)


@handles(ShowSolutions)
def show_solutions(cmd: ShowSolutions, ctx: Context) -> None:
    """The catalogue of solutions, with what has to be looked at first."""
    session, names, zone = ctx.uow.session, Names(ctx.uow.session, ctx.wording.is_chinese), ctx.uow.timezone
    proven = solutions.measured_lead_days(session, zone)
    found = [views.solution_view(it, names, proven) for it in solutions.all_solutions(session)]
    may_clear = Role.RND in ctx.sender.roles
    ctx.reply(solution_list(found, views.reuse_view(session, zone), cmd.page, ctx.wording, may_clear=may_clear))


@handles(ClearSolution)
def clear_solution(cmd: ClearSolution, ctx: Context) -> None:
    """It is offered again."""
    solution = solutions.get_solution(ctx.uow.session, cmd.solution, lock=True)
    ctx.uow.record(*solution.clear(ctx.sender.key, now=ctx.now))
