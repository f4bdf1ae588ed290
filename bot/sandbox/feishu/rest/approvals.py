"""The approval API (feishu.md §9.1)."""

from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.common.faults import SandboxRefused
from bot.sandbox.feishu import model
from bot.sandbox.feishu.approvals import PENDING
from bot.sandbox.feishu.faults import ApiError
from bot.sandbox.feishu.rest.call import Call, Result, id_list, id_of, ok, person_by, text_field

_BAD_PARAM = 1390001
_NO_INSTANCE = 1390003
_NOT_NOW = 1395001
_UUID_USED = 60012
_MOST_APPROVERS = 50


def get_definition(call: Call) -> Result:
    """`GET approvals/:approval_code`: the controls and nodes."""
    definition = _definition(call, call.params["approval_code"])
    nodes = [
        {
            "name": it.get("name", ""),
            "need_approver": True,
            "node_id": it["node_id"],
            "node_type": it.get("type", "AND"),
        }
        for it in definition.nodes
    ]
    form = [{"id": it, "name": it, "type": "textarea", "required": False} for it in definition.controls]
    return ok(
        {"approval_name": definition.name, "status": "ACTIVE", "form": jsons.compact(form).decode(), "node_list": nodes}
    )


def subscribe(call: Call) -> Result:
    """`POST approvals/:approval_code/subscribe`: once per app and definition."""
    definition = _definition(call, call.params["approval_code"])
    definition.is_subscribed = True
    call.world.definitions.put(definition)
    return ok()


def create_instance(call: Call) -> Result:
    """`POST instances`: the applicant must be in the app's range; a uuid files one form only."""
    body = call.body()
    definition = _definition(call, text_field(body, "approval_code"))
    applicant = call.world.people.get(text_field(body, "open_id"))
    if applicant is None or not (applicant.is_active and applicant.in_range):
        raise ApiError(_BAD_PARAM, "open_id is invalid")
    uuid = text_field(body, "uuid", longest=64, is_needed=False)
    if uuid and any(it.uuid == uuid for it in call.world.instances):
        raise ApiError(_UUID_USED, "instance uuid conflict")
    form = text_field(body, "form")
    _check_form(definition, form)
    chosen = _chosen(call, definition, body.get("node_approver_open_id_list", []))
    code = call.approvals.file(definition.code, uuid, applicant.open_id, form, chosen)
    return ok({"instance_code": code})


def get_instance(call: Call) -> Result:
    """`GET instances/:instance_id`: by code or by uuid."""
    instance = _instance(call, call.params["instance_id"])
    definition = _definition(call, instance.approval_code)
    return ok(
        {
            "approval_name": definition.name,
            "approval_code": instance.approval_code,
            "instance_code": instance.code,
            "uuid": instance.uuid,
            "serial_number": str(instance.created),
            "status": instance.status,
            "open_id": instance.applicant,
            "form": instance.form,
            "start_time": str(instance.created),
            "task_list": [_with_user_id(call, task) for task in instance.tasks],
            "comment_list": [],
            "timeline": instance.timeline,
        }
    )


def approve_task(call: Call) -> Result:
    """`POST tasks/approve`."""
    return _decide(call, agrees=True)


def reject_task(call: Call) -> Result:
    """`POST tasks/reject`."""
    return _decide(call, agrees=False)


def cancel_instance(call: Call) -> Result:
    """`POST instances/cancel`: in the applicant's name."""
    body, id_type = call.body(), call.id_type()
    person = person_by(call.world, id_type, text_field(body, "user_id"))
    instance = _instance(call, text_field(body, "instance_code"))
    try:
        call.approvals.cancel(person.open_id if person else "", instance.code)
    except SandboxRefused as refused:
        raise ApiError(_NOT_NOW, refused.reason) from refused
    return ok()


def _decide(call: Call, *, agrees: bool) -> Result:
    body, id_type = call.body(), call.id_type()
    person = person_by(call.world, id_type, text_field(body, "user_id"))
    instance = _instance(call, text_field(body, "instance_code"))
    if text_field(body, "approval_code") != instance.approval_code:
        raise ApiError(_BAD_PARAM, "approval_code is invalid")
    task = next((it for it in instance.tasks if it["id"] == text_field(body, "task_id")), None)
    if person is None or task is None or task["open_id"] != person.open_id or task["status"] != PENDING:
        raise ApiError(_NOT_NOW, "task is not pending")
    comment = text_field(body, "comment", longest=1000, is_needed=False)
    call.approvals.decide(person.open_id, instance.code, agrees=agrees, comment=comment)
    return ok()


def _definition(call: Call, code: str) -> model.ApprovalDefinition:
    definition = call.world.definitions.get(code)
    if definition is None:
        raise ApiError(1390002, "approval code not found")
    return definition


def _instance(call: Call, name: str) -> model.ApprovalInstance:
    found = next((it for it in call.world.instances if name and name in (it.code, it.uuid)), None)
    if found is None:
        raise ApiError(_NO_INSTANCE, "instance code not found")
    return found


def _check_form(definition: model.ApprovalDefinition, form: str) -> None:
    """A JSON list of controls that the definition has."""
    try:
        told = jsons.parse(form)
    except ValueError as error:
        raise ApiError(_BAD_PARAM, "form is not JSON") from error
    for control in told if isinstance(told, list) else [None]:
        if not isinstance(control, dict) or control.get("id") not in definition.controls:
            raise ApiError(_BAD_PARAM, f"form control is invalid: {control}")
        if not isinstance(control.get("value"), str):
            raise ApiError(_BAD_PARAM, f"the value of {control['id']} must be a string")


def _chosen(call: Call, definition: model.ApprovalDefinition, told: Any) -> dict[str, list[str]]:
    """Who is asked, by node; every node needs somebody."""
    nodes = {node["node_id"] for node in definition.nodes}
    chosen: dict[str, list[str]] = {}
    for entry in told if isinstance(told, list) else [None]:
        if not isinstance(entry, dict) or entry.get("key") not in nodes:
            raise ApiError(_BAD_PARAM, "node_approver_open_id_list")
        asked = id_list(entry, "value", most=_MOST_APPROVERS, fewest=1)
        people = [call.world.people.get(it) for it in asked]
        if any(it is None or not it.is_active for it in people):
            raise ApiError(_BAD_PARAM, "node_approver_open_id_list")
        chosen[entry["key"]] = asked
    if definition.nodes and definition.nodes[0]["node_id"] not in chosen:
        raise ApiError(_BAD_PARAM, "node_approver_open_id_list")
    return chosen


def _with_user_id(call: Call, task: dict[str, Any]) -> dict[str, Any]:
    person = call.world.people.get(task["open_id"])
    return {**task, "user_id": id_of(person, "user_id") if person else ""}
