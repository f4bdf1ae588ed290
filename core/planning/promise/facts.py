"""What people are told about a constraint beside its name."""

from datetime import datetime, time, timedelta

from core.calendar import moment_of
from core.planning.factory.master import ZERO
from core.planning.factory.records import Source
from core.planning.promise.answer import Constraint, ConstraintKind
from core.planning.promise.case import Case, Draft
from core.planning.promise.causes import Cause
from core.planning.promise.dispatch import ready_of
from core.planning.promise.question import DemandLine


def facts_of(cause: Cause, case: Case, draft: Draft) -> Constraint:
    """The cause as it shows in this draft."""
    if cause.kind is ConstraintKind.MATERIAL:
        return _material(cause.code, case, draft)
    if cause.closure is not None:
        start, end = cause.closure.start_at, cause.closure.end_at
        name = cause.closure.name
        return Constraint(kind=cause.kind, code=cause.code, name=name, closed_from=start, closed_until=end)
    if cause.kind is ConstraintKind.DESIGN:
        return _design(cause.code, case, draft)
    if cause.kind is ConstraintKind.PROTECTED:
        lots = max((task.lot for task in draft.job.tasks), default=0) if draft.job.is_cut else 0
        return Constraint(kind=cause.kind, code=cause.code, name=cause.code, lots=lots)
    name = case.desk.shop.centres_by_code[cause.code].name
    return Constraint(
        kind=cause.kind, code=cause.code, name=name, waiting_minutes=_queued_minutes(cause.code, case, draft)
    )


def protected(group: str, case: Case, released: Draft) -> Constraint:
    """Why it is impossible: it was worked out as if nothing were kept for others, and stands in weeks that are."""
    return Constraint(kind=ConstraintKind.PROTECTED, code=group, name=group, available_at=_released_at(case, released))


def _released_at(case: Case, draft: Draft) -> datetime | None:
    """The midnight from which on everybody may have its weeks; None when that comes after it has to begin."""
    shop, days, starts = case.desk.shop, [], []
    for slot in draft.schedule.slots:
        last = shop.calendar.local_date(moment_of(slot.end - 1))
        kept = shop.kept_from(case.question.customer_class, shop.centres_by_code[slot.work_centre].group)
        days += [each.released_on(last - timedelta(days=last.weekday())) for each in kept]
        starts += [shop.calendar.local_date(moment_of(slot.start))] if kept else []
    if not days or not shop.calendar.local_date(shop.as_of) < max(days) <= min(starts):
        return None
    return datetime.combine(max(days), time(), shop.calendar.timezone)


def processing_of(case: Case, draft: Draft) -> Constraint:
    """The work itself: the line that is ready last, and the minutes of its longest chain."""
    goal = max(zip(draft.schedule.ready, draft.job.goals, strict=True), key=lambda pair: pair[0])[1]
    tails = [draft.job.shape.tails[task.number] for task in draft.job.tasks if task.line_no == goal.line_no]
    name = case.desk.shop.item(goal.product).name
    minutes = max(tails, default=0)
    return Constraint(kind=ConstraintKind.LEAD_TIME, code=goal.product, name=name, waiting_minutes=minutes)


def _material(code: str, case: Case, draft: Draft) -> Constraint:
    pegs = [peg for _, peg in draft.job.pegs if peg.item_code == code]
    latest = max(pegs, key=lambda peg: peg.available)
    item = case.desk.shop.item(code)
    return Constraint(
        kind=ConstraintKind.MATERIAL,
        code=code,
        name=item.name,
        available_at=moment_of(latest.available),
        short_qty=sum((peg.qty for peg in pegs if peg.source is not Source.STOCK), ZERO),
        uom=item.uom,
        source=latest.source,
        po_no=latest.po_no,
        supplier=item.supplier,
    )


def _design(code: str, case: Case, draft: Draft) -> Constraint:
    centre = case.desk.shop.centres_by_code.get(code)
    return Constraint(
        kind=ConstraintKind.DESIGN,
        code=code,
        name=centre.name if centre else "",
        available_at=design_ready_at(case.question.lines, draft),
        waiting_minutes=sum(line.design_minutes for line in case.question.lines),
    )


def design_ready_at(lines: tuple[DemandLine, ...], draft: Draft) -> datetime | None:
    """When the last drawing of these lines is released; None when they need none."""
    numbers = {line.line_no for line in lines}
    pairs = zip(draft.job.tasks, draft.schedule.slots, strict=True)
    done = [moment_of(slot.end) for task, slot in pairs if task.is_design and task.line_no in numbers]
    promised = [line.design_ready_at for line in lines if line.design_ready_at is not None]
    return max([*done, *promised], default=None)


def _queued_minutes(code: str, case: Case, draft: Draft) -> int:
    """Working minutes that tasks which could run there spent waiting for a machine."""
    queued = 0
    for task, slot in zip(draft.job.tasks, draft.schedule.slots, strict=True):
        if any(way.work_centre == code for way in task.ways):
            axis = case.desk.timelines.centres[slot.work_centre].axis
            ready = ready_of(draft.job, task, draft.schedule.slots, case.desk.now)
            queued += axis.worked(slot.start) - axis.worked(ready)
    return queued
