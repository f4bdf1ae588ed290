"""The standard text format of flexible job shops: machines that never close, no changing over, jobs that are chains.

The first line holds the numbers of jobs and machines, and often how many machines an operation has on average. Then one
line per job: the number of operations, and for each the number of machines that can do it and pairs of a machine,
counted from 1, and its minutes.
"""

from collections.abc import Iterator
from math import inf, nan

import numpy as np

from core.planning.errors import BadProblem
from core.planning.plan.checks import LONGEST
from core.planning.plan.problem import Due, Machine, Op, Problem

LARGEST = 20_000
"""Jobs, or operations of all of them: beyond it, it is not a shop but a mistake."""
MOST_MACHINES = 10_000
"""Likewise; each is looked at many times, whether anything is done on it or not."""

Ways = tuple[tuple[int, int], ...]


def read_fjs(text: str, *, name: str = "fjs") -> Problem:
    """The problem in such a text; its minutes count from 0.

    Raises BadProblem: `what` is wrong in the line that `code` counts, as people count them.
    """
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise BadProblem(what="empty", code="1")
    job_count, machine_count = _sizes(lines[0][0], lines[0][1].split())
    if len(lines) - 1 != job_count:
        raise BadProblem(what="other_number_of_jobs", code=str(lines[-1][0]))
    jobs: list[list[Ways]] = []
    left = LARGEST
    for number, line in lines[1:]:
        jobs.append(list(_operations(number, line.split(), machine_count, left)))
        left -= len(jobs[-1])
    return _problem(name, jobs, machine_count)


def _sizes(line: int, words: list[str]) -> tuple[int, int]:
    if not 2 <= len(words) <= 3:
        raise BadProblem(what="first_line", code=str(line))
    if len(words) == 3:
        _number(line, words[2])
    return _whole(line, words[0], 1, LARGEST), _whole(line, words[1], 1, MOST_MACHINES)


def _operations(line: int, words: list[str], machine_count: int, most: int) -> Iterator[Ways]:
    """Read one job; what follows the last operation, or is missing of it, is a mistake."""
    rest = iter(words)
    for _ in range(_next(line, rest, 1, most)):
        fastest: dict[int, int] = {}
        for _ in range(_next(line, rest, 1, machine_count)):
            machine, minutes = _next(line, rest, 1, machine_count) - 1, _next(line, rest, 0, LONGEST)
            fastest[machine] = min(minutes, fastest.get(machine, minutes))
        yield tuple(fastest.items())
    if next(rest, None) is not None:
        raise BadProblem(what="more_than_the_operations", code=str(line))


def _next(line: int, words: Iterator[str], least: int, most: int) -> int:
    word = next(words, None)
    if word is None:
        raise BadProblem(what="ends_too_soon", code=str(line))
    return _whole(line, word, least, most)


def _whole(line: int, word: str, least: int, most: int) -> int:
    if not (word.isascii() and word.isdecimal()):
        raise BadProblem(what="not_a_whole_number", code=str(line))
    if len(word) > len(str(most)) + 20 or not least <= int(word) <= most:
        raise BadProblem(what="number_out_of_range", code=str(line))
    return int(word)


def _number(line: int, word: str) -> None:
    try:
        found = float(word)
    except ValueError:
        found = nan
    if not 0 <= found < inf:
        raise BadProblem(what="first_line", code=str(line))


def _problem(name: str, jobs: list[list[Ways]], machine_count: int) -> Problem:
    horizon = sum(max(minutes for _, minutes in ways) for ways_of in jobs for ways in ways_of) + 1
    if horizon > LONGEST:
        raise BadProblem(what="number_out_of_range", code="1")
    always = ((0, horizon),)
    ops: list[Op] = []
    orders = []
    for number, ways_of in enumerate(jobs):
        for place, ways in enumerate(ways_of):
            ops.append(Op(order=number, ways=ways, preds=(len(ops) - 1,) if place else ()))
        orders.append(Due(code=str(number + 1), last=len(ops) - 1, due=0))
    codes = [str(number + 1) for number in range(machine_count)]
    return Problem(
        name=name,
        horizon=horizon,
        machines=tuple(Machine(code=code, work_centre=code, windows=always) for code in codes),
        ops=tuple(ops),
        orders=tuple(orders),
        plant=always,
        setup=np.zeros((1, 1, 1), dtype=np.int64),
    )
