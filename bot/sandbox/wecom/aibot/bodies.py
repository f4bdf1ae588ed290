"""What the smart bot may say, by the way it says it (wecom.md §5.3.3 to §5.3.5)."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Any

from bot.sandbox.wecom.rest.files import has_media
from bot.sandbox.wecom.rules.card import check_card
from bot.sandbox.wecom.rules.parts import FEEDBACK
from bot.sandbox.wecom.rules.spot import EMPTY, TOO_LONG, Rule, Spot, flag, media, parts, rows, text
from bot.sandbox.wecom.world import World

CONTENT_BYTES = 20_480
_TEXT_BYTES = 2048
"""No limit is stated for the welcome; the app's texts are cut there."""
_PICTURE_BYTES = 10 * 1024 * 1024
_PICTURE_HEADS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


def _file(kind: str) -> Rule:
    return parts({"media_id": media(kind)}, ["media_id"])


def _card(spot: Spot, value: Any) -> None:
    check_card(value, spot)


_MARKDOWN = parts({"content": text(most_bytes=CONTENT_BYTES), "feedback": FEEDBACK}, ["content"])
_VIDEO = parts(
    {"media_id": media("video"), "title": text(most_bytes=128), "description": text(most_bytes=512)}, ["media_id"]
)
PUSHED: Mapping[str, Rule] = {
    "markdown": _MARKDOWN,
    "template_card": _card,
    "file": _file("file"),
    "image": _file("image"),
    "voice": _file("voice"),
    "video": _VIDEO,
}
"""`aibot_send_msg`, and beside streams `aibot_respond_msg`."""
WELCOME: Mapping[str, Rule] = {
    "text": parts({"content": text(most_bytes=_TEXT_BYTES, is_cut=True)}, ["content"]),
    "template_card": _card,
}
BY_ADDRESS: Mapping[str, Rule] = {"markdown": _MARKDOWN, "template_card": _card}
"""Through a `response_url`."""
STREAMS = ("stream", "stream_with_template_card")


def a_spot(world: World, *, is_update: bool = False) -> Spot:
    """Where the judging of one message of the smart bot begins."""
    return Spot("aibot", is_update, has_media=lambda media_id, kind: has_media(world, media_id, "aibot", kind))


def check_stream(spot: Spot, value: Any, *, is_first: bool, may_have_pictures: bool) -> None:
    """The whole text so far. Raises FieldFault."""
    fields: dict[str, Rule] = {"id": text(), "finish": flag, "content": _content, "feedback": FEEDBACK}
    if may_have_pictures:
        fields["msg_item"] = _PICTURES
    parts(fields, ["id", "content"])(spot, value)
    if "feedback" in value and not is_first:
        raise spot.at("feedback").no("is for the first frame only")
    is_last = value.get("finish", False)
    if "msg_item" in value and not is_last:
        raise spot.at("msg_item").no("is for the last frame only")
    if is_last and not value["content"] and "msg_item" not in value:
        raise spot.at("content").no("must not be empty at the end", EMPTY)


def _content(spot: Spot, value: Any) -> None:
    """Empty as long as nothing is known yet."""
    if not isinstance(value, str):
        raise spot.no("must be a string")
    if len(value.encode()) > CONTENT_BYTES:
        raise spot.no("is too long", TOO_LONG)


def _picture(spot: Spot, value: Any) -> None:
    parts({"base64": text(), "md5": text()}, ["base64", "md5"])(spot, value)
    try:
        content = base64.b64decode(value["base64"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise spot.at("base64").no("is not base64") from error
    if len(content) > _PICTURE_BYTES:
        raise spot.at("base64").no("is too large", 45001)
    if not content.startswith(_PICTURE_HEADS):
        raise spot.at("base64").no("is neither JPG nor PNG")
    if hashlib.md5(content, usedforsecurity=False).hexdigest() != value["md5"]:
        raise spot.at("md5").no("is another")


def _is_image(spot: Spot, value: Any) -> None:
    if value != "image":
        raise spot.no("must be image")


_PICTURES = rows(parts({"msgtype": _is_image, "image": _picture}, ["msgtype", "image"]), 10)
