"""Names with an @ in what people write, and the placeholders the platform puts in their place."""

import re
from collections.abc import Sequence

from bot.sandbox.feishu import model
from bot.sandbox.feishu.world import World

_EVERYBODY = "所有人"
_ALL = "@_all"


def with_names(world: World, text: str, names: Sequence[str], *, mention_bot: bool) -> str:
    """The text, with the bot in front and these people at the end unless they are in it already."""
    bot = f"@{world.settings.bot_name}"
    if mention_bot and bot not in text:
        text = f"{bot} {text}"
    return text + "".join(f" @{name}" for name in names if f"@{name}" not in text)


def marked_up(world: World, chat: model.Chat, text: str) -> tuple[str, list[model.Mention]]:
    """The text with a placeholder for each `@name` of somebody in the chat, longest name first."""
    people = [it for it in map(world.people.get, chat.members) if it is not None]
    known = {it.name: it.open_id for it in people}
    if chat.has_bot:
        known[world.settings.bot_name] = world.settings.bot_open_id
    names = sorted([*known, _EVERYBODY], key=len, reverse=True)
    found: list[model.Mention] = []

    def placeholder(match: re.Match[str]) -> str:
        if match[1] == _EVERYBODY:
            return _ALL
        found.append(model.Mention(f"@_user_{len(found) + 1}", known[match[1]], match[1]))
        return found[-1].key

    return re.sub("@(" + "|".join(map(re.escape, names)) + ")", placeholder, text), found


def spelled_out(text: str, mentions: Sequence[model.Mention]) -> str:
    """The text as people read it."""
    names = {it.key: f"@{it.name}" for it in mentions}
    names[_ALL] = f"@{_EVERYBODY}"
    return re.sub(r"@_user_\d+|@_all", lambda match: names.get(match[0], match[0]), text)
