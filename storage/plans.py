"""Finding plans."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from core.errors import NotFound
from core.plans import Plan, PlanCause, PlanState

LATELY = 20
"""Plans that may still be the reason for something."""
_NEWEST = col(Plan.decided_at).desc(), col(Plan.plan_version).desc()


def get_plan(session: Session, plan_version: str, *, lock: bool = False) -> Plan:
    """The plan of this version. `lock` keeps other writers from it until the transaction ends."""
    plan = session.get(Plan, plan_version, with_for_update=lock or None)
    if plan is None:
        raise NotFound(kind="plan", words=plan_version, near=[])
    return plan


def proposals(session: Session) -> list[Plan]:
    """What waits to be decided about, the oldest first; kept from other writers. There is never more than one."""
    waiting = select(Plan).where(Plan.state == PlanState.PROPOSED).order_by(col(Plan.plan_version))
    return list(session.exec(waiting.with_for_update()))


def open_proposal(session: Session) -> str:
    """The number of what waits to be decided about; empty when nothing does. Only to look at: nothing is locked."""
    waiting = select(Plan.plan_version).where(Plan.state == PlanState.PROPOSED)
    return session.exec(waiting.order_by(col(Plan.plan_version).desc())).first() or ""


def plan_in_force(session: Session) -> Plan | None:
    """The plan that was published last and not taken back; kept from other writers."""
    published = select(Plan).where(Plan.state == PlanState.PUBLISHED).order_by(col(Plan.decided_at).desc())
    return session.exec(published.with_for_update()).first()


def delayer_of(session: Session, order_no: str) -> tuple[str, PlanCause, str] | None:
    """Of the plans published lately the last that moved an order, if to a later day: its number, cause and detail."""
    published = select(col(Plan.plan_version), col(Plan.cause), col(Plan.detail), col(Plan.forecasts)).where(
        col(Plan.state).in_((PlanState.PUBLISHED, PlanState.SUPERSEDED)), col(Plan.decided_at).is_not(None)
    )
    for number, cause, detail, forecasts in session.exec(published.order_by(*_NEWEST).limit(LATELY)):
        if order_no in forecasts:
            is_later = any((after or "") > (before or "") for before, after in forecasts[order_no].values())
            return (number, cause, detail) if is_later else None
    return None


def is_rushed(session: Session, order_no: str) -> bool:
    """A plan that puts it before others was published and not taken back, whatever was published since."""
    published = col(Plan.state).in_((PlanState.PUBLISHED, PlanState.SUPERSEDED)), col(Plan.decided_at).is_not(None)
    rushes = select(Plan.plan_version).where(Plan.cause == PlanCause.RUSH, Plan.detail == order_no, *published)
    return session.exec(rushes.limit(1)).first() is not None


def count_waivers(session: Session, since: datetime) -> int:
    """How many rushes managers have decided about since then, for those who had not agreed."""
    waived = select(func.count()).where(col(Plan.waived_by) != "", col(Plan.made_at) >= since)
    return int(session.exec(waived).one())


def last_made_at(session: Session) -> datetime | None:
    """When a plan was last proposed."""
    return session.exec(select(func.max(col(Plan.made_at)))).one()


def count_overrides(session: Session, since: datetime) -> int:
    """How many operations published plans have moved within the frozen horizon since then, though they could stay."""
    decided = select(func.coalesce(func.sum(col(Plan.overrides)), 0)).where(
        col(Plan.decided_at) >= since, Plan.state != PlanState.REJECTED
    )
    return int(session.exec(decided).one())
