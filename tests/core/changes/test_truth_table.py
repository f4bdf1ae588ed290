"""Every pattern of approval against its truth table: steps × modes × needs × answers × delegation × late and repeated
clicks. Never applied without a consent that it needs, never twice, never stuck without somebody to decide."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from core.changes import ApprovalMode, Ask, ChangeKind, ChangeReason, ChangeRequest, ChangeStatus, Need, Stakes
from core.changes import events as e
from core.changes.errors import ConsentsMissing, NobodyDecides
from core.errors import Refusal
from core.events import Event
from tests.core.changes.oracle import ALLOWANCE, Oracle, Slot

NOON = datetime(2026, 11, 30, 4, tzinfo=UTC)
REQUESTER = "r"
PEOPLE = ("a", "b", "c", "d", "e")
EVERYBODY = (*PEOPLE, REQUESTER)


@dataclass(frozen=True)
class Deed:
    """One thing somebody does; `age` turns ago their card was drawn."""

    kind: str
    person: str
    other: str
    age: int
    at: int


groups = st.builds(
    lambda mode, need, people: (mode, need, tuple(people)),
    st.sampled_from(ApprovalMode), st.sampled_from([*Need, Need.REQUIRED]),
    st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True),
)  # fmt: skip
routes = st.lists(st.lists(groups, min_size=1, max_size=2), min_size=1, max_size=3)
delegations = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(EVERYBODY), max_size=3)
deeds = st.lists(
    st.builds(
        Deed,
        kind=st.sampled_from(
            ["approve"] * 8 + ["reject"] * 3 + ["lapse"] * 2
            + ["wait", "follow", "hand_over", "add_signer", "escalate", "send_back"]
        ),
        person=st.sampled_from(EVERYBODY), other=st.sampled_from(EVERYBODY),
        age=st.sampled_from([0, 0, 0, 0, 1, 2]), at=st.integers(0, 5),
    ),
    max_size=14,
)  # fmt: skip


def a_route(steps: list[list[tuple[ApprovalMode, Need, tuple[str, ...]]]]) -> list[Ask]:
    return [
        Ask(number, f"g{place}", mode, need, people)
        for number, step in enumerate(steps, 1)
        for place, (mode, need, people) in enumerate(step)
    ]


def a_submitted_change() -> ChangeRequest:
    change, _ = ChangeRequest.draft(
        "CHG-1", ChangeKind.ENGINEERING, "SW-300", base="A", requester=REQUESTER, chat="", now=NOON
    )
    submit(change, NOON)
    return change


def submit(change: ChangeRequest, now: datetime) -> None:
    change.submit({}, base="A", reason_code=ChangeReason.QUALITY, reason="leaks", now=now)
    change.assess({}, Stakes(), now=now)


class Story:
    """The same things happen to a change and to the oracle."""

    def __init__(self, route: list[Ask], acting: dict[str, str]) -> None:
        self.route, self.acting, self.now = route, acting, NOON
        self.change, self.told = a_submitted_change(), list[Event]()
        self.stages: list[int] = []
        self.begin()

    def begin(self) -> None:
        self.told += self.change.start_review(self.route, self.acting, due_at=self.now + ALLOWANCE, now=self.now)
        slots = [
            Slot(ask.step, ask.group, ask.mode.value, ask.need.value, person, self.actor(person))
            for ask in self.route for person in ask.people
        ]  # fmt: skip
        self.oracle = Oracle(slots, REQUESTER, turn=len(self.stages))
        self.oracle.look(self.now)
        self.end_turn()

    def actor(self, person: str) -> str:
        found = self.acting.get(person, person)
        return person if found == REQUESTER else found

    def end_turn(self) -> None:
        for number, it in enumerate(self.change.approvals, 1):
            it.id = number
        self.stages.append(self.change.stage)
        self.oracle.turn = len(self.stages)
        self.compare()

    def compare(self) -> None:
        expected = "DRAFT" if self.oracle.is_over else self.oracle.status
        assert self.change.status.value == expected
        awaited = sorted((it.step, it.group, it.asked_of, it.asked, it.stand_in) for it in self.change.awaited)
        assert awaited == sorted(
            (it.step, it.group, it.entitled, it.actor, it.stand_in) for it in self.oracle.awaited()
        )
        if self.change.status is ChangeStatus.IN_REVIEW:
            assert awaited, "nobody could go on with it"
            assert all(asked and asked != REQUESTER for *_, asked, _ in awaited)
            with pytest.raises(Refusal):
                self.change.apply(now=self.now)

    def does(self, deed: Deed) -> None:
        seen = max(0, len(self.stages) - 1 - deed.age)
        getattr(self, deed.kind)(deed, seen)
        self.end_turn()

    def answers(self, deed: Deed, seen: int, letter: str) -> None:
        said = self.change.approve if letter == "A" else self.change.reject
        facts = {"shown": self.stages[seen], "due_at": self.now + ALLOWANCE, "now": self.now}
        is_theirs = bool(self.oracle.mine(deed.person, seen))
        named = self.oracle.answer(deed.person, seen, letter, self.now)
        try:
            told = said(deed.person, "why", **facts)  # type: ignore[arg-type]
        except Refusal:
            assert not is_theirs
            return
        kind = e.ApprovalGiven if letter == "A" else e.ApprovalRefused
        assert [it.of for it in told if isinstance(it, kind)] == named
        self.told += told
        self.twice(deed, facts, letter)

    def twice(self, deed: Deed, facts: dict[str, object], letter: str) -> None:
        """The same click again, on the same card."""
        before, said = self.change.model_dump(), self.change.approve if letter == "A" else self.change.reject
        try:
            again = said(deed.person, "why", **facts)  # type: ignore[arg-type]
        except Refusal:
            again = []
        assert again == []
        assert self.change.model_dump() == before

    def approve(self, deed: Deed, seen: int) -> None:
        self.answers(deed, seen, "A")

    def reject(self, deed: Deed, seen: int) -> None:
        self.answers(deed, seen, "R")

    def wait(self, deed: Deed, seen: int) -> None:
        self.now += ALLOWANCE / 2

    def lapse(self, deed: Deed, seen: int) -> None:
        self.now += ALLOWANCE / 2
        number = deed.at % len(self.change.approvals)
        asked = self.change.approvals[number]
        slot = next((it for it in self.oracle.awaited() if (it.group, it.step, it.entitled) == key_of(asked)), None)
        if self.is_current(number) and slot and slot.need == "OPTIONAL" and slot.due and self.now >= slot.due:
            slot.answer = "L"
            self.oracle.look(self.now)
        self.told += self.change.lapse(number + 1, due_at=self.now + ALLOWANCE, now=self.now)

    def escalate(self, deed: Deed, seen: int) -> None:
        """Nobody decided for so long that somebody else may."""
        number = deed.at % len(self.change.approvals)
        asked = self.change.approvals[number]
        for slot in self.oracle.awaited():
            is_it = self.is_current(number) and (slot.group, slot.step, slot.entitled) == key_of(asked)
            may = deed.other not in (slot.actor, slot.stand_in, REQUESTER)
            if is_it and may:
                slot.stand_in, slot.asked_at = deed.other, self.oracle.turn
        self.told += self.change.chase(number + 1, 3, deed.other, now=self.now)

    def is_current(self, number: int) -> bool:
        return self.change.approvals[number].round == self.change.round

    def follow(self, deed: Deed, seen: int) -> None:
        self.acting = {**self.acting, deed.person: deed.other}
        awaited = self.oracle.awaited()
        for slot in self.oracle.slots:
            before, slot.actor = slot.actor, slot.actor if slot.answer else self.actor(slot.entitled)
            if slot.actor != before and any(slot is it for it in awaited):
                self.oracle.ask(slot, self.now)
        self.told += self.change.follow(self.acting, due_at=self.now + ALLOWANCE, now=self.now)

    def hand_over(self, deed: Deed, seen: int) -> None:
        mine = self.oracle.mine(deed.person, seen)
        beside = [it for it in self.oracle.slots if any((it.step, it.group) == (me.step, me.group) for me in mine)]
        is_legal = mine and deed.other != REQUESTER and all(deed.other not in (it.entitled, it.actor) for it in beside)
        try:
            self.told += self.change.hand_over(
                deed.person, deed.other, self.acting, shown=self.stages[seen], due_at=self.now + ALLOWANCE,
                now=self.now,
            )  # fmt: skip
        except Refusal:
            assert not is_legal
            return
        assert is_legal
        for slot in mine:
            slot.entitled, slot.actor = deed.other, self.actor(deed.other)
            self.oracle.ask(slot, self.now)

    def add_signer(self, deed: Deed, seen: int) -> None:
        step, mine = self.oracle.step, self.oracle.mine(deed.person, seen)
        try:
            self.told += self.change.add_signer(
                deed.person, deed.other, self.acting, shown=self.stages[seen], due_at=self.now + ALLOWANCE,
                now=self.now,
            )  # fmt: skip
        except Refusal:
            here = [it for it in self.oracle.slots if it.step == step]
            assert not mine or deed.other == REQUESTER or any(deed.other in (it.entitled, it.actor) for it in here)
            return
        assert mine
        assert deed.other != REQUESTER
        added = f"+{sum(1 for it in self.oracle.slots if it.group.startswith('+')) + 1}"
        self.oracle.slots.append(Slot(step, added, "ALL", "REQUIRED", deed.other, self.actor(deed.other)))
        self.oracle.look(self.now)

    def send_back(self, deed: Deed, seen: int) -> None:
        if self.change.status is not ChangeStatus.IN_REVIEW:
            with pytest.raises(Refusal):
                self.change.require_answering(deed.person)
            return
        self.change.send_back(deed.person, "write it down differently", now=self.now)
        self.oracle.is_over = True
        self.compare()
        submit(self.change, self.now)
        self.begin()


def key_of(asked: object) -> tuple[str, int, str]:
    return asked.group, asked.step, asked.asked_of  # type: ignore[attr-defined]


@settings(max_examples=2500)
@given(steps=routes, acting=delegations, doing=deeds)
def test_every_pattern_behaves_as_its_truth_table(
    steps: list[list[tuple[ApprovalMode, Need, tuple[str, ...]]]], acting: dict[str, str], doing: list[Deed]
) -> None:
    route = a_route(steps)
    if not any(ask.need is Need.REQUIRED for ask in route):
        change = a_submitted_change()
        with pytest.raises(NobodyDecides):
            change.start_review(route, acting, due_at=NOON + ALLOWANCE, now=NOON)
        assert change.status is ChangeStatus.SUBMITTED
        event("nobody required")
        return
    story = Story(route, acting)

    for deed in doing:
        story.does(deed)

    _ends_well(story)
    event(story.change.status.value)


def _ends_well(story: Story) -> None:
    """Whoever it waits for decides, until nobody is left: it gets to its end, and is applied once."""
    change = story.change
    for _ in range(60):
        if change.status is not ChangeStatus.IN_REVIEW:
            break
        story.does(Deed("approve", change.awaited[0].asked, "", 0, 0))
    assert change.status in (ChangeStatus.APPROVED, ChangeStatus.REJECTED)
    approved = [it for it in story.told if isinstance(it, e.ChangeApproved)]
    assert len(approved) == (1 if change.status is ChangeStatus.APPROVED else 0)
    if change.status is ChangeStatus.REJECTED:
        with pytest.raises(Refusal):
            change.apply(now=story.now)
        return
    required = [it for it in change.this_round if it.need is Need.REQUIRED and it.decision is not None]
    assert required
    assert all(it.decided_by not in ("", REQUESTER) for it in required)
    assert len(change.apply(now=story.now)) == 1
    with pytest.raises(Refusal):
        change.apply(now=story.now)


def test_even_a_status_forged_by_hand_is_not_applied_without_its_consents() -> None:
    change = a_submitted_change()
    change.start_review(
        a_route([[(ApprovalMode.ALL, Need.REQUIRED, ("a", "b"))]]), {}, due_at=NOON + ALLOWANCE, now=NOON
    )
    change.approve("a", due_at=NOON + ALLOWANCE, now=NOON + timedelta(minutes=1))
    change.status = ChangeStatus.APPROVED

    with pytest.raises(ConsentsMissing):
        change.apply(now=NOON)
