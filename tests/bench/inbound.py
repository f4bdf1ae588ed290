"""Deliveries stored at synchronous=FULL before they are acknowledged, against servers that store nothing."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

from bot.clock import Clock
from storage.database import engine_url
from storage.schema import upgrade
from tests.bench.deliveries import Maker
from tests.bench.figures import Figure, against, at_least, at_most, median_of, no_more_than
from tests.bench.load import Load, load
from tests.bench.processes import Served
from tests.bench.programs import module
from tests.bench.sizes import Size

BARE, LARK = "bare FastAPI", "lark-oapi dispatcher"
SQLITE, POSTGRES = "SQLite", "PostgreSQL"
MOST_PER_SECOND = 12_000
OPEN_LOOP_PER_SECOND = 300


@dataclass(frozen=True, slots=True)
class Run:
    """One round of one server."""

    load: Load
    cpu_microseconds: float
    """Server CPU per answered event."""


def run(size: Size, folder: Path, postgres: str) -> list[Figure]:
    """All rounds, the servers taking turns within each."""
    sqlite = f"sqlite:///{folder / 'inbound.db'}"
    for url in (sqlite, postgres):
        upgrade(url)
    with ExitStack() as stack:
        servers = {
            BARE: stack.enter_context(module("baselines.bare", folder)),
            LARK: stack.enter_context(module("baselines.lark_dispatcher", folder)),
            SQLITE: stack.enter_context(module("storing", folder, sqlite, ready="/healthz")),
            POSTGRES: stack.enter_context(module("storing", folder, postgres, ready="/healthz")),
        }
        rounds = [_round(servers, size, folder, number) for number in range(size.rounds)]
        open_loop = {name: _open_loop(servers[name], size, folder, name) for name in (SQLITE, POSTGRES)}
    answered = {
        name: sum(one[name].load.answered for one in rounds) + open_loop[name].answered for name in (SQLITE, POSTGRES)
    }
    lost = {SQLITE: answered[SQLITE] - _stored(sqlite), POSTGRES: answered[POSTGRES] - _stored(postgres)}
    return [*_figures(rounds, SQLITE), *_figures(rounds, POSTGRES), *_open_figures(open_loop), *_lost(lost)]


def _round(servers: Mapping[str, Served], size: Size, folder: Path, number: int) -> dict[str, Run]:
    return {name: _measure(served, size, folder, f"{_slug(name)}{number}") for name, served in servers.items()}


def _measure(served: Served, size: Size, folder: Path, batch: str) -> Run:
    requests = Maker(batch, Clock()).requests(int(MOST_PER_SECOND * size.seconds))
    before = served.cpu_seconds()
    seen = load(served.port, requests, folder, size.seconds)
    if seen.refused:
        raise RuntimeError(f"{batch}: {seen.refused} of {seen.answered} requests were refused")
    return Run(seen, (served.cpu_seconds() - before) / seen.answered * 1_000_000)


def _open_loop(served: Served, size: Size, folder: Path, name: str) -> Load:
    count = int(OPEN_LOOP_PER_SECOND * size.seconds)
    requests = Maker(f"open{_slug(name)}", Clock()).requests(count)
    return load(served.port, requests, folder, size.seconds, OPEN_LOOP_PER_SECOND)


def _figures(rounds: Sequence[Mapping[str, Run]], name: str) -> list[Figure]:
    mine, bare, lark = ([one[key] for one in rounds] for key in (name, BARE, LARK))
    figures = [
        against(
            f"stored on {name}", _rates(mine), _rates(bare), "events/s", baseline=BARE, target=at_least(0.35),
            notes={"stretch": 0.45, "p50_ms": [one.load.p50 for one in mine], "p95_ms": [one.load.p95 for one in mine]},
        )
    ]  # fmt: skip
    if name == SQLITE:
        figures += [
            against(f"stored on {name}", _rates(mine), _rates(lark), "events/s", baseline=LARK, target=at_least(0.9)),
            against(f"stored on {name}: p99", _p99(mine), _p99(bare), "ms", baseline=BARE, target=at_most(6)),
            against(
                f"stored on {name}: CPU per event", _cpu(mine), _cpu(bare), "µs", baseline=BARE, target=at_most(2.5)
            ),
        ]
    return figures


def _open_figures(loads: Mapping[str, Load]) -> list[Figure]:
    return [
        Figure(
            f"{OPEN_LOOP_PER_SECOND}/s, open loop, on {name}: p99", seen.p99, "ms", target=no_more_than(30),
            notes={"p50_ms": seen.p50, "p95_ms": seen.p95, "refused": seen.refused, "answered": seen.answered},
        )
        for name, seen in loads.items()
    ]  # fmt: skip


def _lost(lost: Mapping[str, int]) -> list[Figure]:
    return [
        median_of(f"acknowledged but not stored, {name}", [count], "events", target=no_more_than(0))
        for name, count in lost.items()
    ]


def _rates(runs: Sequence[Run]) -> list[float]:
    return [each.load.per_second for each in runs]


def _p99(runs: Sequence[Run]) -> list[float]:
    return [each.load.p99 for each in runs]


def _cpu(runs: Sequence[Run]) -> list[float]:
    return [each.cpu_microseconds for each in runs]


def _slug(name: str) -> str:
    return name.split()[0].split("-")[0].lower()


def _stored(url: str) -> int:
    engine = create_engine(engine_url(url))
    with engine.connect() as connection:
        count: int = connection.execute(text("SELECT count(*) FROM inbox_event")).scalar_one()
    engine.dispose()
    return count
