import sqlite3
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
import structlog
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlmodel import Session

from storage.counters import COUNTER
from storage.database import POSTGRES_WRITERS, Database, at_end, is_out_of_reach
from storage.tables import Counter
from tests.kit.trouble import in_trouble


def add(session: Session, key: str, value: int = 0) -> None:
    session.add(Counter(key=key, value=value))
    session.flush()


def keys(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.execute(select(COUNTER.c.key).order_by(COUNTER.c.key)).scalars())


def asked(database: Database, question: str, *, writing: bool) -> object:
    if writing:
        return database.write(lambda session: session.execute(text(question)).scalar())
    with database.read() as session:
        return session.execute(text(question)).scalar()


@pytest.mark.parametrize("writing", [False, True])
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 1300)],
)
def test_every_connection_to_sqlite_is_durable_and_keeps_references(
    sqlite_url: str, pragma: str, value: object, writing: bool
) -> None:
    database = Database(sqlite_url)

    assert asked(database, f"PRAGMA {pragma}", writing=writing) == value
    database.close()


def test_all_of_a_transaction_or_none(database: Database) -> None:
    def work(session: Session) -> None:
        add(session, "half")
        raise KeyError("the other half")

    with pytest.raises(KeyError):
        database.write(work)

    assert keys(database) == []


def test_what_is_read_cannot_be_changed_by_reading(database: Database) -> None:
    with database.read() as session:
        add(session, "by accident")

    assert keys(database) == []


def test_sqlite_locks_before_it_reads_what_it_will_write(sqlite_url: str) -> None:
    """Otherwise two who read the same would both write, and one be refused after having waited."""
    one, other, order = Database(sqlite_url), Database(sqlite_url), []
    has_read, may_go = threading.Event(), threading.Event()

    def slow(session: Session) -> None:
        session.execute(select(COUNTER)).all()
        has_read.set()
        may_go.wait(5)
        add(session, "first")
        order.append("first")

    def quick(session: Session) -> None:
        add(session, "second")
        order.append("second")

    first = one.submit(slow)
    has_read.wait(5)
    second = other.submit(quick)
    may_go.set()
    first.result(5)
    second.result(5)

    assert order == ["first", "second"]
    one.close()
    other.close()


def test_last_works_run_within_the_transaction_and_only_if_it_gets_that_far(database: Database) -> None:
    def work(session: Session, *, fails: bool) -> None:
        at_end(session, lambda session: add(session, f"last {fails}"))
        if fails:
            raise ValueError

    database.write(lambda session: work(session, fails=False))
    with pytest.raises(ValueError):
        database.write(lambda session: work(session, fails=True))

    assert keys(database) == ["last False"]


def test_what_is_logged_while_writing_belongs_to_who_asked(database: Database) -> None:
    with structlog.contextvars.bound_contextvars(delivery="feishu:om_1"):
        seen = database.write(lambda session: structlog.contextvars.get_contextvars())

    assert seen == {"delivery": "feishu:om_1"}


def test_who_loses_a_deadlock_does_it_again(postgres_url: str) -> None:
    database = Database(postgres_url)
    for key in "ab":
        database.write(lambda session, key=key: add(session, key))  # type: ignore[misc]
    both_have_one = threading.Barrier(2)
    attempts = []

    def take(first: str, second: str) -> None:
        def work(session: Session) -> None:
            attempts.append(first)
            bump = "UPDATE counter SET value = value + 1 WHERE key = :key"
            session.execute(text(bump), {"key": first})
            if not both_have_one.broken and len(attempts) <= 2:
                both_have_one.wait(5)
            session.execute(text(bump), {"key": second})

        database.write(work)

    with ThreadPoolExecutor(2) as people:
        list(people.map(take, "ab", "ba"))

    with database.read() as session:
        assert session.execute(select(COUNTER.c.value)).scalars().all() == [2, 2]
    assert len(attempts) >= 3
    database.close()


# --- what may be tried again ---------------------------------------------------------------


