"""feishu.md §2: how events reach the bot, and what happens when they do not."""

import hashlib
import json
from datetime import timedelta

import pytest

from bot.sandbox.feishu import FeishuTenant, NoAnswer, NoConnection
from bot.sandbox.feishu.crypto import encrypt, sign
from tests.bot.sandbox.feishu.tenants import GROUP, SALES, SETTINGS, Clock, FakeBot, Rest, a_card, opened

LADDER = [timedelta(seconds=15), timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6)]


def ask(tenant: FeishuTenant) -> str:
    return tenant.say(SALES, GROUP, "/help", mention_bot=True)


def test_encryption_is_that_of_the_reference() -> None:
    plain = b'{"challenge":"c-1001","token":"VerTok-abc","type":"url_verification"}'

    sealed = encrypt("EncKey-so-1001", plain, iv=bytes(range(16)))

    assert sealed == (
        "AAECAwQFBgcICQoLDA0OD65QulKAKDWoCxcIVtegIKOZUvm4SrMjljQtbqfWrk4LXcrk1WbvodNKRVxQqUNQR0oVvPIGJugt8JvyoKFTfLFz"
        "ruWD4YL9jhNTYm25dI4k"
    )
    body = b'{"encrypt":"' + sealed.encode() + b'"}'
    expected = "e767f17056ab28c255cacbf37a2a35c5b8e6cd565a2c81ac9c4e1776a784bde9"
    assert sign("1795600000", "n0nce42", "EncKey-so-1001", body) == expected


def test_an_event_is_compact_encrypted_and_signed_over_its_bytes(
    tenant: FeishuTenant, bot: FakeBot, clock: Clock
) -> None:
    ask(tenant)
    tenant.deliver_due()

    headers, raw = bot.headers[0], bot.raw[0]
    timestamp, nonce = headers["X-Lark-Request-Timestamp"], headers["X-Lark-Request-Nonce"]
    signed = (timestamp + nonce + SETTINGS.encrypt_key).encode() + raw
    assert b" " not in raw
    assert timestamp == str(int(clock.now.timestamp()))
    assert headers["X-Lark-Signature"] == hashlib.sha256(signed).hexdigest()
    assert opened(raw)["header"]["token"] == SETTINGS.verification_token


def test_an_acknowledged_event_is_not_repeated(tenant: FeishuTenant, bot: FakeBot, clock: Clock) -> None:
    ask(tenant)

    assert tenant.deliver_due() == 1
    clock.advance(days=1)
    assert tenant.deliver_due() == 0
    assert tenant.delivered() == [bot.pushes[0]["header"]["event_id"]]


@pytest.mark.parametrize("status", [500, 401, 302, 204])
def test_an_event_that_is_not_acknowledged_climbs_the_ladder(
    tenant: FeishuTenant, bot: FakeBot, clock: Clock, status: int
) -> None:
    bot.answer = (status, b"")
    ask(tenant)
    tenant.deliver_due()

    for wait in LADDER:
        clock.now += wait - timedelta(milliseconds=1)
        assert tenant.deliver_due() == 0
        clock.now += timedelta(milliseconds=1)
        assert tenant.next_due() == clock.now
        assert tenant.deliver_due() == 1

    assert tenant.next_due() is None
    assert len(bot.pushes) == 5
    assert len({push["header"]["event_id"] for push in bot.pushes}) == 1


def test_each_repeat_is_signed_for_its_own_moment(tenant: FeishuTenant, bot: FakeBot, clock: Clock) -> None:
    bot.answer = (500, b"")
    ask(tenant)
    tenant.deliver_due()
    clock.advance(seconds=15)
    tenant.deliver_due()

    stamps = [int(headers["X-Lark-Request-Timestamp"]) for headers in bot.headers]
    assert stamps[1] - stamps[0] == 15
    assert bot.headers[0]["X-Lark-Signature"] != bot.headers[1]["X-Lark-Signature"]


def test_an_answer_after_three_seconds_is_no_answer(tenant: FeishuTenant, bot: FakeBot, clock: Clock) -> None:
    def slow(push: object) -> tuple[int, bytes]:
        clock.advance(seconds=3.1)
        return 200, b"{}"

    bot.answer = slow
    ask(tenant)
    tenant.deliver_due()

    assert tenant.next_due() is not None


@pytest.mark.parametrize("failure", [NoAnswer, NoConnection])
def test_a_bot_that_cannot_be_reached_hears_it_later(
    tenant: FeishuTenant, clock: Clock, failure: type[Exception]
) -> None:
    later = FakeBot()

    def nobody(headers: object, body: bytes) -> tuple[int, bytes]:
        raise failure("nobody")

    tenant.deliver_to(nobody)
    ask(tenant)
    tenant.deliver_due()
    tenant.deliver_to(later)
    clock.advance(seconds=15)
    tenant.deliver_due()

    assert later.types == ["im.message.receive_v1"]


