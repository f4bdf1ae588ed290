from typing import Any

import pytest

from bot.platforms.port import PlatformBusy
from bot.platforms.wecom.doctor import Finding, examine
from bot.platforms.wecom.wire import WireAnswer
from tests.bot.platforms.wecom.wires import SECRET, ScriptedWire, answer, api_on, refusal

URL = "https://mo.example.com"
APP = {
    "name": "跟单助手",
    "close": 0,
    "redirect_domain": "mo.example.com",
    "isreportenter": 1,
    "allow_partys": {"partyid": [1]},
    "allow_userinfos": {"user": []},
    "allow_tags": {"tagid": []},
}


def findings(*answers: WireAnswer | Exception, chats: dict[str, str] | None = None) -> list[Finding]:
    return examine(api_on(ScriptedWire(*answers)), chats or {}, True, URL)


def about(subject: str, **changes: Any) -> Finding:
    return next(finding for finding in findings(answer(APP | changes)) if finding.subject == subject)


def test_a_healthy_app_has_nothing_wrong() -> None:
    found = findings(answer(APP))

    assert found[:-1] == [
        Finding("token", True, ""),
        Finding("address", True, "trusted"),
        Finding("app", True, "跟单助手"),
        Finding("range", True, "the whole company"),
        Finding("domain", True, "mo.example.com"),
        Finding("entering", True, "opening the chat is told"),
    ]
    assert (found[-1].subject, found[-1].is_ok) == ("callback", None)  # nobody can read it back


def test_wrong_credentials_end_the_examination() -> None:
    wire = ScriptedWire()
    wire.token_trouble = refusal(40001, SECRET)

    (found,) = examine(api_on(wire), {}, True, URL)

    assert (found.subject, found.is_ok) == ("token", False)
    assert "wecom.secret" in found.fact
    assert SECRET not in found.fact


def test_an_address_that_is_not_trusted_is_told() -> None:
    found = findings(refusal(60020, "from ip: 203.0.113.7"), chats={"MO1": "MO-1"})

    assert [finding.subject for finding in found] == ["token", "address", "callback"]
    assert found[1].is_ok is False
    assert "203.0.113.7" in found[1].fact
    assert "企业可信IP" in found[1].fact


def test_what_the_platform_does_not_tell_is_unknown() -> None:
    assert findings(PlatformBusy("no answer"))[1] == Finding("app", None, "no answer")
    assert findings(refusal(301002))[1].is_ok is False
    assert about("app", close=None).is_ok is None
    silent = answer({"name": "跟单助手", "close": 0})
    assert [finding.is_ok for finding in findings(silent)] == [True, True, True, None, False, None, None]


def test_an_app_that_is_off_is_wrong() -> None:
    assert about("app", close=1).is_ok is False


@pytest.mark.parametrize(
    ("departments", "people", "is_ok", "part"),
    [
        ([1], [], True, "the whole company"),
        ([3, 12], [{"userid": "lin"}], True, "2 departments, 1 people"),
        ([], [], False, "可见范围"),
    ],
)
def test_who_sees_the_app_is_told(departments: list[int], people: list[object], is_ok: bool, part: str) -> None:
    found = about("range", allow_partys={"partyid": departments}, allow_userinfos={"user": people})

    assert found.is_ok is is_ok
    assert part in found.fact


@pytest.mark.parametrize("domain", ["", "other.example.com"])
def test_a_domain_that_is_not_ours_is_wrong(domain: str) -> None:
    found = about("domain", redirect_domain=domain)

    assert found.is_ok is False
    assert "mo.example.com" in found.fact


def test_without_pages_the_domain_does_not_matter() -> None:
    found = examine(api_on(ScriptedWire(answer(APP | {"redirect_domain": ""}))), {}, True)

    assert "domain" not in {finding.subject for finding in found}


def test_a_greeting_that_never_comes_is_no_fault() -> None:
    assert about("entering", isreportenter=0).is_ok is None


def test_without_a_callback_nothing_is_heard() -> None:
    found = examine(api_on(ScriptedWire(answer(APP))), {}, False, URL)

    assert (found[-1].subject, found[-1].is_ok) == ("callback", False)


class TestGroups:
    def test_groups_of_the_app_are_told_once(self) -> None:
        there = answer({"chat_info": {"chatid": "MO1"}})

        found = findings(answer(APP), there, there, chats={"MO1": "MO-1", "MO2": "MO-2"})

        assert found[-1] == Finding("group", True, "the app founded all 2")

    def test_a_group_of_somebody_else_is_unknown(self) -> None:
        found = findings(answer(APP), refusal(86003), chats={"wrPROD": "生产部"})

        assert (found[-1].subject, found[-1].is_ok) == ("group", None)
        assert "生产部 (wrPROD)" in found[-1].fact

    @pytest.mark.parametrize(("trouble", "is_ok"), [(refusal(48002), False), (PlatformBusy("no answer"), None)])
    def test_a_group_that_cannot_be_asked_about(self, trouble: WireAnswer | Exception, is_ok: bool | None) -> None:
        found = findings(answer(APP), trouble, chats={"MO1": "MO-1"})

        assert found[-1].is_ok is is_ok
