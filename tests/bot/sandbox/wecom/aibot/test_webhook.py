"""The smart bot by its callback address."""

import base64
import hashlib
from datetime import timedelta
from typing import Any

import pytest

from bot.platforms.wecom.aibot.callback import AibotCallback, AibotDelivery, AibotKeys
from bot.sandbox.common.faults import NoConnection
from bot.sandbox.wecom import WecomTenant
from tests.bot.sandbox.wecom.aibot.bots import GROUP, a_card, a_stream, an_update, last, last_private, markdown
from tests.bot.sandbox.wecom.aibot.hooks import HOOK_SETTINGS, Hook, a_hook_corp, seal
from tests.bot.sandbox.wecom.corps import LIN, PNG, WANG, Clock, a_button_card, a_notice

DONE = a_notice(main_title={"title": "王生已确认"}, task_id="MO-3@date_r1")
BOTH = {**a_stream("正在查询"), "msgtype": "stream_with_template_card", "template_card": a_button_card()}


@pytest.fixture
def hook() -> Hook:
    return Hook()


@pytest.fixture
def corp(clock: Clock, hook: Hook) -> WecomTenant:
    return a_hook_corp(clock, hook)


def ask(corp: WecomTenant, text: str = "查单 MO-3") -> None:
    corp.say_to_bot(WANG, text, GROUP)
    corp.deliver_due()


def result(corp: WecomTenant) -> int:
    """What came of the last answer."""
    return int(corp.wire_log[-1]["answer"]["errcode"])


def test_a_message_comes_sealed_when_its_turn_comes(corp: WecomTenant, hook: Hook) -> None:
    corp.say_to_bot(WANG, "查单 MO-3", GROUP)
    assert hook.bodies == []

    corp.deliver_due()

    assert hook.bodies[0]["text"] == {"content": "@跟单助手 查单 MO-3"}
    assert "查单".encode() not in hook.raw[0]
    assert hook.queries[0].keys() == {"msg_signature", "timestamp", "nonce"}


def test_our_callback_opens_it_and_seals_an_answer(clock: Clock) -> None:
    keys = AibotKeys(HOOK_SETTINGS.aibot_token, HOOK_SETTINGS.aibot_aes_key)
    callback = AibotCallback((keys,))

    def knock(method: str, query: Any, body: bytes) -> tuple[int, bytes]:
        if method == "GET":
            echo = callback.verify(query, clock())
            return 200, echo if isinstance(echo, bytes) else b""
        found = callback.receive(query, body, clock())
        assert isinstance(found, AibotDelivery)
        return 200, found.seal(a_stream("**MO-3** 60%", finish=True))

    corp = a_hook_corp(clock, Hook())
    corp.deliver_bot_callbacks_to(knock)
    ask(corp)

    assert (result(corp), corp.shown_text(last(corp).message_id)) == (0, "**MO-3** 60%")
    assert corp.check_bot_url()


def test_the_console_checks_the_address(corp: WecomTenant, hook: Hook, clock: Clock) -> None:
    assert corp.check_bot_url()
    assert " " in hook.queries[1]["echostr"]

    hook.on_knock = lambda: clock.advance(seconds=1.1)
    assert not corp.check_bot_url()
    hook.on_knock, hook.status = lambda: None, 500
    assert not corp.check_bot_url()


def test_an_empty_answer_says_nothing(corp: WecomTenant) -> None:
    ask(corp)

    assert [it.state for it in corp.pushes()] == ["delivered"]
    assert len(corp.messages(GROUP)) == 1


@pytest.mark.parametrize("status", [500, 401])
def test_nothing_is_ever_told_again(corp: WecomTenant, hook: Hook, clock: Clock, status: int) -> None:
    hook.status, hook.answer = status, a_stream("一", finish=True)
    ask(corp)
    clock.advance(minutes=1)
    corp.deliver_due()

    assert ([it.state for it in corp.pushes()], len(hook.bodies)) == (["given_up"], 1)
    assert len(corp.messages(GROUP)) == 1


