from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session

from storage.database import Database
from storage.statement import Prepared
from storage.tables import AuditHead, MessageState, OutboxMessage, core_table

OUTBOX, HEAD = core_table(OutboxMessage), core_table(AuditHead)
NOW = datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=8)))
GIVEN = ("lane", "key", "notice", "state", "urgency", "attempts", "put_off", "due_at", "created_at", "reply_to",
         "replaces", "subject", "message", "error")  # fmt: skip

OWING = Prepared(lambda kind: kind.insert(OUTBOX).returning(OUTBOX.c.seq, OUTBOX.c.key), given=GIVEN)
FINDING = Prepared(
    lambda kind: (
        select(OUTBOX.c.key, OUTBOX.c.notice, OUTBOX.c.state, OUTBOX.c.due_at, OUTBOX.c.sent_at)
        .where(kind.among(OUTBOX.c.key, "keys"), OUTBOX.c.state == MessageState.PENDING)
        .order_by(OUTBOX.c.seq)
    )
)
MOVING = Prepared(lambda kind: update(OUTBOX).where(kind.among(OUTBOX.c.seq, "seqs")).values(due_at=bindparam("moved")))


def owed(key: str) -> dict[str, Any]:
    return {
        "lane": "feishu:oc_1", "key": key, "notice": {"words": "“客户”: 恒远"}, "state": MessageState.PENDING,
        "urgency": 1, "attempts": 0, "put_off": 0, "due_at": NOW, "created_at": NOW,
        **dict.fromkeys(("reply_to", "replaces", "subject", "message", "error"), ""),
    }  # fmt: skip


def owe(database: Database, *keys: str) -> list[int]:
    rows = database.write(lambda session: [OWING.rows(session, owed(key))[0] for key in keys])
    assert [row.key for row in rows] == list(keys)
    return [row.seq for row in rows]


def find(database: Database, *keys: str) -> list[Any]:
    with database.read() as session:
        return FINDING.rows(session, {"keys": list(keys)})


def test_values_go_in_and_come_out_as_the_tables_say(database: Database) -> None:
    owe(database, "one")

    (found,) = find(database, "one")

    assert (found.key, found.notice, found.state) == ("one", {"words": "“客户”: 恒远"}, MessageState.PENDING)
    assert (found.due_at, found.due_at.utcoffset(), found.sent_at) == (NOW, timedelta(0), None)


@pytest.mark.parametrize("others", [0, 1, 3_000])
def test_a_list_may_have_any_length(database: Database, others: int) -> None:
    owe(database, "one", "two", "three")

    found = find(database, *[f"other {n}" for n in range(others)], "three", "one")

    assert [row.key for row in found] == ["one", "three"]


def test_nothing_is_among_no_values(database: Database) -> None:
    owe(database, "one")

    assert find(database) == []


def test_it_tells_how_many_rows_it_changed(database: Database) -> None:
    first, second, _ = owe(database, "one", "two", "three")
    later = NOW + timedelta(days=1)

    changed = database.write(lambda session: MOVING.count(session, {"seqs": [first, second], "moved": later}))

    assert changed == 2
    assert [row.due_at == later for row in find(database, "one", "two", "three")] == [True, True, False]


def test_the_first_row_or_none(database: Database) -> None:
    owe(database, "one")
    with database.read() as session:
        assert FINDING.row(session, {"keys": ["nothing"]}) is None
        found = FINDING.row(session, {"keys": ["one"]})
    assert found is not None
    assert found.key == "one"


def test_a_naive_time_is_refused_as_everywhere(database: Database) -> None:
    (seq,) = owe(database, "one")

    with pytest.raises(ValueError, match="time zone"):
        database.write(lambda session: MOVING.count(session, {"seqs": [seq], "moved": NOW.replace(tzinfo=None)}))


def test_a_value_that_was_forgotten_is_a_defect(database: Database) -> None:
    with pytest.raises(KeyError, match="moved"):
        database.write(lambda session: MOVING.count(session, {"seqs": []}))


def test_what_the_database_refuses_is_told_as_by_sqlalchemy(database: Database) -> None:
    adding = Prepared(lambda kind: kind.insert(HEAD), given=("id", "seq", "hash"))

    with pytest.raises(IntegrityError):
        database.write(lambda session: adding.each(session, [{"id": 7, "seq": 0, "hash": ""}] * 2))


def test_a_statement_that_makes_no_sense_is_told_too(database: Database) -> None:
    wrong = Prepared(lambda kind: select(func.no_such_function()))

    with pytest.raises(DBAPIError), database.read() as session:
        wrong.rows(session, {})


def test_it_is_part_of_the_transaction(database: Database) -> None:
    def work(session: Session) -> None:
        OWING.rows(session, owed("lost"))
        raise LookupError

    with pytest.raises(LookupError):
        database.write(work)

    assert find(database, "lost") == []
