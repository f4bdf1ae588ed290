"""Every intention about what can be made."""

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from handlers.command import Command
from handlers.commands import Lookup

LONGEST_REASON = 300
"""Characters."""


class UnreadRow(BaseModel):
    """A row of a sheet that could not be taken: its number (0: of a drawing), and the refusal that says why."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    row: int
    refusal: str
    facts: dict[str, Any]


class CheckManufacturability(Command):
    """Have a design checked by what is told of it: in words, by attribute, or both. Without an order it is a question.

    Without anything told, the check of an order is shown, or the form for a first one.
    """

    words: str = ""
    line_no: int = 0
    """0 for the one that needs design work."""
    told: str = ""
    values: dict[str, str] = Field(default_factory=dict)
    """By attribute key; empty words forget one."""
    source: str = ""
    """The file it was read from."""
    unread: list[UnreadRow] = Field(default_factory=list)
    """What of the file could not be taken."""
    person: str = ""
    """Who has told it, where the program reads it for them."""


class ShowDfmForm(Lookup):
    """The form with what a design can tell of itself."""

    order_no: str
    line_no: int = 1


class ShowDfmRules(Lookup):
    """One rule, or all of them in pages."""

    rule_id: str = ""
    page: int = Field(default=1, ge=1)


class SetDfmRule(Command):
    """Lay a rule down, or change what the words mention of one."""

    rule_id: str
    told: str = Field(min_length=1)


class SwitchDfmRule(Command):
    """Switch a rule off, or on again."""

    rule_id: str
    is_active: bool


class RestoreDfmRule(Command):
    """Have a rule say again what it said before the last change."""

    rule_id: str
    revision: int | None = None


class AskDfmWaiver(Command):
    """Ask that a finding be allowed until a day."""

    order_no: str
    line_no: int = 1
    rule_id: str
    attribute: str
    reason: str = Field(min_length=1, max_length=LONGEST_REASON)
    until: date


class GrantDfmWaiver(Command):
    """Allow what somebody else has asked for."""

    waiver_no: str


class RefuseDfmWaiver(Command):
    """Do not allow it; the reason is told to whoever asked."""

    waiver_no: str
    reason: str = Field(min_length=1, max_length=LONGEST_REASON)


class ExpireDfmWaiver(Command):
    """The last day of a waiver is over."""

    waiver_no: str


class ChaseDfmWaiver(Command):
    """Nobody has decided about a waiver in time."""

    waiver_no: str
    level: int
