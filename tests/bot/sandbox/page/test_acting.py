"""Speaking, sending files and using cards through the page's endpoints, and what is refused."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import Response

from bot.sandbox.page.guard import MEBIBYTE
from tests.bot.sandbox.feishu.tenants import GROUP, PRODUCTION, SALES, a_button, a_form, a_select, an_input, plain
from tests.bot.sandbox.page.rooms import PRIVATE_GROUP, Client, Room, titled, toast

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def test_a_word_with_a_mention_reaches_the_bot(client: Client, room: Room) -> None:
    answer = _post(client, "say", who=SALES, chat_id=GROUP, text="/order 0042", mention_bot=True)
    room.tenant.deliver_due()

    assert answer.status_code == 200
    assert room.bot.event["message"]["message_id"] == answer.json()["message_id"]
    assert room.bot.event["message"]["mentions"][0]["id"]["open_id"] == "ou_bot"


def test_the_first_private_word_opens_the_chat(client: Client, room: Room) -> None:
    chat = _post(client, "private", who=SALES).json()["chat_id"]

    assert room.tenant.snapshot(SALES)["chats"][0]["chat_id"] in (chat, GROUP)
    assert _post(client, "say", who=SALES, chat_id=chat, text="你好").status_code == 200


def test_a_reply_a_reaction_a_copy_and_taking_back(client: Client, room: Room) -> None:
    first = _post(client, "say", who=SALES, chat_id=GROUP, text="颜色定了吗").json()["message_id"]
    private = _post(client, "private", who=PRODUCTION).json()["chat_id"]

    reply = _post(client, "say", who=PRODUCTION, chat_id=GROUP, text="白色", reply_to=first).json()["message_id"]
    _post(client, "react", who=PRODUCTION, message_id=first, emoji_type="THUMBSUP")
    copy = _post(client, "forward", who=PRODUCTION, message_id=first, chat_id=private).json()["message_id"]
    _post(client, "recall", who=PRODUCTION, message_id=reply)

    assert room.tenant.message_json(reply)["is_recalled"]
    assert room.tenant.message_json(first)["reactions"] == [{"emoji_type": "THUMBSUP", "id": PRODUCTION}]
    assert room.tenant.message_json(copy)["text"] == "颜色定了吗"


def test_reading_takes_the_number_away(client: Client, room: Room) -> None:
    room.sent(titled("新订单"))

    _post(client, "read", who=SALES, chat_id=GROUP)

    assert room.tenant.snapshot(SALES)["chats"][0]["unread"] == 0


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ({"chat_id": PRIVATE_GROUP, "text": "在吗"}, 403, "not_a_member"),
        ({"chat_id": "oc_nowhere", "text": "在吗"}, 404, "unknown_chat"),
        ({"chat_id": GROUP, "text": "  "}, 409, "empty"),
        ({"chat_id": GROUP, "text": "长" * 20_001}, 422, "bad_request"),
        ({"chat_id": GROUP, "text": "\ud800"}, 422, "bad_request"),
        ({"chat_id": GROUP, "text": "在吗", "reply_to": "om_never"}, 404, "unknown_message"),
        ({"chat_id": GROUP, "text": "在吗", "as_admin": True}, 422, "bad_request"),
        ({"chat_id": GROUP}, 422, "bad_request"),
    ],
)
def test_what_the_client_would_not_send_is_refused(
    client: Client, room: Room, body: dict[str, object], status: int, reason: str
) -> None:
    answer = _post(client, "say", who=SALES, **body)

    assert (answer.status_code, answer.json()["refused"]) == (status, reason)
    assert room.tenant.messages(GROUP) == []


def test_nobody_speaks_for_a_stranger(client: Client) -> None:
    answer = _post(client, "say", who="ou_nobody", chat_id=GROUP, text="在吗")

    assert (answer.status_code, answer.json()["refused"]) == (404, "unknown_person")


def test_a_tap_brings_back_toast_and_card(client: Client, room: Room) -> None:
    message = room.sent(titled("新订单", a_button("收到")))
    room.answers_clicks(**toast("success", "收到", titled("已确认")))

    outcome = _post(client, "cards/tap", who=SALES, message_id=message, element=0).json()

    assert outcome["toast"] == {"type": "success", "content": "收到"}
    assert (outcome["code"], outcome["has_new_card"]) == (0, True)
    assert room.tenant.card(message)["header"]["title"]["content"] == "已确认"


def test_a_bot_that_answers_nonsense_is_an_error_code(client: Client, room: Room) -> None:
    message = room.sent(titled("新订单", a_button("收到")))
    room.bot.answer = (200, b"<html>")

    assert _post(client, "cards/tap", who=SALES, message_id=message, element="收到").json()["code"] == 200672


def test_a_form_goes_out_with_its_values(client: Client, room: Room) -> None:
    message = room.sent(titled("新订单", a_form(an_input("quantity"), a_select("customer", ("恒远", "云栖")))))
    values = {"quantity": "300台", "customer": "云栖"}

    answer = _post(
        client, "cards/submit", who=SALES, message_id=message, form="f_due", button="btn_submit", values=values
    )

    assert answer.json()["code"] == 0
    assert room.bot.event["action"]["form_value"] == values


def test_choosing_ticking_and_typing_outside_of_a_form(client: Client, room: Room) -> None:
    does: dict[str, Any] = {"behaviors": [{"type": "callback", "value": {"act": "change"}}]}
    box = {"tag": "checker", "text": plain("加急"), **does}
    message = room.sent(titled("改", a_select("cause", **does), box, an_input("note", **does)))
    ask: dict[str, Any] = {"who": SALES, "message_id": message}

    _post(client, "cards/pick", **ask, element=0, option="machine")
    _post(client, "cards/tick", **ask, element=1, checked=True)
    _post(client, "cards/enter", **ask, element=2, text="周五前")

    actions = [push["event"]["action"] for push in room.bot.pushes]
    assert [actions[0]["option"], actions[1]["checked"], actions[2]["input_value"]] == ["machine", True, "周五前"]


@pytest.mark.parametrize(
    ("element", "reason"),
    [(0, "disabled"), ("没有这个", "no_such_element"), (9, "no_such_element"), (1, "not_interactive")],
)
def test_a_tap_that_the_card_does_not_offer_is_refused(
    client: Client, room: Room, element: object, reason: str
) -> None:
    message = room.sent(titled("新订单", a_button("插单", disabled=True), an_input("note")))

    answer = _post(client, "cards/tap", who=SALES, message_id=message, element=element)

    assert (answer.status_code, answer.json()["refused"]) == (409, reason)
    assert room.bot.pushes == []


def test_a_card_older_than_two_weeks_is_refused(client: Client, room: Room) -> None:
    message = room.sent(titled("新订单", a_button("收到")))
    _post(client, "clock", days=15)

    answer = _post(client, "cards/tap", who=SALES, message_id=message, element=0)

    assert (answer.status_code, answer.json()["refused"]) == (409, "expired")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, "required"),
        ({"quantity": "300"}, "required"),
        ({"quantity": "1" * 99, "customer": "恒远"}, "too_long"),
        ({"quantity": "3", "customer": "别人"}, "not_an_option"),
    ],
)
def test_a_form_is_checked_as_the_client_checks_it(
    client: Client, room: Room, values: dict[str, str], reason: str
) -> None:
    fields = (an_input("quantity", required=True, max_length=20), a_select("customer", ("恒远",), required=True))
    message = room.sent(titled("新订单", a_form(*fields)))

    answer = _post(client, "cards/submit", who=SALES, message_id=message, form="f_due", values=values)

    assert (answer.status_code, answer.json()["refused"]) == (409, reason)


def test_half_a_character_in_a_form_is_refused(client: Client, room: Room) -> None:
    message = room.sent(titled("新订单", a_form(an_input("quantity"))))

    answer = _post(
        client, "cards/submit", who=SALES, message_id=message, form="f_due", values={"quantity": "\ud800"}
    )  # fmt: skip

    assert (answer.status_code, answer.json()["refused"]) == (422, "bad_request")


def test_a_body_nested_without_end_is_refused(client: Client) -> None:
    headers = {"content-type": "application/json"}

    answer = client.post("/sandbox/page/say", content=b"[" * 200_000, headers=headers)

    assert answer.status_code in (400, 422)


def test_somebody_elses_card_is_out_of_reach(client: Client, room: Room) -> None:
    message = room.sent(titled("采购", a_button("收到")), PRIVATE_GROUP)

    answer = _post(client, "cards/tap", who=SALES, message_id=message, element=0)

    assert (answer.status_code, answer.json()["refused"]) == (403, "not_a_member")


def test_a_picture_is_shown_and_anything_else_is_only_saved(client: Client, room: Room) -> None:
    page = b"<script>alert(1)</script>"
    picture = _download(client, room, _upload(client, PNG, name="面板.png", kind="image"))
    html = _download(client, room, _upload(client, page, name='a".html'))

    assert (picture.headers["content-type"], picture.content) == ("image/png", PNG)
    assert picture.headers["content-disposition"].startswith("inline")
    assert (html.headers["content-type"], html.content) == ("application/octet-stream", page)
    assert html.headers["content-disposition"] == "attachment; filename*=UTF-8''a%22.html"
    assert "sandbox" in html.headers["content-security-policy"]


def test_a_file_that_the_platform_would_not_take_is_refused_unread(client: Client, room: Room) -> None:
    huge = {"content-length": str(31 * MEBIBYTE), "content-type": "application/octet-stream"}
    query = {"who": SALES, "chat_id": GROUP, "name": "a.bin"}

    file = client.post("/sandbox/page/files", params=query, content=b"x", headers=huge)
    picture = _upload(client, b"x" * (10 * MEBIBYTE + 1), name="a.png", kind="image")
    words = client.post("/sandbox/page/say", content=b"[" * (300 * 1024))

    assert [it.status_code for it in (file, picture, words)] == [413, 413, 413]
    assert (file.json()["facts"], picture.json()["facts"]) == ({"megabytes": 30}, {"megabytes": 10})
    assert room.tenant.messages(GROUP) == []


def test_an_empty_or_nameless_file_is_refused(client: Client) -> None:
    assert _upload(client, b"x", name="").status_code == 422
    assert _upload(client, b"", name="a.txt").status_code in (409, 422)


def test_a_foreign_page_cannot_act(client: Client, room: Room) -> None:
    body = {"who": SALES, "chat_id": GROUP, "text": "在吗"}

    answer = client.post("/sandbox/page/say", json=body, headers={"sec-fetch-site": "cross-site"})

    assert (answer.status_code, answer.json()["refused"]) == (403, "cross_site")
    assert room.tenant.messages(GROUP) == []


def test_a_body_of_unknown_length_is_not_read(client: Client) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"{}"

    answer = client.post("/sandbox/page/say", content=pieces())

    assert (answer.status_code, answer.json()["refused"]) == (411, "length_required")


def _post(client: Client, path: str, **body: object) -> Response:
    return client.post(f"/sandbox/page/{path}", content=_json(body), headers={"content-type": "application/json"})


def _json(body: dict[str, object]) -> bytes:
    return json.dumps(body).encode()  # lone surrogates stay escaped, as a script would send them


def _upload(client: Client, content: bytes, *, name: str, kind: str = "file") -> Response:
    query = {"who": SALES, "chat_id": GROUP, "name": name, "kind": kind}
    headers = {"content-type": "application/octet-stream"}
    return client.post("/sandbox/page/files", params=query, content=content, headers=headers)


def _download(client: Client, room: Room, sent: Response) -> Response:
    file = room.tenant.message_json(sent.json()["message_id"])["file"]
    return client.get(f"/sandbox/page/files/{file['key']}")
