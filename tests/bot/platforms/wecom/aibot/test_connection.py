"""What comes over the long connection, and what answers it."""

import logging
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import orjson
import pytest

from bot.platforms.wecom.aibot.connection import AibotConnection
from bot.platforms.wecom.aibot.events import read_delivery
from bot.platforms.wecom.aibot.streams import update, welcome
from tests.bot.platforms.wecom.aibot.bodies import BOT, SENT_AT, a_message, a_tap, an_event
from tests.bot.platforms.wecom.aibot.conftest import Make
from tests.bot.platforms.wecom.aibot.sockets import (
    BOT_ID,
    PATIENCE,
    QUICK,
    SECRET,
    Office,
    Platform,
    keep_silent,
    refuse,
    settle,
    tell,
    wait_until,
)

CARD = update({"card_type": "text_notice", "task_id": "ORD-1@r1"})


def test_it_subscribes_first_with_the_bots_credentials(platform: Platform, connection: AibotConnection) -> None:
    connection.start()
    platform.connections.get(timeout=PATIENCE)

    frame = platform.subscriptions.get(timeout=PATIENCE)

    assert frame["cmd"] == "aibot_subscribe"
    assert frame["body"] == {"bot_id": BOT_ID, "secret": SECRET}
    assert frame["headers"]["req_id"].startswith("aibot_subscribe_1790042000000_")
    wait_until(lambda: connection.is_connected and connection.is_ours)
    assert connection.trouble == ""


def test_a_message_is_delivered(platform: Platform, office: Office, connection: AibotConnection) -> None:
    connection.start()
    tell(platform.connections.get(timeout=PATIENCE), a_message(), "SRV-77001")

    delivery = office.taken.get(timeout=PATIENCE)

    assert (delivery.id, delivery.kind, delivery.is_callback) == ("wecom:CAIQ-1", "text", False)
    assert delivery.created_at == SENT_AT
    payload = orjson.loads(delivery.payload_json)
    assert payload == {"mode": "websocket", "req_id": "SRV-77001", "body": a_message()}
    assert read_delivery(payload, SENT_AT, BOT).chat == a_message()["chatid"]


def test_a_message_may_come_before_the_subscription_is_answered(
    platform: Platform, office: Office, connection: AibotConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "subscribe", lambda socket, _: tell(socket, a_message()))
    connection.start()

    assert office.taken.get(timeout=PATIENCE).id == "wecom:CAIQ-1"


def test_a_repeated_message_is_delivered_again_for_the_inbox_to_see(
    platform: Platform, office: Office, connection: AibotConnection
) -> None:
    connection.start()
    socket = platform.connections.get(timeout=PATIENCE)

    tell(socket, a_message(), "SRV-1")
    tell(socket, a_message(), "SRV-2")

    assert [office.taken.get(timeout=PATIENCE).id for _ in "12"] == ["wecom:CAIQ-1"] * 2


def test_messages_are_delivered_in_the_order_they_came(
    platform: Platform, office: Office, connection: AibotConnection
) -> None:
    connection.start()
    socket = platform.connections.get(timeout=PATIENCE)

    for number in range(50):
        tell(socket, a_message(msgid=f"m{number}"), f"SRV-{number}")

    assert [office.taken.get(timeout=PATIENCE).id for _ in range(50)] == [f"wecom:m{number}" for number in range(50)]


@pytest.mark.parametrize(
    ("body", "answer", "cmd"),
    [
        (a_tap("date_ok"), CARD, "aibot_respond_update_msg"),
        (an_event("enter_chat"), welcome("我是跟单助手"), "aibot_respond_welcome_msg"),
    ],
)
def test_who_waits_for_an_answer_gets_it(
    platform: Platform,
    office: Office,
    connection: AibotConnection,
    body: dict[str, Any],
    answer: dict[str, Any],
    cmd: str,
) -> None:
    office.answer = answer
    connection.start()
    tell(platform.connections.get(timeout=PATIENCE), body, "SRV-77003")

    frame = platform.frames.get(timeout=PATIENCE)

    assert frame == {"cmd": cmd, "headers": {"req_id": "SRV-77003"}, "body": answer}
    assert office.taken.get(timeout=PATIENCE).is_callback


def test_nobody_else_gets_one(platform: Platform, office: Office, connection: AibotConnection) -> None:
    office.answer = CARD
    connection.start()
    socket = platform.connections.get(timeout=PATIENCE)

    tell(socket, a_message(), "no tap")
    tell(socket, an_event("feedback_event"), "no tap either")
    tell(socket, a_tap("date_ok"), "tap")

    assert platform.frames.get(timeout=PATIENCE)["headers"]["req_id"] == "tap"


def test_a_tap_without_news_gets_no_answer(platform: Platform, office: Office, connection: AibotConnection) -> None:
    connection.start()
    socket = platform.connections.get(timeout=PATIENCE)
    tell(socket, a_tap("date_ok"), "no news")
    office.taken.get(timeout=PATIENCE)

    office.answer = CARD
    tell(socket, a_tap("date_ok"), "news")

    assert platform.frames.get(timeout=PATIENCE)["headers"]["req_id"] == "news"


def test_a_slow_answer_holds_up_nothing(platform: Platform, office: Office, connection: AibotConnection) -> None:
    slow: Future[dict[str, Any] | None] = Future()
    office.futures = [slow]
    office.answer = CARD
    connection.start()
    socket = platform.connections.get(timeout=PATIENCE)

    tell(socket, a_tap("slow"), "slow")
    tell(socket, a_tap("quick"), "quick")

    assert platform.frames.get(timeout=PATIENCE)["headers"]["req_id"] == "quick"
    slow.set_result(CARD)
    assert platform.frames.get(timeout=PATIENCE)["headers"]["req_id"] == "slow"


