"""What the page sees: snapshots, changes, the wire."""

import json
import threading

import pytest

from bot.sandbox.feishu import FeishuTenant
from bot.sandbox.feishu.forgery import FORGERIES, Forgery
from tests.bot.sandbox.feishu.tenants import GROUP, PRODUCTION, SALES, SETTINGS, FakeBot, Rest, a_button, a_card, plain


def test_a_person_sees_their_chats_newest_first_with_unread_counts(tenant: FeishuTenant, rest: Rest) -> None:
    tenant.add_group("oc_secret", "别人的群", [PRODUCTION])
    rest.sent(a_card(header={"title": plain("订单")}))
    tenant.say(SALES, GROUP, "收到")
    rest.sent(a_card(header={"title": plain("只给你")}), SALES)

    seen = tenant.snapshot(SALES)

    assert seen["me"]["name"] == "刘销售"
    by_id = {it["chat_id"]: it for it in seen["chats"]}
    assert "oc_secret" not in by_id
    assert (by_id[GROUP]["unread"], by_id[GROUP]["summary"]) == (1, "收到")
    private = next(it for it in seen["chats"] if it["kind"] == "p2p")
    assert (private["name"], private["with"], private["unread"], private["summary"]) == ("跟单助手", SALES, 1, "只给你")
    tenant.read(SALES, GROUP)
    assert {it["chat_id"]: it["unread"] for it in tenant.snapshot(SALES)["chats"]}[GROUP] == 0
    json.dumps(seen)


def test_an_onlooker_sees_every_chat(tenant: FeishuTenant) -> None:
    tenant.add_group("oc_secret", "别人的群", [PRODUCTION])

    assert {it["chat_id"] for it in tenant.snapshot()["chats"]} == {GROUP, "oc_secret"}


def test_a_card_is_shown_as_the_json_that_was_sent(tenant: FeishuTenant, rest: Rest) -> None:
    message_id = rest.sent(a_card(a_button()))

    shown = tenant.message_json(message_id)

    assert (shown["card"], shown["is_interactive"], shown["revisions"]) == (a_card(a_button()), True, 1)
    assert shown["sender"] == {"kind": "app", "id": SETTINGS.app_id, "name": "跟单助手"}


@pytest.mark.parametrize(
    ("msg_type", "content", "text"),
    [
        ("text", {"text": f'<at user_id="{SALES}"></at> 你好'}, "@刘销售 你好"),
        ("post", {"zh_cn": {"title": "题", "content": [[{"tag": "text", "text": "行"}]]}}, "题\n行"),
        ("interactive", {**a_card(), "config": {"summary": {"content": "摘要"}}}, "摘要"),
        ("interactive", a_card(), "**SO-2611-0042**"),
    ],
)
def test_every_message_has_a_readable_line(
    tenant: FeishuTenant, rest: Rest, msg_type: str, content: object, text: str
) -> None:
    message_id = rest.send(json.dumps(content), msg_type=msg_type)["data"]["message_id"]

    assert tenant.message_json(message_id)["text"] == text


def test_changes_are_numbered_and_can_be_waited_for(tenant: FeishuTenant) -> None:
    before = tenant.snapshot()["seq"]
    said: list[str] = []
    speaker = threading.Timer(0.05, lambda: said.append(tenant.say(SALES, GROUP, "x")))
    speaker.start()

    news = tenant.changes_since(before, timeout=5)
    speaker.join()

    assert [(it["kind"], it["message_id"]) for it in news["changes"]] == [("message", said[0])]
    assert tenant.changes_since(news["seq"]) == {"seq": news["seq"], "is_reset": False, "changes": []}


def test_a_reader_who_was_away_too_long_starts_over(tenant: FeishuTenant) -> None:
    for _ in range(5100):
        tenant.clock_moved()

    assert tenant.changes_since(1)["is_reset"]
    assert tenant.changes_since(10**9)["is_reset"]


def test_a_subscription_gives_each_change_once(tenant: FeishuTenant) -> None:
    with tenant.subscribe() as changes:
        tenant.say(SALES, GROUP, "x")

        assert len(changes.wait(timeout=0)["changes"]) == 1
        assert changes.wait(timeout=0)["changes"] == []


def test_the_wire_is_logged_both_ways_without_secrets(tenant: FeishuTenant, rest: Rest, bot: FakeBot) -> None:
    bot.answers({"toast": {"type": "info", "content": "好"}})
    message_id = rest.sent(a_card(a_button()))
    tenant.say(SALES, GROUP, "/help", mention_bot=True)
    tenant.deliver_due()
    tenant.tap(SALES, message_id, "确认")
    token = bot.event["token"]

    entries = tenant.wire_log
    text = json.dumps(entries, ensure_ascii=False)

    assert [(it["direction"], it["channel"]) for it in entries] == [
        ("to_platform", "rest"),
        ("to_platform", "rest"),
        ("to_bot", "event"),
        ("to_bot", "callback"),
    ]
    for secret in (SETTINGS.app_secret, SETTINGS.encrypt_key, SETTINGS.verification_token, rest.token, token):
        assert str(secret) not in text
    event = entries[2]
    assert (event["kind"], event["status"], event["attempt"]) == ("im.message.receive_v1", 200, 1)
    assert event["raw"].startswith('{"encrypt":"')
    assert event["body"]["event"]["message"]["chat_id"] == GROUP
    assert entries[1]["message_id"] == entries[3]["message_id"] == message_id
    assert entries[3]["answer"] == {"toast": {"type": "info", "content": "好"}}
    assert tenant.wire_since(entries[2]["seq"]) == entries[3:]


def test_a_push_that_failed_is_in_the_log_too(tenant: FeishuTenant, clock: object) -> None:
    tenant.deliver_to(lambda headers, body: (503, b"busy"))
    tenant.say(SALES, GROUP, "/help", mention_bot=True)
    tenant.deliver_due()

    assert (tenant.wire_log[-1]["status"], tenant.wire_log[-1]["answer"]) == (503, "busy")


@pytest.mark.parametrize("how", FORGERIES)
def test_every_forgery_is_pushed_once_as_it_is(tenant: FeishuTenant, how: Forgery) -> None:
    got: list[bytes] = []

    def refuse(headers: object, body: bytes) -> tuple[int, bytes]:
        got.append(body)
        return 401, b""

    tenant.deliver_to(refuse)

    assert tenant.push_forged(how) == (401, b"")
    assert len(got) == 1
    assert tenant.next_due() is None
