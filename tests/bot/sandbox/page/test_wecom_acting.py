"""What people do in WeCom through the page: reading, speaking, pressing, following links, and what is refused."""

from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest
from httpx import Response

from tests.bot.sandbox.page.towns import CHEN, CREW, LIU, WANG, Guide, Town, a_card

AUTHORIZE = "/sandbox/wecom/connect/oauth2/authorize"
OPEN = "/sandbox/page/wecom/open"
FORM = "https://tongpin.example.com/f/ticket"
GREETING = "@同频 你好"


# Reading


def test_reading_takes_the_number_away_for_good(guide: Guide, town: Town) -> None:
    guide.post("read", who=WANG, chat_id=CREW)

    assert (town.corp.unread(WANG, CREW), town.corp.unread(CHEN, CREW), town.corp.unread(LIU, CREW)) == (0, 1, 0)


def test_nobody_reads_where_they_are_not(guide: Guide, town: Town) -> None:
    town.corp.open_app(LIU)

    assert guide.post("read", who=WANG, chat_id=f"app_private:{LIU}").json()["refused"] == "not_a_member"


# Speaking


def test_the_first_private_word_opens_the_app(guide: Guide, town: Town) -> None:
    chat = guide.post("private", who=LIU).json()["chat_id"]
    said = guide.post("say", who=LIU, chat_id=chat, text="/order 0042").json()["message_id"]
    town.corp.deliver_due()

    assert [it.get("Event", it["MsgType"]) for it in town.callbacks.events] == ["enter_agent", "text"]
    assert town.corp.shown_text(said) == "/order 0042"


@pytest.mark.parametrize(("is_mentioned", "heard"), [(True, 1), (False, 0)])
def test_in_a_group_the_smart_bot_hears_what_mentions_it(
    guide: Guide, town: Town, is_mentioned: bool, heard: int
) -> None:
    town.heard.clear()
    guide.post("say", who=WANG, chat_id=CREW, text="查单 0042", mention_bot=is_mentioned)

    assert len(town.heard) == heard
    assert town.corp.messages(CREW)[-1].sender == WANG


def test_a_mention_that_is_written_out_is_one(guide: Guide, town: Town) -> None:
    town.heard.clear()
    guide.post("say", who=WANG, chat_id=CREW, text="@同频 查单 0042")

    assert b"@\xe5\x90\x8c\xe9\xa2\x91" in town.heard[0].payload_json
    assert town.corp.shown_text(town.corp.messages(CREW)[-1].message_id) == "@同频 查单 0042"


def test_a_quote_comes_along(guide: Guide, town: Town) -> None:
    first = town.corp.messages(CREW)[-1].message_id

    guide.post("say", who=WANG, chat_id=CREW, text="收到", mention_bot=True, reply_to=first)

    assert town.corp.messages(CREW)[-1].quoted == first
    assert b'"quote"' in town.heard[-1].payload_json


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ({"chat_id": "wr_nowhere", "text": "在吗"}, 404, "unknown_chat"),
        ({"chat_id": CREW, "text": "  "}, 409, "empty"),
        ({"chat_id": CREW, "text": "在吗", "as_admin": True}, 422, "bad_request"),
        ({"chat_id": CREW}, 422, "bad_request"),
    ],
)
def test_what_the_client_would_not_send_is_refused(
    guide: Guide, body: dict[str, object], status: int, reason: str
) -> None:
    answer = guide.post("say", who=WANG, **body)

    assert (answer.status_code, answer.json()["refused"]) == (status, reason)


def test_a_file_goes_to_the_app_and_comes_back(guide: Guide, town: Town) -> None:
    chat = guide.post("private", who=LIU).json()["chat_id"]

    sent = _upload(guide, chat, b"PK\x03\x04 rows")
    town.corp.deliver_due()
    file = guide.get(f"chats/{chat}/messages", who=LIU).json()["messages"][-1]["file"]

    assert sent.status_code == 200
    assert town.callbacks.event["MsgType"] == "file"
    assert (file["name"], file["size"]) == ("订单.xlsx", 9)
    answer = guide.get(f"/sandbox/page/wecom/files/{file['key']}")
    assert (answer.content, answer.headers["content-security-policy"]) == (
        b"PK\x03\x04 rows",
        "default-src 'none'; sandbox",
    )


def test_in_a_group_nobody_would_hear_of_a_file(guide: Guide) -> None:
    answer = _upload(guide, CREW, b"rows")

    assert (answer.status_code, answer.json()["refused"]) == (409, "no_files_here")


def test_a_message_is_passed_on(guide: Guide, town: Town) -> None:
    card = town.sent(a_card(), WANG)

    copy = guide.post("forward", who=WANG, message_id=card, chat_id=CREW).json()["message_id"]
    told = guide.get(f"chats/{CREW}/messages", who=CHEN).json()["messages"][-1]

    assert (told["message_id"], told["is_interactive"]) == (copy, False)


# Pressing


def test_a_press_tells_the_app_with_what_was_chosen(guide: Guide, town: Town) -> None:
    options = [{"id": "none", "text": "请选择"}, {"id": "d1", "text": "12-01"}]
    card = town.sent(a_card(button_selection={"question_key": "due", "title": "交期", "option_list": options}), WANG)

    answer = guide.post("cards/press", who=WANG, message_id=card, key="ack", selections={"due": ["d1"]})
    town.corp.deliver_due()

    event = town.callbacks.event
    assert (answer.json(), event["Event"], event["EventKey"]) == ({"url": ""}, "template_card_event", "ack")
    assert event["SelectedItems"]["SelectedItem"] == {"QuestionKey": "due", "OptionIds": {"OptionId": "d1"}}


