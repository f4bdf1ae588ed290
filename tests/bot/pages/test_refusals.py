"""Links that open nothing, and submissions that are not taken: each with a word on what to do."""

import pytest

from bot.pages.posted import MAX_BODY_BYTES, MOST_FIELDS
from storage.tickets import LIFETIME
from tests.bot.pages.desk import Desk
from tests.bot.pages.test_forms import FIELDS, an_order_form
from tests.kit.browser import ORIGIN, OWN
from tests.kit.stories import orders_in


@pytest.fixture
def token(desk: Desk) -> str:
    """A good link to the form of an order."""
    return desk.link("lin.xiaoyan", an_order_form(desk), "sales")


def is_taken(desk: Desk) -> bool:
    desk.room.settle()
    return bool(orders_in(desk.room))


def test_a_forged_link_is_unknown(desk: Desk, token: str) -> None:
    for forged in ("x", token[:-1], token + "x", desk.links.token("guessed"), "%00", "🙂"):
        page = desk.get(forged)
        assert (page.status, page.title) == (404, "链接打不开")
        assert desk.posts(forged, FIELDS).status_code == 404
    assert not is_taken(desk)


def test_an_expired_link_shows_no_form_and_takes_nothing(desk: Desk, token: str) -> None:
    page = desk.get(token)
    desk.room.sleep(seconds=LIFETIME.total_seconds())

    assert (desk.get(token).status, desk.get(token).title) == (410, "链接过期了")
    late = desk.posts(token, page.values | FIELDS)

    assert late.status_code == 410
    assert "外箱贴楼栋号" in late.text  # what was typed is there to be copied
    assert not is_taken(desk)


def test_a_used_link_takes_no_second_submission(desk: Desk, token: str) -> None:
    before = desk.get(token).values
    desk.sends(token, **FIELDS)
    desk.room.sleep(minutes=1)

    second = desk.posts(token, before | FIELDS | {"requirement": "改成红色"})

    assert second.status_code == 410
    assert "改成红色" in second.text
    assert len(orders_in(desk.room)) == 1


def test_after_its_time_a_used_link_tells_nothing_more(desk: Desk, token: str) -> None:
    desk.sends(token, **FIELDS)
    desk.room.sleep(hours=1)

    page = desk.get(token)

    assert (page.status, page.title) == (410, "已经提交过了")
    assert "ORD-2611" not in page


def test_who_has_left_fills_nothing_in(desk: Desk, token: str) -> None:
    page = desk.get(token)
    desk.room.tampers("UPDATE person SET is_active = 0 WHERE key = 'lin.xiaoyan'")

    assert (desk.get(token).status, desk.get(token).title) == (403, "这个链接不能用了")
    assert desk.posts(token, page.values | FIELDS).status_code == 403
    assert not is_taken(desk)


def test_an_account_that_is_somebody_else_s_now_is_not_the_link_s_person(desk: Desk, token: str) -> None:
    account = desk.room.open_id("lin.xiaoyan")
    desk.room.tampers(f"UPDATE person_identity SET person_key = 'he.tao' WHERE platform_user_id = '{account}'")

    assert desk.get(token).status == 403


def test_a_form_that_somebody_else_has_filled_in_is_gone(desk: Desk) -> None:
    card = an_order_form(desk)
    first, second = (desk.link(person, card, "sales") for person in ("lin.xiaoyan", "he.tao"))
    waiting = desk.get(second)
    desk.sends(first, **FIELDS)

    late = desk.posts(second, waiting.values | FIELDS | {"requirement": "另一句话"})

    assert (desk.get(second).status, desk.get(second).title) == (410, "这里已经不用填了")
    assert late.status_code == 410
    assert "另一句话" in late.text
    assert len(orders_in(desk.room)) == 1


def test_a_card_that_is_gone_has_no_form(desk: Desk) -> None:
    card = an_order_form(desk)
    on_a_card, on_a_notice = desk.link("lin.xiaoyan", card, "sales"), desk.link("lin.xiaoyan", card, "sales")
    desk.room.tampers(f"UPDATE form_ticket SET card = NULL, message = 'om_x' WHERE id = '{on_a_notice.split('.')[0]}'")
    desk.room.tampers("DELETE FROM living_card")

    assert desk.get(on_a_card).status == 410
    assert desk.get(on_a_notice).status == 410


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "origin": ORIGIN},
        {"origin": "https://evil.example.com"},
        {"origin": "null"},
    ],
)
def test_another_site_sends_nothing(desk: Desk, token: str, headers: dict[str, str]) -> None:
    page = desk.get(token)

    answer = desk.posts(token, page.values | FIELDS, headers)

    assert answer.status_code == 403
    assert not is_taken(desk)
    assert desk.get(token).status == 200  # nothing is used up


@pytest.mark.parametrize(
    "headers",
    [
        OWN,
        {"origin": ORIGIN},
        {"origin": "http://inside:8000", "host": "inside:8000"},  # by another address of the same house
        {},  # an old browser says nothing
    ],
)
def test_our_own_page_sends(desk: Desk, token: str, headers: dict[str, str]) -> None:
    page = desk.get(token)

    assert desk.posts(token, page.values | FIELDS, headers).status_code == 303
    assert is_taken(desk)


def test_what_is_too_large_is_not_taken(desk: Desk, token: str) -> None:
    page = desk.get(token)

    large = desk.posts(token, page.values | FIELDS | {"requirement": "x" * MAX_BODY_BYTES})
    many = desk.posts(token, page.values | FIELDS | {f"more_{n}": "x" for n in range(MOST_FIELDS)})

    assert (large.status_code, many.status_code) == (413, 413)
    assert not is_taken(desk)


def test_what_is_longer_than_its_field_is_cut(desk: Desk, token: str) -> None:
    page = desk.sends(token, **FIELDS | {"quantity": "两三百", "requirement": "字" * 1500})

    assert page.values["requirement"] == "字" * 1000


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain"])
def test_only_what_a_form_sends_is_read(desk: Desk, token: str, kind: str) -> None:
    answer = desk.browser.post(f"/f/{token}", content=b"quantity=1", headers={**OWN, "content-type": kind})

    assert answer.status_code == 404
    assert not is_taken(desk)


def test_characters_that_nobody_sees_are_left_out(desk: Desk, token: str) -> None:
    page = desk.sends(token, **FIELDS | {"quantity": "两\x00三百", "requirement": "一\r\n二\u202e"})

    assert page.values["quantity"] == "两三百"
    assert page.values["requirement"] == "一\n二"


def test_a_revision_that_was_made_up_is_an_old_card(desk: Desk, token: str) -> None:
    for made_up in ("", "-3", "x", "9" * 30):
        answer = desk.posts(token, FIELDS | {"_rev": made_up})
        assert answer.status_code == 303
        token = answer.headers["location"]
        token = desk.browser.get(f"/f/{token}").headers["location"]
    assert not is_taken(desk)
