"""What happens to design tasks. The subject is the task; of a waiver and a question, the order."""

from datetime import date, datetime
from typing import Any

from core.design.status import PrepKind, TaskStatus
from core.events import Event


class DesignRequested(Event):
    """A custom line of an order wants a drawing."""

    order_no: str
    line_no: int
    due_at: datetime


class DesignAccepted(Event):
    """An engineer has it."""

    person: str


class DesignAssigned(Event):
    """Somebody else has given it to an engineer."""

    person: str
    owner: str


class DrawingFiled(Event):
    """A file was stored under the current revision."""

    person: str
    name: str
    drawing_revision: int
    sha256: str


class SheetFiled(Event):
    """A file that was stored tells the parameters of the design, and in `unread` the rows that are none."""

    order_no: str
    line_no: int
    person: str
    name: str
    values: dict[str, str]
    unread: list[dict[str, Any]]


class DesignSubmitted(Event):
    """A revision is drawn; `is_first`: production can prepare by it (milestone M2)."""

    order_no: str
    person: str
    drawing_revision: int
    is_first: bool


class DrawingExempted(Event):
    """This revision needs no file, says the lead."""

    person: str
    reason: str


class DesignChecked(Event):
    """A second person has looked at it."""

    person: str
    drawing_revision: int


class DesignReleased(Event):
    """The floor may work by this revision."""

    order_no: str
    person: str
    drawing_revision: int


class DesignReworked(Event):
    """A next revision is wanted. `before`: a released one must not be started by any more."""

    order_no: str
    person: str
    reason: str
    drawing_revision: int
    before: TaskStatus


class DesignExpected(Event):
    """Its engineer says when it will be there."""

    order_no: str
    person: str
    day: date
    reason: str


class DesignReworkTold(Event):
    """What is wrong with it takes so long to be put right; 0 when nothing is any more."""

    order_no: str
    work_minutes: int


class DesignDueSettled(Event):
    """The latest start of what it is for is known."""

    due_at: datetime


class DesignChased(Event):
    """It is late: one step up the line."""

    level: int
    chased: str


class DesignCancelled(Event):
    """Its order was called off."""

    order_no: str


class PrepOpened(Event):
    """Production prepares by a drawing that has been submitted."""

    order_no: str
    kinds: list[PrepKind]


class PrepFinished(Event):
    """One of it is done."""

    order_no: str
    kind: PrepKind
    person: str


class PrepsChased(Event):
    """Preparations are not done although work is to start: `level` 1 tells their owners, 2 the coordinator."""

    order_no: str
    level: int
    kinds: list[PrepKind]
    chased: list[str]


class StartWaiverAsked(Event):
    """Production wants to start by a drawing that is not released."""

    person: str
    reason: str
    until: date


class StartWaiverGranted(Event):
    """It may, until then."""

    person: str
    until: date


class StartWaiverRefused(Event):
    """It may not."""

    person: str
    reason: str


class FloorAsked(Event):
    """The floor asks the engineer on duty."""

    question_no: str
    person: str
    engineer: str
    drawing_revision: int


class FloorQuestionChased(Event):
    """Nobody has answered: one step up the line."""

    question_no: str
    level: int
    chased: str


class FloorAnswered(Event):
    """The engineer has answered."""

    question_no: str
    person: str
