"""Groups that the app makes itself (wecom.md §5.1)."""

import re
from collections.abc import Iterable
from secrets import token_hex
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.common.limits import Rate
from bot.sandbox.wecom import model
from bot.sandbox.wecom.faults import ApiError
from bot.sandbox.wecom.rest.call import Call, Result, list_of, ok, switch_of, text_of
from bot.sandbox.wecom.rest.files import has_media
from bot.sandbox.wecom.rest.recipients import reachable
from bot.sandbox.wecom.rules.bodies import APPCHAT_BODIES, check_body
from bot.sandbox.wecom.rules.spot import Spot
from bot.sandbox.wecom.world import World

PER_MEMBER = (Rate(200, 60.0), Rate(10_000, 24 * 3600.0))
_CREATIONS = (Rate(1000, 24 * 3600.0),)
_FEWEST, _MOST = 2, 2000
_NAME_CHARACTERS = 50
_CHAT_ID = re.compile(r"[0-9a-zA-Z]{1,32}")
_MENTION = re.compile(r"<@([^<>]{1,64})>")


def create(call: Call) -> Result:
    """`POST appchat/create`: only for an app whose visible range is the root department."""
    world, body = call.world, call.body()
    if world.failures.lacks_root_range:
        raise ApiError(48002, "api forbidden")
    name = text_of(body, "name", longest=_NAME_CHARACTERS, is_needed=False)
    members = _members(world, list_of(body, "userlist", str, _MOST))
    chat_id = text_of(body, "chatid", is_needed=False) or token_hex(16)
    if not _CHAT_ID.fullmatch(chat_id):
        raise ApiError(86216, "illegal chatid")
    if world.chats.get(chat_id) is not None:
        raise ApiError(86215, "chatid existed")
    _limit_creations(world)
    owner = _owner(body, members) or members[0]
    world.keep_chat(model.Chat(chat_id, name or "群聊", model.APPCHAT, members, owner, created=world.now_ms))
    return ok(chatid=chat_id)


def update(call: Call) -> Result:
    """`POST appchat/update`: name, owner, who joins and who leaves."""
    world, body = call.world, call.body()
    chat = _own_chat(world, text_of(body, "chatid"))
    leaving = {it.casefold() for it in list_of(body, "del_user_list", str, _MOST)}
    joining = _known(world, list_of(body, "add_user_list", str, _MOST))
    members = [it for it in dict.fromkeys([*chat.members, *joining]) if it.casefold() not in leaving]
    _check_count(members)
    owner = _owner(body, members) or (chat.owner if chat.owner in members else members[0])
    chat.name = text_of(body, "name", longest=_NAME_CHARACTERS, is_needed=False) or chat.name
    chat.members, chat.owner = members, owner
    world.keep_chat(chat)
    return ok()


def get(call: Call) -> Result:
    """`GET appchat/get`."""
    chat = _own_chat(call.world, call.needed("chatid"))
    told = {"chatid": chat.chat_id, "name": chat.name, "owner": chat.owner, "userlist": chat.members}
    return ok(chat_info=told)


def send(call: Call) -> Result:
    """`POST appchat/send`: no template card, and no msgid comes back, so nothing can be taken back or changed."""
    world, body = call.world, call.body()
    chat = _own_chat(world, text_of(body, "chatid"))
    spot = Spot("app", has_media=lambda media_id, kind: has_media(world, media_id, "app", kind))
    kind, content = check_body(body, APPCHAT_BODIES, spot)
    switch_of(body, "safe")
    world.add_message(
        chat,
        sender=str(world.settings.agent_id),
        sender_kind=model.APP,
        kind=kind,
        content=jsons.compact(content).decode(),
        recipients=list(chat.members),
        mentions=mentions_of(content),
        cut_fields=list(spot.cut),
        is_confidential=body.get("safe") == 1,
        is_dropped=_is_too_much(world, chat.members),
    )
    return ok()


def mentions_of(content: dict[str, Any]) -> list[str]:
    """Who is called by name: in the list beside a text, or as `<@userid>` in it."""
    text = content.get("content", "")
    return list(dict.fromkeys([*content.get("mentioned_list", []), *_MENTION.findall(text)]))


def _own_chat(world: World, chat_id: str) -> model.Chat:
    chat = world.chats.get(chat_id)
    if chat is None or chat.is_dissolved:
        raise ApiError(86003, "chat not exist")
    if chat.kind != model.APPCHAT:
        raise ApiError(86001, "invalid chatid")
    return chat


def _members(world: World, userids: Iterable[str]) -> list[str]:
    members = list(dict.fromkeys(_known(world, userids)))
    _check_count(members)
    return members


def _known(world: World, userids: Iterable[str]) -> list[str]:
    found = [reachable(world, it) for it in userids]
    if None in found:
        raise ApiError(86004, "invalid member list")
    return [it.userid for it in found if it is not None]


def _check_count(members: list[str]) -> None:
    if not _FEWEST <= len(members) <= _MOST:
        raise ApiError(86006, "chat members out of limit")


def _owner(body: dict[str, Any], members: list[str]) -> str:
    wanted = text_of(body, "owner", is_needed=False)
    found = next((it for it in members if it.casefold() == wanted.casefold()), "")
    if wanted and not found:
        raise ApiError(86004, "owner is not a member")
    return found


def _limit_creations(world: World) -> None:
    if not world.failures.has_rate_limits:
        return
    if world.limiter.try_take("appchat/create", _CREATIONS, world.now_ms / 1000) > 0:
        raise ApiError(45009, "api freq out of limit")


def _is_too_much(world: World, members: Iterable[str]) -> bool:
    """Dropped when there is nobody left whom it may reach: for each member the limit is their own."""
    if not world.failures.has_rate_limits:
        return False
    now = world.now_ms / 1000
    reached = [it for it in members if world.limiter.try_take(f"group/{it.casefold()}", PER_MEMBER, now) <= 0]
    return not reached
