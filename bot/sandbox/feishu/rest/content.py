"""What a message may hold, by its type."""

import json
import re
from collections.abc import Callable
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.feishu.faults import ApiError, CardFault
from bot.sandbox.feishu.model import Chat, Mention
from bot.sandbox.feishu.rest.call import BAD_PARAM
from bot.sandbox.feishu.rest.post import check_post
from bot.sandbox.feishu.schema import Known, check_card, schema_of
from bot.sandbox.feishu.schema.spot import MUST_STAY_2_0
from bot.sandbox.feishu.world import World

TEXT_LIMIT = 150 * 1024
CARD_LIMIT = 30 * 1024
_AT = re.compile(r"<at\s+user_id=[\"']([^\"'<>]*)[\"']\s*>([^<]*)</at>")


def prepare(world: World, chat: Chat, msg_type: str, content: str) -> tuple[str, list[Mention]]:
    """The content as stored, and whom it mentions. Raises ApiError when the platform would not take it."""
    check = _CHECKS.get(msg_type)
    if check is None:
        raise ApiError(BAD_PARAM, f"Your request contains an invalid request parameter, ext=msg_type {msg_type}.")
    _check_size(msg_type, content)
    parsed = _parsed(content)
    check(world, chat, parsed)
    return _with_mentions(world, parsed) if msg_type == "text" else (content, [])


def card_in(content: str) -> Any:
    """The card of a PATCH, not yet judged. Raises ApiError when it is too long or no JSON object."""
    _check_size("interactive", content)
    return _parsed(content)


def known_to(world: World, chat: Chat) -> Known:
    """What a card in this chat may refer to."""
    return Known(
        has_person=lambda who: world.person(who) is not None,
        has_email=lambda email: any(email and it.email == email for it in world.people),
        has_image=lambda key: _owns(world, key, "image"),
        allows_at_all=chat.allows_at_all,
    )


def check_replaces(world: World, chat: Chat, old: Any, new: Any) -> None:
    """Raises CardFault when the new card breaks a rule or is older than the one it replaces."""
    check_card(new, known_to(world, chat))
    if schema_of(new) == "1.0" and schema_of(old) == "2.0":
        raise CardFault(MUST_STAY_2_0, "a 2.0 card can not be updated to 1.0")


def _parsed(content: str) -> Any:
    try:
        return jsons.parse_object(content)
    except ValueError as error:
        why = "Your request contains an invalid request parameter, ext=content is not a string in JSON format."
        raise ApiError(BAD_PARAM, why) from error


def _check_size(msg_type: str, content: str) -> None:
    size = len(content.encode("utf-8", errors="replace"))
    limit = CARD_LIMIT if msg_type in ("interactive", "post") else TEXT_LIMIT
    if size > limit:
        raise ApiError(230025, f"The length of the message content reaches its limit: {size} > {limit} bytes.")


def _text(world: World, chat: Chat, body: Any) -> None:
    if not isinstance(body.get("text"), str) or not body["text"].strip():
        raise ApiError(BAD_PARAM, "Your request contains an invalid request parameter, ext=text is empty.")


def _card(world: World, chat: Chat, card: Any) -> None:
    try:
        check_card(card, known_to(world, chat))
    except CardFault as fault:
        raise fault.as_api_error() from fault


def _image(world: World, chat: Chat, body: Any) -> None:
    _check_owned(world, body.get("image_key"), "image")


def _file_of(*file_types: str) -> Callable[[World, Chat, Any], None]:
    def check(world: World, chat: Chat, body: Any) -> None:
        _check_owned(world, body.get("file_key"), "file")
        resource = world.resources.get(body["file_key"])
        if resource is not None and resource.file_type not in file_types:
            raise ApiError(230055, "The type of file upload does not match the type of message being sent.")

    return check


def _check_owned(world: World, key: Any, kind: str) -> None:
    if not isinstance(key, str) or not _owns(world, key, kind):
        raise ApiError(230017, "Bot is NOT the owner of the resource.")


def _owns(world: World, key: str, kind: str) -> bool:
    resource = world.resources.get(key)
    return resource is not None and resource.kind == kind and resource.owner == world.settings.app_id


def _share_chat(world: World, chat: Chat, body: Any) -> None:
    shared = body.get("chat_id")
    if not isinstance(shared, str) or world.chats.get(shared) is None:
        raise ApiError(BAD_PARAM, "Your request contains an invalid request parameter, ext=chat_id.")


def _share_user(world: World, chat: Chat, body: Any) -> None:
    shared = body.get("user_id")
    if not isinstance(shared, str) or world.people.get(shared) is None:
        raise ApiError(BAD_PARAM, "Your request contains an invalid request parameter, ext=user_id.")


def _with_mentions(world: World, body: Any) -> tuple[str, list[Mention]]:
    """Text with `<at user_id>` replaced by placeholders, as the platform keeps it."""
    mentions: list[Mention] = []

    def placeholder(match: re.Match[str]) -> str:
        if match[1] == "all":
            return "@_all"
        person = world.person(match[1])
        if person is None:
            return match[2]
        mentions.append(Mention(f"@_user_{len(mentions) + 1}", person.open_id, person.name))
        return mentions[-1].key

    text = _AT.sub(placeholder, body["text"])
    return json.dumps({"text": text}, ensure_ascii=False), mentions


_CHECKS: dict[str, Callable[[World, Chat, Any], None]] = {
    "text": _text,
    "post": check_post,
    "interactive": _card,
    "image": _image,
    "file": _file_of("pdf", "doc", "xls", "ppt", "stream"),
    "audio": _file_of("opus"),
    "media": _file_of("mp4"),
    "share_chat": _share_chat,
    "share_user": _share_user,
}
