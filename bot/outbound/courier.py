"""One message to one platform: what is sent, what each refusal leads to, what came of it."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from bot.outbound.pace import Pace
from bot.platforms.port import Address, Fault, Platform, PlatformBusy, PlatformRefused, To
from cards.card import Card, from_notice
from cards.notes import NoteCard
from cards.render import CardTooLarge, render
from cards.wording import Wording
from handlers.drawing import draw
from handlers.queries.following import is_followed
from storage.database import Database, is_out_of_reach
from storage.outbox import Outcome, Ready
from storage.tables import LivingCard

log = structlog.get_logger()

GONE = frozenset({Fault.CARD_EXPIRED, Fault.MESSAGE_GONE})
"""The message can no longer be changed: a new one takes its place."""
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
        name, to = address_of(ready.lane)
        platform, content = self._platforms[name], render(card, name)
        if there := ready.card_message or ready.replaces:
            try:
                platform.update(there, content)
                return Outcome(ready, sent=True, message=ready.replaces, shown=ready.wanted)
            except PlatformRefused as refused:
                if refused.fault not in GONE:
                    raise
                if refused.fault is Fault.CARD_EXPIRED and self._is_let_go(ready):
                    return Outcome(ready, sent=True, shown=ready.wanted)
            if ready.replaces:
                return Outcome(ready, sent=True, message=ready.replaces)  # nobody can be misled by it any more
        # The same for every attempt, whatever has become of the state: the platform then knows a repeat.
        message = self._deliver(platform, to, content, ready, key=f"{ready.once}.{there[-8:]}{tail}")
        # A repeat may have been answered with the message of an earlier state: then it is drawn once more.
        return Outcome(ready, sent=True, message=message, shown=0 if ready.attempts else ready.wanted)

    def _is_let_go(self, ready: Ready) -> bool:
        """What has ended while its card could not be changed any more is no news."""
        with self._database.read() as session:
            card = session.get(LivingCard, ready.card) if ready.card is not None else None
            return card is not None and not is_followed(session, card.subject, card.kind)

    def _deliver(self, platform: Platform, to: Address, content: Mapping[str, Any], ready: Ready, *, key: str) -> str:
        if ready.reply_to:
            try:
                return platform.reply(ready.reply_to, content, key=key).message
            except PlatformRefused as refused:
                if refused.fault not in GONE:
                    raise
        return platform.send(to, content, key=key).message

    # --- when it does not work -------------------------------------------------------------

    def _later(self, ready: Ready, busy: PlatformBusy) -> Outcome:
        if ready.put_off >= self._pace.give_up_after:
            return self._refused(ready, PlatformRefused(Fault.INVALID, f"still busy: {busy}"))
        wait = self._pace.wait(busy.wait, ready.put_off, ready.once)
        log.info("platform_busy", why=str(busy), times=ready.put_off + 1, wait_seconds=wait.total_seconds())
        return Outcome(ready, error=str(busy), retry_at=self._clock() + wait)

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
