"""What may not get in, and what may come as often as it likes."""

import base64
import json
from collections.abc import Callable
from time import sleep
from uuid import uuid4

import pytest

from tests.standin.conftest import STRANGER, Standing
from tests.standin.crypto import compact, encrypt
from tests.standin.feishu import ENCRYPT_KEY, VERIFICATION_TOKEN, Answer, Feishu
from tests.standin.program import group, open_id
from tests.standin.schema import Json
from tests.standin.talk import days_from_now, order_numbers, shown_on

CAP_BYTES = 1024 * 1024
QUIET_SECONDS = 0.8
"""How long nothing has to happen for nothing to have happened; answers take a tenth of it."""
LINE = "/neworder 恒远 SW-300 {quantity}台 {day} 白色"


def an_event(feishu: Feishu, text: str = "/help") -> Json:
    return feishu.message_event(open_id("lin.xiaoyan"), text, "", to_bot=True, message_id=f"om_{uuid4().hex}")


def sealed(event: Json) -> bytes:
    return compact({"encrypt": encrypt(compact(event), ENCRYPT_KEY)})


def forged(feishu: Feishu) -> Answer:
    return feishu.push_body(sealed(an_event(feishu)), key="another-key")


def unsigned(feishu: Feishu) -> Answer:
    return feishu.post(sealed(an_event(feishu)), {})


def changed_after_signing(feishu: Feishu) -> Answer:
    return feishu.push_body(sealed(an_event(feishu)), change=lambda body: body + b" ")


