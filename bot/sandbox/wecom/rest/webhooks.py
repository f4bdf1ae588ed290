"""The group robot: whoever has its key may post (wecom.md §5.2)."""

import base64
import binascii
import hashlib
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.common.limits import Rate
from bot.sandbox.wecom import model
from bot.sandbox.wecom.faults import ApiError
from bot.sandbox.wecom.rest.appchats import mentions_of
from bot.sandbox.wecom.rest.call import Call, Result, bad, ok
from bot.sandbox.wecom.rest.files import has_media, uploaded_answer
from bot.sandbox.wecom.rest.forms import MB, check_content, uploaded
from bot.sandbox.wecom.rules.bodies import WEBHOOK_BODIES, check_body
from bot.sandbox.wecom.rules.spot import Spot
from bot.sandbox.wecom.world import World

_PER_WEBHOOK = (Rate(20, 60.0),)
_PICTURE_BYTES = 2 * MB


def send(call: Call) -> Result:
    """`POST webhook/send`: no token, no msgid."""
    world = call.world
    chat = _chat(call)
    body = call.body()
    family = _family(chat)
    spot = Spot("webhook", has_media=lambda media_id, kind: has_media(world, media_id, family, kind))
    kind, content = check_body(body, WEBHOOK_BODIES, spot)
    _limit(world, chat)
    if kind == "image":
        content = _picture(world, family, content)
    world.add_message(
        chat,
        sender=chat.chat_id,
        sender_kind=model.WEBHOOK,
        kind=kind,
        content=jsons.compact(content).decode(),
        recipients=list(chat.members),
        mentions=mentions_of(content),
        cut_fields=list(spot.cut),
    )
    return ok()


def upload_media(call: Call) -> Result:
    """`POST webhook/upload_media`: for three days, for this robot only."""
    chat = _chat(call)
    kind = call.query.get("type", "")
    if kind not in ("file", "voice"):
        raise bad("type")
    name, content = uploaded(call, kind)
    return uploaded_answer(call.world.keep_file(_family(chat), kind, name, content))


def _chat(call: Call) -> model.Chat:
    key = call.query.get("key", "")
    chat = next((it for it in call.world.chats if key and it.webhook_key == key), None)
    if chat is None or chat.is_dissolved:
        raise ApiError(93000, "invalid webhook url")
    return chat


def _family(chat: model.Chat) -> str:
    return f"webhook:{chat.webhook_key}"


def _limit(world: World, chat: model.Chat) -> None:
    if not world.failures.has_rate_limits:
        return
    if world.limiter.try_take(_family(chat), _PER_WEBHOOK, world.now_ms / 1000) > 0:
        raise ApiError(45009, "api freq out of limit")


def _picture(world: World, family: str, content: dict[str, Any]) -> dict[str, Any]:
    """The picture comes within the message; it is kept like an uploaded one."""
    try:
        raw = base64.b64decode(content["base64"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise bad("image.base64") from error
    if hashlib.md5(raw, usedforsecurity=False).hexdigest() != content["md5"].lower():
        raise bad("image.md5")
    if len(raw) > _PICTURE_BYTES:
        raise ApiError(45001, "media size out of limit")
    check_content("image", raw)
    return {"media_id": world.keep_file(family, "image", "image", raw).media_id}
