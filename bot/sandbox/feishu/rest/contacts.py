"""People, as far as the app's scopes and range let it see them."""

from typing import Any

from bot.sandbox.feishu import model
from bot.sandbox.feishu.faults import ApiError
from bot.sandbox.feishu.rest.call import Call, Result, id_list, id_of, invalid, ok, person_by
from bot.sandbox.feishu.settings import USER_ID_SCOPE
from bot.sandbox.feishu.world import World

_NO_AUTHORITY = 41050
_SCOPED_FIELDS = {
    "contact:user.base:readonly": ("name", "en_name"),
    USER_ID_SCOPE: ("user_id",),
    "contact:user.phone:readonly": ("mobile",),
    "contact:user.email:readonly": ("email",),
    "contact:user.employee:readonly": ("status", "job_title"),
    "contact:user.department:readonly": ("department_ids",),
}


def get_user(call: Call) -> Result:
    """`GET contact/v3/users/:user_id`."""
    id_type = call.id_type()
    person = person_by(call.world, id_type, call.params["user_id"])
    if person is None:
        raise ApiError(99992351, f"The request you send is not a valid {{{id_type}}} or not exists.")
    if not person.in_range:
        raise ApiError(_NO_AUTHORITY, "no user authority error")
    return ok({"user": _visible(call.world, person)})


def get_users(call: Call) -> Result:
    """`GET contact/v3/users/batch`: unknown and invisible people are left out."""
    id_type = call.id_type()
    wanted = [it for it in call.query.get("user_ids", "").split(",") if it]
    if not 1 <= len(wanted) <= 50:
        raise invalid("user_ids", "must have 1 to 50 entries")
    found = [person_by(call.world, id_type, it) for it in wanted]
    return ok({"items": [_visible(call.world, it) for it in found if it is not None and it.in_range]})


def find_ids(call: Call) -> Result:
    """`POST contact/v3/users/batch_get_id`: ids by phone or e-mail; a row without id was not found."""
    world = call.world
    id_type = call.id_type()
    body = call.body()
    with_resigned = body.get("include_resigned") is True
    rows = [
        _row(world, id_type, field, value, with_resigned=with_resigned)
        for field, values in (("mobile", "mobiles"), ("email", "emails"))
        for value in id_list(body, values, most=50)
    ]
    return ok({"user_list": rows})


def _row(world: World, id_type: str, field: str, value: str, *, with_resigned: bool) -> dict[str, Any]:
    person = next((it for it in world.people if it.in_range and value and getattr(it, field) == value), None)
    if person is None or not (person.is_active or with_resigned):
        return {field: value}
    return {"user_id": id_of(person, id_type), field: value, "status": {"is_resigned": not person.is_active}}


def _visible(world: World, person: model.Person) -> dict[str, Any]:
    """Each field needs its own scope; a missing one is absent, not empty."""
    shown: dict[str, Any] = {
        "open_id": person.open_id,
        "union_id": person.union_id,
        "user_id": person.user_id,
        "name": person.name,
        "en_name": "",
        "mobile": person.mobile,
        "email": person.email,
        "department_ids": [f"od-{person.department}"] if person.department else [],
        "job_title": person.job_title,
        "status": {
            "is_frozen": False,
            "is_resigned": not person.is_active,
            "is_activated": True,
            "is_exited": False,
            "is_unjoin": False,
        },
    }
    for scope, fields in _SCOPED_FIELDS.items():
        if scope not in world.settings.scopes:
            for field in fields:
                shown.pop(field, None)
    return shown
