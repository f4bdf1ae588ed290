"""Rich text (`post`) as the bot sends it: one level of languages, then paragraphs of nodes."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.feishu.faults import ApiError
from bot.sandbox.feishu.model import Chat
from bot.sandbox.feishu.rest.call import BAD_PARAM
from bot.sandbox.feishu.world import World

_LANGUAGES = frozenset({"zh_cn", "en_us", "ja_jp", "zh_hk", "zh_tw"})


def check_post(world: World, chat: Chat, body: Any) -> None:
    """Raises ApiError when the platform would not take it."""
    if not body or not body.keys() <= _LANGUAGES:
        raise _refuse("needs a language such as zh_cn")
    for version in body.values():
        if not isinstance(version, dict) or not isinstance(version.get("content"), list):
            raise _refuse("content must be a list of paragraphs")
        for paragraph in version["content"]:
            _check_paragraph(world, chat, paragraph)


def _check_paragraph(world: World, chat: Chat, paragraph: Any) -> None:
    if not isinstance(paragraph, list):
        raise _refuse("a paragraph must be a list")
    for node in paragraph:
        tag = node.get("tag") if isinstance(node, dict) else None
        check = _NODES.get(tag) if isinstance(tag, str) else None
        if check is None:
            raise _refuse(f"unknown tag {tag}")
        check(world, chat, node)
        if tag == "md" and len(paragraph) > 1:
            raise _refuse("md must stand alone in its paragraph")


def _has_text(*keys: str) -> Callable[[World, Chat, Any], None]:
    def check(world: World, chat: Chat, node: Any) -> None:
        for key in keys:
            if not isinstance(node.get(key), str):
                raise _refuse(f"{node['tag']} needs {key}")

    return check


def _at(world: World, chat: Chat, node: Any) -> None:
    who = node.get("user_id")
    if who == "all" and chat.allows_at_all:
        return
    if not isinstance(who, str) or world.person(who) is None:
        raise _refuse(f"invalid user_id {who}")


def _picture(world: World, chat: Chat, node: Any) -> None:
    resource = world.resources.get(str(node.get("image_key")))
    if resource is None or resource.owner != world.settings.app_id:
        raise ApiError(230017, "Bot is NOT the owner of the resource.")


def _refuse(why: str) -> ApiError:
    return ApiError(BAD_PARAM, f"Your request contains an invalid request parameter, ext=post {why}.")


_NODES: dict[str, Callable[[World, Chat, Any], None]] = {
    "text": _has_text("text"),
    "md": _has_text("text"),
    "a": _has_text("text", "href"),
    "at": _at,
    "img": _picture,
    "media": _has_text("file_key"),
    "emotion": _has_text("emoji_type"),
    "code_block": _has_text("text"),
    "hr": _has_text(),
}
