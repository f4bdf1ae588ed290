"""One message to one platform: what is sent, what each refusal leads to, what came of it."""

import secrets
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from bot.outbound.pace import Pace
from bot.platforms.port import Address, Fault, Platform, PlatformBusy, PlatformRefused, Sent, To
from cards.card import Card, CardTooLarge, from_notice
from cards.dialects import content_for
from cards.notes import NoteCard
from cards.superseded import SupersededCard
from cards.wording import Wording
from handlers.drawing import draw
from handlers.queries.following import is_followed
from storage.database import Database, is_out_of_reach
from storage.outbox import Outcome, Ready
from storage.tables import LivingCard

log = structlog.get_logger()

GONE = frozenset({Fault.CARD_EXPIRED, Fault.MESSAGE_GONE, Fault.UPDATES_SPENT})
"""The message can no longer be changed: a new one takes its place."""
PASSING, PASSING_TIMES = timedelta(milliseconds=250), 8
"""How long a card that is about to change rests, and how often."""
UNSAYABLE = frozenset({Fault.TOO_LARGE, Fault.CONTENT_REFUSED, Fault.BAD_MENTION})
"""The platform takes a message, but not with these words in it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A message that was given up, for those who have to know."""

    lane: str
    subject: str
    fault: Fault
    why: str


