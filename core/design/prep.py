"""Production preparation: what can begin as soon as a drawing has been submitted."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from core.design import events
from core.design.errors import PrepDone
from core.design.status import PrepKind
from core.entity import Entity, aware_column
from core.events import Event

PREPARED_BY: dict[PrepKind, str] = {
    PrepKind.TOOLING: "production",
    PrepKind.TRIAL: "quality",
    PrepKind.TRAINING: "production",
}
"""The department whose lead owns it."""


class PrepTask(Entity, table=True):
    """One preparation for one line, with its one owner. An open one warns at the start and blocks nothing."""

    __tablename__ = "prep_task"
    __table_args__ = (UniqueConstraint("task_no", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    task_no: str = Field(index=True)
    order_no: str = Field(index=True)
    line_no: int
    kind: PrepKind
    owner: str
    opened_at: datetime = Field(sa_column=aware_column())
    done_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    done_by: str = ""

    @property
    def is_done(self) -> bool:
        """Nothing is left of it."""
        return self.done_at is not None

    def finish(self, person: str, *, now: datetime) -> list[Event]:
        """It is done; refused when somebody has said so before."""
        if self.is_done:
            raise PrepDone()
        self.done_at, self.done_by = now, person
        return [
            events.PrepFinished(at=now, subject=self.task_no, order_no=self.order_no, kind=self.kind, person=person)
        ]


def chase_preps(preps: Sequence[PrepTask], level: int, coordinator: str, *, now: datetime) -> list[Event]:
    """What is left of one drawing's preparations is late: their owners are told, then the coordinator."""
    left = [prep for prep in preps if not prep.is_done]
    chased = sorted({prep.owner for prep in left}) if level == 1 else [coordinator] if coordinator else []
    if not (left and chased):
        return []
    return [
        events.PrepsChased(
            at=now, subject=left[0].task_no, order_no=left[0].order_no, level=level,
            kinds=[prep.kind for prep in left], chased=chased,
        )
    ]  # fmt: skip
