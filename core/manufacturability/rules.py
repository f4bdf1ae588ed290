"""Rules of what can be made, as data: when they apply, what they ask, and what to do about it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field as Check
from pydantic import StringConstraints
from sqlalchemy import Column
from sqlmodel import Field

from core.entity import Entity, aware_column, json_column
from core.events import Event
from core.fields import Code, Note, OptionalCode
from core.manufacturability.attributes import AttributeKey, UnitName, Value, same_text
from core.manufacturability.errors import NothingToRestore, RuleMovedMeanwhile
from core.manufacturability.units import Measure, UnknownUnit, is_unit, read_measure

BETWEEN_MARK, ONE_OF_MARK = "~", "|"
LimitWords = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Operator(StrEnum):
    """How an actual value is compared with the limit."""

    AT_LEAST = "AT_LEAST"
    AT_MOST = "AT_MOST"
    EQUAL = "EQUAL"
    BETWEEN = "BETWEEN"
    """The limit is `1~2.5`."""
    ONE_OF = "ONE_OF"
    """The limit is `White|Grey`."""
    NONE_OF = "NONE_OF"


class DfmSeverity(StrEnum):
    """What a broken rule means."""

    BLOCK = "BLOCK"
    """Not to be made like that without a waiver."""
    WARN = "WARN"


class Incomparable(ValueError):
    """The actual value and the limit are not of one kind."""


class DfmRuleSet(Event):
    """The rule, the subject, reads differently from now on: its terms `before` (none of a new one) and `after`."""

    before: dict[str, Any]
    after: dict[str, Any]
    person: str


class DfmRule(Entity, table=True):
    """One rule over one attribute. A process engineer adds and changes them without code."""

    __tablename__ = "dfm_rule"

    rule_id: Code = Field(primary_key=True)
    family: OptionalCode = ""
    """Only for products of this family; empty: for all."""
    process: OptionalCode = ""
    """Only for what is made by this group of work centres, such as `INJ`; empty: for all."""
    conditions: dict[str, str] = Field(default_factory=dict, sa_column=Column(json_column(), nullable=False))
    """Only where these attributes have one of these values: `material` to `ABS|PC`."""
    attribute: AttributeKey
    operator: Operator
    limit: LimitWords
    unit: UnitName = ""
    """Of the limit; none for words and plain numbers."""
    severity: DfmSeverity = DfmSeverity.BLOCK
    hint: Note = ""
    """What to do about it."""
    english_hint: Note = ""
    rework_work_minutes: Annotated[int, Check(ge=0, le=100_000)] = 0
    """Working minutes of an engineer that it takes to put a drawing right that breaks it."""
    is_active: bool = True
    revision: int = Field(default=1, ge=1)
    changed_by: str = ""
    """Who changed it last in chat; empty for one that came with an import."""
    changed_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    previous: dict[str, Any] = Field(default_factory=dict, sa_column=Column(json_column(), nullable=False))
    """Its terms before the last change in chat."""

    @classmethod
    def contradiction(cls, row: Mapping[str, Any]) -> tuple[str, str] | None:
        """The two fields that cannot both be right, if any."""
        if not is_unit(row.get("unit") or ""):
            return "unit", "limit"
        numbers = [_measure(part, row.get("unit") or "") for part in _parts(row["operator"], row["limit"])]
        match row["operator"]:
            case Operator.AT_LEAST | Operator.AT_MOST:
                is_sound = len(numbers) == 1 and numbers[0] is not None
            case Operator.BETWEEN:
                low, high = numbers if len(numbers) == 2 else (None, None)
                is_sound = low is not None and high is not None and low.base <= high.base
            case _:
                is_sound = bool(numbers)
        return None if is_sound else ("limit", "operator")

    @property
    def terms(self) -> dict[str, Any]:
        """Everything that it says, as plain data."""
        return self.model_dump(mode="json", include=set(TERMS))

    @property
    def limit_text(self) -> str:
        """The limit with its unit."""
        parts = _parts(self.operator, self.limit)
        measures = [_measure(part, self.unit) for part in parts]
        if self.operator is Operator.BETWEEN and all(measures):
            return f"{_bare(measures[0])} ~ {measures[1]}"
        return " / ".join(str(measure or part) for measure, part in zip(measures, parts, strict=True))

    def excess(self, value: Value) -> Decimal:
        """How far a value is beyond the limit, in the base unit of its dimension; nought where the rule holds.

        Words that do not fit are beyond by one. Raises `Incomparable`.
        """
        parts = _parts(self.operator, self.limit)
        return self._excess_of(value, parts) if isinstance(value, Measure) else self._misfit(value, parts)

    def _excess_of(self, value: Measure, parts: list[str]) -> Decimal:
        limits = [_measure(part, self.unit) for part in parts]
        bounds = [it.base for it in limits if it is not None and it.dimension is value.dimension]
        if len(bounds) != len(parts):
            raise Incomparable(self.rule_id)
        actual, nought = value.base, Decimal(0)
        match self.operator:
            case Operator.AT_LEAST:
                return max(nought, bounds[0] - actual)
            case Operator.AT_MOST:
                return max(nought, actual - bounds[0])
            case Operator.BETWEEN:
                return max(nought, bounds[0] - actual, actual - bounds[-1])
            case Operator.NONE_OF:
                return Decimal(actual in bounds)
            case _:
                return min(abs(actual - bound) for bound in bounds)

    def _misfit(self, value: str, parts: list[str]) -> Decimal:
        is_there = any(same_text(value, part) for part in parts)
        match self.operator:
            case Operator.EQUAL | Operator.ONE_OF:
                return Decimal(not is_there)
            case Operator.NONE_OF:
                return Decimal(is_there)
            case _:
                raise Incomparable(self.rule_id)

    def change(self, terms: Mapping[str, Any], person: str, *, now: datetime) -> list[Event]:
        """Say something else from now on. The same again is nothing new."""
        before = self.terms
        if all(before[name] == value for name, value in terms.items()):
            return []
        for name, value in terms.items():
            setattr(self, name, value)
        return self._changed(before, person, now)

    def restore(self, person: str, *, revision: int | None, now: datetime) -> list[Event]:
        """Say again what it said before the last change."""
        self.require_revision(revision)
        if not self.previous:
            raise NothingToRestore(rule_id=self.rule_id)
        return self.change(self.previous, person, now=now)

    def require_revision(self, revision: int | None) -> None:
        """Refuse a click on a card that shows an older one."""
        if revision is not None and revision != self.revision:
            raise RuleMovedMeanwhile(rule_id=self.rule_id)

    def _changed(self, before: dict[str, Any], person: str, now: datetime) -> list[Event]:
        self.previous, self.revision = before, self.revision + 1
        self.changed_by, self.changed_at = person, now
        return [DfmRuleSet(at=now, subject=self.rule_id, before=before, after=self.terms, person=person)]

    @classmethod
    def lay_down(
        cls, rule_id: str, terms: Mapping[str, Any], person: str, *, now: datetime
    ) -> tuple["DfmRule", list[Event]]:
        """A new rule. The one before it is itself, switched off."""
        rule = cls(rule_id=rule_id, changed_by=person, changed_at=now, **terms)
        rule.previous = rule.terms | {"is_active": False}
        return rule, [DfmRuleSet(at=now, subject=rule_id, before={}, after=rule.terms, person=person)]


TERMS = (
    "family", "process", "conditions", "attribute", "operator", "limit", "unit", "severity", "hint", "english_hint",
    "rework_work_minutes", "is_active",
)  # fmt: skip


def values_of(alternatives: str) -> list[str]:
    """`ABS|PC` one by one."""
    return [part.strip() for part in alternatives.split(ONE_OF_MARK) if part.strip()]


def _parts(operator: Operator, limit: str) -> list[str]:
    mark = BETWEEN_MARK if operator is Operator.BETWEEN else ONE_OF_MARK
    return [part.strip() for part in limit.split(mark) if part.strip()]


def _measure(words: str, unit: str) -> Measure | None:
    try:
        return read_measure(words, unit)
    except UnknownUnit:
        return None


def _bare(measure: Measure | None) -> str:
    return str(Measure(measure.number, "")) if measure is not None else ""
