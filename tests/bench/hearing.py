"""How soon the departments know: from a confirmed order to the last of their three cards."""

import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.clock import Clock
from tests.bench.figures import Baseline, Figure, at_most, median_of, no_more_than, percentile
from tests.bench.programs import load_sample
from tests.bench.sizes import Size
from tests.bench.stage import DEPARTMENT_CHATS, SALESPERSON, Accepted, Stage, on_stage

CHAT_PER_SECOND = 5
"""Feishu's limit for messages to one chat."""
DEAL_CHATS = 10
MANAGER = "ou_gao_yuan"


@dataclass(frozen=True, slots=True)
class Burst:
    """Many orders confirmed within one second."""

    seconds: float
    refused: int
    private_replies: tuple[float, ...]
    busy_replies: tuple[float, ...]


def run(size: Size, folder: Path, postgres: str) -> list[Figure]:
    """One at a time, then all at once."""
    url = load_sample(f"sqlite:///{folder / 'hearing.db'}")
    with on_stage(url, folder) as stage:
        for number in range(DEAL_CHATS):
            stage.tenant.add_group(f"oc_deal_{number}", f"deal {number}", [SALESPERSON])
        promised = _place(stage, size.at_rest + size.burst)
        at_rest = [_confirm_one(stage, message) for message in promised[: size.at_rest]]
        burst = _confirm_many(stage, promised[size.at_rest :])
    return [*_at_rest_figures(at_rest), *_burst_figures(burst, size)]


def _place(stage: Stage, count: int) -> list[str]:
    """Order, in one-liners; the messages of the cards that show the promises."""
    wanted = (Clock()() + timedelta(days=90)).date().isoformat()
    for number in range(count):
        chat = f"oc_deal_{number % DEAL_CHATS}"
        stage.says(SALESPERSON, chat, f"/neworder 恒远 KP-3 {100 + number}个 {wanted} 颜色白色 1位", mention_bot=True)

    def are_there(_: list[Accepted]) -> bool:
        return len(_promises(stage)) >= count

    if not stage.tenant.wait_for(are_there, 60 + count):
        raise RuntimeError(f"only {len(_promises(stage))} of {count} orders were promised")
    return _promises(stage)[:count]


def _promises(stage: Stage) -> list[str]:
    chats = [f"oc_deal_{number}" for number in range(DEAL_CHATS)]
    cards = [message for chat in chats for message in stage.tenant.messages(chat) if message.type == "interactive"]
    return [message.message_id for message in cards if '"confirm"' in message.content]


def _confirm_one(stage: Stage, message: str) -> float:
    """Seconds from the tap to the last department's card."""
    seen = len(stage.tenant.accepted)
    began = time.perf_counter()
    stage.tenant.tap(SALESPERSON, message, {"act": "confirm"})
    if not stage.tenant.wait_for(lambda accepted: all(_tasks(accepted[seen:]).values()), 20):
        raise RuntimeError("a department was not told in 20 s")
    last = max(times[0] for times in _tasks(stage.tenant.accepted[seen:]).values())
    time.sleep(0.5)  # at rest again
    return last - began


def _tasks(accepted: Iterable[Accepted]) -> dict[str, list[float]]:
    """When each department's chat got new cards."""
    found: dict[str, list[float]] = {chat: [] for chat in DEPARTMENT_CHATS}
    for one in accepted:
        if one.chat in found and not one.is_reply and not one.is_update:
            found[one.chat].append(one.at)
    return found


def _confirm_many(stage: Stage, messages: Sequence[str]) -> Burst:
    seen, done = len(stage.tenant.accepted), threading.Event()
    with ThreadPoolExecutor(len(messages) + 2) as pool:
        asking = [
            pool.submit(_keep_asking, stage, MANAGER, stage.tenant.open_private_chat(MANAGER), done, False),
            pool.submit(_keep_asking, stage, "ou_wang_sheng", "oc_production", done, True),
        ]
        began = time.perf_counter()
        taps = [pool.submit(_tap_at, stage, message, began + n / len(messages)) for n, message in enumerate(messages)]
        try:
            last = _when_all_know(stage, seen, taps, len(messages))
        finally:
            done.set()
        private, busy = (tuple(one.result()) for one in asking)
    return Burst(last - began, stage.tenant.refused, private, busy)


def _tap_at(stage: Stage, message: str, at: float) -> None:
    time.sleep(max(0.0, at - time.perf_counter()))
    stage.tenant.tap(SALESPERSON, message, {"act": "confirm"})


def _when_all_know(stage: Stage, seen: int, taps: "Sequence[Future[None]]", count: int) -> float:
    for tap in taps:
        tap.result()

    def is_told(accepted: list[Accepted]) -> bool:
        return all(len(times) >= count for times in _tasks(accepted[seen:]).values())

    if not stage.tenant.wait_for(is_told, 60 + count):
        raise RuntimeError(
            f"cards arrived: { {chat: len(times) for chat, times in _tasks(stage.tenant.accepted[seen:]).items()} }"
        )
    return max(times[count - 1] for times in _tasks(stage.tenant.accepted[seen:]).values())


def _keep_asking(stage: Stage, person: str, chat: str, done: threading.Event, is_group: bool) -> list[float]:
    """Somebody asks for help again and again; how long each answer took."""
    took = []
    while not done.wait(2.0 if is_group else 0.2):
        took.append(stage.reply_to(person, chat, "/help", mention_bot=is_group))
    return took


def _at_rest_figures(seconds: Sequence[float]) -> list[Figure]:
    p50, p99 = percentile(seconds, 0.5), percentile(seconds, 0.99)
    return [
        median_of("confirmed → last of three cards, at rest: p50", [p50 * 1000], "ms"),
        median_of(
            "confirmed → last of three cards, at rest: p99", [p99 * 1000], "ms", target=no_more_than(1000),
            notes={"all_ms": [round(one * 1000) for one in seconds]},
        ),
    ]  # fmt: skip


def _burst_figures(burst: Burst, size: Size) -> list[Figure]:
    allowed = Baseline("5/s a chat", (size.burst + len(burst.busy_replies)) / CHAT_PER_SECOND)
    title = f"{size.burst} orders confirmed within 1 s"
    return [
        Figure(f"{title}: last card after", burst.seconds, "s", allowed, at_most(1.15)),
        median_of("refused for the rate", [burst.refused], "calls", target=no_more_than(0)),
        *_replies(f"{title}: a reply in private meanwhile", burst.private_replies),
        *_replies(f"{title}: a reply in the busiest chat meanwhile", burst.busy_replies),
    ]


def _replies(title: str, seconds: Sequence[float]) -> list[Figure]:
    if not seconds:
        return []
    notes = {"all_ms": [round(one * 1000) for one in seconds], "worst_ms": round(max(seconds) * 1000)}
    worst = percentile(seconds, 0.95) * 1000
    return [median_of(f"{title}: p95", [worst], "ms", target=no_more_than(1000), notes=notes)]
