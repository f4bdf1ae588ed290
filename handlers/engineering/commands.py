"""Every intention about engineering changes."""

from typing import Any

from pydantic import Field

from core.changes import WorkChoice
from core.changes.engineering import EngineeringContent
from core.orders.draft import FieldProblem
from handlers.command import Command


class StartEcn(Command):
    """Ask for a change of how something is made. What is missing is asked for."""

    item: str
    """As it was called."""
    content: EngineeringContent = EngineeringContent()


class SubmitEcn(Command):
    """The form of an engineering change is filled in."""

    change_no: str
    revision: int | None = None
    content: EngineeringContent


class DiscardEcn(Command):
    """It is not wanted any more, and nobody has decided about it yet."""

    change_no: str
    revision: int | None = None


class AssessEcn(Command):
    """Work out what an engineering change would do."""

    change_no: str
    attempt: int = 1


class RecordImpact(Command):
    """What it would do, or why nobody can tell."""

    asked: AssessEcn
    base: str = ""
    """The revision it was worked out for."""
    impact: dict[str, Any] = Field(default_factory=dict)
    places: list[dict[str, Any]] = Field(default_factory=list)
    problem: FieldProblem | None = None


class DecideWork(Command):
    """Say to which revision a flagged work order is made; or all that the same person has still to decide about."""

    change_no: str
    entry: int
    choice: WorkChoice
    reason: str = Field(min_length=1, max_length=300)
    is_for_all: bool = False


class SettleRivals(Command):
    """A change of an item has come to an end, one way or another: look at those that are left."""

    item: str
