import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from bot.clock import Clock, ManualClock
from bot.outbound import Pace
from bot.platforms.port import Fault
from storage import outbox
from storage.database import Database
from storage.outbox import LANE, OUTBOX
from tests.bot.machine import gone_away
from tests.bot.posts import Post, busy, refused

SECOND = timedelta(seconds=1)


class Killed(BaseException):
    """The process is gone."""


def kill(post: Post) -> None:
    """Send something, and die before it can be written down."""

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    post.clock.advance(SECOND)  # whatever the chat's pace was holding back may go now
    with pytest.MonkeyPatch.context() as deadly:
        deadly.setattr(post.outbound, "_settle", die)
        with pytest.raises(Killed):
            post.outbound.send_some()
    post.clock.advance(post.outbound.pace.lease + SECOND)


def test_a_crash_after_sending_makes_no_second_message(post: Post) -> None:
    post.owe("once")
    kill(post)
    post.settle()

    first, again = post.platform.calls
    assert (first.key, first.words) == (again.key, again.words)
    assert len(post.platform.messages) == 1


def test_a_card_sent_before_a_crash_ends_in_the_newest_state(post: Post) -> None:
    """The platform answers the repeat with the message of the first attempt, which shows what was then."""
    post.change()
    kill(post)
    post.change()
    post.settle()

    assert post.platform.messages == {"om_1": "ORD-1 at 2"}


def test_a_crash_while_an_old_card_is_replaced_makes_one_new_one(post: Post) -> None:
    post.change()
    post.settle()
    post.platform.always = {"om_1": refused(Fault.CARD_EXPIRED)}
    post.change()
    kill(post)
    post.change()
    post.settle()

    assert post.platform.messages == {"om_1": "ORD-1 at 1", "om_2": "ORD-1 at 3"}


@pytest.mark.parametrize("told", [None, 1.5])
def test_attempts_that_crashes_broke_off_make_no_later_wait_longer(post: Post, told: float | None) -> None:
    """Once they did: a person whose card was locked for a moment waited a minute for the next."""
    post.change()
    for _ in range(25):
        kill(post)
    post.platform.answers = [busy(told)]
    post.change()
    began = post.clock()
    post.settle(within=2 * SECOND)

    assert post.platform.messages == {"om_1": "ORD-1 at 2"}
    assert post.clock() - began <= 2 * SECOND


def test_keys_begin_again_in_a_restored_database_and_are_not_taken_for_repeats(post: Post) -> None:
    for _ in range(2):
        post.owe("the same")
        post.settle()
        post.database.write(lambda session: session.execute(delete(OUTBOX)))
        post.clock.advance(SECOND)

    assert len(post.platform.messages) == 2


def test_the_next_start_sends_at_once_what_was_in_hand(sqlite_url: str, clock: ManualClock) -> None:
    database = Database(sqlite_url)
    post = Post(database, clock)
    post.owe("once")
    database.write(
        lambda session: outbox.claim(session, owner="dead", now=clock(), lease=SECOND * 15, lanes=1, per_lane=1)
    )

    post.outbound.start()
    post.outbound.stop()
    post.settle()

    assert post.platform.did == [("send", "oc_prod", "once")]
    database.close()


def test_a_sender_that_was_slower_than_its_lease_does_not_undo_what_another_did(post: Post) -> None:
    other = post.process("them")

    def meanwhile() -> None:
        post.platform.meanwhile = lambda: None
        post.clock.advance(post.outbound.pace.lease + SECOND)
        other.send_some()
        post.platform.answers = [refused(Fault.CHAT_GONE)]

    post.platform.meanwhile = meanwhile
    post.owe("once")
    post.outbound.send_some()

    assert post.states() == [("nonce", "SENT")]
    assert len(post.platform.messages) == 1


# --- in the background ---------------------------------------------------------------------


@pytest.fixture
def quick_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.outbound.senders.TROUBLE_SECONDS", 0.02)


def wait_for(post: Post, condition: Any) -> None:
    for _ in range(500):
        if condition():
            return
        time.sleep(0.01)
    assert condition(), post.states()


def test_a_platform_may_take_longer_than_the_lease(database: Database) -> None:
    post = Post(database, Clock(), pace=Pace(threads=3, lease=timedelta(seconds=0.5)))
    post.platform.meanwhile = lambda: time.sleep(1.5)
    post.owe("slowly")
    post.outbound.start()
    wait_for(post, lambda: post.states() == [("nslowly", "SENT")])
    post.outbound.stop()

    assert len(post.platform.calls) == 1


@pytest.mark.usefixtures("quick_threads")
def test_senders_outlive_a_database_that_goes_away_and_send_nothing_twice(
    database: Database, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post(database, clock, pace=Pace(threads=1))
    real, troubles = Database.write, iter([None, gone_away(), gone_away(), None])

    def write(self: Database, *arguments: Any, **options: Any) -> Any:
        if trouble := next(troubles, None):
            raise trouble
        return real(self, *arguments, **options)

    post.owe("once")
    if database.is_sqlite:
        database.write(lambda session: None)
    monkeypatch.setattr(Database, "write", write)
    post.outbound.start()
    wait_for(post, lambda: post.states() == [("nonce", "SENT")])
    post.outbound.stop()

    assert len(post.platform.calls) == 1


@pytest.mark.usefixtures("quick_threads")
def test_a_sender_survives_looking_at_a_database_that_is_away(
    post: Post,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    troubles = [gone_away() for _ in range(6)]
    real = outbox.next_due

    def next_due(*arguments: Any) -> Any:
        if troubles:
            raise troubles.pop()
        return real(*arguments)

    monkeypatch.setattr(outbox, "next_due", next_due)
    post.outbound.start()
    post.owe("after all")
    wait_for(post, lambda: post.states() == [("nafter all", "SENT")])
    post.outbound.stop()


def test_a_lane_that_was_given_up_for_lost_is_free_again(post: Post) -> None:
    post.owe("once")
    post.database.write(
        lambda session: session.execute(update(LANE).values(owner="dead", lease_until=post.clock() + SECOND))
    )
    assert post.outbound.send_some() == 0

    post.clock.advance(2 * SECOND)

    assert post.outbound.send_some() == 1
