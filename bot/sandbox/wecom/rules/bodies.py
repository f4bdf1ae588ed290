"""The bodies of messages other than cards, for each channel that sends them (wecom.md §4.2, §5.1, §5.2)."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.wecom.rules.card import check_card
from bot.sandbox.wecom.rules.spot import Rule, Spot, media, parts, rows, text

_TEXT_BYTES = 2048
_URL = text(most_bytes=2048)
_MENTIONS = {"mentioned_list": lambda spot, value: _ids(spot, value)}


def _ids(spot: Spot, value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(it, str) and it for it in value):
        raise spot.no("must be a list of strings")


def _content(most_bytes: int, more: Mapping[str, Rule] | None = None, *, is_cut: bool = False) -> Rule:
    content = text(most_bytes=most_bytes, is_cut=is_cut)
    return parts({"content": content, **(more or {})}, ["content"])


def _articles(row: Rule) -> Rule:
    return parts({"articles": rows(row, 8)}, ["articles"])


def _file(kind: str) -> Rule:
    return parts({"media_id": media(kind)}, ["media_id"])


_VIDEO = parts(
    {"media_id": media("video"), "title": text(most_bytes=128), "description": text(most_bytes=512)},
    ["media_id"],
)
_TEXTCARD = parts(
    {"title": text(most=128), "description": text(most=512), "url": _URL, "btntxt": text(most=4)},
    ["title", "description", "url"],
)
_NEWS = _articles(
    parts(
        {"title": text(most_bytes=128), "description": text(most_bytes=512), "url": _URL, "picurl": text()},
        ["title", "url"],
    )
)
_MPNEWS = _articles(
    parts(
        {
            "title": text(most_bytes=128),
            "thumb_media_id": media("image"),
            "author": text(most_bytes=64),
            "content_source_url": _URL,
            "content": text(most_bytes=666 * 1024),
            "digest": text(most_bytes=512),
        },
        ["title", "thumb_media_id", "content"],
    )
)
_PICTURE = parts({"base64": text(), "md5": text()}, ["base64", "md5"])

_EVERYWHERE: Mapping[str, Rule] = {
    "image": _file("image"),
    "voice": _file("voice"),
    "video": _VIDEO,
    "file": _file("file"),
    "textcard": _TEXTCARD,
    "news": _NEWS,
    "mpnews": _MPNEWS,
}
# What the app sends too long is cut without a word; a group robot's is refused.
APP_BODIES: Mapping[str, Rule] = {
    **_EVERYWHERE,
    "text": _content(_TEXT_BYTES, is_cut=True),
    "markdown": _content(_TEXT_BYTES, is_cut=True),
    "template_card": lambda spot, value: check_card(value, spot),
}
APPCHAT_BODIES: Mapping[str, Rule] = {
    **_EVERYWHERE,
    "text": _content(_TEXT_BYTES, _MENTIONS, is_cut=True),
    "markdown": _content(_TEXT_BYTES, is_cut=True),
}
WEBHOOK_BODIES: Mapping[str, Rule] = {
    "text": _content(_TEXT_BYTES, {**_MENTIONS, "mentioned_mobile_list": _ids}),
    "markdown": _content(4096),
    "markdown_v2": _content(4096),
    "image": _PICTURE,
    "news": _NEWS,
    "file": _file("file"),
    "voice": _file("voice"),
    "template_card": lambda spot, value: check_card(value, spot),
}


def check_body(message: Mapping[str, Any], bodies: Mapping[str, Rule], spot: Spot) -> tuple[str, dict[str, Any]]:
    """Type and body of a message, as it is kept: too long a text is cut. Raises FieldFault."""
    kind = message.get("msgtype")
    if not isinstance(kind, str) or kind not in bodies:
        raise spot.at("msgtype").no("invalid message type", 40008)
    if kind not in message:
        raise spot.at(kind).no("is missing")
    body = message[kind]
    bodies[kind](spot.at(kind), body)
    if "content" in body and f"{kind}.content" in spot.cut:
        body = {**body, "content": cut(body["content"], _TEXT_BYTES)}
    return kind, body


def cut(content: str, most_bytes: int) -> str:
    """The longest beginning of whole characters within so many bytes."""
    return content.encode()[:most_bytes].decode(errors="ignore")
