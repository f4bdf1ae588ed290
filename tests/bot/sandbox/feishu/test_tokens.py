"""feishu.md §1.1: how a tenant token is given and checked."""

import json

import pytest

from bot.sandbox.feishu import FeishuTenant
from tests.bot.sandbox.feishu.tenants import Clock, FakeBot, Rest, a_card, a_tenant, settings_with

INFO = "bot/v3/info"


def code_with(rest: Rest, token: str | None) -> int:
    answer = rest.raw("GET", INFO, token=token)
    return int(json.loads(answer.body)["code"])


def test_a_token_is_the_same_while_half_an_hour_is_left(rest: Rest, clock: Clock) -> None:
    first = rest.token_call()
    clock.advance(minutes=90)
    second = rest.token_call()

    assert first["expire"] == 7200
    assert (second["tenant_access_token"], second["expire"]) == (first["tenant_access_token"], 1800)


def test_below_half_an_hour_there_is_a_new_token_and_the_old_one_still_works(rest: Rest, clock: Clock) -> None:
    first = rest.fetch_token()
    clock.advance(minutes=90, seconds=1)
    second = rest.fetch_token()

    assert second != first
    assert code_with(rest, first) == code_with(rest, second) == 0


@pytest.mark.parametrize(("seconds", "is_same"), [(1801, True), (1799, False)])
def test_how_long_a_token_lives_can_be_set(clock: Clock, bot: FakeBot, seconds: int, is_same: bool) -> None:
    rest = Rest(a_tenant(clock, bot, settings=settings_with(token_seconds=seconds)))

    assert (rest.fetch_token() == rest.fetch_token()) is is_same


def test_a_token_ends_at_its_time(rest: Rest, clock: Clock) -> None:
    token = rest.fetch_token()
    clock.advance(hours=2)

    assert code_with(rest, token) == 99991663


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"app_secret": "wrong"}, 10015),
        ({"app_id": "cli_other"}, 10003),
        ({"app_secret": ""}, 10003),
        ({"app_secret": 7}, 10003),
    ],
)
def test_wrong_credentials_get_no_token(rest: Rest, changes: dict[str, object], code: int) -> None:
    assert rest.token_call(**changes)["code"] == code


def test_the_token_call_needs_no_content_type(tenant: FeishuTenant, rest: Rest) -> None:
    body = json.dumps({"app_id": tenant.settings.app_id, "app_secret": tenant.settings.app_secret}).encode()

    answer = rest.raw("POST", "auth/v3/app_access_token/internal", body, token=None, content_type="")

    assert json.loads(answer.body)["app_access_token"].startswith("t-")


@pytest.mark.parametrize(
    ("token", "code"),
    [(None, 99991661), ("", 99991661), ("x-nonsense", 99991671), ("t-unknown", 99991663), ("u-unknown", 99991663)],
)
def test_a_call_without_a_good_token_is_refused(rest: Rest, token: str | None, code: int) -> None:
    assert code_with(rest, token) == code


def test_the_bot_learns_who_it_is(rest: Rest) -> None:
    answer = rest.call("GET", INFO)

    assert answer["bot"]["open_id"] == "ou_bot"
    assert "data" not in answer


def test_an_unknown_path_is_a_json_404(rest: Rest) -> None:
    answer = rest.raw("GET", "im/v9/nothing")

    assert answer.status == 404
    assert json.loads(answer.body)["code"] == 404


def test_the_app_can_ask_about_its_company_and_its_scopes(rest: Rest) -> None:
    tenant = rest.call("GET", "tenant/v2/tenant/query")["data"]["tenant"]
    scopes = rest.call("GET", "application/v6/scopes")["data"]["scopes"]

    assert tenant == {"name": "恒力泵业", "tenant_key": "2ca1d211f64f6438", "tenant_tag": 0}
    assert {"scope_name": "im:resource", "grant_status": 1, "scope_type": "tenant"} in scopes


def test_a_call_without_its_scope_names_what_is_missing(clock: Clock, bot: FakeBot) -> None:
    rest = Rest(a_tenant(clock, bot, settings=settings_with(scopes=frozenset({"im:chat"}))))

    answer = rest.call("GET", "tenant/v2/tenant/query")

    assert answer["code"] == 99991672
    assert answer["error"]["permission_violations"][0]["subject"] == "tenant:tenant:readonly"
    assert rest.send(a_card())["code"] == 99991672
    assert rest.call("GET", "im/v1/chats")["code"] == 0
