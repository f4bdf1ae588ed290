"""What sending on WeCom has to remember, in the database and for every process: codes, limits, questions."""

import hashlib
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from storage import bot_questions, card_codes, rates
from storage.bot_questions import BotQuestion
from storage.database import Database
from storage.rates import Rate

CODE_LIFETIME = timedelta(hours=72)
"""Of what lets a card be changed once (platform reference §7.2)."""
PER_MINUTE = Rate(timedelta(seconds=4), 14)
"""30 a minute to one person or group, and what is more is dropped silently (§4.5): 14 at once, and 15 beside them."""
PER_HOUR = Rate(timedelta(seconds=4), 90)
"""1,000 an hour: 90 at once, and 900 beside them."""
ROBOT_PER_MINUTE = Rate(timedelta(seconds=6), 9)
"""20 a minute for each robot of a group (§5.2)."""

_ARRIVED = "arrived"
"""The platform tells no name for a part of a message that anybody would need."""


@dataclass(frozen=True, slots=True)
class Change:
    """Whether a card can be changed now, and how often after that."""

    code: str = ""
    left: int = 0


class Notebook:
    """Small transactions of their own: what is noted here is true whatever becomes of the message."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    # --- codes -----------------------------------------------------------------------------

    def note_sent(self, message: str, platform_id: str, code: str) -> None:
        """A card was sent: what the platform calls it, and what lets it be changed."""
        now = self._clock()

        def work(session: Any) -> None:
            if platform_id:
                card_codes.note_sent(session, message, platform_id, now=now)
            if code:
                card_codes.keep(session, message, code, expires_at=now + CODE_LIFETIME)

        self._database.write(work)

    def keep_code(self, message: str, code: str) -> None:
        """A click brought a code that was not needed for its answer."""
        self.note_sent(message, "", code)

    def take_code(self, message: str, *, leaving: int) -> Change:
        """Use a code up, unless fewer than `leaving` would be left; without a code, `left` says how many there are."""
        now = self._clock()

        def work(session: Any) -> Change:
            taken = card_codes.take(session, message, now=now, leaving=leaving)
            if taken is not None:
                return Change(taken.code, taken.left)
            return Change("", card_codes.count(session, message, now=now))

        return self._database.write(work)

    def give_back(self, code: str) -> None:
        """The call did not come about: the code is as good as before."""
        self._database.write(lambda session: card_codes.give_back(session, code))

    def platform_id(self, message: str) -> str:
        """What the platform calls a message; what we call it, where that is the same."""
        with self._database.read() as session:
            return card_codes.platform_id(session, message) or message

    def note_parts(self, message: str, count: int) -> None:
        """So many parts of a message have arrived before something went wrong."""
        for number in range(count):
            self.note_sent(_part(message, number), _ARRIVED, "")

    def parts_of(self, message: str) -> int:
        """How many parts of a message have arrived for certain."""
        with self._database.read() as session:
            return next(it for it in itertools.count() if not card_codes.platform_id(session, _part(message, it)))

    def note_tried(self, message: str, content: Mapping[str, Any]) -> None:
        """This went off first, and nobody knows whether it arrived."""
        self.note_sent(f"{message}#tried", _digest(content), "")

    def is_as_tried(self, message: str, content: Mapping[str, Any]) -> bool:
        """Whether what went off first looked just like this."""
        with self._database.read() as session:
            return card_codes.platform_id(session, f"{message}#tried") == _digest(content)

    # --- limits ----------------------------------------------------------------------------

    def spend(self, whom: str, count: int, *, is_robot: bool = False) -> float:
        """So many messages go to one person or group; seconds to wait when that is too many, and none go."""
        limits = {f"robot:{whom}": ROBOT_PER_MINUTE} if is_robot else _limits(whom)
        now = self._clock()

        def work(session: Any) -> float:
            room = rates.look(session, limits, now=now)
            if room.count < count:
                return max(1.0, (room.free_at - now).total_seconds())
            rates.spend(session, limits, room, count, now=now)
            return 0.0

        return self._database.write(work)

    # --- questions to the smart bot --------------------------------------------------------

    def question(self, message: str) -> BotQuestion | None:
        """What was said to the smart bot with this message."""
        with self._database.read() as session:
            return bot_questions.find(session, message)

    def answer(self, message: str, body: dict[str, Any]) -> bool:
        """Have the platform find this when it next looks for more. False when it looks no longer."""
        return self._database.write(lambda session: bot_questions.answer(session, message, body))

    def use_response_url(self, message: str) -> str:
        """The address for one later answer; empty when there is none."""
        return self._database.write(lambda session: bot_questions.use_response_url(session, message))

    def return_response_url(self, message: str, url: str) -> None:
        """That answer did not come about: the address is as good as before."""
        self._database.write(lambda session: bot_questions.return_response_url(session, message, url))


def _part(message: str, number: int) -> str:
    return f"{message}#{number}"


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(orjson.dumps(dict(content), option=orjson.OPT_SORT_KEYS)).hexdigest()


def _limits(whom: str) -> dict[str, Rate]:
    return {f"minute:{whom}": PER_MINUTE, f"hour:{whom}": PER_HOUR}
