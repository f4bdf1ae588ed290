"""G8: two changes of one line cannot both take effect unseen; the slower is told, and rebased where that works."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import partial
from threading import Barrier

import pytest
from sqlmodel import Session

from core.changes import ChangeKind, ChangeReason, ChangeRequest, ChangeStatus
from core.changes.engineering import EngineeringContent
from core.changes.redline import LineAction, LineChange
from handlers.command import Command
from handlers.engineering.commands import AssessEcn
from handlers.sender import TONGPIN
from storage.database import Database
from storage.revisions import lines_of
from tests.kit import Room
from tests.kit.changing import ENGINEER, FIRST, SECOND, SWAP, approve, change, form_card, revision_of, submitted

SAME_LINE = "/ecn PCBA-SW3 MCU-32→MCU-8 原因 降本"
OTHER_LINE = "/ecn PCBA-SW3 SEN-T 1→2 原因 质量"


def chips(room: Room) -> set[str]:
    with room.read() as session:
        lines = lines_of(session, "PCBA-SW3", revision_of(room, "PCBA-SW3"))
    return {line.component for line in lines if line.component.startswith("MCU")}


@pytest.mark.every_database
def test_of_two_changes_of_one_line_the_second_waits_and_then_conflicts(room: Room) -> None:
    submitted(room)
    submitted(room, SAME_LINE, SECOND)

    assert (change(room).status, change(room, SECOND).status) == (ChangeStatus.IN_REVIEW, ChangeStatus.SUBMITTED)
    assert FIRST in room.last_card(ENGINEER, "先等一等").text
    assert f"变更 {FIRST} 正在审批" in room.again(form_card(room, SECOND)).text

    approve(room, FIRST)
    room.advance(minutes=2)  # WeCom lets so many messages a minute through to one person

    assert (change(room).status, change(room, SECOND).status) == (ChangeStatus.APPLIED, ChangeStatus.DRAFT)
    assert chips(room) == {"MCU-32G"}
    assert "MCU-32 这一行对不上了" in room.last_card(ENGINEER, "冲突").text
    assert "已由别的变更改成 B 版" in room.again(form_card(room, SECOND)).text


def test_what_waited_goes_on_when_the_first_one_is_withdrawn(room: Room) -> None:
    submitted(room)
    submitted(room, SAME_LINE, SECOND)

    room.taps(ENGINEER, "撤回", on=form_card(room))

    assert (change(room).status, change(room, SECOND).status) == (ChangeStatus.WITHDRAWN, ChangeStatus.IN_REVIEW)
    approve(room, SECOND)
    assert chips(room) == {"MCU-8"}


@pytest.mark.every_database
def test_of_two_changes_of_two_lines_the_second_is_rebased_and_asked_about_again(room: Room) -> None:
    submitted(room)
    submitted(room, OTHER_LINE, SECOND)
    assert change(room, SECOND).status is ChangeStatus.IN_REVIEW

    approve(room, FIRST)
    room.advance(minutes=2)  # WeCom lets so many messages a minute through to one person

    second = change(room, SECOND)
    assert (second.status, second.base) == (ChangeStatus.IN_REVIEW, "B")
    assert "从 A 版改成 B 版" in room.last_card(ENGINEER, "改按新版重新算").text
    approve(room, SECOND)
    assert (revision_of(room, "PCBA-SW3"), chips(room)) == ("C", {"MCU-32G"})
    with room.read() as session:
        assert {line.component: line.qty_per for line in lines_of(session, "PCBA-SW3", "C")}["SEN-T"] == 2


def test_one_that_was_approved_meanwhile_is_rebased_too(room: Room) -> None:
    submitted(room)
    submitted(room, OTHER_LINE, SECOND)
    approve(room, SECOND)

    approve(room, FIRST)

    first = change(room)
    assert (first.status, first.base, revision_of(room, "PCBA-SW3")) == (ChangeStatus.APPLIED, "B", "C")


def test_a_draft_is_checked_against_what_is_made_now(room: Room) -> None:
    room.says(ENGINEER, SAME_LINE)
    submitted(room, SWAP, SECOND)
    approve(room, SECOND)

    toast = room.submits(ENGINEER, {}, on=form_card(room))

    assert "没有 MCU-32" in toast


@pytest.mark.every_database
def test_of_two_that_are_recorded_at_the_same_time_one_is_sent_to_those_who_decide(room: Room) -> None:
    for number, component in ((FIRST, "MCU-32G"), (SECOND, "MCU-8")):
        room.program.database.write(partial(_submit, number, component, room.now))
    found = [room.compute(AssessEcn(change_no=number)) for number in (FIRST, SECOND)]
    at_once = Barrier(2)

    def record(command: Command) -> None:
        database = Database(room.program.database.url)
        try:
            at_once.wait(timeout=30)
            replace(room.program.bus, database=database).execute(command, sender=TONGPIN, now=room.now)
        finally:
            database.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(record, found))

    states = {change(room).status, change(room, SECOND).status}
    assert states == {ChangeStatus.IN_REVIEW, ChangeStatus.SUBMITTED}


def _submit(number: str, instead: str, now: datetime, session: Session) -> None:
    line = LineChange(action=LineAction.SWAP, component="MCU-32", instead=instead)
    content = EngineeringContent(lines=(line,), reason_code=ChangeReason.SUPPLY, reason="停产")
    it, _ = ChangeRequest.draft(
        number, ChangeKind.ENGINEERING, "PCBA-SW3", base="A", requester=ENGINEER, chat="", now=now
    )
    it.submit(
        content.model_dump(mode="json"), base="A", reason_code=ChangeReason.SUPPLY, reason=content.reason, now=now
    )
    session.add(it)
