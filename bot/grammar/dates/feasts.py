"""Days around public holidays: 国庆后, 春节前, 五一后两周, after Spring Festival.

后 is the first working day after the break, 前 the last one before it, make-up days (调休) counted. A holiday
alone, or 新年, which may be either new year, is asked back.
"""

import re
from datetime import date, timedelta
from itertools import chain

from bot.grammar.dates.chinese import WHOLE, later, year_of
from bot.grammar.dates.phrase import ENDS, STARTS, phrase
from bot.grammar.dates.reading import Reading
from bot.grammar.dates.workdays import break_around, days_of
from bot.grammar.folding import TAKEN

_NAMES = {
    "元旦": ("元旦", "新年", "new year's", "new years", "new year"),
    "春节": (
        "春节",
        "农历新年",
        "过年",
        "除夕",
        "年",
        "新年",
        "spring festival",
        "chinese new year",
        "lunar new year",
        "cny",
    ),
    "清明": ("清明", "qingming", "tomb sweeping", "tomb-sweeping"),
    "劳动节": ("五一", "劳动", "labour", "labor", "may"),
    "端午": ("端午", "dragon boat"),
    "中秋": ("中秋", "mid-autumn", "mid autumn"),
    "国庆": ("国庆", "十一", "national", "golden week"),
    "圣诞": ("圣诞", "christmas", "xmas"),
    "双十一": ("双十一", "双11"),
    "双十二": ("双十二", "双12"),
}
_FIXED = {"圣诞": (12, 25), "双十一": (11, 11), "双十二": (12, 12)}
"""Days that trade looks at and nobody has off."""
_YEAR = r"(?:(?P<year>20[0-9]{2})年|(?P<near_year>今|明|后)年)?的?"
_NAME = (
    r"(?P<name>元旦|春节|农历新年|过年|除夕|新年|清明|五一|劳动(?=节)|端午|中秋|国庆"
    r"|双十一|双11|双十二|双12|(?<!双)十一|圣诞|年(?=[前后]))"
)
_KIND = r"(?:节|劳动节|假期|长假|小长假|黄金周|放假|假)*"
_BEFORE, _AFTER = "之前|以前|前", "之后|以后|后|回来"
_COUNT = (
    r"(?:第?(?P<n>[0-9]{1,3}|[一二两三四五六七八九十半]{1,3})"
    r"(?P<unit>天|日|个?工作日|周|个?星期|个?礼拜|个月)(?:之内|以内|内)?)?"
)
_ENGLISH_NAME = (
    r"(?P<name>new year(?:'?s)?|spring festival|chinese new year|lunar new year|cny|qingming|tomb[- ]sweeping"
    r"|labou?r(?= day)|may(?= day)|dragon boat|mid[- ]autumn|national(?= day)|golden week|christmas|xmas)"
)


def _around(match: re.Match[str], reading: Reading) -> date:
    side = _side(match["side"])
    feasts = [feast for feast, names in _NAMES.items() if match["name"] in names]
    days = [_next(feast, side, match, reading) for feast in feasts]
    if len(set(days)) > 1:
        raise reading.unclear(*sorted(days))
    return days[0]


def _either_side(match: re.Match[str], reading: Reading) -> date:
    """Only the name: before or after it?"""
    feasts = [feast for feast, names in _NAMES.items() if match["name"] in names]
    raise reading.unclear(*sorted(chain(*(_coming(feast, year_of(match, reading), reading) for feast in feasts))))


def _side(words: str) -> int:
    return 1 if words in ("after", *_AFTER.split("|")) else -1


def _next(feast: str, side: int, match: re.Match[str], reading: Reading) -> date:
    """The day wanted, in the year named or in the next one where it is not past."""
    year = year_of(match, reading) if "near_year" in match.re.groupindex else None
    years = (year,) if year else range(reading.today.year, reading.today.year + 3)
    days = [_moved(_edges(feast, y, reading)[side > 0], side, match, reading) for y in years]
    return next((day for day in days if day >= reading.today), days[0])


def _moved(day: date, side: int, match: re.Match[str], reading: Reading) -> date:
    if "n" not in match.re.groupindex or not match["n"]:
        return day
    count = (
        15 if match["n"] == "半" else (later(reading.number(match["n"]), match["unit"], reading) - reading.today).days
    )
    return day + timedelta(days=side * count)


def _coming(feast: str, year: int | None, reading: Reading) -> tuple[date, date]:
    years = (year,) if year else range(reading.today.year, reading.today.year + 3)
    edges = [_edges(feast, y, reading) for y in years]
    return next((pair for pair in edges if pair[0] >= reading.today), edges[0])


def _edges(feast: str, year: int, reading: Reading) -> tuple[date, date]:
    """The last working day before a holiday and the first one after it."""
    if feast in _FIXED:
        day = reading.day(year, *_FIXED[feast])
        return reading.working_before(day), reading.working_after(day)
    days = days_of(feast, year)
    if not days:  # no such holiday in the tables of that year
        raise reading.unreadable()
    first, last = break_around(days[0], days[-1])
    return reading.working_before(first), reading.working_after(last)


PHRASES = (
    phrase(
        rf"{_YEAR}{_NAME}{_KIND}(?P<side>{_BEFORE}|{_AFTER}){_COUNT}",
        _around,
        loose=rf"(?<![0-9一二两三四五六七八九十半几]){_YEAR}{_NAME}{_KIND}(?:{_BEFORE}|{_AFTER}){_COUNT}",
    ),
    phrase(
        rf"{_YEAR}{_NAME}{_KIND}(?:期间|当天)?",
        _either_side,
        loose=rf"(?<![^\s,;、。{TAKEN}]){_YEAR}{_NAME}{_KIND}{WHOLE}",
    ),
    phrase(
        rf"{STARTS}(?P<side>before|after|by)\s+(?:the\s+)?{_ENGLISH_NAME}(?: (?:day|eve|festival|holidays?))*{ENDS}",
        _around,
    ),
    phrase(rf"(?P<year>)(?P<near_year>){_ENGLISH_NAME}(?: (?:day|festival|holidays?))*", _either_side, loose=None),
)
