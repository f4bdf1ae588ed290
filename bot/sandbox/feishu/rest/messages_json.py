"""A message as the API answers it."""

import json
from typing import Any

from bot.sandbox.feishu import model
from bot.sandbox.feishu.flatten import flattened
from bot.sandbox.feishu.world import World


def as_api(world: World, message: model.Message, *, is_original: bool = True) -> dict[str, Any]:
    """One item of `data`; cards flattened unless the original is asked for. Absent fields are left out."""
    tenant = world.settings.tenant_key
    item: dict[str, Any] = {
        "message_id": message.message_id,
        "root_id": message.root_id,
        "parent_id": message.parent_id,
        "thread_id": message.thread_id,
        "msg_type": message.type,
        "create_time": str(message.created),
        "update_time": str(message.updated),
        "deleted": message.is_recalled,
        "updated": message.is_updated,
        "chat_id": message.chat_id,
        "sender": _sender(message, tenant),
        "body": {"content": _content(message, is_original=is_original)},
    }
    if message.mentions:
        item["mentions"] = [
            {"key": it.key, "id": it.open_id, "id_type": "open_id", "name": it.name, "tenant_key": tenant}
            for it in message.mentions
        ]
    return {key: value for key, value in item.items() if value != ""}


def _sender(message: model.Message, tenant: str) -> dict[str, str]:
    is_person = message.sender_kind == model.PERSON
    return {
        "id": message.sender,
        "id_type": "open_id" if is_person else "app_id",
        "sender_type": "user" if is_person else "app",
        "tenant_key": tenant,
    }


def _content(message: model.Message, *, is_original: bool) -> str:
    if message.is_recalled:
        return "This message was recalled"
    if message.type != "interactive" or is_original:
        return message.content
    return json.dumps(flattened(json.loads(message.content)), ensure_ascii=False)
