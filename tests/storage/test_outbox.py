from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlmodel import Session

from storage import outbox
from storage.database import Database
from storage.outbox import Outcome, Owed, Wait
from tests.storage.owing import (
    CHAT,
    LEASE,
    NOW,
    PACE,
    SECOND,
    claim,
    lane,
    next_due,
    owe,
    pending,
    send_all,
    sent,
    settle,
)

# --- order and pace ------------------------------------------------------------------------


def test_a_chats_messages_go_in_the_order_in_which_they_were_owed(database: Database) -> None:
    for number in range(5):
        owe(database, f"n{number}")
        owe(database, f"m{number}", lane="feishu:oc_rnd")

    keys = send_all(database)

    assert [key for key in keys if key[0] == "n"] == ["n0", "n1", "n2", "n3", "n4"]
    assert [key for key in keys if key[0] == "m"] == ["m0", "m1", "m2", "m3", "m4"]
    assert pending(database) == []


def test_an_answer_somebody_waits_for_goes_before_the_rest(database: Database) -> None:
    for number in range(3):
        owe(database, f"news {number}")
    owe(database, "answer", wait=Wait.PERSON)

    assert send_all(database) == ["answer", "news 0", "news 1", "news 2"]


def test_a_person_is_never_behind_other_chats_queues(database: Database) -> None:
    for number in range(20):
        owe(database, "news", lane=f"feishu:oc_{number}", now=NOW - timedelta(hours=1))
    owe(database, "answer", lane="feishu:@ou_lin", wait=Wait.PERSON)

    assert list(claim(database, lanes=1)) == ["feishu:@ou_lin"]


def test_a_chat_without_anybody_waiting_any_more_is_one_among_others(database: Database) -> None:
    owe(database, "answer", wait=Wait.PERSON)
    owe(database, "news", now=NOW + SECOND)
    owe(database, "older news", lane="feishu:oc_rnd")
    claimed = claim(database, lanes=1)
    settle(database, claimed, sent(claimed[CHAT][0]))

    assert list(claim(database, lanes=1, now=NOW + SECOND)) == ["feishu:oc_rnd"]


def test_the_next_message_waits_for_the_chats_pace(database: Database) -> None:
    owe(database, "first")
    owe(database, "second")
    claimed = claim(database, per_lane=1)
    settle(database, claimed, sent(claimed[CHAT][0]))

    assert claim(database, now=NOW + PACE - timedelta(milliseconds=1)) == {}
    assert next_due(database) == NOW + PACE
    assert [ready.key for ready in claim(database, now=NOW + PACE)[CHAT]] == ["second"]


def test_what_is_not_due_yet_does_not_hold_up_what_is(database: Database) -> None:
    owe(database, "later", due_at=NOW + 10 * SECOND)
    owe(database, "now")

    assert send_all(database) == ["now"]
    assert next_due(database) == NOW + 10 * SECOND
    assert send_all(database, now=NOW + 10 * SECOND) == ["later"]


def test_no_more_lanes_and_messages_are_taken_than_asked_for(database: Database) -> None:
    for chat in range(5):
        for number in range(4):
            owe(database, f"{chat}.{number}", lane=f"feishu:oc_{chat}")

    claimed = claim(database, lanes=3, per_lane=2)

    assert [len(messages) for messages in claimed.values()] == [2, 2, 2]


def test_chats_of_another_platform_are_left_alone(database: Database) -> None:
    owe(database, "feishu")
    owe(database, "wecom", lane="wecom:wr_1", now=NOW - SECOND)

    assert list(claim(database, on="feishu:%")) == [CHAT]
    assert next_due(database, "wecom:%") == NOW - SECOND
    assert next_due(database, "dingtalk:%") is None


# --- leases --------------------------------------------------------------------------------


def test_a_lane_has_one_sender_at_a_time(database: Database, second: Database) -> None:
    owe(database, "first")
    owe(database, "second")

    claim(database, per_lane=1)

    assert claim(second, owner="them", now=NOW + LEASE) == {}
    assert next_due(second) == NOW + LEASE


def test_a_sender_that_was_killed_is_replaced_after_its_lease(database: Database, second: Database) -> None:
    owe(database, "first")
    begun = claim(database)[CHAT][0]

    (again,) = claim(second, owner="them", now=NOW + LEASE + SECOND)[CHAT]

    assert (begun.attempts, again.attempts) == (0, 1)
    assert again.once == begun.once


def test_a_sender_that_lives_keeps_its_lane(database: Database, second: Database) -> None:
    owe(database, "first")
    claim(database, owner="us/1")
    database.write(lambda session: outbox.keep(session, ["us/0", "us/1"], NOW + 3 * LEASE))

    assert claim(second, owner="them", now=NOW + 2 * LEASE) == {}


