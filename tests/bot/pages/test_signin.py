"""Who opens a link: asked of WeCom where its own browser does, with one round trip and no question to the person."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.platforms.port import Fault, PlatformBusy, PlatformRefused
from storage import tickets
from tests.bot.pages.desk import APP, Desk
from tests.kit import Room
from tests.kit.browser import ORIGIN, OWN
from tests.kit.pages import Page

WECOM = {"user-agent": "Mozilla/5.0 (iPhone) Mobile/15E148 wxwork/4.1.36 MicroMessenger/7.0.1 Language/zh"}
LANE = "wecom:@lin.xiaoyan"


class Wecom:
    """Tells whose code it is; a code is good once."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.asked: list[str] = []
        self.is_busy = False

    def user_of_code(self, code: str) -> str:
        self.asked.append(code)
        if self.is_busy:
            raise PlatformBusy("timeout")
        if code not in self.codes:
            raise PlatformRefused(Fault.INVALID, "40029 invalid code")
        return self.codes.pop(code)


@pytest.fixture
def wecom() -> Wecom:
    return Wecom()


@pytest.fixture
def desk(room: Room, wecom: Wecom) -> Desk:
    """With a link of WeCom's to the form of an order."""
    with room.read() as session:
        assert (
            session.connection()
            .exec_driver_sql(
                "SELECT person_key FROM person_identity WHERE platform = 'wecom' AND platform_user_id = 'lin.xiaoyan'"
            )
            .scalar()
        )
    room.says("lin.xiaoyan", "/neworder 恒远 SW-300", to="sales")
    return Desk(room, user_of_code=wecom.user_of_code)


@pytest.fixture
def token(desk: Desk) -> str:
    card = desk.room.last_card("sales")
    ticket = desk.room.program.database.write(
        lambda session: tickets.issue(
            session, person="lin.xiaoyan", account="lin.xiaoyan", lane=LANE, message=card.message_id,
            form=next(iter(card.forms)), now=desk.room.now,
        )
    )  # fmt: skip
    return desk.links.token(ticket.id)


def sent_to_wecom(page: Page) -> dict[str, str]:
    """What WeCom is asked with."""
    assert page.status == 302
    location = page.response.headers["location"]
    assert location.startswith(APP.authorize_url + "?")
    assert location.endswith("#wechat_redirect")
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def comes_back(desk: Desk, state: str, code: str) -> Page:
    return Page(desk.browser.get(f"/f/signin?code={code}&state={state}", headers=WECOM))


def signs_in(desk: Desk, wecom: Wecom, token: str, account: str) -> Page:
    wecom.codes["code-1"] = account
    return comes_back(desk, sent_to_wecom(desk.get(token, **WECOM))["state"], "code-1")


def test_wecom_s_browser_is_sent_to_wecom_and_back(desk: Desk, token: str) -> None:
    page = desk.get(token, **WECOM)

    asked = sent_to_wecom(page)
    assert asked["appid"] == "ww-tests"
    assert asked["agentid"] == "1000031"
    assert asked["redirect_uri"] == f"{ORIGIN}/f/signin"
    assert (asked["response_type"], asked["scope"]) == ("code", "snsapi_base")
    assert asked["state"].isalnum()
    assert len(asked["state"]) <= 128
    cookie = page.response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "secure" in cookie
    assert "samesite=lax" in cookie
    assert "path=/f" in cookie


@pytest.mark.parametrize("account", ["lin.xiaoyan", "Lin.XiaoYan"])
def test_the_link_s_person_gets_to_the_form_and_can_send_it(desk: Desk, wecom: Wecom, token: str, account: str) -> None:
    back = signs_in(desk, wecom, token, account)

    assert (back.status, back.response.headers["location"]) == (303, token)
    page = desk.get(token, **WECOM)
    assert "quantity" in page.fields
    sent = desk.posts(token, page.values | {"quantity": "300"}, {**OWN, **WECOM})
    assert sent.status_code == 303


def test_somebody_else_is_told_whose_it_is_not(desk: Desk, wecom: Wecom, token: str) -> None:
    back = signs_in(desk, wecom, token, "he.tao")

    assert (back.status, back.title) == (403, "这是别人的链接")
    assert desk.get(token, **WECOM).status == 302  # still unknown


def test_who_signed_in_for_their_own_link_cannot_open_another_s(desk: Desk, wecom: Wecom, token: str) -> None:
    signs_in(desk, wecom, token, "lin.xiaoyan")
    ticket = desk.room.program.database.write(
        lambda session: tickets.issue(
            session, person="he.tao", account="he.tao", lane="wecom:@he.tao", message="m", form="f", now=desk.room.now
        )
    )

    page = desk.get(desk.links.token(ticket.id), **WECOM)

    assert (page.status, page.title) == (403, "这是别人的链接")


