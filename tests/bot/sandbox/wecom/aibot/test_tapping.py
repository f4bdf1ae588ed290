"""Taps on the smart bot's cards."""

from typing import Any

import pytest

from bot.platforms.port import Tapped
from bot.platforms.wecom.aibot.events import read_delivery
from bot.sandbox.common.faults import SandboxRefused
from bot.sandbox.wecom import WecomTenant
from tests.bot.sandbox.wecom.aibot.bots import GROUP, Bot, a_bot_corp, an_update, ask, code_of, markdown, sent_card
from tests.bot.sandbox.wecom.corps import CHEN, LIN, WANG, ZHAO, Clock, a_button_card, a_choice, a_notice, a_vote

DONE = a_notice(main_title={"title": "王生已确认"}, task_id="MO-3@date_r1")
MENU = {"action_list": [{"text": "不再提醒", "key": "mute"}]}


def test_a_tap_tells_who_what_and_on_which_card(corp: WecomTenant, smart: Bot) -> None:
    card = sent_card(corp, smart)

    corp.tap_bot_card(WANG, card, "date_ok")

    event = smart.event["template_card_event"]
    assert (smart.event["eventtype"], smart.body["from"]) == ("template_card_event", {"userid": WANG})
    assert (event["card_type"], event["event_key"], event["task_id"]) == (
        "button_interaction",
        "date_ok",
        "MO-3@date_r1",
    )
    assert (smart.body["chatid"], smart.heard[-1].is_callback) == (GROUP, True)


def test_untouched_selections_count_as_preset_or_first(corp: WecomTenant, smart: Bot) -> None:
    card = sent_card(corp, smart, a_choice())

    corp.tap_bot_card(WANG, card, "plan_submit")

    assert smart.event["template_card_event"]["selected_items"] == {
        "selected_item": [
            {"question_key": "line", "option_ids": {"option_id": ["SMT-1"]}},
            {"question_key": "shift", "option_ids": {"option_id": ["night"]}},
        ]
    }


def test_several_ticks_of_a_vote_come_together(corp: WecomTenant, smart: Bot) -> None:
    card = sent_card(corp, smart, a_vote())

    corp.tap_bot_card(CHEN, card, "arrive_submit", {"arrived": ["PCB-77", "CASE-B"]})

    tapped = read_delivery(smart.payloads[-1])
    assert isinstance(tapped, Tapped)
    assert (tapped.message, tapped.form) == ("MO-3@arrive_r1", {"arrived": ["PCB-77", "CASE-B"]})


def test_the_fields_stand_flat_on_command(corp: WecomTenant, smart: Bot) -> None:
    card = sent_card(corp, smart)
    corp.bot_switches.flattens_events = True

    corp.tap_bot_card(WANG, card, "date_ok")

    assert (smart.event["event_key"], smart.event["task_id"]) == ("date_ok", "MO-3@date_r1")
    assert "template_card_event" not in smart.event
    tapped = read_delivery(smart.payloads[-1])
    assert isinstance(tapped, Tapped)
    assert tapped.value == {"act": "date_ok"}


def test_the_menu_of_a_card_is_a_tap_like_any(corp: WecomTenant, smart: Bot) -> None:
    card = sent_card(corp, smart, a_notice(task_id="MO-3@n1", action_menu=MENU))

    corp.tap_bot_card(WANG, card, "mute")

    assert smart.event["template_card_event"]["event_key"] == "mute"


def test_the_card_changes_for_everybody(corp: WecomTenant, smart: Bot) -> None:
    card = sent_card(corp, smart)
    smart.answer = an_update(DONE)

    outcome = corp.tap_bot_card(WANG, card, "date_ok")

    assert (outcome.has_new_card, outcome.card) == (True, DONE)
    assert corp.card(card) == corp.card(card, LIN) == DONE
    assert [it["by"] for it in corp.revisions(card)] == ["send", "callback"]


def test_the_card_changes_for_some_only(corp: WecomTenant, smart: Bot) -> None:
    card = sent_card(corp, smart)
    smart.answer = an_update(DONE, userids=[WANG])

    outcome = corp.tap_bot_card(WANG, card, "date_ok")

    assert (outcome.has_new_card, corp.card(card, WANG)) == (True, DONE)
    assert corp.card(card, LIN) == corp.card(card) == a_button_card()
    assert corp.shown_text(card, WANG) == "王生已确认"
    with pytest.raises(SandboxRefused):
        corp.tap_bot_card(WANG, card, "date_ok")
    corp.tap_bot_card(LIN, card, "date_ok")
    assert smart.body["from"] == {"userid": LIN}


def test_a_change_for_others_is_not_the_tappers(corp: WecomTenant, smart: Bot) -> None:
    card = sent_card(corp, smart)
    smart.answer = an_update(DONE, userids=[LIN, "stranger"])

    outcome = corp.tap_bot_card(WANG, card, "date_ok")

    assert (outcome.has_new_card, outcome.card) == (False, a_button_card())
    assert corp.card(card, LIN) == DONE


def test_a_change_for_all_is_later_than_one_for_some(corp: WecomTenant, smart: Bot) -> None:
    card = sent_card(corp, smart)
    smart.answer = an_update(a_button_card(main_title={"title": "已由您处理"}), userids=[WANG])
    corp.tap_bot_card(WANG, card, "date_ok")
    smart.answer = an_update(DONE)

    corp.tap_bot_card(LIN, card, "date_ok")

    assert corp.card(card, WANG) == DONE


