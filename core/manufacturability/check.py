"""From what a design says of itself and the rules there are to what is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.manufacturability.attributes import Value, same_text
from core.manufacturability.capability import Offer
from core.manufacturability.rules import DfmRule, DfmSeverity, Incomparable, Operator, values_of
from core.manufacturability.waiver import Waiver


class FindingKind(StrEnum):
    """What is the matter with a rule; the gravest first."""

    BROKEN = "BROKEN"
    INCAPABLE = "INCAPABLE"
    """A machine is too small, or too large, for it."""
    INCOMPARABLE = "INCOMPARABLE"
    """The value and the limit are not of one kind."""
    MISSING = "MISSING"
    """The attribute has not been told."""


class DfmVerdict(StrEnum):
    """Can it be made as it is?"""

    PASSED = "PASSED"
    AT_RISK = "AT_RISK"
    """Something is unknown, or only to be wondered at."""
    BLOCKED = "BLOCKED"


@dataclass(frozen=True, slots=True)
class Design:
    """What is checked: its attributes by key, its product family, and the groups of work centres that make it.

    Without processes it is not known what makes it: rules for any of them apply.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    family: str = ""
    processes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DfmFinding:
    """One thing that is wrong with a design, or cannot be told."""

    rule_id: str
    kind: FindingKind
    severity: DfmSeverity
    attribute: str
    actual: str = ""
    operator: Operator = Operator.AT_LEAST
    limit: str = ""
    hint: str = ""
    english_hint: str = ""
    rework_work_minutes: int = 0
    excess: Decimal = Decimal(0)
    """How far beyond the limit, in the base unit."""
    machine: str = ""
    """The work centre that cannot do it."""
    offers: tuple[Offer, ...] = ()
    """Who can instead, the nearest first; where nobody can, who comes nearest."""
    waiver_no: str = ""
    waived_until: date | None = None

    @property
    def is_blocking(self) -> bool:
        """It is not to be made like that."""
        is_grave = self.kind in (FindingKind.BROKEN, FindingKind.INCAPABLE) and self.severity is DfmSeverity.BLOCK
        return is_grave and self.waived_until is None


def check(design: Design, rules: Iterable[DfmRule]) -> tuple[DfmFinding, ...]:
    """What is wrong with a design, the gravest first; whatever the order of the rules, and the units of the values."""
    found = [finding for rule in rules if rule.is_active for finding in _findings(design, rule)]
    return in_order(found)


def in_order(findings: Iterable[DfmFinding]) -> tuple[DfmFinding, ...]:
    """The gravest first."""
    kinds, severities = list(FindingKind), list(DfmSeverity)
    return tuple(
        sorted(findings, key=lambda it: (kinds.index(it.kind), severities.index(it.severity), it.rule_id, it.attribute))
    )


def _findings(design: Design, rule: DfmRule) -> Iterator[DfmFinding]:
    unknown = _unknown_condition(design, rule)
    if unknown is None:
        return
    missing = unknown or ("" if rule.attribute in design.values else rule.attribute)
    if missing:
        yield _finding(rule, FindingKind.MISSING, attribute=missing)
        return
    value = design.values[rule.attribute]
    try:
        excess = rule.excess(value)
    except Incomparable:
        yield _finding(rule, FindingKind.INCOMPARABLE, attribute=rule.attribute, actual=str(value))
        return
    if excess > 0:
        yield _finding(rule, FindingKind.BROKEN, attribute=rule.attribute, actual=str(value), excess=excess)


def _unknown_condition(design: Design, rule: DfmRule) -> str | None:
    """The condition that cannot be judged, empty when all hold; None where the rule is about something else."""
    if rule.family and rule.family != design.family:
        return None
    if rule.process and design.processes and rule.process not in design.processes:
        return None
    unknown = ""
    for key, told in sorted(rule.conditions.items()):
        if key not in design.values:
            unknown = unknown or key
        elif not any(same_text(str(design.values[key]), one) for one in values_of(told)):
            return None
    return unknown


def _finding(
    rule: DfmRule, kind: FindingKind, *, attribute: str, actual: str = "", excess: Decimal = Decimal(0)
) -> DfmFinding:
    return DfmFinding(
        rule_id=rule.rule_id, kind=kind, severity=rule.severity, attribute=attribute, actual=actual,
        operator=rule.operator, limit=rule.limit_text, hint=rule.hint, english_hint=rule.english_hint,
        rework_work_minutes=rule.rework_work_minutes, excess=excess,
    )  # fmt: skip


def with_waivers(findings: Iterable[DfmFinding], waivers: Iterable[Waiver], today: date) -> tuple[DfmFinding, ...]:
    """The findings, with what has been allowed all the same until some day."""
    standing = [waiver for waiver in waivers if waiver.is_in_force(today)]
    return tuple(_waived(finding, standing) for finding in findings)


def _waived(finding: DfmFinding, waivers: list[Waiver]) -> DfmFinding:
    for waiver in waivers:
        if finding.is_blocking and waiver.covers(finding.rule_id, finding.attribute, finding.excess):
            return replace(finding, waiver_no=waiver.waiver_no, waived_until=waiver.until)
    return finding


def verdict_of(findings: Iterable[DfmFinding]) -> DfmVerdict:
    """Can it be made? What is missing can only make it a risk."""
    open_ones = [finding for finding in findings if finding.waived_until is None]
    if any(finding.is_blocking for finding in open_ones):
        return DfmVerdict.BLOCKED
    return DfmVerdict.AT_RISK if open_ones else DfmVerdict.PASSED


def rework_minutes(findings: Iterable[DfmFinding]) -> int:
    """Working minutes of an engineer until the drawing is right: those of every finding that blocks it."""
    return sum(finding.rework_work_minutes for finding in findings if finding.is_blocking)
