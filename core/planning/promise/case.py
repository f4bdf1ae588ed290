"""One question on one desk, worked out under any levers."""

from dataclasses import dataclass, replace
from datetime import date

from core.calendar import Axis, Span, merged, moment_of
from core.planning.errors import OrderTooLarge
from core.planning.factory.recipe import MAX_LOTS
from core.planning.promise.answer import ConstraintKind, LinePromise
from core.planning.promise.desk import Desk, Unmakeable
from core.planning.promise.dispatch import Schedule, schedule
from core.planning.promise.explode import explode
from core.planning.promise.job import Job
from core.planning.promise.levers import NO_LEVERS, Levers
from core.planning.promise.question import PromiseQuestion
from core.planning.promise.rations import Ration, ration_of
from core.planning.promise.timelines import CentreTimeline, Memo, Timelines
from core.planning.promise.units import UnitTimeline


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A worked-out way to deliver the order under some levers."""

    levers: Levers
    schedule: Schedule
    promise_date: date
    lines: tuple[LinePromise, ...]
    late_days: int
    """Calendar days past the requested dates, summed over lines."""

    @property
    def is_late(self) -> bool:
        """Is some line late?"""
        return self.late_days > 0

    @property
    def badness(self) -> tuple[int, date]:
        """Less is better."""
        return self.late_days, self.promise_date

    @property
    def job(self) -> Job:
        """The work as exploded for it."""
        return self.schedule.job


class Case:
    """A question and the desk it is asked at. Runs are cheap; what levers don't change is kept between them."""

    def __init__(self, desk: Desk, question: PromiseQuestion) -> None:
        self.desk, self.question = desk, question
        self._jobs: dict[bool, Job] = {}
        self._days: dict[int, date] = {}
        self._next_days: dict[date, date] = {}
        self._opened: dict[tuple[str, frozenset[Span]], CentreTimeline] = {}
        self._memo: Memo = {}
        self._rations: dict[tuple[str, Axis, tuple[UnitTimeline, ...]], Ration | None] = {}
        self._emptied: dict[tuple[str, Axis], CentreTimeline] = {}
        self._wider: dict[tuple[Axis, frozenset[Span]], Axis] = {}

    def at(self, desk: Desk) -> "Case":
        """The same question at another desk. Gaps found on units that both share are known there, too."""
        other = Case(desk, self.question)
        other._memo = self._memo
        if desk.shop is self.desk.shop:
            other._days, other._next_days, other._jobs = self._days, self._next_days, self._jobs
        return other

    def draft(self, levers: Levers = NO_LEVERS, begin: int = 0) -> Draft:
        """Work the question out, with nothing begun before that minute. Raises `Unmakeable`.

        Work for which no week leaves room, because part of each is kept for others, is made in lots that find some.
        """
        try:
            return self._whole_or_in_lots(levers, begin)
        except Unmakeable as why:
            draft = self._cut(levers, begin) if why.constraint.kind is ConstraintKind.WORK_CENTRE else None
            if draft is None:
                raise
            return draft

    def _whole_or_in_lots(self, levers: Levers, begin: int) -> Draft:
        job = self._exploded(levers)
        if not job.is_divisible:
            return self._placed(job, levers, begin)
        return self._placed_or_divided(job, levers, begin)

    def _placed_or_divided(self, whole: Job, levers: Levers, begin: int) -> Draft:
        """The better of making all at once and in lots; all at once where no day is gained."""
        drafts: list[Draft] = []
        refused: Unmakeable | None = None
        for in_lots in (False, True):
            try:
                job = self._exploded(levers, in_lots=True) if in_lots else whole
                drafts.append(self._placed(job, levers, begin))
            except Unmakeable as why:
                refused = refused or why
            except OrderTooLarge:  # in one it is not
                pass
        if not drafts and refused is not None:
            raise refused
        return min(drafts, key=lambda draft: draft.badness)

    def _cut(self, levers: Levers, begin: int) -> Draft | None:
        """In lots that weeks of which something is kept for others have room for; None when that is no help."""
        numbers = self._numbers_of_lots(levers) if self.desk.shop.protected else {}
        if not numbers or max(numbers.values()) > MAX_LOTS:
            return None
        try:
            job = explode(self.desk, self.question, levers, cut=numbers).with_at_hand(levers.at_hand)
            return self._placed(job, levers, begin)
        except (Unmakeable, OrderTooLarge):
            return None

    def _numbers_of_lots(self, levers: Levers) -> dict[str, int]:
        """By item of which something has room in no week, how many lots it takes; a drawing is not divided."""
        job = self._exploded(levers)
        centres, found = self._timelines(job, levers).centres, dict[str, int]()
        for task in job.tasks:
            rations = [(centres[way.work_centre].ration, way.minutes) for way in task.ways]
            least = min(ration.lots(minutes, task.setup_minutes) if ration else 1 for ration, minutes in rations)
            if least > 1 and not task.is_design:
                found[task.item_code] = max(least, found.get(task.item_code, 1))
        return found

    def _placed(self, job: Job, levers: Levers, begin: int) -> Draft:
        job = job.beginning(begin) if begin else job
        timelines = self._timelines(job, levers)
        return self._drafted(schedule(job, timelines, self.desk.now, self.shipping_day, self._memo), levers)

    def tried(self, levers: Levers, begin: int = 0) -> Draft | None:
        """Work the question out; None when it is impossible that way."""
        try:
            return self.draft(levers, begin)
        except Unmakeable:
            return None

    def shipping_day(self, minute: int) -> date:
        """The working day after that of the last minute for which goods were waited or worked on."""
        if minute not in self._days:
            today = self.desk.shop.calendar.local_date(moment_of(minute))
            if today not in self._next_days:
                self._next_days[today] = self.desk.shop.calendar.add_working_days(today, 1)
            self._days[minute] = self._next_days[today]
        return self._days[minute]

    def _exploded(self, levers: Levers, *, in_lots: bool = False) -> Job:
        if levers.changes_work:
            job = explode(self.desk, self.question, levers, in_lots=in_lots)
        elif in_lots in self._jobs:
            job = self._jobs[in_lots]
        else:
            job = self._jobs[in_lots] = explode(self.desk, self.question, NO_LEVERS, in_lots=in_lots)
        return job.with_at_hand(levers.at_hand) if levers.at_hand else job

    def _timelines(self, job: Job, levers: Levers) -> Timelines:
        """The timelines, with the work centres that this job could use as the levers make them."""
        changed: dict[str, CentreTimeline] = {}
        for code, windows in self._windows(job, levers).items():
            changed[code] = self._with_overtime(code, frozenset(windows))
        for code in levers.idle and levers.idle & job.work_centres:
            changed[code] = self._idle(code, changed.get(code, self.desk.timelines.centres[code]))
        for code in job.work_centres if self.desk.shop.protected else ():
            if self.desk.shop.centres_by_code[code].group not in levers.released:
                changed[code] = self._rationed(code, changed.get(code, self.desk.timelines.centres[code]))
        return self.desk.timelines.replacing(changed) if changed else self.desk.timelines

    def _windows(self, job: Job, levers: Levers) -> dict[str, list[Span]]:
        """The windows that the levers open on work centres of the job."""
        found: dict[str, list[Span]] = {}
        for code, window in levers.overtime:
            if code in job.work_centres:
                found.setdefault(code, []).append(window.span)
        return found

    def _idle(self, code: str, centre: CentreTimeline) -> CentreTimeline:
        """The work centre without bookings, kept for the next run."""
        if (code, centre.axis) not in self._emptied:
            self._emptied[code, centre.axis] = centre.emptied()
        return self._emptied[code, centre.axis]

    def _rationed(self, code: str, centre: CentreTimeline) -> CentreTimeline:
        """The work centre as far as this customer may use it."""
        question, units = self.question, centre.units
        if (code, centre.axis, units) not in self._rations:
            ration = ration_of(self.desk.shop, code, centre.axis, units, question.customer_class, question.order_no)
            self._rations[code, centre.axis, units] = ration
        return replace(centre, ration=self._rations[code, centre.axis, units])

    def _with_overtime(self, code: str, windows: frozenset[Span]) -> CentreTimeline:
        """The work centre with windows opened, kept for the next run."""
        if (code, windows) not in self._opened:
            centre = self.desk.timelines.centres[code]
            wider = self._wider.get((centre.axis, windows)) or centre.axis.with_windows(windows)
            self._wider[centre.axis, windows] = wider
            self._opened[code, windows] = centre.opened(wider, merged(windows))
        return self._opened[code, windows]

    def _drafted(self, found: Schedule, levers: Levers) -> Draft:
        last = self.shipping_day(found.last_minute)
        lines, late_days = [], 0
        for line, ready, minute in zip(self.question.lines, found.ready, found.last, strict=True):
            day = last if self.question.ship_complete else self.shipping_day(minute)
            late = max(0, (day - line.requested_date).days) if line.requested_date else 0
            late_days += late
            lines.append(
                LinePromise(line_no=line.line_no, ready_at=moment_of(ready), promise_date=day, is_late=late > 0)
            )
        return Draft(levers, found, last, tuple(lines), late_days)
