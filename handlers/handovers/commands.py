"""What people do to hand something over."""

from pydantic import Field

from handlers.command import Command


class OfferHandOver(Command):
    """Ask somebody to take over an order, or what another number says; `told` is who, why, and perhaps which part."""

    words: str
    told: str


class AcceptHandOver(Command):
    """Take it."""

    handover_no: str
    revision: int | None = None


class DeclineHandOver(Command):
    """Do not take it."""

    handover_no: str
    revision: int | None = None
    reason: str = Field(min_length=1, max_length=300)


class WithdrawHandOver(Command):
    """Keep it after all."""

    handover_no: str


class LapseHandOver(Command):
    """Nobody has answered in time."""

    handover_no: str
