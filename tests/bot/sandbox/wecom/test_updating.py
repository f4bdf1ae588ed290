"""wecom.md §7: one change for one code."""

import json
from typing import Any

import pytest

from bot.sandbox.wecom import WecomTenant
from tests.bot.sandbox.wecom.corps import (
    CHEN,
    LIN,
    SETTINGS,
    URL,
    WANG,
    Clock,
    Rest,
    a_button,
    a_button_card,
    a_choice,
    a_notice,
    a_select,
    a_vote,
)

DONE = a_notice(main_title={"title": "交期已确认"})


def code_of(rest: Rest, to: str = WANG) -> str:
    return str(rest.sent(a_button_card(), to)["response_code"])


def button(rest: Rest, code: str, name: object = "已确认 12-02", **more: object) -> dict[str, Any]:
    return rest.update(code, None, button={"replace_name": name}, **more)


def title(corp: WecomTenant, userid: str = WANG) -> str:
    last = corp.messages(corp.private_chat(userid).chat_id)[-1]
    return str(corp.card(last.message_id)["main_title"]["title"])


def test_a_card_can_become_any_other(rest: Rest, corp: WecomTenant) -> None:
    answer = rest.update(code_of(rest), DONE)

    assert (answer["errcode"], answer["invaliduser"]) == (0, [])
    assert title(corp) == "交期已确认"
    assert corp.message(rest.last()).is_updated
    assert [it["by"] for it in corp.revisions(rest.last())] == ["send", "update"]


def test_the_buttons_become_one_grey_text(rest: Rest, corp: WecomTenant) -> None:
    assert button(rest, code_of(rest))["errcode"] == 0

    assert corp.shown_text(rest.last()).splitlines() == ["请确认交期", "已确认 12-02"]


def test_a_code_works_once(rest: Rest) -> None:
    code = code_of(rest)

    assert rest.update(code, DONE)["errcode"] == 0
    assert rest.update(code, DONE)["errcode"] == button(rest, code)["errcode"] == 40058


def test_a_lost_answer_has_used_up_the_code(rest: Rest, corp: WecomTenant) -> None:
    code = code_of(rest)
    corp.failures.lose_answers()
    raw = rest.raw("POST", "message/update_template_card", _body(code))

    assert raw.status == 504
    assert rest.update(code, DONE)["errcode"] == 40058
    assert title(corp) == "交期已确认"


def _body(code: str) -> bytes:
    whole = {"userids": [WANG], "agentid": SETTINGS.agent_id, "response_code": code, "template_card": DONE}
    return json.dumps(whole).encode()


def test_a_refused_change_leaves_the_code(rest: Rest) -> None:
    code = code_of(rest)

    assert rest.update(code, {"card_type": "nonsense"})["errcode"] == 40058
    assert rest.update(code, DONE)["errcode"] == 0


def test_a_code_ends_after_72_hours(rest: Rest, clock: Clock) -> None:
    first = code_of(rest)
    second = str(rest.sent(a_vote())["response_code"])
    clock.advance(hours=72)
    rest.token = None
    assert rest.update(first, DONE)["errcode"] == 0
    clock.advance(seconds=1)

    assert rest.update(second, DONE)["errcode"] == 40058


def test_only_those_named_see_the_change(rest: Rest, corp: WecomTenant) -> None:
    code = code_of(rest, f"{WANG}|{CHEN}")

    rest.update(code, DONE, ["WANG.SHENG"])

    assert title(corp, WANG) == "交期已确认"
    assert title(corp, CHEN) == "请确认交期"


def test_who_never_got_the_card_comes_back_in_an_array(rest: Rest, corp: WecomTenant) -> None:
    answer = rest.update(code_of(rest), DONE, [WANG, LIN, "Nobody"])

    assert (answer["errcode"], answer["invaliduser"]) == (0, ["lin.xiaoyan", "nobody"])


