"""What people say to the smart bot, and what it hears of it."""

import base64
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.platforms.port import ChatKind, ChatOpened, PlatformBusy, Said
from bot.platforms.wecom.aibot.events import read_delivery
from bot.sandbox.common.faults import SandboxRefused
from bot.sandbox.wecom import WecomTenant
from bot.sandbox.wecom.model import AIBOT, APPCHAT
from tests.bot.sandbox.wecom.aibot.bots import (
    BOT,
    BOT_SETTINGS,
    GROUP,
    Bot,
    a_bot_corp,
    last,
    last_private,
    markdown,
)
from tests.bot.sandbox.wecom.corps import LIN, WANG, ZHAO, Clock


def test_the_bot_hears_what_it_is_told_alone(corp: WecomTenant, smart: Bot) -> None:
    said = corp.say_to_bot(WANG, "查单 MO-3")

    body = smart.body
    assert (body["msgtype"], body["text"], body["chattype"]) == ("text", {"content": "查单 MO-3"}, "single")
    assert (body["aibotid"], body["from"], "chatid" in body) == (BOT, {"userid": WANG}, False)
    assert last_private(corp).message_id == said


def test_in_a_group_the_bot_is_mentioned_in_the_words(corp: WecomTenant, smart: Bot) -> None:
    corp.say_to_bot(LIN, "催料 MO-3", GROUP)

    assert smart.body["text"] == {"content": "@跟单助手 催料 MO-3"}
    assert (smart.body["chatid"], smart.body["chattype"]) == (GROUP, "group")


def test_in_a_group_the_bot_hears_nothing_without_a_mention(corp: WecomTenant, smart: Bot) -> None:
    corp.say_to_bot(LIN, "大家好", GROUP, mention_bot=False)

    assert smart.heard == []
    assert corp.shown_text(last(corp).message_id) == "大家好"


def test_both_sides_understand_the_same_words(corp: WecomTenant, smart: Bot) -> None:
    corp.say_to_bot(LIN, "催料 MO-3", GROUP)

    said = read_delivery(smart.payloads[-1], bot_name="跟单助手")
    assert isinstance(said, Said)
    assert (said.text, said.chat, said.sender, said.chat_kind) == ("催料 MO-3", GROUP, LIN, ChatKind.GROUP)


def test_every_message_has_an_id_of_its_own(corp: WecomTenant, smart: Bot) -> None:
    for _ in range(3):
        corp.say_to_bot(LIN, "催料", GROUP)

    assert len({it.id for it in smart.heard}) == 3
    assert len({it["req_id"] for it in smart.payloads}) == 3


def test_the_time_of_a_message_is_not_always_told(corp: WecomTenant, smart: Bot) -> None:
    corp.say_to_bot(LIN, "一", GROUP)
    corp.say_to_bot(LIN, "二", GROUP)

    assert ["create_time" in it for it in smart.bodies] == [False, True]


def test_what_a_message_answers_comes_along(corp: WecomTenant, smart: Bot) -> None:
    corp.say_to_bot(LIN, "催料", GROUP)
    corp.bot_line.push(GROUP, 2, markdown("交期 11-30"))

    corp.say_to_bot(WANG, "能提前吗", GROUP, quote=last(corp).message_id)

    assert smart.body["quote"] == {"msgtype": "text", "text": {"content": "交期 11-30"}}


def test_opening_the_chat_is_told_once_a_day(corp: WecomTenant, smart: Bot, clock: Clock) -> None:
    corp.open_bot_chat(WANG)
    corp.open_bot_chat(WANG)
    assert len(smart.heard) == 1
    clock.advance(hours=24)

    corp.open_bot_chat(WANG)

    assert smart.event == {"eventtype": "enter_chat", "enter_chat": {}}
    assert len(smart.heard) == 2
    assert isinstance(read_delivery(smart.payloads[-1]), ChatOpened)


def test_a_welcome_appears(corp: WecomTenant, smart: Bot) -> None:
    smart.answer = {"msgtype": "text", "text": {"content": "我是跟单助手"}}

    corp.open_bot_chat(WANG)

    assert corp.shown_text(last_private(corp).message_id) == "我是跟单助手"
    assert (last_private(corp).sender, last_private(corp).sender_kind) == (BOT, AIBOT)


def test_a_welcome_after_five_seconds_is_not_shown(corp: WecomTenant, smart: Bot, clock: Clock) -> None:
    smart.answer, smart.is_slow = {"msgtype": "text", "text": {"content": "我是跟单助手"}}, True
    chat = corp.open_bot_chat(WANG)
    clock.advance(seconds=5.1)

    smart.late[0]()

    assert corp.messages(chat) == []