def test_who_lost_the_lease_has_nothing_more_to_say(database: Database, second: Database) -> None:
    owe(database, "first")
    ours = claim(database)
    theirs = claim(second, owner="them", now=NOW + LEASE + SECOND)

    counted = settle(database, ours, Outcome(ours[CHAT][0], dead=True, error="too late to tell"))

    assert counted == []
    assert lane(database).owner == "them"
    assert [row.error for row in pending(database)] == [""]
    assert len(settle(second, theirs, sent(theirs[CHAT][0]), owner="them")) == 1
    assert pending(database) == []


def test_the_only_process_sends_at_once_what_the_last_one_left(database: Database) -> None:
    owe(database, "first")
    claim(database)

    database.write(outbox.forget_leases)

    assert [ready.key for ready in claim(database)[CHAT]] == ["first"]


def test_what_was_taken_along_but_not_tried_was_not_attempted(database: Database) -> None:
    for key in ("first", "second", "third"):
        owe(database, key)
    claimed = claim(database, per_lane=3)
    settle(database, claimed, Outcome(claimed[CHAT][0], error="busy", retry_at=NOW + SECOND))

    again = claim(database, per_lane=3, now=NOW + SECOND)[CHAT]

    assert [(ready.key, ready.attempts) for ready in again] == [("first", 1), ("second", 0), ("third", 0)]


def test_what_has_not_been_tried_is_put_off_without_an_attempt(database: Database) -> None:
    owe(database, "first")
    claimed = claim(database)
    settle(database, claimed, Outcome(claimed[CHAT][0], error="wait", retry_at=NOW + SECOND, is_untried=True))

    [again] = claim(database, now=NOW + SECOND)[CHAT]

    assert (again.attempts, again.put_off) == (0, 1)


def test_two_senders_share_the_lanes_and_keep_the_order(database: Database, second: Database) -> None:
    for number in range(8):
        for chat in range(6):
            owe(database, f"{chat}.{number}", lane=f"feishu:oc_{chat}")
    sent_keys: list[str] = []

    def drain(one: Database, owner: str) -> None:
        now = NOW
        while pending(one):
            # Each has its own clock here: a lease that outlasts both, however slow one of them is.
            claimed = claim(one, owner=owner, now=now, lanes=1, per_lane=2, lease=timedelta(days=1))
            waiting = [ready for messages in claimed.values() for ready in messages]
            sent_keys.extend(ready.key for ready in waiting)
            settle(one, claimed, *map(sent, waiting), now=now, owner=owner)
            now += PACE

    with ThreadPoolExecutor(2) as senders:
        list(senders.map(drain, (database, second), ("us", "them")))

    for chat in range(6):
        assert [key for key in sent_keys if key.startswith(f"{chat}.")] == [f"{chat}.{n}" for n in range(8)]


def test_a_message_owed_while_the_lane_is_given_back_is_not_forgotten(postgres_url: str) -> None:
    """The lane says when it is due next: whoever writes that must have seen what was owed meanwhile."""
    database, second = Database(postgres_url), Database(postgres_url)
    for number in range(25):
        now = NOW + number * 10 * SECOND
        owe(database, f"n{number}")
        claimed = claim(database, now=now)
        owing = second.submit(_owe_meanwhile)
        settle(database, claimed, *map(sent, claimed[CHAT]), now=now)
        owing.result(5)

        assert lane(database).due_at is not None
        assert send_all(database, now=now + SECOND) == ["meanwhile"]
    database.close()
    second.close()


def _owe_meanwhile(session: Session) -> None:
    outbox.enqueue(session, Owed(lane=CHAT, key="meanwhile", due_at=NOW, notice={}), now=NOW)


def test_nothing_is_due_when_nothing_is_owed(database: Database) -> None:
    assert next_due(database) is None
    owe(database, "first")
    send_all(database)
    assert next_due(database) is None


def test_what_is_owed_can_be_counted_and_found(database: Database) -> None:
    owe(database, "first")
    owe(database, "second")
    claimed = claim(database, per_lane=1)
    settle(database, claimed, sent(claimed[CHAT][0], message="om_sent"))

    with database.read() as session:
        assert outbox.pending_count(session) == 1
        assert outbox.lane_of(session, "om_sent") == CHAT
        assert outbox.lane_of(session, "om_foreign") == outbox.lane_of(session, "") == ""
        assert outbox.has_lane(session, CHAT)
        assert not outbox.has_lane(session, "feishu:oc_new")


def test_what_a_failed_command_owed_is_not_owed(database: Database) -> None:
    def work(session: Session) -> None:
        _owe_meanwhile(session)
        raise KeyError

    assert isinstance(database.submit(work).exception(timeout=5), KeyError)

    assert pending(database) == []
    assert next_due(database) is None
