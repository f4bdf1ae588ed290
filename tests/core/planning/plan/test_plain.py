import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from core.planning.kernels.dispatch import dispatch
from core.planning.kernels.insertion import inserted
from core.planning.kernels.ranking import ranked
from core.planning.kernels.sampling import run_pins
from core.planning.kernels.urgency import latest_starts
from core.planning.kernels.worth import minutes_late, setup_minutes
from core.planning.plan.warm import warm
from tests.core.planning.plan.plain import told

KERNELS: list[Any] = [dispatch, inserted, ranked, run_pins, latest_starts, minutes_late, setup_minutes]

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

    assert {kernel.__name__: len(getattr(kernel, "signatures", ())) for kernel in KERNELS} == compiled
