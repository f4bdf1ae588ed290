import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from core.orders.cause import CauseKind, ForecastCause
from core.planning.kernels.dispatch import dispatch
from core.planning.kernels.insertion import insert_until, inserted
from core.planning.kernels.lines import changing, crowded, lines_with_pins, relaid
from core.planning.kernels.ranking import ranked
from core.planning.kernels.sampling import run_pins
from core.planning.kernels.urgency import latest_starts
from core.planning.kernels.worth import minutes_late, setup_minutes
from core.planning.plan.expected import Expected
from core.planning.plan.frontier import frontier
from core.planning.plan.ground import Ground
from core.planning.plan.outlook import Outlook
from core.planning.plan.policy import PlanPolicy
from core.planning.plan.pushing import as_booked, field_of
from core.planning.plan.undoing import Undoing
from core.planning.plan.warm import warm
from tests.core.planning.factories import MONDAY, a_shop, ask
from tests.core.planning.plan.books import booked
from tests.core.planning.plan.plain import told

KERNELS: list[Any] = [
    dispatch, inserted, ranked, run_pins, latest_starts, minutes_late, setup_minutes,
    insert_until, lines_with_pins, relaid, changing, crowded,
]  # fmt: skip

ROOT = Path(__file__).parents[4]


def test_kernels_say_the_same_compiled_and_as_they_are() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.core.planning.plan.plain"],
        cwd=ROOT,
        env={**os.environ, "TONGPIN_NUMBA": "0"},
        capture_output=True,
        text=True,
        check=True,
    )

    is_compiled, plain = run.stdout.splitlines()
    assert is_compiled == "false"
    assert plain == told()


def test_warming_up_leaves_nothing_to_compile() -> None:
    warm()
    compiled = {kernel.__name__: len(getattr(kernel, "signatures", ())) for kernel in KERNELS}

    told()
    rushed()
    explained()

    assert {kernel.__name__: len(getattr(kernel, "signatures", ())) for kernel in KERNELS} == compiled


def rushed() -> None:
    """An order that is asked for is put before all others, as a salesperson is told in an answer."""
    sold = booked(a_shop(), [ask(qty=120, order_no=number) for number in ("ORD-1", "ORD-2")])
    shop, last = sold.without_order("ORD-2"), sold.held["ORD-2"]
    lines, policy = tuple(line for line in sold.orders if line.order_no == "ORD-2"), PlanPolicy(frozen_days=0)
    for ground in (as_booked(shop, "ORD-2", *last, lines, policy), Ground.of(sold)):
        field = field_of(sold, ground, "ORD-2", policy) if ground is not None else None
        assert field is not None
        assert list(frontier(field).points)


def explained() -> None:
    """Each kind of cause is looked into, as it is for an order that is late."""
    shop = booked(a_shop(), [ask(qty=120, order_no=number) for number in ("ORD-1", "ORD-2")])
    undoing, line = Undoing(Outlook(Expected.of(shop))), ("ORD-2", 1)
    for kind in CauseKind:
        code = shop.bookings[0].work_centre if kind in (CauseKind.MACHINE, CauseKind.SETUP) else "ORD-1"
        undoing.saves(ForecastCause(kind, code), line, MONDAY.date())
    undoing.is_late_alone(line, MONDAY.date())
