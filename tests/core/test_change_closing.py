"""G3, G7, G8: a change ends exactly when everybody has acknowledged it and nothing of the old is undecided."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.changes import (
    Affected,
    AffectedKind,
    ChangeKind,
    ChangeRequest,
    ChangeStatus,
    DispositionChoice,
    Location,
    LocationKind,
    WorkChoice,
)
from core.changes.errors import (
    AlreadyDisposed,
    ChangeUnsettled,
    DispositionNotWhole,
    IllegalChangeStep,
    NoSuchDisposition,
    NoSuchWork,
    NothingToAcknowledge,
    NotInEffect,
    WorkDecidedAlready,
)
from core.changes.events import ChangeClosed
from core.changes.followed import DispositionDecided, NoticeAcknowledged, NoticeChased, NoticeOwed, WorkDecided

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
DUE = NOW + timedelta(hours=4)
LATER = NOW + timedelta(hours=1)
CHANGE, ORDER = "CHG-2611-0001", "ORD-2611-0001"
MANAGERS = ["gao", "shen"]
ALL_USED = {DispositionChoice.USE: Decimal(120)}


def a_change(status: ChangeStatus = ChangeStatus.APPLIED) -> ChangeRequest:
    change, _ = ChangeRequest.draft(
        CHANGE, ChangeKind.ENGINEERING, "SW-300", base="A", requester="zhao", chat="", now=NOW
    )
    change.status = status
    return change


def a_thing(ref: str = "ORD-2611-0001") -> Affected:
    return Affected(kind=AffectedKind.ORDER, ref=ref)


def a_place(ref: str = "MCU-32", qty: int = 120) -> Location:
    return Location(kind=LocationKind.STOCK, ref=ref, item="MCU-32", qty=Decimal(qty), uom="pcs")


def owed(*people: str, places: Mapping[str, int] | None = None, works: int = 0) -> ChangeRequest:
    """In effect: these have to acknowledge it, Zheng to decide about these places, Wang about so many work orders."""
    change = a_change()
    for person in people:
        change.owe_notice(person, "sales", [a_thing()], due_at=DUE, now=NOW)
    for ref, qty in (places or {}).items():
        change.owe_disposition(a_place(ref, qty), "zheng", now=NOW)
    for line_no in range(1, works + 1):
        change.owe_work(ORDER, line_no, "begun", "wang", now=NOW)
    return change


class TestNotices:
    def test_several_things_of_one_person_make_one_notice(self) -> None:
        change = a_change()

        first = change.owe_notice("lin", "sales", [a_thing("A"), a_thing("B"), a_thing("A")], due_at=DUE, now=NOW)
        again = change.owe_notice("lin", "sales", [a_thing("C")], due_at=DUE, now=NOW)

        assert first == [NoticeOwed(at=NOW, subject=CHANGE, person="lin")]
        assert again == []
        assert [it.ref for it in change.notice_of("lin").touched] == ["A", "B", "C"]

    def test_what_is_added_after_a_receipt_asks_again(self) -> None:
        change = owed("lin", "wang")
        change.acknowledge("lin", "lin", now=NOW)

        assert change.owe_notice("lin", "sales", [a_thing()], due_at=DUE, now=LATER) == []
        assert change.notice_of("lin").is_given
        more = change.owe_notice("lin", "sales", [a_thing("B")], due_at=DUE, now=LATER)

        assert more == [NoticeOwed(at=LATER, subject=CHANGE, person="lin")]
        assert not change.notice_of("lin").is_given

    @pytest.mark.parametrize("status", sorted(set(ChangeStatus) - {ChangeStatus.APPLIED}))
    def test_nobody_is_told_of_what_is_not_in_effect(self, status: ChangeStatus) -> None:
        change = a_change(status)

        with pytest.raises(NotInEffect):
            change.owe_notice("lin", "sales", [a_thing()], due_at=DUE, now=NOW)
        with pytest.raises(NotInEffect):
            change.owe_disposition(a_place(), "zheng", now=NOW)

    def test_the_last_receipt_closes_it(self) -> None:
        change = owed("lin", "wang")

        first = change.acknowledge("lin", "zhou", now=LATER)
        last = change.acknowledge("wang", "wang", now=LATER)

        assert first == [NoticeAcknowledged(at=LATER, subject=CHANGE, person="lin", by="zhou")]
        assert [type(event) for event in last] == [NoticeAcknowledged, ChangeClosed]
        assert change.status is ChangeStatus.CLOSED

    def test_a_second_tap_is_no_news(self) -> None:
        change = owed("lin", "wang")
        change.acknowledge("lin", "lin", now=NOW)

        assert change.acknowledge("lin", "zhou", now=LATER) == []
        assert change.notice_of("lin").acknowledged_by == "lin"

    def test_who_is_not_asked_has_nothing_to_acknowledge(self) -> None:
        with pytest.raises(NothingToAcknowledge) as refused:
            owed("lin").acknowledge("wu", "wu", now=NOW)

        assert refused.value.facts["who"] == ["lin"]


class TestChasing:
    @pytest.mark.parametrize(
        ("level", "lead", "expected"),
        [
            (1, "zhou", (1, ["lin"])),
            (2, "zhou", (2, ["zhou"])),
            (2, "lin", (3, ["shen"])),  # who leads their own department has been asked
            (2, "", (3, ["shen"])),
            (3, "shen", (4, ["gao"])),  # the coordinator leads it, and manages, too
            (4, "zhou", (4, ["gao"])),
        ],
    )
    def test_it_goes_up_past_those_asked(self, level: int, lead: str, expected: tuple[int, list[str]]) -> None:
        change = owed("lin")

        [chased] = change.chase_owner("lin", level, lead, "shen", MANAGERS, now=LATER)

        assert isinstance(chased, NoticeChased)
        assert (chased.level, chased.chased) == expected

    def test_it_ends_when_there_is_nobody_else(self) -> None:
        assert owed("lin").chase_owner("lin", 4, "lin", "lin", ["lin"], now=LATER) == []

    def test_a_step_that_was_taken_is_not_taken_again(self) -> None:
        change = owed("lin")
        change.chase_owner("lin", 2, "zhou", "shen", MANAGERS, now=LATER)

        assert change.chase_owner("lin", 2, "zhou", "shen", MANAGERS, now=LATER) == []

    def test_after_an_answer_nothing_happens(self) -> None:
        change = owed("lin", "wang")
        change.acknowledge("lin", "lin", now=NOW)

        assert change.chase_owner("lin", 1, "zhou", "shen", MANAGERS, now=LATER) == []

    def test_a_receipt_alone_does_not_stop_it_where_something_is_undecided(self) -> None:
        change = owed("zheng", places={"MCU-32": 120})
        change.acknowledge("zheng", "zheng", now=NOW)

        assert change.chase_owner("zheng", 1, "", "shen", MANAGERS, now=LATER) != []


class TestDispositions:
    def test_the_same_place_is_asked_about_once(self) -> None:
        change = owed(places={"MCU-32": 120})

        assert change.owe_disposition(a_place(), "zheng", now=NOW) == []
        assert len(change.dispositions) == 1

    @pytest.mark.parametrize(
        "split",
        [
            {},
            {DispositionChoice.USE: Decimal(119)},
            {DispositionChoice.USE: Decimal(121)},
            {DispositionChoice.USE: Decimal(130), DispositionChoice.SCRAP: Decimal(-10)},
        ],
    )
    def test_what_does_not_add_up_is_refused(self, split: dict[DispositionChoice, Decimal]) -> None:
        change = owed(places={"MCU-32": 120})

        with pytest.raises(DispositionNotWhole):
            change.dispose(1, split, "zheng", "", now=LATER)

        assert not change.disposition_at(1).is_decided

    def test_it_is_kept_with_who_when_and_why(self) -> None:
        change = owed("lin", places={"MCU-32": 120})
        split = {DispositionChoice.SCRAP: Decimal(40), DispositionChoice.RETURN: Decimal(80)}

        [decided] = change.dispose(1, split, "zheng", "有划伤", now=LATER)

        assert isinstance(decided, DispositionDecided)
        kept = change.disposition_at(1)
        assert (kept.split, kept.decided_by, kept.decided_at, kept.note) == (split, "zheng", LATER, "有划伤")

    def test_decided_the_same_again_is_no_news_and_something_else_is_refused(self) -> None:
        change = owed("lin", places={"MCU-32": 120})
        change.dispose(1, ALL_USED, "zheng", "", now=NOW)

        assert change.dispose(1, ALL_USED, "wang", "", now=LATER) == []
        with pytest.raises(AlreadyDisposed):
            change.dispose(1, {DispositionChoice.SCRAP: Decimal(120)}, "zheng", "", now=LATER)

    def test_there_is_no_other_place(self) -> None:
        with pytest.raises(NoSuchDisposition):
            owed(places={"MCU-32": 120}).dispose(2, ALL_USED, "zheng", "", now=NOW)


class TestFlaggedWorks:
    def test_the_same_work_is_asked_about_once(self) -> None:
        change = a_change()

        assert len(change.owe_work(ORDER, 1, "begun", "wang", now=NOW)) == 1
        assert change.owe_work(ORDER, 1, "parts", "wang", now=NOW) == []
        assert [it.why for it in change.works] == ["begun"]
        assert change.awaits("wang")

    def test_it_is_decided_once_with_who_when_and_why(self) -> None:
        change = owed("lin", works=1)

        [decided] = change.decide_work(1, WorkChoice.KEEP, "wang", "快做完了", now=LATER)

        assert isinstance(decided, WorkDecided)
        kept = change.work_at(1)
        assert (kept.choice, kept.decided_by, kept.decided_at, kept.reason) == (
            WorkChoice.KEEP, "wang", LATER, "快做完了",
        )  # fmt: skip
        assert change.decide_work(1, WorkChoice.KEEP, "zhou", "", now=LATER) == []
        with pytest.raises(WorkDecidedAlready):
            change.decide_work(1, WorkChoice.SWITCH, "zhou", "", now=LATER)
        with pytest.raises(NoSuchWork):
            change.decide_work(2, WorkChoice.KEEP, "wang", "", now=LATER)

    def test_of_what_is_not_in_effect_nobody_is_asked(self) -> None:
        with pytest.raises(NotInEffect):
            a_change(ChangeStatus.APPROVED).owe_work(ORDER, 1, "begun", "wang", now=NOW)


@given(
    people=st.sets(st.sampled_from(["lin", "wang", "chen", "zheng"]), max_size=4),
    places=st.lists(st.integers(1, 50), max_size=4),
    works=st.integers(0, 3),
    order=st.randoms(use_true_random=False),
)
def test_it_closes_exactly_when_all_receipts_dispositions_and_works_are_in(
    people: set[str], places: list[int], works: int, order: object
) -> None:
    change = owed(*sorted(people), places={f"I-{n}": qty for n, qty in enumerate(places)}, works=works)
    left: list[tuple[str, str | int]] = [("receipt", person) for person in sorted(people)]
    left += [("disposition", entry) for entry in range(1, len(places) + 1)]
    left += [("work", entry) for entry in range(1, works + 1)]
    order.shuffle(left)  # type: ignore[attr-defined]
    change.close_if_settled(now=NOW)

    for done, (what, which) in enumerate(left):
        assert change.status is ChangeStatus.APPLIED
        with pytest.raises(ChangeUnsettled):
            change.close(now=NOW)
        if what == "receipt":
            events = change.acknowledge(str(which), str(which), now=LATER)
        elif what == "work":
            events = change.decide_work(int(which), WorkChoice.SWITCH, "wang", "", now=LATER)
        else:
            whole = {DispositionChoice.SCRAP: change.disposition_at(int(which)).qty}
            events = change.dispose(int(which), whole, "zheng", "", now=LATER)
        assert any(isinstance(event, ChangeClosed) for event in events) == (done == len(left) - 1)

    assert change.status is ChangeStatus.CLOSED


def test_what_is_not_in_effect_does_not_end() -> None:
    change = a_change(ChangeStatus.APPROVED)

    assert change.close_if_settled(now=NOW) == []
    with pytest.raises(IllegalChangeStep):
        change.close(now=NOW)
