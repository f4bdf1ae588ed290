"""wecom.md §1: how an access token is given and checked, and what the gateway refuses."""

import json

import pytest

from bot.sandbox.wecom import WecomTenant
from tests.bot.sandbox.wecom.corps import SETTINGS, Clock, Rest

ANY = "message/recall"


def code_with(rest: Rest, token: str | None) -> int:
    return int(json.loads(rest.raw("POST", ANY, b'{"msgid":"x"}', token=token).body)["errcode"])


def test_a_token_is_the_same_while_it_is_valid(rest: Rest, clock: Clock, corp: WecomTenant) -> None:
    first = rest.gettoken()
    clock.advance(minutes=90)
    second = rest.gettoken()

    assert first["expires_in"] == 7200
    assert (second["access_token"], second["expires_in"]) == (first["access_token"], 1800)
    assert len(first["access_token"]) > 128
    assert corp.token_calls == 2


def test_a_token_ends_at_its_time(rest: Rest, clock: Clock) -> None:
    token = rest.fetch_token()
    clock.advance(hours=2)

    assert code_with(rest, token) == 42001
    assert rest.fetch_token() != token


def test_a_token_may_be_taken_back_or_expire_before_its_time(rest: Rest, corp: WecomTenant) -> None:
    first = rest.fetch_token()
    corp.void_tokens()
    second = rest.fetch_token()
    corp.expire_tokens()

    assert code_with(rest, first) == 40014
    assert code_with(rest, second) == 42001
    assert code_with(rest, rest.fetch_token()) == 40058


@pytest.mark.parametrize(("token", "code"), [(None, 41001), ("", 41001), ("nonsense", 40014)])
def test_a_call_without_a_good_token_is_refused(rest: Rest, token: str | None, code: int) -> None:
    assert code_with(rest, token) == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"corpsecret": "wrong"}, 40001), ({"corpsecret": ""}, 41004), ({"corpid": "ww0"}, 40013)],
)
def test_wrong_credentials_get_no_token(rest: Rest, changes: dict[str, str], code: int) -> None:
    assert rest.gettoken(**changes)["errcode"] == code


def test_repeating_a_wrong_secret_shuts_the_door_for_an_hour(rest: Rest, clock: Clock) -> None:
    for _ in range(5):
        rest.gettoken(corpsecret="wrong")

    assert rest.gettoken()["errcode"] == 45009
    clock.advance(hours=1, seconds=1)
    assert rest.gettoken()["errcode"] == 0


def test_asking_for_a_token_all_the_time_is_blocked(rest: Rest) -> None:
    codes = [rest.gettoken()["errcode"] for _ in range(61)]

    assert codes == [0] * 60 + [45009]


def test_an_unknown_path_is_an_empty_404(rest: Rest) -> None:
    answer = rest.raw("GET", "message/nothing")

    assert (answer.status, answer.body) == (404, b"")


def test_the_wrong_method_is_told(rest: Rest) -> None:
    assert rest.get("message/send")["errcode"] == 43002
    assert rest.post("gettoken", {})["errcode"] == 43001


def test_an_address_that_is_not_trusted_gets_nothing_but_a_token(rest: Rest, corp: WecomTenant) -> None:
    corp.failures.untrusted_ip = "198.51.100.7"

    refused = rest.send("text", {"content": "x"})

    assert rest.gettoken()["errcode"] == 0
    assert refused["errcode"] == 60020
    assert "from ip: 198.51.100.7," in refused["errmsg"]


def test_a_disabled_app_is_refused(rest: Rest, corp: WecomTenant) -> None:
    corp.failures.is_app_disabled = True

    assert rest.send("text", {"content": "x"})["errcode"] == 50003


@pytest.mark.parametrize(("agent", "code"), [(1000032, 301002), ("1000031", 40056), (None, 40056), (True, 40056)])
def test_the_app_is_the_one_of_the_token(rest: Rest, agent: object, code: int) -> None:
    assert rest.send("text", {"content": "x"}, agentid=agent)["errcode"] == code


def test_business_errors_come_with_200_and_words_that_change(rest: Rest) -> None:
    first, second = rest.raw("GET", "gettoken", token=None), rest.raw("GET", "gettoken", token=None)

    assert first.status == second.status == 200
    assert json.loads(first.body)["errmsg"] != json.loads(second.body)["errmsg"]


def test_no_json_is_told(rest: Rest) -> None:
    assert json.loads(rest.raw("POST", "message/send", b"touser=x").body)["errcode"] == 47001


def test_planned_refusals_and_lost_answers(rest: Rest, corp: WecomTenant) -> None:
    rest.fetch_token()
    corp.failures.refuse_next("message/send", -1)
    busy = rest.send("text", {"content": "a"})
    corp.failures.lose_answers()
    lost = rest.raw("POST", "message/send", json.dumps(
        {"touser": "wang.sheng", "msgtype": "text", "agentid": SETTINGS.agent_id, "text": {"content": "b"}}
    ).encode())  # fmt: skip

    assert busy["errcode"] == -1
    assert lost.status == 504
    assert [corp.shown_text(it.message_id) for it in corp.messages("app_private:wang.sheng")] == ["b"]


def test_the_platform_may_be_down(rest: Rest, corp: WecomTenant) -> None:
    corp.failures.platform_down = "502"

    assert rest.raw("GET", "gettoken", token=None).status == 502


def test_the_wire_log_shows_no_secret(rest: Rest, corp: WecomTenant) -> None:
    token = rest.fetch_token()
    rest.send("text", {"content": "x"})

    told = json.dumps(corp.wire_log)

    assert token not in told
    assert SETTINGS.secret not in told
    assert "gettoken" in told
