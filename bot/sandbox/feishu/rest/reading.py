"""Looking messages up, who read them, urgent reminders and reactions."""

from secrets import token_hex
from typing import Any

from bot.sandbox.feishu import model
from bot.sandbox.feishu.faults import ApiError
from bot.sandbox.feishu.rest.call import BAD_PARAM, Call, Result, id_list, id_of, invalid, ok, person_by
from bot.sandbox.feishu.rest.messages import chat_of, message_of
from bot.sandbox.feishu.rest.messages_json import as_api
from bot.sandbox.feishu.rest.targets import check_reach
from bot.sandbox.feishu.world import DAY_MS, World

_READERS_FOR_MS = 7 * DAY_MS
_MOST_URGENTS = 200


def get_message(call: Call) -> Result:
    """`GET im/v1/messages/:message_id`."""
    message = message_of(call)
    check_reach(call.world, chat_of(call.world, message))
    is_original = call.query.get("card_msg_content_type") == "user_card_content"
    return ok({"items": [as_api(call.world, message, is_original=is_original)]})


def list_messages(call: Call) -> Result:
    """`GET im/v1/messages`: the history of a chat or thread."""
    world = call.world
    kind = call.choice("container_id_type", ("chat", "thread"))
    order = call.choice("sort_type", ("ByCreateTimeAsc", "ByCreateTimeDesc"), "ByCreateTimeAsc")
    messages = _contained(world, kind, call.query.get("container_id", ""))
    low, high = _seconds(call, "start_time", 0), _seconds(call, "end_time", 10**11)
    chosen = [it for it in messages if low <= it.created // 1000 <= high]
    if order == "ByCreateTimeDesc":
        chosen.reverse()
    page, more = call.page(chosen, largest=50)
    return ok({"items": [as_api(world, it, is_original=False) for it in page], **more})


def read_users(call: Call) -> Result:
    """`GET im/v1/messages/:message_id/read_users`: of own messages, for a week."""
    world = call.world
    id_type = call.choice("user_id_type", ("open_id", "union_id", "user_id"))
    message = _sent_by_bot(call)
    if world.now_ms - message.created > _READERS_FOR_MS:
        raise ApiError(BAD_PARAM, "Your request contains an invalid request parameter, ext=message is out of date.")
    readers = [
        {
            "user_id_type": id_type,
            "user_id": id_of(person, id_type),
            "timestamp": str(mark.at),
            "tenant_key": world.settings.tenant_key,
        }
        for mark in world.read_marks
        if mark.chat_id == message.chat_id and mark.upto >= message.seq and (person := world.people.get(mark.open_id))
    ]
    page, more = call.page(readers, largest=100)
    return ok({"items": page, **more})


def urgent_app(call: Call) -> Result:
    """`PATCH im/v1/messages/:message_id/urgent_app`: ring at people's phones, for free."""
    world = call.world
    id_type = call.id_type()
    message = _sent_by_bot(call)
    wanted = id_list(call.body(), "user_id_list", most=200, fewest=1)
    chat = chat_of(world, message)
    check_reach(world, chat)
    found = {who: person_by(world, id_type, who) for who in wanted}
    reached = [it for it in found.values() if it is not None and it.is_active and it.open_id in chat.members]
    if any(it.unread_urgents >= _MOST_URGENTS for it in reached):
        raise ApiError(230023, "The number of unread urgent messages of the user has reached its limit.")
    for person in reached:
        person.unread_urgents += 1
        world.people.put(person)
    message.urgent_for = sorted({*message.urgent_for, *(it.open_id for it in reached)})
    world.keep_message(message)
    return ok({"invalid_user_id_list": [who for who, it in found.items() if it not in reached]})


def urgent_paid(call: Call) -> Result:
    """`urgent_sms` and `urgent_phone`: this tenant bought no quota."""
    message_of(call)
    raise ApiError(230024, "Reach the upper limit of urgent message.")


def add_reaction(call: Call) -> Result:
    """`POST im/v1/messages/:message_id/reactions`."""
    world = call.world
    message = message_of(call)
    check_reach(world, chat_of(world, message))
    kind = call.body().get("reaction_type")
    emoji = kind.get("emoji_type") if isinstance(kind, dict) else None
    if not isinstance(emoji, str) or not emoji.isidentifier():
        raise ApiError(231001, "The emoji type is invalid.")
    if message.is_recalled:
        raise ApiError(230110, "Action unavailable as the message has been deleted.")
    reaction = {
        "reaction_id": token_hex(16),
        "operator": {"operator_id": world.settings.app_id, "operator_type": "app"},
        "action_time": str(world.now_ms),
        "reaction_type": {"emoji_type": emoji},
    }
    message.reactions.append(reaction)
    world.keep_message(message)
    return ok(reaction)


def list_reactions(call: Call) -> Result:
    """`GET im/v1/messages/:message_id/reactions`."""
    page, more = call.page(message_of(call).reactions, largest=50)
    return ok({"items": page, **more})


def drop_reaction(call: Call) -> Result:
    """`DELETE im/v1/messages/:message_id/reactions/:reaction_id`: one's own."""
    message = message_of(call)
    reaction = next((it for it in message.reactions if _is_ours(call, it)), None)
    if reaction is None:
        raise ApiError(231011, "The reaction does not exist.")
    message.reactions.remove(reaction)
    call.world.keep_message(message)
    return ok(reaction)


def _is_ours(call: Call, reaction: dict[str, Any]) -> bool:
    is_this = reaction["reaction_id"] == call.params["reaction_id"]
    return is_this and bool(reaction["operator"]["operator_type"] == "app")


def _sent_by_bot(call: Call) -> model.Message:
    message = message_of(call)
    if message.sender != call.world.settings.app_id:
        raise ApiError(230052, "Only messages sent by the app itself can be looked into.")
    if message.is_recalled:
        raise ApiError(230011, "The message was withdrawn.")
    return message


def _contained(world: World, kind: str, container: str) -> list[model.Message]:
    if kind == "thread":
        return [it for it in world.messages if container and it.thread_id == container]
    chat = world.chats.get(container)
    if chat is None:
        raise ApiError(BAD_PARAM, "Your request contains an invalid request parameter, ext=container_id.")
    check_reach(world, chat)
    found = [world.messages.get(it) for it in world.chat_messages[chat.chat_id]]
    return [it for it in found if it is not None]


def _seconds(call: Call, key: str, default: int) -> int:
    text = call.query.get(key, "")
    if text and not (text.isascii() and text.isdigit() and len(text) <= 11):
        raise invalid(key, "must be epoch seconds")
    return int(text) if text else default
