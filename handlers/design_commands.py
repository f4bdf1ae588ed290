"""Every intention about design tasks, their files, preparation, the release gate, and questions of the floor."""

from datetime import date
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from core.design import PrepKind
from handlers.command import Command


class ShowDesign(Command):
    """The design tasks of an order, or one of them, as living cards here."""

    words: str


class AcceptDesign(Command):
    """I draw it."""

    task_no: str
    revision: int | None = None


class AssignDesign(Command):
    """Somebody else draws it."""

    task_no: str
    revision: int | None = None
    engineer: str


class ExpectDesign(Command):
    """It will be there on that day."""

    task_no: str
    revision: int | None = None
    day: date
    reason: str = Field(min_length=1, max_length=200)


class ExemptDesign(Command):
    """This revision needs no file."""

    words: str
    reason: str = Field(min_length=1, max_length=200)


class CollectFiles(Command):
    """The next files of mine are for this task."""

    task_no: str


class SheetFacts(BaseModel):
    """What a parameter sheet tells of a design: values by attribute, and the rows that could not be taken."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    values: dict[str, str]
    unread: list[dict[str, Any]] = Field(default_factory=list)


class FileFacts(BaseModel):
    """A file whose bytes are kept already."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    media_type: str
    size: int
    sha256: str
    source: str = ""
    sheet: SheetFacts | None = None
    """Of a file that is a parameter sheet."""


class KeepFiles(Command):
    """Files came for a task; they belong to its current revision."""

    task_no: str
    files: list[FileFacts]


class OpenFiles(Command):
    """The files of a revision, to look at."""

    is_lookup: ClassVar[bool] = True

    task_no: str
    drawing_revision: int | None = Field(default=None, ge=1)
    """None: the one that is current when they are opened."""


class SubmitDesign(Command):
    """It is drawn: somebody is to check it."""

    task_no: str
    revision: int | None = None


class CheckDesign(Command):
    """I have checked it."""

    task_no: str
    revision: int | None = None


class ReleaseDesign(Command):
    """The floor may work by it."""

    task_no: str
    revision: int | None = None


class ReworkDesign(Command):
    """Not like that: a next revision is wanted."""

    task_no: str
    revision: int | None = None
    reason: str = Field(min_length=1, max_length=200)


class ChaseDesign(Command):
    """It is late: tell its engineer, then the lead, then the coordinator."""

    task_no: str
    level: int


class FollowFindings(Command):
    """What is wrong with a line's design may have changed: its drawing's day, and the order, follow."""

    order_no: str
    line_no: int


class SettleDesignDues(Command):
    """Latest starts have been worked out: by them it is due."""


class FinishPrep(Command):
    """A preparation is done."""

    task_no: str
    kind: PrepKind


class ChasePreps(Command):
    """What a drawing's preparations lack is late: tell their owners, then the coordinator."""

    task_no: str
    level: int


class AskStartWaiver(Command):
    """Let an order be started although its drawing is not released."""

    order_no: str
    reason: str = Field(min_length=1, max_length=200)
    until: date


class GrantStartWaiver(Command):
    """It may."""

    waiver_id: int


class RefuseStartWaiver(Command):
    """It may not."""

    waiver_id: int
    reason: str = Field(min_length=1, max_length=200)


class AskEngineer(Command):
    """The floor has a question about an order."""

    words: str
    question: str = Field(min_length=1, max_length=300)


class AnswerFloor(Command):
    """How it is."""

    question_no: str
    answer: str = Field(min_length=1, max_length=300)


class ChaseFloorQuestion(Command):
    """Nobody has answered: tell the lead, then the coordinator."""

    question_no: str
    level: int
