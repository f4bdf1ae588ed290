"""Understands deliveries and carries them out."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlmodel import Session

from bot.grammar.actions import read_action
from bot.grammar.commands import CHAT_COMMANDS, ChatCommand, Reading
from bot.grammar.lexicon import NO_NAMES, Lexicon
from bot.grammar.words import read_words
from bot.inbound.answers import Answer, Toast, asks_of, toast_of, with_promise
from bot.inbound.files import FileReader
from bot.inbound.hints import commands_of, near_commands
from bot.inbound.places import is_private, place_of
from bot.inbound.refusals import ForeignCard, NotRecordedYet, SentLongAgo, UnknownCommand, UnknownSender
from bot.platforms.port import (
    ApprovalChanged,
    BotAdded,
    BotRemoved,
    ChatOpened,
    Inbound,
    MenuTapped,
    PersonLeft,
    Said,
    Tapped,
)
from cards import wecom
from cards.card import Card, Tone
from cards.dialects import channel_of, content_for, has_toasts
from cards.notes import NoteCard, RefusalCard
from cards.turns import QuestionCard
from cards.wecom import buttons_of
from cards.wording import Wording
from core.errors import BadInput, Refusal, StaleCard
from handlers.bus import Bus, Outcome, Who
from handlers.changes.form_commands import NoteFormMoved
from handlers.command import Command
from handlers.commands import NoteAccountClosed, NoteChatReachable
from handlers.context import Place
from handlers.drawing import draw, drawn_on
from handlers.sender import TONGPIN, Sender
from storage import chats, living, outbox
from storage.inbox import Stored
from storage.orders import get_draft
from storage.roster import acting
from storage.writer import Urgency

log = structlog.get_logger()

STALE_AFTER = timedelta(minutes=30)
"""After a long connection was away, the platform brings what was said up to six hours ago."""


TURNS = ("guide", "back")
"""Buttons that only turn the card over, for whoever taps."""


class Listener:
    """Understands deliveries and carries them out."""

    def __init__(
        self, bus: Bus, clock: Callable[[], datetime], timezone: ZoneInfo, lexicon: Callable[[Session], Lexicon],
        *, stale_after: timedelta | None = None, files: FileReader | None = None,
    ) -> None:  # fmt: skip
        self._bus = bus
        self._clock = clock
        self._timezone = timezone
        self._lexicon = lexicon
        self._stale_after = stale_after
        self._files = files
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
                return self._say(stored, place, self._welcome(place))
            case PersonLeft(sender=account):
                return self._obey_news(stored, NoteAccountClosed(platform=inbound.platform, account=account), place)
            case ApprovalChanged(platform=platform, number=number):
                return self._obey_news(stored, NoteFormMoved(platform=platform, number=number), place)
            case _:
                return self._say(stored, place, [])

    def _listen(self, stored: Stored, said: Said, place: Place) -> Answer:
        """In a group the bot only listens when it is mentioned. Called without a word, it says what it can do.

        Pictures, files and voices are no words.
        """
        if self._files and (files := self._files.read(said, place, self._who(said))):
            return Answer(owed=self._execute(files, self._who(said), stored, place, Urgency.NORMAL).owed)
        if place.is_group and not said.is_mentioned:
            return self._say(stored, place, [])
        self._note_found(place)
        if said.is_mentioned and not (said.text.strip() or said.attachments):
            return self._obey_words(stored, "/help", place, said)
        if not said.text.strip():
            return self._say(stored, place, [NoteCard.saying("wordless", self._words)])
        return self._obey_words(stored, said.text, place, said)

    def _note_found(self, place: Place) -> None:
        """Where nobody tells that we are back in a group, being spoken to there does."""
        if not place.is_group or has_toasts(place.chat):
            return
        with self._bus.database.read() as session:
            is_lost = bool(chats.lost_among(session, [place.chat]))
        if is_lost:
            found = NoteChatReachable(chat=place.chat, is_reachable=True)
            self._bus.execute(found, sender=TONGPIN, now=self._clock())

    def _obey_words(self, stored: Stored, text: str, place: Place, inbound: Inbound) -> Answer:
        if self._stale_after is not None and stored.received_at - inbound.at > self._stale_after:
            raise SentLongAgo(at=inbound.at)
        words = read_words(text, CHAT_COMMANDS)
        entry = CHAT_COMMANDS.get(words.command)
        if entry is None:
            raise UnknownCommand(word=(words.command or text.strip())[:30], near=near_commands(words.command or text))
        command = entry.read(words, self._reading(entry))
        outcome = self._execute(command, self._who(inbound), stored, place, Urgency.NORMAL)
        return Answer(owed=outcome.owed)

    def _reading(self, entry: ChatCommand) -> Reading:
        if not entry.reads_names:
            return Reading(NO_NAMES, self._now())
        with self._bus.database.read() as session:
            return Reading(self._lexicon(session), self._now())

    def _obey_tap(self, stored: Stored, tapped: Tapped, place: Place) -> Answer:
        with self._bus.database.read() as session:
            sender = self._who(tapped)(session)
            lane = self._lane_of(session, stored, tapped, place)
            turned = self._turned(session, lane, tapped)
            command = None if turned else self._command_of(session, tapped)
        if turned or command is None:
            self._say(stored, place, [])
            return Answer(card=turned, is_private=True)
        place = replace(place, chat=lane, is_group=not is_private(lane))
        outcome = self._execute(command, sender, stored, place, Urgency.PERSON)
        toast = toast_of(outcome, self._words, self._today(), is_lookup=command.is_lookup)
        content = self._content(lane, outcome.replies[-1], toast) if outcome.replies else None
        return Answer(toast, content, outcome.owed, asks=asks_of(outcome, self._words))

    def _turned(self, session: Session, lane: str, tapped: Tapped) -> dict[str, Any] | None:
        """What a card turns into for whoever taps on it, without anything being done yet."""
        value = {name: it for name, it in tapped.value.items() if name != "ask"}
        is_view = value.get("act") in TURNS
        if not (is_view or "ask" in tapped.value):
            return None
        card = drawn_on(session, tapped.message, self._words, self._today())
        if card is None:
            return None
        if value.get("act") == "guide":
            return wecom.draw_guided(card, channel_of(lane), self._words) or self._content(lane, card, None)
        if value.get("act") == "back":
            return self._content(lane, card, None)
        button = next((it for it in buttons_of(card) if it.confirm and it.value == value), None)
        return self._content(lane, QuestionCard.of(card, button, self._words), None) if button else None

    def _content(self, lane: str, card: Card, toast: Toast | None) -> dict[str, Any]:
        return content_for(lane, card, self._words, is_lasting=True, toast=toast.text if toast else "")

    def _command_of(self, session: Session, tapped: Tapped) -> Command:
        if tapped.files and self._files:
            return self._files.uploaded(tapped)
        reading = Reading(self._lexicon(session), self._now(), lambda number: get_draft(session, number).understood)
        return read_action(tapped.value, tapped.form, reading)

    def _lane_of(self, session: Session, stored: Stored, tapped: Tapped, place: Place) -> str:
        """The chat we sent the tapped card to. Raises ForeignCard when it is none of ours, NotRecordedYet if it may be.

        People can be faster than the commit that follows a sending; after a crash only sending it again tells its id.
        """
        if lane := living.lane_of(session, tapped.message):
            return lane
        here = (place.chat, place.private)
        if tapped.message and outbox.is_under_way(session, here, owed_before=stored.received_at):
            raise NotRecordedYet(tapped.message)
        raise ForeignCard(who=[])

    def _execute(
        self, command: Command, sender: Sender | Who, stored: Stored, place: Place, urgency: Urgency
    ) -> Outcome:
        return self._bus.execute(
            command, sender=sender, now=self._clock(), place=place, delivery=stored, urgency=urgency
        )

    def _note_chat(self, stored: Stored, inbound: BotAdded | BotRemoved, place: Place) -> Answer:
        is_added = isinstance(inbound, BotAdded)
        name, why = getattr(inbound, "name", ""), "" if is_added else "removed"
        found = NoteChatReachable(chat=place.chat, is_reachable=is_added, name=name, why=why)
        self._execute(found, TONGPIN, stored, place, Urgency.NORMAL)
        return Answer()

    def _obey_news(self, stored: Stored, command: Command, place: Place) -> Answer:
        """What the platform itself tells of is nobody's doing."""
        outcome = self._execute(command, TONGPIN, stored, place, Urgency.NORMAL)
        return Answer(owed=outcome.owed)

    # --- who and where ---------------------------------------------------------------------

    def _who(self, inbound: Inbound) -> Who:
        def find(session: Session) -> Sender:
            person = acting(session, inbound.platform, inbound.sender)
            if person is None:
                raise UnknownSender(platform=inbound.platform, id=inbound.sender)
            name = person.name if self._words.is_chinese else person.english_name or person.name
            return Sender(person.key, name, person.department, person.roles, person.leads)

        return find

    def _welcome(self, place: Place) -> list[Card]:
        """The platform tells of every opening of the chat; only the first one gets a welcome."""
        with self._bus.database.read() as session:
            has_met = outbox.has_lane(session, place.chat)
        return [] if has_met else [NoteCard.saying("welcome", self._words)]

    def _now(self) -> datetime:
        return self._clock().astimezone(self._timezone)

    def _today(self) -> date:
        return self._now().date()

    # --- what is answered ------------------------------------------------------------------

    def _refuse(self, refusal: Refusal, stored: Stored, inbound: Inbound, place: Place) -> Answer:
        sentence = self._words.refusal(refusal)
        if not isinstance(inbound, Tapped):
            hints = tuple(entry.view.example_in(self._words) for entry in commands_of(refusal))
            is_unclear = isinstance(refusal, BadInput)
            return self._say(stored, place, [RefusalCard.of(sentence, self._words, hints, is_unclear=is_unclear)])
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

    def with_card(self, answer: Answer, tapped: Tapped) -> Answer:
        """The answer with the tapped card as it is now; a notice stays as it is."""
        with self._bus.database.read() as session:
            answer = with_promise(answer, session, self._words, self._today())
            card = living.card_by_message(session, tapped.message)
            if card is None:
                return self._with_notice(session, answer, tapped.message)
            drawn, lane = draw(session, card.subject, card.kind, self._words, self._today()), card.chat
            shows = (card.id or 0, card.wanted)
        return replace(answer, card=self._content(lane, drawn, answer.toast), shows=shows)

    def _with_notice(self, session: Session, answer: Answer, message: str) -> Answer:
        """What does not change any more stays as it is. Where nothing else tells a toast, it is told on it.

        So is it in a group where the card has been sent anew: the old one then shows what the new one does.
        """
        lane = living.lane_of(session, message)
        if has_toasts(lane):
            return answer
        drawn = drawn_on(session, message, self._words, self._today())
        return replace(answer, card=self._content(lane, drawn, answer.toast)) if drawn is not None else answer

    def note_given(self, answer: Answer) -> None:
        """The platform got this answer in time: what its card shows need not be sent once more."""
        if answer.shows is not None:
            card, shown = answer.shows
            self._bus.database.submit(lambda session: living.note_shown(session, card, shown), urgency=Urgency.PERSON)
