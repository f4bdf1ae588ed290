"""Every intention about what becomes of an order after it was placed, and about taking back what one has just done."""

from datetime import date
from typing import Any

from pydantic import Field

from core.orders.draft import FieldProblem
from handlers.command import Command

LONGEST_REASON = 300
"""Characters."""


class ChangeOrder(Command):
    """Have another quantity, date or spec of an order. What is missing or cannot be read is asked for in a form."""

    words: str
    line_no: int = 1
    quantity: int | None = None
    requested_date: date | None = None
    spec: dict[str, str] = Field(default_factory=dict)
    """Values as typed, by the key or the name of their field."""
    loose: str = ""
    """The words left over: values that say by themselves which field they are of, and why."""
    typed: dict[str, str] = Field(default_factory=dict)
    problems: dict[str, FieldProblem] = Field(default_factory=dict)


class SubmitOrderChange(Command):
    """Send the form of a change in."""

    change_no: str
    revision: int | None = None
    quantity: int | None = None
    requested_date: date | None = None
    spec: dict[str, str] = Field(default_factory=dict)
    reason: str = Field(default="", max_length=LONGEST_REASON)
    typed: dict[str, str] = Field(default_factory=dict)
    problems: dict[str, FieldProblem] = Field(default_factory=dict)


class HoldOrder(Command):
    """Stop work on an order for the moment."""

    words: str
    reason: str = Field(min_length=1, max_length=LONGEST_REASON)


class ResumeOrder(Command):
    """Go on with an order on hold."""

    words: str
    reason: str = Field(default="", max_length=LONGEST_REASON)


class CallOffOrder(Command):
    """Have an order cancelled."""

    words: str
    reason: str = Field(min_length=1, max_length=LONGEST_REASON)


class ComputeOrderChange(Command):
    """Work out what a change would do. Outside any transaction; ends in `RecordOrderChange`."""

    change_no: str


class RecordOrderChange(Command):
    """Keep what a change would do, or why nobody can say."""

    change_no: str
    revision: int
    """Of the change when it was read: an older answer is dropped."""
    effect: dict[str, Any] = Field(default_factory=dict)
    answer: dict[str, Any] = Field(default_factory=dict)
    problem: FieldProblem | None = None


class ConfirmOrderChange(Command):
    """Whoever asked has seen what it would do, and wants it: those who decide are asked next."""

    change_no: str
    revision: int | None = None


class WithdrawOrderChange(Command):
    """Whoever asked thought better of it."""

    change_no: str
    revision: int | None = None


class Undo(Command):
    """Take back what one has done last, within ten minutes."""


class UndoHold(Command):
    """An unsold order was held by mistake."""

    order_no: str
    revision: int


class UndoResume(Command):
    """An unsold order was resumed by mistake."""

    order_no: str
    revision: int
    reason: str


class UndoCancel(Command):
    """An unsold order was called off by mistake."""

    order_no: str
    revision: int


class UndoAcknowledge(Command):
    """Somebody said too early that their department has an order."""

    order_no: str
    department: str


class UndoAlert(Command):
    """Somebody took an alert by mistake."""

    alert_no: str
    revision: int
