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
from core.planning.plan.setting_aside import plannable

SOLVER = "rush-1"


def propose_rush(shop: Shop, policy: PlanPolicy, order_no: str, held: tuple[str, ...] = ()) -> Proposal:
    """The earliest day for an order; an empty proposal where no day is won. `held`: orders that stay too.

    So do those that cannot be made at all. Raises `BadProblem`, also when the order itself is one of them.
    """
    there = plannable(Book.of(shop, policy))
    if order_no in there.hopeless:
        raise there.hopeless[order_no]
    book = there.book
    field = field_of(shop, Ground.of_book(book), order_no, policy, book.aside.union(held))
    found = frontier(field).rush if field is not None else None
    if found is None:
        none = Figures(0, 0, 0)
        return Proposal(
            shop_version=shop.version, seed=0, evaluations=0, solver=SOLVER, before=none, after=none, was_invalid=False
        )
    push, schedule = found
    return replace(proposal_of(book, schedule, 0), solver=SOLVER, evaluations=0, push=push, left_out=there.left_out)
