"""Every intention about a review."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from core.reviews import Feasibility
from handlers.command import Command
from handlers.errands import ErrandCommand

Told = Annotated[str, Field(max_length=500)]


class Understand(Command):
    """理解一致: a reviewer understands what is wanted."""

    order_no: str
    brief_no: int | None = None


class SendReview(Command):
    """What somebody has filled in: a question, answers of theirs, or sales' answer to a question."""

    order_no: str
    brief_no: int | None = None
    question: Told = ""
    can: Feasibility | None = None
    when: date | None = None
    cost: Annotated[Decimal, Field(ge=0, le=100_000_000)] | None = None
    words: Told = ""
    """What goes with the answers: a condition, a reason, what is included."""
    entry: int = 0
    """Of the question that is answered."""
    answer: Told = ""


class AgreeToProposal(Command):
    """The planner's day and amount are the answers of whoever owes them."""

    order_no: str
    brief_no: int | None = None


class WaiveAnswers(Command):
    """Quote and sell without the answers that are missing."""

    words: str
    reason: str = Field(min_length=1, max_length=300)


class ChaseReview(Command):
    """Somebody owes something since its deadline: remind, then ask the lead, then the coordinator."""

    order_no: str
    person: str
    level: int


class FoundGroup(ErrandCommand):
    """Found a group for an inquiry, with those whom the matrix names. Done outside any transaction."""

    order_no: str
    platform: str


class NoteGroup(Command):
    """The group is there, or the platform would not have it."""

    order_no: str
    chat: str = ""
    members: list[str] = Field(default_factory=list)
    why: str = ""
