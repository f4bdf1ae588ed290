"""The long connection against a gateway on loopback."""

from concurrent.futures import Future

import orjson
import pytest

from bot.platforms.feishu import long_connection
from bot.platforms.feishu.answers import Toast, Tone, click_answer
from bot.platforms.feishu.events import read_delivery
from bot.platforms.feishu.frames import headers_of
from bot.platforms.feishu.long_connection import LongConnection
from tests.bot.platforms.feishu.pushes import APP_ID, BOT, fixture
from tests.bot.platforms.feishu.sockets import PATIENCE, Gateway, Office, data_frame, pong_frame, verdict

MESSAGE = orjson.dumps(fixture("message__text_in_group"))
CLICK = orjson.dumps(fixture("card_action__acknowledge"))


def test_an_event_is_delivered_and_acknowledged(platform: Gateway, office: Office, connection: LongConnection) -> None:
    connection.start()
    platform.connections.get(timeout=PATIENCE).send(data_frame(MESSAGE))

    acknowledgement = platform.acknowledged.get(timeout=PATIENCE)
    delivery = office.taken.get(timeout=PATIENCE)

    assert verdict(acknowledgement) == (200, None)
    assert headers_of(acknowledgement)["message_id"] == "m1"
    assert "biz_rt" in headers_of(acknowledgement)
    assert (acknowledgement.SeqID, acknowledgement.LogID, acknowledgement.service) == (9, 8, 77)
    assert delivery.id == "feishu:om_text_in_group"
    assert not delivery.is_callback
    assert read_delivery(orjson.loads(delivery.payload_json), BOT) == read_delivery(
        fixture("message__text_in_group"), BOT
    )


def test_the_endpoint_is_asked_with_the_apps_credentials(platform: Gateway, connection: LongConnection) -> None:
    connection.start()
    platform.connections.get(timeout=PATIENCE)

    (call,) = platform.endpoint_calls
    assert (call.method, call.path) == ("POST", "/callback/ws/endpoint")
    assert orjson.loads(call.body) == {"AppID": APP_ID, "AppSecret": "s3cr3t"}


@pytest.mark.parametrize("kind", ["event", "card"])
def test_a_click_gets_its_answer(platform: Gateway, office: Office, connection: LongConnection, kind: str) -> None:
    office.answer = click_answer(Toast(Tone.SUCCESS, "已确认"))
    connection.start()
    platform.connections.get(timeout=PATIENCE).send(data_frame(CLICK, kind=kind))

    code, said = verdict(platform.acknowledged.get(timeout=PATIENCE))

    assert (code, said) == (200, {"toast": {"type": "success", "content": "已确认"}})
    assert office.taken.get(timeout=PATIENCE).is_callback


def test_a_slow_delivery_holds_up_no_other(platform: Gateway, office: Office, connection: LongConnection) -> None:
    slow: Future[bytes | None] = Future()
    office.futures = [slow]
    connection.start()
    socket = platform.connections.get(timeout=PATIENCE)

    socket.send(data_frame(CLICK, "slow"))
    socket.send(data_frame(MESSAGE, "quick"))

    assert headers_of(platform.acknowledged.get(timeout=PATIENCE))["message_id"] == "quick"
    slow.set_result(b"{}")
    assert headers_of(platform.acknowledged.get(timeout=PATIENCE))["message_id"] == "slow"


def test_an_event_that_could_not_be_stored_is_asked_for_again(
    platform: Gateway, office: Office, connection: LongConnection, caplog: pytest.LogCaptureFixture
) -> None:
    failed: Future[bytes | None] = Future()
    failed.set_exception(OSError("disk full"))
    dropped: Future[bytes | None] = Future()
    dropped.cancel()
    office.futures = [failed, dropped]
    connection.start()
    socket = platform.connections.get(timeout=PATIENCE)

    for message in ("failed", "dropped"):
        socket.send(data_frame(MESSAGE, message))
        assert verdict(platform.acknowledged.get(timeout=PATIENCE)) == (500, None)

    assert "disk full" in caplog.text


def test_an_event_that_takes_too_long_is_asked_for_again(
    platform: Gateway, office: Office, connection: LongConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_connection, "ANSWER_SECONDS", 0.05)
    late: Future[bytes | None] = Future()
    office.futures = [late]
    connection.start()
    platform.connections.get(timeout=PATIENCE).send(data_frame(MESSAGE))

    assert verdict(platform.acknowledged.get(timeout=PATIENCE)) == (500, None)
    late.set_result(None)  # whoever stored it at last is not disturbed


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"{}",
        MESSAGE.replace(APP_ID.encode(), b"cli_other"),
        MESSAGE.replace(b"event_type", b"evnt_type"),
    ],
)
def test_what_is_no_event_of_our_app_is_not_taken(
    platform: Gateway, office: Office, connection: LongConnection, payload: bytes
) -> None:
    connection.start()
    platform.connections.get(timeout=PATIENCE).send(data_frame(payload))

    assert verdict(platform.acknowledged.get(timeout=PATIENCE)) == (500, None)
    assert office.taken.empty()


def test_noise_does_not_end_the_connection(platform: Gateway, office: Office, connection: LongConnection) -> None:
    connection.start()
    socket = platform.connections.get(timeout=PATIENCE)
    noise: list[str | bytes] = [
        b"",
        b"\xff" * 40,
        "text",
        data_frame(MESSAGE, total=3, seq=7),
        data_frame(MESSAGE, kind="gossip"),
    ]

    for message in [*noise, data_frame(MESSAGE, "real")]:
        socket.send(message)

    assert headers_of(platform.acknowledged.get(timeout=PATIENCE))["message_id"] == "real"
    assert office.taken.qsize() == 1


def test_parts_are_put_together_in_order(platform: Gateway, office: Office, connection: LongConnection) -> None:
    third = len(MESSAGE) // 3
    parts = [MESSAGE[:third], MESSAGE[third : 2 * third], MESSAGE[2 * third :]]
    connection.start()
    socket = platform.connections.get(timeout=PATIENCE)

    for seq in (2, 0, 1):
        socket.send(data_frame(parts[seq], total=3, seq=seq))

    assert verdict(platform.acknowledged.get(timeout=PATIENCE)) == (200, None)
    assert office.taken.get(timeout=PATIENCE).id == "feishu:om_text_in_group"


def test_pings_go_at_the_platforms_pace_and_a_pong_may_change_it(platform: Gateway, connection: LongConnection) -> None:
    connection.start()
    socket = platform.connections.get(timeout=PATIENCE)
    first = platform.pings.get(timeout=PATIENCE)

    socket.send(pong_frame({"PingInterval": 60, "ReconnectInterval": 5}))
    socket.send(data_frame(MESSAGE))
    platform.acknowledged.get(timeout=PATIENCE)

    assert (first.service, headers_of(first)) == (77, {"type": "ping"})
    assert connection._pace.ping == 60.0
    assert connection._pace.interval == 5.0