def test_encrypted_ids_where_a_member_made_the_bot(clock: Clock, smart: Bot) -> None:
    corp = a_bot_corp(clock, smart, replace(BOT_SETTINGS, bot_hides_userids=True))

    corp.say_to_bot(ZHAO, "查单")

    assert smart.body["from"] == {"userid": "woZhao0001"}
    corp.bot_line.push("woZhao0001", 1, markdown())
    assert last_private(corp, ZHAO).kind == "markdown"


def test_a_file_is_fetched_and_opened_with_its_own_key(corp: WecomTenant, smart: Bot) -> None:
    corp.send_file_to_bot(WANG, "图纸 B.pdf", b"%PDF" * 20)

    told = smart.body["file"]
    found = corp.bot_file(told["url"].rpartition("/")[2])
    assert found is not None
    key = base64.b64decode(told["aeskey"] + "=")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    clear = decryptor.update(found[1]) + decryptor.finalize()
    assert (found[0], clear[: -clear[-1]], len(found[1]) % 32) == ("图纸 B.pdf", b"%PDF" * 20, 0)


def test_a_file_can_be_fetched_for_five_minutes(corp: WecomTenant, smart: Bot, clock: Clock) -> None:
    corp.send_file_to_bot(WANG, "a.png", b"x", kind="image")
    clock.advance(minutes=5, seconds=1)

    assert corp.bot_file(smart.body["image"]["url"].rpartition("/")[2]) is None
    assert corp.bot_file("unknown") is None


def test_a_voice_message_comes_as_its_words(corp: WecomTenant, smart: Bot) -> None:
    corp.speak_to_bot(WANG, "查单三号")

    assert (smart.body["msgtype"], smart.body["voice"]) == ("voice", {"content": "查单三号"})


@pytest.mark.parametrize(
    ("userid", "text", "chatid", "reason"),
    [
        (WANG, " ", GROUP, "empty"),
        (ZHAO, "催料", GROUP, "not_a_member"),
        (WANG, "催料", "wr-unknown", "unknown_chat"),
        (WANG, "催料", "wr-appchat", "no_bot_here"),
        ("nobody", "催料", "", "unknown_person"),
    ],
)
def test_what_the_client_does_not_let_people_do(
    corp: WecomTenant, smart: Bot, userid: str, text: str, chatid: str, reason: str
) -> None:
    corp.add_group("wr-appchat", "别的群", [WANG], kind=APPCHAT)

    with pytest.raises(SandboxRefused) as refusal:
        corp.say_to_bot(userid, text, chatid)

    assert refusal.value.reason == reason
    assert smart.heard == []


def test_without_a_smart_bot_there_is_nobody_to_talk_to(clock: Clock) -> None:
    corp = a_bot_corp(clock, settings=replace(BOT_SETTINGS, aibot_id=""))

    with pytest.raises(SandboxRefused) as refusal:
        corp.say_to_bot(WANG, "查单")

    assert refusal.value.reason == "no_bot"
    assert not corp.bot_line.is_ours


def test_what_is_said_while_nobody_is_connected_is_lost(clock: Clock, smart: Bot) -> None:
    corp = a_bot_corp(clock)
    corp.say_to_bot(WANG, "查单")

    corp.deliver_bot_to(smart.deliver)
    corp.deliver_due()

    assert smart.heard == []
    assert [it.state for it in corp.pushes()] == ["given_up"]


def test_nothing_can_be_sent_while_the_connection_is_down(corp: WecomTenant, smart: Bot) -> None:
    corp.say_to_bot(LIN, "催料", GROUP)
    corp.bot_switches.is_offline = True

    with pytest.raises(PlatformBusy):
        corp.bot_line.push(GROUP, 2, markdown())

    corp.say_to_bot(LIN, "还在吗", GROUP)
    assert (corp.bot_line.is_ours, len(smart.heard)) == (False, 1)


def test_a_message_may_come_twice_or_never(corp: WecomTenant, smart: Bot) -> None:
    corp.failures.duplicate_next()
    corp.say_to_bot(WANG, "一")
    corp.deliver_due()
    assert [it.id for it in smart.heard] == [smart.heard[0].id] * 2

    corp.failures.drop_events()
    corp.say_to_bot(WANG, "二")

    assert len(smart.heard) == 2


def test_the_wire_log_shows_no_one_time_code(corp: WecomTenant, smart: Bot) -> None:
    corp.say_to_bot(WANG, "查单")

    code = smart.body["response_url"].partition("=")[2]
    assert len(code) > 20
    assert code not in str(corp.wire_log)
