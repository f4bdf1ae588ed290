"""feishu.md §3: what people do and what the bot hears of it."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.sandbox.feishu import ALL_SCOPES, FeishuTenant, SandboxRefused
from tests.bot.sandbox.feishu.tenants import (
    BUYER,
    GROUP,
    PRODUCTION,
    SALES,
    SETTINGS,
    Clock,
    FakeBot,
    Rest,
    a_button,
    a_card,
    a_tenant,
)


def heard(tenant: FeishuTenant, bot: FakeBot) -> list[str]:
    """The kinds of events that arrive now."""
    bot.pushes.clear()
    tenant.deliver_due()
    return bot.types


def test_a_mention_in_a_group_arrives_as_the_reference_shows(tenant: FeishuTenant, bot: FakeBot) -> None:
    message_id = tenant.say(SALES, GROUP, "@跟单助手 SO-2611-0042 交期改到 12-05，请 @王工 确认")
    tenant.deliver_due()

    event = bot.event
    assert event["sender"]["sender_type"] == "user"
    assert event["sender"]["sender_id"] == {"open_id": SALES, "union_id": "on_sales_liu", "user_id": "e33ggbyz"}
    message = event["message"]
    assert (message["message_id"], message["chat_id"], message["chat_type"]) == (message_id, GROUP, "group")
    assert json.loads(message["content"]) == {"text": "@_user_1 SO-2611-0042 交期改到 12-05，请 @_user_2 确认"}
    assert [(it["key"], it["id"]["open_id"], it["mentioned_type"]) for it in message["mentions"]] == [
        ("@_user_1", "ou_bot", "bot"),
        ("@_user_2", PRODUCTION, "user"),
    ]
    assert "parent_id" not in message
    assert "root_id" not in message


def test_without_a_mention_a_group_is_not_heard(tenant: FeishuTenant, bot: FakeBot) -> None:
    tenant.say(SALES, GROUP, "午饭吃什么")
    tenant.say(SALES, GROUP, "@所有人 午饭")

    assert heard(tenant, bot) == []


def test_with_the_sensitive_scope_everything_is_heard(clock: Clock, bot: FakeBot) -> None:
    tenant = a_tenant(clock, bot, settings=replace(SETTINGS, scopes=ALL_SCOPES | {"im:message.group_msg"}))
    tenant.say(SALES, GROUP, "@所有人 午饭")
    tenant.deliver_due()

    assert json.loads(bot.event["message"]["content"]) == {"text": "@_all 午饭"}
    assert "mentions" not in bot.event["message"]


def test_a_private_message_needs_no_mention(tenant: FeishuTenant, bot: FakeBot) -> None:
    chat_id = tenant.open_private_chat(SALES)
    tenant.say(SALES, chat_id, "/help")
    tenant.deliver_due()

    assert bot.types == ["im.chat.access_event.bot_p2p_chat_entered_v1", "im.message.receive_v1"]
    assert bot.event["message"]["chat_type"] == "p2p"
    assert "mentions" not in bot.event["message"]


def test_mentions_can_be_given_by_id(tenant: FeishuTenant, bot: FakeBot) -> None:
    message_id = tenant.say(SALES, GROUP, "/who", mention_bot=True, mentions=[PRODUCTION])

    assert tenant.message_json(message_id)["text"] == "@跟单助手 /who @王工"
    assert [it.open_id for it in tenant.message(message_id).mentions] == ["ou_bot", PRODUCTION]


def test_the_longest_name_wins(tenant: FeishuTenant) -> None:
    tenant.add_person("ou_wang_2", "王工程师")
    tenant.add_group(GROUP, "车间群", [SALES, PRODUCTION, "ou_wang_2"])

    message_id = tenant.say(SALES, GROUP, "@王工程师 你好")

    assert [it.open_id for it in tenant.message(message_id).mentions] == ["ou_wang_2"]


def test_a_reply_names_what_it_answers(tenant: FeishuTenant, rest: Rest, bot: FakeBot) -> None:
    card = rest.sent(a_card())
    tenant.say(SALES, GROUP, "收到", mention_bot=True, reply_to=card)
    tenant.deliver_due()

    assert (bot.event["message"]["parent_id"], bot.event["message"]["root_id"]) == (card, card)


def test_a_file_arrives_with_its_key_and_name(tenant: FeishuTenant, bot: FakeBot) -> None:
    chat_id = tenant.open_private_chat(SALES)
    tenant.send_file(SALES, chat_id, "BOM.xlsx", b"PK")
    tenant.deliver_due()

    assert bot.event["message"]["message_type"] == "file"
    assert json.loads(bot.event["message"]["content"])["file_name"] == "BOM.xlsx"


def test_another_bot_is_heard_only_with_its_scope(tenant: FeishuTenant, clock: Clock, bot: FakeBot) -> None:
    scope = "im:message.group_at_msg.include_bot:readonly"
    listening = a_tenant(clock, bot, settings=replace(SETTINGS, scopes=ALL_SCOPES | {scope}))

    tenant.say_as_bot(GROUP, "@跟单助手 你好")
    listening.say_as_bot(GROUP, "@跟单助手 你好")

    assert heard(tenant, bot) == []
    assert heard(listening, bot) == ["im.message.receive_v1"]
    assert bot.event["sender"]["sender_type"] == "bot"


@pytest.mark.parametrize(
    ("act", "kinds"),
    [
        (lambda it: it.remove_bot(SALES, GROUP), ["im.chat.member.bot.deleted_v1"]),
        (lambda it: it.add_bot(SALES, "oc_new"), ["im.chat.member.bot.added_v1"]),
        (lambda it: it.add_bot(SALES, GROUP), []),
        (lambda it: it.add_members(SALES, "oc_new", [BUYER]), []),
        (lambda it: it.add_members(SALES, GROUP, ["ou_late"]), ["im.chat.member.user.added_v1"]),
        (lambda it: it.resign(BUYER), ["contact.user.deleted_v3"]),
        (lambda it: it.tap_menu(SALES, "menu_my_orders"), ["application.bot.menu_v6"]),
        (lambda it: it.open_private_chat(SALES), ["im.chat.access_event.bot_p2p_chat_entered_v1"]),
    ],
)
def test_what_people_do_becomes_the_platforms_events(
    tenant: FeishuTenant, bot: FakeBot, act: Callable[[FeishuTenant], object], kinds: list[str]
) -> None:
    tenant.add_person("ou_late", "迟到的人")
    tenant.add_group("oc_new", "新群", [SALES], has_bot=False)

    act(tenant)

    assert heard(tenant, bot) == kinds


def test_reactions_and_recalls_are_heard_in_the_bots_chats(tenant: FeishuTenant, rest: Rest, bot: FakeBot) -> None:
    card = rest.sent(a_card())
    mine = tenant.say(SALES, GROUP, "x")
    tenant.react(SALES, card, "DONE")
    tenant.recall(SALES, mine)
    tenant.recall(SALES, mine)

    assert heard(tenant, bot) == ["im.message.reaction.created_v1", "im.message.recalled_v1"]
    assert bot.event["message_id"] == mine


def test_reading_is_heard_in_private_chats_only(tenant: FeishuTenant, rest: Rest, bot: FakeBot) -> None:
    card = rest.send(a_card(), SALES)["data"]
    rest.sent(a_card())
    tenant.read(SALES, GROUP)
    tenant.read(SALES, card["chat_id"])
    tenant.read(SALES, card["chat_id"])

    assert heard(tenant, bot) == ["im.message.message_read_v1"]
    assert bot.event["message_id_list"] == [card["message_id"]]


def test_who_resigns_leaves_every_group(tenant: FeishuTenant) -> None:
    tenant.resign(BUYER)

    assert next(it for it in tenant.chats() if it.chat_id == GROUP).members == [SALES, PRODUCTION]
    with pytest.raises(SandboxRefused, match="resigned"):
        tenant.say(BUYER, GROUP, "x")


def test_seeding_again_changes_names_but_not_what_happened(tenant: FeishuTenant) -> None:
    tenant.resign(BUYER)
    tenant.dissolve(GROUP)

    tenant.add_person(BUYER, "陈采购（离职）")
    tenant.add_group(GROUP, "车间群", [SALES])

    assert not next(it for it in tenant.people() if it.open_id == BUYER).is_active
    assert next(it for it in tenant.chats() if it.chat_id == GROUP).is_dissolved


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (lambda it: it.say(SALES, GROUP, "  "), "empty"),
        (lambda it: it.say(SALES, "oc_nowhere", "x"), "unknown_chat"),
        (lambda it: it.say("ou_nobody", GROUP, "x"), "unknown_person"),
        (lambda it: it.say(SALES, GROUP, "x", reply_to="om_x"), "unknown_message"),
        (lambda it: it.send_file(SALES, GROUP, "a", b""), "empty"),
        (lambda it: it.recall(PRODUCTION, it.say(SALES, GROUP, "x")), "not_yours"),
        (lambda it: it.message("om_x"), "unknown_message"),
        (lambda it: it.file_content("file_x"), "unknown_file"),
        (lambda it: it.dissolve("oc_nowhere"), "unknown_chat"),
        (lambda it: it.say_as_bot("oc_nowhere", "x"), "unknown_chat"),
    ],
)
def test_what_cannot_be_is_refused(tenant: FeishuTenant, act: Callable[[FeishuTenant], object], reason: str) -> None:
    with pytest.raises(SandboxRefused) as caught:
        act(tenant)

    assert caught.value.reason == reason


def test_a_card_forwarded_to_the_bot_arrives_flattened(tenant: FeishuTenant, rest: Rest, bot: FakeBot) -> None:
    chat_id = tenant.open_private_chat(SALES)
    card = rest.sent(a_card({"tag": "markdown", "content": "缺料"}, a_button()))
    tenant.forward(SALES, card, chat_id)
    tenant.deliver_due()

    content = json.loads(bot.event["message"]["content"])
    assert [it["text"] for it in content["elements"][0]] == ["缺料", "确认"]
