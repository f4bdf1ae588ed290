"""Days as people say them: 下周五, 月底前, 12月20号, 国庆后, next friday, in 2 weeks, `2026-12-05 +0800`.

A day or month without a year is the next one that is not in the past; today counts. 前 ("by") keeps the day itself
as the deadline, 后 ("after") is the first working day behind it. What may mean several days is asked back
(`DayUnclear`) rather than guessed. Rules for single phrases: `chinese`, `english`, `figures`, `feasts`.
"""

import re
from collections.abc import Callable
from datetime import date

from bot.grammar.dates import chinese, english, feasts, figures
from bot.grammar.dates.phrase import Phrase
from bot.grammar.dates.reading import MAX_DAYS_AHEAD as MAX_DAYS_AHEAD
from bot.grammar.dates.reading import DayPassed as DayPassed
from bot.grammar.dates.reading import DayTooFar as DayTooFar
from bot.grammar.dates.reading import DayUnclear as DayUnclear
from bot.grammar.dates.reading import DayUnreadable as DayUnreadable
from bot.grammar.dates.reading import NoSuchDay as NoSuchDay
from bot.grammar.dates.reading import Reading
from bot.grammar.dates.workdays import is_china_working_day
from bot.grammar.folding import SEPARATORS, fold, shown

_PHRASES: tuple[Phrase, ...] = (*figures.PHRASES, *feasts.PHRASES, *chinese.PHRASES, *english.PHRASES)
_LONGEST = 60

_LEAD = re.compile(
    r"(?:期望|希望|要求|最好|最晚|最迟|不晚于|不迟于|赶在|务必|必须|需要|请|交货日期|交货期|交期|交货|交付|要货|到货|发货|出货|日期"
    r"|在|于|到|就|要|no later than|not later than|by|before|until|till|on|due|latest|around|the|delivery|deliver|ship"
    r"|deadline)[:\s]*"
)
_TRAIL = re.compile(
    r"\s*(?:之前|以前|前|为止|止|左右|吧|就要|要货|要到货|要|交货|交付|交|到货|到|发货|出货|给我|可以吗|行吗|的"
    r"|上午|下午|早上|中午|晚上|下班|at|[0-9]{1,2}(?::[0-9]{2}|点半?|时)|before|latest|please|[!?.~])$"
)
_AFTER = re.compile(r"after\s+(?P<day>.+)|(?P<earlier>.+?)\s*(?:之后|以后|后)")
_BEFORE_A_DAY = re.compile(
    r"(?:最晚|最迟|不晚于|不迟于|赶在|交期|(?:no later than|by|before|until|due|after|on)\s)\s*$"
)
_BEHIND_A_DAY = re.compile(
    r"(?:\s*(?:之前|以前|前|之后|以后|后))?(?:\s*(?:就要|要货|要到货|交货|交付|到货|发货|出货|交|要))?"
)


def read_date(text: str, today: date, *, is_working: Callable[[date], bool] = is_china_working_day) -> date:
    """The day meant on the day `today`: not before it, at most `MAX_DAYS_AHEAD` after it.

    Raises `DayUnreadable`, `DayPassed`, `NoSuchDay`, `DayTooFar` or `DayUnclear`.
    """
    reading = Reading(shown(text), today, is_working)
    words = fold(text).strip(SEPARATORS + "\"'“”()")
    if not words or len(words) > _LONGEST:
        raise reading.unreadable()
    return reading.checked(_understand(words, reading))


def find_dates(folded: str) -> list[tuple[int, int]]:
    """Where days are named inside a sentence (folded text), longest first come; `read_date` reads each place."""
    places = sorted(
        (match.start(), -match.end()) for phrase in _PHRASES if phrase.loose for match in phrase.loose.finditer(folded)
    )
    found: list[tuple[int, int]] = []
    for start, end in places:
        if not found or start >= found[-1][1]:
            found.append(_widened(folded, start, -end, found))
    return found


def _widened(folded: str, start: int, end: int, found: list[tuple[int, int]]) -> tuple[int, int]:
    """With `by` and 最晚 before the day, and 前 and 交 behind it."""
    floor = found[-1][1] if found else 0
    lead, trail = _BEFORE_A_DAY.search(folded, floor, start), _BEHIND_A_DAY.match(folded, end)
    return (lead.start() if lead else start), (trail.end() if trail else end)


def _understand(words: str, reading: Reading) -> date:
    """Read the words, or what is left when 交期, by, 前 and the like are taken off both ends."""
    while words:
        for phrase in _PHRASES:
            if match := phrase.pattern.fullmatch(words):
                return phrase.read(match, reading)
        if match := _AFTER.fullmatch(words):
            return reading.working_after(_understand(match["day"] or match["earlier"], reading))
        shorter = _peeled(words)
        if shorter == words:
            break
        words = shorter
    raise reading.unreadable()


def _peeled(words: str) -> str:
    if _TRAIL.search(words):
        return _TRAIL.sub("", words).strip(SEPARATORS)
    return _LEAD.sub("", words, count=1).strip(SEPARATORS) if _LEAD.match(words) else words
