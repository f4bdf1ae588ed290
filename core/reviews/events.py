"""What happens in reviews. The subject is the order."""

from datetime import datetime

from core.events import Event
from core.reviews.answer import AnswerKind


class ReviewOpened(Event):
    """Those whom the matrix names are asked."""

    asked: list[str]
    is_pre: bool
    """Sales wants to know before there is an order, in a group of its own."""


class BriefChanged(Event):
    """What is wanted is not what was reviewed any more: it is asked for anew."""

    brief_no: int


class ReviewFilled(Event):
    """The planner has worked out what could be answered."""


class Understood(Event):
    """A reviewer says that they understand what is wanted."""

    person: str


class ReviewerAsked(Event):
    """A reviewer wants to know something first."""

    person: str
    entry: int
    words: str


class ReviewerAnswered(Event):
    """Sales has answered a reviewer."""

    person: str
    entry: int
    words: str


class ReviewAnswered(Event):
    """One of the three answers is there."""

    person: str
    kind: AnswerKind
    value: str
    """In its stored form: `YES`, a day, an amount."""
    words: str
    is_complete: bool
    """It was the last of them."""


class AnswersWaived(Event):
    """Somebody takes it upon himself that not all three answers are there."""

    person: str
    reason: str
    missing: list[AnswerKind]


class ReviewChased(Event):
    """Somebody owes something and has been silent for too long."""

    person: str
    level: int
    chased: str
    due_at: datetime


class GroupFounded(Event):
    """There is a group for it."""

    chat: str
    members: list[str]


class GroupNotFounded(Event):
    """The platform would not have a group for it."""

    why: str
