"""What one person sees of the tenant, and what everybody on the page sees of the sandbox."""

from collections.abc import Iterable, Mapping
from secrets import token_hex
from typing import Any

from bot.sandbox.feishu import FeishuTenant, SandboxRefused

MOST_MESSAGES = 200


class Room:
    """Reads the tenant for the page."""

    def __init__(self, tenant: FeishuTenant) -> None:
        self.tenant = tenant
        self.run = token_hex(4)
        """Change numbers start anew with each process; a reader who names another run has to start over."""

    def commons(self) -> dict[str, Any]:
        """People, the bot, unread messages of everybody, the time, what is broken."""
        return self._commons(self.tenant.snapshot("", last=1))

    def view(self, who: str) -> dict[str, Any]:
        """The chats of one person without their messages, and the commons. Raises SandboxRefused."""
        snapshot = self.tenant.snapshot(who, last=1)
        if snapshot["me"] is None:
            raise SandboxRefused("unknown_person", open_id=who)
        if not snapshot["me"]["is_active"]:
            raise SandboxRefused("resigned", open_id=who)
        return {**self._commons(snapshot), "who": who, "chats": [_head(chat) for chat in snapshot["chats"]]}

    def history(self, who: str, chat_id: str, before: str, limit: int) -> dict[str, Any]:
        """A page of a chat's messages, oldest first, ending before `before`. Raises SandboxRefused."""
        chat = next((it for it in self.tenant.chats() if it.chat_id == chat_id), None)
        if chat is None:
            raise SandboxRefused("unknown_chat", chat_id=chat_id)
        if who not in chat.members:
            raise SandboxRefused("not_a_member", chat_id=chat_id, open_id=who)
        ids = [it.message_id for it in self.tenant.messages(chat_id)]
        end = _index(ids, before) if before else len(ids)
        start = max(0, end - limit)
        return {"messages": self.messages(ids[start:end]), "has_more": start > 0}

    def messages(self, message_ids: Iterable[str]) -> list[dict[str, Any]]:
        """These messages as the page draws them."""
        return [self.tenant.message_json(it) for it in message_ids]

    def faults(self) -> dict[str, Any]:
        """What goes wrong on the platform's side, now and next."""
        failures = self.tenant.failures
        return {
            "platform_down": failures.platform_down,
            "has_rate_limits": failures.has_rate_limits,
            "duplicates": failures.duplicates,
            "drops": failures.drops,
            "lost_answers": failures.lost_answers,
        }

    def wire_seq(self) -> int:
        """Number of the newest wire message."""
        newest = self.tenant.wire_since(0, limit=1)
        return int(newest[-1]["seq"]) if newest else 0

    def _commons(self, snapshot: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "since": f"{self.run}-{snapshot['seq']}",
            "now": snapshot["now"],
            "wire_seq": snapshot["wire_seq"],
            "bot": snapshot["bot"],
            "people": snapshot["people"],
            "unread": {it["open_id"]: self._unread(it["open_id"]) for it in snapshot["people"] if it["is_active"]},
            "faults": self.faults(),
        }

    def _unread(self, open_id: str) -> int:
        return sum(chat["unread"] for chat in self.tenant.snapshot(open_id, last=1)["chats"])


def _head(chat: Mapping[str, Any]) -> dict[str, Any]:
    head = {key: value for key, value in chat.items() if key != "messages"}
    last = chat["messages"][-1] if chat["messages"] else None
    summed_up = None if last is None else {key: last[key] for key in ("type", "sender", "is_recalled")}
    return {**head, "last": summed_up}


def _index(message_ids: list[str], wanted: str) -> int:
    if wanted not in message_ids:
        raise SandboxRefused("unknown_message", message_id=wanted)
    return message_ids.index(wanted)
