"""Who answers for what, in keys."""

from dataclasses import dataclass

import sqlalchemy
from sqlalchemy import ColumnElement, bindparam, func
from sqlmodel import Session, col, select

from core.people import Department, Person, PersonIdentity, Role
from storage.people import FOLDED, people_with_role
from storage.statement import Prepared
from storage.tables import core_table

_PERSON, _IDENTITY, _DEPARTMENT = core_table(Person).c, core_table(PersonIdentity).c, core_table(Department).c


@dataclass(frozen=True, slots=True)
class Acting:
    """A person as far as it matters for what they may do."""

    key: str
    name: str
    english_name: str
    department: str
    roles: frozenset[Role]
    leads: frozenset[str]
    """The departments they lead."""


def _acting_as(is_theirs: ColumnElement[bool]) -> Prepared:
    statement = (
        sqlalchemy.select(
            _PERSON.key,
            _PERSON.name,
            _PERSON.english_name,
            _PERSON.department,
            _PERSON.roles,
            _DEPARTMENT.key.label("led"),
        )
        .join_from(_IDENTITY.person_key.table, _PERSON.key.table)
        .outerjoin(_DEPARTMENT.key.table, _DEPARTMENT.lead == _PERSON.key)
        .where(_IDENTITY.platform == bindparam("platform"), is_theirs, _PERSON.is_active)
    )
    return Prepared(lambda _: statement)


_ACTING = _acting_as(_IDENTITY.platform_user_id == bindparam("account"))
_ACTING_FOLDED = _acting_as(func.lower(_IDENTITY.platform_user_id) == bindparam("account"))


_LEADS = Prepared(
    lambda _: (
        sqlalchemy.select(_DEPARTMENT.key, _PERSON.key.label("lead"))
        .select_from(_DEPARTMENT.key.table)
        .outerjoin(_PERSON.key.table, sqlalchemy.and_(_PERSON.key == _DEPARTMENT.lead, _PERSON.is_active))
        .order_by(_DEPARTMENT.key)
    )
)


def acting(session: Session, platform: str, account: str) -> Acting | None:
    """The active person behind an account; None for a stranger or somebody who has left."""
    if platform == FOLDED:
        rows = _ACTING_FOLDED.rows(session, {"platform": platform, "account": account.lower()})
    else:
        rows = _ACTING.rows(session, {"platform": platform, "account": account})
    if not rows:
        return None
    leads = frozenset(row.led for row in rows if row.led is not None)
    first = rows[0]
    return Acting(first.key, first.name, first.english_name, first.department, frozenset(first.roles), leads)


def coordinator(session: Session) -> str:
    """The coordinator new orders get; there is always one (N1), empty only before the factory is loaded."""
    found = people_with_role(session, Role.COORDINATOR)
    return found[0].key if found else ""


def leads(session: Session) -> dict[str, str]:
    """The lead of each department that has one; nobody who has left leads any more."""
    return {row.key: row.lead for row in _LEADS.rows(session, {}) if row.lead}


def departments(session: Session) -> list[str]:
    """All departments."""
    return [row.key for row in _LEADS.rows(session, {})]


def people_of(session: Session, department: str) -> list[Person]:
    """The active people of a department, by key."""
    statement = select(Person).where(Person.department == department, col(Person.is_active)).order_by(Person.key)
    return list(session.exec(statement))


def chats_of(session: Session, department: str) -> list[str]:
    """The chats of a department; none for one that does not exist."""
    found = _CHATS.row(session, {"of": department})
    return list(found.chats) if found else []


_CHATS = Prepared(lambda _: sqlalchemy.select(_DEPARTMENT.chats).where(_DEPARTMENT.key == bindparam("of")))
