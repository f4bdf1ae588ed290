"""Can it be made: rules over what a design says of itself, findings, waivers, and which machine is large enough."""

from core.manufacturability.attributes import AttributeKind, DfmAttribute, Value, Vocabulary, read_value
from core.manufacturability.capability import Candidate, WorkCentreCapability, match
from core.manufacturability.check import Design, DfmFinding, DfmVerdict, FindingKind, check, rework_minutes, verdict_of
from core.manufacturability.record import DfmCheck
from core.manufacturability.rules import DfmRule, DfmSeverity, Operator
from core.manufacturability.waiver import DfmWaiverState, Waiver

__all__ = [
    "AttributeKind",
    "Candidate",
    "Design",
    "DfmAttribute",
    "DfmCheck",
    "DfmFinding",
    "DfmRule",
    "DfmSeverity",
    "DfmVerdict",
    "DfmWaiverState",
    "FindingKind",
    "Operator",
    "Value",
    "Vocabulary",
    "Waiver",
    "WorkCentreCapability",
    "check",
    "match",
    "read_value",
    "rework_minutes",
    "verdict_of",
]  # fmt: skip
