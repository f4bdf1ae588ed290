"""feishu.md §7.2: events and clicks over the long connection."""

import base64
import contextlib
import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import websockets.sync.client as client
from hypothesis import example, given
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bot.sandbox.feishu import FeishuTenant
from bot.sandbox.feishu.frames import CONTROL, DATA, Frame, decode, encode
from bot.sandbox.feishu.sockets import MOST_CONNECTIONS
from tests.bot.sandbox.feishu.servers import served
from tests.bot.sandbox.feishu.tenants import (
    GROUP,
    SALES,
    SETTINGS,
    Clock,
    FakeBot,
    Rest,
    a_button,
    a_card,
    a_tenant,
    settings_with,
)


@pytest.fixture
def tenant(clock: Clock, bot: FakeBot) -> Iterator[FeishuTenant]:
    made = a_tenant(clock, bot, settings=settings_with(has_long_connection=True))
    yield made
    made.close()


@pytest.fixture
def origin(tenant: FeishuTenant) -> Iterator[str]:
    with served(tenant) as address:
        yield address


def endpoint(origin: str, **changes: object) -> dict[str, Any]:
    body = {"AppID": SETTINGS.app_id, "AppSecret": SETTINGS.app_secret, **changes}
    answer = httpx.post(f"{origin}/sandbox/feishu/callback/ws/endpoint", json=body, trust_env=False)
    return dict(answer.json())


class Connector:
    """A connected bot that acknowledges everything, and answers clicks with a toast."""

    def __init__(self, origin: str, *, code: int = 200) -> None:
        self.socket = client.connect(endpoint(origin)["data"]["URL"], proxy=None)
        self.events: list[dict[str, Any]] = []
        self.frames: list[Frame] = []
        self._parts: dict[str, list[bytes]] = {}
        self._code = code
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.socket.close()
        self._thread.join()

    def _run(self) -> None:
        try:
            for raw in self.socket:
                assert isinstance(raw, bytes)
                self._take(decode(raw))
        except ConnectionClosed:
            return

    def _take(self, frame: Frame) -> None:
        self.frames.append(frame)
        if frame.method == CONTROL:
            return
        parts = self._parts.setdefault(frame.headers["message_id"], [])
        parts.append(frame.payload)
        if len(parts) < int(frame.headers["sum"]):
            return
        event = json.loads(b"".join(parts))
        self.events.append(event)
        answer: dict[str, Any] = {"code": self._code}
        if event["header"]["event_type"] == "card.action.trigger":
            toast = json.dumps({"toast": {"type": "success", "content": "好"}}).encode()
            answer["data"] = base64.b64encode(toast).decode()
        headers = {**frame.headers, "biz_rt": "1"}
        self.socket.send(encode(Frame(DATA, frame.service, headers, json.dumps(answer).encode())))


def test_an_event_goes_to_one_connection_in_plain_and_is_acknowledged(tenant: FeishuTenant, origin: str) -> None:
    connectors = [Connector(origin), Connector(origin)]
    tenant.say(SALES, GROUP, "/help", mention_bot=True)

    assert tenant.deliver_due() == 1

    assert tenant.next_due() is None
    events = [event for connector in connectors for event in connector.events]
    assert [it["header"]["event_type"] for it in events] == ["im.message.receive_v1"]
    for connector in connectors:
        connector.close()


def test_a_click_is_answered_over_the_connection(tenant: FeishuTenant, origin: str) -> None:
    connector = Connector(origin)
    message_id = Rest(tenant).sent(a_card(a_button()))

    outcome = tenant.tap(SALES, message_id, "确认")

    assert outcome.toast == {"type": "success", "content": "好"}
    assert tenant.wire_log[-1]["channel"] == "websocket"
    connector.close()


def test_a_long_event_comes_in_parts(tenant: FeishuTenant, origin: str) -> None:
    tenant.sockets.part_bytes = 200
    connector = Connector(origin)
    tenant.say(SALES, GROUP, "/help " + "长" * 300, mention_bot=True)
    tenant.deliver_due()

    assert len(connector.events) == 1
    assert len(connector.frames) == int(connector.frames[0].headers["sum"]) > 3
    connector.close()


