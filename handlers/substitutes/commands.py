"""Every intention about substitutes within a scope."""

from datetime import date

from pydantic import Field

from core.substitutes import LONGEST_REASON
from handlers.command import Command


class AskForSubstitute(Command):
    """Have R&D allow one item instead of another, for an order, a customer or some days."""

    order: str = ""
    customer: str = ""
    item: str
    substitute: str
    reason: str = Field(min_length=1, max_length=LONGEST_REASON)
    valid_from: date | None = None
    valid_until: date | None = None


class ApproveSubstitute(Command):
    """R&D allows it."""

    number: str
    revision: int | None = None


class RefuseSubstitute(Command):
    """R&D does not allow it; the reason is told to whoever asked."""

    number: str
    revision: int | None = None
    reason: str = Field(min_length=1, max_length=LONGEST_REASON)


class RevokeSubstitute(Command):
    """R&D allows it no longer."""

    number: str
    revision: int | None = None


class UseSubstitute(Command):
    """Its first day has come: give it to those within its scope who wait."""

    number: str
