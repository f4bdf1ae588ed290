"""HAND_OVERS: what can be handed over. Everything else is the same for all."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from cards.wording import Wording
from core.handovers import HandOver
from core.people import Person, Role
from handlers.context import Context
from handlers.queries.names import Names


@dataclass(frozen=True, slots=True)
class Handing:
    """How a kind of thing is told, whose it is, and how it moves. `ref` is its number, `part` what of it."""

    owner: Callable[[str, str, Session], str]
    """Who answers for it now; empty when nothing is left to answer for. Raises NotFound."""
    who_may: Callable[[str, str, Session], frozenset[Role]]
    """The roles of which whoever takes it needs one."""
    move: Callable[[HandOver, Context], None]
    """It is the receiver's from now on, in the transaction in which they accept."""
    tell: Callable[[str, str, Session, Names, Wording], str]
    """What it is, in the reader's words."""
    belongs: Callable[[str, str, Person], bool] = lambda ref, part, person: True
    """Besides a role: whether it can be this person's."""
    prefix: str = ""
    """Its numbers begin with this; empty for what is a part of an order."""


HAND_OVERS: dict[str, Handing] = {}


def register(kind: str, how: Handing) -> None:
    """Say how a kind of thing is handed over."""
    if kind in HAND_OVERS:
        raise TypeError(f"{kind} is handed over twice")
    HAND_OVERS[kind] = how


def kind_of(words: str) -> str:
    """The kind whose numbers begin so; empty for an order."""
    prefix, dash, _ = words.upper().partition("-")
    return next((kind for kind, how in HAND_OVERS.items() if dash and how.prefix == prefix), "")
