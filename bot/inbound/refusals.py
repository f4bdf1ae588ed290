"""Why a delivery leads to no command."""

from core.errors import BadInput, NotAllowed, WrongState


class UnknownSender(NotAllowed):
    """Nobody we know: `platform` and `id`."""


class UnknownCommand(BadInput):
    """`word` as typed, and the `near` ones."""


class SentLongAgo(WrongState):
    """`at` is when it was said; what a person wanted then need not be what they want now."""


class ForeignCard(NotAllowed):
    """A message that we never sent: a forwarded copy of a card."""


class NotRecordedYet(Exception):
    """A tap on what may be a message of ours whose sending is not written down yet: to be tried again."""
