"""The smart bot's door: words are answered by a stream that is asked for again, taps within five seconds or later."""

from datetime import timedelta
from typing import Any

import pytest

from bot.ingress import wecom
from bot.platforms.port import Address, To
from bot.platforms.wecom.questions import PATIENCE
from tests.bot.doors import part
from tests.bot.machine import Gate
from tests.bot.platforms.wecom.desks import card, words
from tests.bot.sandbox.wecom.aibot.bots import GROUP
from tests.bot.sandbox.wecom.corps import CHEN, LIN, WANG
from tests.bot.wecom_doors import MOST_MS, Answered, WecomHouse, ask, caller_of, full, quickest_ms

IN_GROUP = Address(To.CHAT, GROUP)


@pytest.fixture
def house(wecom_house: WecomHouse) -> WecomHouse:
    return wecom_house


def asks(house: WecomHouse, text: str = "查单 MO-3") -> str:
    """Somebody speaks to the bot in the group; gives the platform's name of the message."""
    house.corp.say_to_bot(LIN, text, GROUP)
    house.corp.deliver_due()
    return house.stored()[-1].removeprefix("wecom:")


def polls(house: WecomHouse, *, after: timedelta = timedelta(seconds=1)) -> None:
    """The platform asks how far the answer has come."""
    house.machine.clock.advance(after)
    house.corp.deliver_due()


def replies(house: WecomHouse, message: str, content: dict[str, Any]) -> None:
    house.client.reply(message, content, to=IN_GROUP, key="r1")


def seen(house: WecomHouse, who: str = "") -> list[str]:
    """What the bot has said in the group: words, and titles of cards as somebody sees them."""
    return [_said(house, it.message_id, who) for it in house.corp.messages(GROUP) if it.sender_kind == "aibot"]


def _said(house: WecomHouse, message: str, who: str) -> str:
    return house.corp.shown_text(message, who).split("\n")[0]


def is_finished(house: WecomHouse) -> bool:
    return all(it.is_finished for it in house.corp.messages(GROUP))


# --- streams -------------------------------------------------------------------------------


def test_the_console_is_told_that_the_address_is_ours(house: WecomHouse) -> None:
    assert house.corp.check_bot_url()


def test_words_are_kept_and_a_stream_is_begun_at_once(house: WecomHouse) -> None:
    asks(house)

    assert len(house.stored()) == 1
    assert seen(house) == ["处理中…"]
    assert not is_finished(house)


def test_as_long_as_there_is_no_answer_the_platform_is_told_so(house: WecomHouse) -> None:
    asks(house)

    for _ in range(5):
        polls(house)

    assert seen(house) == ["处理中…"]
    assert not is_finished(house)


def test_the_answer_is_told_when_the_platform_looks_for_more(house: WecomHouse) -> None:
    message = asks(house)
    replies(house, message, card("查到了"))
    assert seen(house) == ["处理中…"]

    polls(house)

    assert seen(house) == ["查到了", "请确认交期"]
    assert is_finished(house)


