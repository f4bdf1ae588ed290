"""What might stop an earlier date: everything that some task of a draft has to wait for."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import NamedTuple

from core.calendar import Closure, moment_of
from core.planning.promise.answer import ConstraintKind
from core.planning.promise.case import Case, Draft
from core.planning.promise.dispatch import ready_of
from core.planning.promise.job import Task

FELT_CLOSURES, ALL_CLOSURES = 3, 12
"""The longest closures: of those that one thing alone is looked for among, and of those that may bind together."""
KINDS = tuple(ConstraintKind)


class Cause(NamedTuple):
    """One thing to take away."""

    kind: ConstraintKind
    code: str
    closure: Closure | None = None

    @property
    def order(self) -> tuple[int, str]:
        """For a stable choice between equals: materials before work centres."""
        return KINDS.index(self.kind), self.code


def all_causes(case: Case, draft: Draft) -> list[Cause]:
    """Every material that isn't there, every work centre in question, design, and the longest closures."""
    items = {peg.item_code for _, peg in draft.job.pegs if peg.available > case.desk.now}
    centres = draft.job.work_centres
    return _causes(case, items, centres, centres, _closures(case, draft, centres)[:ALL_CLOSURES])


def felt_causes(case: Case, draft: Draft) -> list[Cause]:
    """Those on the chain that ends last. Taking away one elsewhere leaves the chain as it is."""
    chain = _chain(case, draft)
    items, centres = set(_felt_items(case, draft, chain)), set(_felt_centres(case, draft, chain))
    usable = {way.work_centre for task in chain for way in task.ways}
    return _causes(case, items, centres, usable, _closures(case, draft, usable)[:FELT_CLOSURES])


def _causes(
    case: Case, items: Iterable[str], centres: Iterable[str], usable: Iterable[str], closures: Iterable[Closure]
) -> list[Cause]:
    causes = [Cause(ConstraintKind.MATERIAL, code) for code in sorted(items)]
    causes += [Cause(ConstraintKind.WORK_CENTRE, code) for code in sorted(centres)]
    causes += [Cause(ConstraintKind.PROTECTED, group) for group in kept_from(case, usable)]
    if any(line.needs_design for line in case.question.lines):
        causes.append(Cause(ConstraintKind.DESIGN, case.desk.shop.design_work_centre or ""))
    return causes + [Cause(ConstraintKind.CALENDAR, each.code or each.name, each) for each in closures]


def kept_from(case: Case, work_centres: Iterable[str]) -> list[str]:
    """Groups of these work centres of which something is kept for others than the one who asks."""
    groups = {case.desk.shop.centres_by_code[code].group for code in work_centres}
    kept = {each.group for each in case.desk.shop.protected if each.customer_class != case.question.customer_class}
    return sorted(groups & kept)


def _chain(case: Case, draft: Draft) -> list[Task]:
    """Tasks whose end decides the end: from the last ones back to whatever each of them waited for."""
    tasks, slots = draft.job.tasks, draft.schedule.slots
    ends = [slots[last].end for goal in draft.job.goals for last in goal.last]
    left = {last for goal in draft.job.goals for last in goal.last if slots[last].end == max(ends)}
    chain = []
    for task in reversed(tasks):
        if task.number in left:
            chain.append(task)
            ready = ready_of(draft.job, task, slots, case.desk.now)
            left.update(pred for pred in task.preds if slots[pred].end == ready)
    return chain


def _felt_items(case: Case, draft: Draft, chain: list[Task]) -> Iterator[str]:
    """Items that come last of all that their task or line waits for."""
    awaited = [(task.pegs, ready_of(draft.job, task, draft.schedule.slots, case.desk.now)) for task in chain]
    awaited += [(goal.pegs, ready) for goal, ready in zip(draft.job.goals, draft.schedule.ready, strict=True)]
    for pegs, ready in awaited:
        items = {peg.item_code for peg in pegs if peg.available == ready} - draft.levers.at_hand
        if len(items) == 1 and ready > case.desk.now:
            yield from items


def _felt_centres(case: Case, draft: Draft, chain: list[Task]) -> Iterator[str]:
    """Work centres on which some task of the chain would end earlier if nothing were booked there."""
    for task in chain:
        ready = ready_of(draft.job, task, draft.schedule.slots, case.desk.now)
        for way in task.ways:
            alone = case.desk.timelines.centres[way.work_centre].alone(way, ready)
            if alone is not None and alone < draft.schedule.slots[task.number].end:
                yield way.work_centre


def _closures(case: Case, draft: Draft, work_centres: Iterable[str]) -> list[Closure]:
    """Holidays and closed windows before the promise, on the factory or these work centres, the longest first."""
    shop = case.desk.shop
    calendars = [shop.calendar, *(shop.centres_by_code[code].calendar for code in sorted(work_centres))]
    end = moment_of(draft.schedule.end) + timedelta(days=1)
    found = {
        (each.start_at, each.end_at): each
        for calendar in {id(calendar): calendar for calendar in calendars}.values()
        for each in case.desk.kept.closures(calendar, shop.as_of, end)
    }
    return sorted(found.values(), key=lambda each: (each.start_at - each.end_at, each.start_at))
