"""Feishu as one person sees it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.sandbox.feishu import FeishuTenant, SandboxRefused
from bot.sandbox.page.room import Room, in_short


class FeishuRoom(Room):
    """Reads the tenant's own snapshots."""

    def __init__(self, tenant: FeishuTenant) -> None:
        super().__init__("feishu", tenant)
        self.tenant = tenant

    def people(self) -> list[dict[str, Any]]:
        """Everybody, those who left included."""
        return list(self._of("")["people"])

    def bot(self) -> dict[str, str]:
        """The bot's name and the ids it goes by."""
        return dict(self._of("")["bot"])

    def now(self) -> int:
        """The sandbox's time in epoch milliseconds."""
        return int(self._of("")["now"])

    def chats_of(self, who: str) -> list[dict[str, Any]]:
        """The chats of one person, newest first, with their last message in short."""
        return [_head(chat) for chat in self._of(who)["chats"]]

    def unread_of(self, who: str) -> int:
        """How many messages somebody has not seen."""
        return sum(chat["unread"] for chat in self._of(who)["chats"])

    def message_ids(self, who: str, chat_id: str) -> Sequence[str]:
        """What was said in a chat, oldest first. Raises SandboxRefused for strangers to it."""
        chat = next((it for it in self.tenant.chats() if it.chat_id == chat_id), None)
        if chat is None:
            raise SandboxRefused("unknown_chat", chat_id=chat_id)
        if who not in chat.members:
            raise SandboxRefused("not_a_member", chat_id=chat_id, open_id=who)
        return [it.message_id for it in self.tenant.messages(chat_id)]

    def messages(self, who: str, message_ids: Iterable[str]) -> list[dict[str, Any]]:
        """These messages as the page draws them: alike for everybody."""
        return [self.tenant.message_json(it) for it in message_ids]

    def _of(self, who: str) -> dict[str, Any]:
        return self.tenant.snapshot(who, last=1)


def _head(chat: Mapping[str, Any]) -> dict[str, Any]:
    head = {key: value for key, value in chat.items() if key != "messages"}
    return {**head, "last": in_short(chat["messages"][-1]) if chat["messages"] else None}
