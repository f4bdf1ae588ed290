"""What strangers bring to the doors: how long it takes to refuse the worst of each kind.

All callbacks share one thread, so that whoever is refused slowly keeps the platforms waiting.
"""

import asyncio
import io
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import redirect_stdout
from pathlib import Path

from bot.app import assemble
from bot.clock import Clock
from bot.config import Settings
from bot.ingress import AsgiApp
from tests.bench.figures import Figure, no_more_than
from tests.bench.programs import let_go, settings_for, wecom_settings_for
from tests.bench.sizes import Size
from tests.bench.standin import StandIn
from tests.bench.strangers import KINDS, Stranger, to_feishu, to_wecom
from tests.bench.wecom_standin import WecomStandIn

PLATFORMS: dict[str, tuple[Callable[..., Settings], Callable[[Clock], Iterable[Stranger]], str]] = {
    "Feishu": (settings_for, to_feishu, "/feishu/webhook"),
    "WeCom": (wecom_settings_for, to_wecom, "/wecom/callback"),
}
MOST_MILLISECONDS = 50.0
"""Ours: a twentieth of the second in which every callback is to be answered."""
REFUSALS = frozenset({400, 401})
REPEATS = 5


class LetIn(RuntimeError):
    """A door has taken what it had to refuse."""


def run(size: Size, folder: Path, postgres: str) -> list[Figure]:
    """Each platform's door, in process; every request several times in each round."""
    return [figure for platform in PLATFORMS for figure in _platform(platform, folder, size.rounds * REPEATS)]


def _platform(platform: str, folder: Path, repeats: int) -> list[Figure]:
    settings, strangers, path = PLATFORMS[platform]
    program = assemble(
        settings(f"sqlite:///{folder / 'trespassing.db'}"), Clock(), feishu_wire=StandIn(), wecom_wire=WecomStandIn(),
        threads=0,
    )  # fmt: skip
    try:
        spent = refusing(program.doors()[path], list(strangers(program.clock)), repeats)
    finally:
        let_go(program)
    return [_worst(platform, kind, spent) for kind in KINDS]


def refusing(door: AsgiApp, strangers: Sequence[Stranger], repeats: int) -> list[tuple[Stranger, list[float]]]:
    """The ms of CPU time that each refusal took. Raises LetIn for one that was none."""
    with redirect_stdout(io.StringIO()):  # the log of what was refused
        return [(one, asyncio.run(_times(door, one, repeats))) for one in strangers]


async def _times(door: AsgiApp, stranger: Stranger, repeats: int) -> list[float]:
    return [await _once(door, stranger) for _ in range(repeats + 1)][1:]


async def _once(door: AsgiApp, stranger: Stranger) -> float:
    began = time.thread_time()
    status = await stranger.request.into(door)
    took = (time.thread_time() - began) * 1000
    if status not in REFUSALS:
        raise LetIn(f"{stranger.kind}, {stranger.name}: {status}")
    return took


def _worst(platform: str, kind: str, spent: Iterable[tuple[Stranger, list[float]]]) -> Figure:
    """The one of a kind that costs most."""
    found = {one.name: times for one, times in spent if one.kind == kind}
    medians = {name: statistics.median(times) for name, times in found.items()}
    worst = max(medians, key=lambda name: medians[name])
    notes = {"worst": worst, "all_ms": {name: round(each, 3) for name, each in medians.items()}}
    return Figure(
        f"refused at {platform}'s door, {kind}: worst of {len(found)}", medians[worst], "ms CPU",
        target=no_more_than(MOST_MILLISECONDS), rounds=tuple(found[worst]), notes=notes,
    )  # fmt: skip
