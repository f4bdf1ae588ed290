"""N3: an offer is answered once, by whoever it is made to."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from core.events import Event
from core.handovers import (
    HandOver,
    HandOverAccepted,
    HandOverDecided,
    HandOverDeclined,
    HandOverLapsed,
    HandOverState,
    HandOverToSelf,
    HandOverWithdrawn,
    NotTheReceiver,
)

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)

Step = Callable[[HandOver], list[Event]]
STEPS: dict[HandOverState, Step] = {
    HandOverState.ACCEPTED: lambda it: it.accept("he", now=LATER),
    HandOverState.DECLINED: lambda it: it.decline("he", "手上太满", now=LATER),
    HandOverState.WITHDRAWN: lambda it: it.withdraw("lin", now=LATER),
    HandOverState.LAPSED: lambda it: it.lapse(now=LATER),
}
CAUSES = {
    HandOverState.ACCEPTED: HandOverAccepted,
    HandOverState.DECLINED: HandOverDeclined,
    HandOverState.WITHDRAWN: HandOverWithdrawn,
    HandOverState.LAPSED: HandOverLapsed,
}
HARMLESS = {HandOverState.ACCEPTED, HandOverState.WITHDRAWN}
"""Twice they are no news."""


def an_offer(receiver: str = "he") -> HandOver:
    made, _ = HandOver.offer(
        "HO-2611-0001", "order", "ORD-2611-0001", "", giver="lin", receiver=receiver, by="lin", reason="出差",
        lapses_at=LATER, now=NOW,
    )  # fmt: skip
    return made


def test_nobody_gives_to_themselves() -> None:
    with pytest.raises(HandOverToSelf):
        an_offer("lin")


@pytest.mark.parametrize("state", STEPS)
def test_each_answer_ends_it(state: HandOverState) -> None:
    made = an_offer()

    [event] = STEPS[state](made)

    assert isinstance(event, CAUSES[state])
    assert (made.state, made.is_open, made.decided_at) == (state, False, LATER)


@pytest.mark.parametrize("then", STEPS)
@pytest.mark.parametrize("first", STEPS)
def test_what_is_answered_is_not_answered_again(first: HandOverState, then: HandOverState) -> None:
    made = an_offer()
    STEPS[first](made)

    if then is HandOverState.LAPSED or (then is first and first in HARMLESS):
        assert STEPS[then](made) == []
    else:
        with pytest.raises(HandOverDecided):
            STEPS[then](made)

    assert made.state is first


def test_only_the_receiver_answers() -> None:
    made = an_offer()

    with pytest.raises(NotTheReceiver):
        made.accept("lin", now=LATER)
    with pytest.raises(NotTheReceiver):
        made.decline("wu", "手上太满", now=LATER)
    assert made.is_open