@pytest.mark.parametrize("whom", [{"atall": 1}, {"partyids": [3, 5]}, {"tagids": [7]}])
def test_all_recipients_departments_and_tags_can_be_named(rest: Rest, corp: WecomTenant, whom: dict[str, Any]) -> None:
    corp.set_tag(7, [WANG, CHEN])
    code = code_of(rest, f"{WANG}|{CHEN}")

    assert rest.update(code, DONE, None, **whom)["errcode"] == 0

    assert title(corp, WANG) == title(corp, CHEN) == "交期已确认"


@pytest.mark.parametrize(
    ("card", "more"),
    [
        pytest.param(DONE, {"userids": "wang.sheng"}, id="a string of userids"),
        pytest.param(DONE, {"userids": "wang.sheng|chen.cai"}, id="joined as in message/send"),
        pytest.param(DONE, {"userids": [WANG] * 1001}, id="too many"),
        pytest.param(DONE, {"userids": []}, id="nobody"),
        pytest.param(DONE, {"atall": True}, id="true is no number"),
        pytest.param(DONE, {"partyids": ["3"]}, id="a department is a number"),
        pytest.param(DONE, {"button": {"replace_name": "x"}}, id="both forms"),
        pytest.param(None, {}, id="neither form"),
        pytest.param(None, {"button": {"replace_name": ""}}, id="an empty name"),
        pytest.param(None, {"button": {"name": "x"}}, id="another name"),
        pytest.param({**DONE, "task_id": "MO-3@date_r1"}, {}, id="a task_id"),
        pytest.param({**DONE, "replace_text": "x"}, {}, id="a grey button in a notice"),
        pytest.param(a_button_card(None, replace_text=""), {}, id="an empty grey button"),
        pytest.param(a_choice(None, select_list=[a_select(disable="true")]), {}, id="disable is a boolean"),
        pytest.param(DONE, {"agentid": 1000032}, id="another app"),
        pytest.param(DONE, {"response_code": "none"}, id="unknown code"),
        pytest.param(DONE, {"response_code": None}, id="no code"),
    ],
)
def test_a_wrong_update_is_refused(rest: Rest, corp: WecomTenant, card: object, more: dict[str, Any]) -> None:
    code = code_of(rest)

    answer = rest.update(**{"code": code, "card": card, **more})

    assert answer["errcode"] in (40058, 44004, 301002), answer
    assert title(corp) == "请确认交期"


def test_an_update_may_grey_everything(rest: Rest) -> None:
    assert rest.update(code_of(rest), a_button_card(None, replace_text="已确认"))["errcode"] == 0
    vote = str(rest.sent(a_vote())["response_code"])
    greyed = a_vote(None, replace_text="已提交")
    greyed["checkbox"] = {**greyed["checkbox"], "disable": True}
    assert rest.update(vote, greyed)["errcode"] == 0
    choice = str(rest.sent(a_choice())["response_code"])
    assert rest.update(choice, a_choice(None, select_list=[a_select(disable=True)]))["errcode"] == 0


def test_a_menu_makes_a_notice_changeable_but_gives_it_no_buttons(rest: Rest) -> None:
    menu = {"action_list": [{"text": "不再提醒", "key": "mute"}]}
    code = str(rest.sent(a_notice(action_menu=menu, task_id="MO-3@delay_r1"))["response_code"])

    assert button(rest, code)["errcode"] == 40058
    assert rest.update(code, a_notice(action_menu=menu))["errcode"] == 0


def test_what_an_update_cuts_is_noted(rest: Rest, corp: WecomTenant) -> None:
    rest.update(code_of(rest), a_notice(main_title={"title": "长" * 37}))

    assert corp.message(rest.last()).cut_fields == ["template_card.main_title.title"]


def test_a_card_that_was_taken_back_is_not_changed(rest: Rest) -> None:
    sent = rest.sent(a_button_card())
    rest.post("message/recall", {"msgid": sent["msgid"]})

    assert rest.update(sent["response_code"], DONE)["errcode"] == 40058


def test_a_new_card_with_buttons_can_be_clicked_again(rest: Rest, corp: WecomTenant) -> None:
    rest.update(code_of(rest), a_button_card(None, button_list=[a_button(key="again")], card_action={
        "type": 1, "url": URL,
    }))  # fmt: skip

    assert corp.click(WANG, rest.last(), "again").response_code
