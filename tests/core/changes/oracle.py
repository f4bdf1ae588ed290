"""What a review comes to, told once more and in another way: from nothing but who was asked and who said what.

Nothing is remembered between two looks but the answers: whether a group, a step and the whole are settled is worked out
anew each time, as a truth table would have it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

ALLOWANCE = timedelta(hours=1)
"""How long somebody has."""


@dataclass
class Slot:
    """One who is asked."""

    step: int
    group: str
    mode: str
    need: str
    entitled: str
    actor: str
    answer: str = ""
    """`A` consents, `R` does not, `L` did not answer in time."""
    answered_by: str = ""
    asked_at: int | None = None
    """The turn in which it became theirs to decide."""
    due: datetime | None = None
    stand_in: str = ""


def outcome_of(group: Sequence[Slot]) -> str:
    """`ok`, `no` or `open`."""
    answers = [slot.answer for slot in group]
    required = group[0].need == "REQUIRED"
    if group[0].need == "COMMENT":
        return "ok"
    if group[0].mode == "ANY":
        first = next((answer for answer in answers if answer in ("A", "R")), "")
        table = {"A": "ok", "R": "no" if required else "ok", "": "ok" if all(answers) else "open"}
        return table[first]
    if required and "R" in answers:
        return "no"
    return "ok" if all(answers) else "open"


@dataclass
class Oracle:
    """One round of review."""

    slots: list[Slot]
    requester: str
    turn: int = 0
    is_over: bool = field(default=False)
    """Sent back or withdrawn."""

    def groups(self, step: int) -> list[list[Slot]]:
        """Those asked together at a step."""
        names = list(dict.fromkeys(slot.group for slot in self.slots if slot.step == step))
        return [[slot for slot in self.slots if (slot.step, slot.group) == (step, name)] for name in names]

    @property
    def step(self) -> int:
        """The first step that is not settled; past the last one when all are."""
        steps = sorted({slot.step for slot in self.slots})
        return next((it for it in steps if any(outcome_of(g) != "ok" for g in self.groups(it))), steps[-1] + 1)

    @property
    def status(self) -> str:
        """What it has come to."""
        if any(outcome_of(g) == "no" for g in self.groups(self.step)):
            return "REJECTED"
        return "IN_REVIEW" if self.groups(self.step) else "APPROVED"

    def awaited(self) -> list[Slot]:
        """Whose word it waits for."""
        if self.is_over or self.status != "IN_REVIEW":
            return []
        found: list[Slot] = []
        for group in self.groups(self.step):
            if outcome_of(group) == "open":
                left = [slot for slot in group if not slot.answer]
                found += left[:1] if group[0].mode == "SERIAL" else left
        return [slot for slot in self.slots if any(slot is it for it in found)]

    def look(self, now: datetime) -> None:
        """Note whose turn has begun."""
        for slot in self.awaited():
            if slot.asked_at is None:
                self.ask(slot, now)

    def ask(self, slot: Slot, now: datetime) -> None:
        """It is theirs from this turn on."""
        slot.asked_at, slot.due, slot.stand_in = self.turn, now + ALLOWANCE, ""

    def mine(self, person: str, seen: int) -> list[Slot]:
        """What somebody decides by a card as it was after a turn."""
        if person == self.requester:
            return []
        return [it for it in self.awaited() if person in (it.actor, it.stand_in) and (it.asked_at or 0) <= seen]

    def answer(self, person: str, seen: int, answer: str, now: datetime) -> list[str]:
        """Somebody decides. Gives those in whose name."""
        named = []
        for slot in self.mine(person, seen):
            group = [it for it in self.slots if (it.step, it.group) == (slot.step, slot.group)]
            if slot.mode == "ANY" and any(it.answer in ("A", "R") for it in group):
                continue
            slot.answer, slot.answered_by = answer, person
            named.append(slot.entitled)
        self.look(now)
        return named
