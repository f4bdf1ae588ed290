"""What one person sees of a platform's tenant, and what everybody on the page sees of the sandbox."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from secrets import token_hex
from typing import Any, Protocol

from bot.sandbox.common.failures import Failures
from bot.sandbox.common.faults import SandboxRefused

MOST_MESSAGES = 200


class Tenant(Protocol):
    """As much as both platforms' tenants have in common."""

    @property
    def failures(self) -> Failures:
        """What goes wrong there."""
        ...

    def changes_since(self, seq: int, *, timeout: float = 0.0) -> dict[str, Any]:
        """What changed after `seq`; waits up to `timeout` real seconds for news."""
        ...

    def wire_since(self, seq: int, *, limit: int = 200) -> list[dict[str, Any]]:
        """The newest wire messages after `seq`."""
        ...

    def clock_moved(self) -> None:
        """The clock jumped: look again at what is due."""
        ...


class Room(ABC):
    """Reads one platform's tenant for the page. People are named by their id there, whatever the platform calls it."""

    def __init__(self, platform: str, tenant: Tenant) -> None:
        self.platform = platform
        self.run = token_hex(4)
        """Change numbers start anew with each process; a reader who names another run has to start over."""
        self.other: Room | None = None
        """The other platform's, where the same people are to be met."""
        self.side = tenant
        self._seq = 0
        self._unread: tuple[int, dict[str, int]] = (-1, {})

    # What each platform tells in its own way

    @abstractmethod
    def people(self) -> list[dict[str, Any]]:
        """Everybody, those who left included."""

    @abstractmethod
    def bot(self) -> dict[str, str]:
        """The bot's name and the ids it goes by."""

    @abstractmethod
    def now(self) -> int:
        """The sandbox's time in epoch milliseconds."""

    @abstractmethod
    def chats_of(self, who: str) -> list[dict[str, Any]]:
        """The chats of one person, newest first, with their last message in short."""

    @abstractmethod
    def unread_of(self, who: str) -> int:
        """How many messages somebody has not seen."""

    @abstractmethod
    def message_ids(self, who: str, chat_id: str) -> Sequence[str]:
        """What was said in a chat, oldest first. Raises SandboxRefused for strangers to it."""

    @abstractmethod
    def messages(self, who: str, message_ids: Iterable[str]) -> list[dict[str, Any]]:
        """These messages as the page draws them for this person."""

    # What is the same everywhere

    def commons(self) -> dict[str, Any]:
        """People, the bot, unread messages of everybody, the time, what is broken, and how it is elsewhere."""
        seq = self.change_seq()  # before everything else: what happens meanwhile comes with the next piece of news
        return {
            "since": f"{self.run}-{seq}",
            "now": self.now(),
            "bot": self.bot(),
            "people": self.people(),
            **self.notice(),
            "elsewhere": None if self.other is None else self.other.notice(),
        }

    def notice(self) -> dict[str, Any]:
        """What is seen of this platform from the other one."""
        return {"unread": self.unread(), "faults": self.faults(), "wire_seq": self.wire_seq()}

    def view(self, who: str) -> dict[str, Any]:
        """The chats of one person without their messages, and the commons. Raises SandboxRefused."""
        commons = self.commons()
        me = next((one for one in commons["people"] if one["open_id"] == who), None)
        if me is None:
            raise SandboxRefused("unknown_person", open_id=who)
        if not me["is_active"]:
            raise SandboxRefused("resigned", open_id=who)
        return {**commons, "who": who, "chats": self.chats_of(who)}

    def history(self, who: str, chat_id: str, before: str, limit: int) -> dict[str, Any]:
        """A page of a chat's messages, oldest first, ending before `before`. Raises SandboxRefused."""
        ids = self.message_ids(who, chat_id)
        end = _index(ids, before) if before else len(ids)
        start = max(0, end - limit)
        return {"messages": self.messages(who, ids[start:end]), "has_more": start > 0}

    def unread(self) -> dict[str, int]:
        """Everybody's unread messages; counted again only when something has changed."""
        seq, known = self._unread
        newest = self.change_seq()
        if seq != newest:
            known = {one["open_id"]: self.unread_of(one["open_id"]) for one in self.people() if one["is_active"]}
            self._unread = newest, known
        return known

    def faults(self) -> dict[str, Any]:
        """What goes wrong on the platform's side, now and next."""
        failures = self.side.failures
        return {
            "platform_down": failures.platform_down,
            "has_rate_limits": failures.has_rate_limits,
            "duplicates": failures.duplicates,
            "drops": failures.drops,
            "lost_answers": failures.lost_answers,
        }

    def wire_seq(self) -> int:
        """Number of the newest wire message."""
        newest = self.side.wire_since(0, limit=1)
        return int(newest[-1]["seq"]) if newest else 0

    def change_seq(self) -> int:
        """Number of the newest change."""
        self._seq = int(self.side.changes_since(self._seq)["seq"])
        return self._seq

    def pulse(self) -> tuple[int, ...]:
        """Is another one as soon as anything here is worth telling, besides what the followed changes tell."""
        return (self.wire_seq(), *(() if self.other is None else (self.other.change_seq(), self.other.wire_seq())))


def in_short(message: dict[str, Any]) -> dict[str, Any]:
    """A chat's last message as the list of chats shows it."""
    return {key: message[key] for key in ("type", "sender", "is_recalled")}


def _index(message_ids: Sequence[str], wanted: str) -> int:
    if wanted not in message_ids:
        raise SandboxRefused("unknown_message", message_id=wanted)
    return list(message_ids).index(wanted)
