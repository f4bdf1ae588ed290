"""feishu.md §4.1: looking messages up, readers, urgent reminders, reactions."""

import json

from bot.sandbox.feishu import FeishuTenant
from tests.bot.sandbox.feishu.tenants import BUYER, GROUP, PRODUCTION, SALES, Clock, Rest, a_card, plain

MESSAGES = "im/v1/messages"


def test_a_card_is_read_flattened_unless_the_original_is_asked_for(rest: Rest) -> None:
    card = a_card({"tag": "markdown", "content": "缺料"}, header={"title": plain("订单")})
    message_id = rest.sent(card)

    flat = rest.call("GET", f"{MESSAGES}/{message_id}")["data"]["items"][0]
    original = rest.call("GET", f"{MESSAGES}/{message_id}", card_msg_content_type="user_card_content")

    assert json.loads(flat["body"]["content"]) == {"title": "订单", "elements": [[{"tag": "text", "text": "缺料"}]]}
    assert json.loads(original["data"]["items"][0]["body"]["content"]) == card


def test_the_history_of_a_chat_comes_in_pages_both_ways(tenant: FeishuTenant, rest: Rest, clock: Clock) -> None:
    said = []
    for word in ("a", "b", "c"):
        said.append(tenant.say(SALES, GROUP, word))
        clock.advance(seconds=10)
    at = {"container_id_type": "chat", "container_id": GROUP}

    first = rest.call("GET", MESSAGES, **at, page_size="2")["data"]
    newest_first = rest.call("GET", MESSAGES, **at, sort_type="ByCreateTimeDesc")["data"]
    since = str(int(clock.now.timestamp()) - 15)
    late = rest.call("GET", MESSAGES, **at, start_time=since)["data"]

    assert ([it["message_id"] for it in first["items"]], first["has_more"]) == (said[:2], True)
    assert [it["message_id"] for it in newest_first["items"]] == said[::-1]
    assert [it["message_id"] for it in late["items"]] == said[2:]
    assert rest.call("GET", MESSAGES, **at, start_time="yesterday")["code"] == 99992402
    assert rest.call("GET", MESSAGES, **at, page_size="51")["code"] == 99992402
    assert rest.call("GET", MESSAGES, container_id_type="chat", container_id="oc_x")["code"] == 230001


def test_readers_of_ones_own_messages_are_known_for_a_week(tenant: FeishuTenant, rest: Rest, clock: Clock) -> None:
    message_id = rest.sent(a_card())
    tenant.read(PRODUCTION, GROUP)
    path = f"{MESSAGES}/{message_id}/read_users"

    readers = rest.call("GET", path, user_id_type="open_id")["data"]["items"]
    clock.advance(days=7, seconds=1)
    rest.token = None

    assert [it["user_id"] for it in readers] == [PRODUCTION]
    assert rest.call("GET", path, user_id_type="open_id")["code"] == 230001
    assert rest.call("GET", path)["code"] == 99992402


def test_an_urgent_reminder_reaches_members_only(tenant: FeishuTenant, rest: Rest) -> None:
    tenant.add_group("oc_two", "两人群", [SALES, PRODUCTION])
    message_id = rest.sent(a_card(), "oc_two")
    body = {"user_id_list": [PRODUCTION, BUYER, "ou_nobody"]}

    answer = rest.call("PATCH", f"{MESSAGES}/{message_id}/urgent_app", body, user_id_type="open_id")

    assert answer["data"]["invalid_user_id_list"] == [BUYER, "ou_nobody"]
    assert tenant.message_json(message_id)["urgent_for"] == [PRODUCTION]


def test_two_hundred_unread_urgents_are_enough(tenant: FeishuTenant, rest: Rest) -> None:
    tenant.failures.has_rate_limits = False
    message_id = rest.sent(a_card())
    path, body = f"{MESSAGES}/{message_id}/urgent_app", {"user_id_list": [PRODUCTION]}

    codes = [rest.call("PATCH", path, body)["code"] for _ in range(201)]
    tenant.read(PRODUCTION, GROUP)

    assert codes == [0] * 200 + [230023]
    assert rest.call("PATCH", path, body)["code"] == 0


def test_urgents_are_for_ones_own_messages_and_calls_cost_quota(tenant: FeishuTenant, rest: Rest) -> None:
    theirs = tenant.say(SALES, GROUP, "x")
    ours = rest.sent(a_card())
    body = {"user_id_list": [PRODUCTION]}

    assert rest.call("PATCH", f"{MESSAGES}/{theirs}/urgent_app", body)["code"] == 230052
    assert rest.call("PATCH", f"{MESSAGES}/{ours}/urgent_phone", body)["code"] == 230024
    assert rest.call("PATCH", f"{MESSAGES}/{ours}/urgent_app", {"user_id_list": ["x"] * 201})["code"] == 99992402


def test_the_bot_reacts_and_takes_its_own_reaction_back(tenant: FeishuTenant, rest: Rest) -> None:
    message_id = tenant.say(SALES, GROUP, "x")
    tenant.react(PRODUCTION, message_id, "OK")
    path = f"{MESSAGES}/{message_id}/reactions"

    made = rest.call("POST", path, {"reaction_type": {"emoji_type": "DONE"}})["data"]
    listed = rest.call("GET", path)["data"]["items"]
    theirs = rest.call("DELETE", f"{path}/{listed[0]['reaction_id']}")
    ours = rest.call("DELETE", f"{path}/{made['reaction_id']}")

    assert [it["reaction_type"]["emoji_type"] for it in listed] == ["OK", "DONE"]
    assert (theirs["code"], ours["code"]) == (231011, 0)
    assert [it["emoji_type"] for it in tenant.message_json(message_id)["reactions"]] == ["OK"]
    assert rest.call("POST", path, {"reaction_type": {"emoji_type": "not one"}})["code"] == 231001
