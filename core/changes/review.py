"""The review of a change: steps one after the other, and in each step groups of people asked side by side.

A step is over when each of its groups is settled. The last one approves the change; one required person's no ends it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from core.changes import errors, events
from core.changes.approval import (
    LEVELS,
    Approval,
    ApprovalMode,
    Ask,
    Decision,
    Need,
    consents,
    end,
    groups_of,
    is_settled,
)
from core.changes.status import ChangeStatus
from core.entity import json_column
from core.events import Event

MOST_REMARKS = 200
"""Words said about one change; beyond that nobody reads them."""


class Reviewed(SQLModel):
    """The part of `ChangeRequest` that holds who decides."""

    if TYPE_CHECKING:  # held by the change itself
        change_no: str
        revision: int
        status: ChangeStatus
        requester: str
        approvals: list[Approval]

        def require(self, wanted: ChangeStatus) -> None: ...  # noqa: D102
        def _become(self, wanted: ChangeStatus) -> None: ...
        def _decide(self, status: ChangeStatus, person: str, reason: str, now: datetime) -> None: ...

    round: int = Field(default=0, ge=0)
    """How often it has gone to those who decide."""
    step: int = Field(default=0, ge=0)
    """The step of the round that is on."""
    stage: int = Field(default=0, ge=0)
    """Moves each time somebody is newly asked."""
    remarks: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(json_column(), nullable=False))
    """What was said about it beside the decisions: `person`, `at`, `text`."""

    # --- what can be read -------------------------------------------------------------------

    @property
    def this_round(self) -> list[Approval]:
        """Everybody asked since it was last sent for review, or to be asked."""
        return [it for it in self.approvals if it.round == self.round]

    @property
    def awaited(self) -> list[Approval]:
        """Whose word it waits for now."""
        return [it for it in self.this_round if it.is_awaited] if self.status is ChangeStatus.IN_REVIEW else []

    def to_answer(self, person: str, shown: int | None = None) -> list[Approval]:
        """What this person can decide now; of a card, only what it showed (`shown`, the stage it was drawn for)."""
        mine = [it for it in self.awaited if it.may_be_answered_by(person) and person != self.requester]
        return [it for it in mine if shown is None or it.stage <= shown]

    # --- the course of a round --------------------------------------------------------------

    def start_review(
        self, route: Sequence[Ask], acting: Mapping[str, str], *, due_at: datetime, now: datetime
    ) -> list[Event]:
        """Ask those who decide; `acting`: who acts for whom now. Refused when nobody's consent is required."""
        self.require(ChangeStatus.IN_REVIEW)
        people = {person for ask in route for person in ask.people if ask.need is not Need.COMMENT}
        if self.requester in people:
            raise errors.OwnChange(change_no=self.change_no)
        if not any(ask.need is Need.REQUIRED and ask.people for ask in route):
            raise errors.NobodyDecides(change_no=self.change_no)
        self._become(ChangeStatus.IN_REVIEW)
        self.round += 1
        asked = [it for ask in route for it in Approval.of(self.change_no, self.round, ask)]
        for it in asked:
            it.asked = self._acting(it.asked_of, acting)
        self.approvals.extend(asked)
        self.step = min(it.step for it in asked)
        started = events.ReviewStarted(at=now, subject=self.change_no, asked=sorted({it.asked for it in asked}))
        return [started, *self._go_on(due_at, now)]

    def approve(
        self, person: str, comment: str = "", *, shown: int | None = None, due_at: datetime, now: datetime
    ) -> list[Event]:
        """One of those asked consents, for themselves and for whoever they act for; a second tap is not news."""
        mine = self._answered(person, shown, Decision.APPROVED)
        return self._decided(mine, Decision.APPROVED, person, comment, due_at, now) if mine else []

    def reject(
        self, person: str, reason: str, *, shown: int | None = None, due_at: datetime, now: datetime
    ) -> list[Event]:
        """One of those asked does not want it: the end of it when they are required, an objection when they are not."""
        if not (mine := self._answered(person, shown, Decision.REJECTED)):
            return []
        given = self._decided(mine, Decision.REJECTED, person, reason, due_at, now, goes_on=False)
        if all(it.need is Need.OPTIONAL for it in mine):
            return [*given, *self._go_on(due_at, now)]
        self._decide(ChangeStatus.REJECTED, person, reason, now)
        self._end_round(now)
        return [*given, events.ChangeRejected(at=now, subject=self.change_no, person=person, reason=reason)]

    def lapse(self, approval_id: int, *, due_at: datetime, now: datetime) -> list[Event]:
        """The time of somebody optional is up: it is waited for others only."""
        it = self._open_one(approval_id)
        if it is None or it.need is not Need.OPTIONAL or it.due_at is None or now < it.due_at:
            return []
        it.settle(Decision.LAPSED, "", "", now=now)
        self.revision += 1
        lapsed = events.ApprovalLapsed(at=now, subject=self.change_no, person=it.asked, of=it.asked_of)
        return [lapsed, *self._go_on(due_at, now)]

    def remark(self, person: str, text: str, *, now: datetime) -> list[Event]:
        """Somebody says something about it; it decides nothing."""
        if self.status is not ChangeStatus.IN_REVIEW:
            raise errors.NotInReview(change_no=self.change_no, status=self.status)
        if len(self.remarks) >= MOST_REMARKS:
            raise errors.TooManyRemarks(change_no=self.change_no, most=MOST_REMARKS)
        self.remarks = [*self.remarks, {"person": person, "at": now.isoformat(), "text": text}]
        self.revision += 1
        return [events.RemarkMade(at=now, subject=self.change_no, person=person, text=text)]

    # --- who is asked changes ---------------------------------------------------------------

    def add_signer(
        self, person: str, signer: str, acting: Mapping[str, str], *, shown: int | None = None, due_at: datetime,
        now: datetime,
    ) -> list[Event]:  # fmt: skip
        """One of those asked wants somebody else's consent besides (加签); it is required from now on."""
        self.require_answering(person, shown)
        self._require_eligible(signer, self.this_round)
        added = sum(1 for it in self.this_round if it.added_by) + 1
        ask = Ask(self.step, f"+{added}", ApprovalMode.ALL, Need.REQUIRED, (signer,))
        (new,) = Approval.of(self.change_no, self.round, ask)
        new.added_by, new.asked = person, self._acting(signer, acting)
        self.approvals.append(new)
        self.revision += 1
        told = events.SignerAdded(at=now, subject=self.change_no, person=person, signer=signer)
        return [told, *self._go_on(due_at, now)]

    def hand_over(
        self, person: str, to: str, acting: Mapping[str, str], *, shown: int | None = None, due_at: datetime,
        now: datetime,
    ) -> list[Event]:  # fmt: skip
        """One of those asked leaves it to somebody else (转交): what they were asked is asked of that one."""
        mine = self.require_answering(person, shown)
        groups = {(it.step, it.group) for it in mine}
        self._require_eligible(to, [it for it in self.this_round if (it.step, it.group) in groups])
        for it in mine:
            it.asked_of, it.asked, it.handed_by = to, self._acting(to, acting), person
        told = events.ApprovalHandedOver(at=now, subject=self.change_no, person=person, to=to)
        return [told, *self._ask(mine, due_at, now)]

    def follow(self, acting: Mapping[str, str], *, due_at: datetime, now: datetime) -> list[Event]:
        """Who acts for whom has changed: what is not decided yet goes to whoever acts now."""
        if self.status is not ChangeStatus.IN_REVIEW:
            return []
        found: list[Event] = []
        for it in [it for it in self.this_round if it.is_left]:
            before, it.asked = it.asked, self._acting(it.asked_of, acting)
            if it.asked == before or not it.is_open:
                continue
            passed = events.ApprovalPassed(at=now, subject=self.change_no, person=before, to=it.asked, of=it.asked_of)
            found += [passed, *self._ask([it], due_at, now)]
        return found

    def chase(self, approval_id: int, level: int, chased: str, *, now: datetime) -> list[Event]:
        """It was not decided in time: this person hears of it; at the last level they may decide instead."""
        it = self._open_one(approval_id)
        is_repeat = it is not None and level <= it.escalation_level and (level < len(LEVELS) or chased == it.stand_in)
        if it is None or it.need is Need.COMMENT or is_repeat:
            return []
        it.escalation_level = level
        if level == len(LEVELS) and chased not in (it.asked, self.requester):
            it.stand_in = chased
            self.stage += 1
            it.stage = self.stage
        self.revision += 1
        return [
            events.ApprovalChased(
                at=now, subject=self.change_no, approval=approval_id, level=level, chased=chased, person=it.asked
            )
        ]

    # --- what is refused --------------------------------------------------------------------

    def require_answering(self, person: str, shown: int | None = None) -> list[Approval]:
        """What this person can decide now. Refuses those who cannot, and cards of another stage."""
        if self.status is not ChangeStatus.IN_REVIEW:
            raise errors.NotInReview(change_no=self.change_no, status=self.status)
        if person == self.requester:
            raise errors.OwnChange(change_no=self.change_no)
        mine = self.to_answer(person, shown)
        if not mine and self.to_answer(person):
            raise errors.ChangeMovedMeanwhile(change_no=self.change_no)
        if not mine:
            raise errors.NotAskedToApprove(change_no=self.change_no, who=sorted({it.asked for it in self.awaited}))
        return mine

    def require_consents(self) -> None:
        """Refuse to put into effect what does not have every consent it needs, and at least one."""
        groups = [group for group in groups_of(self.this_round) if group[0].need is Need.REQUIRED]
        if not groups or not all(consents(group) for group in groups):
            raise errors.ConsentsMissing(change_no=self.change_no)

    def _require_eligible(self, person: str, beside: Sequence[Approval]) -> None:
        if person == self.requester:
            raise errors.OwnChange(change_no=self.change_no)
        if any(person in (it.asked_of, it.asked) for it in beside if it.step == self.step and it.ended_at is None):
            raise errors.AskedAlready(change_no=self.change_no, person=person)

    def _answered(self, person: str, shown: int | None, decision: Decision) -> list[Approval]:
        """What this person decides by it; nothing when they have said the same before, and nothing is left of it."""
        if self.to_answer(person, shown):
            return self.to_answer(person, shown)
        before = [it for it in self.this_round if it.decided_by == person and shown in (None, it.stage)]
        return [] if any(it.decision is decision for it in before) else self.require_answering(person, shown)

    # --- within -----------------------------------------------------------------------------

    def _acting(self, person: str, acting: Mapping[str, str]) -> str:
        """Who acts for this person; never whoever asked for the change."""
        found = acting.get(person, person)
        return person if found == self.requester else found

    def _open_one(self, approval_id: int) -> Approval | None:
        open_ones = [it for it in self.this_round if it.is_open] if self.status is ChangeStatus.IN_REVIEW else []
        return next((it for it in open_ones if it.id == approval_id), None)

    def _decided(
        self, mine: Sequence[Approval], decision: Decision, person: str, comment: str, due_at: datetime, now: datetime,
        *, goes_on: bool = True,
    ) -> list[Event]:  # fmt: skip
        """Each is written down by itself; where the first decision counts, only one is."""
        given: list[Event] = []
        for it in mine:
            if not it.is_open:
                continue
            it.settle(decision, person, comment, now=now)
            if it.mode is ApprovalMode.ANY:
                end([each for each in self.this_round if (each.step, each.group) == (it.step, it.group)], now)
            kind = events.ApprovalGiven if decision is Decision.APPROVED else events.ApprovalRefused
            given.append(kind(at=now, subject=self.change_no, person=person, of=it.asked_of, comment=comment))
        self.revision += 1
        return [*given, *self._go_on(due_at, now)] if goes_on else given

    def _end_round(self, now: datetime) -> None:
        end(self.this_round, now)

    def _go_on(self, due_at: datetime, now: datetime) -> list[Event]:
        """Ask whoever is next; step by step, until somebody is waited for or nobody is left to ask."""
        found: list[Event] = []
        while True:
            found += self._ask(self._next_ones(), due_at, now)
            here = [it for it in self.this_round if it.step == self.step]
            if not all(map(is_settled, groups_of(here))):
                return found
            later = [it.step for it in self.this_round if it.step > self.step]
            if not later:
                self._become(ChangeStatus.APPROVED)
                self._end_round(now)
                return [*found, events.ChangeApproved(at=now, subject=self.change_no)]
            self.step = min(later)

    def _next_ones(self) -> list[Approval]:
        """Those of this step whose turn it is and who have not been asked."""
        found: list[Approval] = []
        for group in groups_of([it for it in self.this_round if it.step == self.step]):
            left = [it for it in group if it.is_left]
            found += left[:1] if group[0].mode is ApprovalMode.SERIAL else left
        return [it for it in found if it.opened_at is None]

    def _ask(self, asked: Sequence[Approval], due_at: datetime, now: datetime) -> list[Event]:
        if not asked:
            return []
        self.stage += 1
        self.revision += 1
        for it in asked:
            it.ask(self.stage, due_at=due_at, now=now)
        return [
            events.ApprovalAsked(
                at=now, subject=self.change_no, person=it.asked, of=it.asked_of, step=it.step, need=it.need,
                stage=it.stage,
            )
            for it in asked
        ]  # fmt: skip
