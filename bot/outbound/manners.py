"""What WeCom asks of whoever sends much (platform reference §4.5, §7.4)."""

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from cards.dialects import changes_in_place

_CROWDED_MINUTES = (0, 30)
"""At full and half hours everybody's jobs fire: WeCom asks to keep clear of them."""
NOW = timedelta(0)


@dataclass(frozen=True, slots=True)
class Spread:
    """How much later a push goes that nobody is waiting for: past a crowded minute, and not all in the next one.

    Always alike for the same push: what is owed again is not put off again.
    """

    seconds: int

    def __call__(self, lane: str, key: str, now: datetime) -> timedelta:
        """Nothing in other minutes, and on other platforms."""
        if not (self.seconds and lane.startswith("wecom:") and now.minute in _CROWDED_MINUTES):
            return NOW
        rest_of_minute = timedelta(minutes=1) - timedelta(seconds=now.second, microseconds=now.microsecond)
        return rest_of_minute + timedelta(seconds=zlib.crc32(f"{lane}{key}".encode()) % self.seconds)


@dataclass(frozen=True, slots=True)
class RedrawRest:
    """How long changes gather before a card follows that can only be sent anew: in groups of WeCom."""

    seconds: float

    def __call__(self, lane: str) -> timedelta:
        """Nothing where a card is changed in place."""
        return NOW if changes_in_place(lane) else timedelta(seconds=self.seconds)
