"""Draining the outbox: 64 chats, a platform that is busy for 1 % of the calls, rates off, two senders, one killed."""

import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, delete, insert

from bot.clock import Clock
from cards.notes import NoteCard
from storage.database import engine_url
from storage.outbox import LANE, OUTBOX
from storage.schema import upgrade
from storage.tables import MessageState
from tests.bench.figures import Figure, median_of, no_less_than, no_more_than
from tests.bench.processes import ROOT, python
from tests.bench.sender import LEASE
from tests.bench.sizes import Size

CHATS = 64
PATIENCE_SECONDS = 120.0
LEAST_PER_SECOND = 1_500


@dataclass(frozen=True, slots=True)
class Line:
    """One accepted message."""

    at: float
    chat: str
    number: int


@dataclass(frozen=True, slots=True)
class Drained:
    """What became of the messages."""

    seconds: float
    lost: int
    disordered: int
    twice: int
    accepted: int


def run(size: Size, folder: Path, postgres: str) -> list[Figure]:
    """Throughput with two senders, then the same with one of them killed, on both databases."""
    figures: list[Figure] = []
    for name, url in (("SQLite", f"sqlite:///{folder / 'drain.db'}"), ("PostgreSQL", postgres)):
        upgrade(url)
        whole = [_drain(url, folder / f"{name}-{n}", size.drained, kill=False) for n in range(size.rounds)]
        killed = [_drain(url, folder / f"{name}-killed-{n}", size.drained, kill=True) for n in range(size.rounds)]
        figures += _figures(name, whole, killed, size.drained)
    return figures


def _drain(url: str, folder: Path, count: int, *, kill: bool) -> Drained:
    folder.mkdir()
    _fill(url, count)
    # SQLite is one process by design: two threads share its one writer. Only for the kill there have to be two.
    processes, threads = (1, 2) if url.startswith("sqlite") and not kill else (2, 1)
    senders = [_start(url, folder / f"journal-{number}", threads) for number in range(processes)]
    began = time.perf_counter()
    if kill:
        _kill_after_a_third(senders[0], folder, count)
    for sender in senders:
        sender.communicate(timeout=PATIENCE_SECONDS)
    return _judge(_read(folder), began, count)


def _start(url: str, journal: Path, threads: int) -> "subprocess.Popen[str]":
    command = python("-m", "tests.bench.sender", url, str(journal), str(threads))
    sender = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert sender.stdout is not None
    assert sender.stdout.readline().startswith("sending")
    return sender


def _kill_after_a_third(victim: "subprocess.Popen[str]", folder: Path, count: int) -> None:
    while victim.poll() is None and sum(path.read_bytes().count(b"\n") for path in folder.iterdir()) < count / 3:
        time.sleep(0.005)
    victim.kill()


def _fill(url: str, count: int) -> None:
    """Owe so many messages, to each chat in turn."""
    now = Clock()()
    notice = NoteCard(title="订单 ORD-2611-0042 已发货", text="恒远地产 300 台 SW-300 今天 16:20 出厂。").to_notice()
    rows = [
        {
            "lane": f"feishu:oc_{number % CHATS}", "key": f"n{number}", "subject": "", "card": None, "notice": notice,
            "reply_to": "", "replaces": "", "urgency": 1, "due_at": now, "created_at": now,
            "state": MessageState.PENDING, "attempts": 0, "message": "", "error": "",
        }
        for number in range(count)
    ]  # fmt: skip
    lanes = [{"key": f"feishu:oc_{chat}", "due_at": now, "owner": ""} for chat in range(CHATS)]
    engine = create_engine(engine_url(url))
    with engine.begin() as connection:
        connection.execute(delete(OUTBOX))
        connection.execute(delete(LANE))
        connection.execute(insert(LANE), lanes)
        connection.execute(insert(OUTBOX), rows)
    engine.dispose()


def _read(folder: Path) -> list[Line]:
    lines = [line.split() for path in folder.iterdir() for line in path.read_text().splitlines()]
    return sorted((Line(float(at), chat, _number(key)) for at, chat, key in lines), key=lambda line: line.at)


def _number(key: str) -> int:
    """`n16`, and what makes it unique for the platform."""
    return int(key.removeprefix("n").partition(".")[0])


def _judge(lines: Sequence[Line], began: float, count: int) -> Drained:
    """A message counts where it was first accepted; the platform drops a repeat by its key."""
    newest: dict[str, int] = {}
    seen: set[int] = set()
    disordered = 0
    for line in lines:
        if line.number in seen:
            continue
        seen.add(line.number)
        disordered += line.number < newest.get(line.chat, -1)
        newest[line.chat] = max(line.number, newest.get(line.chat, -1))
    took = lines[-1].at - min(began, lines[0].at) if lines else 0.0
    return Drained(took, count - len(seen), disordered, len(lines) - len(seen), len(lines))


def _figures(name: str, whole: Sequence[Drained], killed: Sequence[Drained], count: int) -> list[Figure]:
    every = [*whole, *killed]
    senders = "two threads" if name == "SQLite" else "two processes"
    return [
        median_of(
            f"outbox drained, {name}, {senders}", [count / one.seconds for one in whole], "messages/s",
            target=no_less_than(LEAST_PER_SECOND),
        ),
        median_of(
            f"one of two senders killed, {name}: all sent after", [one.seconds for one in killed], "s",
            target=no_more_than(count / LEAST_PER_SECOND + LEASE.total_seconds() + 5),
            notes={"sent_twice": [one.twice for one in killed]},
        ),
        median_of(f"lost, {name}", [sum(one.lost for one in every)], "messages", target=no_more_than(0)),
        median_of(f"out of order, {name}", [sum(one.disordered for one in every)], "messages", target=no_more_than(0)),
    ]  # fmt: skip
