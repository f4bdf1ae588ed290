import random
import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from core.events import Event
from storage import audit
from storage.audit import Origin, append, broken_links, trail
from storage.database import Database, is_out_of_reach

NOW = datetime(2026, 11, 23, 1, 2, 3, 456789, tzinfo=UTC)
LIN = Origin(actor="lin.xiaoyan", chat="feishu:oc_sales", message="om_1", delivery="feishu:om_1")


class SealChanged(Event):
    """Something to be traced: a value before and after."""

    before: str
    after: str


def happened(number: int, *, at: datetime = NOW) -> SealChanged:
    return SealChanged(at=at, subject=f"ORD-2611-{number:04d}", before="6 mm", after="8 毫米 “{}”")


def note(database: Database, *numbers: int, origin: Origin = LIN) -> None:
    database.write(lambda session: append(session, [happened(n) for n in numbers], origin))


def broken(database: Database) -> list[int]:
    with database.read() as session:
        return list(broken_links(session))


@pytest.fixture
def told(database: Database) -> Database:
    """Five rows."""
    note(database, 1, 2)
    note(database, 3)
    note(database, 4, 5)
    return database


def test_a_change_can_be_traced_to_who_what_when_and_which_message(database: Database) -> None:
    note(database, 7, origin=Origin("wang.sheng", "li.jun", "feishu:oc_prod", "om_2", "feishu:ev_9"))

    with database.read() as session:
        (row,) = trail(session, "ORD-2611-0007")

    assert (row["at"], row["actor"], row["on_behalf_of"], row["action"]) == (NOW, "wang.sheng", "li.jun", "SealChanged")
    assert (row["chat"], row["message"], row["delivery"]) == ("feishu:oc_prod", "om_2", "feishu:ev_9")
    assert row["detail"] == {"before": "6 mm", "after": "8 毫米 “{}”"}


def test_an_untouched_chain_is_whole_from_its_first_row_on(told: Database) -> None:
    assert broken(told) == []


def test_nothing_happened_leaves_no_row(told: Database) -> None:
    note(told)

    assert broken(told) == []


def test_the_zone_in_which_a_time_was_told_does_not_matter(database: Database) -> None:
    event = happened(1, at=NOW.astimezone(timezone(timedelta(hours=8))))
    database.write(lambda session: append(session, [event], LIN))

    assert broken(database) == []


def test_what_a_failed_transaction_noted_is_not_in_the_chain(told: Database) -> None:
    def fail(session: Session) -> None:
        append(session, [happened(9)], LIN)
        raise ZeroDivisionError

    failing = told.submit(fail)

    assert isinstance(failing.exception(timeout=5), ZeroDivisionError)
    note(told, 6)
    assert broken(told) == []


# --- the database itself refuses -----------------------------------------------------------


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE audit_event SET actor = 'nobody' WHERE seq = 3",
        "UPDATE audit_event SET actor = actor",
        "DELETE FROM audit_event WHERE seq = 5",
        "DELETE FROM audit_event",
    ],
)
def test_rows_can_only_be_added(told: Database, deed: str) -> None:
    error = told.submit(lambda session: session.execute(text(deed))).exception(timeout=5)

    assert isinstance(error, DBAPIError)
    assert "append-only" in str(error)
    assert not is_out_of_reach(error)
    assert broken(told) == []


@pytest.mark.parametrize("how", ["INSERT OR REPLACE INTO", "REPLACE INTO"])
def test_a_row_of_sqlite_cannot_be_replaced(sqlite_url: str, how: str) -> None:
    database = Database(sqlite_url)
    note(database, 1, 2)
    copy = (
        f"{how} audit_event SELECT seq, at, 'nobody', on_behalf_of, action, subject, detail, chat, message, delivery, "
    )

    error = database.submit(
        lambda session: session.execute(text(f"{copy} previous_hash, hash FROM audit_event WHERE seq = 1"))
    ).exception(timeout=5)

    assert "append-only" in str(error)
    database.close()


@pytest.mark.parametrize(
    "deed",
    [
        "TRUNCATE audit_event",
        "INSERT INTO audit_event SELECT * FROM audit_event WHERE seq = 1 ON CONFLICT (seq) DO UPDATE SET actor = ''",
    ],
)
def test_postgresql_refuses_the_ways_of_its_own(postgres_url: str, deed: str) -> None:
    database = Database(postgres_url)
    note(database, 1)

    error = database.submit(lambda session: session.execute(text(deed))).exception(timeout=5)

    assert "append-only" in str(error)
    database.close()


