"""A platform that is told how to answer, and an outbox that brings messages to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, text
from sqlmodel import Session

from bot.clock import Clock
from bot.outbound import Outbound, Pace, Refused
from bot.platforms.port import Address, Attachment, Fault, PlatformBusy, PlatformRefused, Sent, To
from cards.card import Card
from cards.notes import NoteCard
from cards.wording import Wording
from storage import counters, living, outbox
from storage.database import Database
from storage.outbox import LANE, OUTBOX, Owed, Wait

SHANGHAI = ZoneInfo("Asia/Shanghai")
CHAT = "feishu:oc_prod"
QUICK = Pace(threads=2, first_retry=timedelta(seconds=1))


@dataclass
class Call:
    """One call that a platform got."""

    deed: str
    to: str
    words: str
    key: str
    at: datetime


@dataclass
class FakePlatform:
    """Takes cards, knows a repeat by its key, and fails as told."""

    clock: Clock
    calls: list[Call] = field(default_factory=list)
    answers: list[Exception] = field(default_factory=list)
    """What the next calls end with, one each."""
    always: Mapping[str, Exception] = field(default_factory=dict)
    """By deed or by chat: what every such call ends with."""
    messages: dict[str, str] = field(default_factory=dict)
    """What stands in each message now."""
    by_key: dict[str, str] = field(default_factory=dict)
    meanwhile: Callable[[], None] = lambda: None
    renew_before: timedelta = timedelta(days=13)
    is_frugal: bool = False
    reach: str = "feishu:%"

    def send(self, to: Address, card: Mapping[str, Any], *, key: str, is_repeat: bool = False) -> Sent:
        """Take a new message."""
        return self._new("send", f"{'@' if to.kind is To.PERSON else ''}{to.id}", card, key)

    def reply(self, message: str, card: Mapping[str, Any], *, to: Address, key: str, is_repeat: bool = False) -> Sent:
        """Take an answer."""
        return self._new("reply", message, card, key)

    def update(self, message: str, card: Mapping[str, Any], *, is_last: bool = False) -> None:
        """Take a change."""
        self._call("update", message, words_of(card))
        self.messages[message] = words_of(card)

    def recall(self, message: str) -> None:
        """Not used by the outbox."""

    def download(self, attachment: Attachment) -> bytes:
        """Not used by the outbox."""
        return b""

    def upload(self, name: str, content: bytes) -> str:
        """Not used by the outbox."""
        return ""

    def send_file(self, to: Address, key: str, *, once: str) -> Sent:
        """Not used by the outbox."""
        return Sent("", "")

    def found_group(self, name: str, members: Sequence[str], *, key: str) -> str:
        """Not used by the outbox."""
        return ""

    def close(self) -> None:
        """Nothing is open."""

    def _new(self, deed: str, to: str, card: Mapping[str, Any], key: str) -> Sent:
        self._call(deed, to, words_of(card), key)
        if key not in self.by_key:
            self.by_key[key] = f"om_{len(self.by_key) + 1}"
            self.messages[self.by_key[key]] = words_of(card)
        return Sent(self.by_key[key], to)

    def _call(self, deed: str, to: str, words: str, key: str = "") -> None:
        self.calls.append(Call(deed, to, words, key, self.clock()))
        self.meanwhile()
        if self.answers:
            raise self.answers.pop(0)
        for name in (deed, to):
            if name in self.always:
                raise self.always[name]

    @property
    def did(self) -> list[tuple[str, str, str]]:
        """What it was asked, without the keys."""
        return [(call.deed, call.to, call.words) for call in self.calls]


def words_of(card: Mapping[str, Any]) -> str:
    """The first plain text of a rendered card's body."""
    return str(card["body"]["elements"][0]["text"]["content"])


class Post:
    """An outbox, one process's senders, and a platform."""

    def __init__(self, database: Database, clock: Clock, *, pace: Pace = QUICK, owner: str = "us") -> None:
        self.database, self.clock = database, clock
        self.platform = FakePlatform(clock)
        self.refused: list[Refused] = []
        self.words = Wording("zh-CN", SHANGHAI)
        self.outbound = self.process(owner, pace)

    def process(self, owner: str, pace: Pace = QUICK) -> Outbound:
        """Another process's senders over the same outbox."""
        return Outbound(
            self.database, {"feishu": self.platform}, self.words, self.clock, SHANGHAI, owner=owner, pace=pace,
            on_refused=self.refused.append,
        )  # fmt: skip

    def owe(self, words: str, *, chat: str = CHAT, wait: Wait = Wait.NOBODY, **fields: Any) -> None:
        """Owe a notice."""
        notice = NoteCard(title="通知", text=words).to_notice()
        told: dict[str, Any] = {"due_at": self.clock(), "notice": notice} | fields
        owed = Owed(lane=chat, key=f"n{words}", wait=wait, **told)
        self.database.write(lambda session: outbox.enqueue(session, owed, now=self.clock()))

    def change(self, subject: str = "ORD-1", *, chat: str = CHAT, reply_to: str = "") -> None:
        """The subject moves on by one, and its card in the chat has to show it."""

        def work(session: Session) -> None:
            counters.raise_to(session, [f"{subject}-0"])
            session.execute(text("UPDATE counter SET value = value + 1 WHERE key = :key"), {"key": subject})
            if living.find(session, subject, "order", chat) is None:
                living.place(session, subject, "order", chat, now=self.clock(), reply_to=reply_to)
            else:
                living.mark_stale(session, subject, now=self.clock())

        self.database.write(work)

    def settle(self, *, within: timedelta = timedelta(seconds=3)) -> None:
        """Send all that is due, letting time pass from one message to the next."""
        end = self.clock() + within
        while True:
            while self.outbound.send_some():
                pass
            due = self.outbound.next_due()
            if due is None or due > end:
                return
            self.clock.advance(max(due - self.clock(), timedelta(milliseconds=1)))

    def states(self) -> list[tuple[str, str]]:
        """Every message, and how it stands."""
        with self.database.read() as session:
            rows = session.execute(select(OUTBOX.c.key, OUTBOX.c.state).order_by(OUTBOX.c.seq))
            return [(row.key, row.state.value) for row in rows]

    def errors(self) -> list[str]:
        """Why messages were given up, newest first."""
        with self.database.read() as session:
            return [letter["error"] for letter in outbox.dead_letters(session)]

    def lane(self, chat: str = CHAT) -> Any:
        """A chat's lane."""
        with self.database.read() as session:
            return session.execute(select(LANE).where(LANE.c.key == chat)).one()


def draw(session: Session, subject: str, kind: str, words: Wording, today: object) -> Card:
    """A card that shows how often its subject has moved on."""
    count = session.execute(text("SELECT value FROM counter WHERE key = :key"), {"key": subject}).scalar_one()
    return NoteCard(title=subject, text=f"{subject} at {count}")


def refused(fault: Fault, why: str = "told so") -> PlatformRefused:
    """The platform says no."""
    return PlatformRefused(fault, why)


def busy(wait: float | None = None) -> PlatformBusy:
    """The platform says later."""
    return PlatformBusy("too fast", wait)