def test_an_answer_after_five_seconds_is_dropped(corp: WecomTenant, hook: Hook, clock: Clock) -> None:
    hook.answer = a_stream("一", finish=True)
    hook.on_knock = lambda: clock.advance(seconds=5.1)

    ask(corp)

    assert len(corp.messages(GROUP)) == 1


def test_nobody_at_home(corp: WecomTenant) -> None:
    def knock(method: str, query: Any, body: bytes) -> tuple[int, bytes]:
        raise NoConnection("refused")

    corp.deliver_bot_callbacks_to(knock)
    ask(corp)

    assert [it.state for it in corp.pushes()] == ["given_up"]
    assert not corp.check_bot_url()


def test_a_stream_is_asked_for_until_it_is_finished(corp: WecomTenant, hook: Hook, clock: Clock) -> None:
    hook.answer = a_stream("正在查询")
    ask(corp)
    assert corp.next_due() == clock.now + timedelta(seconds=1)
    clock.advance(seconds=1)
    corp.deliver_due()
    hook.answer = a_stream("正在查询 MO-3：60%", finish=True)
    clock.advance(seconds=1)

    corp.deliver_due()

    poll = hook.bodies[-1]
    assert (poll["msgtype"], poll["stream"], poll["chatid"]) == ("stream", {"id": "st-1"}, GROUP)
    assert len({it["msgid"] for it in hook.bodies}) == 3
    assert corp.shown_text(last(corp).message_id) == "正在查询 MO-3：60%"
    assert (last(corp).is_finished, corp.next_due()) == (True, None)


def test_a_stream_is_asked_for_no_longer_than_six_minutes(corp: WecomTenant, hook: Hook, clock: Clock) -> None:
    hook.answer = a_stream("正在查询")
    ask(corp)

    while corp.next_due() is not None:
        clock.advance(seconds=1)
        corp.deliver_due()

    assert len(hook.bodies) == 361
    assert (last(corp).is_finished, corp.shown_text(last(corp).message_id)) == (False, "正在查询")
    assert len(corp.pushes()) < 5


def test_a_question_that_came_too_late_is_not_asked(corp: WecomTenant, hook: Hook, clock: Clock) -> None:
    hook.answer = a_stream("正在查询")
    ask(corp)
    clock.advance(minutes=7)

    corp.deliver_due()

    assert (len(hook.bodies), corp.next_due()) == (1, None)


def test_silence_on_a_question_is_followed_by_the_next(corp: WecomTenant, hook: Hook, clock: Clock) -> None:
    hook.answer = a_stream("正在查询")
    ask(corp)
    for hook.status, hook.answer in ((500, None), (200, None), (200, a_stream("二", finish=True))):
        clock.advance(seconds=1)
        corp.deliver_due()

    assert corp.shown_text(last(corp).message_id) == "二"


def test_a_card_may_come_with_a_stream_once(corp: WecomTenant, hook: Hook, clock: Clock) -> None:
    hook.answer = BOTH
    ask(corp)
    assert [it.kind for it in corp.messages(GROUP)] == ["text", "stream", "template_card"]
    clock.advance(seconds=1)

    corp.deliver_due()

    assert (result(corp), len(corp.messages(GROUP))) == (40058, 3)


def test_a_card_alone_as_answer(corp: WecomTenant, hook: Hook) -> None:
    hook.answer = a_card(a_button_card())

    ask(corp)

    assert (last(corp).kind, corp.next_due()) == ("template_card", None)


def test_pictures_come_with_the_last_part(corp: WecomTenant, hook: Hook) -> None:
    picture = {"base64": base64.b64encode(PNG).decode(), "md5": hashlib.md5(PNG).hexdigest()}
    hook.answer = a_stream("排产图", finish=True, msg_item=[{"msgtype": "image", "image": picture}])

    ask(corp)

    assert (result(corp), last(corp).kind) == (0, "stream")


