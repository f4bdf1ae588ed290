"""Every intention about bad parts."""

from decimal import Decimal

from pydantic import Field

from core.badparts import Disposal
from handlers.command import Command

LONGEST_REASON = 300


class BlockBadPart(Command):
    """Some pieces of an item on the shelf must not be used; three departments are asked what becomes of them."""

    item: str
    qty: Decimal = Field(gt=0)
    reason: str = Field(min_length=1, max_length=LONGEST_REASON)
    po_no: str = ""


class SayBadPart(Command):
    """What one of the three departments thinks should become of them, whatever others have said meanwhile."""

    number: str
    department: str
    disposal: Disposal
    days: int = Field(default=0, ge=0, le=999)
    """After so many calendar days as many good ones are there again."""


class ChaseBadPart(Command):
    """Somebody has not spoken in time."""

    number: str
    level: int


class ReportBadPart(Command):
    """Those whose orders waited for the pieces read what is expected of them now."""

    number: str
