"""The machinery around a stand-in for everything that understands: ears that hear, a planner that takes its time."""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

import orjson
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.clock import ManualClock
from bot.inbound import Answer, Listener, Toast
from bot.platforms.port import ChatKind, Inbound, Said, Tapped
from bot.worker import Reader, Worker
from core.orders import DraftPurpose
from core.orders.draft import OrderEntry
from handlers import promising  # noqa: F401  (a promise is something to be computed)
from handlers.bus import Bus, Outcome
from handlers.command import Command, to_bytes
from handlers.commands import ComputePromise, SendDigest, StartOrder
from storage import inbox
from storage.database import Database
from storage.inbox import INBOX, Arrival, Inbox, Stored

Script = Callable[[Inbound], None]


class GoneAway(Exception):
    """What a driver says of a server that is not there."""

    sqlstate = "08006"


def gone_away() -> OperationalError:
    """The database is out of reach."""
    return OperationalError("SELECT 1", {}, GoneAway())


class Ears:
    """Hears deliveries in place of `Listener`, and marks them handled as the bus would."""

    def __init__(self, database: Database, clock: ManualClock) -> None:
        self._database, self._clock = database, clock
        self.heard: list[str] = []
        self.given_up: list[str] = []
        self.scripts: dict[str, Script] = {}
        """By the words said or the button tapped: something that happens while they are being handled."""
        self.cannot_give_up: list[Exception] = []
        self.owes: dict[str, list[Command]] = {}
        self.given: list[Answer] = []
        self.secrets: set[str] = set()
        """Taps whose answer concerns only whoever tapped."""
        self.draws: Callable[[str], dict[str, Any] | None] = lambda message: {"drawn": message}
        """The tapped card as it is now."""

    def hear(self, stored: Stored, inbound: Inbound) -> Answer:
        """Handle one delivery."""
        words = words_of(inbound)
        if script := self.scripts.get(words):
            script(inbound)
        owed = self._settle(stored, self.owes.get(words, ()))
        self.heard.append(words)
        return Answer(toast=Toast("success", f"heard {words}"), owed=owed, is_private=words in self.secrets)

    def give_up(self, stored: Stored, inbound: Inbound | None) -> Answer:
        """Keep a delivery in view."""
        if self.cannot_give_up:
            raise self.cannot_give_up.pop()
        self._database.write(lambda session: inbox.settle(session, stored.seq, self._clock(), failed="ab12cd34"))
        self.given_up.append(stored.delivery)
        return Answer(Toast("error", "ab12cd34"))

    def with_card(self, answer: Answer, tapped: Tapped) -> Answer:
        """Draw the tapped card."""
        return replace(answer, card=self.draws(tapped.message), shows=(1, 2))

    def note_given(self, answer: Answer) -> None:
        """The platform has it."""
        self.given.append(answer)

    def _settle(self, stored: Stored, owes: Any) -> tuple[Stored, ...]:
        def work(session: Any) -> tuple[Stored, ...]:
            if not inbox.settle(session, stored.seq, self._clock()):
                return ()
            arrivals = [
                Arrival(f"self:{stored.seq}.{n}", "self", "command", to_bytes(command), self._clock())
                for n, command in enumerate(owes)
            ]
            return tuple(inbox.insert_arrivals(session, arrivals, owner="us"))

        return self._database.write(work)


class Hands:
    """Carries out our own commands in place of `Bus`."""

    def __init__(self, database: Database, clock: ManualClock) -> None:
        self._database, self._clock = database, clock
        self.done: list[Command] = []

    def execute(self, command: Command, *, delivery: Stored, **rest: Any) -> Outcome:
        """Do it once."""
        is_first = self._database.write(lambda session: inbox.settle(session, delivery.seq, self._clock()))
        if is_first:
            self.done.append(command)
        return Outcome(is_repeat=not is_first)


