"""Frames of the long connection, odd ones above all."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.port import Fault, PlatformBusy, PlatformRefused
from bot.sandbox.wecom import WecomTenant
from tests.bot.sandbox.wecom.aibot.bots import BOT, BOT_SETTINGS, GROUP, Bot, a_bot_corp, a_card, ask, code_of, markdown
from tests.bot.sandbox.wecom.corps import WANG, Clock, a_button_card, a_choice, a_notice, a_vote

CMDS = (
    "aibot_subscribe",
    "ping",
    "aibot_send_msg",
    "aibot_respond_msg",
    "aibot_respond_update_msg",
    "aibot_respond_welcome_msg",
    "aibot_upload_media_init",
    "aibot_upload_media_chunk",
    "aibot_upload_media_finish",
)
SECRET = "LONG_CONN_SECRET"


def test_an_answer_repeats_the_req_id_and_has_no_cmd(corp: WecomTenant) -> None:
    answer = corp.bot_frames.handle({"cmd": "ping", "headers": {"req_id": "ping_1"}})

    assert answer == {"headers": {"req_id": "ping_1"}, "errcode": 0, "errmsg": "ok"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"bot_id": BOT, "secret": SECRET}, 0),
        ({"bot_id": BOT, "secret": "wrong"}, 40001),
        ({"bot_id": BOT}, 40001),
        ({"bot_id": "other", "secret": SECRET}, 40001),
        ({"bot_id": BOT, "secret": ["x"]}, 40001),
    ],
)
def test_a_subscription_needs_the_secret(corp: WecomTenant, body: object, code: int) -> None:
    assert code_of(ask(corp, "aibot_subscribe", body)) == code


def test_without_a_secret_nobody_can_subscribe(clock: Clock) -> None:
    corp = a_bot_corp(clock, settings=replace(BOT_SETTINGS, aibot_secret=""))

    assert code_of(ask(corp, "aibot_subscribe", {"bot_id": BOT, "secret": ""})) == 40001


@pytest.mark.parametrize("cmd", CMDS[1:])
def test_nothing_goes_without_a_subscription(corp: WecomTenant, cmd: str) -> None:
    frame = {"cmd": cmd, "headers": {"req_id": "1"}, "body": {}}

    assert code_of(corp.bot_frames.handle(frame, is_subscribed=False)) == 846609


@pytest.mark.parametrize(
    "frame",
    [
        None,
        [],
        {},
        {"cmd": "aibot_send_msg"},
        {"cmd": "aibot_send_msg", "headers": {"req_id": ""}},
        {"cmd": "aibot_send_msg", "headers": []},
        {"cmd": "aibot_send_msg", "headers": {"req_id": "1"}, "body": [1]},
        {"cmd": ["ping"], "headers": {"req_id": "1"}},
        {"cmd": "aibot_dance", "headers": {"req_id": "1"}},
        {"cmd": "ping", "headers": {"req_id": "\ud800"}},
        {"cmd": "ping", "headers": {"req_id": "1"}, "body": {"at": datetime(2026, 11, 25, tzinfo=UTC)}},
    ],
)
def test_what_is_no_frame_is_answered_all_the_same(corp: WecomTenant, frame: object) -> None:
    assert code_of(corp.bot_frames.handle(frame)) == 40058


def test_a_planned_refusal_is_used_up(corp: WecomTenant) -> None:
    corp.say_to_bot(WANG, "日报", GROUP)
    corp.failures.refuse_next("aibot_send_msg", 45033)

    with pytest.raises(PlatformBusy):
        corp.bot_line.push(GROUP, 2, markdown())

    corp.bot_line.push(GROUP, 2, markdown())


def test_an_answer_may_be_lost_though_the_frame_took_effect(corp: WecomTenant) -> None:
    corp.say_to_bot(WANG, "日报", GROUP)
    corp.failures.lose_answers()

    with pytest.raises(PlatformBusy):
        corp.bot_line.push(GROUP, 2, a_card(a_button_card()))

    with pytest.raises(PlatformRefused) as refusal:
        corp.bot_line.push(GROUP, 2, a_card(a_button_card()))
    assert refusal.value.fault is Fault.INVALID


def test_the_wire_log_shows_no_secret(corp: WecomTenant) -> None:
    ask(corp, "aibot_subscribe", {"bot_id": BOT, "secret": "somebody else's"})
    ask(corp, "aibot_subscribe", {"bot_id": BOT, "secret": SECRET})

    assert [it["kind"] for it in corp.wire_log] == ["aibot_subscribe"] * 2
    assert SECRET not in str(corp.wire_log)
    assert "somebody" not in str(corp.wire_log)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
BODIES: tuple[dict[str, Any], ...] = (
    {"chatid": GROUP, "chat_type": 2, **markdown()},
    *({"chatid": GROUP, "chat_type": 2, **a_card(it)} for it in (a_button_card(), a_choice(), a_vote(), a_notice())),
    {"msgtype": "stream", "stream": {"id": "st-1", "content": "一", "finish": False}},
    {"response_type": "update_template_card", "userids": [WANG], "template_card": a_notice(task_id="MO-3@date_r1")},
    {"type": "file", "filename": "a", "total_size": 1, "total_chunks": 1, "md5": "x"},
    {"upload_id": "u", "chunk_index": 0, "base64_data": "eA=="},
)


@st.composite
def spoiled(draw: st.DrawFn) -> object:
    """A body that is right but for one place."""
    body = draw(st.sampled_from(BODIES))
    return _spoiled(draw, body)


def _spoiled(draw: st.DrawFn, value: Any) -> Any:
    if isinstance(value, dict) and value and draw(st.booleans()):
        key = draw(st.sampled_from(sorted(value)))
        return {**value, key: _spoiled(draw, value[key])}
    if isinstance(value, list) and value and draw(st.booleans()):
        return [_spoiled(draw, value[0]), *value[1:]]
    return draw(JSON)


@given(st.sampled_from(CMDS), spoiled() | JSON, st.booleans())
def test_no_frame_raises(cmd: str, body: object, is_message: bool) -> None:
    corp, smart = a_bot_corp(Clock()), Bot()
    corp.deliver_bot_to(smart.deliver)
    corp.say_to_bot(WANG, "查单", GROUP)
    if not is_message:
        corp.open_bot_chat(WANG)

    answer = ask(corp, cmd, body, smart.req_id)

    assert isinstance(answer["errcode"], int)
    assert answer["headers"] == {"req_id": smart.req_id}
    corp.close()


@given(JSON | st.floats() | st.lists(st.floats()))
def test_nothing_at_all_raises(frame: object) -> None:
    corp = a_bot_corp(Clock())

    assert code_of(corp.bot_frames.handle(frame)) == 40058
    corp.close()
