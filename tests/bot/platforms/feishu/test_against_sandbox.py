"""Our adapter and the sandbox tenant hold a conversation: each was written from the reference alone."""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from datetime import datetime, timedelta
from queue import Queue
from typing import Any

import orjson
import pytest
import uvicorn
from fastapi import FastAPI

from bot.platforms.feishu.answers import Toast, Tone, click_answer
from bot.platforms.feishu.client import FeishuClient
from bot.platforms.feishu.events import read_delivery
from bot.platforms.feishu.lark import LarkWire
from bot.platforms.feishu.long_connection import LongConnection
from bot.platforms.feishu.webhook import Challenge, Delivery, FeishuWebhook, Refused
from bot.platforms.port import Address, BotRemoved, ChatKind, Fault, Inbound, PlatformRefused, Said, Tapped, To
from bot.sandbox.feishu import FeishuTenant, TenantSettings
from bot.sandbox.feishu.http import router_for
from tests.bot.platforms.feishu.pushes import APP_ID, BOT, ENCRYPT_KEY, KEYS, SENT_AT, VERIFICATION_TOKEN
from tests.bot.platforms.feishu.sockets import PATIENCE, wait_until

LIN, WANG, GROUP = "ou_lin", "ou_wang", "oc_prod"


def card(words: str) -> dict[str, Any]:
    value = {"act": "acknowledge", "ref": "ORD-2611-0042", "rev": 7}
    button = {
        "tag": "button",
        "element_id": "ack",
        "text": {"tag": "plain_text", "content": "收到"},
        "behaviors": [{"type": "callback", "value": value}],
    }
    return {"schema": "2.0", "body": {"elements": [{"tag": "markdown", "content": words}, button]}}


class Clock:
    def __init__(self) -> None:
        self.now = SENT_AT

    def __call__(self) -> datetime:
        return self.now


