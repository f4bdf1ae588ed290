"""What the cards about manufacturability are drawn from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cards.views import OrderView
from core.manufacturability import DfmAttribute, DfmFinding, DfmWaiverState


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedView:
    """A waiver that waits for somebody's word."""

    waiver_no: str
    rule_id: str
    attribute: str
    person: str
    deciders: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """A design that has been checked; without an order it is only a question."""

    order: OrderView | None = None
    line_no: int = 1
    revision: int = 0
    told: tuple[tuple[str, str], ...] = ()
    """Label and value of what is known of it."""
    findings: tuple[DfmFinding, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    """What attributes are called, by key."""
    asked: tuple[AskedView, ...] = ()
    source: str = ""
    checked_by: str = ""
    checked_at: datetime | None = None

    @property
    def waivable(self) -> tuple[DfmFinding, ...]:
        """What blocks it, and nobody has asked for yet."""
        asked = {(it.rule_id, it.attribute) for it in self.asked}
        return tuple(it for it in self.findings if it.is_blocking and (it.rule_id, it.attribute) not in asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverView:
    """A waiver as whoever decides about it sees it."""

    waiver_no: str
    revision: int
    state: DfmWaiverState
    order: OrderView
    line_no: int
    rule_id: str
    attribute: str
    actual: str
    limit: str
    hint: str
    reason: str
    until: date
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """A rule, and what it said before."""

    rule_id: str
    revision: int
    terms: Mapping[str, Any]
    previous: Mapping[str, Any]
    labels: Mapping[str, str]
    limit: str
    previous_limit: str
    changed_by: str = ""
    changed_at: datetime | None = None

    @property
    def is_new(self) -> bool:
        """It has not been changed since it was laid down: before, there was nothing."""
        return self.revision == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """What can be told of a design."""

    order: OrderView
    line_no: int
    attributes: Sequence[DfmAttribute]
    told: Mapping[str, str]
