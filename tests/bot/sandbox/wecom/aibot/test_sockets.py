"""The smart bot's long connection over a real socket."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bot.platforms.port import Delivery, Fault, PlatformRefused
from bot.platforms.wecom.aibot.connection import AibotConnection
from bot.platforms.wecom.aibot.media import attachment_key, download
from bot.sandbox.wecom import WecomTenant
from tests.bot.sandbox.wecom.aibot.bots import (
    BOT,
    BOT_SETTINGS,
    GROUP,
    Bot,
    a_bot_corp,
    a_card,
    a_stream,
    an_update,
    last,
    markdown,
)
from tests.bot.sandbox.wecom.aibot.servers import PATIENCE, called, served
from tests.bot.sandbox.wecom.corps import LIN, WANG, Clock, a_button_card, a_notice

DONE = a_notice(main_title={"title": "王生已确认"}, task_id="MO-3@date_r1")


@pytest.fixture
def corp(clock: Clock) -> WecomTenant:
    return a_bot_corp(clock)


@pytest.fixture
def host(corp: WecomTenant) -> Iterator[str]:
    with served(corp) as host:
        yield host


def until(is_so: Callable[[], bool]) -> None:
    """Wait for what must become true."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_whoever_subscribed_hears_people_and_answers(corp: WecomTenant, host: str) -> None:
    with called(host) as bot:
        corp.say_to_bot(WANG, "查单 MO-3", GROUP)
        told = bot.hear()
        code = bot.ask("aibot_respond_msg", a_stream("60%", finish=True), told["headers"]["req_id"])

    assert (told["cmd"], told["body"]["text"]) == ("aibot_msg_callback", {"content": "@跟单助手 查单 MO-3"})
    assert (code, corp.shown_text(last(corp).message_id)) == (0, "60%")


def test_a_wrong_secret_is_refused_and_hears_nothing(corp: WecomTenant, host: str) -> None:
    with called(host, is_subscribed=False) as bot:
        assert bot.subscribe("wrong") == 40001
        assert bot.ask("aibot_send_msg", {"chatid": GROUP, **markdown()}) == 846609
        assert not corp.bot_sockets.is_connected
        assert bot.subscribe() == 0
        assert corp.bot_sockets.is_connected


def test_what_is_said_meanwhile_is_lost(corp: WecomTenant, host: str) -> None:
    with called(host):
        pass
    until(lambda: not corp.bot_sockets.is_connected)
    corp.say_to_bot(WANG, "有人吗")

    with called(host) as bot:
        corp.say_to_bot(WANG, "查单")
        assert bot.hear()["body"]["text"] == {"content": "查单"}


def test_a_second_subscription_wins(corp: WecomTenant, host: str) -> None:
    with called(host) as first, called(host) as second:
        assert first.hear()["body"]["event"] == {"eventtype": "disconnected_event", "disconnected_event": {}}
        with pytest.raises(ConnectionClosed) as end:
            first.hear()
        corp.say_to_bot(WANG, "查单")

        assert second.hear()["body"]["msgtype"] == "text"
    assert end.value.rcvd is not None
    assert end.value.rcvd.code == 1000


def test_subscribing_again_on_the_same_socket_kicks_nobody(corp: WecomTenant, host: str) -> None:
    with called(host) as bot:
        assert bot.subscribe() == 0
        assert bot.ask("ping") == 0


def test_heartbeats_are_answered(corp: WecomTenant, host: str) -> None:
    with called(host) as bot:
        bot.send("ping", req_id="ping_1")

        assert bot.hear() == {"headers": {"req_id": "ping_1"}, "errcode": 0, "errmsg": "ok"}


def test_heartbeats_may_go_unanswered(corp: WecomTenant, host: str) -> None:
    corp.bot_switches.answers_no_heartbeat = True

    with called(host) as bot:
        bot.send("ping", req_id="ping_1")
        assert bot.ask("aibot_upload_media_finish", {}, "own_2") == 40058


def test_answers_may_be_late(corp: WecomTenant, host: str) -> None:
    with called(host) as bot:
        corp.bot_switches.ack_delay_seconds = 0.2
        began = time.monotonic()
        assert bot.ask("ping") == 0

    assert time.monotonic() - began >= 0.2


def test_the_connection_is_closed_cleanly_on_command(corp: WecomTenant, host: str) -> None:
    with called(host) as bot:
        corp.bot_sockets.close()
        with pytest.raises(ConnectionClosed) as end:
            bot.hear()

    assert end.value.rcvd is not None
    assert end.value.rcvd.code == 1000


def test_the_connection_breaks_without_a_close_frame_on_command(corp: WecomTenant, host: str) -> None:
    with called(host) as bot:
        corp.bot_sockets.abort()
        with pytest.raises(ConnectionClosed) as end:
            bot.hear()

    assert end.value.rcvd is None


