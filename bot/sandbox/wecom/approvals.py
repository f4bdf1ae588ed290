"""Forms of the 审批 app: filed, decided, withdrawn; each step is an event from `sys` (wecom.md §8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.common.faults import SandboxRefused
from bot.sandbox.wecom import model
from bot.sandbox.wecom.news import News
from bot.sandbox.wecom.world import World

RUNNING, PASSED, REJECTED, WITHDRAWN = 1, 2, 3, 4
FILED, AGREED, DECLINED, TAKEN_BACK, COMMENTED = 1, 2, 3, 6, 10
ALL, ONE, IN_TURN = 1, 2, 3
SYS = "sys"


@dataclass(frozen=True, slots=True)
class Filing:
    """What a form is filed with; `nodes` as `model.Approval` has them."""

    applyer: str
    template_id: str
    name: str
    nodes: Sequence[Mapping[str, Any]]
    notifyers: Sequence[str] = ()
    contents: Sequence[Mapping[str, Any]] = ()


class Approvals:
    """Changes forms and tells the app of every step."""

    def __init__(self, world: World, news: News) -> None:
        self._world = world
        self._news = news

    def file(self, filing: Filing) -> str:
        """File a form; gives its number."""
        with self._world.change():
            approval = model.Approval(
                sp_no=self._next_number(),
                name=filing.name,
                template_id=filing.template_id,
                applyer=filing.applyer,
                status=RUNNING,
                applied=self._world.now_ms,
                nodes=[dict(it) for it in filing.nodes],
                notifyers=list(filing.notifyers),
                contents=[dict(it) for it in filing.contents],
            )
            self._tell(approval, FILED)
            return approval.sp_no

    def decide(self, userid: str, sp_no: str, *, agrees: bool, speech: str) -> None:
        """One approver decides; with words of theirs the app is told twice, in the same second."""
        with self._world.change():
            approval = self._running(sp_no)
            if userid not in waiting_for(approval):
                raise SandboxRefused("not_an_approver", userid=userid, sp_no=sp_no)
            if speech:
                self._tell(approval, COMMENTED)
            status = PASSED if agrees else REJECTED
            record = {"userid": userid, "status": status, "speech": speech, "at": self._world.now_ms}
            approval.records.append(record)
            if not (agrees and waiting_for(approval)):
                approval.status = status
            self._tell(approval, AGREED if agrees else DECLINED)

    def withdraw(self, userid: str, sp_no: str) -> None:
        """The applyer takes the form back."""
        with self._world.change():
            approval = self._running(sp_no)
            if userid != approval.applyer:
                raise SandboxRefused("not_yours", sp_no=sp_no)
            approval.status = WITHDRAWN
            self._tell(approval, TAKEN_BACK)

    def _running(self, sp_no: str) -> model.Approval:
        approval = self._world.approvals.get(sp_no)
        if approval is None or approval.status != RUNNING:
            raise SandboxRefused("not_running", sp_no=sp_no)
        return approval

    def _next_number(self) -> str:
        day = datetime.fromtimestamp(self._world.now_seconds, UTC).strftime("%Y%m%d")
        return f"{day}{len(self._world.approvals) + 1:08}"

    def _tell(self, approval: model.Approval, change: int) -> None:
        self._world.approvals.put(approval)
        info = {**_info(self._world, approval), "StatuChangeEvent": change}
        self._news.tell("sys_approval_change", SYS, ApprovalInfo=info)


def _info(world: World, approval: model.Approval) -> dict[str, Any]:
    return {
        "SpNo": int(approval.sp_no),
        "SpNoStr": approval.sp_no,
        "SpName": approval.name,
        "SpStatus": approval.status,
        "TemplateId": approval.template_id,
        "ApplyTime": approval.applied // 1000,
        "Applyer": {"UserId": approval.applyer, "Party": str(party_of(world, approval.applyer))},
        "SpRecord": [
            {"SpStatus": approval.status, "ApproverAttr": 1 if it["rel"] == ONE else 2, "Details": it["details"]}
            for it in records_of(approval)
        ],
        "Notifyer": [{"UserId": it} for it in approval.notifyers],
    }


def waiting_for(approval: model.Approval) -> list[str]:
    """Who is asked now: of the first node that has not what it needs."""
    decided = {it["userid"] for it in approval.records}
    for node in approval.nodes:
        left = [who for who in node["userids"] if who not in decided]
        if left and not (node["rel"] == ONE and len(left) < len(node["userids"])):
            return left[:1] if node["rel"] == IN_TURN else left
    return []


def records_of(approval: model.Approval) -> list[dict[str, Any]]:
    """By node, each approver's step, decided or still running; of nodes that have not been asked yet, none."""
    decided = {it["userid"]: it for it in approval.records}
    waiting = {"status": RUNNING, "speech": "", "at": 0}
    found = []
    for node in approval.nodes:
        steps = [(who, decided.get(who, waiting)) for who in node["userids"]]
        found.append({"rel": node["rel"], "details": [_detail(who, it) for who, it in steps]})
        if set(waiting_for(approval)) & set(node["userids"]):
            break
    return found


def _detail(who: str, step: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "Approver": {"UserId": who},
        "Speech": step["speech"],
        "SpStatus": step["status"],
        "SpTime": step["at"] // 1000,
    }


def party_of(world: World, userid: str) -> int:
    """The number of somebody's department; the root where they have none."""
    person = world.person(userid)
    name = person.department if person is not None else ""
    return next((it.id for it in world.departments if name and it.name == name), model.ROOT_DEPARTMENT)
