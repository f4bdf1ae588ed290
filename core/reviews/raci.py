"""Who answers for what of a product family: the rows of the responsibility matrix."""

from collections.abc import Iterable
from enum import StrEnum

from sqlmodel import Field

from core.entity import Entity
from core.fields import Code, OptionalCode

EVERY_FAMILY = "*"
"""Of a row that counts for every family which has none of its own for that department."""


class RaciRole(StrEnum):
    """What somebody is to a stage."""

    R = "R"
    """Does it."""
    A = "A"
    """Answers for it."""
    C = "C"
    """Is asked."""
    I = "I"  # noqa: E741  (the letter people know it by)
    """Is told."""


class RaciStage(StrEnum):
    """What of an order's life a row is about."""

    REVIEW = "REVIEW"
    """Before it is sold: is it understood, can it be done, by when, at what cost."""


class RaciRule(Entity, table=True):
    """One cell of the matrix: a department's part in a stage, for a family or for every one."""

    __tablename__ = "raci_rule"

    family: Code = Field(primary_key=True)
    stage: RaciStage = Field(primary_key=True)
    department: Code = Field(primary_key=True)
    """Of its people; where it is not there (yet), the coordinator is asked."""
    role: RaciRole = Field(primary_key=True)
    person: OptionalCode = ""
    """Who does it; empty for whoever leads the department."""


def rules_for(family: str, rules: Iterable[RaciRule]) -> list[RaciRule]:
    """Those that count for a family: a department with rows of its own for it is not asked by the general ones."""
    known = sorted(rules, key=lambda rule: (rule.department, rule.role.value))
    own = [rule for rule in known if rule.family == family]
    departments = {rule.department for rule in own}
    return own + [rule for rule in known if rule.family == EVERY_FAMILY and rule.department not in departments]
