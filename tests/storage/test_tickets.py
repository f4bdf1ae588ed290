"""Personal links to forms: sent once, within their time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from storage import living, outbox, tickets
from storage.database import Database
from storage.outbox import Owed
from storage.tickets import LIFETIME, FormTicket
from tests.storage.owing import CHAT, NOW, claim, owe, place, send_all, sent, settle

A_MOMENT = timedelta(microseconds=1)


def given_out(database: Database, *, now: datetime = NOW, message: str = "om_1", **fields: Any) -> FormTicket:
    """A link for Wang Sheng."""
    told: dict[str, Any] = {"person": "wang.sheng", "account": "ou_wang", "lane": CHAT, "form": "problem"} | fields
    return database.write(lambda session: tickets.issue(session, message=message, now=now, **told))


def take(database: Database, ticket: FormTicket, now: datetime = NOW) -> FormTicket | None:
    return database.write(lambda session: tickets.take(session, ticket.id, now))


def found(database: Database, ticket: FormTicket) -> FormTicket:
    with database.read() as session:
        again = tickets.find(session, ticket.id)
    assert again is not None
    return again


def test_a_link_is_sent_once(database: Database) -> None:
    ticket = given_out(database)

    taken = take(database, ticket)

    assert taken is not None
    assert (taken.person, taken.used_at) == ("wang.sheng", NOW)
    assert take(database, ticket) is None
    assert found(database, ticket).used_at == NOW


def test_of_many_who_send_it_at_once_one_does(database: Database) -> None:
    ticket = given_out(database)

    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(lambda _: take(database, ticket), range(16)))

    assert len([each for each in taken if each is not None]) == 1


@pytest.mark.parametrize(("late_by", "is_good"), [(-A_MOMENT, True), (timedelta(0), False)])
def test_a_link_lasts_half_an_hour(database: Database, late_by: timedelta, is_good: bool) -> None:
    ticket = given_out(database)

    assert (take(database, ticket, NOW + LIFETIME + late_by) is not None) is is_good


def test_there_is_no_taking_of_what_was_never_given_out(database: Database) -> None:
    assert database.write(lambda session: tickets.take(session, "guessed", NOW)) is None


def test_no_two_links_are_the_same(database: Database) -> None:
    ids = {given_out(database).id for _ in range(20)}

    assert len(ids) == 20
    assert all(len(each) >= 20 for each in ids)


def test_a_link_knows_the_living_card_that_it_was_given_out_on(database: Database) -> None:
    place(database)
    claimed = claim(database)
    settle(database, claimed, sent(claimed[CHAT][0], message="om_1"))

    on_a_card, on_a_notice = given_out(database, message="om_1"), given_out(database, message="om_2")

    with database.read() as session:
        card = living.find(session, "ORD-1", "order", CHAT)
    assert card is not None
    assert (on_a_card.card, on_a_notice.card) == (card.id, None)


def test_a_link_goes_on_from_the_one_before(database: Database) -> None:
    first = given_out(database)
    second = given_out(database, typed={"quantity": "两三百"}, said="还有几项要补")

    database.write(
        lambda session: tickets.note(session, first.id, told="还有几项要补", told_as="warning", followed_by=second.id)
    )

    before, after = found(database, first), found(database, second)
    assert (before.told, before.told_as, before.followed_by) == ("还有几项要补", "warning", second.id)
    assert (after.typed, after.said) == ({"quantity": "两三百"}, "还有几项要补")


def notice_on(database: Database, message: str) -> dict[str, Any] | None:
    with database.read() as session:
        return tickets.notice_on(session, CHAT, message)


def test_the_words_on_a_message_are_those_of_its_notice(database: Database) -> None:
    owe(database, "first")
    send_all(database)

    assert notice_on(database, "om_first") == {"words": "first"}
    assert notice_on(database, "om_other") is None


def test_what_takes_the_place_of_a_notice_is_what_counts(database: Database) -> None:
    owe(database, "first")
    send_all(database)
    second = Owed(lane=CHAT, key="second", due_at=NOW, notice={"words": "second"}, replaces="om_first")
    database.write(lambda session: outbox.enqueue(session, second, now=NOW))

    assert notice_on(database, "om_first") == {"words": "second"}  # on its way already

    claimed = claim(database, now=NOW + LIFETIME)
    settle(database, claimed, sent(claimed[CHAT][0], message="om_first"), now=NOW + LIFETIME)

    assert notice_on(database, "om_first") == {"words": "second"}


def test_a_living_card_is_no_notice(database: Database) -> None:
    place(database)
    claimed = claim(database)
    settle(database, claimed, sent(claimed[CHAT][0], message="om_1"))

    assert notice_on(database, "om_1") is None


def test_links_whose_time_is_over_are_forgotten(database: Database) -> None:
    old, new = given_out(database), given_out(database, now=NOW + LIFETIME)

    database.write(lambda session: tickets.prune(session, before=NOW + LIFETIME + A_MOMENT))

    with database.read() as session:
        assert tickets.find(session, old.id) is None
        assert tickets.find(session, new.id) is not None
