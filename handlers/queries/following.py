"""Whether a living card still has something to follow."""

from sqlmodel import Session

from storage.alerts import get_alert
from storage.orders import get_order


def is_followed(session: Session, subject: str, kind: str) -> bool:
    """The card's subject may still change. A form that nobody sent in for a fortnight is let go."""
    if kind == "draft":
        return False
    if kind == "alert":
        return not get_alert(session, subject).is_over
    return get_order(session, subject).is_followed