def test_workers_deliver_without_being_asked(tenant: FeishuTenant, bot: FakeBot) -> None:
    tenant.start(workers=2)
    with tenant.subscribe() as changes:
        for _ in range(20):
            ask(tenant)
        changes.wait(timeout=1)
    for _ in range(200):
        if len(tenant.delivered()) == 20:
            break
        tenant.changes_since(tenant.snapshot()["seq"], timeout=0.02)
    tenant.stop()

    assert len(tenant.delivered()) == 20


def test_an_event_can_come_twice(tenant: FeishuTenant, bot: FakeBot) -> None:
    tenant.failures.duplicate_next()
    ask(tenant)
    ask(tenant)

    assert tenant.deliver_due() == 3
    assert [push["header"]["event_id"] for push in bot.pushes[:2]] == tenant.delivered()[:1] * 2


def test_an_old_event_can_come_again(tenant: FeishuTenant, bot: FakeBot) -> None:
    ask(tenant)
    tenant.deliver_due()

    assert tenant.redeliver(tenant.delivered()[0])
    assert tenant.deliver_due() == 1
    assert bot.pushes[0] == bot.pushes[1]
    assert not tenant.redeliver("unknown")


def test_events_can_come_out_of_order(tenant: FeishuTenant, bot: FakeBot) -> None:
    tenant.failures.reorder_next(3)
    said = [ask(tenant), ask(tenant)]

    assert tenant.deliver_due() == 0
    said.append(ask(tenant))
    tenant.deliver_due()

    assert [push["event"]["message"]["message_id"] for push in bot.pushes] == said[::-1]


def test_an_event_can_be_lost(tenant: FeishuTenant, bot: FakeBot) -> None:
    tenant.failures.drop_events()
    ask(tenant)
    ask(tenant)

    assert tenant.deliver_due() == 1


def test_events_wait_while_the_platform_is_down(tenant: FeishuTenant, bot: FakeBot) -> None:
    tenant.failures.platform_down = "502"
    ask(tenant)

    assert tenant.deliver_due() == 0
    tenant.failures.platform_down = None
    assert tenant.deliver_due() == 1


@pytest.mark.parametrize(("mode", "status"), [("502", 502), ("timeout", 504)])
def test_rest_is_silent_or_nonsense_while_the_platform_is_down(
    tenant: FeishuTenant, rest: Rest, mode: str, status: int
) -> None:
    rest.token = rest.fetch_token()
    tenant.failures.platform_down = mode  # type: ignore[assignment]

    answer = rest.raw("GET", "bot/v3/info")

    assert answer.status == status
    assert not answer.body.startswith(b"{")


def test_a_call_can_take_effect_although_its_answer_is_lost(tenant: FeishuTenant, rest: Rest) -> None:
    rest.token = rest.fetch_token()
    tenant.failures.lose_answers()
    body = b'{"receive_id":"oc_workshop","msg_type":"text","content":"{\\"text\\":\\"x\\"}","uuid":"once"}'

    lost = rest.raw("POST", "im/v1/messages", body, query={"receive_id_type": "chat_id"})
    again = rest.raw("POST", "im/v1/messages", body, query={"receive_id_type": "chat_id"})

    assert (lost.status, again.status) == (504, 200)
    assert len(tenant.messages(GROUP)) == 1


def test_any_refusal_can_be_ordered(tenant: FeishuTenant, rest: Rest) -> None:
    tenant.failures.refuse_next("/messages", 230022, "sensitive words")

    refused, accepted = rest.send(a_card()), rest.send(a_card())

    assert (refused["code"], refused["msg"], accepted["code"]) == (230022, "sensitive words", 0)


def test_unknown_fields_and_missing_user_ids_can_be_switched_on(tenant: FeishuTenant, bot: FakeBot) -> None:
    tenant.failures.adds_unknown_fields = True
    tenant.failures.hides_user_id = True
    ask(tenant)
    tenant.deliver_due()

    assert bot.pushes[0]["x_new"] is True
    assert bot.event["sender"]["sender_id"].keys() == {"open_id", "union_id"}


def test_any_event_can_be_pushed_in_both_envelopes(tenant: FeishuTenant, bot: FakeBot) -> None:
    new = tenant.push_event("unknown.event_v9", {"a": 1})
    old = tenant.push_event("approval_instance", {"status": "APPROVED"}, schema="1.0")
    tenant.deliver_due()

    assert bot.pushes[0]["header"]["event_id"] == new
    assert (bot.pushes[1]["uuid"], bot.pushes[1]["type"]) == (old, "event_callback")
    assert bot.event["type"] == "approval_instance"


def test_the_challenge_must_be_answered_in_plain_and_within_a_second(
    tenant: FeishuTenant, bot: FakeBot, clock: Clock
) -> None:
    def answer(push: dict[str, object]) -> tuple[int, bytes]:
        return 200, json.dumps({"challenge": push["challenge"]}).encode()

    def slow(push: dict[str, object]) -> tuple[int, bytes]:
        clock.advance(seconds=1.1)
        return answer(push)

    bot.answer = answer
    assert tenant.verify_url()
    assert "X-Lark-Signature" not in bot.headers[0]
    bot.answer = slow
    assert not tenant.verify_url()
    bot.answer = (200, b"{}")
    assert not tenant.verify_url()
