"""The tenant as JSON for the page: what one person, or an onlooker, sees."""

from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.feishu import model
from bot.sandbox.feishu.clicks import is_live
from bot.sandbox.feishu.flatten import summary, texts
from bot.sandbox.feishu.mentions import spelled_out
from bot.sandbox.feishu.world import World


def snapshot(world: World, open_id: str | None, last: int) -> dict[str, Any]:
    """Everything, or what one person sees; the newest `last` messages of each chat."""
    person = world.people.get(open_id) if open_id is not None else None
    chats = [it for it in world.chats if open_id is None or open_id in it.members]
    shown = [_chat(world, it, open_id, last) for it in chats]
    return {
        "seq": world.feed.seq,
        "wire_seq": world.wire_log.seq,
        "now": world.now_ms,
        "platform_down": world.failures.platform_down,
        "bot": {
            "open_id": world.settings.bot_open_id,
            "name": world.settings.bot_name,
            "app_id": world.settings.app_id,
        },
        "me": _person(person) if person is not None else None,
        "people": [_person(it) for it in world.people],
        "chats": sorted(shown, key=lambda it: it["updated"], reverse=True),
    }


def message_json(world: World, message: model.Message) -> dict[str, Any]:
    """One message as the page draws it."""
    content = {} if message.is_recalled else jsons.parse_object(message.content)
    card = content if message.type == "interactive" and not message.is_recalled else None
    is_expired = world.is_expired(message)
    return {
        "message_id": message.message_id,
        "chat_id": message.chat_id,
        "type": message.type,
        "sender": {"kind": message.sender_kind, "id": message.sender, "name": _name(world, message)},
        "created": message.created,
        "updated": message.updated,
        "parent_id": message.parent_id,
        "is_recalled": message.is_recalled,
        "is_updated": message.is_updated,
        "is_expired": is_expired,
        "is_locked": world.unanswered[message.message_id] > 0,
        "is_interactive": card is not None and not is_expired and is_live(message, card),
        "forwarded_from": message.forwarded_from,
        "text": _text(message, content),
        "mentions": [{"key": it.key, "id": it.open_id, "name": it.name} for it in message.mentions],
        "card": card,
        "file": _file(world, content),
        "reactions": [
            {"emoji_type": it["reaction_type"]["emoji_type"], "id": it["operator"]["operator_id"]}
            for it in message.reactions
        ],
        "revisions": message.revisions,
        "urgent_for": message.urgent_for,
        "read_by": [it.open_id for it in world.read_marks if it.chat_id == message.chat_id and it.upto >= message.seq],
    }


def _person(person: model.Person) -> dict[str, Any]:
    return {
        "open_id": person.open_id,
        "name": person.name,
        "department": person.department,
        "job_title": person.job_title,
        "is_active": person.is_active,
        "in_range": person.in_range,
        "has_blocked_bot": person.has_blocked_bot,
    }


def _chat(world: World, chat: model.Chat, open_id: str | None, last: int) -> dict[str, Any]:
    messages = [it for it in map(world.messages.get, world.chat_messages[chat.chat_id]) if it is not None]
    mark = world.read_marks.get(f"{open_id}/{chat.chat_id}")
    upto = mark.upto if mark is not None else 0
    shown = [message_json(world, it) for it in messages[-last:]]
    is_private = chat.kind == model.P2P
    return {
        "chat_id": chat.chat_id,
        "name": world.settings.bot_name if is_private and open_id is not None else chat.name,
        "kind": chat.kind,
        "members": chat.members,
        "with": chat.members[0] if is_private else "",
        "has_bot": chat.has_bot,
        "is_dissolved": chat.is_dissolved,
        "unread": sum(it.seq > upto and it.sender != open_id for it in messages) if open_id is not None else 0,
        "summary": shown[-1]["text"] if shown else "",
        "updated": messages[-1].created if messages else chat.created,
        "messages": shown,
    }


def _name(world: World, message: model.Message) -> str:
    person = world.people.get(message.sender)
    if person is not None:
        return person.name
    return world.settings.bot_name if message.sender_kind == model.APP else "机器人"


def _text(message: model.Message, content: dict[str, Any]) -> str:
    if message.type == "text":
        return spelled_out(str(content.get("text", "")), message.mentions)
    if message.type == "interactive":
        return summary(content)
    if message.type == "post":
        version: dict[str, Any] = next(iter(content.values()), {})
        lines = (_line(paragraph) for paragraph in version.get("content", []))
        return "\n".join(it for it in (version.get("title", ""), *lines) if it)
    return str(content.get("file_name", "")) or next(texts(content), "")


def _line(paragraph: list[dict[str, Any]]) -> str:
    return "".join(str(node.get("text", "")) for node in paragraph)


def _file(world: World, content: dict[str, Any]) -> dict[str, Any] | None:
    key = content.get("file_key") or content.get("image_key")
    resource = world.resources.get(key) if isinstance(key, str) else None
    if resource is None:
        return None
    return {"key": resource.key, "name": resource.name, "size": resource.size, "kind": resource.kind}
