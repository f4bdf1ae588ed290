"""Every intention about standard solutions."""

from typing import Annotated

from pydantic import Field

from core.orders.draft import FieldProblem
from handlers.command import Command


class MatchSolutions(Command):
    """Which standard solutions come near a custom order, and by when could each be there?"""

    words: str


class ComputeMatch(Command):
    """Ask the engine "by when" for each solution that comes near. It works outside any transaction."""

    order_no: str
    line_no: int
    revision: int
    solutions: list[str]


class RecordMatch(Command):
    """Say what was found; `days` by solution, without those that cannot be made."""

    asked: ComputeMatch
    days: dict[str, str] = Field(default_factory=dict)
    problem: FieldProblem | None = None


class PickSolution(Command):
    """Make an order line as a solution has it, instead of drawing it."""

    order_no: str
    line_no: int
    solution: str
    revision: int | None = None


class ShowSolutions(Command):
    """Every standard solution, how it has proven itself, and what they were good for altogether."""

    page: Annotated[int, Field(ge=1)] = 1


class ClearSolution(Command):
    """R&D has looked at a solution that a change touches: it is offered again."""

    solution: str
