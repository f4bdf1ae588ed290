"""The life of a long connection: lost, refused, stopped; and whether the gateway of these tests is true."""

import logging
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
from http.server import BaseHTTPRequestHandler, HTTPServer

import orjson
import pytest

from bot.platforms.feishu.endpoint import Pace
from bot.platforms.feishu.long_connection import LongConnection
from bot.platforms.feishu.wire import WireAnswer
from bot.platforms.port import PlatformBusy
from tests.bot.platforms.feishu.pushes import fixture
from tests.bot.platforms.feishu.sockets import PATIENCE, Gateway, Office, data_frame, verdict, wait_until
from tests.bot.platforms.feishu.wires import answer, refusal

MESSAGE = orjson.dumps(fixture("message__text_in_group"))
CLICK = orjson.dumps(fixture("card_action__acknowledge"))


def test_a_lost_connection_is_made_again(platform: Gateway, office: Office, connection: LongConnection) -> None:
    connection.start()
    platform.connections.get(timeout=PATIENCE).close()

    again = platform.connections.get(timeout=PATIENCE)
    again.send(data_frame(MESSAGE))

    assert verdict(platform.acknowledged.get(timeout=PATIENCE)) == (200, None)
    assert len(platform.endpoint_calls) == 2  # an address is good for one connection
    assert connection.is_connected
    assert connection.trouble == ""


@pytest.mark.parametrize(
    "trouble",
    [
        PlatformBusy("no answer: ConnectionError"),
        WireAnswer(502, {}, b"<html>"),
        refusal(1, "system busy"),
        refusal(1000040343, "internal", 200),
        answer({"code": 0, "data": {"URL": "http://not.a.socket"}}),
        answer({"code": 0, "data": {}}),
        answer(
            {"code": 0, "data": {"URL": "ws://127.0.0.1:9/?service_id=1", "ClientConfig": {"ReconnectInterval": 0}}}
        ),
    ],
    ids=str,
)
def test_passing_trouble_is_tried_again(
    platform: Gateway, connection: LongConnection, trouble: WireAnswer | Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_pace", Pace(interval=0.0))
    platform.endpoint_answers = [trouble]
    connection.start()

    platform.connections.get(timeout=PATIENCE)
    wait_until(lambda: connection.is_connected)


@pytest.mark.parametrize("code", [403, 514, 1000040344, 1000040350])
def test_a_final_refusal_is_told_and_not_hammered(platform: Gateway, connection: LongConnection, code: int) -> None:
    platform.endpoint_answers = [refusal(code, "auth failed", 200)]
    connection.start()

    wait_until(lambda: connection.trouble.startswith(f"{code} "))

    time.sleep(0.1)
    assert len(platform.endpoint_calls) == 1
    assert not connection.is_connected


def test_a_handshake_refused_for_good_is_told_and_not_hammered(platform: Gateway, connection: LongConnection) -> None:
    too_many = {"handshake-status": "514", "handshake-msg": "too many", "handshake-autherrcode": "1000040350"}
    platform.handshake_refusals = [too_many]
    connection.start()

    wait_until(lambda: "1000040350" in connection.trouble)

    time.sleep(0.1)
    assert platform.handshakes == 1


def test_a_handshake_refused_for_now_is_tried_again(platform: Gateway, connection: LongConnection) -> None:
    platform.handshake_refusals = [{"handshake-status": "514", "handshake-msg": "ticket used"}, {}]
    connection.start()

    platform.connections.get(timeout=PATIENCE)
    wait_until(lambda: connection.is_connected)
    assert platform.handshakes == 3


def test_stopping_acknowledges_what_is_under_way(platform: Gateway, office: Office, connection: LongConnection) -> None:
    pending: Future[bytes | None] = Future()
    office.futures = [pending]
    connection.start()
    platform.connections.get(timeout=PATIENCE).send(data_frame(MESSAGE))
    office.taken.get(timeout=PATIENCE)
    stopping = threading.Thread(target=connection.stop)
    stopping.start()

    pending.set_result(None)
    stopping.join(PATIENCE)

    assert verdict(platform.acknowledged.get(timeout=PATIENCE)) == (200, None)
    assert not connection.is_connected
    assert not stopping.is_alive()


def test_stopping_does_not_wait_for_the_next_attempt(platform: Gateway, connection: LongConnection) -> None:
    platform.endpoint_answers = [refusal(403, "forbidden", 200)]
    connection.start()
    wait_until(lambda: bool(connection.trouble))
    began = time.monotonic()

    connection.stop()
    connection.stop()  # once more does no harm

    assert time.monotonic() - began < 5


def test_stopping_before_starting_does_nothing(platform: Gateway, connection: LongConnection) -> None:
    connection.stop()

    assert not connection.is_connected
    assert platform.connections.empty()


def test_no_secret_is_logged(
    platform: Gateway, office: Office, connection: LongConnection, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        connection.start()
        socket = platform.connections.get(timeout=PATIENCE)
        socket.send(data_frame(MESSAGE))
        platform.acknowledged.get(timeout=PATIENCE)
        socket.close()
        platform.connections.get(timeout=PATIENCE)
        connection.stop()

    ours = [record for record in caplog.records if not record.name.startswith("websockets.server")]
    text = "\n".join(record.getMessage() for record in ours)
    assert "long connection open" in text
    for secret in ("s3cr3t", "T1CKET", "VerTok-abc", "交期"):
        assert secret not in text


STOCK_CLIENT = """
import asyncio, sys
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
import lark_oapi.ws.client as ws
from lark_oapi.event.dispatcher_handler import EventDispatcherHandler
ws.loop = loop
handler = (EventDispatcherHandler.builder("", "")
    .register_p2_im_message_receive_v1(lambda event: None)
    .register_p2_card_action_trigger(lambda click: {"toast": {"type": "info", "content": "lark"}}).build())
ws.Client("cli_a", "s3cr3t", event_handler=handler, domain=sys.argv[1]).start()
"""


def test_the_gateway_of_these_tests_serves_larks_own_client(platform: Gateway) -> None:
    """Else the tests above would only show that we agree with ourselves."""

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = orjson.dumps({"code": 0, "data": {"URL": platform.url, "ClientConfig": platform.pace}})
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

    with HTTPServer(("127.0.0.1", 0), Endpoint) as http:
        threading.Thread(target=http.handle_request).start()
        address = f"http://127.0.0.1:{http.server_port}"
        with subprocess.Popen([sys.executable, "-c", STOCK_CLIENT, address], stdout=subprocess.DEVNULL) as client:
            try:
                socket = platform.connections.get(timeout=90)
                socket.send(data_frame(MESSAGE))
                taken = verdict(platform.acknowledged.get(timeout=PATIENCE))
                socket.send(data_frame(CLICK))
                clicked = verdict(platform.acknowledged.get(timeout=PATIENCE))
            finally:
                client.kill()

    assert taken == (200, None)
    assert clicked == (200, {"toast": {"type": "info", "content": "lark"}})
