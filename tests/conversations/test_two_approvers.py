"""Two who decide in the same instant, on two replicas that share one PostgreSQL: one outcome, and the other is told."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from time import sleep

import pytest
from sqlmodel import Session, text

from core.changes import ChangeStatus
from core.changes.errors import NotInReview
from core.people import Person
from handlers.bus import Bus, Outcome
from handlers.changes.commands import ApproveChange, RejectChange
from handlers.command import Command
from handlers.sender import Sender
from storage.database import Database
from storage.inbox import LEASE
from tests.databases import Databases
from tests.kit import Room
from tests.kit.factory import load_quiet
from tests.kit.stories import actions, stores
from tests.kit.tried_changes import CHANGE, PRODUCTION, QUALITY, RND, agrees, status, the_change, tried_kinds, tries

HELD_UP_SECONDS = 0.5


@pytest.fixture(autouse=True)
def _tried() -> Iterator[None]:
    with tried_kinds():
        yield


@pytest.fixture
def shared(databases: Databases, open_room: Callable[..., Room]) -> Iterator[Room]:
    with databases.fresh("postgresql", like=databases.template("postgresql", "quiet", load_quiet)) as url:
        yield open_room(url)


@pytest.fixture
def replicas(shared: Room) -> Iterator[list[Bus]]:
    bases = [Database(shared.program.database.url) for _ in range(2)]
    yield [replace(shared.program.bus, database=database, owner=f"replica-{n}") for n, database in enumerate(bases)]
    for database in bases:
        database.close()


def at_once(room: Room, replicas: list[Bus], *doing: tuple[str, Command]) -> "list[Future[Outcome]]":
    """Both have begun before either can go on: the change is held by a third one until they wait for it."""
    with room.read() as session:
        senders = [Sender.of(session.get_one(Person, person)) for person, _ in doing]
    with ThreadPoolExecutor(len(doing)) as pool, Session(room.program.database._writing) as holding:
        holding.execute(text("SELECT 1 FROM change_request WHERE change_no = :number FOR UPDATE"), {"number": CHANGE})
        asked = [
            pool.submit(bus.execute, command, sender=sender, now=room.now)
            for bus, sender, (_, command) in zip(replicas, senders, doing, strict=True)
        ]
        sleep(HELD_UP_SECONDS)
        assert not any(it.done() for it in asked)
        holding.rollback()
        wait(asked)
    room.advance(seconds=2 * LEASE.total_seconds())  # what they would have gone on with is taken over
    return asked


def any_of(room: Room) -> None:
    room.tampers("DELETE FROM approval_rule")
    row = {"code": "X-1", "kind": "ENGINEERING", "mode": "ANY", "need": "REQUIRED", "who": ["lead:quality", PRODUCTION]}
    stores(room, "approval_rule", row)
    tries(room)


def test_of_a_yes_and_a_no_where_the_first_counts_one_is_kept_and_the_other_is_told(
    shared: Room, replicas: list[Bus]
) -> None:
    any_of(shared)

    yes, no = at_once(
        shared, replicas, (QUALITY, ApproveChange(words=CHANGE)), (PRODUCTION, RejectChange(words=CHANGE, reason="no"))
    )

    refused = [it.exception() for it in (yes, no) if it.exception() is not None]
    assert [type(it) for it in refused] == [NotInReview]
    assert status(shared) is (ChangeStatus.CLOSED if no.exception() else ChangeStatus.REJECTED)
    assert len([it for it in the_change(shared).approvals if it.decision is not None]) == 1


def test_two_last_consents_are_both_kept_and_put_it_into_effect_once(shared: Room, replicas: list[Bus]) -> None:
    tries(shared)
    agrees(shared, RND)

    both = at_once(shared, replicas, (QUALITY, ApproveChange(words=CHANGE)), (PRODUCTION, ApproveChange(words=CHANGE)))

    assert [it.exception() for it in both] == [None, None]
    assert status(shared) is ChangeStatus.CLOSED
    names = [name for _, name in actions(shared, CHANGE)]
    assert names.count("ApprovalGiven") == 3
    assert names.count("ChangeApproved") == names.count("ChangeApplied") == 1
