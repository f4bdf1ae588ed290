from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from storage import living
from storage.database import Database
from storage.living import CALLBACK_GRACE
from storage.outbox import CARD, OUTBOX, Outcome, Wait
from tests.storage.owing import (
    CHAT,
    NOW,
    PACE,
    SECOND,
    card,
    claim,
    owe,
    pending,
    place,
    send_all,
    sent,
    settle,
    stale,
)

OTHER = "feishu:oc_rnd"


@pytest.fixture
def shown(database: Database) -> Database:
    """The card of ORD-1 stands in its chat as om_1 and shows the present state."""
    place(database)
    claimed = claim(database)
    settle(database, claimed, sent(claimed[CHAT][0], message="om_1"))
    return database


def test_a_card_that_is_placed_is_owed_once_and_then_shows_what_it_should(database: Database) -> None:
    place(database)
    place(database)

    assert send_all(database) == ["c1.1"]
    assert (card(database).message, card(database).shown) == ("om_c1.1", 2)
    assert pending(database) == []


def test_a_hundred_changes_are_one_message(shown: Database) -> None:
    for _ in range(100):
        stale(shown)

    assert len(pending(shown)) == 1
    (ready,) = claim(shown, now=NOW + PACE)[CHAT]
    assert (ready.card_message, ready.wanted, ready.shown) == ("om_1", 101, 1)


def test_every_chat_has_its_own_card_and_all_are_owed(database: Database) -> None:
    place(database)
    place(database, chat=OTHER)
    place(database, "ORD-2")
    send_all(database)

    stale(database, now=NOW + SECOND)

    assert sorted(row.lane for row in pending(database)) == [CHAT, OTHER]


def test_a_card_that_went_stale_while_it_was_being_sent_stays_owed(shown: Database) -> None:
    stale(shown)
    claimed = claim(shown, now=NOW + PACE)
    stale(shown)
    settle(shown, claimed, sent(claimed[CHAT][0]), now=NOW + PACE)

    (again,) = claim(shown, now=NOW + 2 * PACE)[CHAT]
    assert (again.wanted, again.shown, again.attempts) == (3, 2, 0)


def test_a_card_whose_state_is_in_doubt_is_drawn_once_more(database: Database) -> None:
    place(database)
    claimed = claim(database)
    settle(database, claimed, sent(claimed[CHAT][0], message="om_1", shown=0))

    (again,) = claim(database, now=NOW + PACE)[CHAT]
    assert (again.card_message, again.wanted) == ("om_1", 1)


def test_a_card_being_clicked_on_is_left_alone_until_the_click_is_answered(shown: Database) -> None:
    stale(shown, tapped="om_1", now=NOW + SECOND)

    assert claim(shown, now=NOW + SECOND) == {}
    assert CHAT in claim(shown, now=NOW + SECOND + CALLBACK_GRACE)


def test_the_other_cards_of_what_was_clicked_change_at_once(shown: Database) -> None:
    place(shown, chat=OTHER)
    send_all(shown)

    stale(shown, tapped="om_1", now=NOW + SECOND)

    assert list(claim(shown, now=NOW + SECOND)) == [OTHER]


def test_a_change_does_not_put_off_what_is_due_earlier(shown: Database) -> None:
    stale(shown, now=NOW + SECOND)
    stale(shown, now=NOW + SECOND, tapped="om_1")

    assert CHAT in claim(shown, now=NOW + SECOND)


def test_a_state_the_answer_to_a_click_has_shown_need_not_be_sent(shown: Database) -> None:
    stale(shown, tapped="om_1")
    shown.write(lambda session: living.note_shown(session, 1, 2))

    assert (card(shown).wanted, card(shown).shown) == (2, 2)


def test_an_older_answer_does_not_hide_a_newer_state(shown: Database) -> None:
    for _ in range(2):
        stale(shown)
    shown.write(lambda session: living.note_shown(session, 1, 3))
    shown.write(lambda session: living.note_shown(session, 1, 2))

    assert card(shown).shown == 3


def test_a_card_somebody_asks_for_goes_before_the_rest_as_their_answer(database: Database) -> None:
    owe(database, "news")
    place(database)
    place(database, reply_to="om_9", wait=Wait.PERSON)

    (ready,) = claim(database, per_lane=1)[CHAT]

    assert (ready.key, ready.reply_to) == ("c1.1", "om_9")


# --- another subject, another message ------------------------------------------------------


