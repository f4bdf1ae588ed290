from datetime import UTC, datetime

import pytest

from core.people import LastOfRole, Person, PersonLeft, Role, RoleGranted, RoleRevoked

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


def a_person(*roles: Role, key: str = "shen.xie") -> Person:
    return Person(key=key, name="沈协", department="collaboration", roles=list(roles))


def test_a_role_is_granted_once() -> None:
    person = a_person(Role.SALES)

    assert person.grant(Role.COORDINATOR, now=NOW) == [RoleGranted(at=NOW, subject="shen.xie", role=Role.COORDINATOR)]
    assert person.grant(Role.COORDINATOR, now=NOW) == []
    assert person.roles == [Role.SALES, Role.COORDINATOR]


def test_a_coordinator_can_step_down_while_another_is_left() -> None:
    person = a_person(Role.COORDINATOR)

    events = person.revoke(Role.COORDINATOR, holders=["shen.xie", "gao.yuan"], now=NOW)

    assert events == [RoleRevoked(at=NOW, subject="shen.xie", role=Role.COORDINATOR)]
    assert person.roles == []


def test_the_last_coordinator_can_neither_step_down_nor_leave() -> None:
    person = a_person(Role.COORDINATOR)

    with pytest.raises(LastOfRole):
        person.revoke(Role.COORDINATOR, holders=["shen.xie"], now=NOW)
    with pytest.raises(LastOfRole):
        person.leave(coordinators=["shen.xie"], now=NOW)

    assert person.is_active
    assert person.roles == [Role.COORDINATOR]


def test_the_last_administrator_cannot_step_down() -> None:
    person = a_person(Role.ADMIN)

    with pytest.raises(LastOfRole):
        person.revoke(Role.ADMIN, holders=["shen.xie"], now=NOW)

    assert person.roles == [Role.ADMIN]
    assert person.revoke(Role.ADMIN, holders=["shen.xie", "gao.yuan"], now=NOW)


def test_any_other_role_can_be_taken_from_the_last_coordinator() -> None:
    person = a_person(Role.COORDINATOR, Role.SALES)

    assert person.revoke(Role.SALES, holders=["shen.xie"], now=NOW)
    assert person.revoke(Role.SALES, holders=["shen.xie"], now=NOW) == []


def test_somebody_leaves_once() -> None:
    person = a_person(Role.SALES)

    assert person.leave(coordinators=["gao.yuan"], now=NOW) == [PersonLeft(at=NOW, subject="shen.xie")]
    assert not person.is_active
    assert person.leave(coordinators=["gao.yuan"], now=NOW) == []
