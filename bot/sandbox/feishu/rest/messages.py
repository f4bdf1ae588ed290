"""Sending, answering, replacing, editing and recalling messages."""

from secrets import token_hex
from typing import Any

from bot.sandbox.common.jsons import parse
from bot.sandbox.feishu import model
from bot.sandbox.feishu.faults import ApiError, CardFault
from bot.sandbox.feishu.limits import PER_TARGET
from bot.sandbox.feishu.rest.call import BAD_PARAM, Call, Result, ok, text_field
from bot.sandbox.feishu.rest.content import card_in, check_replaces, prepare
from bot.sandbox.feishu.rest.messages_json import as_api
from bot.sandbox.feishu.rest.targets import RECEIVE_ID_TYPES, chat_for, check_reach
from bot.sandbox.feishu.schema.spot import OVER_LIMIT
from bot.sandbox.feishu.world import World

_UUID_MS = 3600 * 1000
_MOST_EDITS = 20


def send(call: Call) -> Result:
    """`POST im/v1/messages`."""
    id_type = call.choice("receive_id_type", RECEIVE_ID_TYPES)
    body = call.body()
    receive_id = text_field(body, "receive_id")
    earlier = _sent_before(call.world, body)
    if earlier is not None:
        return ok(as_api(call.world, earlier))
    return _deliver(call, chat_for(call.world, id_type, receive_id), body)


def reply(call: Call) -> Result:
    """`POST im/v1/messages/:message_id/reply`."""
    body = call.body()
    parent = message_of(call)
    earlier = _sent_before(call.world, body)
    if earlier is not None:
        return ok(as_api(call.world, earlier))
    if parent.is_recalled:
        raise ApiError(230011, "The message was withdrawn.")
    chat = chat_of(call.world, parent)
    check_reach(call.world, chat)
    thread = parent.thread_id or (f"omt_{token_hex(8)}" if body.get("reply_in_thread") is True else "")
    return _deliver(
        call,
        chat,
        body,
        root_id=parent.root_id or parent.message_id,
        parent_id=parent.message_id,
        thread_id=thread,
    )


def patch(call: Call) -> Result:
    """`PATCH im/v1/messages/:message_id`: replace a card."""
    world = call.world
    content = text_field(call.body(), "content")
    message = _own_message(call)
    if message.type != "interactive":
        raise ApiError(BAD_PARAM, "Your request contains an invalid request parameter, ext=This message is NOT a card.")
    if world.is_expired(message):
        raise ApiError(230031, "The card is out of its valid period of 14 days.")
    chat = chat_of(world, message)
    check_reach(world, chat)
    _check_replacement(world, chat, message, card_in(content))
    limit_rate(world, f"patch/{message.message_id}")
    world.show_card(message, content, "patch")
    return ok()


def edit(call: Call) -> Result:
    """`PUT im/v1/messages/:message_id`: change the words of a text or post."""
    world = call.world
    body = call.body()
    message = _own_message(call)
    msg_type = text_field(body, "msg_type")
    if msg_type not in ("text", "post") or msg_type != message.type:
        raise ApiError(BAD_PARAM, "Your request contains an invalid request parameter, ext=msg_type.")
    if message.edits >= _MOST_EDITS:
        raise ApiError(230072, "The message has reached the number of times it can be edited.")
    if world.now_ms - message.created > world.settings.edit_window.total_seconds() * 1000:
        raise ApiError(230075, "The message has exceeded the time limit for editing.")
    chat = chat_of(world, message)
    check_reach(world, chat)
    message.content, message.mentions = prepare(world, chat, msg_type, text_field(body, "content"))
    message.edits += 1
    message.is_updated = True
    message.updated = world.now_ms
    world.keep_message(message)
    return ok(as_api(world, message))


def recall(call: Call) -> Result:
    """`DELETE im/v1/messages/:message_id`."""
    world = call.world
    message = message_of(call)
    if message.sender != world.settings.app_id:
        raise ApiError(230026, "No permission to recall this message.")
    if message.is_recalled:
        raise ApiError(230011, "The message was withdrawn.")
    if world.now_ms - message.created > world.settings.recall_window.total_seconds() * 1000:
        raise ApiError(230009, "The message has exceeded the time limit for recall.")
    check_reach(world, chat_of(world, message))
    message.is_recalled = True
    message.updated = world.now_ms
    world.keep_message(message)
    return ok()


def message_of(call: Call) -> model.Message:
    """The message named in the path. Raises ApiError."""
    message = call.world.messages.get(call.params["message_id"])
    if message is None:
        raise ApiError(BAD_PARAM, "Your request contains an invalid request parameter, ext=invalid message_id.")
    return message


def chat_of(world: World, message: model.Message) -> model.Chat:
    """The chat a message is in."""
    chat = world.chats.get(message.chat_id)
    if chat is None:
        raise ApiError(232009, "Your request specifies a chat which has already been dissolved.")
    return chat


def limit_rate(world: World, key: str) -> None:
    """One more to this target. Raises ApiError 230020 above five a second."""
    if not world.failures.has_rate_limits:
        return
    if world.limiter.try_take(key, (PER_TARGET,), world.clock().timestamp()) > 0:
        raise ApiError(230020, "The operation triggers the frequency limit.")


def _own_message(call: Call) -> model.Message:
    message = message_of(call)
    if message.sender != call.world.settings.app_id:
        raise ApiError(BAD_PARAM, "Your request contains an invalid request parameter, ext=not the sender.")
    if message.is_recalled:
        raise ApiError(230011, "The message was withdrawn.")
    return message


def _check_replacement(world: World, chat: model.Chat, message: model.Message, card: Any) -> None:
    try:
        if world.unanswered[message.message_id] > 0:
            raise CardFault(OVER_LIMIT, "card action is lock")
        check_replaces(world, chat, parse(message.content), card)
    except CardFault as fault:
        raise fault.as_api_error() from fault


def _sent_before(world: World, body: dict[str, Any]) -> model.Message | None:
    """The message that the same `uuid` made within the hour."""
    used = world.used_keys.get(f"message/{text_field(body, 'uuid', longest=50, is_needed=False)}")
    if used is None or world.now_ms - used.at >= _UUID_MS:
        return None
    return world.messages.get(used.made)


def _deliver(call: Call, chat: model.Chat, body: dict[str, Any], **thread: str) -> Result:
    world = call.world
    msg_type = text_field(body, "msg_type")
    content, mentions = prepare(world, chat, msg_type, text_field(body, "content"))
    limit_rate(world, f"chat/{chat.chat_id}")
    message = world.add_message(
        chat,
        sender=world.settings.app_id,
        sender_kind=model.APP,
        type=msg_type,
        content=content,
        mentions=mentions,
        **thread,
    )
    if msg_type == "interactive":
        world.show_card(message, content, "send")
    if body.get("uuid"):
        world.used_keys.put(model.UsedKey(f"message/{body['uuid']}", message.message_id, world.now_ms))
    return ok(as_api(world, message))