@pytest.mark.parametrize(
    "picture",
    [
        {"base64": base64.b64encode(PNG).decode(), "md5": "0" * 32},
        {"base64": "eA==", "md5": hashlib.md5(b"x").hexdigest()},
        {"base64": "???", "md5": "0" * 32},
    ],
)
def test_pictures_that_are_none(corp: WecomTenant, hook: Hook, picture: dict[str, str]) -> None:
    hook.answer = a_stream("排产图", finish=True, msg_item=[{"msgtype": "image", "image": picture}])

    ask(corp)

    assert (result(corp), len(corp.messages(GROUP))) == (40058, 1)


@pytest.mark.parametrize("answer", [markdown(), {"msgtype": "text", "text": {"content": "一"}}, an_update(DONE), {}])
def test_what_does_not_answer_a_message(corp: WecomTenant, hook: Hook, answer: dict[str, Any]) -> None:
    hook.answer = answer

    ask(corp)

    assert (result(corp), len(corp.messages(GROUP))) == (40008, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "another"},
        {"msgsignature": "0" * 40},
        {"timestamp": "1790042601"},
        {"timestamp": True},
        {"encrypt": None},
        {"encrypt": seal(b"{}")},
    ],
)
def test_an_answer_that_is_not_sealed_right_is_dropped(
    corp: WecomTenant, hook: Hook, changes: dict[str, object]
) -> None:
    hook.answer, hook.changes = a_stream("一", finish=True), changes

    ask(corp)

    assert (result(corp), len(corp.messages(GROUP))) == (40058, 1)
    assert [it.state for it in corp.pushes()] == ["delivered"]


@pytest.mark.parametrize("answer", [b"success", b"\xff", b"[]", b'{"msgtype":"stream"}'])
def test_an_answer_in_clear_is_dropped(corp: WecomTenant, hook: Hook, answer: bytes) -> None:
    hook.answer = answer

    ask(corp)

    assert (result(corp), len(corp.messages(GROUP))) == (40058, 1)


def test_a_tapped_card_changes_with_the_answer(corp: WecomTenant, hook: Hook) -> None:
    hook.answer = a_card(a_button_card())
    ask(corp)
    card, hook.answer = last(corp).message_id, an_update(DONE, userids=[WANG])

    outcome = corp.tap_bot_card(WANG, card, "date_ok")

    assert (outcome.has_new_card, corp.card(card, WANG), corp.card(card, LIN)) == (True, DONE, a_button_card())


def test_a_tap_answered_too_late_changes_nothing(corp: WecomTenant, hook: Hook, clock: Clock) -> None:
    hook.answer = a_card(a_button_card())
    ask(corp)
    hook.answer, hook.on_knock = an_update(DONE), lambda: clock.advance(seconds=5.1)

    outcome = corp.tap_bot_card(WANG, last(corp).message_id, "date_ok")

    assert (outcome.has_new_card, outcome.card) == (False, a_button_card())


def test_a_welcome_is_the_answer_to_an_opened_chat(corp: WecomTenant, hook: Hook) -> None:
    hook.answer = {"msgtype": "text", "text": {"content": "我是跟单助手"}}
    corp.open_bot_chat(WANG)

    corp.deliver_due()

    assert corp.shown_text(last_private(corp).message_id) == "我是跟单助手"


def test_a_file_is_sealed_with_the_keys_of_the_bot(corp: WecomTenant, hook: Hook) -> None:
    corp.send_file_to_bot(WANG, "a.pdf", b"%PDF")
    corp.deliver_due()

    assert hook.bodies[0]["file"].keys() == {"url"}
    assert corp.bot_file(hook.bodies[0]["file"]["url"].rpartition("/")[2]) is not None


def test_there_is_no_line_to_speak_first(corp: WecomTenant) -> None:
    ask(corp)

    assert not corp.bot_line.is_ours
