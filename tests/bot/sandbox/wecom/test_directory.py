"""wecom.md §9.1, §9.3: members, departments, the app itself, and who opened a page."""

from dataclasses import replace
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from bot.sandbox.wecom import SandboxRefused, WecomTenant
from tests.bot.sandbox.wecom.corps import CHEN, LIN, SETTINGS, WANG, ZHAO, Clock, FakeBot, Rest, a_corp

BACK = "http://127.0.0.1:8000/h5/cb?order=MO-3"


def link(**changes: str) -> str:
    query = {
        "appid": SETTINGS.corp_id,
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "snsapi_base",
        "state": "n7K2order",
        "agentid": "1000031",
        **changes,
    }
    joined = "&".join(f"{key}={quote(it, safe='')}" for key, it in query.items())
    return f"https://open.weixin.qq.com/connect/oauth2/authorize?{joined}#wechat_redirect"


def code_of(url: str) -> str:
    return parse_qs(urlsplit(url).query)["code"][0]


def test_a_member_is_told_without_phone_and_mail(rest: Rest) -> None:
    told = rest.get("user/get", userid="WANG.SHENG")

    assert (told["userid"], told["name"], told["department"], told["position"]) == (WANG, "王生", [3], "生产主管")
    assert told["status"] == 1
    assert not told.keys() & {"mobile", "email", "avatar"}


def test_who_is_unknown_out_of_range_or_gone(rest: Rest, corp: WecomTenant) -> None:
    corp.set_range(CHEN, False)
    corp.remove_person(WANG)

    assert rest.get("user/get", userid="nobody")["errcode"] == 60111
    assert rest.get("user/get", userid=CHEN)["errcode"] == 60011
    assert rest.get("user/get", userid=WANG)["status"] == 5
    assert rest.get("user/get")["errcode"] == 40058


def test_departments_and_their_direct_members(rest: Rest, corp: WecomTenant) -> None:
    corp.add_person("boss", "刘总")

    departments = rest.get("department/list")["department"]

    assert [(it["id"], it["name"], it["parentid"]) for it in departments][:3] == [
        (1, "恒力泵业", 0),
        (2, "销售部", 1),
        (3, "生产部", 1),
    ]
    assert [it["userid"] for it in rest.get("user/simplelist", department_id="3")["userlist"]] == [WANG]
    assert [it["userid"] for it in rest.get("user/list", department_id="1")["userlist"]] == ["boss"]
    assert rest.get("user/simplelist", department_id="99")["errcode"] == 60003
    assert rest.get("department/list", id="99")["errcode"] == 60003


def test_ids_by_phone_and_mail(rest: Rest) -> None:
    assert rest.post("user/getuserid", {"mobile": "13800000001"})["userid"] == LIN
    assert rest.post("user/get_userid_by_email", {"email": "wang@example.com", "email_type": 1})["userid"] == WANG
    assert rest.post("user/getuserid", {"mobile": "13800000009"})["errcode"] == 60111


def test_encrypted_ids_are_told_apart(rest: Rest) -> None:
    answer = rest.post("batch/openuserid_to_userid", {"open_userid_list": ["woZhao0001", "woNobody"]})

    assert answer["userid_list"] == [{"open_userid": "woZhao0001", "userid": ZHAO}]
    assert answer["invalid_open_userid_list"] == ["woNobody"]
    assert rest.post("batch/openuserid_to_userid", {"open_userid_list": []})["errcode"] == 40058
    assert rest.post("batch/openuserid_to_userid", {"open_userid_list": ["x"] * 1001})["errcode"] == 40058


def test_the_app_can_ask_about_itself_and_the_addresses(rest: Rest) -> None:
    told = rest.get("agent/get", agentid="1000031")

    assert (told["name"], told["close"], told["allow_partys"]) == ("跟单助手", 0, {"partyid": [1]})
    assert rest.get("agent/get", agentid="1000032")["errcode"] == 301002
    assert rest.get("get_api_domain_ip")["ip_list"]
    assert any("*" in it for it in rest.get("getcallbackip")["ip_list"])


# Web sign-in


def test_a_code_tells_who_opened_the_page_once(rest: Rest, corp: WecomTenant) -> None:
    landed = corp.sign_in(LIN, link())

    assert landed.startswith(f"{BACK}&code=")
    assert landed.endswith("&state=n7K2order")
    assert rest.get("auth/getuserinfo", code=code_of(landed)) == {"errcode": 0, "errmsg": "ok", "userid": LIN}
    assert rest.get("auth/getuserinfo", code=code_of(landed))["errcode"] == 40029
    assert rest.get("auth/getuserinfo", code="none")["errcode"] == 40029


def test_a_code_lives_five_minutes(rest: Rest, corp: WecomTenant, clock: Clock) -> None:
    code = code_of(corp.sign_in(LIN, link()))
    clock.advance(minutes=5, seconds=1)

    assert rest.get("auth/getuserinfo", code=code)["errcode"] == 40029


@pytest.mark.parametrize("who", ["stranger", "", CHEN])
def test_an_outsider_has_only_an_openid(rest: Rest, corp: WecomTenant, who: str) -> None:
    corp.remove_person(CHEN)

    told = rest.get("auth/getuserinfo", code=code_of(corp.sign_in(who, link())))

    assert told["openid"]
    assert "userid" not in told


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"redirect_uri": "https://evil.example/cb"}, 50001),
        ({"redirect_uri": "javascript:alert(1)"}, 50001),
        ({"redirect_uri": "http://[broken"}, 50001),
        ({"redirect_uri": ""}, 50001),
        ({"appid": "ww0"}, 40013),
        ({"scope": "snsapi_login"}, 40058),
        ({"response_type": "token"}, 40058),
        ({"state": "with-hyphen"}, 40058),
        ({"state": "x" * 129}, 40058),
        ({"agentid": "1"}, 40056),
    ],
)
def test_a_wrong_link_leads_nowhere(corp: WecomTenant, changes: dict[str, str], code: int) -> None:
    with pytest.raises(SandboxRefused) as caught:
        corp.sign_in(LIN, link(**changes))

    assert caught.value.facts == {"code": code}


def test_the_trusted_domains_can_be_set(clock: Clock, bot: FakeBot) -> None:
    settings = replace(SETTINGS, trusted_domains=frozenset({"mo.example.com"}))
    corp = a_corp(clock, bot, settings=settings)

    assert corp.sign_in(LIN, link(redirect_uri="https://mo.example.com/h5")).startswith("https://mo.example.com/h5?")
