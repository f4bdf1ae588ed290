"""Which messages the bot hears, and in what form."""

import json
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.feishu import envelope, model
from bot.sandbox.feishu.flatten import flattened
from bot.sandbox.feishu.settings import GROUP_ALL_MESSAGES, GROUP_BOT_MESSAGES
from bot.sandbox.feishu.world import World

_PRIVATE = "im:message.p2p_msg:readonly"
_MENTIONED = "im:message.group_at_msg:readonly"


def is_heard(world: World, chat: model.Chat, message: model.Message) -> bool:
    """Whether the app's scopes bring this message to the bot."""
    scopes = world.settings.scopes
    if not chat.has_bot or chat.is_dissolved:
        return False
    if chat.kind == model.P2P:
        return _PRIVATE in scopes
    is_mentioned = any(it.open_id == world.settings.bot_open_id for it in message.mentions)
    hears_mentions = is_mentioned and _MENTIONED in scopes
    if message.sender_kind == model.OTHER_BOT:
        return hears_mentions and GROUP_BOT_MESSAGES in scopes
    return hears_mentions or GROUP_ALL_MESSAGES in scopes


def received(world: World, chat: model.Chat, message: model.Message) -> dict[str, Any]:
    """The `event` part of im.message.receive_v1; fields that do not apply are absent."""
    tenant = world.settings.tenant_key
    sender = world.people.get(message.sender)
    content = message.content
    if message.type == "interactive":
        content = json.dumps(flattened(jsons.parse_object(content)), ensure_ascii=False)
    body: dict[str, Any] = {
        "message_id": message.message_id,
        "root_id": message.root_id,
        "parent_id": message.parent_id,
        "thread_id": message.thread_id,
        "create_time": str(message.created),
        "update_time": str(message.updated),
        "chat_id": chat.chat_id,
        "chat_type": chat.kind,
        "message_type": message.type,
        "content": content,
        "mentions": [_mention(world, it) for it in message.mentions],
    }
    sender_id = envelope.ids_of(world, sender) if sender is not None else {"open_id": message.sender}
    return {
        "sender": {
            "sender_id": sender_id,
            "sender_type": "user" if message.sender_kind == model.PERSON else "bot",
            "tenant_key": tenant,
        },
        "message": {key: value for key, value in body.items() if value not in ("", [])},
    }


def _mention(world: World, mention: model.Mention) -> dict[str, Any]:
    person = world.people.get(mention.open_id)
    bot_ids = {"open_id": mention.open_id, "union_id": "on_bot", "user_id": ""}
    return {
        "key": mention.key,
        "id": envelope.ids_of(world, person) if person is not None else bot_ids,
        "mentioned_type": "user" if person is not None else "bot",
        "name": mention.name,
        "tenant_key": world.settings.tenant_key,
    }