def test_an_answer_that_is_too_late_is_dropped_and_told(
    platform: Platform, office: Office, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    late: Future[dict[str, Any] | None] = Future()
    office.futures = [late]
    office.answer = CARD
    make(pace=replace(QUICK, answer=0.05)).start()
    socket = platform.connections.get(timeout=PATIENCE)
    tell(socket, a_tap("late"), "late")
    wait_until(lambda: "no answer to wecom:CAIQ-evt-1 in time: dropped" in caplog.text)

    late.set_result(CARD)
    tell(socket, a_tap("next"), "next")

    assert platform.frames.get(timeout=PATIENCE)["headers"]["req_id"] == "next"


@pytest.mark.parametrize(("answer", "said"), [(refuse(846605), "846605"), (keep_silent, "no answer to aibot_respond")])
def test_an_answer_that_the_platform_does_not_take_is_told(
    platform: Platform, office: Office, make: Make, caplog: pytest.LogCaptureFixture, answer: Any, said: str
) -> None:
    platform.answer, office.answer = answer, CARD
    make(pace=replace(QUICK, ack=0.05)).start()
    tell(platform.connections.get(timeout=PATIENCE), a_tap("date_ok"))

    wait_until(lambda: f"answer to wecom:CAIQ-evt-1 not shown: {said}" in caplog.text)


def test_a_delivery_that_fails_is_told_and_ends_nothing(
    platform: Platform, office: Office, connection: AibotConnection, caplog: pytest.LogCaptureFixture
) -> None:
    failed: Future[dict[str, Any] | None] = Future()
    failed.set_exception(OSError("disk full"))
    dropped: Future[dict[str, Any] | None] = Future()
    dropped.cancel()
    office.futures = [failed, dropped]
    connection.start()
    socket = platform.connections.get(timeout=PATIENCE)

    for name in ("failed", "dropped", "fine"):
        tell(socket, a_message(msgid=name))

    assert [office.taken.get(timeout=PATIENCE).id for _ in "123"] == ["wecom:failed", "wecom:dropped", "wecom:fine"]
    wait_until(lambda: "disk full" in caplog.text and "no answer to wecom:dropped" in caplog.text)


def test_a_defect_in_taking_ends_nothing(
    platform: Platform, office: Office, connection: AibotConnection, caplog: pytest.LogCaptureFixture
) -> None:
    office.futures = [None]  # type: ignore[list-item]  # what no honest office gives
    connection.start()
    socket = platform.connections.get(timeout=PATIENCE)

    tell(socket, a_message(msgid="first"))
    tell(socket, a_message(msgid="second"))

    assert [office.taken.get(timeout=PATIENCE).id for _ in "12"] == ["wecom:first", "wecom:second"]
    assert "delivery wecom:first not taken" in caplog.text


def test_noise_does_not_end_the_connection(platform: Platform, office: Office, connection: AibotConnection) -> None:
    connection.start()
    socket = platform.connections.get(timeout=PATIENCE)
    noise: list[str | bytes] = [
        "", "{", "[]", "7", "null", b"\xff\xfe", '{"cmd":"aibot_msg_callback"}', '{"headers":{"req_id":""}}',
        '{"headers":{"req_id":"nobody waits"},"errcode":0}', '{"headers":{"req_id":"x"},"errcode":"0"}',
        '{"cmd":"gossip","headers":{"req_id":"x"},"body":{}}', '{"a":' * 2000,
        '{"cmd":"aibot_msg_callback","headers":{"req_id":"x"},"body":{"msgtype":"text"}}',
        '{"cmd":"aibot_event_callback","headers":{"req_id":"x"},"body":[]}',
    ]  # fmt: skip

    for message in noise:
        socket.send(message)
    tell(socket, a_message())

    assert office.taken.get(timeout=PATIENCE).id == "wecom:CAIQ-1"
    assert office.taken.empty()


def test_control_characters_in_a_frame_are_passed_over(
    platform: Platform, office: Office, connection: AibotConnection
) -> None:
    connection.start()
    frame = {"cmd": "aibot_msg_callback", "headers": {"req_id": "SRV-1"}, "body": a_message()}
    dirty = orjson.dumps(frame).decode().replace("查单", "查\x07\n单")

    platform.connections.get(timeout=PATIENCE).send("\x00" + dirty)

    payload = orjson.loads(office.taken.get(timeout=PATIENCE).payload_json)
    assert payload["body"] == a_message()


def test_answers_may_come_in_any_order(platform: Platform, office: Office, connection: AibotConnection) -> None:
    platform.answer = keep_silent
    office.answer = CARD
    connection.start()
    socket = platform.connections.get(timeout=PATIENCE)
    tell(socket, a_tap("a"), "a")
    tell(socket, a_tap("b"), "b")
    first, second = (platform.frames.get(timeout=PATIENCE) for _ in "12")

    settle(socket, second, {"errcode": 0})
    settle(socket, first, {"errcode": 0})
    tell(socket, a_tap("a"), "a")  # goes out at once: the one before it is settled

    third = platform.frames.get(timeout=PATIENCE)
    assert third["headers"]["req_id"] == "a"
    settle(socket, third, {"errcode": 0})


def test_no_secret_is_logged(
    platform: Platform, office: Office, connection: AibotConnection, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        connection.start()
        socket = platform.connections.get(timeout=PATIENCE)
        tell(socket, a_message())
        office.taken.get(timeout=PATIENCE)
        socket.close()
        platform.connections.get(timeout=PATIENCE)
        connection.stop()

    ours = [record for record in caplog.records if not record.name.startswith("websockets.server")]
    told = "\n".join(record.getMessage() for record in ours)
    assert "long connection open" in told
    for secret in (SECRET, "查单"):
        assert secret not in told
