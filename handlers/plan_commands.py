"""Every intention about the plan and the machines it stands on. See `commands` for all others."""

from typing import Any

from pydantic import AwareDatetime, Field

from core.orders.draft import FieldProblem
from core.planning.plan.policy import PlanPolicy
from core.plans import PlanCause
from handlers.command import Command


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

    override_reason: str = Field(default="", max_length=300)


class PublishPlan(Command):
    """Put a proposal in force: what it moves is booked anew, all of it or nothing."""

    plan_version: str
    revision: int | None = None


class RejectPlan(Command):
    """Nobody wants a proposal."""

    plan_version: str
    revision: int | None = None
    reason: str = Field(default="", max_length=300)


class RollBackPlan(Command):
    """Book again exactly what was booked before the plan in force."""

    plan_version: str
    revision: int | None = None
    reason: str = Field(default="", max_length=300)


class ReviewPlan(Command):
    """Look whether the standing plan can be kept to, and whether another would be clearly better."""


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
    reason: str = Field(default="", max_length=300)


class MachineUp(Command):
    """A work centre runs again."""

    work_centre: str