def cut_off_after_signing(feishu: Feishu) -> Answer:
    return feishu.push_body(sealed(an_event(feishu)), change=lambda body: body[: len(body) // 2])


def of_yesterday(feishu: Feishu) -> Answer:
    return feishu.push_body(sealed(an_event(feishu)), age=24 * 3600)


def of_ten_minutes_ago(feishu: Feishu) -> Answer:
    return feishu.push_body(sealed(an_event(feishu)), age=600)


def of_tomorrow(feishu: Feishu) -> Answer:
    return feishu.push_body(sealed(an_event(feishu)), age=-24 * 3600)


def with_another_token(feishu: Feishu) -> Answer:
    event = an_event(feishu)
    event["header"]["token"] = "another-token"
    return feishu.push_body(sealed(event))


def plaintext_though_a_key_is_set(feishu: Feishu) -> Answer:
    return feishu.post(compact(an_event(feishu)), {})


def signed_plaintext(feishu: Feishu) -> Answer:
    return feishu.push_body(compact(an_event(feishu)))


def challenge_with_another_token(feishu: Feishu) -> Answer:
    challenge = {"challenge": "c-1", "token": "another-token", "type": "url_verification"}
    return feishu.post(sealed(challenge), {})


def sealed_with_another_key(feishu: Feishu) -> Answer:
    return feishu.push_body(compact({"encrypt": encrypt(compact(an_event(feishu)), "another-key")}))


UNTRUSTED = [
    forged,
    unsigned,
    changed_after_signing,
    of_yesterday,
    of_ten_minutes_ago,
    of_tomorrow,
    with_another_token,
]
EITHER_WAY = [
    cut_off_after_signing,
    plaintext_though_a_key_is_set,
    signed_plaintext,
    challenge_with_another_token,
    sealed_with_another_key,
]
MALFORMED = {
    "truncated": b'{"encrypt":"AAEC',
    "not JSON": b"hello",
    "empty": b"",
    "not UTF-8": b"\xff\xfe\x00",
    "no object": b"[]",
    "no base64": b'{"encrypt":"***"}',
    "no text": b'{"encrypt":7}',
    "no whole block": compact({"encrypt": base64.b64encode(bytes(20)).decode()}),
    "no JSON inside": compact({"encrypt": encrypt(b"hello", ENCRYPT_KEY)}),
    "no event inside": compact({"encrypt": encrypt(b"[1]", ENCRYPT_KEY)}),
    "oversized": b'{"encrypt":"' + b"A" * CAP_BYTES + b'"}',
}


@pytest.mark.parametrize("push", UNTRUSTED, ids=lambda push: push.__name__)
def test_what_is_not_from_the_platform_is_not_let_in(tongpin: Standing, push: Callable[[Feishu], Answer]) -> None:
    answer = push(tongpin.feishu)

    assert (answer.status, answer.body) == (401, b"")


@pytest.mark.parametrize("push", EITHER_WAY, ids=lambda push: push.__name__)
def test_what_is_not_sealed_with_our_key_is_not_let_in(tongpin: Standing, push: Callable[[Feishu], Answer]) -> None:
    answer = push(tongpin.feishu)

    assert answer.status in (400, 401)
    assert answer.body == b""


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_cannot_be_read_is_a_bad_request(tongpin: Standing, body: bytes) -> None:
    answer = tongpin.feishu.push_body(body)

    assert (answer.status, answer.body) == (400, b"")


def test_nothing_that_was_refused_has_an_effect(tongpin: Standing) -> None:
    settled(tongpin)
    before = len(tongpin.feishu.tenant.messages)

    for push in [*UNTRUSTED, *EITHER_WAY]:
        push(tongpin.feishu)
    sleep(QUIET_SECONDS)

    assert len(tongpin.feishu.tenant.messages) == before


def test_unknown_kinds_are_taken_and_nothing_is_sent(tongpin: Standing) -> None:
    settled(tongpin)
    before = len(tongpin.feishu.tenant.messages)
    unknown = tongpin.feishu.event("im.something.new_v9", {"whatever": [1, {"a": None}]})
    legacy = {
        "ts": "1795600000.7171419",
        "uuid": uuid4().hex,
        "token": VERIFICATION_TOKEN,
        "type": "event_callback",
        "event": {"app_id": "cli_standin", "tenant_key": "standin-tenant", "type": "approval_instance"},
    }
    of_a_bot = an_event(tongpin.feishu)
    of_a_bot["event"]["sender"]["sender_type"] = "bot"

    answers = [tongpin.feishu.push_signed(event) for event in (unknown, legacy, of_a_bot)]
    sleep(QUIET_SECONDS)

    assert [answer.status for answer in answers] == [200, 200, 200]
    assert len(tongpin.feishu.tenant.messages) == before


def test_one_message_delivered_five_times_is_one_order(tongpin: Standing) -> None:
    line = LINE.format(quantity=35, day=days_from_now(55).isoformat())
    message_id = f"om_{uuid4().hex}"
    repeated = tongpin.feishu.message_event(open_id("he.tao"), line, "", to_bot=True, message_id=message_id)
    tongpin.feishu.tenant.said[message_id] = tongpin.feishu.tenant.private_chat(open_id("he.tao"))

    answers = [tongpin.feishu.push_signed(repeated) for _ in range(3)]
    for _ in range(2):  # the event page: `message_id` counts, not `event_id`
        repeated["header"]["event_id"] = uuid4().hex
        answers.append(tongpin.feishu.push_signed(repeated))
    card = tongpin.feishu.waits_for(lambda: next(iter(tongpin.replies(message_id)), None), "answer")
    tongpin.sees(card, "确认下单")
    sleep(QUIET_SECONDS)

    assert [answer.status for answer in answers] == [200] * 5
    assert len(tongpin.replies(message_id)) == 1
    assert len(order_numbers(shown_on(card))) == 1


def test_only_those_who_may_confirm_and_once_is_enough(tongpin: Standing) -> None:
    line = LINE.format(quantity=45, day=days_from_now(56).isoformat())
    card = tongpin.asks("lin.xiaoyan", line)
    confirm = tongpin.sees(card, "确认下单")
    [order_no] = order_numbers(shown_on(card))

    refused = [tongpin.submits(person, card, confirm) for person in (STRANGER, "wang.sheng")]
    elsewhere = tongpin.feishu.event("card.action.trigger", click_elsewhere(tongpin, confirm.value))
    forwarded = tongpin.feishu.push_signed(elsewhere)
    assert tongpin.tasks(order_no, "production") == []
    clicks = [tongpin.submits("lin.xiaoyan", card, confirm) for _ in range(3)]
    tasks = [tongpin.task(order_no, department) for department in ("production", "rnd", "purchasing")]
    sleep(QUIET_SECONDS)

    assert [click.toast_type for click in refused] == ["error", "error"]
    assert all(click.toast for click in refused)
    assert (forwarded.status, forwarded.data["toast"]["type"]) == (200, "error")
    assert clicks[0].toast_type == "success"
    assert [click.toast_type in ("info", "warning") for click in clicks[1:]] == [True, True]
    assert [len(tongpin.tasks(order_no, name)) for name in ("production", "rnd", "purchasing")] == [1, 1, 1]
    assert all(task.card for task in tasks)


def test_a_second_acknowledgement_and_that_of_another_department_change_nothing(tongpin: Standing) -> None:
    card = tongpin.asks("lin.xiaoyan", LINE.format(quantity=55, day=days_from_now(57).isoformat()))
    [order_no] = order_numbers(shown_on(card))
    tongpin.presses("lin.xiaoyan", card, "确认下单")
    task = tongpin.task(order_no, "purchasing")
    acknowledge = tongpin.sees(task, "收到")

    wrong = tongpin.submits("he.tao", task, acknowledge)
    first, second = (tongpin.submits("chen.cai", task, acknowledge) for _ in range(2))

    assert (wrong.toast_type, first.toast_type, second.toast_type) == ("error", "success", "info")
    assert shown_on(task).count("陈彩") >= 1
    assert "何涛" not in shown_on(task)


def click_elsewhere(talk: Standing, value: Json) -> Json:
    """The same button on a copy of the card in another chat."""
    return {
        "operator": {"tenant_key": "standin-tenant", "open_id": open_id("lin.xiaoyan"), "union_id": "on_lin"},
        "token": f"c-{uuid4().hex}",
        "action": {"value": json.loads(json.dumps(value)), "tag": "button"},
        "host": "im_message",
        "context": {"open_message_id": f"om_{uuid4().hex}", "open_chat_id": group("production")},
    }


def settled(talk: Standing, seconds: float = 30.0) -> None:
    """Wait until the bot has been silent for three whiles: after its start a slow machine takes one to say more."""
    seen, silent = -1, 0
    for _ in range(int(seconds / QUIET_SECONDS)):
        calls = len(talk.feishu.tenant.calls)
        silent = silent + 1 if calls == seen else 0
        if silent == 3:
            return
        seen = calls
        sleep(QUIET_SECONDS)
    raise AssertionError(f"the bot does not come to rest: {talk.feishu.tenant.calls[-20:]}")
