"""`oa/applyevent` and reading forms (wecom.md §8.2, §8.3)."""

from typing import Any

from bot.sandbox.wecom import model
from bot.sandbox.wecom.approvals import ONE, Approvals, Filing, party_of, records_of
from bot.sandbox.wecom.faults import ApiError
from bot.sandbox.wecom.rest.call import Call, Result, ok
from bot.sandbox.wecom.rest.recipients import reachable
from bot.sandbox.wecom.world import World

_MOST_SUMMARY, _SUMMARY_CHARACTERS = 3, 20
_WINDOW_SECONDS = 31 * 24 * 3600
_MOST_PAGE = 100
_APPROVE, _COPY = 1, 2


def apply_event(call: Call) -> Result:
    """`POST oa/applyevent`: files a form in somebody's name; they must be in the app's range."""
    body = call.body()
    creator = reachable(call.world, _text(body, "creator_userid"))
    if creator is None:
        raise ApiError(301025, "creator_userid is not in the visible range")
    template = _text(body, "template_id")
    _check_summary(body)
    filing = Filing(creator.userid, template, "审批", *_nodes(call.world, body), _contents(body))
    return ok(sp_no=Approvals(call.world, call.news).file(filing))


def approval_detail(call: Call) -> Result:
    """`POST oa/getapprovaldetail`."""
    approval = call.world.approvals.get(_text(call.body(), "sp_no"))
    if approval is None:
        raise ApiError(301056, "sp_no")
    return ok(info=_detail(call.world, approval))


def approval_numbers(call: Call) -> Result:
    """`POST oa/getapprovalinfo`: numbers of the forms filed in a window of at most 31 days."""
    body = call.body()
    start, end = _seconds(body, "starttime"), _seconds(body, "endtime")
    size, cursor = body.get("size", _MOST_PAGE), _seconds({"at": body.get("new_cursor") or "0"}, "at")
    if end - start > _WINDOW_SECONDS or not isinstance(size, int) or not 1 <= size <= _MOST_PAGE:
        raise ApiError(301056, "window or size")
    statuses = [it.get("value") for it in _filters(body) if it.get("key") == "sp_status"]
    templates = [it.get("value") for it in _filters(body) if it.get("key") == "template_id"]
    found = [it for it in call.world.approvals if start <= it.applied // 1000 <= end]
    found = [it for it in found if all(it.template_id == wanted for wanted in templates)]
    numbers = [it.sp_no for it in found if all(str(it.status) == wanted for wanted in statuses)]
    following = {"new_next_cursor": str(cursor + size)} if len(numbers) > cursor + size else {}
    return ok(sp_no_list=numbers[cursor : cursor + size], **following)


def _text(body: dict[str, Any], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not value:
        raise ApiError(301025, key)
    return value


def _seconds(body: dict[str, Any], key: str) -> int:
    """A number, which is a string here."""
    value = body.get(key)
    if not isinstance(value, str) or not (value.isascii() and value.isdigit() and len(value) < 12):
        raise ApiError(301056, f"{key} must be a string of digits")
    return int(value)


def _filters(body: dict[str, Any]) -> list[dict[str, Any]]:
    filters = body.get("filters", [])
    if not isinstance(filters, list) or not all(isinstance(it, dict) for it in filters):
        raise ApiError(301056, "filters")
    return filters


def _contents(body: dict[str, Any]) -> list[dict[str, Any]]:
    data = body.get("apply_data")
    contents = data.get("contents") if isinstance(data, dict) else None
    if not isinstance(contents, list) or not all(isinstance(it, dict) and "control" in it for it in contents):
        raise ApiError(301025, "apply_data.contents")
    return contents


def _check_summary(body: dict[str, Any]) -> None:
    lines = body.get("summary_list")
    if not isinstance(lines, list) or not 1 <= len(lines) <= _MOST_SUMMARY:
        raise ApiError(301025, "summary_list")
    infos = [it.get("summary_info") if isinstance(it, dict) else None for it in lines]
    texts = [text for it in infos if isinstance(it, list) for text in it]
    if len(texts) < len(lines) or not all(_is_short(it) for it in texts):
        raise ApiError(301025, "summary_info")


def _is_short(info: Any) -> bool:
    text = info.get("text") if isinstance(info, dict) else None
    return isinstance(text, str) and 0 < len(text) <= _SUMMARY_CHARACTERS


def _nodes(world: World, body: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    """Who approves, by node, and who gets a copy. With the template's own flow there is no `process`."""
    approving: list[dict[str, Any]] = []
    copied: list[str] = []
    process = body.get("process")
    if body.get("use_template_approver", 0) == 1:
        if process is not None:
            raise ApiError(301025, "process goes with use_template_approver 0 only")
        return approving, copied
    nodes = process.get("node_list") if isinstance(process, dict) else None
    if not isinstance(nodes, list) or not nodes:
        raise ApiError(301025, "process.node_list")
    for node in nodes:
        kind, people = _node(world, node)
        if kind == _APPROVE:
            approving.append({"rel": node["apv_rel"], "userids": people})
        else:
            copied.extend(people)
    return approving, copied


def _node(world: World, node: Any) -> tuple[int, list[str]]:
    kind = node.get("type") if isinstance(node, dict) else None
    people = node.get("userid") if isinstance(node, dict) else None
    if kind not in (_APPROVE, _COPY) or not isinstance(people, list) or not people:
        raise ApiError(301025, "process.node_list")
    known = [reachable(world, it) if isinstance(it, str) else None for it in people]
    if None in known or (kind == _APPROVE and node.get("apv_rel") not in (1, 2, 3)):
        raise ApiError(301025, "process.node_list")
    return int(kind), [it.userid for it in known if it is not None]


def _detail(world: World, approval: model.Approval) -> dict[str, Any]:
    records = [
        {
            "sp_status": approval.status,
            "approverattr": 1 if record["rel"] == ONE else 2,
            "details": [
                {
                    "approver": {"userid": it["Approver"]["UserId"]},
                    "speech": it["Speech"],
                    "sp_status": it["SpStatus"],
                    "sptime": it["SpTime"],
                }
                for it in record["details"]
            ],
        }
        for record in records_of(approval)
    ]
    return {
        "sp_no": approval.sp_no,
        "sp_name": approval.name,
        "sp_status": approval.status,
        "template_id": approval.template_id,
        "apply_time": approval.applied // 1000,
        "applyer": {"userid": approval.applyer, "partyid": str(party_of(world, approval.applyer))},
        "sp_record": records,
        "notifyer": [{"userid": it} for it in approval.notifyers],
        "apply_data": {"contents": approval.contents},
        "comments": [],
    }
