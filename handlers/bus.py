"""The one door: every command goes through `Bus.execute`, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session

from cards.card import Card
from cards.wording import Wording
from core.events import Event
from handlers.announcements import announce
from handlers.command import Command
from handlers.context import Context, Place, Rules
from handlers.permissions import require_permission
from handlers.sender import Sender
from storage import inbox
from storage.audit import Origin
from storage.database import Database
from storage.inbox import Stored
from storage.outbox import Wait
from storage.unit_of_work import NO_MANNERS, Manners, UnitOfWork
from storage.writer import Urgency

C = TypeVar("C", bound=Command)
Who = Callable[[Session], Sender]
"""Finds out who issues a command, in its transaction: a right that was taken away is gone with the next command."""
Handler = Callable[[Any, Context], None]

HANDLERS: dict[type[Command], Handler] = {}
"""Command to the one function that carries it out."""


def handles(command: type[C]) -> Callable[[Callable[[C, Context], None]], Callable[[C, Context], None]]:
    """Register the function that carries a command out."""

    def register(function: Callable[[C, Context], None]) -> Callable[[C, Context], None]:
        if command in HANDLERS:
            raise TypeError(f"{command.__name__} is handled twice")
        HANDLERS[command] = function
        return function

    return register


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command: what happened, the answers, and the commands owed next."""

    events: tuple[Event, ...] = ()
    replies: tuple[Card, ...] = ()
    owed: tuple[Stored, ...] = ()
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Bus:
    """Carries commands out: permission, once only, one transaction, everybody told."""

    database: Database
    wording: Wording
    rules: Rules
    owner: str
    timezone: ZoneInfo
    platforms: frozenset[str]
    manners: Manners = NO_MANNERS

    def execute(
        self, command: Command, *, sender: Sender | Who, now: datetime, place: Place | None = None,
        delivery: Stored | None = None, urgency: Urgency = Urgency.NORMAL,
    ) -> Outcome:  # fmt: skip
        """Carry a command out, or raise its refusal with nothing written."""
        place = place or Place()
        if isinstance(sender, Sender):
            require_permission(type(command), sender)

        def work(session: Session) -> Outcome:
            if delivery is not None and not inbox.settle(session, delivery.seq, now):
                return Outcome(is_repeat=True)
            actor = sender if isinstance(sender, Sender) else sender(session)
            require_permission(type(command), actor)
            kept_as = delivery.delivery if delivery else ""
            origin = Origin(actor=actor.key, chat=place.chat, message=place.message, delivery=kept_as)
            uow = self._unit_of_work(session, now, origin)
            ctx = Context(uow, actor, now, place, self.rules, self.wording)
            HANDLERS[type(command)](command, ctx)
            return _finish(ctx, delivery)

        return self.database.write(work, urgency=urgency)

    def answer(self, cards: list[Card], *, now: datetime, place: Place, delivery: Stored) -> None:
        """Only say something: the words led to no command, or to a refusal. The delivery is done with."""

        def work(session: Session) -> None:
            if inbox.settle(session, delivery.seq, now):
                origin = Origin(actor="", chat=place.chat, message=place.message, delivery=delivery.delivery)
                uow = self._unit_of_work(session, now, origin)
                _send_replies(uow, cards, [], place, delivery.seq)

        self.database.write(work)

    def tell(self, card: Card, key: str, *, now: datetime, place: Place) -> None:
        """Say something in a place, whatever became of the words that were said there."""

        def work(session: Session) -> None:
            uow = self._unit_of_work(session, now, Origin(actor=""))
            uow.notify(place.chat, card.to_notice(), key=key, reply_to=place.message, wait=Wait.PERSON)

        self.database.write(work)

    def _unit_of_work(self, session: Session, now: datetime, origin: Origin) -> UnitOfWork:
        return UnitOfWork(
            session,
            now=now,
            origin=origin,
            owner=self.owner,
            timezone=self.timezone,
            platforms=self.platforms,
            manners=self.manners,
        )

    def give_up(self, delivery: Stored, *, now: datetime, reference: str) -> None:
        """Keep a delivery that a defect of ours made fail, under the reference people were given."""
        self.database.write(lambda session: inbox.settle(session, delivery.seq, now, failed=reference))


def _finish(ctx: Context, delivery: Stored | None) -> Outcome:
    uow, told = ctx.uow, 0
    while told < len(uow.recorded):
        announce(uow.recorded[told], ctx)
        told += 1
    if delivery is not None:
        _send_replies(uow, ctx.replies, ctx.private_replies, ctx.place, delivery.seq)
    uow.close()
    return Outcome(tuple(uow.recorded), tuple(ctx.replies), tuple(uow.owed))


def _send_replies(uow: UnitOfWork, cards: list[Card], private: list[Card], place: Place, seq: int) -> None:
    for number, card in enumerate(cards):
        if place.is_tap:  # the next page takes the place of the one that was tapped
            uow.replace_notice(place.chat, place.message, card.to_notice(), key=f"r{seq}.{number}")
            continue
        uow.notify(place.chat, card.to_notice(), key=f"r{seq}.{number}", reply_to=place.message, wait=Wait.PERSON)
    for number, card in enumerate(private):
        uow.notify(place.private, card.to_notice(), key=f"p{seq}.{number}", wait=Wait.PERSON)
