"""The impact of an engineering change on a full order book: a real re-plan of every order that makes the item.

Compared with laying the same order book out from nothing, in the same run: a re-plan has to look at every order once,
as that does.
"""

import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.app import Program, assemble
from bot.clock import Clock
from bot.planner.computing import Computing
from bot.seeding import store
from core.changes import ChangeKind, ChangeReason, ChangeRequest
from core.changes.engineering import EngineeringContent
from core.changes.redline import LineAction, LineChange
from core.orders import OrderStatus
from core.planning.codec import from_json
from core.planning.redesign.impact import ChangeImpact
from handlers.engineering.commands import AssessEcn, RecordImpact
from handlers.importing import ImportOrders
from handlers.sender import TONGPIN
from tests.bench.figures import Baseline, Figure, median_of, no_more_than, percentile
from tests.bench.programs import let_go, load_sample, settings_for
from tests.bench.sizes import Size
from tests.bench.standin import StandIn

CHANGE, ITEM = "CHG-2001-0001", "PCBA-SW3"
SECONDS = 10
"""So long after the request the impact is to be on the card."""


def run(size: Size, folder: Path, postgres: str) -> list[Figure]:
    """Fill the book with one product, then ask for a change of what it is made of."""
    program = assemble(
        settings_for(load_sample(f"sqlite:///{folder / 'redesigning.db'}")), Clock(), feishu_wire=StandIn(), threads=0
    )
    try:
        laid = _fill(program, size.books[0])
        _ask(program)
        return _figures(*_assessed(program, size), laid)
    finally:
        let_go(program)


def _fill(program: Program, count: int) -> float:
    """So many open orders of one product; the seconds it takes to lay them out."""
    rows = [_row(program, number) for number in range(count)]
    program.bus.execute(ImportOrders(rows=rows), sender=TONGPIN, now=program.clock())
    began = time.perf_counter()
    store(program, [])
    return time.perf_counter() - began


def _row(program: Program, number: int) -> dict[str, Any]:
    now = program.clock()
    return {
        "order_no": f"ORD-2001-{number + 1:04d}", "customer": "C-HY", "product": "SW-300", "quantity": 20 + number % 17,
        "requested_date": (now + timedelta(days=30 + number % 300)).date(), "status": OrderStatus.CONFIRMED,
        "owner": "lin.xiaoyan", "placed_at": now - timedelta(days=1),
    }  # fmt: skip


def _ask(program: Program) -> None:
    change, _ = ChangeRequest.draft(
        CHANGE, ChangeKind.ENGINEERING, ITEM, base="A", requester="zhao.gong", chat="", now=program.clock()
    )
    line = LineChange(action=LineAction.SWAP, component="MCU-32", instead="MCU-32G")
    content = EngineeringContent(lines=(line,), reason_code=ChangeReason.SUPPLY, reason="-").model_dump(mode="json")
    change.submit(content, base="A", reason_code=ChangeReason.SUPPLY, reason="-", now=program.clock())
    program.database.write(lambda session: session.add(change))


def _assessed(program: Program, size: Size) -> tuple[list[float], list[float], int]:
    """Seconds to work the impact out, and to record it; and how many orders it is about."""
    worked, found = [], None
    for _ in range(max(1, size.rounds)):
        computing = Computing(program.database, None, program.bus.timezone)
        began = time.perf_counter()
        found = computing.compute(AssessEcn(change_no=CHANGE), program.clock())
        worked.append(time.perf_counter() - began)
    assert isinstance(found, RecordImpact)
    assert found.problem is None, found.problem
    began = time.perf_counter()
    program.bus.execute(found, sender=TONGPIN, now=program.clock())
    recorded = [time.perf_counter() - began]
    return worked, recorded, len(from_json(ChangeImpact, found.impact).orders)


def _figures(worked: Sequence[float], recorded: Sequence[float], orders: int, laid: float) -> list[Figure]:
    title = f"impact of a change on {orders:,} open orders"
    return [
        median_of(
            f"{title}: worked out", worked, "s", baseline=Baseline("the same order book laid out from nothing", laid),
            target=no_more_than(SECONDS), notes={"max_s": percentile(worked, 1.0)},
        ),
        median_of(f"{title}: recorded, those who decide asked", recorded, "s", target=no_more_than(SECONDS / 2)),
    ]  # fmt: skip
