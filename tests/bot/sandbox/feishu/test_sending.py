"""feishu.md §4.1, §4.2, §4.4: where a message may go and what it may hold."""

import json
from collections.abc import Callable

import pytest

from bot.sandbox.feishu import FeishuTenant
from tests.bot.sandbox.feishu.tenants import BUYER, GROUP, PRODUCTION, SALES, Clock, Rest, a_card


def of_type(rest: Rest, msg_type: str, content: object, to: str = GROUP) -> int:
    return int(rest.send(json.dumps(content), to, msg_type=msg_type)["code"])


def test_an_accepted_card_is_answered_as_the_reference_shows(tenant: FeishuTenant, rest: Rest) -> None:
    answer = rest.send(a_card(), uuid="so-2611-0042:v3")

    data = answer["data"]
    assert data["message_id"].startswith("om_")
    assert data["chat_id"] == GROUP
    assert data["sender"] == {
        "id": tenant.settings.app_id,
        "id_type": "app_id",
        "sender_type": "app",
        "tenant_key": tenant.settings.tenant_key,
    }
    assert json.loads(data["body"]["content"]) == tenant.card(data["message_id"]) == a_card()


def test_a_card_to_a_person_opens_their_private_chat(tenant: FeishuTenant, rest: Rest) -> None:
    first = rest.send(a_card(), SALES)["data"]["chat_id"]
    second = rest.send(a_card(), SALES)["data"]["chat_id"]

    assert first == second
    chat = next(it for it in tenant.chats() if it.chat_id == first)
    assert (chat.kind, chat.members) == ("p2p", [SALES])


@pytest.mark.parametrize(
    ("id_type", "receive_id"),
    [("union_id", "on_sales_liu"), ("user_id", "e33ggbyz"), ("email", "wang@example.com"), ("open_id", SALES)],
)
def test_a_person_is_reached_by_every_kind_of_id(rest: Rest, id_type: str, receive_id: str) -> None:
    body = {"receive_id": receive_id, "msg_type": "text", "content": '{"text":"hi"}'}

    assert rest.call("POST", "im/v1/messages", body, receive_id_type=id_type)["code"] == 0


@pytest.mark.parametrize(
    ("to", "change", "code"),
    [
        ("ou_nobody", lambda it: None, 99992351),
        ("oc_nowhere", lambda it: None, 230034),
        (GROUP, lambda it: it.remove_bot(SALES, GROUP), 230002),
        (GROUP, lambda it: it.dissolve(GROUP), 232009),
        (BUYER, lambda it: it.resign(BUYER), 230029),
        (BUYER, lambda it: it.set_range(BUYER, False), 230013),
        (BUYER, lambda it: it.block_bot(BUYER, True), 230053),
    ],
)
def test_an_unreachable_receiver_is_refused_with_its_code(
    tenant: FeishuTenant, rest: Rest, to: str, change: Callable[[FeishuTenant], None], code: int
) -> None:
    change(tenant)

    assert rest.send(a_card(), to)["code"] == code


def test_a_private_chat_of_somebody_who_left_is_refused_by_chat_id_too(tenant: FeishuTenant, rest: Rest) -> None:
    chat_id = rest.send(a_card(), BUYER)["data"]["chat_id"]
    tenant.resign(BUYER)

    assert rest.send(a_card(), chat_id)["code"] == 230029


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"content": None}, 99992402),
        ({"content": "{not json"}, 230001),
        ({"content": "[]"}, 230001),
        ({"msg_type": "telegram"}, 230001),
        ({"msg_type": None}, 99992402),
        ({"receive_id": ""}, 99992402),
        ({"uuid": "x" * 51}, 99992402),
        ({"uuid": 7}, 99992402),
    ],
)
def test_a_malformed_request_is_refused(rest: Rest, change: dict[str, object], code: int) -> None:
    body = {"receive_id": GROUP, "msg_type": "interactive", "content": json.dumps(a_card()), **change}

    assert rest.call("POST", "im/v1/messages", body, receive_id_type="chat_id")["code"] == code


def test_the_kind_of_receiver_is_required(rest: Rest) -> None:
    body = {"receive_id": GROUP, "msg_type": "text", "content": '{"text":"hi"}'}

    assert rest.call("POST", "im/v1/messages", body)["code"] == 99992402


def test_a_body_that_is_not_json_is_refused(rest: Rest) -> None:
    answer = rest.raw("POST", "im/v1/messages", b"\xff{", query={"receive_id_type": "chat_id"})

    assert json.loads(answer.body)["code"] == 9499


