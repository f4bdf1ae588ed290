"""What binds the date, proved by taking it away and asking again."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from core.calendar import Axis, Closure, WorkingCalendar, minute_after, minute_of
from core.planning.promise.answer import Constraint, ConstraintKind
from core.planning.promise.case import Case, Draft
from core.planning.promise.causes import KINDS, Cause, all_causes, felt_causes, kept_from
from core.planning.promise.facts import facts_of, processing_of
from core.planning.promise.levers import Levers

DAY_MINUTES = 24 * 60


def binding(case: Case, draft: Draft) -> tuple[Constraint, Constraint | None]:
    """The cause whose removal moves the promise most, and what binds next once it is gone.

    When only several together move it, one is named and the others stand beside it. When nothing moves it, the work
    itself takes that long. That something is made in lots for what is kept for others is said in any case.
    """
    first, second = _binding(case, draft)
    if draft.job.is_cut and ConstraintKind.PROTECTED not in (first.kind, second.kind if second else None):
        group = kept_from(case, draft.job.work_centres)[0]
        second = facts_of(Cause(ConstraintKind.PROTECTED, group), case, draft)
    return first, second


def _binding(case: Case, draft: Draft) -> tuple[Constraint, Constraint | None]:
    if draft.schedule.end <= case.desk.now:
        return Constraint(kind=ConstraintKind.NONE), None
    proofs = _Proofs(case, draft)
    first = proofs.strongest(felt_causes(case, draft), ())
    if first is None:
        together = proofs.smallest_set(all_causes(case, draft))
        return proofs.constraint(together, ()) if together else processing_of(case, draft), None
    second = proofs.strongest(felt_causes(case, proofs.without((first,))), (first,))
    return proofs.constraint((first,), ()), proofs.constraint((second,), (first,)) if second else None


class _Proofs:
    """Runs of one question with causes taken away; each is made once."""

    def __init__(self, case: Case, draft: Draft) -> None:
        self._case, self._draft = case, draft
        self._reopened: dict[frozenset[Closure], Case] = {}
        self._drafts: dict[frozenset[Cause], Draft] = {}

    def strongest(self, causes: Iterable[Cause], gone: tuple[Cause, ...]) -> Cause | None:
        """The cause that, taken away beside those already gone, moves the promise most."""
        before = self.without(gone).promise_date
        found = []
        for cause in causes:
            draft = self.without((*gone, cause))
            if draft.promise_date < before:
                found.append((draft.promise_date, draft.schedule.end, cause.order, cause))
        return min(found, key=lambda each: each[:3])[3] if found else None

    def smallest_set(self, causes: list[Cause]) -> tuple[Cause, ...]:
        """Causes that bind together, none of them superfluous; empty when not even all of them do."""
        if not self._moves(causes):
            return ()
        for kind in KINDS:
            causes = self._thinned(causes, [each for each in causes if each.kind is not kind])
        for cause in reversed(causes):
            causes = self._thinned(causes, [each for each in causes if each != cause])
        return tuple(causes)

    def _thinned(self, causes: list[Cause], fewer: list[Cause]) -> list[Cause]:
        return fewer if len(fewer) < len(causes) and self._moves(fewer) else causes

    def constraint(self, causes: tuple[Cause, ...], gone: tuple[Cause, ...]) -> Constraint:
        """The causes as one constraint, named after the first of them that comes last."""
        before, after = self.without(gone).promise_date, self.without((*gone, *causes)).promise_date
        facts = [facts_of(cause, self._case, self._draft) for cause in causes]
        as_of = self._case.desk.shop.as_of
        main = max(facts, key=lambda each: each.available_at or as_of)
        others = tuple(each for each in facts if each is not main)
        return replace(main, date_without=after, gain_days=(before - after).days, together_with=others)

    def _moves(self, gone: list[Cause]) -> bool:
        return self.without(tuple(gone)).promise_date < self._draft.promise_date

    def without(self, gone: tuple[Cause, ...]) -> Draft:
        """The draft without these causes; the old one where a run finds nothing better, since it still holds."""
        key = frozenset(gone)
        if not key:
            return self._draft
        if key not in self._drafts:
            found = self._case_without(gone).tried(_levers_without(gone))
            is_better = found is not None and found.promise_date < self._draft.promise_date
            self._drafts[key] = found if found is not None and is_better else self._draft
        return self._drafts[key]

    def _case_without(self, gone: tuple[Cause, ...]) -> Case:
        closures = frozenset(cause.closure for cause in gone if cause.closure is not None)
        if not closures:
            return self._case
        if closures not in self._reopened:
            self._reopened[closures] = _reopened(self._case, self._draft, closures)
        return self._reopened[closures]


def _levers_without(gone: tuple[Cause, ...]) -> Levers:
    return Levers(
        at_hand=frozenset(cause.code for cause in gone if cause.kind is ConstraintKind.MATERIAL),
        idle=frozenset(cause.code for cause in gone if cause.kind is ConstraintKind.WORK_CENTRE),
        released=frozenset(cause.code for cause in gone if cause.kind is ConstraintKind.PROTECTED),
        is_design_done=any(cause.kind is ConstraintKind.DESIGN for cause in gone),
    )


def _reopened(case: Case, draft: Draft, closures: frozenset[Closure]) -> Case:
    """The same question in a factory that works through these closures."""
    desk, shop = case.desk, case.desk.shop
    opened = _Opened(closures)
    centres = {}
    for code in draft.job.work_centres:
        calendar, centre = shop.centres_by_code[code].calendar, desk.timelines.centres[code]
        if opened.changes(calendar):
            centres[code] = centre.opened(opened.axis(calendar, centre.axis), [opened.changed])
    timelines = desk.timelines.replacing(centres)
    if not opened.changes(shop.calendar):
        return case.at(replace(desk, timelines=timelines))
    factory = opened.axis(shop.calendar, desk.timelines.factory)
    bare = shop.with_factory_calendar(opened.bare(shop.calendar))
    return case.at(replace(desk, shop=bare, timelines=replace(timelines, factory=factory)))


class _Opened:
    """Calendars that work through some closures, laid out once however many work centres share them."""

    def __init__(self, closures: frozenset[Closure]) -> None:
        self._closures = closures
        first, last = min(each.start_at for each in closures), max(each.end_at for each in closures)
        self.changed = minute_of(first) - DAY_MINUTES, minute_after(last) + DAY_MINUTES
        self._bare: dict[WorkingCalendar, WorkingCalendar] = {}
        self._axes: dict[WorkingCalendar, Axis] = {}

    def bare(self, calendar: WorkingCalendar) -> WorkingCalendar:
        """The calendar without the closures."""
        if calendar not in self._bare:
            self._bare[calendar] = calendar.reopening(*self._closures)
        return self._bare[calendar]

    def changes(self, calendar: WorkingCalendar) -> bool:
        """Does any of them stand in this calendar?"""
        return any(map(calendar.has, self._closures))

    def axis(self, calendar: WorkingCalendar, axis: Axis) -> Axis:
        """The axis with work in the closures."""
        if calendar not in self._axes:
            night = timedelta(days=1)  # the shift of the day before may run into the closure
            days = {
                (calendar.local_date(each.start_at - night), calendar.local_date(each.end_at))
                for each in self._closures
                if calendar.has(each)
            }
            self._axes[calendar] = axis.reopened([self.bare(calendar).axis(*stretch) for stretch in sorted(days)])
        return self._axes[calendar]
