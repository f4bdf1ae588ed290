"""KINDS: what each kind of change brings along. Everything else is the same for all."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from cards.changes.description import Description
from cards.wording import Wording
from core.changes import ChangeKind, ChangeRequest
from handlers.context import Context
from handlers.queries.names import Names


def target_order(change: ChangeRequest, session: Session) -> Collection[str]:
    """Of a change of an order, that order; of another, none."""
    return [change.target] if change.kind is ChangeKind.ORDER else []


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of change is told and put into effect."""

    describe: Callable[[ChangeRequest, Session, Names, Wording, date], Description]
    """In the reader's words, as it stands today."""
    apply: Callable[[ChangeRequest, Context], None]
    """Make it so, in the one transaction in which the change becomes APPLIED. A refusal stops all of it."""
    card: str = "change"
    """The kind of card on which whoever asks writes it down; while others decide, it is the public one instead."""
    holds_still: Callable[[ChangeRequest, Context], bool] = lambda change, ctx: True
    """Asked right before: what was agreed on is still possible. One that says no has sent the change back itself."""
    orders: Callable[[ChangeRequest, Session], Collection[str]] = target_order
    """The numbers of the open orders that it touches: their customers are asked where they could see it."""
    let_go: Callable[[ChangeRequest, Context], None] = lambda change, ctx: None
    """It ends, or goes back, without taking effect: whoever waited for it may go on."""


KINDS: dict[ChangeKind, Kind] = {}


def register(kind: ChangeKind, how: Kind) -> None:
    """Say how a kind of change is told and put into effect."""
    if kind in KINDS:
        raise TypeError(f"{kind} is registered twice")
    KINDS[kind] = how


def describe(change: ChangeRequest, session: Session, names: Names, words: Wording, today: date) -> Description:
    """The change in the reader's words."""
    return KINDS[change.kind].describe(change, session, names, words, today)


def summary_of(change: ChangeRequest, session: Session, names: Names, words: Wording, today: date) -> str:
    """The same on one line."""
    return describe(change, session, names, words, today).summary
