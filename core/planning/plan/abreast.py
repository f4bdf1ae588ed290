"""The same work for many things, on two cores where it is worth a thread."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from core.planning.plan.problem import Problem

Given = TypeVar("Given")
Found = TypeVar("Found")

THREADS = 2
"""The planner may count on two cores; kernels let go of the interpreter."""
WORTHWHILE = 300
"""Operations: with fewer, starting threads takes longer than dispatching a dozen plans."""


def abreast(problem: Problem, work: Callable[[Given], Found], things: Iterable[Given]) -> list[Found]:
    """What the work makes of each of the things, in their order; no one of them may hang on another."""
    if len(problem.ops) < WORTHWHILE:
        return [work(thing) for thing in things]
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, things))
