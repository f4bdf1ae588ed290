"""Whether a living card still has something to follow."""

from sqlmodel import Session

from storage.alerts import get_alert
from storage.orders import get_order
from storage.plans import get_plan


def is_followed(session: Session, subject: str, kind: str) -> bool:
    """The card's subject may still change. A form that nobody sent in for a fortnight is let go."""
    if kind == "draft":
        return False
    if kind == "alert":
        return not get_alert(session, subject).is_over
    if kind == "plan":
        return get_plan(session, subject).is_followed
    return get_order(session, subject).is_followed
