"""`/help` handled to the end: stored, understood, carried out, its reply in the outbox, all in one transaction."""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection

from bot.clock import Clock
from storage.database import engine_url
from tests.bench.deliveries import Maker
from tests.bench.dispatching import dispatch_microseconds
from tests.bench.figures import Figure, against, at_least, median_of, no_less_than, no_more_than
from tests.bench.load import Load, load
from tests.bench.processes import Served
from tests.bench.programs import load_sample, module, tongpin
from tests.bench.sizes import Size

BARE = "bare FastAPI"
NONEBOT_SHARE = 250 / 6970
"""What nonebot2 with its Feishu adapter handles (and does not store), as a share of a bare app on the same machine.

It cannot be part of the run: its adapter and lark-oapi want different versions of one library.
"""
PEER_DISPATCH = 115
"""errbot's dispatch of one command in process, in µs of CPU."""
EXPECTED_PER_SECOND = 750
PATIENCE_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Handled:
    """One burst, from the first delivery to the last reply in the outbox."""

    per_second: float
    cpu_microseconds: float
    taken: Load


def run(size: Size, folder: Path, postgres: str) -> list[Figure]:
    """Bursts on the whole program, on both databases."""
    urls = {"SQLite": load_sample(f"sqlite:///{folder / 'handling.db'}"), "PostgreSQL": load_sample(postgres)}
    with ExitStack() as stack:
        platform = f"http://127.0.0.1:{stack.enter_context(module('standin', folder)).port}"
        bare = stack.enter_context(module("baselines.bare", folder))
        servers = {name: stack.enter_context(tongpin(url, folder, platform)) for name, url in urls.items()}
        beside = [_bare(bare, size, folder, number) for number in range(size.rounds)]
        figures = []
        for name, served in servers.items():
            bursts = [_burst(served, urls[name], size, folder, f"{name}{n}".lower()) for n in range(size.rounds)]
            figures += _figures(name, bursts, beside)
        steady = _steady(servers["SQLite"], size, folder)
    return [*figures, *_steady_figures(steady), _dispatch(size)]


def _bare(served: Served, size: Size, folder: Path, number: int) -> float:
    requests = Maker(f"bare{number}", Clock()).requests(int(12_000 * size.seconds))
    return load(served.port, requests, folder, size.seconds).per_second


def _burst(served: Served, url: str, size: Size, folder: Path, batch: str) -> Handled:
    """As many at once as are expected to take one timed run, as fast as they can be brought."""
    requests = Maker(batch, Clock()).requests(int(EXPECTED_PER_SECOND * size.seconds))
    engine = create_engine(engine_url(url))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        before, used = _newest(connection), served.cpu_seconds()
        taken = load(served.port, requests, folder, size.seconds * 10)
        first, last = _when_all_are_handled(connection, before, len(requests))
    engine.dispose()
    took = (last - first).total_seconds()
    return Handled(len(requests) / took, (served.cpu_seconds() - used) / len(requests) * 1e6, taken)


def _newest(connection: Connection) -> int:
    return connection.execute(text("SELECT coalesce(max(seq), 0) FROM inbox_event")).scalar_one() or 0


def _when_all_are_handled(connection: Connection, after: int, count: int) -> tuple[datetime, datetime]:
    """When the first was received and the last one done. Raises when some are not, or a reply is missing."""
    done = text("SELECT count(*) FROM inbox_event WHERE seq > :after AND state = 'DONE' AND source = 'feishu'")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (found := connection.execute(done, {"after": after}).scalar_one()) < count:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{count - found} of {count} messages were not handled in {PATIENCE_SECONDS:.0f} s")
        time.sleep(0.05)
    _require_replies(connection, after, count)
    span = text("SELECT min(received_at), max(handled_at) FROM inbox_event WHERE seq > :after AND source = 'feishu'")
    first, last = connection.execute(span, {"after": after}).one()
    return _instant(first), _instant(last)


def _require_replies(connection: Connection, after: int, count: int) -> None:
    replies = text("SELECT count(*) FROM outbox_message WHERE key LIKE 'r%' AND reply_to LIKE 'om_%'")
    handled = text("SELECT count(*) FROM inbox_event WHERE state = 'DONE' AND source = 'feishu'")
    owed, heard = connection.execute(replies).scalar_one(), connection.execute(handled).scalar_one()
    if owed < heard:
        raise RuntimeError(f"{heard} messages were handled, but {owed} replies are owed")


def _instant(value: datetime | str) -> datetime:
    """SQLite gives text where no column type says otherwise."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _steady(served: Served, size: Size, folder: Path) -> Load:
    """Deliveries at a fixed rate while all of them are handled."""
    requests = Maker("steady", Clock()).requests(int(300 * size.seconds))
    return load(served.port, requests, folder, size.seconds, 300)


def _figures(name: str, bursts: Sequence[Handled], bare: Sequence[float]) -> list[Figure]:
    rates = [burst.per_second for burst in bursts]
    notes = {
        "cpu_us_per_message": [burst.cpu_microseconds for burst in bursts],
        "acknowledged_per_second": [burst.taken.per_second for burst in bursts],
        "acknowledged_p99_ms": [burst.taken.p99 for burst in bursts],
        "refused": sum(burst.taken.refused for burst in bursts),
    }
    title = f"/help handled to the end, {name}"
    figures = [median_of(title, rates, "/s", target=no_less_than(EXPECTED_PER_SECOND), notes=notes)]
    if name == "SQLite":
        figures.append(
            against(title, rates, bare, "/s", baseline=BARE, target=at_least(round(3 * NONEBOT_SHARE, 3)),
                    notes={"target": "three times the share of a bare app that nonebot2 reaches"})
        )  # fmt: skip
    return figures


def _steady_figures(steady: Load) -> list[Figure]:
    notes = {"p50_ms": steady.p50, "p95_ms": steady.p95, "refused": steady.refused}
    return [
        median_of("300/s acknowledged while handled: p99", [steady.p99], "ms", target=no_more_than(30), notes=notes)
    ]


def _dispatch(size: Size) -> Figure:
    spent = [dispatch_microseconds(size.dispatches) for _ in range(size.rounds)]
    return median_of("parse, match and dispatch /help", spent, "µs CPU", target=no_more_than(PEER_DISPATCH))
