"""Plans: the schedule of every open operation, proposed first, published by a lead, and taken back if need be."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field as Fact
from sqlalchemy import Column
from sqlmodel import Field

from core.consents import Consented, ConsentRefused
from core.entity import Entity, aware_column, json_column
from core.errors import StaleCard, WrongState
from core.events import Event


class PlanState(StrEnum):
    """Where a plan is."""

    PROPOSED = "PROPOSED"
    PUBLISHED = "PUBLISHED"
    SUPERSEDED = "SUPERSEDED"
    """Another has taken its place: as a proposal, or as the plan in force."""
    REJECTED = "REJECTED"
    ROLLED_BACK = "ROLLED_BACK"


class PlanCause(StrEnum):
    """Why a plan was made."""

    ASKED = "ASKED"
    """Somebody wanted to see one."""
    NIGHTLY = "NIGHTLY"
    MACHINE_DOWN = "MACHINE_DOWN"
    MACHINE_UP = "MACHINE_UP"
    CALENDAR = "CALENDAR"
    """Machines are closed, or people work, at other times than the plan thought."""
    RUSH = "RUSH"
    """Somebody wants an order made before others."""


class Supersession(StrEnum):
    """Why a plan gives way to another."""

    NEWER = "NEWER"
    """A newer proposal."""
    BOOKED = "BOOKED"
    """Orders have been booked, or taken back, where it wanted to put something."""
    MOVED = "MOVED"
    """Stock, purchases, machines or other data have changed since."""
    PINNED = "PINNED"
    """Work that it moves has been pinned since."""
    PAST = "PAST"
    """Its day is over, or work that it moves has begun."""
    PUBLISHED = "PUBLISHED"
    """The next plan was published."""


class PlanAsked(Event):
    """Somebody wants a better plan; with a reason, also within the frozen horizon."""

    person: str
    override_reason: str


class PlanProposed(Event):
    """A plan is there to be looked at; nothing has moved yet."""

    cause: PlanCause
    detail: str
    moves: int
    newly_late: list[str]
    rescued: list[str]
    was_invalid: bool
    """The standing plan could not be kept to."""
    overrides: int


class PlanDropped(Event):
    """A plan was asked for, and there is none worth proposing; `subject` is the cause."""

    detail: str
    problem: dict[str, Any] = Fact(default_factory=dict)
    """Why none could be made, when that is the reason: a refusal's name and facts."""
    left_out: list[dict[str, Any]] = Fact(default_factory=list)
    """Orders that no plan can have made, while nothing better was found for the others; see `LeftOut`."""
    person: str = ""
    """Who asked; nobody when the program did."""


class PlanPublished(Event):
    """A plan is in force: its operations are booked where it puts them."""

    person: str
    moves: int
    newly_late: list[str]
    rescued: list[str]
    overrides: int
    """Operations it moved within the frozen horizon …"""
    overridden_by: str
    """… on whose word …"""
    override_reason: str
    """… and why."""


class PlanSuperseded(Event):
    """A plan has given way. What has to be made anew is on its way."""

    why: Supersession
    orders: list[str]
    """What it met: orders booked since; empty for another reason."""


class PlanRejected(Event):
    """A lead does not want it."""

    person: str
    reason: str


class PlanRolledBack(Event):
    """What was before a plan is booked again."""

    person: str
    reason: str


class NoOpenPlan(WrongState):
    """`plan_version` is `state`: there is nothing to decide about it."""


class NotInForce(WrongState):
    """`plan_version` is `state`: only the plan in force can be taken back."""


class PlanMet(WrongState):
    """`plan_version` cannot be taken back: `orders` have been booked otherwise since, or have begun."""


class PlanChangedMeanwhile(StaleCard):
    """The card of `plan_version` shows an older state."""


