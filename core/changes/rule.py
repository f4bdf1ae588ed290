"""Who has to be asked about which change: rules as rows of master data."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated

from pydantic import Field as Check
from pydantic import StringConstraints
from sqlalchemy import Column
from sqlmodel import Field

from core.changes.approval import ApprovalMode, Need
from core.changes.stakes import Stakes
from core.changes.status import ChangeKind, ChangeReason
from core.entity import Entity, json_column
from core.fields import Code, Money, OptionalCode

OWNER = "owner"
"""Whoever owns the order that is changed."""

Who = Annotated[
    str,
    StringConstraints(pattern=r"^(lead:[a-z_]{1,40}|role:[A-Z]{1,20}|[^\s:;,]{1,40})$"),
]
"""`lead:rnd` the lead of a department, `role:MANAGER` everybody with a role, `owner`, or a person's key."""


class ApprovalRule(Entity, table=True):
    """For changes of this kind from these figures on, these people are asked, at this step, in this mode.

    Rules of the same step ask side by side; each of them is a group of its own.
    """

    __tablename__ = "approval_rule"

    code: Code = Field(primary_key=True)
    kind: ChangeKind = Field(index=True)
    reason: ChangeReason | None = None
    """Only for this reason; any when empty."""
    family: OptionalCode = ""
    """Only when it is about this product family; any when empty."""
    min_value: Money = Decimal(0)
    """CNY at stake from which on it counts."""
    min_newly_late: Annotated[int, Check(ge=0, le=100_000)] = 0
    """Orders that would miss their promise by it, from which on it counts."""
    is_customer_visible: bool = False
    """Only when customers could see the difference."""
    step: Annotated[int, Check(ge=1, le=20)] = 1
    mode: ApprovalMode = ApprovalMode.ALL
    need: Need = Need.REQUIRED
    who: list[Who] = Field(default_factory=list, sa_column=Column(json_column(), nullable=False))

    def matches(self, kind: ChangeKind, reason: ChangeReason, stakes: Stakes) -> bool:
        """It counts for such a change."""
        return (
            self.kind is kind
            and self.reason in (None, reason)
            and (not self.family or self.family in stakes.families)
            and stakes.value >= self.min_value
            and stakes.newly_late >= self.min_newly_late
            and (stakes.is_customer_visible or not self.is_customer_visible)
        )


def matching(
    rules: Iterable[ApprovalRule], kind: ChangeKind, reason: ChangeReason, stakes: Stakes
) -> list[ApprovalRule]:
    """The rules that count for such a change, by step and code."""
    found = [rule for rule in rules if rule.matches(kind, reason, stakes)]
    return sorted(found, key=lambda rule: (rule.step, rule.code))
