"""What the smart bot says becomes messages in chats: cards once per task_id, so many a minute (wecom.md §5.3)."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.common.limits import Rate
from bot.sandbox.wecom import model
from bot.sandbox.wecom.aibot.memory import Memory
from bot.sandbox.wecom.faults import ApiError
from bot.sandbox.wecom.rest.call import bad

PER_CHAT = (Rate(30, 60.0), Rate(1000, 3600.0))
"""Replies, refreshes of streams and pushes together."""
NO_CHAT = 93006


class Saying:
    """Writes into chats, inside `World.change()`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._world = memory.world

    def chat_of(self, chat_id: str) -> model.Chat:
        """A chat that is still there with the bot in it. Raises ApiError 93006."""
        chat = self._world.chats.get(chat_id)
        if chat is None or chat.is_dissolved or chat.kind not in (model.AIBOT_GROUP, model.AIBOT_PRIVATE):
            raise ApiError(NO_CHAT, "invalid chatid")
        if chat.kind == model.AIBOT_PRIVATE and not self._is_there(chat):
            raise ApiError(NO_CHAT, "invalid chatid")
        return chat

    def take_room(self, chat: model.Chat) -> None:
        """One more message to this chat. Raises ApiError 45009 when there were too many lately."""
        world = self._world
        if not world.failures.has_rate_limits:
            return
        if world.limiter.try_take(f"aibot/{chat.chat_id}", PER_CHAT, world.now_ms / 1000) > 0:
            raise ApiError(45009, "api freq out of limit")

    def require_new_task(self, card: Mapping[str, Any]) -> None:
        """Raises ApiError for a card whose task_id the bot has used before."""
        task_id = card.get("task_id")
        if task_id and self._world.messages_with_task(model.AIBOT, task_id):
            raise bad("template_card.task_id: was used before")

    def write(self, chat: model.Chat, kind: str, body: Mapping[str, Any], **more: Any) -> model.Message:
        """A message of the bot appears."""
        return self._world.add_message(
            chat,
            sender=self._world.settings.aibot_id,
            sender_kind=model.AIBOT,
            kind=kind,
            content=jsons.compact(body).decode(),
            task_id=body.get("task_id", "") if kind == model.CARD else "",
            **more,
        )

    def _is_there(self, chat: model.Chat) -> bool:
        person = self._world.person(chat.members[0])
        return person is not None and person.is_active
