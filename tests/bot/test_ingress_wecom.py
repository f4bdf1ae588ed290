"""The self-built app's door: kept before it is answered, an empty 200 at once, and short with strangers."""

import threading
from typing import Any

import pytest

from bot.ingress.front import MAX_BODY_BYTES
from bot.platforms.port import Fault, PlatformBusy, PlatformError, PlatformRefused
from bot.platforms.wecom.wire import OutcomeUnknown
from tests.bot.doors import GONE, part, run
from tests.bot.machine import Gate, wait_for
from tests.bot.sandbox.wecom.corps import WANG
from tests.bot.wecom_doors import MOST_MS, WecomHouse, ask, caller_of, full, quickest_ms

LAUGHS = b'<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>'
DEEP = b"<x>" * 100_000 + b"</x>" * 100_000


@pytest.fixture
def house(wecom_house: WecomHouse) -> WecomHouse:
    return wecom_house


# --- what is taken -------------------------------------------------------------------------


def test_the_console_is_told_that_the_address_is_ours(house: WecomHouse) -> None:
    assert house.corp.check_url()
    assert [status for status, _ in house.answers] == [200, 200]


def test_a_message_is_kept_before_the_platform_hears_an_empty_200(house: WecomHouse) -> None:
    assert house.says("/help") == (200, b"")
    assert len(house.stored()) == 1
    wait_for(lambda: house.machine.ears.heard == ["/help"])


def test_nobody_waits_for_what_becomes_of_it(house: WecomHouse) -> None:
    gate = Gate()
    house.machine.ears.scripts["/slow"] = gate

    assert house.says("/slow") == (200, b"")

    assert house.machine.ears.heard == []
    gate.open()
    wait_for(lambda: house.machine.ears.heard == ["/slow"])


def test_a_delivery_that_comes_again_in_another_cover_has_no_second_effect(house: WecomHouse) -> None:
    house.corp.failures.duplicate_next(2)
    house.says("/help")

    house.corp.deliver_due()
    method, query, body = house.knocks[-1]

    assert ask(house.door, method, query, body) == (200, b"")
    assert len({it for _, _, it in house.knocks}) == len(house.knocks) > 1
    house.machine.worker.stop()
    assert house.machine.ears.heard == ["/help"]
    assert len(house.stored()) == 1


def test_what_cannot_be_kept_is_answered_with_an_error_and_taken_when_it_comes_again(
    house: WecomHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("storage.inbox.insert_arrivals", full)
        assert house.says("/help") == (500, b"")
        assert house.stored() == []

    method, query, body = house.knocks[-1]

    assert ask(house.door, method, query, body) == (200, b"")
    assert len(house.stored()) == 1


# --- what is not ---------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"])
def test_other_methods_are_not_answered(house: WecomHouse, method: str) -> None:
    house.says("/help")
    _, query, body = house.knocks[-1]

    assert quickest_ms(lambda: ask(house.door, method, query, body)) < MOST_MS
    assert ask(house.door, method, query, body) == (405, b"")


@pytest.mark.parametrize("body", [LAUGHS, DEEP, b"", b"<xml/>", b"{}", b"\xff\xfe", b"<xml><Encrypt>" + b"A" * 900_000])
def test_bodies_that_are_none_are_refused_at_once_and_without_a_word(house: WecomHouse, body: bytes) -> None:
    house.says("/help")
    _, query, _ = house.knocks[-1]

    assert quickest_ms(lambda: ask(house.door, "POST", query, body)) < MOST_MS
    status, said = ask(house.door, "POST", query, body)

    assert status in (400, 401)
    assert said == b""
    assert len(house.stored()) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"msg_signature": "0" * 40},
        {"msg_signature": "é"},
        {"timestamp": "9" * 500},
        {"timestamp": "-1"},
        {"timestamp": "١٢٣"},
        {"nonce": "other"},
        {"nonce": "\udc80"},
    ],
)
def test_a_query_that_proves_nothing_is_refused(house: WecomHouse, changed: dict[str, str]) -> None:
    house.says("/help")
    _, query, body = house.knocks[-1]
    asked = "&".join(f"{name}={_quoted(value)}" for name, value in {**query, **changed}.items())

    assert quickest_ms(lambda: ask(house.door, "POST", asked, body)) < MOST_MS
    assert ask(house.door, "POST", asked, body) == (401, b"")
    assert len(house.stored()) == 1


def _quoted(value: str) -> str:
    return "".join(f"%{byte:02X}" for byte in value.encode("utf-8", "surrogateescape"))


