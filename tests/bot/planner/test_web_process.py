"""What a plan needs is heavy: the web process never loads it, and a planner process only when it plans.

Drawings are read by a process of their own (`dxf_child`).
"""

import subprocess
import sys

from handlers.computing import COMPUTATIONS
from handlers.everything import MODULES

HEAVY = ("numba", "llvmlite", "numpy", "ortools", "pandas", "core.planning.kernels")
LOAD_EVERYTHING = """
import importlib, pkgutil, sys
import bot, handlers
for package in (bot, handlers):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.startswith(("bot.sandbox", "bot.filing.dxf_child")):
            importlib.import_module(module.name)
from core.planning.promise.engine import DispatchEngine
print(*sys.modules)
"""

LOAD_PLANNER = """
import bot.planner.child
from handlers.computing import COMPUTATIONS
print(*(command.__name__ for command in COMPUTATIONS))
"""


def test_a_planner_process_can_work_out_whatever_it_may_be_asked() -> None:
    done = subprocess.run([sys.executable, "-c", LOAD_PLANNER], capture_output=True, text=True, check=True)

    assert MODULES  # every module that may bring a computation is loaded here
    assert set(done.stdout.split()) == {command.__name__ for command in COMPUTATIONS}


def test_nothing_of_the_program_loads_what_only_plans_need() -> None:
    done = subprocess.run([sys.executable, "-c", LOAD_EVERYTHING], capture_output=True, text=True, check=True)

    loaded = set(done.stdout.split())

    assert "bot.planner.processes" in loaded
    assert loaded & set(HEAVY) == set()
