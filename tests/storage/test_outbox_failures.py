from datetime import datetime, timedelta

import pytest

from storage import outbox
from storage.database import Database
from storage.outbox import Outcome, Wait
from tests.storage.owing import CHAT, NOW, PACE, SECOND, claim, next_due, owe, pending, place, send_all, settle


def failed(database: Database, error: str, *, now: datetime = NOW, **end: object) -> Outcome:
    """The next message of the chat goes wrong."""
    claimed = claim(database, now=now, per_lane=1)
    outcome = Outcome(claimed[CHAT][0], error=error, **end)  # type: ignore[arg-type]
    settle(database, claimed, outcome, now=now)
    return outcome


def test_a_message_that_has_to_wait_holds_its_chat_and_no_other(database: Database) -> None:
    for key in ("first", "second"):
        owe(database, key)
    failed(database, "busy", retry_at=NOW + 30 * SECOND)
    owe(database, "answer", wait=Wait.PERSON)
    owe(database, "elsewhere", lane="feishu:oc_rnd")

    assert send_all(database, now=NOW + SECOND) == ["elsewhere"]
    assert next_due(database) == NOW + 30 * SECOND
    assert send_all(database, now=NOW + 30 * SECOND) == ["answer", "first", "second"]


def test_a_message_given_up_does_not_hold_up_the_next(database: Database) -> None:
    for key in ("first", "second"):
        owe(database, key)
    failed(database, "chat_gone: dissolved", dead=True)

    assert send_all(database, now=NOW + PACE) == ["second"]


def test_what_was_given_up_can_be_seen_and_sent_again_as_new(database: Database) -> None:
    owe(database, "first", subject="ORD-1", reply_to="om_9")
    given_up = failed(database, "not_permitted: scope missing", dead=True).ready
    with database.read() as session:
        (letter,) = outbox.dead_letters(session)
    assert (letter["lane"], letter["subject"], letter["error"]) == (CHAT, "ORD-1", "not_permitted: scope missing")

    later = NOW + timedelta(hours=1)
    assert database.write(lambda session: outbox.resend(session, letter["seq"], now=later))

    (again,) = claim(database, now=later)[CHAT]
    assert (again.notice, again.reply_to, again.attempts) == ({"words": "first"}, "om_9", 0)
    assert again.once != given_up.once
    with database.read() as session:
        assert outbox.dead_letters(session) == []


def test_a_given_up_card_is_sent_again_once_even_if_it_is_owed_already(database: Database) -> None:
    place(database)
    failed(database, "invalid", dead=True)
    with database.read() as session:
        (letter,) = outbox.dead_letters(session)
    place(database)

    database.write(lambda session: outbox.resend(session, letter["seq"], now=NOW))

    assert len(pending(database)) == 1


@pytest.mark.parametrize("seq", [0, 999])
def test_only_a_dead_letter_can_be_sent_again(database: Database, seq: int) -> None:
    owe(database, "first")

    assert not database.write(lambda session: outbox.resend(session, seq, now=NOW))
    assert not database.write(lambda session: outbox.resend(session, pending(database)[0].seq, now=NOW))


def test_what_was_given_up_is_counted_however_much_it_is(database: Database) -> None:
    for number in range(60):
        owe(database, f"notice {number}")
        failed(database, "chat_gone: dissolved", now=NOW + number * PACE, dead=True)

    with database.read() as session:
        assert outbox.dead_count(session) == 60
        assert len(outbox.dead_letters(session)) == 50


def test_a_given_up_card_no_longer_counts_when_it_has_been_shown_since(database: Database) -> None:
    place(database)
    failed(database, "chat_gone", dead=True)
    place(database)
    failed(database, "chat_gone again", dead=True, now=NOW + PACE)
    with database.read() as session:
        assert [letter["error"] for letter in outbox.dead_letters(session)] == ["chat_gone again"]

    place(database)
    with database.read() as session:
        assert outbox.dead_letters(session) == []
    failed(database, "", sent=True, message="om_1", shown=9, now=NOW + 2 * PACE)

    with database.read() as session:
        assert outbox.dead_letters(session) == []


def test_what_nobody_needs_any_more_is_dropped(database: Database) -> None:
    owe(database, "first")
    failed(database, "invalid", dead=True)
    with database.read() as session:
        (letter,) = outbox.dead_letters(session)

    assert database.write(lambda session: outbox.drop(session, letter["seq"]))
    assert not database.write(lambda session: outbox.drop(session, letter["seq"]))

    with database.read() as session:
        assert outbox.dead_letters(session) == []
