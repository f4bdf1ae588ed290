"""What each refusal of a frame means for us: the platform's error codes, as data (platform reference §5.3.4, §12)."""

from collections.abc import Mapping
from typing import Final

from bot.platforms.port import Fault, PlatformBusy, PlatformRefused

THEIR_TROUBLE: Final = -1
NOT_SUBSCRIBED: Final = 846609
TOO_OFTEN: Final = 45009
STREAM_OVER: Final = 846608

BUSY: Final[Mapping[int, float | None]] = {
    TOO_OFTEN: 60.0,  # limits of a minute last that long
    THEIR_TROUBLE: None,  # back off
    45033: None,  # too many at once
    NOT_SUBSCRIBED: None,  # we connect anew
}
"""Seconds to wait before the same frame may be sent again; None where nothing is known."""

REFUSED: Final[Mapping[int, Fault]] = {
    846605: Fault.MESSAGE_GONE,  # this req_id takes no such answer
    STREAM_OVER: Fault.MESSAGE_GONE,
    93006: Fault.CHAT_GONE,
    86001: Fault.CHAT_GONE,
    86003: Fault.CHAT_GONE,
    40003: Fault.PERSON_GONE,
    60111: Fault.PERSON_GONE,
    81013: Fault.PERSON_GONE,
    82001: Fault.PERSON_GONE,
    45001: Fault.TOO_LARGE,
    45002: Fault.TOO_LARGE,
    40001: Fault.NOT_PERMITTED,  # wrong secret
    40013: Fault.NOT_PERMITTED,
    48002: Fault.NOT_PERMITTED,
    50003: Fault.NOT_PERMITTED,  # switched off
    60011: Fault.NOT_PERMITTED,
    60020: Fault.NOT_PERMITTED,  # our address is not trusted
    40007: Fault.INVALID,  # media expired, or of another bot
    40008: Fault.INVALID,  # this type of message is not taken here
    40058: Fault.INVALID,
    44001: Fault.INVALID,  # empty
    44004: Fault.INVALID,
}
"""Why a frame was refused for good."""

_LONGEST_REASON = 300


class StreamOver(PlatformRefused):
    """The answer was told to its end before, or has taken too long."""


def problem(code: int, reason: str) -> PlatformBusy | PlatformRefused:
    """The error to raise for an answer that is no success. A code we do not know is a refusal."""
    told = f"{code} {reason}"[:_LONGEST_REASON]
    if code in BUSY:
        return PlatformBusy(told, BUSY[code], is_untried=code != THEIR_TROUBLE)
    kind = StreamOver if code == STREAM_OVER else PlatformRefused
    return kind(REFUSED.get(code, Fault.INVALID), told)