def test_a_ping_gets_a_pong_with_the_configuration(tenant: FeishuTenant, origin: str) -> None:
    with client.connect(endpoint(origin)["data"]["URL"], proxy=None) as socket:
        socket.send(encode(Frame(CONTROL, 77, {"type": "ping"})))
        raw = socket.recv(timeout=3)

    assert isinstance(raw, bytes)
    pong = decode(raw)
    assert (pong.method, pong.service, pong.headers) == (CONTROL, 77, {"type": "pong"})
    assert json.loads(pong.payload)["PingInterval"] == 120


def test_without_a_connection_or_with_a_failing_handler_the_event_is_repeated(
    tenant: FeishuTenant, origin: str, clock: Clock
) -> None:
    tenant.say(SALES, GROUP, "/help", mention_bot=True)
    tenant.deliver_due()
    failing = Connector(origin, code=500)
    clock.advance(seconds=15)
    tenant.deliver_due()
    failing.close()
    working = Connector(origin)
    clock.advance(minutes=5)
    tenant.deliver_due()

    assert (len(failing.events), len(working.events)) == (1, 1)
    assert tenant.next_due() is None
    working.close()


@pytest.mark.parametrize(
    ("changes", "code"), [({"AppSecret": "wrong"}, 514), ({"AppID": "x"}, 514), ({"AppSecret": ""}, 1000040344)]
)
def test_wrong_credentials_get_no_address(origin: str, changes: dict[str, object], code: int) -> None:
    assert endpoint(origin, **changes)["code"] == code


def test_a_ticket_is_good_for_one_connection(origin: str) -> None:
    address = endpoint(origin)["data"]["URL"]
    with client.connect(address, proxy=None), pytest.raises(InvalidStatus) as caught:
        client.connect(address, proxy=None)

    assert caught.value.response.headers["handshake-status"] == "403"


def test_fifty_connections_are_the_most(tenant: FeishuTenant) -> None:
    opened = [tenant.sockets.open(1, lambda frame: None) for _ in range(MOST_CONNECTIONS)]
    body = json.dumps({"AppID": SETTINGS.app_id, "AppSecret": SETTINGS.app_secret}).encode()

    assert tenant.sockets.endpoint(body, "ws://x")["code"] == 1000040350
    tenant.sockets.close(opened[0])
    assert tenant.sockets.endpoint(body, "ws://x")["code"] == 0
    assert tenant.sockets.endpoint(b"{", "ws://x")["code"] == 1000040344


@pytest.mark.parametrize("nonsense", [b"\xff\xff", b"", "text"])
def test_nonsense_ends_the_connection(tenant: FeishuTenant, origin: str, nonsense: bytes | str) -> None:
    with client.connect(endpoint(origin)["data"]["URL"], proxy=None) as socket:
        socket.send(nonsense)
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=3)

    assert len(tenant.sockets) == 0


U64 = st.integers(0, 2**64 - 1)
I32 = st.integers(0, 2**31 - 1)


@given(st.sampled_from([CONTROL, DATA]), I32, st.dictionaries(st.text(), st.text()), st.binary(), U64, U64)
def test_our_frames_are_those_of_the_sdk(
    method: int, service: int, headers: dict[str, str], payload: bytes, seq_id: int, log_id: int
) -> None:
    frame = Frame(method, service, headers, payload, seq_id, log_id)

    from lark_oapi.ws.pb.pbbp2_pb2 import Frame as LarkFrame  # late: it brings the whole SDK

    theirs = LarkFrame()
    theirs.ParseFromString(encode(frame))

    assert (theirs.method, theirs.service, theirs.payload) == (method, service, payload)
    assert (theirs.SeqID, theirs.LogID) == (seq_id, log_id)
    assert {it.key: it.value for it in theirs.headers} == headers
    assert decode(theirs.SerializeToString()) == frame


@given(st.binary(max_size=60))
@example(b"\x08\x00\x10\x00\x18\x00\x20\x00\x2a\x02\x08\x01")
@example(b"\x08" + b"\xff" * 11)
@example(b"\x0d\x00")
def test_any_bytes_are_a_frame_or_a_value_error(raw: bytes) -> None:
    with contextlib.suppress(ValueError):
        frame = decode(raw)
        assert decode(encode(frame)) == frame
