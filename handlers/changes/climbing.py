"""Up the line: a reminder, the department's lead, the coordinator, the managers; on the working clock."""

from datetime import datetime

from sqlmodel import Session

from core.people import Role
from handlers.context import Context
from storage import roster
from storage.people import people_with_role


def step_due(level: int, ctx: Context) -> datetime:
    """When this step is due, set as the one before is taken.

    A reminder after half of the time there is, the lead after all of it, then again so much for each.
    """
    whole = ctx.rules.receipt_work_minutes
    half = max(1, whole // 2)
    minutes = {1: half, 2: max(1, whole - half)}.get(level, whole)
    return ctx.rules.calendar(ctx.uow.session).add_work_minutes(ctx.now, minutes)


def above_of(department: str, session: Session) -> tuple[str, str, list[str]]:
    """Its lead, the coordinator and the managers."""
    managers = [person.key for person in people_with_role(session, Role.MANAGER)]
    return roster.leads(session).get(department, ""), roster.coordinator(session), managers
