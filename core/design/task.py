"""A design task and the rules of its life."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from core.design import errors, events
from core.design.status import DRAWN_IN, NEXT, TaskStatus
from core.entity import Entity, aware_column
from core.events import Event


class DesignTask(Entity, table=True):
    """The drawing that one custom line of an order waits for.

    Revisions of the drawing are numbered 1, 2, 3 per task. The floor may start by the released one only, and only as
    long as no later one is being drawn.
    """

    __tablename__ = "design_task"
    __table_args__ = (UniqueConstraint("order_no", "line_no"),)

    task_no: str = Field(primary_key=True)
    revision: int = Field(default=1, ge=1)
    """Moves with everything that people can see."""
    order_no: str = Field(index=True)
    line_no: int = Field(ge=1)
    status: TaskStatus = Field(default=TaskStatus.REQUESTED, index=True)
    owner: str = Field(index=True)
    opened_at: datetime = Field(sa_column=aware_column())
    due_at: datetime = Field(sa_column=aware_column())
    """So long before the latest start of the line's first operation."""
    is_due_settled: bool = False
    """That start was known when `due_at` was set; before, the planned one stands in."""
    expected_date: date | None = None
    """What its engineer says."""
    expected_reason: str = ""
    rework_work_minutes: int = Field(default=0, ge=0)
    """Working minutes that the findings which block it take to put right; they come on top of its day."""
    planned_before: date | None = None
    """The day it was planned for before findings put it off; None while they do not."""
    drawing_revision: int = Field(default=1, ge=1)
    released_revision: int = Field(default=0, ge=0)
    """0: none yet."""
    exempt_reason: str = ""
    """Why this revision needs no file."""
    submitted_by: str = ""
    submitted_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    checked_by: str = ""
    checked_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    released_by: str = ""
    released_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    rework_reason: str = ""
    is_prepared: bool = False
    """It has been submitted once (milestone M2): production has begun to prepare."""
    collector: str = ""
    """Who has said last that their next files are for this task."""
    collecting_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    escalation_level: int = Field(default=0, ge=0)
    cancelled_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))

    @classmethod
    def request(
        cls, task_no: str, order_no: str, line_no: int, *, owner: str, due_at: datetime, now: datetime
    ) -> tuple["DesignTask", list[Event]]:
        """A line is custom: somebody has to draw it."""
        task = cls(task_no=task_no, order_no=order_no, line_no=line_no, owner=owner, due_at=due_at, opened_at=now)
        return task, [
            events.DesignRequested(at=now, subject=task_no, order_no=order_no, line_no=line_no, due_at=due_at)
        ]

    # --- how it is -------------------------------------------------------------------------

    @property
    def is_released(self) -> bool:
        """The floor may work by its current revision."""
        return self.status is TaskStatus.RELEASED or self.cancelled_at is not None

    @property
    def is_superseded(self) -> bool:
        """A revision was released, and a later one is being drawn."""
        return 0 < self.released_revision < self.drawing_revision

    @property
    def floor_revision(self) -> int:
        """The revision that the floor has before it: the one released last, or before any release the one drawn."""
        return self.released_revision or self.drawing_revision

    @property
    def is_drawn_in(self) -> bool:
        """Files of its current revision are still taken."""
        return self.cancelled_at is None and self.status in DRAWN_IN

    def is_late(self, today: date, zone: tzinfo) -> bool:
        """Not released, and its day is over or somebody has been told so."""
        return not self.is_released and (self.escalation_level > 0 or self.due_at.astimezone(zone).date() < today)

    # --- what people do --------------------------------------------------------------------

    def accept(self, person: str, *, now: datetime) -> list[Event]:
        """An engineer takes it; a second tap of theirs is not news."""
        if self.status is TaskStatus.ACCEPTED and self.owner == person:
            return []
        self._become(TaskStatus.ACCEPTED)
        self.owner = person
        return [events.DesignAccepted(at=now, subject=self.task_no, person=person)]

    def assign(self, owner: str, person: str, *, now: datetime) -> list[Event]:
        """A lead gives it to an engineer, whoever has it."""
        self._require_alive()
        if owner == self.owner:
            return []
        self.owner = owner
        self.revision += 1
        return [events.DesignAssigned(at=now, subject=self.task_no, person=person, owner=owner)]

    def take_file(self, name: str, sha256: str, person: str, *, is_known: bool, now: datetime) -> list[Event]:
        """A file of the current revision; one that is known there is not news. Who begins to draw has accepted."""
        self._require_alive()
        if not self.is_drawn_in:
            raise errors.RevisionClosed(task_no=self.task_no, revision=self.drawing_revision, status=self.status)
        accepted = self.accept(person, now=now) if self.status is TaskStatus.REQUESTED else []
        if is_known:
            return accepted
        self.revision += 1
        filed = events.DrawingFiled(
            at=now, subject=self.task_no, person=person, name=name, drawing_revision=self.drawing_revision,
            sha256=sha256,
        )  # fmt: skip
        return [*accepted, filed]

    def collect(self, person: str, *, now: datetime) -> None:
        """The next files that a person sends to the bot alone are for this task."""
        self._require_alive()
        if not self.is_drawn_in:
            raise errors.RevisionClosed(task_no=self.task_no, revision=self.drawing_revision, status=self.status)
        self.collector, self.collecting_at = person, now

    def exempt(self, person: str, reason: str, *, now: datetime) -> list[Event]:
        """A lead says that this revision needs no file."""
        self._require_alive()
        self.require(TaskStatus.SUBMITTED)
        self.exempt_reason = reason
        self.revision += 1
        return [events.DrawingExempted(at=now, subject=self.task_no, person=person, reason=reason)]

    def submit(self, person: str, *, files: int, now: datetime) -> list[Event]:
        """The revision is drawn. `files`: how many it has."""
        self.require(TaskStatus.SUBMITTED)
        if not files and not self.exempt_reason:
            raise errors.NothingDrawn(task_no=self.task_no, revision=self.drawing_revision)
        self._become(TaskStatus.SUBMITTED)
        is_first, self.is_prepared = not self.is_prepared, True
        self.submitted_by, self.submitted_at = person, now
        return [
            events.DesignSubmitted(
                at=now, subject=self.task_no, order_no=self.order_no, person=person,
                drawing_revision=self.drawing_revision, is_first=is_first,
            )
        ]  # fmt: skip

    def check(self, person: str, *, findings: Sequence[str], now: datetime) -> list[Event]:
        """A second person has looked at it, and nothing is open that blocks it."""
        self.require(TaskStatus.CHECKED)
        if person == self.submitted_by:
            raise errors.CheckedByAnother(task_no=self.task_no, who=[])
        self._require_solved(findings)
        self._become(TaskStatus.CHECKED)
        self.checked_by, self.checked_at = person, now
        return [
            events.DesignChecked(at=now, subject=self.task_no, person=person, drawing_revision=self.drawing_revision)
        ]

    def release(self, person: str, *, findings: Sequence[str] = (), now: datetime) -> list[Event]:
        """The floor works by this revision from now on; not while something is open that blocks it."""
        self.require(TaskStatus.RELEASED)
        self._require_solved(findings)
        self._become(TaskStatus.RELEASED)
        self.released_revision, self.released_by, self.released_at = self.drawing_revision, person, now
        return [
            events.DesignReleased(
                at=now, subject=self.task_no, order_no=self.order_no, person=person,
                drawing_revision=self.drawing_revision,
            )
        ]  # fmt: skip

    def rework(self, person: str, reason: str, *, now: datetime) -> list[Event]:
        """Not like that: the next revision is opened, and the one before must not be started by."""
        before = self.status
        self._become(TaskStatus.REWORK)
        self.drawing_revision += 1
        self.rework_reason, self.exempt_reason = reason, ""
        self.expected_date, self.expected_reason = None, ""
        if before is TaskStatus.RELEASED:  # its clock ended with the release: the next revision has its own
            self.escalation_level, self.is_due_settled = 0, False
        return [
            events.DesignReworked(
                at=now, subject=self.task_no, order_no=self.order_no, person=person, reason=reason,
                drawing_revision=self.drawing_revision, before=before,
            )
        ]  # fmt: skip

    def expect(self, day: date, reason: str, person: str, *, today: date, now: datetime) -> list[Event]:
        """Its engineer says when it will be there; the order's forecast follows."""
        self._require_alive()
        if day < today:
            raise errors.DesignDatePast(day=day)
        if self.is_released or (day == self.expected_date and reason == self.expected_reason):
            return []
        self.expected_date, self.expected_reason = day, reason
        self.revision += 1
        return [
            events.DesignExpected(
                at=now, subject=self.task_no, order_no=self.order_no, person=person, day=day, reason=reason
            )
        ]

    def owe_rework(self, work_minutes: int, *, now: datetime) -> list[Event]:
        """So much is to be put right before it can be checked; less than before takes the time back."""
        if self.is_released or work_minutes == self.rework_work_minutes:
            return []
        self.rework_work_minutes = work_minutes
        self.revision += 1
        return [
            events.DesignReworkTold(at=now, subject=self.task_no, order_no=self.order_no, work_minutes=work_minutes)
        ]

    # --- what the clock and its order do ---------------------------------------------------

    def settle_due(self, due_at: datetime, *, now: datetime) -> list[Event]:
        """The latest start is known. Once: it does not run away from whoever is late."""
        if self.is_due_settled or self.is_released:
            return []
        self.is_due_settled = True
        if due_at == self.due_at:
            return []
        self.due_at = due_at
        self.revision += 1
        return [events.DesignDueSettled(at=now, subject=self.task_no, due_at=due_at)]

    def chase(self, level: int, chased: str, *, now: datetime) -> list[Event]:
        """It is late: the next one is told. Nothing happens once it is there, or twice."""
        if self.is_released or level <= self.escalation_level or not chased:
            return []
        self.escalation_level = level
        self.revision += 1
        return [events.DesignChased(at=now, subject=self.task_no, level=level, chased=chased)]

    def cancel(self, *, now: datetime) -> list[Event]:
        """Its order was called off, or what its line is to be needs no drawing any more."""
        if self.cancelled_at is not None:
            return []
        self.cancelled_at = now
        self.revision += 1
        return [events.DesignCancelled(at=now, subject=self.task_no, order_no=self.order_no)]

    def outdate(self, person: str, reason: str, *, due_at: datetime, now: datetime) -> list[Event]:
        """What its line is to be has changed: what was drawn is drawn anew, and what was called off is wanted again.

        Nothing happens to a revision that is still being drawn: its engineer is asked to acknowledge the change.
        """
        asked: list[Event] = []
        if self.cancelled_at is not None:
            self.cancelled_at, self.due_at, self.is_due_settled, self.escalation_level = None, due_at, False, 0
            self.revision += 1
            asked.append(
                events.DesignRequested(
                    at=now, subject=self.task_no, order_no=self.order_no, line_no=self.line_no, due_at=due_at
                )
            )
        return asked if self.is_drawn_in else [*asked, *self.rework(person, reason, now=now)]

    def require(self, wanted: TaskStatus) -> None:
        """Refuse a step that is not legal now, with those that are."""
        self._require_alive()
        if wanted not in NEXT[self.status]:
            raise errors.IllegalTaskStep(
                task_no=self.task_no, status=self.status, wanted=wanted, allowed=list(NEXT[self.status])
            )

    def require_revision(self, shown: int | None) -> None:
        """Refuse a click on a card that shows an older state."""
        if shown is not None and shown != self.revision:
            raise errors.DesignMovedMeanwhile(task_no=self.task_no)

    def _require_solved(self, findings: Sequence[str]) -> None:
        if findings:
            raise errors.FindingsOpen(task_no=self.task_no, findings=list(findings))

    def _require_alive(self) -> None:
        if self.cancelled_at is not None:
            raise errors.DesignCalledOff(task_no=self.task_no, order_no=self.order_no)

    def _become(self, wanted: TaskStatus) -> None:
        self.require(wanted)
        self.status = wanted
        self.revision += 1
