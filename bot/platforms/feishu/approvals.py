"""飞书审批: forms of one definition, filed, decided and ended through the platform's approval API (reference §9)."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import orjson
import structlog

from bot.platforms.feishu.client import FeishuClient
from bot.platforms.fields import instant, items, table, text
from bot.platforms.port import PlatformRefused
from core.changes.forms import Filing, FormDecision, FormState, FormStatus

log = structlog.get_logger()

BASE = "/open-apis/approval/v4"
UUID_USED = "60012"
_ENDED = ("CANCELED", "DELETED")
_OURS = uuid.UUID("6f0e4a52-0042-4d1e-9a7e-000000000000")
_LONGEST_FIELD = 500
_BY_OPEN_ID = {"user_id_type": "open_id"}
_STATUS = {"PENDING": FormStatus.RUNNING, "APPROVED": FormStatus.APPROVED, "REJECTED": FormStatus.REJECTED}


class FeishuApprovals:
    """An `ApprovalCentre`. `code` is the definition's; `fields` gives its control's id for each of our names.

    The definition has as many approval nodes as its maker gave it, each chosen by whoever files: our steps go to them
    in their order, and what is left over to the last.
    """

    can_decide = True

    def __init__(self, client: FeishuClient, code: str, fields: Mapping[str, str]) -> None:
        self._client = client
        self._code = code
        self._fields = dict(fields)
        self._known_nodes: tuple[str, ...] | None = None
        self._is_subscribed = False

    def subscribe(self) -> None:
        """Have events of this definition sent to the app."""
        self._call("POST", f"/approvals/{quote(self._code, safe='')}/subscribe", {})

    def _subscribe_once(self) -> None:
        """Once in the life of the program. That it was said before is no reason not to file: forms are read anyway."""
        if not self._is_subscribed:
            try:
                self.subscribe()
            except PlatformRefused as refused:
                log.info("approval_not_subscribed", why=str(refused))
            self._is_subscribed = True

    def file(self, filing: Filing) -> str:
        """File a form; see `ApprovalCentre.file`."""
        self._subscribe_once()
        key = str(uuid.uuid5(_OURS, filing.key))
        body = {
            "approval_code": self._code,
            "open_id": filing.applicant,
            "uuid": key,
            "form": orjson.dumps(self._form(filing)).decode(),
            "node_approver_open_id_list": self._approvers(filing),
        }
        try:
            return text(self._call("POST", "/instances", body), "data", "instance_code")
        except PlatformRefused as refused:
            if UUID_USED not in str(refused):
                raise
            return text(self._instance(key), "instance_code")

    def read(self, number: str) -> FormState:
        """A form as it is now."""
        told = self._instance(number)
        tasks = [it for it in items(told, "task_list") if isinstance(it, Mapping)]
        said = {text(it, "task_id"): text(it, "comment") for it in items(told, "timeline") if isinstance(it, Mapping)}
        status = _STATUS.get(text(told, "status"), FormStatus.ENDED)
        return FormState(
            number=number,
            status=status,
            decisions=tuple(_decision(it, said.get(text(it, "id"), "")) for it in tasks if _is_decided(it)),
            waiting=tuple(text(it, "open_id") for it in tasks if text(it, "status") == "PENDING"),
        )

    def decide(self, number: str, account: str, *, is_approved: bool, words: str) -> None:
        """Approve or reject the task that this person has there now, if there is one."""
        told = self._instance(number)
        for task in items(told, "task_list"):
            if text(task, "open_id") == account and text(task, "status") == "PENDING":
                body = {
                    "approval_code": self._code, "instance_code": number, "task_id": text(task, "id"),
                    "user_id": account, "comment": words,
                }  # fmt: skip
                self._call(
                    "POST", f"/tasks/{'approve' if is_approved else 'reject'}", body, {"user_id_type": "open_id"}
                )
                return

    def end(self, number: str, applicant: str) -> None:
        """Cancel a form, unless it has ended already."""
        if self.read(number).status is not FormStatus.RUNNING:
            return
        body = {"approval_code": self._code, "instance_code": number, "user_id": applicant}
        self._call("POST", "/instances/cancel", body, _BY_OPEN_ID)

    def find(self, filing: Filing) -> str:
        """What was filed under the same key; filing it again finds that out, too."""
        try:
            return text(self._instance(str(uuid.uuid5(_OURS, filing.key))), "instance_code")
        except PlatformRefused:
            return ""

    def _form(self, filing: Filing) -> list[dict[str, str]]:
        return [
            {"id": self._fields[name], "type": "textarea", "value": words[:_LONGEST_FIELD]}
            for name, words in filing.fields.items()
            if name in self._fields
        ]

    def _approvers(self, filing: Filing) -> list[dict[str, Any]]:
        """By node of the definition, those asked in the step that falls to it; none where its maker has named them."""
        asked: dict[str, list[str]] = {}
        if nodes := self._nodes():
            for place, step in enumerate(filing.steps):
                asked.setdefault(nodes[min(place, len(nodes) - 1)], []).extend(step.accounts)
        return [{"key": node, "value": list(dict.fromkeys(accounts))} for node, accounts in asked.items()]

    def _nodes(self) -> tuple[str, ...]:
        """The definition's nodes whose approvers are chosen by whoever files; asked for once."""
        if self._known_nodes is None:
            told = table(self._call("GET", f"/approvals/{quote(self._code, safe='')}"), "data")
            nodes = [it for it in items(told, "node_list") if isinstance(it, Mapping) and it.get("need_approver")]
            self._known_nodes = tuple(text(it, "node_id") for it in nodes if text(it, "node_id"))
        return self._known_nodes

    def _instance(self, number: str) -> Mapping[str, Any]:
        return table(self._call("GET", f"/instances/{quote(number, safe='')}"), "data")

    def _call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, query: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        return self._client.call(method, f"{BASE}{path}", body, query)


def _is_decided(task: Mapping[str, Any]) -> bool:
    return text(task, "status") in ("APPROVED", "REJECTED")


def _decision(task: Mapping[str, Any], words: str) -> FormDecision:
    at = instant(task.get("end_time")) or datetime.fromtimestamp(0, UTC)
    return FormDecision(text(task, "open_id"), text(task, "status") == "APPROVED", words, at)
