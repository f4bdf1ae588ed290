"""Finding reviews, and those whom the matrix names."""

from sqlmodel import Session, col, select

from core.errors import NotFound
from core.reviews import RaciRule, RaciStage, Review
from core.reviews.raci import EVERY_FAMILY, rules_for


def find_review(session: Session, order_no: str, *, lock: bool = False) -> Review | None:
    """The review of an order, if there is one. `lock` keeps other writers from it until the transaction ends."""
    return session.get(Review, order_no, with_for_update=lock or None, populate_existing=lock)


def get_review(session: Session, order_no: str, *, lock: bool = False) -> Review:
    """The review of an order."""
    review = find_review(session, order_no, lock=lock)
    if review is None:
        raise NotFound(kind="review", words=order_no, near=[])
    return review


def raci_rules(session: Session, family: str, stage: RaciStage) -> list[RaciRule]:
    """The rows that count for a family at a stage."""
    statement = select(RaciRule).where(RaciRule.stage == stage, col(RaciRule.family).in_([family, EVERY_FAMILY]))
    return rules_for(family, session.exec(statement))