@pytest.mark.parametrize("query", ["", "&" * 100_000, "a=1&" * 50, "%", "msg_signature", "=" * 1000])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_query_that_is_none_is_refused(house: WecomHouse, query: str, method: str) -> None:
    assert quickest_ms(lambda: ask(house.door, method, query, b"<xml><Encrypt>AA</Encrypt></xml>")) < MOST_MS
    assert ask(house.door, method, query, b"<xml><Encrypt>AA</Encrypt></xml>")[0] in (400, 401)


def test_ten_megabytes_are_not_even_read(house: WecomHouse) -> None:
    caller, body = caller_of(house.door), part(b"x" * 10_000_000)

    assert quickest_ms(lambda: caller.call(body, headers={"content-length": "10000000"})) < MOST_MS

    assert caller.call(body, headers={"content-length": "10000000"}) == 400
    assert caller.chunks == [body]
    assert caller.headers["connection"] == "close"


def test_a_body_that_grows_too_large_is_read_no_further(house: WecomHouse) -> None:
    caller, piece = caller_of(house.door), part(b"x" * (MAX_BODY_BYTES // 2), more=True)

    assert caller.call(*[piece] * 20, headers={}) == 400
    assert len(caller.chunks) == 17


def test_a_body_that_breaks_off_has_no_effect(house: WecomHouse) -> None:
    assert caller_of(house.door).call(part(b"<xml>", more=True), GONE, headers={}) == 400
    assert house.stored() == []


def test_other_protocols_are_left_alone(house: WecomHouse) -> None:
    async def never(*_: Any) -> Any:
        raise AssertionError("nobody asked")

    for door in (house.door, house.bot_door):
        run(door({"type": "websocket"}, never, never))


# --- taps ----------------------------------------------------------------------------------


def shown(house: WecomHouse, message: str) -> str:
    return str(house.corp.card(message, WANG)["main_title"]["title"])


def test_what_became_of_a_tap_is_shown_with_the_code_that_it_brought(house: WecomHouse) -> None:
    message = house.sent_card()

    assert house.taps(message) == (200, b"")

    wait_for(lambda: shown(house, message) == "已确认")
    wait_for(lambda: len(house.machine.ears.given) == 1)
    assert house.notebook.take_code("c1@a", leaving=99).left == 1  # that of the sending


def test_a_tap_that_changes_no_card_leaves_its_code_for_later(house: WecomHouse) -> None:
    house.machine.ears.draws = lambda _: None
    message = house.sent_card()

    house.taps(message)

    wait_for(lambda: house.notebook.take_code("c1@a", leaving=99).left == 2)
    assert shown(house, message) == "请确认交期"


def test_a_change_that_cannot_be_shown_is_left_to_the_senders(house: WecomHouse) -> None:
    message = house.sent_card()
    house.corp.failures.refuse_next("update_template_card", 40058)

    house.taps(message)
    house.stop()

    assert shown(house, message) == "请确认交期"
    assert house.machine.ears.given == []


@pytest.mark.parametrize(
    ("trouble", "left"),
    [
        (PlatformBusy("no connection"), 2),
        (PlatformRefused(Fault.NOT_PERMITTED, "60020"), 2),
        (PlatformRefused(Fault.INVALID, "40058"), 1),
        (OutcomeUnknown("no answer"), 1),
    ],
    ids=["never left", "settings", "most likely used", "unknown outcome"],
)
def test_its_code_is_kept_unless_it_may_have_been_used(
    house: WecomHouse, monkeypatch: pytest.MonkeyPatch, trouble: PlatformError, left: int
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise trouble

    message = house.sent_card()
    monkeypatch.setattr(house.client, "show", fail)

    house.taps(message)
    house.stop()

    assert house.notebook.take_code("c1@a", leaving=99).left == left
    assert house.machine.ears.given == []


def test_a_tap_that_comes_twice_is_answered_once(house: WecomHouse) -> None:
    message = house.sent_card()
    house.corp.failures.duplicate_next()

    house.taps(message)
    house.corp.deliver_due()
    house.stop()

    assert house.machine.ears.heard == ["date_ok"]
    assert len(house.machine.ears.given) == 1


def test_a_tap_does_not_wait_behind_words(house: WecomHouse) -> None:
    gate = Gate()
    house.machine.ears.scripts["/slow"] = gate
    message = house.sent_card()
    threading.Thread(target=house.says, args=("/slow", WANG)).start()
    assert gate.reached.wait(10)

    house.taps(message)

    wait_for(lambda: shown(house, message) == "已确认")
    gate.open()
