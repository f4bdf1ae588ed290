"""The codes with which cards on WeCom can be changed: each once, each within its time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from storage import card_codes
from storage.card_codes import Taken
from storage.database import Database
from tests.storage.owing import NOW

HOUR = timedelta(hours=1)
A_MOMENT = timedelta(microseconds=1)


def keep(database: Database, code: str, message: str = "m1", *, expires_at: datetime = NOW + 72 * HOUR) -> None:
    database.write(lambda session: card_codes.keep(session, message, code, expires_at=expires_at))


def take(database: Database, message: str = "m1", *, now: datetime = NOW, leaving: int = 0) -> Taken | None:
    return database.write(lambda session: card_codes.take(session, message, now=now, leaving=leaving))


def note_sent(database: Database, message: str, platform_id: str, *, at: datetime = NOW) -> None:
    database.write(lambda session: card_codes.note_sent(session, message, platform_id, now=at))


def left(database: Database, message: str = "m1", *, now: datetime = NOW) -> int:
    with database.read() as session:
        return card_codes.count(session, message, now=now)


def name_of(database: Database, message: str) -> str:
    with database.read() as session:
        return card_codes.platform_id(session, message)


# --- taking --------------------------------------------------------------------------------


def test_a_code_is_used_once(database: Database) -> None:
    keep(database, "c1")

    assert take(database) == Taken("c1", 0)
    assert take(database) is None


def test_the_code_that_expires_first_goes_first(database: Database) -> None:
    keep(database, "late", expires_at=NOW + 72 * HOUR)
    keep(database, "early", expires_at=NOW + 2 * HOUR)
    keep(database, "later", expires_at=NOW + 80 * HOUR)

    assert [take(database), take(database)] == [Taken("early", 2), Taken("late", 1)]


def test_as_many_are_left_as_was_asked(database: Database) -> None:
    keep(database, "c1")

    assert take(database, leaving=1) is None
    assert left(database) == 1

    keep(database, "c2")
    assert take(database, leaving=1) is not None
    assert left(database) == 1


@pytest.mark.parametrize(("at", "is_good"), [(-A_MOMENT, True), (timedelta(0), False)])
def test_a_code_is_good_until_it_expires(database: Database, at: timedelta, is_good: bool) -> None:
    keep(database, "c1", expires_at=NOW + HOUR)

    assert left(database, now=NOW + HOUR + at) == int(is_good)
    assert (take(database, now=NOW + HOUR + at) is not None) is is_good


def test_an_expired_code_is_not_one_of_those_that_are_left(database: Database) -> None:
    keep(database, "old", expires_at=NOW)
    keep(database, "good")

    assert take(database, leaving=1) is None
    assert take(database) == Taken("good", 0)


def test_codes_are_those_of_one_card(database: Database) -> None:
    keep(database, "c1", "m1")

    assert take(database, "m2") is None
    assert left(database, "m1") == 1


def test_a_code_that_was_given_back_is_as_good_as_before(database: Database) -> None:
    keep(database, "c1")
    take(database)

    database.write(lambda session: card_codes.give_back(session, "c1"))

    assert take(database) == Taken("c1", 0)


def test_a_code_that_is_told_twice_counts_once_and_stays_used(database: Database) -> None:
    keep(database, "c1")
    keep(database, "c1")
    assert left(database) == 1

    take(database)
    keep(database, "c1")

    assert left(database) == 0


# --- several at once -----------------------------------------------------------------------


def test_of_many_takers_each_gets_another_code(database: Database) -> None:
    for number in range(6):
        keep(database, f"c{number}")

    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(lambda _: take(database, leaving=1), range(16)))

    codes = [each.code for each in taken if each is not None]
    assert len(codes) == len(set(codes)) == 5
    assert left(database) == 1


def test_two_processes_never_take_the_same_code(database: Database, second: Database) -> None:
    keep(database, "c1")

    with ThreadPoolExecutor(2) as threads:
        taken = list(threads.map(take, (database, second)))

    assert [each for each in taken if each is not None] == [Taken("c1", 0)]


def test_two_processes_leave_the_last_code(database: Database, second: Database) -> None:
    keep(database, "c1")
    keep(database, "c2")

    with ThreadPoolExecutor(2) as threads:
        taken = list(threads.map(lambda each: take(each, leaving=1), (database, second)))

    assert len([each for each in taken if each is not None]) == 1
    assert left(database) == 1


# --- what the platform calls a message -----------------------------------------------------


def test_the_platforms_own_name_of_a_message_is_kept(database: Database) -> None:
    note_sent(database, "m1", "Hq7-1")
    note_sent(database, "m1", "Hq7-2")

    assert name_of(database, "m1") == "Hq7-1"
    assert name_of(database, "m2") == ""


# --- the end -------------------------------------------------------------------------------


def test_what_can_no_longer_be_used_is_forgotten(database: Database) -> None:
    keep(database, "old", "m1", expires_at=NOW - HOUR)
    keep(database, "new", "m1", expires_at=NOW + HOUR)
    note_sent(database, "m1", "Hq7-m1", at=NOW - HOUR)
    note_sent(database, "m2", "Hq7-m2")

    database.write(lambda session: card_codes.prune(session, before=NOW))

    assert left(database, now=NOW - 2 * HOUR) == 1
    assert (name_of(database, "m1"), name_of(database, "m2")) == ("", "Hq7-m2")
