"""Finding people and departments, and storing them with their accounts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, func, select

from core.errors import NotFound
from core.people import NEEDED, Department, LastOfRole, Person, PersonIdentity, Role, private_lane
from storage.upsert import Change, Counts, apply

PLATFORMS = ("feishu", "wecom")
FOLDED = "wecom"
"""Takes user ids in any case, and gives them back in lower case (platform reference §9.1)."""


def person_by_identity(session: Session, platform: str, platform_user_id: str) -> Person | None:
    """The active person behind an account; None for a stranger or somebody who has left."""
    statement = (
        select(Person).join(PersonIdentity).where(*_is_account(platform, platform_user_id), col(Person.is_active))
    )
    return session.exec(statement).first()


def _is_account(platform: str, platform_user_id: str) -> tuple[ColumnElement[bool], ...]:
    account = col(PersonIdentity.platform_user_id)
    if platform == FOLDED:
        return col(PersonIdentity.platform) == platform, func.lower(account) == platform_user_id.lower()
    return col(PersonIdentity.platform) == platform, account == platform_user_id


def find_people(session: Session, keys: Iterable[str] | None = None) -> list[Person]:
    """The people of these keys, or all active ones; by key."""
    statement = select(Person).order_by(Person.key)
    statement = statement.where(col(Person.is_active) if keys is None else col(Person.key).in_(list(keys)))
    return list(session.exec(statement))


def people_with_role(session: Session, role: Role, *, lock: bool = False) -> list[Person]:
    """The active people who have a role, by key.

    `lock` keeps others from changing anybody's roles until the transaction ends: two coordinators who resign at
    the same time would otherwise each count on the other.
    """
    statement = select(Person).where(col(Person.is_active)).order_by(Person.key)
    found = session.exec(statement.with_for_update() if lock else statement)
    return [person for person in found if role in person.roles]


def accounts(session: Session, keys: Iterable[str], platform: str) -> dict[str, str]:
    """The user ids of these people on a platform, by person key; those without an account there are left out."""
    statement = select(PersonIdentity).where(
        PersonIdentity.platform == platform, col(PersonIdentity.person_key).in_(list(keys))
    )
    return {identity.person_key: identity.platform_user_id for identity in session.exec(statement)}


def private_lanes(session: Session, keys: Iterable[str], platforms: Collection[str]) -> dict[str, str]:
    """Where each of these people is reached alone: on the platform they prefer, else on the first they have.

    Only of these platforms; those with an account on none of them are left out.
    """
    wanted = set(keys)
    found = {platform: accounts(session, wanted, platform) for platform in PLATFORMS if platform in platforms}
    prefers = dict(session.exec(select(Person.key, Person.prefers).where(col(Person.key).in_(wanted))).all())
    lanes: dict[str, str] = {}
    for person in sorted(wanted):
        ordered = sorted(found, key=lambda platform: platform != prefers.get(person))
        platform = next((each for each in ordered if person in found[each]), "")
        if platform:
            lanes[person] = private_lane(platform, found[platform][person])
    return lanes


def has_account(session: Session, person: str) -> bool:
    """They can act from some platform."""
    statement = select(PersonIdentity).where(PersonIdentity.person_key == person)
    return session.exec(statement).first() is not None


def close_account(session: Session, platform: str, platform_user_id: str) -> Person | None:
    """Nobody acts through this account any more; the person it was, None when it was nobody's."""
    identity = session.exec(select(PersonIdentity).where(*_is_account(platform, platform_user_id))).first()
    if identity is None:
        return None
    session.delete(identity)
    session.flush()
    return session.get(Person, identity.person_key)


def departments(session: Session) -> list[Department]:
    """All departments, by key."""
    return list(session.exec(select(Department).order_by(Department.key)))


def get_department(session: Session, key: str) -> Department:
    """The department of this key."""
    department = session.get(Department, key)
    if department is None:
        raise NotFound(kind="department", words=key, near=[])
    return department


# --- import and export ---------------------------------------------------------------------


def import_people(session: Session, rows: Sequence[Mapping[str, Any]]) -> Counts:
    """Store people with their accounts, an empty account being taken away. Raises `LastOfRole`."""
    holders = {role: people_with_role(session, role, lock=True) for role in NEEDED}
    people = [{name: value for name, value in row.items() if name not in PLATFORMS} for row in rows]
    changes = dict(zip((row["key"] for row in rows), apply(session, Person, people), strict=True))
    for platform in PLATFORMS:
        wanted = {row["key"]: row[platform] for row in rows if platform in row}
        for key in _move_accounts(session, platform, wanted):
            changes[key] = max(changes[key], Change.UPDATED)
    for role, before in holders.items():
        if before and not people_with_role(session, role):
            raise LastOfRole(person="、".join(person.name for person in before), role=role)
    return Counts.of(changes.values())


def _move_accounts(session: Session, platform: str, wanted: Mapping[str, str | None]) -> set[str]:
    """Give people these accounts; the keys of those whose account is another one now."""
    present = accounts(session, wanted, platform)
    moved = {key for key, account in wanted.items() if account != present.get(key)}
    _unlink(session, sorted(moved), platform)  # all of them first: two people may have changed places
    for key in sorted(moved):
        if account := wanted[key]:
            session.add(PersonIdentity(platform=platform, platform_user_id=account, person_key=key))
    session.flush()
    return moved


def _unlink(session: Session, keys: Sequence[str], platform: str) -> None:
    """These people have no account on a platform any more."""
    session.exec(
        delete(PersonIdentity).where(col(PersonIdentity.platform) == platform, col(PersonIdentity.person_key).in_(keys))
    )


def person_rows(session: Session) -> list[dict[str, Any]]:
    """Everybody with their accounts, by key, as `import_people` takes it."""
    everybody = session.exec(select(Person).order_by(Person.key)).all()
    found = {platform: accounts(session, [person.key for person in everybody], platform) for platform in PLATFORMS}
    return [
        person.model_dump() | {platform: found[platform].get(person.key) for platform in PLATFORMS}
        for person in everybody
    ]
