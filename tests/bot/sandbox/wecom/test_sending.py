"""wecom.md §4: whom messages reach, what is cut, what is dropped, what can be taken back."""

from typing import Any

import pytest

from bot.sandbox.wecom import WecomTenant
from tests.bot.sandbox.wecom.corps import CHEN, LIN, PNG, URL, WANG, ZHAO, Clock, Rest, a_button_card, a_notice

TEXT = {"content": "订单已下达"}


def texts(corp: WecomTenant, userid: str = WANG) -> list[str]:
    return [corp.shown_text(it.message_id) for it in corp.messages(corp.private_chat(userid).chat_id)]


def test_everybody_named_gets_the_message(rest: Rest, corp: WecomTenant) -> None:
    answer = rest.send("text", TEXT, f"{WANG}|{CHEN}")

    assert texts(corp, WANG) == texts(corp, CHEN) == ["订单已下达"]
    assert (answer["invaliduser"], answer["unlicenseduser"]) == ("", "")
    assert corp.message(rest.last()).recipients == [WANG, CHEN]
    assert "response_code" not in answer


def test_those_who_cannot_be_reached_come_back_in_lower_case(rest: Rest, corp: WecomTenant) -> None:
    corp.set_range(LIN, False)
    corp.remove_person(CHEN)

    answer = rest.send("text", TEXT, f"{WANG}|{LIN}|{CHEN}|Nobody")

    assert (answer["errcode"], answer["invaliduser"]) == (0, "lin.xiaoyan|chen.cai|nobody")


def test_ids_are_the_same_whatever_their_case(rest: Rest, corp: WecomTenant) -> None:
    rest.send("text", TEXT, "LIN.XIAOYAN")

    assert texts(corp, LIN) == ["订单已下达"]


def test_departments_and_tags_can_be_addressed(rest: Rest, corp: WecomTenant) -> None:
    corp.set_tag(7, [ZHAO])

    answer = rest.send("text", TEXT, toparty="3|99", totag="7|8", touser=None)

    assert (answer["invalidparty"], answer["invalidtag"]) == ("99", "8")
    assert texts(corp, WANG) == texts(corp, ZHAO) == ["订单已下达"]


def test_all_is_the_whole_visible_range(rest: Rest, corp: WecomTenant) -> None:
    rest.send("text", TEXT, "@all")

    assert len(corp.chats()) == 4


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("nobody", 81013),
        ("", 82001),
        (["wang.sheng"], 40058),
        ("|".join(map(str, range(1001))), 40058),
        (None, 82001),
    ],
)
def test_a_wrong_address_is_refused(rest: Rest, to: Any, code: int) -> None:
    assert rest.send("text", TEXT, to)["errcode"] == code


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("text", {"content": ""}, 44004),
        ("text", {}, 40058),
        ("text", {"content": 7}, 40058),
        ("text", "hello", 40058),
        ("text", {"content": "x", "mentioned_list": ["@all"]}, 40058),  # only in groups
        ("markdown_v2", {"content": "x"}, 40008),
        ("taskcard", {"title": "x"}, 40008),
        ("image", {"media_id": "3Xm-none"}, 40007),
        ("textcard", {"title": "x", "description": "y"}, 40058),
        ("textcard", {"title": "x" * 129, "description": "y", "url": URL}, 45002),
        ("textcard", {"title": "x", "description": "y" * 513, "url": URL}, 45002),
        ("textcard", {"title": "x", "description": "y", "url": URL, "btntxt": "五个字的钮"}, 45002),
        ("news", {"articles": []}, 40058),
        ("news", {"articles": [{"title": "x", "url": URL}] * 9}, 40058),
        ("news", {"articles": [{"title": "长" * 43, "url": URL}]}, 45002),
        ("news", {"articles": [{"url": URL}]}, 40058),
    ],
)
def test_a_body_that_breaks_a_rule_is_refused(rest: Rest, kind: str, body: object, code: int) -> None:
    assert rest.send(kind, body)["errcode"] == code


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("textcard", {"title": "长" * 128, "description": "y" * 512, "url": URL, "btntxt": "去填写吧"}),
        ("news", {"articles": [{"title": "x", "url": URL, "picurl": URL, "description": "y"}] * 8}),
        ("markdown", {"content": '**MO-3** <font color="warning">延期</font>'}),
    ],
)
def test_what_fits_is_accepted(rest: Rest, kind: str, body: object) -> None:
    assert rest.send(kind, body)["errcode"] == 0


def test_files_are_sent_by_the_id_of_their_kind(rest: Rest, corp: WecomTenant) -> None:
    media_id = rest.upload("file", "HX-200-B版.pdf", b"%PDF-1.7")["media_id"]

    assert rest.send("file", {"media_id": media_id}, safe=1)["errcode"] == 0
    assert rest.send("image", {"media_id": media_id})["errcode"] == 40007
    assert texts(corp) == ["HX-200-B版.pdf"]
    assert rest.send("image", {"media_id": rest.upload("image", "a.png", PNG)["media_id"]})["errcode"] == 0


