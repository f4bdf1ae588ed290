"""One command, one transaction: what a handler may do to the memory."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from core.events import Event
from storage import audit, counters, inbox, living, outbox, timers
from storage.audit import Origin
from storage.inbox import Arrival, Stored
from storage.living import CALLBACK_GRACE
from storage.outbox import Owed, Wait

NOW = timedelta(0)


@dataclass(frozen=True, slots=True)
class Manners:
    """What platforms ask of whoever sends much."""

    clock: str = ""
    """The actor of what jobs and timers bring about."""
    spread: Callable[[str, str, datetime], timedelta] = lambda lane, key, now: NOW
    """How much later a push goes that nobody is waiting for: by lane, key and moment."""
    rest_before_redraw: Callable[[str], timedelta] = lambda lane: NOW
    """How long changes gather before the card of this chat follows them."""


NO_MANNERS = Manners()


class UnitOfWork:
    """The session of one command, and everything that must be written together with its effect."""

    def __init__(
        self,
        session: Session,
        *,
        now: datetime,
        origin: Origin,
        owner: str,
        timezone: ZoneInfo,
        platforms: frozenset[str],
        manners: Manners = NO_MANNERS,
    ) -> None:
        self.session = session
        self.now = now
        self.origin = origin
        self.timezone = timezone
        self.recorded: list[Event] = []
        self.owed: list[Stored] = []
        self.platforms = platforms
        self._manners = manners
        self._owner = owner

    @property
    def today(self) -> Any:
        """The calendar day at the factory."""
        return self.now.astimezone(self.timezone).date()

    def add(self, *entities: Any) -> None:
        """Keep new entities."""
        self.session.add_all(entities)
        self.session.flush()

    def record(self, *events: Event) -> None:
        """Note what happened: it is announced and audited when the handler is done."""
        self.recorded.extend(events)

    def next_number(self, prefix: str) -> str:
        """The next `PREFIX-YYMM-NNNN`."""
        return counters.next_number(self.session, prefix, self.today)

    def owe_command(self, key: str, kind: str, payload: bytes) -> None:
        """Have a command carried out right after this one, whatever happens to this process."""
        arrival = Arrival(f"self:{key}", "self", kind, payload, self.now)
        self.owed.extend(inbox.insert_arrivals(self.session, [arrival], owner=self._owner))

    def set_timer(self, key: str, due_at: datetime, command: Mapping[str, Any]) -> None:
        """Have a command carried out at a time."""
        timers.set_timer(self.session, key, due_at, command)

    def drop_timer(self, key: str) -> None:
        """The deadline no longer matters."""
        timers.drop_timer(self.session, key)

    def place_card(self, subject: str, kind: str, chat: str, *, reply_to: str = "", wait: Wait = Wait.NOBODY) -> None:
        """Have a living card of the subject in a chat."""
        if not self._reaches(chat):
            return
        due_at = self._due_at(chat, f"{subject}{kind}", wait)
        living.place(self.session, subject, kind, chat, now=self.now, due_at=due_at, reply_to=reply_to, wait=wait)

    def show_card(
        self, subject: str, kind: str, chat: str, *, superseded: Mapping[str, Any], reply_to: str = "",
        wait: Wait = Wait.PERSON,
    ) -> None:  # fmt: skip
        """Somebody is to see the subject's card here now: it is sent anew, and an older one points to it."""
        card = living.find(self.session, subject, kind, chat)
        if card is None:
            self.place_card(subject, kind, chat, reply_to=reply_to, wait=wait)
        else:
            living.reissue(self.session, card, now=self.now, superseded=dict(superseded), reply_to=reply_to, wait=wait)

    def mark_stale(self, subject: str) -> None:
        """The subject's cards no longer show the present state."""
        living.mark_stale(
            self.session, subject, now=self.now, tapped=self.origin.message, rest=self._manners.rest_before_redraw
        )

    def notify(
        self, lane: str, notice: Mapping[str, Any], *, key: str, subject: str = "", reply_to: str = "",
        wait: Wait = Wait.NOBODY, after: timedelta = timedelta(0),
    ) -> None:  # fmt: skip
        """Owe a chat or a person a message whose words stay as they are now."""
        if not self._reaches(lane):
            return
        owed = Owed(
            lane=lane,
            key=key,
            due_at=self._due_at(lane, key, wait) + after,
            subject=subject,
            notice=dict(notice),
            reply_to=reply_to,
            wait=wait,
        )
        outbox.enqueue(self.session, owed, now=self.now)

    def replace_notice(self, lane: str, message: str, notice: Mapping[str, Any], *, key: str) -> None:
        """Owe a notice in place of a message that is being clicked on."""
        owed = Owed(
            lane=lane,
            key=key,
            due_at=self.now + CALLBACK_GRACE,
            notice=dict(notice),
            replaces=message,
            wait=Wait.PERSON,
        )
        outbox.enqueue(self.session, owed, now=self.now)

    def _due_at(self, lane: str, key: str, wait: Wait) -> datetime:
        """At once for whoever asked; what the clock brings about may be spread a little."""
        if wait is Wait.PERSON or self.origin.actor != self._manners.clock:
            return self.now
        return self.now + self._manners.spread(lane, key, self.now)

    def _reaches(self, lane: str) -> bool:
        """Chats of a platform that is switched off are owed nothing."""
        return lane.partition(":")[0] in self.platforms

    def close(self) -> None:
        """Write the audit trail; the last thing before the commit, since it holds the end of the chain."""
        self.session.flush()
        audit.append(self.session, self.recorded, self.origin)