class Courier:
    """Brings messages to platforms. Holds nothing between two messages."""

    def __init__(
        self, database: Database, platforms: Mapping[str, Platform], wording: Wording, clock: Callable[[], datetime],
        timezone: ZoneInfo, pace: Pace, on_refused: Callable[[Refused], None],
    ) -> None:  # fmt: skip
        self._database, self._platforms, self._wording = database, platforms, wording
        self._clock, self._timezone, self._pace = clock, timezone, pace
        self._on_refused = on_refused

    def send(self, ready: Ready) -> Outcome:
        """Bring one message to its chat. Whatever goes wrong is part of the outcome."""
        with structlog.contextvars.bound_contextvars(lane=ready.lane, message_key=ready.key, subject=ready.subject):
            try:
                return self._send(ready)
            except Exception as error:
                if is_out_of_reach(error):
                    log.warning("database_out_of_reach", why=type(error).__name__)
                    return Outcome(
                        ready, error="database out of reach", retry_at=self._clock() + self._pace.first_retry
                    )
                return self._break_off(ready)

    def _send(self, ready: Ready) -> Outcome:
        try:
            return self._send_card(ready) if ready.card is not None else self._send_notice(ready)
        except PlatformBusy as busy:
            return self._later(ready, busy)
        except PlatformRefused as refused:
            return self._refused(ready, refused)
        except CardTooLarge as too_large:
            return self._refused(ready, PlatformRefused(Fault.TOO_LARGE, str(too_large)))

    def _send_card(self, ready: Ready) -> Outcome:
        """Draw the newest state and bring the chat's card up to it."""
        with self._database.read() as session:
            card = session.get(LivingCard, ready.card)
            if card is None or (card.message and card.shown >= card.wanted):
                return Outcome(ready, sent=True, shown=card.shown if card else 0)
            ready = replace(ready, card_message=card.message, wanted=card.wanted, issue=card.issue)
            today = self._clock().astimezone(self._timezone).date()
            drawn = draw(session, card.subject, card.kind, self._wording, today)
        if drawn.is_passing and self._can_wait(ready):
            return Outcome(ready, error="about to change", retry_at=self._clock() + PASSING, is_untried=True)
        try:
            return self._bring(ready, drawn)
        except (PlatformRefused, CardTooLarge) as refused:
            return self._say_less(ready, _as_refusal(refused))

    def _send_notice(self, ready: Ready) -> Outcome:
        try:
            return self._bring(ready, from_notice(ready.notice or {}))
        except (PlatformRefused, CardTooLarge) as refused:
            return self._say_less(ready, _as_refusal(refused))

    def _say_less(self, ready: Ready, refused: PlatformRefused) -> Outcome:
        """Words that a platform does not take are left out; anything else it refuses stays refused."""
        if refused.fault not in UNSAYABLE:
            raise refused
        log.warning("said_less", fault=refused.fault.value, why=str(refused))
        text = self._wording.say("notice.minimal", subject=ready.subject)
        less = NoteCard(title=self._wording.say("notice.minimal_title"), text=text)
        outcome = self._bring(ready, less, tail="m")
        return replace(outcome, shown=ready.wanted, error=f"{refused.fault.value}: {refused}")

    # --- what goes over the wire -----------------------------------------------------------

    def _bring(self, ready: Ready, card: Card, *, tail: str = "") -> Outcome:
        """Change the message that is there, or send one."""
        there = ready.card_message or ready.replaces
        is_again = bool(there) or (ready.issue > 1 and not ready.reply_to)
        content = content_for(
            ready.lane, card, self._wording, is_lasting=ready.card is not None or bool(there), is_again=is_again
        )
        if there and (outcome := self._change(there, content, card, ready)) is not None:
            return outcome
        # The same for every attempt, whatever has become of the state: the platform then knows a repeat.
        instead_of = f"{zlib.crc32(there.encode()):08x}" if there else ""
        sent = self._deliver(content, ready, key=f"{ready.once}.{instead_of}{tail}")
        # A repeat may have been answered with the message of an earlier state: then it is drawn once more.
        is_older = bool(ready.attempts) if sent.is_known is None else sent.is_known
        return Outcome(ready, sent=True, message=sent.message, shown=0 if is_older else ready.wanted)

    def _change(self, there: str, content: Mapping[str, Any], card: Card, ready: Ready) -> Outcome | None:
        """Change the message that is there; None when a new one has to take its place."""
        try:
            self._platform_of(ready).update(there, content, is_last=isinstance(card, SupersededCard))
            return Outcome(ready, sent=True, message=ready.replaces, shown=ready.wanted)
        except PlatformRefused as refused:
            if refused.fault not in GONE:
                raise
            if ready.replaces:
                return Outcome(ready, sent=True, message=ready.replaces)  # nobody can be misled by it any more
            if refused.fault is not Fault.MESSAGE_GONE and self._is_let_go(ready):
                return self._let_go(there, content, ready, is_possible=refused.fault is Fault.UPDATES_SPENT)
            if refused.fault is Fault.UPDATES_SPENT:
                self._part_from(there, ready)
        return None

    def _let_go(self, there: str, content: Mapping[str, Any], ready: Ready, *, is_possible: bool) -> Outcome:
        """What has ended is worth the last change of its card, and no new one."""
        if is_possible:
            self._change_last(there, content, ready)
        return Outcome(ready, sent=True, shown=ready.wanted)

    def _part_from(self, there: str, ready: Ready) -> None:
        """The last change of a card says that another one has taken its place."""
        old = content_for(ready.lane, SupersededCard.of(ready.subject, self._wording), self._wording, is_lasting=True)
        self._change_last(there, old, ready)

    def _change_last(self, there: str, content: Mapping[str, Any], ready: Ready) -> None:
        """Change a message for the last time, if that is still possible."""
        try:
            self._platform_of(ready).update(there, content, is_last=True)
        except PlatformRefused as refused:
            if refused.fault not in GONE:
                raise

    def _platform_of(self, ready: Ready) -> Platform:
        return self._platforms[ready.lane.partition(":")[0]]

    def _can_wait(self, ready: Ready) -> bool:
        """A card that is about to change once more is not sent yet, where each change costs something."""
        return self._platform_of(ready).is_frugal and ready.put_off < PASSING_TIMES

    def _is_let_go(self, ready: Ready) -> bool:
        """What has ended while its card could not be changed any more is no news."""
        with self._database.read() as session:
            card = session.get(LivingCard, ready.card) if ready.card is not None else None
            return card is not None and not is_followed(session, card.subject, card.kind)

    def _deliver(self, content: Mapping[str, Any], ready: Ready, *, key: str) -> Sent:
        platform, (_, to) = self._platform_of(ready), address_of(ready.lane)
        is_repeat = bool(ready.attempts)
        if ready.reply_to:
            try:
                return platform.reply(ready.reply_to, content, to=to, key=key, is_repeat=is_repeat)
            except PlatformRefused as refused:
                if refused.fault not in GONE:
                    raise
        return platform.send(to, content, key=key, is_repeat=is_repeat)

    # --- when it does not work -------------------------------------------------------------

    def _later(self, ready: Ready, busy: PlatformBusy) -> Outcome:
        if ready.put_off >= self._pace.give_up_after:
            return self._refused(ready, PlatformRefused(Fault.INVALID, f"still busy: {busy}"))
        wait = self._pace.wait(busy.wait, ready.put_off, ready.once)
        log.info("platform_busy", why=str(busy), times=ready.put_off + 1, wait_seconds=wait.total_seconds())
        return Outcome(ready, error=str(busy), retry_at=self._clock() + wait, is_untried=busy.is_untried)

    def _refused(self, ready: Ready, refused: PlatformRefused) -> Outcome:
        """Sending the same again cannot help: it is kept in view, and those who can do something are told."""
        log.warning("platform_refused", fault=refused.fault.value, why=str(refused))
        self._on_refused(Refused(ready.lane, ready.subject, refused.fault, str(refused)))
        return Outcome(ready, dead=True, error=f"{refused.fault.value}: {refused}")

    def _break_off(self, ready: Ready) -> Outcome:
        """A message we cannot make is a defect of ours: it is kept in view, and its lane goes on."""
        reference = secrets.token_hex(4)
        log.exception("defect", reference=reference)
        return Outcome(ready, dead=True, error=f"defect {reference}")


def address_of(lane: str) -> tuple[str, Address]:
    """A lane's platform and address: `feishu:oc_…` is a chat, `feishu:@ou_…` a person."""
    platform, _, target = lane.partition(":")
    if target.startswith("@"):
        return platform, Address(To.PERSON, target[1:])
    return platform, Address(To.CHAT, target)


def _as_refusal(error: PlatformRefused | CardTooLarge) -> PlatformRefused:
    return error if isinstance(error, PlatformRefused) else PlatformRefused(Fault.TOO_LARGE, str(error))
