from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.platforms.port import Fault
from storage import timers
from storage.outbox import CARD
from storage.tables import LivingCard
from tests.bot.posts import CHAT, Post, refused


def card_of(post: Post) -> Any:
    with post.database.read() as session:
        return session.execute(select(CARD)).one()


@pytest.mark.parametrize("fault", [Fault.CARD_EXPIRED, Fault.MESSAGE_GONE])
def test_a_card_that_can_no_longer_be_changed_is_sent_anew(post: Post, fault: Fault) -> None:
    post.change()
    post.settle()
    post.platform.always = {"om_1": refused(fault)}
    post.change()
    post.settle()

    assert post.platform.messages["om_2"] == "ORD-1 at 2"
    assert card_of(post).message == "om_2"
    post.change()
    post.settle()
    assert post.platform.messages["om_2"] == "ORD-1 at 3"


@pytest.mark.parametrize("fault", [Fault.CHAT_GONE, Fault.PERSON_GONE])
def test_a_chat_that_is_gone_is_noted_with_what_it_was_about(post: Post, fault: Fault) -> None:
    post.platform.always = {"send": refused(fault, "230002 bot not in the chat")}
    post.owe("first", subject="ORD-1")
    post.owe("second")
    post.settle()

    (first, _) = post.refused
    assert (first.lane, first.subject, first.fault, first.why) == (CHAT, "ORD-1", fault, "230002 bot not in the chat")
    assert post.errors() == [f"{fault.value}: 230002 bot not in the chat"] * 2


@pytest.mark.parametrize("fault", [Fault.NOT_PERMITTED, Fault.INVALID])
def test_what_cannot_be_sent_at_all_is_kept_in_view(post: Post, fault: Fault) -> None:
    post.platform.answers = [refused(fault)]
    post.owe("first")
    post.owe("second")
    post.settle()

    assert post.states() == [("nfirst", "DEAD"), ("nsecond", "SENT")]
    assert [each.fault for each in post.refused] == [fault]


@pytest.mark.parametrize("fault", [Fault.TOO_LARGE, Fault.CONTENT_REFUSED, Fault.BAD_MENTION])
def test_words_a_platform_does_not_take_are_left_out(post: Post, fault: Fault) -> None:
    post.platform.answers = [refused(fault)]
    post.owe("everything", subject="ORD-1", reply_to="om_question")
    post.settle()

    assert [(call.deed, call.to) for call in post.platform.calls] == [("reply", "om_question")] * 2
    assert "ORD-1" in post.platform.calls[1].words
    assert post.platform.calls[0].key != post.platform.calls[1].key
    assert post.states() == [("neverything", "SENT")]


def test_a_card_that_cannot_be_shown_whole_says_less_in_the_same_message(post: Post) -> None:
    post.change()
    post.settle()
    for _ in range(2):
        post.platform.answers = [refused(Fault.CONTENT_REFUSED)]
        post.change()
        post.settle()

    assert len(post.platform.messages) == 1
    assert "/order ORD-1" in post.platform.messages["om_1"]
    assert set(dict(post.states()).values()) == {"SENT"}


def test_what_is_refused_even_with_fewer_words_is_kept_in_view(post: Post) -> None:
    post.platform.always = {"send": refused(Fault.CONTENT_REFUSED, "no")}
    post.owe("first")
    post.settle()

    assert post.errors() == ["content_refused: no"]


def test_a_card_that_cannot_be_drawn_is_a_defect_in_view_and_the_chat_goes_on(
    post: Post,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def cannot(*_: object) -> None:
        raise KeyError("no such field")

    with monkeypatch.context() as broken:
        broken.setattr("bot.outbound.courier.draw", cannot)
        post.change()
        post.owe("next")
        post.settle()

    assert post.platform.did == [("send", "oc_prod", "next")]
    assert post.errors()[0].startswith("defect ")
    post.change()
    post.settle()
    assert post.platform.messages["om_2"] == "ORD-1 at 2"


def test_notices_of_a_card_that_is_no_longer_known_are_kept_in_view(post: Post) -> None:
    post.owe("old", notice={"card": "CardOfAnOlderVersion", "fields": {}})
    post.settle()

    assert post.errors()[0].startswith("defect ")


def test_a_platform_that_is_switched_off_is_owed_its_messages_until_it_is_on_again(post: Post) -> None:
    post.owe("hello", chat="wecom:wr_1")
    post.settle()

    assert post.states() == [("nhello", "PENDING")]
    assert post.outbound._idle_seconds() == 0.5


def test_a_card_is_sent_anew_before_it_grows_too_old(post: Post) -> None:
    post.change()
    post.settle()

    with post.database.read() as session:
        due = timers.next_timer(session)
    assert due is not None
    assert timedelta(days=12) < due - post.clock() < timedelta(days=14)


def test_a_card_nobody_knows_any_more_is_owed_nothing(post: Post) -> None:
    post.change()
    post.database.write(lambda session: session.delete(session.get_one(LivingCard, 1)))
    post.settle()

    assert post.platform.calls == []
    assert post.states() == [("c1.1", "SENT")]
