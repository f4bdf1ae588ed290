"""How fast and how patiently messages go out."""

import zlib
from dataclasses import dataclass
from datetime import timedelta

from storage.rates import Rate


def per_second(count: float) -> Rate:
    """About so many a second, a few at once: four may go together, and then three whenever there is room for them."""
    return Rate(timedelta(seconds=1 / count), burst=4, handful=3)


PER_SECOND = per_second(45)
"""Feishu: 50 a second for each kind of call; kept for all of them together."""
PER_MINUTE = Rate(timedelta(milliseconds=100), 380)
"""Feishu: 1,000 in any minute for each kind of call: 380 at once and ten a second beside them."""
PATIENCE = 15
"""So often a platform is asked again when it says."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The platforms' limits, and what to do when a platform is out of reach."""

    threads: int = 6
    lanes: int = 1
    per_lane: int = 1
    chat_interval: timedelta = timedelta(milliseconds=210)
    """Feishu: 5 a second to one chat, shared with other bots of the group; a little less keeps clear of it."""
    app_rate: Rate = PER_SECOND
    minute_rate: Rate = PER_MINUTE
    lease: timedelta = timedelta(seconds=15)
    """After this long without a sign of life another process takes a lane over."""
    first_retry: timedelta = timedelta(seconds=1)
    longest_retry: timedelta = timedelta(seconds=60)
    longest_told: timedelta = timedelta(minutes=10)
    """A platform that asks for more patience than this is asked again earlier."""
    give_up_after: int = 5_000
    """Tries while the platform is out of reach: some three days."""

    def limits(self, platform: str) -> dict[str, Rate]:
        """The limits of a platform's app, by the keys they are kept under."""
        return {f"app:{platform}": self.app_rate}

    def limits_of(self, platform: str, call: str) -> dict[str, Rate]:
        """The same for one kind of call."""
        return {f"minute:{platform}:{call}": self.minute_rate}

    def wait(self, told: float | None, put_off: int, key: str) -> timedelta:
        """How long to let a message rest that was put off so often before; `told` are seconds the platform asked for.

        Attempts that a crash broke off say nothing about the platform, and do not count.
        """
        if told:
            # One that keeps asking for a second longer has other troubles: it is left alone for longer each time.
            return max(min(timedelta(seconds=told), self.longest_told), self._grown(put_off - PATIENCE))
        # Spread by a quarter either way, always alike for a message: what failed together does not return together.
        return self._grown(put_off) * (0.75 + 0.5 * zlib.crc32(f"{key}/{put_off}".encode()) / 0xFFFF_FFFF)

    def _grown(self, put_off: int) -> timedelta:
        grown: timedelta = min(self.first_retry * 2 ** min(put_off, 10), self.longest_retry)
        return grown if put_off >= 0 else timedelta(0)