def test_while_the_answer_cannot_be_read_the_platform_may_look_again(
    house: WecomHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = asks(house)
    replies(house, message, card("查到了"))
    with monkeypatch.context() as away:
        away.setattr(house.questions, "so_far", full)
        polls(house)
        assert seen(house) == ["处理中…"]

    polls(house)

    assert seen(house) == ["查到了", "请确认交期"]


def test_a_card_alone_goes_along_with_a_word(house: WecomHouse) -> None:
    message = asks(house)
    replies(house, message, card())

    polls(house)

    assert seen(house) == ["结果稍后发来", "请确认交期"]


def test_what_has_no_answer_after_half_a_minute_is_told_to_be_coming_later(house: WecomHouse) -> None:
    asks(house)

    polls(house, after=PATIENCE + timedelta(seconds=1))

    assert seen(house) == ["结果稍后发来"]
    assert is_finished(house)


def test_and_it_comes_by_itself(house: WecomHouse) -> None:
    message = asks(house)
    polls(house, after=PATIENCE + timedelta(seconds=1))

    replies(house, message, card("查到了"))

    assert seen(house) == ["结果稍后发来", "请确认交期"]


def test_a_stream_that_nobody_knows_is_at_its_end(house: WecomHouse) -> None:
    told = house.questions.so_far("st-guessed")

    assert told["stream"] == {"id": "st-guessed", "finish": True, "content": "结果稍后发来"}


def test_the_end_is_told_again_to_whoever_missed_it(house: WecomHouse) -> None:
    message = asks(house)
    replies(house, message, words("查到了"))

    told = [house.questions.so_far(f"st-{message}") for _ in range(2)]

    assert told[0] == told[1]
    assert told[0]["stream"]["finish"]


def test_what_comes_twice_is_begun_alike_and_heard_once(house: WecomHouse) -> None:
    asks(house)
    _, query, body = house.knocks[-1]

    status, sealed = ask(house.bot_door, "POST", query, body)

    assert status == 200
    assert sealed
    house.machine.worker.stop()
    assert house.machine.ears.heard == ["查单 MO-3"]
    assert len(house.stored()) == 1


def test_what_cannot_be_kept_is_an_error(house: WecomHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("storage.inbox.insert_arrivals", full)
        house.corp.say_to_bot(LIN, "查单", GROUP)
        house.corp.deliver_due()

    assert house.answers[-1] == (500, b"")
    assert house.stored() == []


# --- refusals ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[" * 100_000, b'{"encrypt": 1}', b'{"encrypt":"' + b"A" * 900_000 + b'"}']
)
def test_bodies_that_are_none_are_refused_at_once(house: WecomHouse, body: bytes) -> None:
    asks(house)
    _, query, _ = house.knocks[-1]

    assert quickest_ms(lambda: ask(house.bot_door, "POST", query, body)) < MOST_MS
    assert ask(house.bot_door, "POST", query, body) in ((400, b""), (401, b""))


@pytest.mark.parametrize("query", ["", "&" * 100_000, "msg_signature=0&timestamp=0&nonce=0", "%ED%A0%80"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_queries_that_prove_nothing_are_refused(house: WecomHouse, query: str, method: str) -> None:
    body = b'{"encrypt":"AAAA"}'

    assert quickest_ms(lambda: ask(house.bot_door, method, query, body)) < MOST_MS
    assert ask(house.bot_door, method, query, body)[0] in (400, 401)


def test_ten_megabytes_are_not_even_read(house: WecomHouse) -> None:
    caller, body = caller_of(house.bot_door), part(b"x" * 10_000_000)

    assert caller.call(body, headers={"content-length": "10000000"}) == 400
    assert caller.chunks == [body]


def test_other_methods_are_not_answered(house: WecomHouse) -> None:
    assert ask(house.bot_door, "PUT", "") == (405, b"")


# --- taps over the webhook -----------------------------------------------------------------


def a_card_in_the_group(house: WecomHouse) -> str:
    message = asks(house)
    replies(house, message, card("说明"))
    polls(house)
    return house.corp.messages(GROUP)[-1].message_id


def taps(house: WecomHouse, message: str) -> Answered:
    house.corp.tap_bot_card(WANG, message, "date_ok")
    return house.answers[-1]


def test_a_tap_changes_the_card_for_all(house: WecomHouse) -> None:
    message = a_card_in_the_group(house)

    taps(house, message)

    assert [seen(house, who)[-1] for who in (WANG, CHEN)] == ["已确认", "已确认"]
    assert len(house.machine.ears.given) == 1


def test_what_concerns_only_whoever_tapped_is_shown_to_them_and_does_not_count_as_seen_by_all(
    house: WecomHouse,
) -> None:
    house.machine.ears.secrets = {"date_ok"}
    message = a_card_in_the_group(house)

    taps(house, message)

    assert [seen(house, who)[-1] for who in (WANG, CHEN)] == ["已确认", "请确认交期"]
    assert house.machine.ears.given == []


def test_what_takes_too_long_is_answered_with_nothing_and_left_to_the_senders(
    house: WecomHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wecom, "TAP_SECONDS", 0.05)
    gate = house.machine.ears.scripts["date_ok"] = Gate()
    message = a_card_in_the_group(house)

    assert taps(house, message) == (200, b"")

    gate.open()
    house.machine.worker.stop()
    assert house.machine.ears.heard[-1] == "date_ok"
    assert house.machine.ears.given == []
    assert seen(house, WANG)[-1] == "请确认交期"