def test_without_signing_in_wecom_s_browser_sends_nothing(desk: Desk, token: str) -> None:
    page = desk.get(token)

    sent = desk.posts(token, page.values | {"quantity": "300"}, {**OWN, **WECOM})

    assert sent.status_code == 403
    assert desk.get(token).status == 200  # nothing is used up


def test_any_other_browser_is_asked_nothing(desk: Desk, wecom: Wecom, token: str) -> None:
    assert "quantity" in desk.get(token).fields
    assert wecom.asked == []


def test_a_code_that_is_used_up_is_asked_for_once_more_and_not_again(desk: Desk, wecom: Wecom, token: str) -> None:
    first = comes_back(desk, sent_to_wecom(desk.get(token, **WECOM))["state"], "used")

    second = comes_back(desk, sent_to_wecom(first)["state"], "used")

    assert (second.status, second.title) == (403, "没能确认你是谁")
    assert wecom.asked == ["used", "used"]


def test_the_way_back_may_be_loaded_again(desk: Desk, wecom: Wecom, token: str) -> None:
    asked = sent_to_wecom(desk.get(token, **WECOM))
    wecom.codes["code-1"] = "lin.xiaoyan"
    comes_back(desk, asked["state"], "code-1")  # each code is good once

    again = sent_to_wecom(comes_back(desk, asked["state"], "code-1"))

    wecom.codes["code-2"] = "lin.xiaoyan"
    assert comes_back(desk, again["state"], "code-2").status == 303


def test_the_second_code_may_be_good(desk: Desk, wecom: Wecom, token: str) -> None:
    again = comes_back(desk, sent_to_wecom(desk.get(token, **WECOM))["state"], "used")
    wecom.codes["good"] = "lin.xiaoyan"

    assert comes_back(desk, sent_to_wecom(again)["state"], "good").status == 303


@pytest.mark.parametrize("state", ["", "0" * 32, "é"])
def test_who_was_not_sent_to_wecom_by_us_does_not_come_back(desk: Desk, wecom: Wecom, token: str, state: str) -> None:
    desk.get(token, **WECOM)
    wecom.codes["code-1"] = "lin.xiaoyan"

    assert comes_back(desk, state, "code-1").status == 403
    assert wecom.asked == []


def test_the_state_is_good_in_the_browser_that_was_sent_and_for_ten_minutes(
    desk: Desk, wecom: Wecom, token: str
) -> None:
    state = sent_to_wecom(desk.get(token, **WECOM))["state"]
    wecom.codes["code-1"] = "lin.xiaoyan"
    other = Desk(desk.room, user_of_code=wecom.user_of_code)
    assert comes_back(other, state, "code-1").status == 403

    desk.room.sleep(minutes=10)

    assert comes_back(desk, state, "code-1").status == 403


def test_one_signs_in_for_half_an_hour(desk: Desk, wecom: Wecom, token: str) -> None:
    signs_in(desk, wecom, token, "lin.xiaoyan")
    desk.room.clock.advance(timedelta(minutes=30))

    assert desk.get(token, **WECOM).status == 302


def test_who_opens_the_form_again_stays_signed_in(desk: Desk, wecom: Wecom, token: str) -> None:
    """A form that was sent and did not do is gone on with under a new link, with its own half hour."""
    signs_in(desk, wecom, token, "lin.xiaoyan")
    desk.room.clock.advance(timedelta(minutes=29))
    page = desk.get(token, **WECOM)
    assert "quantity" in page.fields

    desk.room.clock.advance(timedelta(minutes=2))

    assert (desk.get(token, **WECOM).status, desk.get(token, **WECOM).title) == (410, "链接过期了")


def test_with_wecom_out_of_reach_it_is_said(desk: Desk, wecom: Wecom, token: str) -> None:
    wecom.is_busy = True

    back = signs_in(desk, wecom, token, "lin.xiaoyan")

    assert (back.status, back.title) == (503, "暂时打不开")


@pytest.mark.parametrize("code", ["", "x" * 513])
def test_a_code_that_cannot_be_one_is_not_asked_about(desk: Desk, wecom: Wecom, token: str, code: str) -> None:
    back = comes_back(desk, sent_to_wecom(desk.get(token, **WECOM))["state"], code)

    assert back.status == 403
    assert wecom.asked == []


def test_without_sign_in_there_is_no_way_back(room: Room) -> None:
    assert Desk(room).get("signin").status == 404
