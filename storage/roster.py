"""Who answers for what, in keys."""

from sqlmodel import Session, col, select

from core.people import Department, Person, Role
from storage.people import departments, people_with_role


def coordinator(session: Session) -> str:
    """The coordinator new orders get; there is always one (N1), empty only before the factory is loaded."""
    found = people_with_role(session, Role.COORDINATOR)
    return found[0].key if found else ""


def leads(session: Session) -> dict[str, str]:
    """The lead of each department that has one."""
    return {department.key: department.lead for department in departments(session) if department.lead}


def led_by(session: Session, person: str) -> frozenset[str]:
    """The departments this person leads."""
    return frozenset(session.exec(select(Department.key).where(Department.lead == person)))


def people_of(session: Session, department: str) -> list[Person]:
    """The active people of a department, by key."""
    statement = select(Person).where(Person.department == department, col(Person.is_active)).order_by(Person.key)
    return list(session.exec(statement))


def chats_of(session: Session, department: str) -> list[str]:
    """The chats of a department; none for one that does not exist."""
    found = session.get(Department, department)
    return list(found.chats) if found else []
