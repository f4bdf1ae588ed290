from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from bot.clock import ManualClock
from bot.outbound import Pace, address_of
from bot.platforms.port import Address, Fault, To
from storage.database import Database
from storage.outbox import CARD, Wait
from storage.rates import Rate
from tests.bot.posts import QUICK, Post, busy, refused

SECOND = timedelta(seconds=1)


# --- what is sent --------------------------------------------------------------------------


def test_a_notice_is_sent_with_the_words_it_was_owed_with(post: Post) -> None:
    post.owe("今日要点")
    post.settle()

    assert post.platform.did == [("send", "oc_prod", "今日要点")]
    assert post.states() == [("n今日要点", "SENT")]


def test_an_answer_is_sent_as_one_and_to_the_chat_when_its_question_is_gone(post: Post) -> None:
    post.owe("first", reply_to="om_question")
    post.settle()
    post.platform.always = {"om_recalled": refused(Fault.MESSAGE_GONE)}
    post.owe("second", reply_to="om_recalled")
    post.settle()

    assert post.platform.did == [
        ("reply", "om_question", "first"),
        ("reply", "om_recalled", "second"),
        ("send", "oc_prod", "second"),
    ]


def test_a_card_is_sent_once_and_then_changed(post: Post) -> None:
    for _ in range(3):
        post.change()
        post.settle()

    assert post.platform.did == [
        ("send", "oc_prod", "ORD-1 at 1"),
        ("update", "om_1", "ORD-1 at 2"),
        ("update", "om_1", "ORD-1 at 3"),
    ]


def test_many_changes_are_one_message_with_the_newest_state(post: Post) -> None:
    for _ in range(200):
        post.change()
    post.settle()

    assert post.platform.did == [("send", "oc_prod", "ORD-1 at 200")]


def test_a_card_that_changes_while_it_is_being_sent_ends_in_the_newest_state(post: Post) -> None:
    post.platform.meanwhile = lambda: post.change() if len(post.platform.calls) < 3 else None
    post.change()
    post.settle()

    assert post.platform.messages == {"om_1": "ORD-1 at 3"}
    assert set(dict(post.states()).values()) == {"SENT"}


def test_a_state_that_was_shown_by_the_answer_to_a_click_is_not_sent_again(post: Post) -> None:
    post.change()
    post.settle()
    post.change()
    post.database.write(lambda session: session.execute(update(CARD).values(shown=CARD.c.wanted)))
    post.settle()

    assert len(post.platform.calls) == 1


def test_a_notice_in_place_of_a_message_changes_it_and_does_not_mind_when_it_is_gone(post: Post) -> None:
    post.owe("page 2", replaces="om_list")
    post.settle()
    post.platform.always = {"update": refused(Fault.CARD_EXPIRED)}
    post.owe("page 3", replaces="om_list")
    post.settle()

    assert {deed for deed, _, _ in post.platform.did} == {"update"}
    assert [state for _, state in post.states()] == ["SENT", "SENT"]


def test_people_are_written_to_by_their_id() -> None:
    assert address_of("feishu:@ou_lin") == ("feishu", Address(To.PERSON, "ou_lin"))
    assert address_of("feishu:oc_prod") == ("feishu", Address(To.CHAT, "oc_prod"))


# --- how fast ------------------------------------------------------------------------------


def test_a_chat_gets_no_more_than_its_limit_however_much_is_owed(post: Post) -> None:
    for number in range(30):
        post.owe(f"{number}")
    post.settle(within=timedelta(seconds=20))

    moments = [call.at for call in post.platform.calls]
    assert [call.words for call in post.platform.calls] == [f"{number}" for number in range(30)]
    assert all(later - one > SECOND for one, later in zip(moments, moments[5:], strict=False))


def test_the_app_gets_no_more_than_its_limit_however_many_chats_there_are(
    database: Database, clock: ManualClock
) -> None:
    pace = Pace(lanes=4, app_rate=Rate(SECOND / 10, 1), minute_rate=Rate(SECOND, 20))
    post = Post(database, clock, pace=pace)
    for number in range(40):
        post.owe("x", chat=f"feishu:oc_{number}")
    post.settle(within=timedelta(seconds=30))

    moments = [call.at for call in post.platform.calls]
    assert len(moments) == 40
    for start in moments:
        assert sum(start <= at < start + SECOND for at in moments) <= 10
        assert sum(start <= at < start + 10 * SECOND for at in moments) <= 30


