"""Finding work centres and what keeps them from running."""

from datetime import datetime

from sqlmodel import Session, col, select

from core.errors import NotFound
from core.production import MaintenanceKind, MaintenanceWindow, WorkCentre


def work_centres(session: Session) -> list[WorkCentre]:
    """Every work centre."""
    return list(session.exec(select(WorkCentre).order_by(WorkCentre.code)))


def get_work_centre(session: Session, code: str) -> WorkCentre:
    """The work centre of this code."""
    centre = session.get(WorkCentre, code)
    if centre is None:
        near = session.exec(select(WorkCentre.code).where(col(WorkCentre.code).startswith(code[:3], autoescape=True)))
        raise NotFound(kind="work centre", words=code, near=sorted(near)[:3])
    return centre


def breakdown_of(session: Session, code: str, now: datetime) -> MaintenanceWindow | None:
    """The breakdown that a work centre has now; kept from other writers."""
    found = select(MaintenanceWindow).where(
        MaintenanceWindow.work_centre == code,
        MaintenanceWindow.kind == MaintenanceKind.BREAKDOWN,
        MaintenanceWindow.repeat_weeks == 0,
        col(MaintenanceWindow.start_at) <= now,
        col(MaintenanceWindow.end_at) > now,
    )
    return session.exec(found.order_by(col(MaintenanceWindow.end_at).desc()).with_for_update()).first()
