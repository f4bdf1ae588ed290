"""F1, F5: the life of a design task, step by step and in any order."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.design import DesignTask, TaskStatus
from core.design import events as e
from core.design.errors import (
    CheckedByAnother,
    DesignCalledOff,
    DesignDatePast,
    DesignMovedMeanwhile,
    FindingsOpen,
    IllegalTaskStep,
    NothingDrawn,
    RevisionClosed,
)
from core.design.status import NEXT
from core.errors import Refusal

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
ZONE = ZoneInfo("Asia/Shanghai")


def a_task(**changes: Any) -> DesignTask:
    task, _ = DesignTask.request(
        "DT-2611-0001", "ORD-2611-0001", 1, owner="zhao", due_at=NOW + timedelta(days=9), now=NOW
    )
    for name, value in changes.items():
        setattr(task, name, value)
    return task


def submitted() -> DesignTask:
    task = a_task()
    task.take_file("a.pdf", "ab", "qian", is_known=False, now=NOW)
    task.submit("qian", files=1, now=NOW)
    return task


def released() -> DesignTask:
    task = submitted()
    task.check("zhao", findings=[], now=NOW)
    task.release("zhao", now=NOW)
    return task


def test_whoever_sends_the_first_file_has_accepted_it() -> None:
    task = a_task()

    events = task.take_file("a.pdf", "ab", "qian", is_known=False, now=NOW)

    assert [type(event).__name__ for event in events] == ["DesignAccepted", "DrawingFiled"]
    assert (task.status, task.owner) == (TaskStatus.ACCEPTED, "qian")


def test_a_file_that_is_there_is_no_news() -> None:
    task = a_task(status=TaskStatus.ACCEPTED)

    assert task.take_file("a.pdf", "ab", "qian", is_known=True, now=NOW) == []
    assert task.revision == 1


def test_nothing_is_submitted_without_a_file_or_a_reason() -> None:
    task = a_task(status=TaskStatus.ACCEPTED)

    with pytest.raises(NothingDrawn):
        task.submit("qian", files=0, now=NOW)
    task.exempt("zhao", "沿用标准图", now=NOW)
    task.submit("qian", files=0, now=NOW)

    assert task.status is TaskStatus.SUBMITTED


def test_only_the_first_submission_starts_the_preparation() -> None:
    task = submitted()
    task.rework("zhao", "孔位", now=NOW)

    again = task.submit("qian", files=1, now=NOW)

    assert [event.is_first for event in again if hasattr(event, "is_first")] == [False]


def test_what_was_submitted_takes_no_files() -> None:
    with pytest.raises(RevisionClosed):
        submitted().take_file("b.pdf", "cd", "qian", is_known=False, now=NOW)


def test_who_submitted_does_not_check_nor_does_anybody_with_findings_open() -> None:
    task = submitted()

    with pytest.raises(CheckedByAnother):
        task.check("qian", findings=[], now=NOW)
    with pytest.raises(FindingsOpen):
        task.check("zhao", findings=["DFM-3"], now=NOW)
    assert task.status is TaskStatus.SUBMITTED


def test_rework_after_release_supersedes_it_until_the_next_release() -> None:
    task = released()
    assert (task.is_released, task.is_superseded) == (True, False)

    task.rework("zhao", "客户改孔位", now=NOW)
    assert (task.is_released, task.is_superseded) == (False, True)
    assert (task.drawing_revision, task.released_revision) == (2, 1)

    task.submit("qian", files=1, now=NOW)
    task.check("zhao", findings=[], now=NOW)
    task.release("zhao", now=NOW)
    assert (task.is_released, task.is_superseded) == (True, False)


def test_an_exemption_is_for_one_revision() -> None:
    task = a_task(status=TaskStatus.ACCEPTED)
    task.exempt("zhao", "沿用标准图", now=NOW)
    task.submit("qian", files=0, now=NOW)
    task.rework("zhao", "还是要画", now=NOW)

    with pytest.raises(NothingDrawn):
        task.submit("qian", files=0, now=NOW)


def test_what_is_said_twice_about_the_day_is_news_once_and_never_of_the_past() -> None:
    task = a_task()
    day = TODAY + timedelta(days=5)

    assert task.expect(day, "等样板", "zhao", today=TODAY, now=NOW) != []
    assert task.expect(day, "等样板", "zhao", today=TODAY, now=NOW) == []
    with pytest.raises(DesignDatePast):
        task.expect(TODAY - timedelta(days=1), "晚了", "zhao", today=TODAY, now=NOW)


def test_its_due_time_is_settled_once() -> None:
    task = a_task()
    first, second = NOW + timedelta(days=5), NOW + timedelta(days=6)

    assert task.settle_due(first, now=NOW) != []
    assert task.settle_due(second, now=NOW) == []
    assert task.due_at == first


def test_a_level_is_climbed_once_and_not_after_the_release() -> None:
    task = a_task()

    assert task.chase(1, "zhao", now=NOW) != []
    assert task.chase(1, "zhao", now=NOW) == []
    assert released().chase(1, "zhao", now=NOW) == []


def test_the_revision_after_a_release_has_a_due_time_and_a_chase_of_its_own() -> None:
    task = submitted()
    task.settle_due(NOW + timedelta(days=5), now=NOW)
    task.chase(3, "liu", now=NOW)
    task.rework("zhao", "尺寸不对", now=NOW)
    assert (task.escalation_level, task.is_due_settled) == (3, True)

    task.submit("qian", files=1, now=NOW)
    task.check("zhao", findings=[], now=NOW)
    task.release("zhao", now=NOW)
    task.rework("zhao", "客户改孔位", now=NOW)

    assert task.chase(1, "zhao", now=NOW) != []
    assert task.settle_due(NOW + timedelta(days=12), now=NOW) != []
    assert task.due_at == NOW + timedelta(days=12)


def test_it_is_late_once_its_day_is_over() -> None:
    task = a_task()
    due = task.due_at.astimezone(ZONE).date()

    assert not task.is_late(due, ZONE)
    assert task.is_late(due + timedelta(days=1), ZONE)
    assert not released().is_late(due + timedelta(days=1), ZONE)


def test_nothing_is_done_for_an_order_that_is_off() -> None:
    task = a_task()
    task.cancel(now=NOW)

    with pytest.raises(DesignCalledOff):
        task.accept("qian", now=NOW)
    with pytest.raises(DesignCalledOff):
        task.take_file("a", "ab", "qian", is_known=False, now=NOW)
    with pytest.raises(DesignCalledOff):
        task.assign("qian", "zhao", now=NOW)
    assert task.cancel(now=NOW) == []


def test_a_click_on_an_older_card_is_refused() -> None:
    with pytest.raises(DesignMovedMeanwhile):
        a_task(revision=4).require_revision(3)


def test_an_illegal_step_names_the_legal_ones() -> None:
    with pytest.raises(IllegalTaskStep) as refused:
        a_task().release("zhao", now=NOW)

    assert refused.value.facts["allowed"] == [TaskStatus.ACCEPTED]


STEPS = {
    "accept": lambda task, who: task.accept(who, now=NOW),
    "file": lambda task, who: task.take_file("a", "ab", who, is_known=False, now=NOW),
    "submit": lambda task, who: task.submit(who, files=1, now=NOW),
    "check": lambda task, who: task.check(who, findings=[], now=NOW),
    "release": lambda task, who: task.release(who, now=NOW),
    "rework": lambda task, who: task.rework(who, "孔位", now=NOW),
    "cancel": lambda task, who: task.cancel(now=NOW),
}


@given(st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.sampled_from(["zhao", "qian"])), max_size=25))
def test_whatever_people_try_only_what_a_second_person_checked_is_ever_released(steps: list[tuple[str, str]]) -> None:
    task = a_task()
    for step, who in steps:
        before, revision = task.status, task.revision
        try:
            events = STEPS[step](task, who)
        except Refusal:
            assert (task.status, task.revision) == (before, revision)
            continue
        assert task.status is before or task.status in NEXT[before] or step == "file"
        assert bool(events) == (task.revision > revision)
        assert task.released_revision <= task.drawing_revision
        if task.status is TaskStatus.RELEASED:
            assert task.released_revision == task.drawing_revision
            assert task.checked_by != task.submitted_by


class TestAnotherSpec:
    def test_what_was_drawn_is_drawn_anew_and_what_is_being_drawn_goes_on(self) -> None:
        drawn, begun = submitted(), a_task()

        [reworked] = drawn.outdate("lin", "改屏", due_at=NOW, now=NOW)

        assert isinstance(reworked, e.DesignReworked)
        assert (drawn.status, drawn.drawing_revision, drawn.rework_reason) == (TaskStatus.REWORK, 2, "改屏")
        assert drawn.outdate("lin", "又改", due_at=NOW, now=NOW) == []
        assert begun.outdate("lin", "改屏", due_at=NOW, now=NOW) == []
        assert begun.status is TaskStatus.REQUESTED

    def test_what_was_called_off_is_wanted_again(self) -> None:
        drawn, due_at = submitted(), NOW + timedelta(days=3)
        drawn.cancel(now=NOW)

        asked = drawn.outdate("lin", "改回来", due_at=due_at, now=NOW)

        assert [type(it) for it in asked] == [e.DesignRequested, e.DesignReworked]
        assert (drawn.cancelled_at, drawn.due_at, drawn.status) == (None, due_at, TaskStatus.REWORK)
