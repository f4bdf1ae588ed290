"""feishu.md §4.2, §4.3: how much at once."""

import json
from concurrent.futures import ThreadPoolExecutor

from bot.platforms.feishu.wire import WireAnswer
from bot.sandbox.feishu import FeishuTenant
from tests.bot.sandbox.feishu.tenants import GROUP, SALES, Clock, Rest, a_card

INFO = "bot/v3/info"


def codes(answers: list[dict[str, object]]) -> list[object]:
    return [answer["code"] for answer in answers]


def read_often(rest: Rest, times: int) -> list[WireAnswer]:
    return [rest.raw("GET", INFO) for _ in range(times)]


def test_a_chat_takes_five_messages_a_second(rest: Rest, clock: Clock) -> None:
    at_once = [rest.send(a_card()) for _ in range(6)]
    clock.advance(seconds=1)
    later = rest.send(a_card())

    assert codes([*at_once, later]) == [0] * 5 + [230020] + [0]


def test_a_person_takes_five_messages_a_second_however_they_are_addressed(tenant: FeishuTenant, rest: Rest) -> None:
    chat_id = tenant.open_private_chat(SALES)

    answers = [rest.send(a_card(), to) for to in (SALES, chat_id) * 3]

    assert codes(answers) == [0] * 5 + [230020]


def test_one_chat_does_not_slow_another(rest: Rest) -> None:
    for _ in range(5):
        rest.send(a_card())

    assert rest.send(a_card(), SALES)["code"] == 0


def test_a_card_takes_five_patches_a_second(rest: Rest, clock: Clock) -> None:
    message_id = rest.sent(a_card())

    at_once = [rest.patch(message_id, a_card()) for _ in range(6)]
    clock.advance(seconds=1)
    later = rest.patch(message_id, a_card())

    assert codes([*at_once, later]) == [0] * 5 + [230020] + [0]


def test_a_refused_card_uses_nothing_up(rest: Rest) -> None:
    for _ in range(10):
        rest.send(a_card({"tag": "note"}))

    assert rest.send(a_card())["code"] == 0


def test_the_app_makes_fifty_calls_a_second(rest: Rest, clock: Clock) -> None:
    rest.token = rest.fetch_token()

    refused = read_often(rest, 51)[-1]
    clock.advance(seconds=1)

    assert (refused.status, json.loads(refused.body)["code"]) == (429, 99991400)
    assert refused.headers["x-ogw-ratelimit-reset"] == "1"
    assert refused.headers["x-ogw-ratelimit-limit"] == "50"
    assert rest.raw("GET", INFO).status == 200


def test_the_app_makes_a_thousand_calls_a_minute(rest: Rest, clock: Clock) -> None:
    for _ in range(20):
        assert {it.status for it in read_often(rest, 50)} == {200}
        clock.advance(seconds=1)

    refused = rest.raw("GET", INFO)
    clock.advance(seconds=40)

    assert refused.status == 429
    assert refused.headers["x-ogw-ratelimit-reset"] == "40"
    assert rest.raw("GET", INFO).status == 200


def test_limits_can_be_switched_off(tenant: FeishuTenant, rest: Rest) -> None:
    tenant.failures.has_rate_limits = False

    assert codes([rest.send(a_card(), GROUP) for _ in range(60)]) == [0] * 60


def test_a_clock_that_is_moved_back_blocks_nobody(rest: Rest, clock: Clock) -> None:
    for _ in range(5):
        rest.send(a_card())
    clock.advance(days=-1)

    assert rest.send(a_card())["code"] == 0


def test_threads_together_get_no_more_than_one_alone(tenant: FeishuTenant, rest: Rest) -> None:
    rest.token = rest.fetch_token()
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: rest.send(a_card()), range(24)))

    accepted = [answer["data"]["message_id"] for answer in answers if answer["code"] == 0]
    assert len(set(accepted)) == 5
    assert [it.message_id for it in tenant.messages(GROUP)] == sorted(accepted, key=lambda it: tenant.message(it).seq)
