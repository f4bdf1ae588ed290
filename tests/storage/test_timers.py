import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from storage.database import Database
from storage.timers import drop_timer, next_timer, set_timer, take_due

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def owe(database: Database, key: str, due_at: datetime, **command: Any) -> None:
    database.write(lambda session: set_timer(session, key, due_at, command))


def due(database: Database, now: datetime, limit: int = 200) -> list[tuple[str, datetime, dict[str, Any]]]:
    return database.write(lambda session: take_due(session, now, limit))


def test_what_is_due_comes_in_order_and_only_once(database: Database) -> None:
    owe(database, "late", NOW - HOUR, n=1)
    owe(database, "now", NOW, n=2)
    owe(database, "later", NOW + HOUR, n=3)
    owe(database, "very late", NOW - 2 * HOUR, n=4)

    assert due(database, NOW) == [
        ("very late", NOW - 2 * HOUR, {"n": 4}), ("late", NOW - HOUR, {"n": 1}), ("now", NOW, {"n": 2}),
    ]  # fmt: skip
    assert due(database, NOW) == []
    with database.read() as session:
        assert next_timer(session) == NOW + HOUR


def test_set_again_a_timer_moves_and_carries_the_newer_command(database: Database) -> None:
    owe(database, "hold:ORD-1", NOW, n=1)
    owe(database, "hold:ORD-1", NOW + HOUR, n=2)

    assert due(database, NOW) == []
    assert due(database, NOW + HOUR) == [("hold:ORD-1", NOW + HOUR, {"n": 2})]


def test_a_dropped_timer_never_comes(database: Database) -> None:
    owe(database, "ack:ORD-1", NOW, n=1)

    database.write(lambda session: drop_timer(session, "ack:ORD-1"))
    database.write(lambda session: drop_timer(session, "ack:ORD-2"))

    assert due(database, NOW + HOUR) == []


def test_a_fired_timer_may_be_set_for_the_same_moment_again(database: Database) -> None:
    for _ in range(2):
        owe(database, "hold:ORD-1", NOW, n=1)
        assert len(due(database, NOW)) == 1


def test_two_processes_share_what_is_due(database: Database, second: Database) -> None:
    for number in range(60):
        owe(database, f"timer {number}", NOW + timedelta(seconds=number % 7), n=number)
    taken: list[int] = []

    def take(one: Database) -> None:
        while found := due(one, NOW + HOUR, limit=7):
            taken.extend(command["n"] for _, _, command in found)

    threads = [threading.Thread(target=take, args=(one,)) for one in (database, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(taken) == list(range(60))


def test_a_timer_taken_by_a_transaction_that_fails_is_still_owed(database: Database) -> None:
    owe(database, "hold:ORD-1", NOW, n=1)

    failing = database.submit(lambda session: (take_due(session, NOW), 1 // 0))

    assert isinstance(failing.exception(timeout=5), ZeroDivisionError)
    assert len(due(database, NOW)) == 1
