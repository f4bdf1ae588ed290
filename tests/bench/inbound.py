"""Deliveries stored at synchronous=FULL before they are acknowledged, against servers that store nothing.

Those of WeCom are measured beside those of Feishu, of which they are to reach a share.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
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
from tests.bench.wecom_deliveries import WecomMaker

BARE, LARK = "bare FastAPI", "lark-oapi dispatcher"
SQLITE, POSTGRES = "SQLite", "PostgreSQL"
WECOM_SQLITE, WECOM_POSTGRES = "SQLite, WeCom", "PostgreSQL, WeCom"
FEISHU_OF = {WECOM_SQLITE: SQLITE, WECOM_POSTGRES: POSTGRES}
"""What WeCom's figures stand beside."""
STORING = (SQLITE, WECOM_SQLITE, POSTGRES, WECOM_POSTGRES)
MOST_PER_SECOND = 12_000
OPEN_LOOP_PER_SECOND = 300


@dataclass(frozen=True, slots=True)
class Run:
    """One round of one server."""

    load: Load
    cpu_microseconds: float
    """Server CPU per answered event."""


def run(size: Size, folder: Path, postgres: str) -> list[Figure]:
    """All rounds, the servers taking turns within each, every other time the other way round."""
    urls = _databases(folder, postgres)
    with ExitStack() as stack:
        servers = {
            BARE: stack.enter_context(module("baselines.bare", folder)),
            LARK: stack.enter_context(module("baselines.lark_dispatcher", folder)),
        } | {name: stack.enter_context(_storing(name, url, folder)) for name, url in urls.items()}
        rounds = [_round(servers, size, folder, number) for number in range(size.rounds)]
        open_loop = {name: _open_loop(servers[name], size, folder, name) for name in STORING}
    answered = {name: sum(one[name].load.answered for one in rounds) + open_loop[name].answered for name in STORING}
    lost = {name: answered[name] - _stored(url, _platform(name)) for name, url in urls.items()}
    figures = [*_figures(rounds, SQLITE), *_figures(rounds, POSTGRES)]
    figures += [figure for name in FEISHU_OF for figure in _wecom_figures(rounds, name)]
    return [*figures, *_open_figures(open_loop), *_lost(lost)]


def _databases(folder: Path, postgres: str) -> dict[str, str]:
    """SQLite is for one process alone; on PostgreSQL the two platforms share a table."""
    urls = {
        SQLITE: f"sqlite:///{folder / 'inbound.db'}",
        WECOM_SQLITE: f"sqlite:///{folder / 'inbound-wecom.db'}",
        POSTGRES: postgres,
        WECOM_POSTGRES: postgres,
    }
    for url in dict.fromkeys(urls.values()):
        upgrade(url)
    return urls


def _storing(name: str, url: str, folder: Path) -> AbstractContextManager[Served]:
    return module("storing", folder, url, _platform(name), ready="/healthz")


def _platform(name: str) -> str:
    return "wecom" if name in FEISHU_OF else "feishu"


def _requests(name: str, batch: str, count: int) -> list[bytes]:
    maker = WecomMaker if name in FEISHU_OF else Maker
    return maker(f"{batch}{name}", Clock()).requests(count)


def _round(servers: Mapping[str, Served], size: Size, folder: Path, number: int) -> dict[str, Run]:
    """One run of each. Neighbours stay neighbours, but who comes second is not always the same."""
    names = list(servers)[:: -1 if number % 2 else 1]
    return {name: _measure(name, servers[name], size, folder, number) for name in names}


def _measure(name: str, served: Served, size: Size, folder: Path, number: int) -> Run:
    requests = _requests(name, str(number), int(MOST_PER_SECOND * size.seconds))
    before = served.cpu_seconds()
    seen = load(served.port, requests, folder, size.seconds)
    if seen.refused:
        raise RuntimeError(f"{name}: {seen.refused} of {seen.answered} requests were refused")
    return Run(seen, (served.cpu_seconds() - before) / seen.answered * 1_000_000)


def _open_loop(served: Served, size: Size, folder: Path, name: str) -> Load:
    requests = _requests(name, "open", int(OPEN_LOOP_PER_SECOND * size.seconds))
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


def _wecom_figures(rounds: Sequence[Mapping[str, Run]], name: str) -> list[Figure]:
    mine, feishu = ([one[key] for one in rounds] for key in (name, FEISHU_OF[name]))
    title, beside = f"stored on {name}", f"{FEISHU_OF[name]}, Feishu"
    return [
        against(
            title, _rates(mine), _rates(feishu), "events/s", baseline=beside, target=at_least(0.8),
            notes={"stretch": 0.9, "p95_ms": [one.load.p95 for one in mine]},
        ),
        against(f"{title}: p50", _p50(mine), _p50(feishu), "ms", baseline=beside),
        against(f"{title}: p99", _p99(mine), _p99(feishu), "ms", baseline=beside),
        against(f"{title}: CPU per event", _cpu(mine), _cpu(feishu), "µs", baseline=beside),
    ]  # fmt: skip


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


def _p50(runs: Sequence[Run]) -> list[float]:
    return [each.load.p50 for each in runs]


def _p99(runs: Sequence[Run]) -> list[float]:
    return [each.load.p99 for each in runs]


def _cpu(runs: Sequence[Run]) -> list[float]:
    return [each.cpu_microseconds for each in runs]


def _stored(url: str, platform: str) -> int:
    engine = create_engine(engine_url(url))
    counting = text("SELECT count(*) FROM inbox_event WHERE source = :platform")
    with engine.connect() as connection:
        count: int = connection.execute(counting, {"platform": platform}).scalar_one()
    engine.dispose()
    return count
