import asyncio
import threading
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
from sqlalchemy.exc import OperationalError

from bot import ingress
from bot.clock import ManualClock
from bot.ingress import MAX_BODY_BYTES, FeishuDoor, FrontDoor
from bot.platforms.feishu.envelope import CARD_ACTION, MESSAGE, open_envelope
from bot.platforms.feishu.webhook import FeishuWebhook, WebhookKeys
from bot.platforms.port import ChatKind, Inbound, Said, Tapped
from bot.sandbox.feishu import FeishuTenant, TenantSettings
from bot.sandbox.feishu.forgery import FORGERIES, Forgery
from storage.database import Database
from storage.inbox import Inbox
from tests.bot.machine import Machine

SETTINGS = TenantSettings("cli_story", "app-secret", "encrypt-key", "verification-token")
GONE = {"type": "http.disconnect"}


def run(work: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own: the browser's driver keeps a loop in the main one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


@dataclass
class Caller:
    """One HTTP client of an ASGI app."""

    app: Any
    chunks: list[Mapping[str, Any]] = field(default_factory=list)
    sent: list[Mapping[str, Any]] = field(default_factory=list)

    def call(
        self, *chunks: Mapping[str, Any], headers: Mapping[str, str], method: str = "POST", path: str = "/"
    ) -> int:
        """The status of one request; its body is in `body`."""
        self.chunks, self.sent = list(chunks), []
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": method, "path": path, "headers": raw}
        run(self.app(scope, self._receive, self._send))
        return int(self.sent[0]["status"])

    def post(self, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """A whole POST, as `FeishuTenant` makes them."""
        told = {"content-length": str(len(body))} | dict(headers)
        status = self.call(part(body), headers=told)
        return status, self.body

    @property
    def body(self) -> bytes:
        """What came back."""
        return b"".join(message.get("body", b"") for message in self.sent)

    @property
    def headers(self) -> dict[str, str]:
        """What came back with it."""
        return {name.decode(): value.decode() for name, value in self.sent[0]["headers"]}

    async def _receive(self) -> Mapping[str, Any]:
        return self.chunks.pop(0) if self.chunks else GONE

    async def _send(self, message: Mapping[str, Any]) -> None:
        self.sent.append(message)


class House:
    """A door, what is behind it, and a platform that knocks."""

    def __init__(self, database: Database, clock: ManualClock) -> None:
        self.machine = Machine(database, clock, reader=read)
        keys = (WebhookKeys(SETTINGS.encrypt_key, SETTINGS.verification_token),)
        webhook = FeishuWebhook(keys, SETTINGS.app_id)
        self.door = FeishuDoor(webhook, self.machine.inbox, self.machine.worker, clock, "处理中")
        self.caller = Caller(self.door)
        self.tenant = FeishuTenant(SETTINGS, clock=clock, post=self._knock)
        self.tenant.add_person("ou_lin", "林晓燕")
        self.tenant.add_group("oc_sales", "销售群", ["ou_lin"])
        self.tenant.deliver_due()
        self.knocks: list[tuple[Mapping[str, str], bytes]] = []
        self.answers: list[tuple[int, bytes]] = []

    def _knock(self, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        answer = self.caller.post(headers, body)
        if hasattr(self, "knocks"):
            self.knocks.append((headers, body))
            self.answers.append(answer)
        return answer

    def says(self, text: str) -> tuple[int, bytes]:
        """Somebody says something; how the platform was answered."""
        self.tenant.say("ou_lin", "oc_sales", text, mention_bot=True)
        self.tenant.deliver_due()
        return self.answers[-1]

    def stored(self) -> list[str]:
        """What has been kept of it."""
        return list(self.machine.states())


def read(payload: Any, at: Any) -> Inbound:
    """As much of a delivery as the tests are about."""
    envelope = open_envelope(payload)
    about: dict[str, Any] = {"delivery": envelope.delivery, "platform": "feishu", "at": at, "chat": "oc_sales"}
    if envelope.kind == MESSAGE:
        content = orjson.loads(envelope.event["message"]["content"])
        return Said(text=content["text"].removeprefix("@_user_1 "), chat_kind=ChatKind.GROUP, **about)
    if envelope.kind == CARD_ACTION:
        return Tapped(value=envelope.event["action"]["value"], message="om_card", **about)
    return Inbound(**about)


@pytest.fixture
def house(database: Database, clock: ManualClock) -> Iterator[House]:
    made = House(database, clock)
    made.machine.worker.start()
    yield made
    made.machine.worker.stop()


def part(body: bytes, *, more: bool = False) -> Mapping[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def signed(house: House, text: str = "/help") -> tuple[Mapping[str, str], bytes]:
    """A genuine request that was answered already."""
    house.says(text)
    headers, body = house.knocks[-1]
    return {name.lower(): value for name, value in headers.items()}, body


# --- what is taken -------------------------------------------------------------------------


def test_a_message_is_kept_before_the_platform_hears_200(house: House) -> None:
    before = len(house.stored())

    assert house.says("/help") == (200, b"{}")
    assert len(house.stored()) == before + 1


def test_a_delivery_that_comes_again_is_answered_the_same_and_has_no_second_effect(house: House) -> None:
    headers, body = signed(house)
    kept = house.stored()

    assert [house.caller.post(headers, body) for _ in range(3)] == [(200, b"{}")] * 3
    assert len(house.stored()) == len(kept)
    house.machine.worker.stop()
    assert house.machine.ears.heard.count("/help") == 1


@pytest.mark.parametrize("pieces", [1, 2, 7])
def test_a_body_may_come_in_pieces(house: House, pieces: int) -> None:
    headers, body = signed(house)
    size = -(-len(body) // pieces)
    chunks = [body[start : start + size] for start in range(0, len(body), size)]

    status = house.caller.call(*(part(chunk, more=chunk is not chunks[-1]) for chunk in chunks), headers=headers)

    assert (status, house.caller.body) == (200, b"{}")


def test_header_names_may_be_written_in_any_case(house: House) -> None:
    headers, body = signed(house)

    assert house.caller.post({name.upper(): value for name, value in headers.items()}, body)[0] == 200


def test_the_console_is_told_that_the_address_is_ours(house: House) -> None:
    assert house.tenant.verify_url()


def test_an_event_nobody_knows_is_kept_and_answered(house: House) -> None:
    house.tenant.push_event("something.new_v9", {"x": 1})
    house.tenant.deliver_due()

    assert house.answers[-1] == (200, b"{}")


# --- what is not ---------------------------------------------------------------------------


@pytest.mark.parametrize("how", FORGERIES)
def test_a_forged_push_is_refused_without_a_word_and_without_a_trace(house: House, how: Forgery) -> None:
    before = house.stored()

    status, body = house.tenant.push_forged(how)

    assert status in (400, 401)
    assert body == b""
    assert house.stored() == before


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
def test_only_post_is_answered(house: House, method: str) -> None:
    headers, body = signed(house)

    assert house.caller.call(part(body), headers=headers, method=method) == 405
    assert house.caller.body == b""


def test_a_body_that_says_it_is_too_large_is_not_even_read(house: House) -> None:
    headers = {"content-length": str(MAX_BODY_BYTES + 1)}

    assert house.caller.call(part(b"x"), headers=headers) == 400
    assert house.caller.chunks, "it was read"
    assert house.caller.headers["connection"] == "close"


def test_a_body_that_grows_too_large_is_read_no_further(house: House) -> None:
    piece = part(b"x" * 400_000, more=True)

    assert house.caller.call(piece, piece, piece, piece, headers={}) == 400
    assert len(house.caller.chunks) == 1
    assert house.caller.headers["connection"] == "close"


def test_a_body_that_breaks_off_has_no_effect(house: House) -> None:
    headers, body = signed(house)
    before = house.stored()

    assert house.caller.call(part(body[:10], more=True), GONE, headers=headers) == 400
    assert house.stored() == before


def test_other_protocols_are_left_alone(house: House) -> None:
    sent: list[Any] = []

    async def receive() -> Any:
        return GONE

    async def send(message: Any) -> None:
        sent.append(message)

    run(house.door({"type": "websocket"}, receive, send))

    assert sent == []


def test_what_cannot_be_kept_is_answered_with_an_error_and_taken_when_it_comes_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("disk full"))

    headers, body = signed(house)
    with monkeypatch.context() as broken:
        broken.setattr(Inbox, "_insert", full)
        before = house.stored()
        house.tenant.say("ou_lin", "oc_sales", "/neworder", mention_bot=True)
        house.tenant.deliver_due()
        assert house.answers[-1] == (500, b"")
        assert house.stored() == before

    headers, body = house.knocks[-1]
    assert house.caller.post(headers, body) == (200, b"{}")
    assert len(house.stored()) == len(before) + 1


# --- clicks --------------------------------------------------------------------------------


def tap(house: House, act: str = "ack") -> dict[str, Any]:
    """Somebody presses a button; what the platform was answered."""
    event = {"operator": {"open_id": "ou_lin"}, "action": {"tag": "button", "value": {"act": act}}}
    house.tenant.push_event(CARD_ACTION, event)
    house.tenant.deliver_due()
    status, body = house.answers[-1]
    assert status == 200
    answer: dict[str, Any] = orjson.loads(body)
    return answer


def test_a_click_is_answered_with_what_came_of_it(house: House) -> None:
    answer = tap(house)

    assert answer["toast"] == {"type": "success", "content": "heard ack"}
    assert answer["card"] == {"type": "raw", "data": {"drawn": "om_card"}}


def test_only_an_answer_that_was_given_is_noted_as_seen(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    house.machine.ears.scripts["slow"] = lambda _: _wait(gate)

    with monkeypatch.context() as impatient:
        impatient.setattr(ingress, "CLICK_SECONDS", 0.05)
        slow = tap(house, "slow")
    gate.set()
    quick = tap(house, "quick")

    assert slow == {"toast": {"type": "info", "content": "处理中"}}
    assert quick["toast"]["content"] == "heard quick"
    assert [answer.toast.text for answer in house.machine.ears.given if answer.toast] == ["heard quick"]


def _wait(gate: threading.Event) -> None:
    gate.wait(5)


def test_a_slow_click_is_carried_out_all_the_same(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingress, "CLICK_SECONDS", 0.05)
    gate = threading.Event()
    house.machine.ears.scripts["slow"] = lambda _: _wait(gate)

    tap(house, "slow")
    gate.set()
    house.machine.worker.stop()

    assert house.machine.ears.heard[-1] == "slow"


# --- the long connection -------------------------------------------------------------------


def deliveries(house: House, text: str) -> Any:
    """What the long connection would hand over."""
    headers, body = signed(house, text)
    return house.door._webhook.receive(headers, body, house.machine.clock())


def test_the_long_connection_leads_to_the_same_place(house: House) -> None:
    delivery = deliveries(house, "/help")

    assert house.door.deliver(delivery).result(5) is None  # it came over the webhook already


def test_a_click_over_the_long_connection_is_answered_in_time_too(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    house.machine.ears.scripts["slow"] = lambda _: _wait(gate)

    with monkeypatch.context() as impatient:
        impatient.setattr(ingress, "CLICK_SECONDS", 0.05)
        slow = house.door.deliver(click(house, "slow")).result(5)
    gate.set()
    quick = house.door.deliver(click(house, "quick")).result(5)

    assert [orjson.loads(it or b"")["toast"]["content"] for it in (slow, quick)] == ["处理中", "heard quick"]
    assert len(house.machine.ears.given) == 1


def click(house: House, act: str) -> Any:
    event = {"operator": {"open_id": "ou_lin"}, "action": {"tag": "button", "value": {"act": act}}}
    with pytest.MonkeyPatch.context() as aside:
        aside.setattr(house.caller, "post", lambda headers, body: (200, b"{}"))
        house.tenant.push_event(CARD_ACTION, event)
        house.tenant.deliver_due()
    headers, body = house.knocks[-1]
    lower = {name.lower(): value for name, value in headers.items()}
    return house.door._webhook.receive(lower, body, house.machine.clock())


def test_what_the_long_connection_cannot_keep_comes_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("disk full"))

    delivery = click(house, "ack")
    with monkeypatch.context() as broken:
        broken.setattr(Inbox, "_insert", full)
        assert isinstance(house.door.deliver(delivery).exception(5), OperationalError)

    assert house.door.deliver(delivery).result(5) is not None


# --- who is behind which door --------------------------------------------------------------


def test_only_the_exact_path_leads_to_a_door() -> None:
    reached: list[str] = []

    def app(name: str) -> Any:
        async def serve(scope: Any, receive: Any, send: Any) -> None:
            reached.append(name)
            await send({"type": "http.response.start", "status": 200, "headers": []})

        return serve

    caller = Caller(FrontDoor({"/feishu/webhook": app("feishu")}, app("pages")))
    for path in ("/feishu/webhook", "/feishu/webhook/", "/feishu/webhook2", "/"):
        caller.call(headers={}, path=path)

    assert reached == ["feishu", "pages", "pages", "pages"]
