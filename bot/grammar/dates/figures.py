"""Days written in figures: 2026-12-20, 20261220, 12-20, 12/20, 26.12.20, and what a date picker sends.

Month before day, as in China and in ISO; the other way round only where nothing else fits (20/12).
"""

import re
from datetime import date

from bot.grammar.dates.chinese import CHECK, agrees
from bot.grammar.dates.phrase import phrase
from bot.grammar.dates.reading import Reading

_CLOCK = r"(?:[t ]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)?\s*(?:z|[+-][0-9]{2}:?[0-9]{2})?"
_MONTH, _DAY = r"(?P<month>0?[1-9]|1[0-2])", r"(?P<day>0?[1-9]|[12][0-9]|3[01])"
_ALONE, _ENDS = r"(?<![0-9a-z./#-])", r"(?![0-9a-z%/\"'-]|\s*(?:[台套个件只把寸米年倍]|mm|cm|pcs|inch))"
_DUE = r"(?=\s*(?:号|日|之前|以前|前|交|要|到货|发货|出货))"


def _full(match: re.Match[str], reading: Reading) -> date:
    day = reading.day(int(match["year"]), int(match["month"]), int(match["day"]))
    return agrees(day, match, reading)


def _compact(match: re.Match[str], reading: Reading) -> date:
    return reading.day(int(match["year"]), int(match["month"]), int(match["day"]))


def _without_year(match: re.Match[str], reading: Reading) -> date:
    month, day = int(match["month"]), int(match["day"])
    if month > 12 >= day:
        month, day = day, month
    return agrees(reading.coming(month, day), match, reading)


def _short_year(match: re.Match[str], reading: Reading) -> date:
    """Year first, as in China; day first only where the other way nothing ahead comes out."""
    first, month, last = int(match["first"]), int(match["month"]), int(match["last"])
    days = [_day(2000 + first, month, last), _day(2000 + last, month, first)]
    ahead = [day for day in days if day is not None and day >= reading.today]
    day = ahead[0] if ahead else reading.day(2000 + first, month, last)
    return agrees(day, match, reading)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


PHRASES = (
    phrase(
        rf"(?<![0-9])(?P<year>[0-9]{{4}})\s*(?P<by>[-/.])\s*(?P<month>[0-9]{{1,2}})\s*(?P=by)\s*(?P<day>[0-9]{{1,2}})"
        rf"(?![0-9]){_CLOCK}{CHECK}",
        _full,
    ),
    phrase(r"(?<![0-9a-z-])(?P<year>20[0-9]{2})(?P<month>0[1-9]|1[0-2])(?P<day>[0-3][0-9])(?![0-9a-z-])", _compact),
    phrase(
        rf"(?P<first>[0-9]{{2}})(?P<by>[-/.])(?P<month>[0-9]{{1,2}})(?P=by)(?P<last>[0-9]{{1,2}})(?:号|日)?{CHECK}",
        _short_year,
        loose=rf"{_ALONE}[0-9]{{2}}(?P<by>[-/.]){_MONTH}(?P=by){_DAY}(?!\.[0-9]){_ENDS}(?:号|日)?{CHECK}",
    ),
    phrase(
        rf"(?P<month>[0-9]{{1,2}})\s*[-/.]\s*(?P<day>[0-9]{{1,2}})(?:号|日)?{CHECK}",
        _without_year,
        loose=rf"{_ALONE}(?:{_MONTH}[-/]{_DAY}{_ENDS}|(?:0?[1-9]|1[0-2])\.(?:0?[1-9]|[12][0-9]|3[01]){_DUE})(?:号|日)?",
    ),
)
