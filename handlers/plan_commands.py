"""Every intention about the plan and the machines it stands on. See `commands` for all others."""

from typing import Any

from pydantic import AwareDatetime, Field

from core.orders.draft import FieldProblem
from core.planning.plan.policy import PlanPolicy
from core.plans import PlanCause
from handlers.command import Command

LONGEST_REASON = 300
"""Characters."""


class ComputePlan(Command):
    """Look for a better plan, or one that can be kept to again. It works outside any transaction."""

    cause: PlanCause
    detail: str = ""
    """What the cause is about: a work centre."""
    policy: PlanPolicy
    seed: int = 1
    asked_by: str = ""
    override_reason: str = ""
    """Why the one who asked lets the frozen horizon be moved; it stays frozen when empty."""
    held: tuple[str, ...] = ()
    """Orders whose operations stay: they were booked while a plan before this one waited."""
    attempt: int = 1


class RecordPlan(Command):
    """Keep what was found as a proposal, or say why there is none."""

    asked: ComputePlan
    proposal: dict[str, Any] = Field(default_factory=dict)
    problem: FieldProblem | None = None


class AskForPlan(Command):
    """Look for a better plan now. With a reason, also within the frozen horizon: that is counted."""

    override_reason: str = Field(default="", max_length=LONGEST_REASON)


class PinWork(Command):
    """Leave an order's planned work exactly where it is, whatever plans are made. `told`: which of it, and why."""

    words: str
    told: str = Field(default="", max_length=LONGEST_REASON)


class UnpinWork(Command):
    """Let plans move it again. `told`: which of it, and why."""

    words: str
    told: str = Field(default="", max_length=LONGEST_REASON)


class AskForRush(Command):
    """What would it take to have an order made before others?"""

    words: str


class AgreeToRush(Command):
    """Let an order of one's own become late by a rush."""

    plan_version: str
    revision: int | None = None


class RefuseRush(Command):
    """Do not let that happen; the reason is told to whoever asked."""

    plan_version: str
    revision: int | None = None
    reason: str = Field(min_length=1, max_length=LONGEST_REASON)


class WaiveConsents(Command):
    """A manager decides for those who have not agreed."""

    plan_version: str
    revision: int | None = None
    reason: str = Field(min_length=1, max_length=LONGEST_REASON)


class PublishPlan(Command):
    """Put a proposal in force: what it moves is booked anew, all of it or nothing."""

    plan_version: str
    revision: int | None = None


class RejectPlan(Command):
    """Nobody wants a proposal."""

    plan_version: str
    revision: int | None = None
    reason: str = Field(default="", max_length=LONGEST_REASON)


class RollBackPlan(Command):
    """Book again exactly what was booked before the plan in force."""

    plan_version: str
    revision: int | None = None
    reason: str = Field(default="", max_length=LONGEST_REASON)


class ReviewPlan(Command):
    """Look whether the standing plan can be kept to, and whether another would be clearly better."""

    cause: PlanCause = PlanCause.NIGHTLY


class ComputeForecasts(Command):
    """Work out when every sold line will really leave, and why not in time. It works outside any transaction."""

    is_check: bool = False
    """Whatever comes of it, promises are looked at afterwards."""
    attempt: int = 1


class RecordForecasts(Command):
    """Move the forecasts that have changed; or leave all of them, when nothing could be worked out."""

    asked: ComputeForecasts
    version: int = 0
    """Of the data that they were worked out on."""
    forecasts: list[dict[str, Any]] = Field(default_factory=list)
    slacks: list[dict[str, Any]] = Field(default_factory=list)
    """Of the lines of which something else is found than was known."""
    without_slack: list[tuple[str, int]] = Field(default_factory=list)
    """Lines (order and number) that depend on nothing any more."""
    hopeless: dict[str, FieldProblem] = Field(default_factory=dict)
    """By order of which nothing can be expected, why."""
    problem: FieldProblem | None = None
    """Why nothing could be worked out of any order."""


class ScanRisks(Command):
    """Look how sure the date of every open order is."""


class ComputeRisks(Command):
    """Run the standing plan through many futures. It works outside any transaction."""

    policy: PlanPolicy
    seed: int = 1


class RecordRisks(Command):
    """Keep what was found; without it what was found before stays."""

    risks: list[dict[str, Any]] = Field(default_factory=list)
    data_version: int = 0
    problem: FieldProblem | None = None


class MachineDown(Command):
    """A work centre stands still until then; what was to run there goes elsewhere."""

    work_centre: str
    until: AwareDatetime
    reason: str = Field(default="", max_length=LONGEST_REASON)


class MachineUp(Command):
    """A work centre runs again."""

    work_centre: str
