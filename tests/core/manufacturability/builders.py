"""Attributes, rules and machines for tests."""

from decimal import Decimal
from typing import Any

from core.manufacturability import (
    AttributeKind,
    Candidate,
    Design,
    DfmAttribute,
    DfmRule,
    Operator,
    Value,
    Vocabulary,
    WorkCentreCapability,
)
from core.manufacturability.units import Measure

WALL = DfmAttribute(
    key="wall_thickness", label="壁厚", english_label="Wall thickness", unit="mm", aliases=["最小壁厚"], position=2
)
MATERIAL = DfmAttribute(
    key="material", label="材料", english_label="Material", kind=AttributeKind.TEXT, options=["ABS", "PC", "铝合金"],
    position=1,
)  # fmt: skip
LENGTH = DfmAttribute(key="length", label="长度", english_label="Length", unit="mm", aliases=["长"], position=3)
DRAFT = DfmAttribute(key="draft_angle", label="拔模角", english_label="Draft", unit="°", position=4)
HOLES = DfmAttribute(key="holes", label="孔数", english_label="Holes", position=5)
PROCESS = DfmAttribute(key="process", label="工艺", english_label="Process", kind=AttributeKind.TEXT, position=6)
VOCABULARY = Vocabulary([MATERIAL, WALL, LENGTH, DRAFT, HOLES, PROCESS])


def measure(number: str, unit: str = "mm") -> Measure:
    """So much."""
    return Measure(Decimal(number), unit)


def a_rule(rule_id: str = "DFM-WALL-ABS", **changes: Any) -> DfmRule:
    """Walls of ABS are at least 1.2 mm thick."""
    told: dict[str, Any] = {
        "conditions": {"material": "ABS"}, "attribute": "wall_thickness", "operator": Operator.AT_LEAST,
        "limit": "1.2", "unit": "mm", "hint": "加厚", "rework_work_minutes": 240,
    }  # fmt: skip
    return DfmRule(rule_id=rule_id, **told | changes)


def a_design(family: str = "", processes: frozenset[str] = frozenset(), **values: Value) -> Design:
    """A design that says this of itself."""
    return Design(values, family, processes)


def a_machine(code: str, most: str, unit: str = "m", *, is_outside: bool = False, least: str = "") -> Candidate:
    """It takes parts up to a length."""
    takes = WorkCentreCapability(
        process="PRS", work_centre=code, attribute="length", maximum=Decimal(most), unit=unit,
        minimum=Decimal(least) if least else None,
    )  # fmt: skip
    return Candidate(code, code, is_outside, (takes,))
