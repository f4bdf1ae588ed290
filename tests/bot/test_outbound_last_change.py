"""A card whose changes are used up is parted from, or let go; one that is about to change waits where that costs."""

from datetime import timedelta

import pytest

from bot.platforms.port import Fault
from cards.notes import NoteCard
from tests.bot.posts import Post, busy, refused


def shown(post: Post) -> None:
    """A card that shows the first state; what the platform is asked from now on counts."""
    post.change()
    post.settle()
    post.platform.calls.clear()


def did(post: Post) -> list[tuple[str, str]]:
    return [(deed, words) for deed, _, words in post.platform.did]


@pytest.fixture
def let_go(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the card is about has ended."""
    monkeypatch.setattr("bot.outbound.courier.is_followed", lambda session, subject, kind: False)


# --- parting -------------------------------------------------------------------------------


def test_the_last_change_of_a_card_points_to_the_new_one(post: Post) -> None:
    shown(post)
    post.platform.answers = [refused(Fault.UPDATES_SPENT)]
    post.change()
    post.settle()

    (first, second, third) = did(post)
    assert first == ("update", "ORD-1 at 2")
    assert second[0] == "update"
    assert post.platform.messages["om_1"] == second[1] != "ORD-1 at 2"
    assert third == ("send", "ORD-1 at 2")
    assert post.platform.messages["om_2"] == "ORD-1 at 2"


@pytest.mark.parametrize("fault", [Fault.CARD_EXPIRED, Fault.MESSAGE_GONE])
def test_without_a_last_change_the_new_card_comes_all_the_same(post: Post, fault: Fault) -> None:
    shown(post)
    post.platform.answers = [refused(Fault.UPDATES_SPENT), refused(fault)]
    post.change()
    post.settle()

    assert post.platform.messages["om_2"] == "ORD-1 at 2"
    assert post.refused == []


def test_a_new_card_that_has_to_wait_comes_once(post: Post) -> None:
    shown(post)
    post.platform.answers = [refused(Fault.UPDATES_SPENT)]
    post.platform.always = {"send": busy()}
    post.change()
    post.settle(within=timedelta(0))
    post.platform.always = {"update": refused(Fault.CARD_EXPIRED)}
    post.settle()

    assert list(post.platform.messages) == ["om_1", "om_2"]


# --- letting go ----------------------------------------------------------------------------


@pytest.mark.usefixtures("let_go")
def test_what_has_ended_is_worth_the_last_change_and_no_new_card(post: Post) -> None:
    shown(post)
    post.platform.answers = [refused(Fault.UPDATES_SPENT)]
    post.change()
    post.settle()

    assert did(post) == [("update", "ORD-1 at 2")] * 2
    assert post.platform.messages == {"om_1": "ORD-1 at 2"}


@pytest.mark.usefixtures("let_go")
def test_what_has_ended_and_cannot_be_changed_is_left_as_it_is(post: Post) -> None:
    shown(post)
    post.platform.answers = [refused(Fault.CARD_EXPIRED)]
    post.change()
    post.settle()

    assert did(post) == [("update", "ORD-1 at 2")]
    assert set(post.states()) == {("c1.1", "SENT")}


@pytest.mark.usefixtures("let_go")
def test_a_last_change_that_is_not_possible_after_all_is_nobodys_trouble(post: Post) -> None:
    shown(post)
    post.platform.answers = [refused(Fault.UPDATES_SPENT), refused(Fault.CARD_EXPIRED)]
    post.change()
    post.settle()

    assert post.refused == []
    assert ("c1.1", "DEAD") not in post.states()
    assert list(post.platform.messages) == ["om_1"]


@pytest.mark.usefixtures("let_go")
def test_a_message_that_is_gone_is_sent_anew_even_then(post: Post) -> None:
    shown(post)
    post.platform.answers = [refused(Fault.MESSAGE_GONE)]
    post.change()
    post.settle()

    assert post.platform.messages["om_2"] == "ORD-1 at 2"


# --- about to change -----------------------------------------------------------------------


@pytest.fixture
def passing(post: Post, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether the card is about to change; as long as it holds something, it is."""
    state = [True]

    monkeypatch.setattr(NoteCard, "is_passing", property(lambda _: bool(state)))
    return state


def test_a_card_that_is_about_to_change_waits_where_each_change_costs(post: Post, passing: list[bool]) -> None:
    post.platform.is_frugal = True
    post.change()
    post.settle(within=timedelta(seconds=1))
    assert post.platform.calls == []

    passing.clear()
    post.settle()

    assert post.platform.did == [("send", "oc_prod", "ORD-1 at 1")]


def test_but_not_for_long(post: Post, passing: list[bool]) -> None:
    post.platform.is_frugal = True
    began = post.clock()
    post.change()
    post.settle(within=timedelta(seconds=10))

    (call,) = post.platform.calls
    assert timedelta(seconds=1) < call.at - began < timedelta(seconds=4)
    assert passing


def test_elsewhere_it_does_not_wait(post: Post, passing: list[bool]) -> None:
    post.change()
    post.settle(within=timedelta(0))

    assert len(post.platform.calls) == 1
    assert passing