# --- and whoever gets past it is found out --------------------------------------------------


def tamper(database: Database, *deeds: str) -> None:
    """What an administrator of the database could do: switch the guard off first."""
    if database.is_sqlite:
        with sqlite3.connect(database.url.removeprefix("sqlite:///")) as connection:
            for trigger in ("update", "delete", "replace"):
                connection.execute(f"DROP TRIGGER audit_no_{trigger}")
            for deed in deeds:
                connection.execute(deed)
        connection.close()
        return
    with psycopg.connect(database.url, autocommit=True) as server:
        server.execute("ALTER TABLE audit_event DISABLE TRIGGER ALL")
        for deed in deeds:
            server.execute(deed.encode())


@pytest.mark.parametrize(
    "field", ["at", "actor", "on_behalf_of", "action", "subject", "detail", "chat", "message", "delivery"]
)
def test_a_changed_field_is_found(told: Database, field: str) -> None:
    value = {"at": "'2026-11-23 01:02:03.456788'", "detail": '\'{"before": "6 mm", "after": "9 mm"}\''}
    tamper(told, f"UPDATE audit_event SET {field} = {value.get(field, repr('somebody else'))} WHERE seq = 3")

    assert broken(told) == [3]


def test_a_row_made_to_fit_itself_does_not_fit_the_next(told: Database) -> None:
    with told.read() as session:
        row = next(iter(session.execute(text("SELECT * FROM audit_event WHERE seq = 3")).mappings()))
    forged = {**row, "actor": "nobody", "at": NOW, "detail": {"before": "6 mm", "after": "8 毫米 “{}”"}}
    new_hash = audit._hash({name: forged[name] for name in (*audit._HASHED, "previous_hash")})

    tamper(told, f"UPDATE audit_event SET actor = 'nobody', hash = '{new_hash}' WHERE seq = 3")

    assert broken(told) == [4]


@pytest.mark.parametrize(
    ("removed", "found"),
    [
        ("seq = 1", [2]),
        ("seq = 3", [4]),
        ("seq IN (2, 3)", [4]),
        ("seq = 5", [5]),  # the end is missing: the head knows
        ("seq >= 3", [5]),
        ("seq > 0", [5]),
    ],
)
def test_removed_rows_are_found(told: Database, removed: str, found: Sequence[int]) -> None:
    tamper(told, f"DELETE FROM audit_event WHERE {removed}")

    assert broken(told) == found


def test_rows_that_changed_places_are_found(told: Database) -> None:
    tamper(told, *(f"UPDATE audit_event SET seq = {to} WHERE seq = {of}" for of, to in ((2, 99), (3, 2), (99, 3))))

    assert broken(told) == [2, 3, 4]


def test_a_row_added_past_the_head_is_found(told: Database) -> None:
    columns = "actor, on_behalf_of, action, subject, detail, chat, message, delivery, hash, hash"
    tamper(told, f"INSERT INTO audit_event SELECT 6, at, {columns} FROM audit_event WHERE seq = 5")

    assert broken(told) == [6, 5]


# --- many at once --------------------------------------------------------------------------


def test_the_chain_is_whole_however_many_write_and_fail_at_once(database: Database, second: Database) -> None:
    luck = random.Random(7)
    plan = [[(luck.randint(1, 4), luck.random() < 0.25) for _ in range(12)] for _ in range(6)]

    def write_some(thread: int) -> int:
        written, chosen = 0, second if thread % 2 else database
        for count, fails in plan[thread]:

            def work(session: Any, count: int = count, fails: bool = fails) -> None:
                append(session, [happened(n) for n in range(count)], LIN)
                if fails:
                    raise ZeroDivisionError

            error = chosen.submit(work).exception(timeout=30)
            assert error is None or isinstance(error, ZeroDivisionError)
            written += 0 if fails else count
        return written

    with ThreadPoolExecutor(6) as people:
        written = sum(people.map(write_some, range(6)))

    assert broken(database) == []
    with database.read() as session:
        assert session.execute(text("SELECT count(*), max(seq) FROM audit_event")).one() == (written, written)
