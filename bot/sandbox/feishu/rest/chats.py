"""Groups: which the bot is in, who is inside, new ones."""

from secrets import token_hex
from typing import Any

from bot.sandbox.feishu import model
from bot.sandbox.feishu.faults import ApiError
from bot.sandbox.feishu.rest.call import Call, Result, id_list, id_of, ok, person_by, text_field
from bot.sandbox.feishu.world import World

_UUID_MS = 10 * 3600 * 1000
_GONE = 232009
_OUTSIDE = 232011
_BAD_IDS = 232043


def list_chats(call: Call) -> Result:
    """`GET im/v1/chats`: the bot's groups; private chats are not among them."""
    order = call.choice("sort_type", ("ByCreateTimeAsc", "ByActiveTimeDesc"), "ByCreateTimeAsc")
    groups = [it for it in call.world.chats if it.kind == model.GROUP and it.has_bot and not it.is_dissolved]
    groups.sort(key=lambda it: it.created if order == "ByCreateTimeAsc" else -_active(call.world, it))
    page, more = call.page(groups, largest=100)
    return ok({"items": [_brief(call.world, it) for it in page], **more})


def get_chat(call: Call) -> Result:
    """`GET im/v1/chats/:chat_id`: full data only when the bot is inside."""
    chat = _chat(call)
    if not chat.has_bot:
        return ok({"name": chat.name, "chat_mode": chat.kind, "chat_status": _status(chat), "external": False})
    brief = _brief(call.world, chat)
    brief.pop("chat_id")
    return ok(
        brief
        | {
            "chat_mode": chat.kind,
            "chat_type": "private",
            "group_message_type": "chat",
            "user_count": str(len(chat.members)),
            "bot_count": "1",
            "at_all_permission": "all_members" if chat.allows_at_all else "only_owner",
        }
    )


def list_members(call: Call) -> Result:
    """`GET im/v1/chats/:chat_id/members`: people only."""
    world = call.world
    id_type = call.id_type("member_id_type")
    chat = _inside(call)
    people = [it for it in map(world.people.get, chat.members) if it is not None]
    page, more = call.page(people, largest=100)
    items = [
        {
            "member_id_type": id_type,
            "member_id": id_of(it, id_type),
            "name": it.name,
            "tenant_key": world.settings.tenant_key,
        }
        for it in page
    ]
    return ok({"items": items, "member_total": len(people), **more})


def is_in_chat(call: Call) -> Result:
    """`GET im/v1/chats/:chat_id/members/is_in_chat`: about the bot itself."""
    return ok({"is_in_chat": _chat(call).has_bot})


def create_chat(call: Call) -> Result:
    """`POST im/v1/chats`: the bot is inside from the start; the same uuid and owner make one group in 10 hours."""
    world = call.world
    id_type = call.id_type()
    body = call.body()
    owner = text_field(body, "owner_id", is_needed=False)
    uuid = text_field(body, "uuid", longest=50, is_needed=False) or call.query.get("uuid", "")
    key = f"chat/{uuid}/{owner}"
    used = world.used_keys.get(key) if uuid else None
    if used is not None and world.now_ms - used.at < _UUID_MS:
        return ok({"chat_id": used.made})
    wanted = [*([owner] if owner else []), *id_list(body, "user_id_list", most=50)]
    chat = _new_chat(world, text_field(body, "name", longest=100, is_needed=False), _people(world, id_type, wanted))
    if uuid:
        world.used_keys.put(model.UsedKey(key, chat.chat_id, world.now_ms))
    return ok({"chat_id": chat.chat_id, "name": chat.name, "owner_id": owner, "owner_id_type": id_type})


def add_members(call: Call) -> Result:
    """`POST im/v1/chats/:chat_id/members`."""
    world = call.world
    id_type = call.id_type("member_id_type")
    chat = _inside(call)
    wanted = id_list(call.body(), "id_list", most=50, fewest=1)
    found = {who: person_by(world, id_type, who) for who in wanted}
    reachable = {who: it for who, it in found.items() if it is not None and it.is_active and it.in_range}
    unreachable = [who for who, it in found.items() if it is not None and who not in reachable]
    if (unreachable or len(reachable) < len(wanted)) and call.query.get("succeed_type", "0") != "1":
        raise ApiError(_BAD_IDS, "Your request contains unavailable ids.")
    chat.members = list(dict.fromkeys([*chat.members, *(it.open_id for it in reachable.values())]))
    _keep(world, chat)
    return ok(
        {
            "invalid_id_list": unreachable,
            "not_existed_id_list": [who for who, it in found.items() if it is None],
            "pending_approval_id_list": [],
        }
    )


def _chat(call: Call) -> model.Chat:
    chat = call.world.chats.get(call.params["chat_id"])
    if chat is None:
        raise ApiError(232006, "Your request specifies a chat_id which is invalid.")
    return chat


def _inside(call: Call) -> model.Chat:
    chat = _chat(call)
    if chat.is_dissolved:
        raise ApiError(_GONE, "Your request specifies a chat which has already been dissolved.")
    if not chat.has_bot:
        raise ApiError(_OUTSIDE, "Operator can NOT be out of the chat.")
    return chat


def _people(world: World, id_type: str, wanted: list[str]) -> list[model.Person]:
    found = [person_by(world, id_type, who) for who in dict.fromkeys(wanted)]
    reachable = [it for it in found if it is not None and it.is_active and it.in_range]
    if len(reachable) < len(found):
        raise ApiError(_BAD_IDS, "Your request contains unavailable ids.")
    return reachable


def _new_chat(world: World, name: str, people: list[model.Person]) -> model.Chat:
    members = [it.open_id for it in people]
    chat = model.Chat(
        f"oc_{token_hex(16)}",
        name or "群聊",
        model.GROUP,
        members,
        owner=members[0] if members else "",
        created=world.now_ms,
    )
    _keep(world, chat)
    return chat


def _keep(world: World, chat: model.Chat) -> None:
    world.chats.put(chat)
    world.feed.publish("chat", chat_id=chat.chat_id)


def _active(world: World, chat: model.Chat) -> int:
    newest = world.messages.get(world.chat_messages[chat.chat_id][-1]) if world.chat_messages[chat.chat_id] else None
    return newest.created if newest is not None else chat.created


def _status(chat: model.Chat) -> str:
    return "dissolved" if chat.is_dissolved else "normal"


def _brief(world: World, chat: model.Chat) -> dict[str, Any]:
    return {
        "chat_id": chat.chat_id,
        "name": chat.name,
        "description": "",
        "owner_id": chat.owner,
        "owner_id_type": "open_id",
        "external": False,
        "tenant_key": world.settings.tenant_key,
        "chat_status": _status(chat),
    }
