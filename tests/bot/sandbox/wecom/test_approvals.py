"""wecom.md §8: forms of the 审批 app."""

from typing import Any

import pytest

from bot.sandbox.wecom import SandboxRefused, WecomTenant
from tests.bot.sandbox.wecom.corps import CHEN, LIN, WANG, ZHAO, FakeBot, Rest


def form(**changes: Any) -> dict[str, Any]:
    whole = {
        "creator_userid": LIN,
        "template_id": "3WKdOrderChangeTpl01",
        "use_template_approver": 0,
        "process": {
            "node_list": [
                {"type": 1, "apv_rel": 1, "userid": [WANG, ZHAO]},
                {"type": 2, "userid": [CHEN]},
            ]
        },
        "apply_data": {"contents": [{"control": "Text", "id": "Text-1", "value": {"text": "MO-3"}}]},
        "summary_list": [{"summary_info": [{"text": "订单：MO-3", "lang": "zh_CN"}]}],
        **changes,
    }
    return {key: it for key, it in whole.items() if it is not None}


def changes(bot: FakeBot) -> list[tuple[str, str]]:
    infos = [it["ApprovalInfo"] for it in bot.events]
    return [(it["StatuChangeEvent"], it["SpStatus"]) for it in infos]


def test_every_step_is_told_by_sys_in_the_same_second(corp: WecomTenant, bot: FakeBot) -> None:
    sp_no = corp.file_approval(LIN, "订单变更", [WANG, ZHAO], notifyers=[CHEN])
    corp.decide_approval(WANG, sp_no, agrees=True, speech="同意，12-04 可交")
    corp.decide_approval(ZHAO, sp_no, agrees=True)
    corp.deliver_due()

    assert changes(bot) == [("1", "1"), ("10", "1"), ("2", "1"), ("2", "2")]
    assert {(it["FromUserName"], it["CreateTime"]) for it in bot.events} == {("sys", "1795593600")}
    info = bot.event["ApprovalInfo"]
    assert info["SpNo"] == info["SpNoStr"] == sp_no
    assert info["SpRecord"]["Details"][0]["Speech"] == "同意，12-04 可交"
    assert info["Applyer"] == {"UserId": LIN, "Party": "2"}


def test_one_refusal_ends_it(corp: WecomTenant, bot: FakeBot) -> None:
    sp_no = corp.file_approval(LIN, "订单变更", [WANG, ZHAO])
    corp.decide_approval(WANG, sp_no, agrees=False)
    corp.deliver_due()

    assert changes(bot)[-1] == ("3", "3")
    with pytest.raises(SandboxRefused, match="not_running"):
        corp.decide_approval(ZHAO, sp_no, agrees=True)


def test_only_an_approver_decides_and_only_the_applyer_withdraws(corp: WecomTenant, bot: FakeBot) -> None:
    sp_no = corp.file_approval(LIN, "订单变更", [WANG, ZHAO])
    corp.decide_approval(WANG, sp_no, agrees=True)

    for who in (CHEN, WANG):
        with pytest.raises(SandboxRefused, match="not_an_approver"):
            corp.decide_approval(who, sp_no, agrees=True)
    with pytest.raises(SandboxRefused, match="not_yours"):
        corp.withdraw_approval(WANG, sp_no)
    corp.withdraw_approval(LIN, sp_no)
    corp.deliver_due()
    assert changes(bot)[-1] == ("6", "4")


def test_the_app_files_a_form_and_reads_it(rest: Rest, corp: WecomTenant, bot: FakeBot) -> None:
    sp_no = rest.post("oa/applyevent", form())["sp_no"]
    corp.decide_approval(WANG, sp_no, agrees=True)
    info = rest.post("oa/getapprovaldetail", {"sp_no": sp_no})["info"]

    assert (info["sp_status"], info["applyer"]["userid"]) == (1, LIN)
    assert [it["sp_status"] for it in info["sp_record"][0]["details"]] == [2, 1]
    assert info["apply_data"]["contents"][0]["value"] == {"text": "MO-3"}
    assert info["notifyer"] == [{"userid": CHEN}]


@pytest.mark.parametrize(
    "wrong",
    [
        {"creator_userid": "nobody"},
        {"template_id": ""},
        {"use_template_approver": 1},  # and yet a process
        {"process": None},
        {"process": {"node_list": [{"type": 1, "userid": [WANG]}]}},  # how they decide is missing
        {"process": {"node_list": [{"type": 1, "apv_rel": 1, "userid": ["nobody"]}]}},
        {"apply_data": {}},
        {"summary_list": []},
        {"summary_list": [{"summary_info": [{"text": "长" * 21}]}]},
        {"summary_list": [{"summary_info": [{"text": "x"}]}] * 4},
    ],
)
def test_a_wrong_form_is_not_filed(rest: Rest, wrong: dict[str, Any]) -> None:
    assert rest.post("oa/applyevent", form(**wrong))["errcode"] == 301025


def test_missed_forms_can_be_looked_up(rest: Rest) -> None:
    numbers = [rest.post("oa/applyevent", form())["sp_no"] for _ in range(3)]
    window = {"starttime": "1795590000", "endtime": "1795600000", "size": 2}

    first = rest.post("oa/getapprovalinfo", {**window, "new_cursor": ""})
    second = rest.post("oa/getapprovalinfo", {**window, "new_cursor": first["new_next_cursor"]})

    assert first["sp_no_list"] + second["sp_no_list"] == numbers
    assert "new_next_cursor" not in second
    passed = rest.post("oa/getapprovalinfo", {**window, "filters": [{"key": "sp_status", "value": "2"}]})
    assert passed["sp_no_list"] == []


@pytest.mark.parametrize("wrong", [{"starttime": 1795590000}, {"endtime": "1799999999"}, {"size": 101}])
def test_a_wrong_window_is_refused(rest: Rest, wrong: dict[str, Any]) -> None:
    window = {"starttime": "1795590000", "endtime": "1795600000", "size": 100, "new_cursor": "", **wrong}

    assert rest.post("oa/getapprovalinfo", window)["errcode"] == 301056
    assert rest.post("oa/getapprovaldetail", {"sp_no": "none"})["errcode"] == 301056
