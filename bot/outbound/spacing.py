"""When a chat may be written to again."""

import math
from collections import deque
from datetime import datetime, timedelta

SECOND = timedelta(seconds=1)
MOST_CHATS = 10_000
"""Then those that have been left alone for a second are forgotten."""


class Spacing:
    """Keeps calls to one chat apart by an interval, from when one is claimed to when the next one is.

    Counted from their ends, a slow platform would get half of what it allows. But when a call arrives, between its
    claim and its end, nobody knows: so besides, the platform's number for a second may only follow a whole second
    after the end of the first of them.
    """

    def __init__(self, interval: timedelta) -> None:
        self._interval = interval
        self._per_second = max(1, math.ceil(SECOND / interval)) if interval else 0
        self._ends: dict[str, deque[datetime]] = {}

    def free_at(self, chat: str, claimed: datetime, ended: datetime) -> datetime:
        """A call to the chat, claimed then, ended then: when may the next one be claimed?"""
        if not self._interval:
            return ended
        if len(self._ends) > MOST_CHATS:
            self._forget(ended)
        ends = self._ends.setdefault(chat, deque(maxlen=self._per_second))
        ends.append(ended)
        spaced = claimed + self._interval
        free_at = max(spaced, ends[0] + SECOND) if len(ends) == self._per_second else spaced
        # Further ahead only when the clock was set back: nobody waits for it to catch up.
        return min(free_at, ended + max(self._interval, SECOND))

    def _forget(self, now: datetime) -> None:
        self._ends = {chat: ends for chat, ends in self._ends.copy().items() if now - ends[-1] < SECOND}