class Bot:
    """The inbound side in miniature: judges what is pushed, keeps what it means, answers clicks."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.webhook = FeishuWebhook((KEYS,), APP_ID)
        self.heard: list[Inbound] = []
        self.answer = click_answer(Toast(Tone.SUCCESS, "收到"), card("已确认"))

    def take(self, delivery: Delivery) -> bytes:
        self.heard.append(read_delivery(orjson.loads(delivery.payload_json), BOT))
        return self.answer if delivery.is_callback else b"{}"

    def post(self, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        verdict = self.webhook.receive({name.lower(): value for name, value in headers.items()}, body, self.clock())
        if isinstance(verdict, Refused):
            return verdict.status, b""
        return 200, verdict.body if isinstance(verdict, Challenge) else self.take(verdict)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def settings(**changes: Any) -> TenantSettings:
    return TenantSettings(APP_ID, "s3cr3t", ENCRYPT_KEY, VERIFICATION_TOKEN, bot_open_id=BOT, **changes)


def populated(tenant: FeishuTenant) -> FeishuTenant:
    tenant.add_person(LIN, "林晓燕")
    tenant.add_person(WANG, "王胜")
    tenant.add_group(GROUP, "生产部", [LIN, WANG])
    return tenant


@pytest.fixture
def bot(clock: Clock) -> Bot:
    return Bot(clock)


@pytest.fixture
def tenant(clock: Clock, bot: Bot) -> Iterator[FeishuTenant]:
    tenant = populated(FeishuTenant(settings(), clock, bot.post))
    yield tenant
    tenant.close()


@pytest.fixture
def client(tenant: FeishuTenant, clock: Clock) -> FeishuClient:
    return FeishuClient(tenant, APP_ID, "s3cr3t", clock)


def test_what_people_say_is_understood(tenant: FeishuTenant, bot: Bot) -> None:
    private = tenant.open_private_chat(LIN)
    tenant.say(LIN, private, "/help")
    tenant.say(LIN, GROUP, "/who ORD-2611-0042", mention_bot=True, mentions=[WANG])
    tenant.deliver_due()

    said = [inbound for inbound in bot.heard if isinstance(inbound, Said)]
    assert {(one.chat_kind, one.is_mentioned, one.sender) for one in said} == {
        (ChatKind.PRIVATE, False, LIN),
        (ChatKind.GROUP, True, LIN),
    }
    in_group = next(one for one in said if one.chat_kind is ChatKind.GROUP)
    assert "/who ORD-2611-0042" in in_group.text
    assert in_group.mentions == {"王胜": WANG}


def test_a_card_is_sent_clicked_and_replaced(tenant: FeishuTenant, bot: Bot, client: FeishuClient) -> None:
    sent = client.send(Address(To.CHAT, GROUP), card("新订单"), key="ord-42:1")
    again = client.send(Address(To.CHAT, GROUP), card("新订单"), key="ord-42:1")

    outcome = tenant.tap(WANG, sent.message, "ack")

    (tapped,) = [inbound for inbound in bot.heard if isinstance(inbound, Tapped)]
    assert again.message == sent.message
    assert sent.chat == tapped.chat == GROUP
    assert (tapped.sender, tapped.message, tapped.value["rev"]) == (WANG, sent.message, 7)
    assert tenant.card(sent.message) == card("已确认")
    assert "收到" in repr(outcome)


def test_cards_are_updated_answered_and_recalled(tenant: FeishuTenant, client: FeishuClient) -> None:
    private = client.send(Address(To.PERSON, LIN), card("一"), key="a")
    client.update(private.message, card("二"))
    reply = client.reply(private.message, card("三"), to=Address(To.PERSON, LIN), key="b")

    assert tenant.card(private.message) == card("二")
    assert reply.chat == private.chat

    client.recall(private.message)
    client.recall(private.message)
    with pytest.raises(PlatformRefused) as caught:
        client.update(private.message, card("四"))
    assert caught.value.fault is Fault.MESSAGE_GONE


def test_a_card_older_than_a_fortnight_has_expired(client: FeishuClient, clock: Clock) -> None:
    sent = client.send(Address(To.CHAT, GROUP), card("一"), key="a")
    clock.now += timedelta(days=14, minutes=1)

    with pytest.raises(PlatformRefused) as caught:
        client.update(sent.message, card("二"))

    assert caught.value.fault is Fault.CARD_EXPIRED


def test_refusals_mean_what_they_say(tenant: FeishuTenant, bot: Bot, client: FeishuClient) -> None:
    def fault(to: Address, content: dict[str, Any]) -> Fault:
        with pytest.raises(PlatformRefused) as caught:
            client.send(to, content, key=str(id(content)))
        return caught.value.fault

    assert fault(Address(To.CHAT, GROUP), card("<at id=ou_nobody></at>")) is Fault.BAD_MENTION
    assert fault(Address(To.CHAT, GROUP), card("很长" * 10_000)) is Fault.TOO_LARGE
    assert fault(Address(To.CHAT, GROUP), card("x") | {"colour": "red"}) is Fault.INVALID
    tenant.remove_bot(LIN, GROUP)
    assert fault(Address(To.CHAT, GROUP), card("x")) is Fault.CHAT_GONE
    tenant.resign(WANG)
    assert fault(Address(To.PERSON, WANG), card("x")) is Fault.PERSON_GONE
    tenant.deliver_due()
    assert any(isinstance(inbound, BotRemoved) for inbound in bot.heard)


def test_files_go_in_and_out(tenant: FeishuTenant, bot: Bot, client: FeishuClient) -> None:
    private = tenant.open_private_chat(LIN)
    tenant.send_file(LIN, private, "订单.xlsx", b"PK\x03\x04")
    tenant.deliver_due()
    (said,) = [inbound for inbound in bot.heard if isinstance(inbound, Said)]

    assert said.attachments[0].name == "订单.xlsx"
    assert client.download(said.attachments[0]) == b"PK\x03\x04"
    sent = client.send_file(Address(To.CHAT, private), client.upload("排产.xlsx", b"PK\x05"), once="f")
    assert tenant.message(sent.message).type == "file"


def test_a_lost_token_is_replaced(client: FeishuClient, clock: Clock) -> None:
    client.send(Address(To.CHAT, GROUP), card("一"), key="a")
    clock.now += timedelta(days=3)

    assert client.send(Address(To.CHAT, GROUP), card("二"), key="b").message
    assert client.bot_open_id() == BOT


@pytest.fixture
def address(clock: Clock) -> Iterator[tuple[str, FeishuTenant]]:
    """A tenant with the long connection, over real HTTP and WebSocket."""
    tenant = populated(FeishuTenant(settings(has_long_connection=True), clock))
    app = FastAPI()
    app.include_router(router_for(tenant))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", ws="websockets-sansio"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    wait_until(lambda: server.started)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/sandbox/feishu", tenant
    server.should_exit = True
    thread.join()
    tenant.close()
    listening.close()


def test_the_same_over_http_and_the_long_connection(address: tuple[str, FeishuTenant], clock: Clock) -> None:
    base_url, tenant = address
    bot = Bot(clock)
    deliveries: Queue[Delivery] = Queue()

    def deliver(delivery: Delivery) -> Future[bytes | None]:
        done: Future[bytes | None] = Future()
        done.set_result(bot.take(delivery))
        deliveries.put(delivery)
        return done

    wire = LarkWire(base_url)
    connection = LongConnection(wire, APP_ID, "s3cr3t", deliver, clock)
    connection.start()
    wait_until(lambda: connection.is_connected)
    client = FeishuClient(wire, APP_ID, "s3cr3t", clock)

    tenant.say(LIN, GROUP, "帮助 " + "很长" * 60_000, mention_bot=True)  # comes in several frames
    tenant.deliver_due()
    message = deliveries.get(timeout=PATIENCE)
    sent = client.send(Address(To.CHAT, GROUP), card("新订单"), key="ord-42:1")
    tenant.tap(WANG, sent.message, "ack")
    connection.stop()
    client.close()

    assert message.kind == "im.message.receive_v1"
    assert deliveries.get(timeout=PATIENCE).is_callback
    assert tenant.card(sent.message) == card("已确认")
    assert [type(inbound) for inbound in bot.heard] == [Said, Tapped]
