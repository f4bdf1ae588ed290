"""Finding what may stand in for what, and for whom."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session, col, select

from core.errors import NotFound
from core.substitutes import SubstituteApproval, SubstituteState
from core.supply import Substitute
from storage.tables import core_table

APPROVAL = core_table(SubstituteApproval)
_EVER = (SubstituteState.APPROVED, SubstituteState.REVOKED)


def get_substitute(session: Session, number: str, *, lock: bool = False) -> SubstituteApproval:
    """The approval of this number. `lock` keeps other writers from it until the transaction ends."""
    approval = session.get(SubstituteApproval, number, with_for_update=lock or None)
    if approval is None:
        raise NotFound(kind="substitute", words=number, near=[])
    return approval


def is_for_all(session: Session, item: str, substitute: str) -> bool:
    """R&D allows it for every order: that is master data."""
    row = session.get(Substitute, (item, substitute))
    return row is not None and row.is_approved


def approvals_of(session: Session, item: str) -> list[SubstituteApproval]:
    """Everything asked for an item, by number."""
    asked = select(SubstituteApproval).where(SubstituteApproval.item == item)
    return list(session.exec(asked.order_by(SubstituteApproval.number)))


def ever_approved(session: Session) -> dict[str, tuple[str, ...]]:
    """By item, what some order may have been planned with. What is not allowed any more may still be kept."""
    found: dict[str, list[str]] = {}
    for row in session.execute(
        select(APPROVAL.c.item, APPROVAL.c.substitute)
        .where(APPROVAL.c.state.in_(_EVER))
        .distinct()
        .order_by(APPROVAL.c.item, APPROVAL.c.substitute)
    ):
        found.setdefault(row.item, []).append(row.substitute)
    return {item: tuple(substitutes) for item, substitutes in found.items()}


def allowed_for(session: Session, order_no: str, customer: str, today: date) -> tuple[SubstituteApproval, ...]:
    """What allows a substitute for this order on this day, the latest decision of each item first."""
    approved = select(SubstituteApproval).where(SubstituteApproval.state == SubstituteState.APPROVED)
    newest = session.exec(approved.order_by(col(SubstituteApproval.item), col(SubstituteApproval.decided_at).desc()))
    return tuple(each for each in newest if each.covers(order_no, customer, today))


def pairs_of(approvals: Iterable[SubstituteApproval]) -> tuple[tuple[str, str], ...]:
    """One substitute for each item, as a question to the planner names them."""
    found: dict[str, str] = {}
    for each in approvals:
        found.setdefault(each.item, each.substitute)
    return tuple(found.items())


def approved_for(session: Session, order_no: str, customer: str) -> list[SubstituteApproval]:
    """What has ever been allowed for this order, the latest decision last, whatever has become of it since."""
    decided = select(SubstituteApproval).where(col(SubstituteApproval.state).in_(_EVER))
    oldest = session.exec(decided.order_by(col(SubstituteApproval.decided_at), col(SubstituteApproval.number)))
    return [each for each in oldest if each.names(order_no, customer)]
