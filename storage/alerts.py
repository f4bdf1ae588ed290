"""Finding alerts."""

from sqlmodel import Session, col, select

from core.alerts import Alert, AlertStatus
from core.errors import NotFound


def get_alert(session: Session, alert_no: str, *, lock: bool = False) -> Alert:
    """The alert of this number. `lock` keeps other writers from it until the transaction ends."""
    alert = session.get(Alert, alert_no, with_for_update=lock or None)
    if alert is None:
        raise NotFound(kind="alert", words=alert_no, near=[])
    return alert


def open_alerts(session: Session) -> list[Alert]:
    """Alerts that are not resolved, oldest first."""
    found = session.exec(select(Alert).where(Alert.status != AlertStatus.RESOLVED).order_by(col(Alert.alert_no)))
    return list(found)
