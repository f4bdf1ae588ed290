"""Placing an order's tasks into the gaps of the timelines, as early as they fit; nobody else is moved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from core.planning.promise.answer import Constraint, ConstraintKind
from core.planning.promise.desk import Unmakeable
from core.planning.promise.job import Job, Task
from core.planning.promise.timelines import CentreTimeline, Memo, Slot, Timelines, Trial
from core.planning.promise.units import Booked

MAX_STEPS = 250
"""Tentative placements that one search may make beyond the first pass."""
MAX_SEARCHED_TASKS = 24

DayOf = Callable[[int], date]
"""The shipping day of a last minute: finishing earlier on the same day is worth nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """A place for every task of a job, and when each line is ready."""

    job: Job
    slots: tuple[Slot, ...]
    ready: tuple[int, ...]
    """By goal, in minutes."""
    last: tuple[int, ...]
    """By goal, the last minute that was worked, or that in which its goods came if that is later."""

    @property
    def last_minute(self) -> int:
        """The last minute of all lines."""
        return max(self.last)

    @property
    def end(self) -> int:
        """When the last line is ready."""
        return max(self.ready)


def schedule(job: Job, timelines: Timelines, now: int, day_of: DayOf, memo: Memo | None = None) -> Schedule:
    """The earliest schedule: proved when no two tasks contend, else the best of a bounded search; lots in turn.

    Raises `Unmakeable` when a task does not fit within the horizon.
    """
    trial = Trial(timelines, now, memo)
    best = _in_turn(job, trial, now, job.shape.urgency)
    if job.shape.is_ranked or len(job.tasks) > MAX_SEARCHED_TASKS:
        return best
    if job.shape.is_in_lots:  # which of them goes where matters little, and there is much to try
        return best
    if not trial.has_met_itself and _is_straight(job, timelines):
        return best  # each task is where it would be if it were alone
    if not _contend(job, timelines):
        return best
    bound = day_of(_alone(job, timelines, now, memo).last_minute)
    if day_of(best.last_minute) == bound:
        return best
    return _Search(job, Trial(timelines, now, memo), now, best, day_of, bound).run()


def _contend(job: Job, timelines: Timelines) -> bool:
    """Can it matter where a task goes, beyond its own end, because another of the job wants the same work centre?"""
    return job.shape.is_contended or any(
        len(users) > 1 and _disturb([job.tasks[index].family for index in users], timelines.centres[code])
        for code, users in job.shape.users.items()
    )


def _is_straight(job: Job, timelines: Timelines) -> bool:
    """Is no changeover quicker round about, by way of the job's own tasks?"""
    families = job.shape.between
    matrices = {timelines.centres[code].changeovers for code in job.work_centres} if families else set()
    return all(matrix.at_least(families) is matrix for matrix in matrices)


def _disturb(families: list[str], centre: CentreTimeline) -> bool:
    """Does one of these tasks make one after it wait for a changeover, or leave it less of what may be used?"""
    pairs = combinations(families, 2)
    return centre.ration is not None or any(centre.changeovers.between(before, after) for before, after in pairs)


def ready_of(job: Job, task: Task, slots: Sequence[Slot | None], now: int) -> int:
    """When a task may start: its material there, its predecessors done."""
    ready = job.ready[task.number]
    for pred in task.preds:
        slot = slots[pred]
        if slot is not None and slot.end > ready:
            ready = slot.end
    return ready if ready > now else now


def _in_turn(job: Job, trial: Trial, now: int, order: Sequence[int]) -> Schedule:
    """Each task in turn to its earliest end."""
    tasks = job.tasks
    slots: list[Slot | None] = [None] * len(tasks)
    for index in order:
        task = tasks[index]
        slots[index] = slot = _earliest(task, trial, ready_of(job, task, slots, now))
        trial.book(slot.work_centre, slot.unit, Booked(slot.start, slot.end, task.family))
    return _finished(job, slots, now)