def test_a_form_that_became_an_order_goes_on_as_the_same_message(shown: Database) -> None:
    def work(session: Session) -> None:
        living.retarget(session, living.cards_of(session, "ORD-1")[0], "ORD-2", "promise")
        living.mark_stale(session, "ORD-2", now=NOW)

    shown.write(work)

    (ready,) = claim(shown, now=NOW + PACE)[CHAT]
    assert (ready.subject, ready.kind, ready.card_message) == ("ORD-2", "promise", "om_1")


def reissue(database: Database, *, reply_to: str = "") -> None:
    def work(session: Session) -> None:
        found = living.find(session, "ORD-1", "order", CHAT)
        assert found is not None
        living.reissue(session, found, now=NOW, superseded={"words": "see below"}, reply_to=reply_to)

    database.write(work)


def test_a_reissued_card_is_a_new_message_and_the_old_one_says_so(shown: Database) -> None:
    reissue(shown, reply_to="om_9")

    old, new = claim(shown, now=NOW + PACE)[CHAT]

    assert (old.replaces, old.notice) == ("om_1", {"words": "see below"})
    assert (new.card_message, new.issue, new.reply_to, new.key) == ("", 2, "om_9", "c1.2")


def test_a_card_reissued_while_it_is_owed_is_not_taken_for_a_repeat(shown: Database) -> None:
    """Under the first issue's key a platform would answer with the first issue's message."""
    stale(shown)
    reissue(shown)

    new = next(ready for ready in claim(shown, now=NOW + PACE)[CHAT] if ready.card)

    assert new.key == "c1.2"


def test_a_card_reissued_while_it_is_being_changed_is_sent_anew(shown: Database) -> None:
    stale(shown)
    claimed = claim(shown, now=NOW + PACE)
    reissue(shown)
    ready = claimed[CHAT][0]
    settle(shown, claimed, Outcome(ready, sent=True, shown=ready.wanted), now=NOW + PACE)

    assert send_all(shown, now=NOW + 2 * PACE) == ["c1.2", "c1.1.old"]
    assert card(shown).message == "om_c1.2"


def test_a_card_that_was_never_sent_is_not_reissued(database: Database) -> None:
    place(database)
    reissue(database)

    assert send_all(database) == ["c1.1"]


def test_a_message_leads_to_its_card_and_its_chat(shown: Database) -> None:
    with shown.read() as session:
        found = living.card_by_message(session, "om_1")
        assert found is not None
        assert found.subject == "ORD-1"
        assert living.card_by_message(session, "") is None
        assert living.lane_of(session, "om_1") == CHAT
        assert living.lane_of(session, "om_forwarded") == ""


def test_a_message_that_another_has_replaced_leads_there_too(database: Database) -> None:
    place(database)
    for message in ("om_1", "om_2", "om_3"):
        claimed = claim(database, now=NOW + 10 * SECOND)
        stale(database)  # before it is written down that it was sent
        settle(database, claimed, sent(claimed[CHAT][0], message=message), now=NOW)

    with database.read() as session:
        assert [living.lane_of(session, message) for message in ("om_1", "om_2", "om_3")] == [CHAT] * 3
        assert living.card_behind(session, "om_1") is not None


# --- many at once --------------------------------------------------------------------------


def test_those_who_ask_for_the_same_card_at_once_get_one(database: Database, second: Database) -> None:
    with ThreadPoolExecutor(8) as people:
        list(people.map(lambda n: place(second if n % 2 else database), range(24)))

    with database.read() as session:
        assert session.execute(select(func.count()).select_from(CARD)).scalar_one() == 1
        assert session.execute(select(func.count()).select_from(OUTBOX)).scalar_one() == 1
    assert card(database).wanted == 24


def test_commands_that_change_the_same_cards_in_any_order_do_not_lose_one(database: Database, second: Database) -> None:
    subjects, chats = [f"ORD-{n}" for n in range(4)], [f"feishu:oc_{n}" for n in range(4)]
    for subject in subjects:
        for chat in chats:
            place(database, subject, chat=chat)
    send_all(database)

    def change(turn: int) -> None:
        def work(session: Session) -> None:
            for subject in (subjects[turn % 4 :] + subjects[: turn % 4])[:: 1 if turn % 2 else -1]:
                living.mark_stale(session, subject, now=NOW)

        (second if turn % 2 else database).write(work)

    with ThreadPoolExecutor(2) as people:
        list(people.map(change, range(8)))

    with database.read() as session:
        assert set(session.execute(select(CARD.c.wanted)).scalars()) == {9}
    assert len(pending(database)) == 16
