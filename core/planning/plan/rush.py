"""A rush as a proposal: one order before all others, in the way that hurts them least."""

from dataclasses import replace

from core.planning.factory.shop import Shop
from core.planning.plan.book import Book
from core.planning.plan.changes import Figures, Proposal
from core.planning.plan.frontier import frontier
from core.planning.plan.ground import Ground
from core.planning.plan.planner import proposal_of
from core.planning.plan.policy import PlanPolicy
from core.planning.plan.pushing import field_of

SOLVER = "rush-1"


def propose_rush(shop: Shop, policy: PlanPolicy, order_no: str, held: tuple[str, ...] = ()) -> Proposal:
    """The earliest day for an order; an empty proposal where no day is won. `held`: orders that stay too.

    Raises `BadProblem`.
    """
    book = Book.of(shop, policy)
    ground = Ground.of_book(book)
    field = field_of(shop, ground, order_no, policy, frozenset(held))
    found = frontier(field).rush if field is not None else None
    if found is None:
        none = Figures(0, 0, 0)
        return Proposal(
            shop_version=shop.version, seed=0, evaluations=0, solver=SOLVER, before=none, after=none, was_invalid=False
        )
    push, schedule = found
    return replace(proposal_of(book, schedule, 0), solver=SOLVER, evaluations=0, push=push)