@pytest.mark.parametrize("kind", ["text", "markdown"])
def test_a_long_text_is_cut_without_a_word(rest: Rest, corp: WecomTenant, kind: str) -> None:
    assert rest.send(kind, {"content": "长" * 700})["errcode"] == 0

    assert texts(corp) == ["长" * 682]
    assert corp.message(rest.last()).cut_fields == [f"{kind}.content"]


@pytest.mark.parametrize(
    "more",
    [{"safe": 2}, {"safe": True}, {"safe": "0"}, {"enable_id_trans": 2}, {"enable_duplicate_check": True},
     {"duplicate_check_interval": 14401}],
)  # fmt: skip
def test_a_switch_has_few_positions(rest: Rest, more: dict[str, object]) -> None:
    assert rest.send("text", TEXT, **more)["errcode"] == 40058


def test_a_repeated_message_is_dropped_where_asked(rest: Rest, corp: WecomTenant, clock: Clock) -> None:
    asked: dict[str, Any] = {"enable_duplicate_check": 1, "duplicate_check_interval": 600}
    first, second = rest.send("text", TEXT, **asked), rest.send("text", TEXT, **asked)
    other = rest.send("text", {"content": "别的"}, **asked)
    clock.advance(seconds=601)
    later = rest.send("text", TEXT, **asked)

    assert first["msgid"] == second["msgid"] != later["msgid"]
    assert other["errcode"] == 0
    assert texts(corp) == ["订单已下达", "别的", "订单已下达"]


def test_without_asking_a_message_is_repeated(rest: Rest, corp: WecomTenant) -> None:
    rest.send("text", TEXT)
    rest.send("text", TEXT)

    assert len(texts(corp)) == 2


def test_a_repeated_card_gives_no_second_code(rest: Rest, corp: WecomTenant) -> None:
    first = rest.send_card(a_button_card(), enable_duplicate_check=1)
    second = rest.send_card(a_button_card(), enable_duplicate_check=1)

    assert first["response_code"]
    assert "response_code" not in second
    assert len(texts(corp)) == 1


def test_more_than_thirty_in_a_minute_are_dropped_without_a_word(rest: Rest, corp: WecomTenant, clock: Clock) -> None:
    answers = [rest.send("text", {"content": str(n)}) for n in range(32)]
    other = rest.send("text", TEXT, CHEN)
    clock.advance(seconds=61)
    rest.send("text", {"content": "later"})

    assert {it["errcode"] for it in [*answers, other]} == {0}
    assert texts(corp) == [*map(str, range(30)), "later"]
    assert texts(corp, CHEN) == ["订单已下达"]
    dropped = [it for it in corp.messages("app_private:wang.sheng", with_dropped=True) if it.is_dropped]
    assert len(dropped) == 2


def test_more_than_a_thousand_in_an_hour_are_dropped(rest: Rest, corp: WecomTenant, clock: Clock) -> None:
    for n in range(1001):
        if n % 30 == 0:
            clock.advance(seconds=61)
        rest.send("text", TEXT)

    assert len(texts(corp)) == 1000


def test_limits_can_be_left_out(rest: Rest, corp: WecomTenant) -> None:
    corp.failures.has_rate_limits = False
    for _ in range(40):
        rest.send("text", TEXT)

    assert len(texts(corp)) == 40


def test_marks_show_as_names(rest: Rest, corp: WecomTenant) -> None:
    marked = {"content": "请 $userName=wang.sheng$（$departmentName=3$）确认 $userName=nobody$"}
    rest.send("text", marked, enable_id_trans=1)
    rest.send("text", marked)

    assert texts(corp) == ["请 王生（生产部）确认 $userName=nobody$", marked["content"]]


def test_a_message_is_taken_back_from_everybody_once(rest: Rest, corp: WecomTenant) -> None:
    msgid = rest.send("text", TEXT, f"{WANG}|{CHEN}")["msgid"]
    first, second = rest.post("message/recall", {"msgid": msgid}), rest.post("message/recall", {"msgid": msgid})

    assert (first["errcode"], second["errcode"]) == (0, 40058)
    assert texts(corp, WANG) == texts(corp, CHEN) == [""]


def test_after_24_hours_or_of_others_nothing_is_taken_back(rest: Rest, clock: Clock) -> None:
    msgid = rest.send_card(a_notice())["msgid"]
    clock.advance(hours=24, seconds=1)
    rest.token = None

    assert rest.post("message/recall", {"msgid": msgid})["errcode"] == 40058
    assert rest.post("message/recall", {"msgid": "Hq7-none"})["errcode"] == 40058
    assert rest.post("message/recall", {})["errcode"] == 40058