class SlowPlanner:
    """Works out nothing until it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[Command, Future[Command]]] = []
        self.news = threading.Semaphore(0)

    def submit(self, command: Command, begin: Callable[[], None]) -> "Future[Command]":
        """Take the question."""
        future: Future[Command] = Future()
        try:
            begin()
        except Exception as error:
            future.set_exception(error)
            return future
        self.asked.append((command, future))
        self.news.release()
        return future

    def recorded(self) -> None:
        """It does not matter to this one."""

    def wait(self) -> "Future[Command]":
        """The next question that has come."""
        assert self.news.acquire(timeout=PATIENCE)
        return self.asked[-1][1]


class Machine:
    """A worker over a real inbox."""

    def __init__(
        self, database: Database, clock: ManualClock, *, threads: int = 2, reader: Reader | None = None,
        sources: Sequence[str] = ("feishu",),
    ) -> None:  # fmt: skip
        self.database, self.clock = database, clock
        self.ears, self.hands, self.planner = Ears(database, clock), Hands(database, clock), SlowPlanner()
        self.inbox = Inbox(database, "us")
        self.wakes = 0
        readers: Mapping[str, Reader] = dict.fromkeys(sources, reader or read)
        self.worker = Worker(
            cast(Bus, self.hands), self.inbox, cast(Listener, self.ears), readers, self.planner, clock,
            wake_senders=self._wake, threads=threads,
        )  # fmt: skip

    def _wake(self) -> None:
        self.wakes += 1

    def keep(self, words: str, *, chat: str = "oc_1", tap: bool = False, delivery: str = "") -> Stored:
        """Store a delivery: something said, or a button tapped."""
        payload = orjson.dumps({"words": words, "chat": chat, "tap": tap})
        arrival = Arrival(delivery or f"feishu:{words}", "feishu", "card" if tap else "message", payload, self.clock())
        stored = self.inbox.store(arrival).result(5)
        assert stored is not None
        return stored

    def bring(self, words: str, *, chat: str = "oc_1", tap: bool = False) -> "Future[Answer]":
        """Store a delivery and have it handled."""
        return self.worker.take(self.keep(words, chat=chat, tap=tap), is_tap=tap)

    def order(self, command: Command, key: str) -> "Future[Answer]":
        """Owe ourselves a command and have it carried out."""
        return self.worker.take(self.owe(command, key))

    def owe(self, command: Command, key: str) -> Stored:
        """Store a command of our own."""
        stored = self.inbox.store(Arrival(f"self:{key}", "self", "command", to_bytes(command), self.clock())).result(5)
        assert stored is not None
        return stored

    def states(self) -> dict[str, str]:
        """Every delivery, and what has become of it."""
        with self.database.read() as session:
            rows = session.execute(select(INBOX.c.delivery, INBOX.c.state).order_by(INBOX.c.seq))
            return {row.delivery: row.state.value for row in rows}


def read(payload: Any, at: datetime) -> Inbound:
    """The deliveries of `Machine.keep`."""
    about: dict[str, Any] = {"delivery": "d", "platform": "feishu", "at": at, "sender": "ou_1", "chat": payload["chat"]}
    if payload["tap"]:
        return Tapped(value={"act": payload["words"]}, message="om_card", **about)
    return Said(text=payload["words"], chat_kind=ChatKind.GROUP, **about)


def words_of(inbound: Inbound) -> str:
    """What was said or tapped."""
    return inbound.text if isinstance(inbound, Said) else str(cast(Tapped, inbound).value["act"])


DIGEST = SendDigest()
PROMISE = ComputePromise(order_no="ORD-2611-0001")
ORDER = StartOrder(entry=OrderEntry(), purpose=DraftPurpose.ORDER)


PATIENCE = 30


class Gate:
    """Something that takes until it is opened."""

    def __init__(self) -> None:
        self._is_open, self.reached = threading.Event(), threading.Event()

    def __call__(self, *_: object) -> None:
        self.reached.set()
        assert self._is_open.wait(PATIENCE)

    def open(self) -> None:
        self._is_open.set()


class Fails:
    """Fails so many times, then works."""

    def __init__(self, *errors: Exception) -> None:
        self.left = list(errors)

    def __call__(self, *_: object) -> None:
        if self.left:
            raise self.left.pop(0)


def toast(answering: "Future[Answer]") -> str:
    answer = answering.result(PATIENCE)
    return answer.toast.text if answer.toast else ""


def wait_for(condition: Any) -> None:
    deadline = threading.Event()
    for _ in range(500):
        if condition():
            return
        deadline.wait(0.01)
    assert condition()