def test_a_changed_card_can_be_tapped_again(corp: WecomTenant, smart: Bot) -> None:
    card = sent_card(corp, smart)
    smart.answer = an_update(a_button_card(main_title={"title": "请再次确认"}))
    corp.tap_bot_card(WANG, card, "date_ok")

    corp.tap_bot_card(WANG, card, "date_no")

    assert smart.event["template_card_event"]["task_id"] == "MO-3@date_r1"


def test_no_answer_leaves_the_card(corp: WecomTenant, smart: Bot) -> None:
    card = sent_card(corp, smart)

    outcome = corp.tap_bot_card(WANG, card, "date_ok")

    assert (outcome.has_new_card, outcome.card) == (False, a_button_card())


def test_an_answer_after_five_seconds_is_refused(corp: WecomTenant, smart: Bot, clock: Clock) -> None:
    card = sent_card(corp, smart)
    smart.answer, smart.is_slow, corp.bot_switches.patience_seconds = an_update(DONE), True, 0.01
    assert not corp.tap_bot_card(WANG, card, "date_ok").has_new_card
    clock.advance(seconds=5.1)

    smart.late[0]()

    assert corp.card(card) == a_button_card()
    assert corp.wire_log[-1]["answer"]["errcode"] == 846605


def test_a_slow_answer_within_five_seconds_still_counts(corp: WecomTenant, smart: Bot, clock: Clock) -> None:
    card = sent_card(corp, smart)
    smart.answer, smart.is_slow, corp.bot_switches.patience_seconds = an_update(DONE), True, 0.01
    corp.tap_bot_card(WANG, card, "date_ok")
    clock.advance(seconds=4.9)

    smart.late[0]()

    assert corp.card(card) == DONE


def test_a_tap_is_told_once_and_never_again(clock: Clock, smart: Bot) -> None:
    corp = a_bot_corp(clock, smart)
    card = sent_card(corp, smart)
    corp.bot_switches.is_offline = True

    assert not corp.tap_bot_card(WANG, card, "date_ok").has_new_card
    corp.bot_switches.is_offline = False
    clock.advance(minutes=1)
    corp.deliver_due()

    assert [it["msgtype"] for it in smart.bodies] == ["text"]


def test_an_event_takes_one_answer(corp: WecomTenant, smart: Bot) -> None:
    card = sent_card(corp, smart)
    corp.tap_bot_card(WANG, card, "date_ok")

    codes = [code_of(ask(corp, "aibot_respond_update_msg", an_update(DONE), smart.req_id)) for _ in range(2)]

    assert codes == [0, 846605]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (an_update(DONE | {"task_id": "other"}), 40058),
        (an_update({key: it for key, it in DONE.items() if key != "task_id"}), 40058),
        (an_update(DONE, userids=[]), 40058),
        (an_update(DONE, userids="wang.sheng"), 40058),
        (an_update(DONE | {"card_type": "photo"}), 40058),
        (an_update(None), 40058),
        ({"template_card": DONE}, 40058),
        (markdown(), 40058),
    ],
)
def test_changes_that_are_refused(corp: WecomTenant, smart: Bot, body: Any, code: int) -> None:
    card = sent_card(corp, smart)
    corp.tap_bot_card(WANG, card, "date_ok")

    assert code_of(ask(corp, "aibot_respond_update_msg", body, smart.req_id)) == code
    assert corp.card(card) == a_button_card()
    assert code_of(ask(corp, "aibot_respond_update_msg", an_update(DONE), smart.req_id)) == 0


@pytest.mark.parametrize(
    ("userid", "key", "reason"),
    [(ZHAO, "date_ok", "not_a_member"), (WANG, "no_such", "no_such_button")],
)
def test_taps_that_the_client_does_not_offer(corp: WecomTenant, smart: Bot, userid: str, key: str, reason: str) -> None:
    card = sent_card(corp, smart)

    with pytest.raises(SandboxRefused) as refusal:
        corp.tap_bot_card(userid, card, key)

    assert refusal.value.reason == reason


def test_words_cannot_be_tapped(corp: WecomTenant, smart: Bot) -> None:
    said = corp.say_to_bot(LIN, "催料", GROUP)

    with pytest.raises(SandboxRefused) as refusal:
        corp.tap_bot_card(LIN, said, "date_ok")

    assert refusal.value.reason == "not_interactive"


def test_a_client_with_an_old_card_taps_what_is_not_there_any_more(corp: WecomTenant, smart: Bot) -> None:
    card = sent_card(corp, smart)
    smart.answer = an_update(DONE)
    corp.tap_bot_card(WANG, card, "date_ok")

    outcome = corp.force_bot_tap(LIN, card, "date_ok", {"due": ["d1130"]})

    told = smart.event["template_card_event"]
    assert (told["event_key"], told["selected_items"]["selected_item"]) == (
        "date_ok",
        [{"question_key": "due", "option_ids": {"option_id": ["d1130"]}}],
    )
    assert (outcome.has_new_card, outcome.card) == (True, DONE)


def test_where_the_bot_was_introduced_it_may_write_first(corp: WecomTenant) -> None:
    corp.introduce_bot(GROUP)

    corp.bot_line.push(GROUP, 2, markdown())
