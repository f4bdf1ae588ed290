"""Reviews to begin with."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import core.orders  # noqa: F401  (reviews refer to its tables)
from core.reviews import AnswerKind, Feasibility, Proposal, Review

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
DUE = NOW + timedelta(hours=4)
RND, MAKER, BUYER, SELLER = "zhao.gong", "wang.sheng", "chen.cai", "lin.xiaoyan"
OWNERS = {AnswerKind.CAN: RND, AnswerKind.WHEN: MAKER, AnswerKind.COST: BUYER}
DAY = date(2026, 12, 10)
PROPOSAL = Proposal(day=DAY, amount=Decimal(500), parts={"material": "300", "labour": "200"})


def a_review(*, is_gathered: bool = True) -> Review:
    """Of an order that both reviewers are asked about."""
    review = Review.open("ORD-1", "brief 1", OWNERS, person=SELLER, due_at=DUE, now=NOW)
    review.ask_reviewers([("rnd", RND), ("production", MAKER)])
    if is_gathered:
        review.gather(due_at=DUE)
    return review


def an_answered_review(can: Feasibility = Feasibility.YES) -> Review:
    review = a_review()
    review.fill(PROPOSAL, now=NOW)
    review.answer_can(can, "屏停产" if can is not Feasibility.YES else "", RND, now=NOW)
    review.agree(MAKER, now=NOW)
    review.agree(BUYER, now=NOW)
    return review