def test_the_connection_is_kicked_on_command(corp: WecomTenant, host: str) -> None:
    with called(host) as bot:
        corp.bot_sockets.kick()

        assert bot.hear()["body"]["event"]["eventtype"] == "disconnected_event"
        with pytest.raises(ConnectionClosed):
            bot.hear()
    corp.bot_sockets.kick()
    assert not corp.bot_sockets.is_connected


def test_nobody_gets_in_while_the_platform_is_down(corp: WecomTenant, host: str) -> None:
    corp.failures.platform_down = "502"

    with pytest.raises(InvalidStatus), called(host):
        pass


@pytest.mark.parametrize("raw", ["", "null", "{", "[]", '{"cmd":"ping"}', '{"cmd":1,"headers":{"req_id":"1"}}'])
def test_odd_frames_do_not_end_the_connection(corp: WecomTenant, host: str, raw: str) -> None:
    with called(host) as bot:
        bot.socket.send(raw)
        assert bot.hear()["errcode"] == 40058
        assert bot.ask("ping") == 0


def test_a_binary_frame_ends_it(corp: WecomTenant, host: str) -> None:
    with called(host) as bot:
        bot.socket.send(b"ping")
        with pytest.raises(ConnectionClosed):
            bot.hear()


def test_a_tap_waits_for_the_changed_card(corp: WecomTenant, host: str) -> None:
    with called(host) as bot, ThreadPoolExecutor(1) as pool:
        corp.say_to_bot(LIN, "排产", GROUP)
        bot.hear()
        assert bot.ask("aibot_send_msg", {"chatid": GROUP, "chat_type": 2, **a_card(a_button_card())}) == 0
        tapping = pool.submit(corp.tap_bot_card, WANG, last(corp).message_id, "date_ok")
        told = bot.hear()
        assert bot.ask("aibot_respond_update_msg", an_update(DONE), told["headers"]["req_id"]) == 0
        outcome = tapping.result(PATIENCE)

    assert (told["cmd"], outcome.has_new_card, outcome.card) == ("aibot_event_callback", True, DONE)


# With our own connection at the other end: each was written from the reference alone.


@pytest.fixture
def smart() -> Bot:
    return Bot()


@pytest.fixture
def ours(corp: WecomTenant, host: str, smart: Bot, clock: Clock) -> Iterator[AibotConnection]:
    def deliver(delivery: Delivery) -> "Future[dict[str, Any] | None]":
        return smart.deliver(delivery)

    url = f"ws://{host}/sandbox/wecom/ws"
    connection = AibotConnection(url, BOT, BOT_SETTINGS.aibot_secret, deliver, clock, lease=None)
    connection.start()
    until(lambda: connection.is_connected)
    yield connection
    connection.stop()


def test_our_connection_talks_with_the_sandbox(corp: WecomTenant, ours: AibotConnection, smart: Bot) -> None:
    corp.say_to_bot(WANG, "查单 MO-3", GROUP)
    until(lambda: len(smart.heard) == 1)
    ours.respond(smart.req_id, a_stream("60%", finish=True))
    ours.push(GROUP, 2, a_card(a_button_card()))
    card, smart.answer = last(corp).message_id, an_update(DONE, userids=[WANG])

    outcome = corp.tap_bot_card(WANG, card, "date_ok")

    assert (outcome.has_new_card, corp.card(card, LIN)) == (True, a_button_card())
    assert [it.kind for it in corp.messages(GROUP)] == ["text", "stream", "template_card"]


def test_our_connection_hears_what_is_wrong(corp: WecomTenant, ours: AibotConnection) -> None:
    with pytest.raises(PlatformRefused) as refusal:
        ours.push(GROUP, 2, markdown())

    assert refusal.value.fault is Fault.CHAT_GONE


def test_our_connection_uploads_in_pieces(corp: WecomTenant, ours: AibotConnection) -> None:
    content = bytes(range(256)) * 4096

    assert corp.file_content(ours.upload("file", "图纸.pdf", content)) == ("图纸.pdf", content)


def test_our_reader_fetches_a_file(corp: WecomTenant, ours: AibotConnection, host: str, smart: Bot) -> None:
    corp.send_file_to_bot(WANG, "图纸 B.pdf", b"%PDF" * 20)
    until(lambda: len(smart.heard) == 1)
    told = smart.body["file"]
    path = told["url"].removeprefix(BOT_SETTINGS.bot_files_base)

    with httpx.Client(trust_env=False) as client:
        found = download(client, attachment_key(f"http://{host}/sandbox/wecom{path}", told["aeskey"]))
        gone = client.get(f"http://{host}/sandbox/wecom/aibot/files/unknown")

    assert (found, gone.status_code) == (("图纸 B.pdf", b"%PDF" * 20), 404)


@pytest.mark.parametrize("how", ["close", "abort"])
def test_our_connection_comes_back(corp: WecomTenant, ours: AibotConnection, smart: Bot, how: str) -> None:
    getattr(corp.bot_sockets, how)()
    until(lambda: not ours.is_connected)
    until(lambda: ours.is_connected)

    corp.say_to_bot(WANG, "查单")

    until(lambda: len(smart.heard) == 1)
