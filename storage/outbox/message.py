"""A message on its way: owed, ready to be sent, and how that ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from sqlalchemy import ColumnElement

from storage.tables import Lane, LivingCard, OutboxMessage, core_table

OUTBOX = core_table(OutboxMessage)
LANE = core_table(Lane)
CARD = core_table(LivingCard)
LONGEST_REST = timedelta(minutes=15)
"""Neither a limit nor a busy platform lets anything rest for longer: see `bot.outbound.pace`."""


class Wait(IntEnum):
    """Who goes first within a lane."""

    PERSON = 0
    NOBODY = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One message for one chat: a living card to redraw (`card`) or a notice with its words kept."""

    lane: str
    key: str
    due_at: datetime
    subject: str = ""
    card: int | None = None
    notice: dict[str, Any] | None = None
    reply_to: str = ""
    replaces: str = ""
    wait: Wait = Wait.NOBODY


@dataclass(frozen=True, slots=True)
class Ready:
    """A message whose turn has come. The card's fields are empty for a notice."""

    seq: int
    lane: str
    key: str
    once: str
    """The same for every attempt at this message and for no other: what a platform knows a repeat by."""
    subject: str
    notice: dict[str, Any] | None
    reply_to: str
    replaces: str
    attempts: int
    """Attempts before this one; whether they ended, and how, may be unknown."""
    put_off: int
    """Those of them that the platform answered by asking for patience."""
    card: int | None
    kind: str
    card_message: str
    wanted: int
    shown: int
    issue: int

    @property
    def call(self) -> str:
        """The kind of call it will most likely take: a platform limits each by itself."""
        if self.card_message or self.replaces:
            return "update"
        return "reply" if self.reply_to else "send"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the sending of one message ended. With neither `sent` nor `dead` it is tried again at `retry_at`."""

    ready: Ready
    sent: bool = False
    dead: bool = False
    message: str = ""
    shown: int | None = None
    error: str = ""
    retry_at: datetime | None = None
    is_untried: bool = False
    """It has not been an attempt: nothing of it can have arrived."""

    @property
    def is_shown(self) -> bool:
        """A living card now shows a state."""
        return self.sent and self.ready.card is not None


def is_on(pattern: str) -> ColumnElement[bool]:
    """A lane that this pattern of LIKE fits: `feishu:%`."""
    return LANE.c.key.like(pattern)