def test_each_kind_of_call_has_a_limit_of_its_own(database: Database, clock: ManualClock) -> None:
    post = Post(database, clock, pace=Pace(app_rate=Rate(SECOND / 50, 1), minute_rate=Rate(10 * SECOND, 2)))
    for number in range(5):
        post.owe("news", chat=f"feishu:oc_{number}")
    for number in range(2):
        post.owe("answer", chat=f"feishu:oc_x{number}", reply_to=f"om_{number}")
    began = clock()
    post.settle(within=timedelta(seconds=5))

    assert sorted(call.words for call in post.platform.calls) == ["answer", "answer", "news", "news"]
    post.settle(within=timedelta(seconds=60))
    news = [(call.at - began) // SECOND for call in post.platform.calls if call.words == "news"]
    assert news == [0, 0, 10, 20, 30]


def test_those_a_limit_holds_back_get_a_turn_each(database: Database, clock: ManualClock) -> None:
    """Due at the same moment, all but one of them would be claimed and put back again every time."""
    pace = Pace(lanes=8, app_rate=Rate(SECOND / 50, 8), minute_rate=Rate(SECOND, 1))
    post = Post(database, clock, pace=pace)
    for number in range(5):
        post.owe("x", chat=f"feishu:oc_{number}")
    post.outbound.send_some()

    turns = sorted(post.lane(f"feishu:oc_{number}").free_at - clock() for number in range(5))
    assert turns[1:] == [SECOND, 2 * SECOND, 3 * SECOND, 4 * SECOND]


def test_a_person_is_not_behind_what_is_owed_elsewhere(database: Database, clock: ManualClock) -> None:
    post = Post(database, clock, pace=Pace(app_rate=Rate(SECOND, 1)))
    for number in range(10):
        post.owe("news", chat=f"feishu:oc_{number}")
    clock.advance(SECOND)
    post.owe("answer", chat="feishu:@ou_lin", wait=Wait.PERSON)

    post.outbound.send_some()

    assert post.platform.did == [("send", "@ou_lin", "answer")]


# --- the clock is set back -----------------------------------------------------------------


def test_an_hour_set_back_is_not_waited_for(post: Post, clock: ManualClock) -> None:
    """Whatever was written down before it: the app's limit, the chat's, and when the next message is due."""
    for number in range(40):
        post.owe(f"before {number}")
    assert post.outbound.send_some() == 1
    clock.set_back(timedelta(hours=1))
    post.owe("after")

    began = post.clock()
    post.settle(within=timedelta(seconds=20))

    assert len(post.platform.calls) == 41
    assert post.clock() - began < timedelta(seconds=20)


def test_an_app_that_had_used_up_its_limit_when_the_clock_was_set_back_goes_on_at_once(
    database: Database, clock: ManualClock
) -> None:
    post = Post(database, clock, pace=Pace(lanes=8, app_rate=Rate(SECOND, 2)))
    for number in range(4):
        post.owe(str(number), chat=f"feishu:oc_{number}")
    while post.outbound.send_some():
        pass
    assert len(post.platform.calls) == 2
    clock.set_back(timedelta(hours=1))

    began = clock()
    post.settle(within=timedelta(seconds=10))

    assert len(post.platform.calls) == 4
    assert clock() - began <= 4 * SECOND


# --- the platform is busy ------------------------------------------------------------------


def test_a_busy_platform_is_left_alone_for_as_long_as_it_says(post: Post) -> None:
    post.platform.answers = [busy(wait=7)]
    for words in ("first", "second"):
        post.owe(words)
    began = post.clock()
    post.settle(within=timedelta(seconds=20))

    assert [call.words for call in post.platform.calls] == ["first", "first", "second"]
    assert post.platform.calls[1].at - began >= 7 * SECOND


def test_a_busy_chat_does_not_hold_up_another(post: Post) -> None:
    post.platform.always = {"oc_prod": busy(wait=60)}
    post.owe("first")
    post.owe("elsewhere", chat="feishu:oc_rnd")
    post.settle()

    assert ("send", "oc_rnd", "elsewhere") in post.platform.did


def test_patience_grows_and_is_not_the_same_for_all(post: Post) -> None:
    post.platform.always = {"send": busy()}
    post.owe("first")
    post.settle(within=timedelta(minutes=5))

    moments = [call.at for call in post.platform.calls]
    pauses = [later - one for one, later in pairwise(moments)]
    assert pauses[0] < pauses[2] < pauses[4] <= QUICK.longest_retry * 1.25
    assert QUICK.wait(None, 3, "one message") != QUICK.wait(None, 3, "another")


def test_a_platform_that_asks_for_a_second_is_given_it_for_long_and_then_left_alone() -> None:
    pauses = [QUICK.wait(1.5, put_off, "key").total_seconds() for put_off in (0, 12, 15, 16, 17, 18, 30)]

    assert pauses == [1.5, 1.5, 1.5, 2.0, 4.0, 8.0, 60.0]


def test_an_hour_without_the_platform_ends_with_everything_sent_in_order_newest_state_only(post: Post) -> None:
    post.platform.always = {"send": busy(), "update": busy()}
    for minute in range(0, 60, 5):
        post.owe(f"note {minute}")
        post.change()
        post.clock.advance(timedelta(minutes=5))
        post.settle(within=timedelta(0))
    post.platform.calls.clear()
    post.platform.always = {}
    post.settle(within=timedelta(minutes=5))

    said = [words for _, _, words in post.platform.did]
    assert [words for words in said if words.startswith("note")] == [f"note {minute}" for minute in range(0, 60, 5)]
    assert [words for words in said if words.startswith("ORD")][-1] == "ORD-1 at 12"
    assert len(said) <= 14


def test_after_days_of_trying_a_message_is_given_up_in_view(database: Database, clock: ManualClock) -> None:
    post = Post(database, clock, pace=Pace(give_up_after=5))
    post.platform.always = {"send": busy()}
    post.owe("first")
    post.settle(within=timedelta(hours=1))

    assert post.states() == [("nfirst", "DEAD")]
    assert "still busy" in post.errors()[0]


@given(st.none() | st.floats(0, 1e6), st.integers(0, 6000))
def test_a_wait_is_never_nothing_and_never_for_ever(told: float | None, put_off: int) -> None:
    wait = QUICK.wait(told, put_off, "key")

    assert timedelta(0) < wait <= QUICK.longest_told or told == 0 or (told and told < 1)
    assert wait <= max(QUICK.longest_told, QUICK.longest_retry * 1.25)
