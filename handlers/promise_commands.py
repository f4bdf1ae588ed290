"""Every intention about what is agreed anew with a customer: a later date, a smaller quantity."""

from datetime import date

from pydantic import Field

from handlers.command import Command

LONGEST_REASON = 300
"""Characters."""


class PromiseAnew(Command):
    """Note the new date that was agreed with the customer, and why."""

    words: str
    promise_date: date
    line_no: int = 0
    """Of which line; 0 for all that have not left."""
    reason: str = Field(min_length=1, max_length=LONGEST_REASON)


class TakeLess(Command):
    """Have an unsold order answered for less of a line: the customer agrees to what can be made."""

    order_no: str
    line_no: int = 1
    quantity: int = Field(ge=1)
    revision: int | None = None


class ApprovePromise(Command):
    """Let an order be promised earlier than computed."""

    order_no: str
    entry: int


class RefusePromise(Command):
    """Do not let that happen; the reason is told to whoever asked."""

    order_no: str
    entry: int
    reason: str = Field(min_length=1, max_length=LONGEST_REASON)
