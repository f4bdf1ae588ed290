"""Members and departments as a self-built app sees them (wecom.md §9.1, §5.3)."""

from typing import Any

from bot.sandbox.wecom import model
from bot.sandbox.wecom.faults import ApiError
from bot.sandbox.wecom.rest.call import Call, Result, bad, list_of, ok, text_of
from bot.sandbox.wecom.world import World

_ACTIVE, _LEFT = 1, 5
_MOST_IDS = 1000


def get_user(call: Call) -> Result:
    """`GET user/get`: without phone and mail, which newly made apps do not get."""
    userid = call.needed("userid")
    person = call.world.person(userid)
    if person is None:
        raise ApiError(60111, "userid not found")
    if not person.in_range:
        raise ApiError(60011, "no privilege to access/modify contact/party/agent")
    return ok(**_member(call.world, person))


def simple_list(call: Call) -> Result:
    """`GET user/simplelist`: direct members only."""
    members = [
        {
            "userid": it.userid,
            "name": it.name,
            "department": _departments(call.world, it),
            "open_userid": it.open_userid,
        }
        for it in _direct_members(call)
    ]
    return ok(userlist=members)


def full_list(call: Call) -> Result:
    """`GET user/list`: as `user/get` for each direct member."""
    return ok(userlist=[_member(call.world, it) for it in _direct_members(call)])


def department_list(call: Call) -> Result:
    """`GET department/list`: all, or one with everything under it."""
    wanted = call.number("id", model.ROOT_DEPARTMENT)
    everything = _all_departments(call.world)
    if wanted not in {it.id for it in everything}:
        raise ApiError(60003, "department not found")
    found = [it for it in everything if wanted in (it.id, it.parent_id)]
    return ok(department=[_department(it) for it in found])


def user_of_mobile(call: Call) -> Result:
    """`POST user/getuserid`."""
    return _found_by(call, "mobile", text_of(call.body(), "mobile"))


def user_of_email(call: Call) -> Result:
    """`POST user/get_userid_by_email`."""
    return _found_by(call, "email", text_of(call.body(), "email"))


def plain_userids(call: Call) -> Result:
    """`POST batch/openuserid_to_userid`: from the ids that a smart bot hears."""
    asked = list_of(call.body(), "open_userid_list", str, _MOST_IDS)
    if not asked:
        raise bad("open_userid_list")
    known = {it.open_userid: it.userid for it in call.world.people}
    found = [{"open_userid": it, "userid": known[it]} for it in asked if it in known]
    return ok(userid_list=found, invalid_open_userid_list=[it for it in asked if it not in known])


def _found_by(call: Call, key: str, value: str) -> Result:
    person = next((it for it in call.world.people if value and getattr(it, key) == value and it.is_active), None)
    if person is None:
        raise ApiError(60111, "userid not found")
    return ok(userid=person.userid)


def _direct_members(call: Call) -> list[model.Person]:
    number = call.number("department_id", 0)
    if number not in {it.id for it in _all_departments(call.world)}:
        raise ApiError(60003, "department not found")
    people = [it for it in call.world.people if it.is_active and it.in_range]
    return [it for it in people if number in _departments(call.world, it)]


def _member(world: World, person: model.Person) -> dict[str, Any]:
    departments = _departments(world, person)
    return {
        "userid": person.userid,
        "name": person.name,
        "department": departments,
        "order": [0],
        "position": person.job_title,
        "is_leader_in_dept": [0],
        "direct_leader": [],
        "main_department": departments[0],
        "alias": "",
        "status": _ACTIVE if person.is_active else _LEFT,
        "enable": int(person.is_active),
        "open_userid": person.open_userid,
        "extattr": {"attrs": []},
    }


def _departments(world: World, person: model.Person) -> list[int]:
    found = [it.id for it in world.departments if it.name == person.department]
    return found or [model.ROOT_DEPARTMENT]


def _all_departments(world: World) -> list[model.Department]:
    root = model.Department(model.ROOT_DEPARTMENT, world.settings.corp_name, 0)
    return [root, *world.departments]


def _department(department: model.Department) -> dict[str, Any]:
    return {
        "id": department.id,
        "name": department.name,
        "parentid": department.parent_id,
        "order": 100_000_000 - department.id,
        "department_leader": [],
    }