def trouble(database: Database, statement: str) -> BaseException:
    future: Future[object] = database.submit(lambda session: session.execute(text(statement)))
    error = future.exception(timeout=10)
    assert error is not None
    return error


def test_a_lock_that_is_not_given_back_in_time_will_pass(sqlite_url: str) -> None:
    database, other = Database(sqlite_url), sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    other.execute("BEGIN IMMEDIATE")

    error = trouble(database, "UPDATE counter SET value = 1")

    assert isinstance(error, OperationalError)
    assert is_out_of_reach(error)
    other.close()
    database.close()


def test_a_full_disk_will_pass(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    size = asked(database, "PRAGMA page_count", writing=True)
    asked(database, f"PRAGMA max_page_count = {size}", writing=True)

    error = trouble(database, f"INSERT INTO counter (key, value) VALUES ('{'x' * 100_000}', 1)")

    assert "full" in str(error)
    assert is_out_of_reach(error)
    database.close()


def test_a_server_that_is_not_there_will_pass() -> None:
    database = Database("postgresql://nobody@127.0.0.1:9/nothing")

    assert is_out_of_reach(trouble(database, "SELECT 1"))
    database.close()


def test_a_connection_that_was_cut_will_pass(postgres_url: str) -> None:
    database = Database(postgres_url)

    error = trouble(database, "SELECT pg_terminate_backend(pg_backend_pid())")

    assert is_out_of_reach(error)
    assert asked(database, "SELECT 1", writing=True) == 1
    database.close()


@pytest.mark.parametrize("is_one_statement", [True, False])
def test_who_writes_does_not_notice_that_idle_connections_were_cut(postgres_url: str, is_one_statement: bool) -> None:
    database, all_have_one = Database(postgres_url), threading.Barrier(POSTGRES_WRITERS)

    def work(session: Session) -> None:
        session.execute(text("SELECT 1"))
        all_have_one.wait(5)

    for each in [database.submit(work) for _ in range(POSTGRES_WRITERS)]:
        each.result(timeout=10)

    with in_trouble("away", database):
        pass

    database.submit(lambda session: add(session, "after"), is_one_statement=is_one_statement).result(timeout=10)
    assert keys(database) == ["after"]
    database.close()


@pytest.mark.parametrize("is_one_statement", [True, False])
def test_one_statement_is_a_transaction_by_itself(postgres_url: str, is_one_statement: bool) -> None:
    database = Database(postgres_url)

    def work(session: Session) -> int:
        return len({session.execute(text("SELECT now()")).scalar_one() for _ in range(2)})

    begun = database.submit(work, is_one_statement=is_one_statement).result(timeout=10)

    assert begun == (2 if is_one_statement else 1)  # PostgreSQL's `now()` is when the transaction began
    database.close()


def test_what_was_cut_while_it_was_kept_is_not_done_again(postgres_url: str) -> None:
    database = Database(postgres_url)
    done = []

    def work(session: Session) -> None:
        done.append(1)
        add(session, "maybe")
        own = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        event.listen(session, "before_commit", lambda _: _cut(database, own))

    with pytest.raises(DBAPIError):
        database.write(work)

    assert len(done) == 1
    database.close()


def _cut(database: Database, pid: int) -> None:
    with database.read() as session:
        session.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO counter (key, value) VALUES ('twice', 1), ('twice', 2)",
        "INSERT INTO counter (key) VALUES (NULL)",
        "SELECT nonsense FROM nowhere",
    ],
)
def test_what_would_fail_again_is_a_defect(database: Database, statement: str) -> None:
    error = trouble(database, statement)

    assert isinstance(error, DBAPIError)
    assert not is_out_of_reach(error)


def test_an_address_that_is_no_database_file_is_told_as_one(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("this is no database at all" * 100)
    database = Database(f"sqlite:///{tmp_path}/notes.db")

    assert isinstance(trouble(database, "SELECT 1"), DBAPIError)
    database.close()


def test_an_error_of_ours_is_not_the_database_being_away(database: Database) -> None:
    assert not is_out_of_reach(KeyError("x"))
    assert not is_out_of_reach(IntegrityError("x", {}, Exception()))
