"""企业微信审批: forms of one template, filed and read through the platform's approval API (reference §8).

Nobody but the approvers can decide there, and nobody but the applicant can withdraw: the platform has no call for it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.platforms.fields import instant_of_seconds, items, listed, table, text, whole
from bot.platforms.wecom.api import WecomApi
from core.changes.forms import Filing, FormDecision, FormState, FormStatus, FormStep

_ALL, _ANY = 1, 2
_APPROVE = 1
_AGREED, _REJECTED = 2, 3
_STATUS = {1: FormStatus.RUNNING, 2: FormStatus.APPROVED, 10: FormStatus.APPROVED, 3: FormStatus.REJECTED}
_MOST_LINES, _LONGEST_LINE = 3, 20
_PAGE = 100
_WINDOW = timedelta(days=30)
_EPOCH = datetime.fromtimestamp(0, UTC)


class WecomApprovals:
    """An `ApprovalCentre`. `template` is the template's id; `fields` gives its control's id for each of our names."""

    can_decide = False

    def __init__(self, api: WecomApi, template: str, fields: Mapping[str, str]) -> None:
        self._api = api
        self._template = template
        self._fields = dict(fields)

    def file(self, filing: Filing) -> str:
        """File a form. The platform knows no key of ours: a filing whose end is not known may be there twice."""
        told = self._api.call(
            "POST", "/cgi-bin/oa/applyevent",
            {
                "creator_userid": filing.applicant,
                "template_id": self._template,
                "use_template_approver": 0,
                "process": {"node_list": [_node(step) for step in filing.steps]},
                "apply_data": {"contents": self._contents(filing)},
                "summary_list": _summary(filing),
            },
        )  # fmt: skip
        return text(told, "sp_no")

    def read(self, number: str) -> FormState:
        """A form as it is now."""
        info = self._api.approval(number)
        steps = [step for record in _records(info) for step in listed(record, "details")]
        decided = [step for step in steps if whole(step.get("sp_status")) in (_AGREED, _REJECTED)]
        status = _STATUS.get(whole(info.get("sp_status")) or 0, FormStatus.ENDED)
        waiting = (step for step in steps if whole(step.get("sp_status")) == 1)
        return FormState(
            number=number,
            status=status,
            decisions=tuple(_decision(step) for step in decided),
            waiting=tuple(_account(step) for step in waiting) if status is FormStatus.RUNNING else (),
        )

    def decide(self, number: str, account: str, *, is_approved: bool, words: str) -> None:
        """Not possible here: the form stays as it is."""

    def end(self, number: str, applicant: str) -> None:
        """Not possible here: its applicant has to withdraw it."""

    def find(self, filing: Filing) -> str:
        """The form among those filed since it was owed in which our key stands."""
        for number in self._numbers_since(filing.owed_at):
            contents = items(table(self._api.approval(number), "apply_data"), "contents")
            if any(filing.key in str(it) for it in contents):
                return number
        return ""

    def _numbers_since(self, since: datetime) -> list[str]:
        """Numbers of the forms of our template filed since then; the platform looks 31 days back at most."""
        found: list[str] = []
        cursor = ""
        while True:
            told = self._api.call(
                "POST", "/cgi-bin/oa/getapprovalinfo",
                {
                    "starttime": str(int(since.timestamp())), "endtime": str(int((since + _WINDOW).timestamp())),
                    "new_cursor": cursor, "size": _PAGE,
                    "filters": [{"key": "template_id", "value": self._template}],
                },
            )  # fmt: skip
            found += [number for number in items(told, "sp_no_list") if isinstance(number, str)]
            cursor = text(told, "new_next_cursor")
            if not cursor:
                return found

    def _contents(self, filing: Filing) -> list[dict[str, Any]]:
        return [
            {"control": "Textarea", "id": self._fields[name], "value": {"text": words}}
            for name, words in filing.fields.items()
            if name in self._fields
        ]


def _node(step: FormStep) -> dict[str, Any]:
    return {"type": _APPROVE, "apv_rel": _ANY if step.is_any else _ALL, "userid": list(step.accounts)}


def _summary(filing: Filing) -> list[dict[str, Any]]:
    """What lists of forms show: at most three lines of twenty characters."""
    lines = [words[:_LONGEST_LINE] for words in filing.fields.values() if words][:_MOST_LINES]
    return [{"summary_info": [{"text": line, "lang": "zh_CN"}]} for line in lines]


def _records(info: Mapping[str, Any]) -> list[Any]:
    """The steps of the form: the newer shape where the platform gives it, else the older one."""
    nodes = listed(table(info, "process_list"), "node_list")
    return [_as_record(node) for node in nodes] if nodes else listed(info, "sp_record")


def _as_record(node: Mapping[str, Any]) -> dict[str, Any]:
    details = [
        {"approver": {"userid": text(it, "userid")}, "speech": text(it, "speech"), "sp_status": it.get("sp_yj"),
         "sptime": it.get("sptime")}
        for it in listed(node, "sub_node_list")
    ]  # fmt: skip
    return {"details": details}


def _account(step: Mapping[str, Any]) -> str:
    return text(step, "approver", "userid")


def _decision(step: Mapping[str, Any]) -> FormDecision:
    at = instant_of_seconds(step.get("sptime")) or _EPOCH
    return FormDecision(_account(step), whole(step.get("sp_status")) == _AGREED, text(step, "speech"), at)
