"""The shortest makespan on several cores: tabu search in this process and, beside it, proofs and more tabu search.

Partners are started, and their kernels compiled, before the time counts.
"""

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Self

from core.planning.exact.objective import Aim
from core.planning.exact.shares import least_share
from core.planning.exact.solve import Effort, Found, Listener, solved
from core.planning.plan.bounds import least_makespan
from core.planning.plan.fjs import read_fjs
from core.planning.plan.makespan import Limit, Search, shortest
from core.planning.plan.problem import Problem
from core.planning.plan.schedule import Schedule

PROOF_SHARE = 0.4
"""Of its time, what whoever looks for a proof gives to that."""
SHARES = 0.1
"""Of its time, what is given before that to sharing the work as well as can be."""
PROVABLE = 800
"""Operations up to which proofs are looked for, …"""
PROVABLE_WAYS = 50_000
"""… and ways to do them: laying out more takes longer than many searches."""
FIRST_STEPS = 20_000
"""Of tabu search, before a proof is looked for."""


@dataclass(frozen=True, slots=True)
class Result:
    """The best schedule found, and how good any can be."""

    schedule: Schedule
    makespan: int
    bound: int
    seconds: float

    @property
    def is_proved(self) -> bool:
        """Nothing is better."""
        return self.makespan == self.bound


@dataclass(frozen=True, slots=True)
class Task:
    """What a partner works on."""

    problem: Problem
    seconds: float
    seed: int
    bound: int
    proves: bool


class Partner:
    """One process beside this one, and the line to it. It ends with the block."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)

    def __enter__(self) -> Self:
        self._process.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join()
        self._line.close()

    def warm_up(self) -> None:
        """Let it load its kernels, once somebody has compiled them."""
        self._line.send(None)

    def wait(self) -> None:
        """Until it is warm."""
        self._line.recv()

    def send(self, task: Task) -> None:
        """Give it something to do."""
        self._line.send(task)

    @property
    def exchange(self) -> "Exchange":
        """Tell it of better schedules, hear of its own."""
        return Exchange(self._line)


@contextmanager
def partners(count: int) -> Iterator[Sequence[Partner]]:
    """So many processes beside this one, started and warm, and the kernels compiled here too."""
    with ExitStack() as stack:
        found = [stack.enter_context(Partner()) for _ in range(count)]
        warm()
        for partner in found:
            partner.warm_up()
        for partner in found:
            partner.wait()
        yield found


def shortest_together(problem: Problem, seconds: float, others: Sequence[Partner], *, seed: int = 0) -> Result:
    """The best schedule found in so many seconds, on this core and on those of the others.

    The last of all who search looks for a proof first.
    """
    began = time.monotonic()
    bound, proves = least_makespan(problem), _is_provable(problem)
    for number, partner in enumerate(others, 1):
        partner.send(Task(problem, seconds, seed + number, bound, proves and number == len(others)))
    task = Task(problem, seconds, seed, bound, proves and not others)
    schedule, bound = _work(task, [partner.exchange for partner in others])
    makespan = int(schedule.end.max())
    return Result(schedule, makespan, min(bound, makespan), time.monotonic() - began)


def _is_provable(problem: Problem) -> bool:
    return len(problem.ops) <= PROVABLE and sum(len(op.ways) for op in problem.ops) <= PROVABLE_WAYS


def warm() -> None:
    """Compile the kernels, or load what was compiled before."""
    tiny = read_fjs("2 2\n2 1 1 3 2 1 2 2 4\n2 2 1 2 2 2 1 2 1\n")
    shortest(tiny, Limit(steps=200))


class Exchange:
    """One end of a line: schedules and bounds come and go."""

    def __init__(self, line: Connection) -> None:
        self._line = line

    def tell(self, found: Schedule | int) -> None:
        """A better schedule, or a better bound."""
        self._line.send(found)

    def news(self) -> Iterator[Schedule | int]:
        """What came since the last time."""
        while self._line.poll():
            yield self._line.recv()


def _serve(line: Connection) -> None:
    """What a partner does: one task after the other, until it is ended."""
    line.recv()
    warm()
    line.send(None)
    while True:
        _work(line.recv(), [Exchange(line)])


def _work(task: Task, others: Sequence[Exchange]) -> tuple[Schedule, int]:
    """Search until the time is over, in exchange with the others; the best schedule and bound."""
    ends_at = time.monotonic() + task.seconds
    known: list[Schedule] = []
    bound = task.bound
    if task.proves:
        found = _prove(task, others)
        known, bound = [found.schedule] if found.schedule else [], found.bound
    search = Search(task.problem, Limit(max(0.0, ends_at - time.monotonic()), target=bound), seed=task.seed)
    for schedule in known:
        search.hear(schedule)
    search.between = _Talk(search, others)
    search.run()
    search.between()
    return search.found(), search.target


def _prove(task: Task, others: Sequence[Exchange]) -> Found:
    """Look for a proof, from a short search on."""

    def tell(found: Schedule | int) -> None:
        for other in others:
            other.tell(found)

    hint = shortest(task.problem, Limit(task.seconds, FIRST_STEPS, task.bound), seed=task.seed)
    tell(hint)
    share = least_share(task.problem, Effort(seconds=SHARES * task.seconds, seed=task.seed))
    bound = max(task.bound, share)
    tell(bound)
    effort = Effort(seconds=PROOF_SHARE * task.seconds, seed=task.seed)
    found = solved(task.problem, Aim.MAKESPAN, effort, hint=hint, at_least=bound, listener=Listener(tell, tell))
    tell(found.bound)
    return found if found.schedule else Found(hint, None, found.bound, False)


class _Talk:
    """Between slices of a search: hears others, and tells them what is better."""

    def __init__(self, search: Search, others: Sequence[Exchange]) -> None:
        self._search, self._others = search, others
        self._told = 1 << 60

    def __call__(self) -> None:
        for other in self._others:
            for found in other.news():
                self._take(found)
        best = self._search.best
        if best is not None and best.makespan < self._told:
            self._told = best.makespan
            for other in self._others:
                other.tell(self._search.found())

    def _take(self, found: Schedule | int) -> None:
        if isinstance(found, Schedule):
            self._search.hear(found)
            self._told = min(self._told, int(found.end.max()))
        else:
            self._search.target = max(self._search.target, found)
