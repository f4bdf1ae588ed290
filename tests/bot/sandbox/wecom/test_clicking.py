"""wecom.md §3.4, §6.5 to §6.7: what a click carries, and when there is nothing to click."""

from typing import Any

import pytest

from bot.sandbox.wecom import SandboxRefused, WecomTenant
from tests.bot.sandbox.wecom.corps import (
    CHEN,
    URL,
    WANG,
    FakeBot,
    Rest,
    a_button,
    a_button_card,
    a_choice,
    a_notice,
    a_select,
    a_vote,
)


def clicked(corp: WecomTenant, bot: FakeBot, rest: Rest, key: str, **selections: list[str]) -> dict[str, Any]:
    corp.click(WANG, rest.last(), key, selections)
    corp.deliver_due()
    return bot.event


def items(event: dict[str, Any]) -> Any:
    return event["SelectedItems"]["SelectedItem"]


def refused(corp: WecomTenant, rest: Rest, key: str, **selections: list[str]) -> str:
    with pytest.raises(SandboxRefused) as caught:
        corp.click(WANG, rest.last(), key, selections)
    return caught.value.reason


def test_a_button_gives_an_event_with_a_fresh_code(rest: Rest, corp: WecomTenant, bot: FakeBot) -> None:
    sent = rest.sent(a_button_card())
    event = clicked(corp, bot, rest, "date_no")

    assert event["Event"] == "template_card_event"
    assert (event["FromUserName"], event["AgentID"]) == (WANG, "1000031")
    assert (event["EventKey"], event["TaskId"]) == ("date_no", "MO-3@date_r1")
    assert event["CardType"] == "button_interaction"
    assert event["ResponseCode"] != sent["response_code"]
    assert "MsgId" not in event
    assert rest.update(event["ResponseCode"], a_notice())["errcode"] == 0
    assert rest.update(sent["response_code"], a_notice())["errcode"] == 0


def test_a_card_without_questions_has_an_empty_or_no_list(rest: Rest, corp: WecomTenant, bot: FakeBot) -> None:
    rest.sent(a_button_card())
    found = [clicked(corp, bot, rest, "date_ok").get("SelectedItems") for _ in range(8)]

    assert set(found) == {None, ""}


def test_a_select_comes_with_whichever_button_is_pressed(rest: Rest, corp: WecomTenant, bot: FakeBot) -> None:
    rest.sent(a_button_card(button_selection=a_select()))

    chosen = items(clicked(corp, bot, rest, "date_no", due=["d1202"]))

    assert chosen == {"QuestionKey": "due", "OptionIds": {"OptionId": "d1202"}}


def test_an_untouched_select_counts_as_its_preset_or_its_first_option(
    rest: Rest, corp: WecomTenant, bot: FakeBot
) -> None:
    rest.sent(a_choice())

    line, shift = items(clicked(corp, bot, rest, "plan_submit"))

    assert (line["QuestionKey"], line["OptionIds"]["OptionId"]) == ("line", "SMT-1")
    assert (shift["QuestionKey"], shift["OptionIds"]["OptionId"]) == ("shift", "night")


def test_several_ticks_are_several_ids_in_one_item(rest: Rest, corp: WecomTenant, bot: FakeBot) -> None:
    rest.sent(a_vote())

    several = items(clicked(corp, bot, rest, "arrive_submit", arrived=["PCB-77", "PSU-12"]))
    none = items(clicked(corp, bot, rest, "arrive_submit"))

    assert several["OptionIds"]["OptionId"] == ["PCB-77", "PSU-12"]
    assert none == {"QuestionKey": "arrived", "OptionIds": ""}


def test_an_untouched_vote_counts_as_what_was_ticked(rest: Rest, corp: WecomTenant, bot: FakeBot) -> None:
    boxes = [{"id": "a", "text": "a", "is_checked": True}, {"id": "b", "text": "b", "is_checked": True}]
    rest.sent(a_vote(checkbox={"question_key": "q", "mode": 1, "option_list": boxes}))

    assert items(clicked(corp, bot, rest, "arrive_submit"))["OptionIds"]["OptionId"] == ["a", "b"]


