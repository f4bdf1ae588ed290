"""What an engineering change says: which lines, from when on, for how long, and what becomes of what has begun."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Check

from core.changes.errors import ChangeIncomplete
from core.changes.redline import LineAction, LineChange
from core.changes.status import ChangeReason
from core.revisions import Effectivity

LONGEST_REASON = 500
LONGEST_LINES = 1000
MOST_LINES = 60


class Started(StrEnum):
    """What becomes of work orders that have begun."""

    KEEP = "KEEP"
    """They are finished as they were begun."""
    ASK = "ASK"
    """Production decides about each."""


class EngineeringContent(BaseModel):
    """The content of an engineering change; while it is a draft, as far as it is told."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    lines: Annotated[tuple[LineChange, ...], Check(max_length=MOST_LINES)] = ()
    lines_typed: Annotated[str, Check(max_length=LONGEST_LINES)] = ""
    """As they were written."""
    unread: tuple[str, ...] = ()
    """Words among them that say nothing we know."""
    reason_code: ChangeReason | None = None
    reason: Annotated[str, Check(max_length=LONGEST_REASON)] = ""
    effectivity: Effectivity = Effectivity.NOW
    from_date: date | None = None
    from_number: Annotated[str, Check(max_length=40)] = ""
    use_up: Annotated[str, Check(max_length=40)] = ""
    since_typed: Annotated[str, Check(max_length=60)] = ""
    """From when on, as it was written."""
    is_temporary: bool = False
    most_orders: Annotated[int, Check(ge=1, le=10_000)] | None = None
    until: date | None = None
    limit_typed: Annotated[str, Check(max_length=60)] = ""
    is_customer_visible: bool = False
    started: Started = Started.ASK

    @property
    def touched(self) -> frozenset[str]:
        """The components whose lines it is about."""
        return frozenset[str]().union(*(line.touched for line in self.lines))

    @property
    def removed(self) -> tuple[str, ...]:
        """Components that go."""
        gone = (LineAction.REMOVE, LineAction.SWAP)
        return tuple(line.component for line in self.lines if line.action in gone)

    @property
    def missing(self) -> list[str]:
        """Fields (label keys) without which it cannot be submitted."""
        is_since = {
            Effectivity.DATE: self.from_date is not None,
            Effectivity.ORDER: bool(self.from_number),
            Effectivity.LOT: bool(self.from_number),
            Effectivity.USE_UP: bool(self.use_up or len(self.removed) == 1),
        }
        told = {
            "lines": bool(self.lines) and not self.unread,
            "reason_code": self.reason_code is not None,
            "reason": bool(self.reason),
            "since": is_since.get(self.effectivity, True),
            "limit": not self.is_temporary or bool(self.most_orders or self.until),
        }
        return [name for name, is_told in told.items() if not is_told]

    def require_complete(self) -> "EngineeringContent":
        """Refuse what lacks something; otherwise with what goes without saying filled in."""
        if missing := self.missing:
            raise ChangeIncomplete(field=missing[0], unread=list(self.unread))
        use_up = self.use_up or (self.removed[0] if len(self.removed) == 1 else "")
        limits = {} if self.is_temporary else {"most_orders": None, "until": None}
        return self.model_copy(update={"use_up": use_up if self.effectivity is Effectivity.USE_UP else ""} | limits)
