"""What people do around the effect of a change: customers agree, owners acknowledge, old parts are decided about."""

from datetime import date
from decimal import Decimal

from pydantic import Field

from core.changes import DispositionChoice
from handlers.command import Command
from handlers.commands import Lookup


class AcknowledgeChange(Command):
    """Somebody knows of a change; without a `person` it is the sender."""

    change_no: str
    person: str = ""


class ChaseNotice(Command):
    """Nobody answered in time: remind, then ask the lead, the coordinator, the managers."""

    change_no: str
    person: str
    level: int


class DecideDisposition(Command):
    """What becomes of the old parts in one place: the parts add up to what is there."""

    change_no: str
    entry: int
    split: dict[DispositionChoice, Decimal]
    note: str = Field(default="", max_length=300)


class ShowReceipts(Lookup):
    """Who has acknowledged a change and who has not; without a number, of all that are not settled."""

    change_no: str = ""


class RecordCustomerConsent(Command):
    """A customer agrees to a change: who of them, when and how."""

    change_no: str
    customer: str
    granted_by: str = Field(min_length=1, max_length=80)
    granted_on: date | None = None
    evidence: str = Field(min_length=1, max_length=300)


class ChaseConsent(Command):
    """Nobody has noted what a customer says: remind, then ask the lead, the coordinator, the managers."""

    change_no: str
    customer: str
    level: int


class WaiveCustomerConsent(Command):
    """Let a change take effect without the customers who have not agreed."""

    change_no: str
    revision: int | None = None
    reason: str = Field(min_length=1, max_length=300)
