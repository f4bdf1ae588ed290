"""What a tap is answered with."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from cards.wording import Wording
from core.events import Event
from core.orders.events import AnswerPast, DataMoved, DraftCorrected, DuplicateSuspected, QuoteExpired, SlotsTaken
from core.plans import PlanSuperseded
from handlers.bus import Outcome
from storage.inbox import Stored
from storage.orders import get_order

_WHOLE = 100
_NOT_YET = (DraftCorrected, DuplicateSuspected, SlotsTaken, AnswerPast, DataMoved, QuoteExpired, PlanSuperseded)
"""What was wanted has not come about: the person has to look again."""


@dataclass(frozen=True, slots=True)
class Toast:
    """A short word to the person who tapped."""

    kind: str
    """`success`, `info`, `warning` or `error`."""
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tap is answered with: a toast, and the card as it is now."""

    toast: Toast | None = None
    card: dict[str, Any] | None = None
    owed: tuple[Stored, ...] = ()
    shows: tuple[int, int] | None = None
    """The living card that `card` is, and the state it shows; see `Listener.note_given`."""
    is_private: bool = False
    """Only whoever tapped is to see the card like this."""
    asks: Event | None = None
    """What happened owes an answer by the planner; when that is there, the toast says so."""


def toast_of(outcome: Outcome, words: Wording, today: date, *, is_lookup: bool) -> Toast:
    """What came of a command, in a few words."""
    if outcome.is_repeat or not (outcome.events or is_lookup):
        return Toast("info", words.say("done.nothing_new"))
    told = _told(outcome.events, "done", words)
    if told is None:
        return Toast("success", words.say("done.turned" if outcome.replies else "done.seen"))
    facts = {name: _as_on_cards(name, value, words, today) for name, value in told}
    return Toast(_kind_of(told), words.say(f"done.{type(told).__name__}", **facts))


def asks_of(outcome: Outcome, words: Wording) -> Event | None:
    """What the toast tells of, when the planner still has to answer it."""
    told = _told(outcome.events, "done", words)
    return told if told is not None and words.has(f"answered.{type(told).__name__}") else None


def with_promise(answer: Answer, session: Session, words: Wording, today: date) -> Answer:
    """The answer with a toast that tells the promise, once there is one: the card holds it too."""
    if answer.asks is None:
        return answer
    order = get_order(session, answer.asks.subject)
    promise = order.latest_promise
    if order.is_promising or promise is None:
        return answer
    if promise.entry <= getattr(answer.asks, "answered", 0):  # no new one: the one before stays
        return replace(answer, toast=Toast("warning", words.say("answered.PromiseFailed", subject=order.order_no)))
    day = _as_on_cards("promise_date", promise.promise_date, words, today)
    text = words.say(f"answered.{type(answer.asks).__name__}", subject=order.order_no, day=day)
    return replace(answer, toast=Toast(_kind_of(answer.asks), text))


def _kind_of(told: Event) -> str:
    return "warning" if isinstance(told, _NOT_YET) else "success"


def _told(events: Sequence[Event], section: str, words: Wording) -> Event | None:
    """The first of these events that there is a text for."""
    return next((event for event in events if words.has(f"{section}.{type(event).__name__}")), None)


def _as_on_cards(name: str, value: Any, words: Wording, today: date) -> Any:
    """A day is written as cards write it, a milestone reached in full without its percent; anything else as ever."""
    if name == "percent" and value == _WHOLE:
        return None
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return words.short_day(value, today.year) if is_day else value