def _alone(job: Job, timelines: Timelines, now: int, memo: Memo | None) -> Schedule:
    """As if the order's other tasks needed no machine, and none more changeover than they could save: never later."""
    trial = Trial(timelines, now, memo, between=job.shape.between)
    slots: list[Slot | None] = [None] * len(job.tasks)
    for index in job.shape.urgency:
        task = job.tasks[index]
        slots[index] = _earliest(task, trial, ready_of(job, task, slots, now))
    return _finished(job, slots, now)


def _earliest(task: Task, trial: Trial, ready: int) -> Slot:
    slot = trial.earliest(task.ways, task.family, ready)
    if slot is None:
        raise Unmakeable(_does_not_fit(task))
    return slot


def _finished(job: Job, slots: Sequence[Slot | None], now: int) -> Schedule:
    placed = tuple(slot for slot in slots if slot is not None)
    there = [max(now, goods) for goods in job.goods_ready]
    ends = [max((placed[last].end for last in goal.last), default=0) for goal in job.goals]
    ready = tuple(map(max, there, ends))
    return Schedule(job, placed, ready, tuple(max(goods, end - 1) for goods, end in zip(there, ends, strict=True)))


def _does_not_fit(task: Task) -> Constraint:
    way = task.ways[0]
    return Constraint(kind=ConstraintKind.WORK_CENTRE, code=way.work_centre, waiting_minutes=way.minutes)


class _Search:
    """Depth first over which task comes next and where it goes, for an earlier day.

    Putting tasks one after the other into their earliest gaps reaches every schedule in which nothing could start
    earlier, and one of those is best. Two ways round that give the same picture are followed once.
    """

    def __init__(self, job: Job, trial: Trial, now: int, best: Schedule, day_of: DayOf, bound: date):
        self._job, self._trial, self._now, self._best = job, trial, now, best
        self._day_of, self._bound, self._best_day = day_of, bound, day_of(best.last_minute)
        self._slots: list[Slot | None] = [None] * len(job.tasks)
        self._waits = [len(task.preds) for task in job.tasks]
        self._followers: list[list[int]] = [[] for _ in job.tasks]
        for task in job.tasks:
            for pred in task.preds:
                self._followers[pred].append(task.number)
        self._seen: set[frozenset[tuple[int, Slot]]] = set()
        self._steps = 0
        self._is_done = False

    def run(self) -> Schedule:
        """The best schedule found within the steps allowed."""
        self._follow([index for index in self._job.shape.urgency if not self._waits[index]], frozenset())
        return self._best

    def _follow(self, open_tasks: list[int], placed: frozenset[tuple[int, Slot]]) -> None:
        if not open_tasks:
            found = _finished(self._job, self._slots, self._now)
            day = self._day_of(found.last_minute)
            if day < self._best_day:
                self._best, self._best_day = found, day
                self._is_done = day <= self._bound
            return
        for index in open_tasks:
            task = self._job.tasks[index]
            for slot in sorted(self._trial.slots(task.ways, task.family, self._ready(task))):
                if self._is_done or self._steps >= MAX_STEPS:
                    return
                picture = placed | {(index, slot)}
                least = slot.end + self._job.shape.tails[index] - self._job.shape.shortest[index]
                if self._day_of(least - 1) < self._best_day and picture not in self._seen:
                    self._seen.add(picture)
                    self._try(index, slot, open_tasks, picture)

    def _try(self, index: int, slot: Slot, open_tasks: list[int], picture: frozenset[tuple[int, Slot]]) -> None:
        self._steps += 1
        booked = Booked(slot.start, slot.end, self._job.tasks[index].family)
        self._trial.book(slot.work_centre, slot.unit, booked)
        self._slots[index] = slot
        freed = []
        for follower in self._followers[index]:
            self._waits[follower] -= 1
            if not self._waits[follower]:
                freed.append(follower)
        self._follow([each for each in open_tasks if each != index] + freed, picture)
        for follower in self._followers[index]:
            self._waits[follower] += 1
        self._slots[index] = None
        self._trial.rub_out(slot.work_centre, slot.unit, booked)

    def _ready(self, task: Task) -> int:
        return ready_of(self._job, task, self._slots, self._now)