class Plan(Consented, Entity, table=True):
    """One plan. It replaces bookings one by one by others; everything else stays."""

    __tablename__ = "plan"

    plan_version: str = Field(primary_key=True)
    state: PlanState = Field(default=PlanState.PROPOSED, index=True)
    revision: int = 1
    cause: PlanCause
    detail: str = ""
    """What the cause is about: a work centre; an order, when that is rushed."""
    made_at: datetime = Field(sa_column=aware_column())
    made_by: str
    data_version: int
    """The version of the shop it was computed on."""
    seed: int
    evaluations: int
    solver: str
    was_invalid: bool = False
    figures: dict[str, Any] = Field(default_factory=dict, sa_column=Column(json_column(), nullable=False))
    """What it is worth, before and after; see `core.planning.plan.changes`."""
    diff: dict[str, Any] = Field(default_factory=dict, sa_column=Column(json_column(), nullable=False))
    """What it changes, for people."""
    changes: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(json_column(), nullable=False))
    """The bookings it replaces, each with the one that it sets."""
    forecasts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(json_column(), nullable=False))
    """By order and line, the forecast before and after it was published."""
    moves: int = 0
    overrides: int = 0
    overridden_by: str = ""
    override_reason: str = ""
    decided_by: str = ""
    decided_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    reason: str = ""
    """Why it was rejected, taken back or superseded."""
    previous: str = ""
    """The plan that was in force before it."""

    @property
    def newly_late(self) -> list[str]:
        """Orders that it makes late."""
        return list(self.figures.get("newly_late", ()))

    @property
    def rescued(self) -> list[str]:
        """Orders that it makes punctual."""
        return list(self.figures.get("rescued", ()))

    @property
    def is_followed(self) -> bool:
        """It waits for a decision."""
        return self.state is PlanState.PROPOSED

    def propose(self, *, now: datetime) -> list[Event]:
        """It is there to be looked at."""
        return [
            PlanProposed(
                at=now, subject=self.plan_version, cause=self.cause, detail=self.detail, moves=self.moves,
                newly_late=self.newly_late, rescued=self.rescued, was_invalid=self.was_invalid,
                overrides=self.overrides,
            )
        ]  # fmt: skip

    def require_open(self, shown: int | None = None) -> None:
        """Refuse to decide about what is decided, or about what a card no longer shows."""
        if shown is not None and shown != self.revision:
            raise PlanChangedMeanwhile(plan_version=self.plan_version)
        if self.state is not PlanState.PROPOSED:
            raise NoOpenPlan(plan_version=self.plan_version, state=self.state)

    def require_in_force(self, shown: int | None = None) -> None:
        """Refuse to take back what is not in force."""
        if shown is not None and shown != self.revision:
            raise PlanChangedMeanwhile(plan_version=self.plan_version)
        if self.state is not PlanState.PUBLISHED:
            raise NotInForce(plan_version=self.plan_version, state=self.state)

    def publish(self, person: str, previous: str, *, now: datetime) -> list[Event]:
        """It is in force from now on; the handler books it in the same transaction."""
        self.require_consents()
        self._decide(PlanState.PUBLISHED, person, "", now)
        self.previous = previous
        return [
            PlanPublished(
                at=now, subject=self.plan_version, person=person, moves=self.moves, newly_late=self.newly_late,
                rescued=self.rescued, overrides=self.overrides, overridden_by=self.overridden_by,
                override_reason=self.override_reason,
            )
        ]  # fmt: skip

    def reject(self, person: str, reason: str, *, now: datetime) -> list[Event]:
        """Nobody wants it."""
        self._decide(PlanState.REJECTED, person, reason, now)
        return [PlanRejected(at=now, subject=self.plan_version, person=person, reason=reason)]

    def refuse(self, person: str, reason: str, *, now: datetime) -> list[Event]:
        """One of those who would pay does not agree: nobody else has to be asked."""
        self.require_asked(person)
        self._decide(PlanState.REJECTED, person, reason, now)
        return [ConsentRefused(at=now, subject=self.plan_version, person=person, reason=reason)]

    def supersede(self, why: Supersession, *, orders: list[str] | None = None, now: datetime) -> list[Event]:
        """Another takes its place."""
        self.state, self.reason = PlanState.SUPERSEDED, why.value
        self.revision += 1
        return [PlanSuperseded(at=now, subject=self.plan_version, why=why, orders=orders or [])]

    def roll_back(self, person: str, reason: str, *, now: datetime) -> list[Event]:
        """What was before it is in force again; the handler books that in the same transaction."""
        self._decide(PlanState.ROLLED_BACK, person, reason, now)
        return [PlanRolledBack(at=now, subject=self.plan_version, person=person, reason=reason)]

    def restore(self) -> None:
        """It is in force again: the one that had taken its place was taken back."""
        self.state, self.reason = PlanState.PUBLISHED, ""
        self.revision += 1

    def _decide(self, state: PlanState, person: str, reason: str, now: datetime) -> None:
        self.state, self.decided_by, self.decided_at, self.reason = state, person, now, reason
        self.revision += 1
