"""WeCom as one person sees it."""

from collections.abc import Iterable, Sequence
from typing import Any

from bot.sandbox.page.room import Room, in_short
from bot.sandbox.page.wecom.messages import Messages
from bot.sandbox.wecom import SandboxRefused, WecomTenant, model


class WecomRoom(Room):
    """Makes of the corp what the page knows from the other platform, and what only WeCom has."""

    def __init__(self, tenant: WecomTenant) -> None:
        super().__init__("wecom", tenant)
        self.tenant = tenant
        self._messages = Messages(tenant)

    def people(self) -> list[dict[str, Any]]:
        """Everybody, those who left included."""
        return [_person(it) for it in self.tenant.people()]

    def bot(self) -> dict[str, str]:
        """The name of the app and of the smart bot, with the ids of both."""
        settings = self.tenant.settings
        return {"open_id": settings.aibot_id, "app_id": str(settings.agent_id), "name": settings.name}

    def now(self) -> int:
        """The sandbox's time in epoch milliseconds."""
        return self.tenant.now_ms

    def chats_of(self, who: str) -> list[dict[str, Any]]:
        """The chats of one person, newest first, with their last message in short."""
        mine = [(it, self._last(it)) for it in self.tenant.chats() if who in it.members]
        mine.sort(key=lambda pair: _newness(*pair), reverse=True)
        return [self._chat(chat, last, who) for chat, last in mine]

    def unread_of(self, who: str) -> int:
        """How many messages somebody has not seen."""
        return sum(self.tenant.unread(who, it.chat_id) for it in self.tenant.chats() if who in it.members)

    def message_ids(self, who: str, chat_id: str) -> Sequence[str]:
        """What was said in a chat, oldest first. Raises SandboxRefused for strangers to it."""
        chat = next((it for it in self.tenant.chats() if it.chat_id == chat_id), None)
        if chat is None:
            raise SandboxRefused("unknown_chat", chat_id=chat_id)
        if who not in chat.members:
            raise SandboxRefused("not_a_member", chat_id=chat_id, open_id=who)
        return [it.message_id for it in self.tenant.messages(chat_id)]

    def messages(self, who: str, message_ids: Iterable[str]) -> list[dict[str, Any]]:
        """These messages as the page draws them for this person; not those that a limit dropped."""
        found = map(self.tenant.message, message_ids)
        return [self._messages.as_json(it, who) for it in found if not it.is_dropped]

    def _last(self, chat: model.Chat) -> model.Message | None:
        return next(iter(self.tenant.messages(chat.chat_id)[-1:]), None)

    def _chat(self, chat: model.Chat, last: model.Message | None, who: str) -> dict[str, Any]:
        shown = None if last is None else self._messages.as_json(last, who)
        return {
            "chat_id": chat.chat_id,
            "name": chat.name if chat.is_group else self.tenant.settings.name,
            "kind": "group" if chat.is_group else "p2p",
            "channel": chat.kind,
            "members": chat.members,
            "with": "" if chat.is_group else who,
            "has_bot": chat.kind in (model.AIBOT_GROUP, model.APP_PRIVATE, model.AIBOT_PRIVATE),
            "is_dissolved": chat.is_dissolved,
            "unread": self.tenant.unread(who, chat.chat_id),
            "summary": shown["text"] if shown else "",
            "updated": chat.created if last is None else last.created,
            "last": in_short(shown) if shown else None,
        }


def _newness(chat: model.Chat, last: model.Message | None) -> tuple[int, int]:
    return (chat.created, 0) if last is None else (last.created, last.seq)


def _person(person: model.Person) -> dict[str, Any]:
    return {
        "open_id": person.userid,
        "name": person.name,
        "department": person.department,
        "job_title": person.job_title,
        "is_active": person.is_active,
        "in_range": person.in_range,
    }
