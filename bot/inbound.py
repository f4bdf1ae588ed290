"""From what a platform delivered to a command, and from its outcome to an answer."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlmodel import Session

from bot.grammar.actions import read_action
from bot.grammar.commands import CHAT_COMMANDS, ChatCommand, Reading, every_command
from bot.grammar.lexicon import NO_NAMES, Lexicon
from bot.grammar.nearest import nearest
from bot.grammar.words import read_words
from bot.platforms.port import (
    BotAdded,
    BotRemoved,
    ChatKind,
    ChatOpened,
    Inbound,
    MenuTapped,
    PersonLeft,
    Said,
    Tapped,
)
from cards.card import Card, Tone
from cards.notes import NoteCard, RefusalCard
from cards.render import render
from cards.wording import Wording
from core.errors import BadInput, NotAllowed, Refusal, StaleCard
from core.events import Event
from handlers.bus import Bus, Outcome, Who
from handlers.command import Command
from handlers.commands import NoteAccountClosed, NoteChatReachable
from handlers.context import Place
from handlers.drawing import draw
from handlers.sender import TONGPIN, Sender
from storage import living, outbox
from storage.inbox import Stored
from storage.roster import acting
from storage.writer import Urgency

log = structlog.get_logger()


class UnknownSender(NotAllowed):
    """Nobody we know: `platform` and `id`."""


class UnknownCommand(BadInput):
    """`word` as typed, and the `near` ones."""


class ForeignCard(NotAllowed):
    """A message that we never sent: a forwarded copy of a card."""


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


class Listener:
    """Understands deliveries and carries them out."""

    def __init__(
        self, bus: Bus, clock: Callable[[], datetime], timezone: ZoneInfo, lexicon: Callable[[Session], Lexicon]
    ) -> None:
        self._bus = bus
        self._clock = clock
        self._timezone = timezone
        self._lexicon = lexicon
        self._words: Wording = bus.wording

    def hear(self, stored: Stored, inbound: Inbound) -> Answer:
        """Carry out what was delivered. A refusal becomes a sentence; a defect of ours a reference."""
        place = place_of(inbound)
        try:
            return self._act(stored, inbound, place)
        except Refusal as refusal:
            return self._refuse(refusal, stored, inbound, place)

    # --- what was meant --------------------------------------------------------------------

    def _act(self, stored: Stored, inbound: Inbound, place: Place) -> Answer:
        match inbound:
            case Said():
                return self._listen(stored, inbound, place)
            case Tapped():
                return self._obey_tap(stored, inbound, place)
            case MenuTapped(key=key):
                return self._obey_words(stored, f"/{key}", place, inbound)
            case BotAdded() | BotRemoved():
                return self._note_chat(stored, inbound, place)
            case ChatOpened():
                return self._say(stored, place, [] if self._has_met(place) else [self._welcome()])
            case PersonLeft(sender=account):
                return self._note_account_closed(stored, inbound.platform, account, place)
            case _:
                return self._say(stored, place, [])

    def _listen(self, stored: Stored, said: Said, place: Place) -> Answer:
        """In a group the bot only listens when it is mentioned."""
        if (place.is_group and not said.is_mentioned) or not said.text.strip():
            return self._say(stored, place, [])
        return self._obey_words(stored, said.text, place, said)

    def _obey_words(self, stored: Stored, text: str, place: Place, inbound: Inbound) -> Answer:
        words = read_words(text, CHAT_COMMANDS)
        entry = CHAT_COMMANDS.get(words.command)
        if entry is None:
            raise UnknownCommand(word=(words.command or text.strip())[:30], near=_near(words.command or text))
        command = entry.read(words, self._reading(entry))
        outcome = self._execute(command, self._who(inbound), stored, place, Urgency.NORMAL)
        return Answer(owed=outcome.owed)

    def _reading(self, entry: ChatCommand) -> Reading:
        if not entry.reads_names:
            return Reading(NO_NAMES, self._today())
        with self._bus.database.read() as session:
            return Reading(self._lexicon(session), self._today())

    def _obey_tap(self, stored: Stored, tapped: Tapped, place: Place) -> Answer:
        with self._bus.database.read() as session:
            sender = self._who(tapped)(session)
            reading = Reading(self._lexicon(session), self._today())
            lane = living.lane_of(session, tapped.message)
        if not lane:
            raise ForeignCard(who=[])
        place = replace(place, chat=lane, is_group=not _is_private(lane))
        command = read_action(tapped.value, tapped.form, reading)
        outcome = self._execute(command, sender, stored, place, Urgency.PERSON)
        card = render(outcome.replies[-1], tapped.platform) if outcome.replies else None
        return Answer(self._toast(command, outcome), card, outcome.owed)

    def _execute(
        self, command: Command, sender: Sender | Who, stored: Stored, place: Place, urgency: Urgency
    ) -> Outcome:
        return self._bus.execute(
            command, sender=sender, now=self._clock(), place=place, delivery=stored, urgency=urgency
        )

    def _note_chat(self, stored: Stored, inbound: BotAdded | BotRemoved, place: Place) -> Answer:
        is_added = isinstance(inbound, BotAdded)
        command = NoteChatReachable(
            chat=place.chat, is_reachable=is_added, name=getattr(inbound, "name", ""), why="" if is_added else "removed"
        )
        self._execute(command, TONGPIN, stored, place, Urgency.NORMAL)
        return Answer()

    def _note_account_closed(self, stored: Stored, platform: str, account: str, place: Place) -> Answer:
        command = NoteAccountClosed(platform=platform, account=account)
        outcome = self._execute(command, TONGPIN, stored, place, Urgency.NORMAL)
        return Answer(owed=outcome.owed)

    # --- who and where ---------------------------------------------------------------------

    def _who(self, inbound: Inbound) -> Who:
        def find(session: Session) -> Sender:
            person = acting(session, inbound.platform, inbound.sender)
            if person is None:
                raise UnknownSender(platform=inbound.platform, id=inbound.sender)
            return Sender(person.key, person.name, person.department, person.roles, person.leads)

        return find

    def _has_met(self, place: Place) -> bool:
        """The platform tells of every opening of the chat; only the first one gets a welcome."""
        with self._bus.database.read() as session:
            return outbox.has_lane(session, place.chat)

    def _today(self) -> date:
        return self._clock().astimezone(self._timezone).date()

    # --- what is answered ------------------------------------------------------------------

    def _refuse(self, refusal: Refusal, stored: Stored, inbound: Inbound, place: Place) -> Answer:
        sentence = self._words.refusal(refusal)
        if not isinstance(inbound, Tapped):
            hints = tuple(entry.view.example_in(self._words) for entry in _entries(refusal))
            return self._say(stored, place, [RefusalCard.of(sentence, self._words, hints)])
        self._say(stored, place, [])
        kind = "info" if isinstance(refusal, StaleCard) else "error"
        return self.with_card(Answer(Toast(kind, sentence)), inbound)

    def _say(self, stored: Stored, place: Place, cards: list[Card]) -> Answer:
        self._bus.answer(cards, now=self._clock(), place=place, delivery=stored)
        return Answer()

    def give_up(self, stored: Stored, inbound: Inbound | None) -> Answer:
        """A defect of ours: keep the delivery in view, and give the sender a reference to it."""
        reference = secrets.token_hex(4)
        log.exception("defect", reference=reference, delivery=stored.delivery, kind=stored.kind)
        self._bus.give_up(stored, now=self._clock(), reference=reference)
        text = self._words.say("notice.defect", reference=reference)
        if isinstance(inbound, Said):
            card = NoteCard(title=self._words.say("notice.defect_title"), tone=Tone.BAD, text=text)
            self._bus.tell(card, f"df{stored.seq}", now=self._clock(), place=place_of(inbound))
        return Answer(Toast("error", text))

    def _toast(self, command: Command, outcome: Outcome) -> Toast:
        if outcome.is_repeat or not (outcome.events or command.is_lookup):
            return Toast("info", self._words.say("done.nothing_new"))
        for event in outcome.events:
            if self._words.has(f"done.{type(event).__name__}"):
                return Toast("success", self._said(event))
        return Toast("success", self._words.say("done.seen"))

    def _said(self, event: Event) -> str:
        return self._words.say(f"done.{type(event).__name__}", **dict(event))

    def with_card(self, answer: Answer, tapped: Tapped) -> Answer:
        """The answer with the tapped card as it is now; a notice stays as it is."""
        with self._bus.database.read() as session:
            card = living.card_by_message(session, tapped.message)
            if card is None:
                return answer
            drawn = draw(session, card.subject, card.kind, self._words, self._today())
            shows = (card.id or 0, card.wanted)
        return replace(answer, card=render(drawn, tapped.platform), shows=shows)

    def note_given(self, answer: Answer) -> None:
        """The platform got this answer in time: what its card shows need not be sent once more."""
        if answer.shows is not None:
            card, shown = answer.shows
            self._bus.database.submit(lambda session: living.note_shown(session, card, shown), urgency=Urgency.PERSON)

    def _welcome(self) -> Card:
        return NoteCard(title=self._words.say("notice.welcome_title"), text=self._words.say("notice.welcome"))


def place_of(inbound: Inbound) -> Place:
    """Where a delivery came from, as a lane. A person and the bot have one lane, whoever writes first."""
    group, private = f"{inbound.platform}:{inbound.chat}", f"{inbound.platform}:@{inbound.sender}"
    kind = inbound.chat_kind if isinstance(inbound, Said) else None
    is_between_two = kind is ChatKind.PRIVATE or isinstance(inbound, ChatOpened) or not inbound.chat
    return Place(
        chat=private if is_between_two else group,
        message=inbound.message,
        is_group=kind is ChatKind.GROUP,
        is_tap=isinstance(inbound, Tapped),
        private=private,
    )


def _is_private(lane: str) -> bool:
    return lane.partition(":")[2].startswith("@")


def _near(word: str) -> list[str]:
    return list(nearest(word, [f"/{name}" for name in CHAT_COMMANDS])) or ["/help"]


def _entries(refusal: Refusal) -> list[ChatCommand]:
    near = set(refusal.facts.get("near", ())) if isinstance(refusal, UnknownCommand) else set()
    return [entry for entry in every_command() if {f"/{entry.word}", f"/{entry.alias}"} & near]