def test_a_button_that_leads_somewhere_says_where(guide: Guide, town: Town) -> None:
    card = town.sent(a_card(button_list=[{"text": "网页", "type": 1, "url": FORM, "key": "web"}]), WANG)

    assert guide.post("cards/press", who=WANG, message_id=card, key="web").json() == {"url": FORM}
    assert town.corp.deliver_due() == 0


def test_the_menu_of_a_card_tells_the_app(guide: Guide, town: Town) -> None:
    menu = {"desc": "更多", "action_list": [{"text": "不再提醒", "key": "mute"}]}
    card = town.sent(a_card(action_menu=menu), WANG)

    guide.post("cards/menu", who=WANG, message_id=card, key="mute")
    town.corp.deliver_due()

    assert (town.callbacks.event["Event"], town.callbacks.event["EventKey"]) == ("template_card_menu_event", "mute")


@pytest.mark.parametrize(
    ("changes", "status", "reason"),
    [
        ({"key": "never"}, 409, "no_such_button"),
        ({"selections": {"due": ["d1"]}}, 409, "no_such_question"),
        ({"message_id": "wm_never"}, 404, "unknown_message"),
        ({"who": CHEN}, 403, "not_a_member"),
        ({"key": ""}, 422, "bad_request"),
        ({"selections": {"due": "d1"}}, 422, "bad_request"),
    ],
)
def test_what_is_not_on_the_card_cannot_be_pressed(
    guide: Guide, town: Town, changes: dict[str, object], status: int, reason: str
) -> None:
    ask = {"who": WANG, "message_id": town.sent(a_card(), WANG), "key": "ack"}

    answer = guide.post("cards/press", **{**ask, **changes})

    assert (answer.status_code, answer.json()["refused"]) == (status, reason)
    assert town.corp.deliver_due() == 0


# Links


def test_a_link_is_followed_as_the_person_one_plays(guide: Guide) -> None:
    answer = guide.get("open", who=WANG, url=FORM)

    assert (answer.status_code, answer.headers["location"]) == (303, FORM)
    [cookie] = [it.strip() for it in answer.headers["set-cookie"].split(";")[:1]]
    assert cookie == f"sandbox_wecom_user={WANG}"
    assert "Path=/sandbox/wecom;" in answer.headers["set-cookie"]


def test_whoever_followed_a_link_is_signed_in_as_that_person(guide: Guide, town: Town) -> None:
    settings = town.corp.settings
    page = "http://127.0.0.1/f/signin"
    query = {
        "appid": settings.corp_id, "redirect_uri": page, "response_type": "code", "scope": "snsapi_base", "state": "x",
    }  # fmt: skip
    cookies = guide.get("open", who=WANG, url=FORM).cookies

    answer = guide.request("GET", AUTHORIZE, params=query, headers=_cookie(cookies))
    code = dict(part.split("=") for part in urlsplit(answer.headers["location"]).query.split("&"))["code"]

    assert town.rest.get("auth/getuserinfo", code=code)["userid"] == WANG


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/f/x", "file:///etc/passwd", ""])
def test_only_addresses_of_the_web_are_followed(guide: Guide, url: str) -> None:
    assert guide.get("open", who=WANG, url=url).status_code == 422


def test_another_site_cannot_make_somebody_of_the_browser(guide: Guide) -> None:
    answer = guide.request("GET", OPEN, params={"who": WANG, "url": FORM}, headers={"sec-fetch-site": "cross-site"})

    assert (answer.status_code, answer.json()["refused"]) == (403, "cross_site")


# The workbench


def test_each_platform_fails_by_itself(guide: Guide, town: Town) -> None:
    guide.post("faults", down="502", duplicate=2)

    assert (town.corp.failures.platform_down, town.room.tenant.failures.platform_down) == ("502", None)
    here = guide.get("/sandbox/page/room").json()
    assert (here["faults"]["platform_down"], here["elsewhere"]["faults"]["platform_down"]) == (None, "502")


def test_each_platform_has_its_wire(guide: Guide, town: Town) -> None:
    town.sent(a_card(), WANG)
    msgid = town.corp.messages(f"app_private:{WANG}")[-1].msgid

    listed = guide.get("wire").json()["entries"]
    [sending] = [it for it in listed if it["message_id"] == msgid]

    assert "message/send" in sending["kind"]
    assert guide.get(f"wire/{sending['seq']}").json()["body"]["touser"] == WANG
    assert not [it for it in guide.get("/sandbox/page/wire").json()["entries"] if "message/send" in it["kind"]]


def test_moving_the_clock_on_one_side_wakes_the_other(guide: Guide, town: Town) -> None:
    seen = town.room.tenant.changes_since(0)["seq"]

    guide.post("clock", hours=1)

    assert town.room.tenant.changes_since(seen)["changes"]


def _upload(guide: Guide, chat: str, content: bytes) -> Response:
    query = {"who": LIU, "chat_id": chat, "name": "订单.xlsx"}
    headers = {"content-type": "application/octet-stream"}
    return guide.request("POST", "/sandbox/page/wecom/files", params=query, content=content, headers=headers)


def _cookie(cookies: Mapping[str, str]) -> dict[str, str]:
    return {"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