@pytest.mark.parametrize(
    ("msg_type", "content", "code"),
    [
        ("text", {"text": "hi"}, 0),
        ("text", {"text": " "}, 230001),
        ("text", {"text": "长" * 51_201}, 230025),
        ("post", {"zh_cn": {"title": "t", "content": [[{"tag": "text", "text": "x"}]]}}, 0),
        ("post", {"zh_cn": {"content": [[{"tag": "at", "user_id": SALES}], [{"tag": "md", "text": "x"}]]}}, 0),
        ("post", {"title": "t", "content": []}, 230001),
        ("post", {"zh_cn": {"content": [[{"tag": "md", "text": "x"}, {"tag": "text", "text": "y"}]]}}, 230001),
        ("post", {"zh_cn": {"content": [[{"tag": "at", "user_id": "ou_gone"}]]}}, 230001),
        ("post", {"zh_cn": {"content": [[{"tag": "spaceship"}]]}}, 230001),
        ("post", {"zh_cn": {"content": [[{"tag": "text", "text": "长" * 10_240}]]}}, 230025),
        ("image", {"image_key": "img_v3_other"}, 230017),
        ("file", {"file_key": "file_v3_other"}, 230017),
        ("share_chat", {"chat_id": GROUP}, 0),
        ("share_chat", {"chat_id": "oc_nowhere"}, 230001),
        ("share_user", {"user_id": SALES}, 0),
        ("share_user", {"user_id": "ou_nobody"}, 230001),
    ],
)
def test_what_each_type_may_hold(rest: Rest, msg_type: str, content: object, code: int) -> None:
    assert of_type(rest, msg_type, content) == code


def test_mentions_in_a_text_become_placeholders(rest: Rest) -> None:
    text = f'<at user_id="{PRODUCTION}">王工</at> 请确认 <at user_id="all"></at>'

    data = rest.send(json.dumps({"text": text}), msg_type="text")["data"]

    assert json.loads(data["body"]["content"]) == {"text": "@_user_1 请确认 @_all"}
    assert data["mentions"][0]["id"] == PRODUCTION


def test_the_same_uuid_within_the_hour_sends_once(tenant: FeishuTenant, rest: Rest, clock: Clock) -> None:
    first = rest.send(a_card(), uuid="so-1")
    clock.advance(minutes=59)
    again = rest.send(a_card(), uuid="so-1")

    assert again["data"]["message_id"] == first["data"]["message_id"]
    assert len(tenant.messages(GROUP)) == 1


def test_after_an_hour_the_same_uuid_sends_again(tenant: FeishuTenant, rest: Rest, clock: Clock) -> None:
    rest.send(a_card(), uuid="so-1")
    clock.advance(hours=1)
    rest.send(a_card(), uuid="so-1")

    assert len(tenant.messages(GROUP)) == 2


def test_a_refused_message_does_not_use_its_uuid_up(tenant: FeishuTenant, rest: Rest) -> None:
    rest.send(a_card({"tag": "note"}), uuid="so-1")

    assert rest.send(a_card(), uuid="so-1")["code"] == 0


def test_a_reply_hangs_under_the_message_it_answers(tenant: FeishuTenant, rest: Rest) -> None:
    question = tenant.say(SALES, GROUP, "/status", mention_bot=True)
    body = {"msg_type": "interactive", "content": json.dumps(a_card()), "uuid": "r-1"}

    first = rest.call("POST", f"im/v1/messages/{question}/reply", body)["data"]
    again = rest.call("POST", f"im/v1/messages/{question}/reply", body)["data"]
    deeper = rest.call("POST", f"im/v1/messages/{first['message_id']}/reply", {**body, "uuid": "r-2"})["data"]

    assert (first["parent_id"], first["root_id"], first["chat_id"]) == (question, question, GROUP)
    assert again["message_id"] == first["message_id"]
    assert (deeper["parent_id"], deeper["root_id"]) == (first["message_id"], question)


def test_a_recalled_message_cannot_be_answered(tenant: FeishuTenant, rest: Rest) -> None:
    question = tenant.say(SALES, GROUP, "/status", mention_bot=True)
    tenant.recall(SALES, question)
    body = {"msg_type": "text", "content": '{"text":"x"}'}

    assert rest.call("POST", f"im/v1/messages/{question}/reply", body)["code"] == 230011
    assert rest.call("POST", "im/v1/messages/om_unknown/reply", body)["code"] == 230001


def test_a_reply_in_a_thread_starts_one(tenant: FeishuTenant, rest: Rest) -> None:
    question = tenant.say(SALES, GROUP, "x", mention_bot=True)
    body = {"msg_type": "text", "content": '{"text":"x"}', "reply_in_thread": True}

    data = rest.call("POST", f"im/v1/messages/{question}/reply", body)["data"]

    assert data["thread_id"].startswith("omt_")
    listed = rest.call("GET", "im/v1/messages", container_id_type="thread", container_id=data["thread_id"])
    assert [it["message_id"] for it in listed["data"]["items"]] == [data["message_id"]]