def test_a_link_button_opens_its_address_and_tells_nobody(rest: Rest, corp: WecomTenant, bot: FakeBot) -> None:
    rest.sent(a_button_card(button_list=[a_button(type=1, url=URL)]))

    outcome = corp.click(WANG, rest.last(), "date_ok")

    assert (outcome.url, outcome.response_code) == (URL, "")
    assert corp.deliver_due() == 0


def test_the_menu_gives_its_own_event(rest: Rest, corp: WecomTenant, bot: FakeBot) -> None:
    menu = {"action_list": [{"text": "不再提醒", "key": "mute:MO-3"}]}
    rest.sent(a_notice(action_menu=menu, task_id="MO-3@delay_r1"))
    corp.menu_click(WANG, rest.last(), "mute:MO-3")
    corp.deliver_due()

    assert (bot.event["Event"], bot.event["EventKey"]) == ("template_card_menu_event", "mute:MO-3")
    assert "SelectedItems" not in bot.event
    with pytest.raises(SandboxRefused, match="no_such_button"):
        corp.menu_click(WANG, rest.last(), "handover")


def test_two_clicks_are_two_events_with_two_codes(rest: Rest, corp: WecomTenant, bot: FakeBot) -> None:
    rest.sent(a_button_card())
    first, second = clicked(corp, bot, rest, "date_ok"), clicked(corp, bot, rest, "date_ok")

    assert first["CreateTime"] == second["CreateTime"]
    assert first["ResponseCode"] != second["ResponseCode"]


@pytest.mark.parametrize(
    ("key", "selections", "why"),
    [
        ("no_such", {}, "no_such_button"),
        ("date_ok", {"nothing": ["x"]}, "no_such_question"),
        ("date_ok", {"due": ["d9"]}, "not_an_option"),
        ("date_ok", {"due": []}, "not_an_option"),
        ("date_ok", {"due": ["d1130", "d1202"]}, "not_an_option"),
    ],
)
def test_what_the_card_does_not_offer_cannot_be_done(
    rest: Rest, corp: WecomTenant, key: str, selections: dict[str, list[str]], why: str
) -> None:
    rest.sent(a_button_card(button_selection=a_select()))

    assert refused(corp, rest, key, **selections) == why


def test_a_greyed_card_does_not_react(rest: Rest, corp: WecomTenant) -> None:
    code = str(rest.sent(a_button_card())["response_code"])
    rest.update(code, None, button={"replace_name": "已确认"})

    assert refused(corp, rest, "date_ok") == "disabled"


def test_a_greyed_select_keeps_its_choice(rest: Rest, corp: WecomTenant, bot: FakeBot) -> None:
    code = str(rest.sent(a_choice())["response_code"])
    rest.update(code, a_choice(None, select_list=[a_select(selected_id="d1202", disable=True)]))

    assert refused(corp, rest, "plan_submit", due=["d1130"]) == "disabled"
    assert items(clicked(corp, bot, rest, "plan_submit"))["OptionIds"]["OptionId"] == "d1202"


def test_a_button_of_an_older_look_is_gone(rest: Rest, corp: WecomTenant) -> None:
    code = str(rest.sent(a_button_card())["response_code"])
    rest.update(code, a_notice())

    assert refused(corp, rest, "date_ok") == "no_such_button"


def test_a_card_taken_back_a_text_and_a_forwarded_copy_cannot_be_clicked(rest: Rest, corp: WecomTenant) -> None:
    sent = rest.sent(a_button_card())
    card = rest.last()
    corp.add_group("wrkGroup", "车间", [WANG, CHEN])
    copy = corp.forward(WANG, card, "wrkGroup")
    rest.send("text", {"content": "x"})
    text = rest.last()
    rest.post("message/recall", {"msgid": sent["msgid"]})

    for message_id, why in ((copy, "not_interactive"), (text, "not_interactive"), (card, "recalled")):
        with pytest.raises(SandboxRefused, match=why):
            corp.click(WANG, message_id, "date_ok")


def test_nobody_clicks_on_a_card_of_somebody_else(rest: Rest, corp: WecomTenant) -> None:
    rest.sent(a_button_card())

    with pytest.raises(SandboxRefused, match="not_a_member"):
        corp.click(CHEN, rest.last(), "date_ok")
