"""Days in Chinese: 下周五, 月底前, 12月20号, 三天后, 10个工作日内.

A stretch of days means its last day: 周末 Sunday, 月初 the 5th, 上旬 the 10th, 月中 the 15th, 中旬 the 20th.
A weekday alone is the coming one; on that very weekday it is asked back. Weeks begin on Monday.
"""

import re
from datetime import date, timedelta

from bot.grammar.dates.phrase import phrase
from bot.grammar.dates.reading import SUNDAY, Reading
from bot.grammar.folding import SEPARATORS, TAKEN
from bot.grammar.numerals import HAN

_FIGURES = "0123456789" + HAN
_N = r"(?:[0-9]{1,6}|[零一二两俩三四五六七八九十百半]{1,6}?)"
_YEAR = (
    r"(?:(?P<year>(?:20)?[0-9]{2}|[0-9]{4}|二[〇零○一二三四五六七八九]{3})年"
    r"|(?P<near_year>今|明|后|去|前)年)的?\s*"
)
_MONTH = (
    r"(?:(?P<month>[0-9]{1,2}|十[一二]?|[一二三四五六七八九])月份?"
    r"|(?P<near_month>本|这个?|当|上个?|下下个?|下个?)月份?)的?\s*"
)
_DAY = r"(?P<day>[0-9]{1,2}|[一二三四五六七八九十廿卅]{1,3})"
_PART = r"(?P<part>底|末|初|上旬|中旬|下旬|中)"
_WEEK = r"(?:周|星期|礼拜)"
_INSIDE = r"(?P<inside>之内|以内|内)"
_ALONE = rf"(?<![{_FIGURES}.])"
# 20号楼 and 3号线 are places, and 20日内 is a duration.
_NOT_A_PLACE = r"(?![楼线机门仓库院厅房柜店区地栋桥厂车站样])"
_WARRANTY = "".join(rf"(?<!{word})" for word in ("质保", "保修", "账期", "付款", "有效期", "保质期", "月结", "寿命"))

WHOLE = rf"(?=\s*(?:交|要|到货|发货|出货)|[{SEPARATORS}{TAKEN}]|$)"
"""Ahead of this a month, a week or a holiday alone is meant as the day; elsewhere it may be anything."""

CHECK = rf"(?:\s*\(?\s*{_WEEK}(?P<check>[一二三四五六日天])\s*\)?)?"
"""A weekday behind a date, as people add it to be sure."""

_NEAR_DAYS = {
    word: days
    for days, words in {
        -3: ("大前天",), -2: ("前天",), -1: ("昨天", "昨日"), 0: ("今天", "今日", "今晚"),
        1: ("明天", "明日", "明晚"), 2: ("后天", "后日"), 3: ("大后天",),
    }.items()
    for word in words
}  # fmt: skip
_YEARS = {"前": -2, "去": -1, "今": 0, "明": 1, "后": 2}
_STEPS = {"上上": -2, "上": -1, "本": 0, "这": 0, "当": 0, "下": 1, "下下": 2}
_WEEKDAYS = {name: i for i, names in enumerate(("一1", "二2", "三3", "四4", "五5", "六6", "日天7")) for name in names}
_FIXED_DAYS = {"日": 1, "天": 1, "周": 7, "星期": 7, "礼拜": 7}
_MONTHS = {"月": 1, "季度": 3, "年": 12}


def year_of(match: re.Match[str], reading: Reading) -> int | None:
    """The year that a phrase names, if it does."""
    if near := match["near_year"]:
        return reading.today.year + _YEARS[near]
    if not (words := match["year"]):
        return None
    year = reading.number(words)
    return year + 2000 if year < 100 else year


def agrees(day: date, match: re.Match[str], reading: Reading) -> date:
    """The day, unless the weekday typed behind it is another one."""
    name = match["check"]
    if not name or day.weekday() == _WEEKDAYS[name]:
        return day
    nearest = day - timedelta(days=3)
    nearest += timedelta(days=(_WEEKDAYS[name] - nearest.weekday()) % 7)
    raise reading.unclear(*sorted((day, nearest)))


def later(count: int, unit: str, reading: Reading) -> date:
    """So many days, weeks, months or years from today."""
    name = unit.removeprefix("个")
    if name == "工作日":
        return reading.working_days_later(count)
    if name in _FIXED_DAYS:
        return reading.days_later(min(count, 10**6) * _FIXED_DAYS[name])
    return reading.months_later(min(count, 10**4) * _MONTHS[name])


def _near_day(match: re.Match[str], reading: Reading) -> date:
    return reading.days_later(_NEAR_DAYS[match[0]])


def _month_of(match: re.Match[str], reading: Reading) -> tuple[int | None, int]:
    """Year (None: whichever comes next) and month of a phrase."""
    year = year_of(match, reading)
    if near := match["near_month"]:
        step = _STEPS[near.removesuffix("个")]
        there = reading.today.replace(day=1) if step >= 0 else reading.today.replace(day=1) - timedelta(days=1)
        there = reading.months_later(step, day=1) if step > 0 else there
        return (there.year if year is None else year), there.month
    return year, reading.number(match["month"])


def _month_day(match: re.Match[str], reading: Reading) -> date:
    (year, month), day = _month_of(match, reading), reading.number(match["day"])
    found = reading.coming(month, day) if year is None else reading.day(year, month, day)
    return agrees(found, match, reading)


def _day_only(match: re.Match[str], reading: Reading) -> date:
    day, today = reading.number(match["day"]), reading.today
    if day >= today.day:
        return agrees(reading.day(today.year, today.month, day), match, reading)
    there = reading.months_later(1, day=1)
    return agrees(reading.day(there.year, there.month, day), match, reading)


def _month_part(match: re.Match[str], reading: Reading) -> date:
    year, month = _month_of(match, reading)
    return reading.coming_month(month, match["part"]) if year is None else reading.month(year, month, match["part"])


def _bare_part(match: re.Match[str], reading: Reading) -> date:
    part, today = match["part"] or match["stretch"], reading.today
    day = reading.month(today.year, today.month, part)
    if day >= today:
        return day
    there = reading.months_later(1, day=1)
    return reading.month(there.year, there.month, part)


def _month_only(match: re.Match[str], reading: Reading) -> date:
    year, month = _month_of(match, reading)
    last = reading.coming_month(month, "底") if year is None else reading.month(year, month, "底")
    if match["inside"]:
        return last
    raise reading.unclear(max(last.replace(day=1), min(reading.today, last)), last)


def _year_end(match: re.Match[str], reading: Reading) -> date:
    return reading.day(year_of(match, reading) or reading.today.year, 12, 31)


def _weekday(match: re.Match[str], reading: Reading) -> date:
    weekday = SUNDAY if match["weekday"] == "末" else _WEEKDAYS[match["weekday"]]
    if match["weeks"]:
        return reading.weekday(weekday, _STEPS[match["weeks"]])
    day = reading.weekday(weekday, 0)
    if day == reading.today and match["weekday"] != "末":
        raise reading.unclear(day, day + timedelta(days=7))
    return day if day >= reading.today else day + timedelta(days=7)


def _week_only(match: re.Match[str], reading: Reading) -> date:
    monday = reading.weekday(0, _STEPS[match["weeks"]])
    if match["inside"]:
        return monday + timedelta(days=SUNDAY)
    raise reading.unclear(max(monday, min(reading.today, monday + timedelta(days=4))), monday + timedelta(days=4))


def _duration(match: re.Match[str], reading: Reading) -> date:
    words, unit = match["n"], match["unit"]
    if words == "半":
        return _half(unit, reading)
    if unit == "个半月":
        return reading.months_later(min(reading.number(words), 10**4)) + timedelta(days=15)
    return later(reading.number(words), unit, reading)


def _half(unit: str, reading: Reading) -> date:
    if unit == "年":
        return reading.months_later(6)
    if unit in ("个月", "月"):
        return reading.days_later(15)
    raise reading.unreadable()


def _ago(match: re.Match[str], reading: Reading) -> date:
    raise reading.unreadable()


_UNIT = r"(?P<unit>天|日|个?工作日|周|个?星期|个?礼拜|个半月|个月|(?<=[半两俩])月|年|个?季度)"
_SPAN = rf"(?:再?过)?(?P<n>{_N})\s*{_UNIT}"
_MONTH_WORDS = rf"(?:{_YEAR})?{_MONTH}"

PHRASES = (
    phrase("|".join(f"(?<!大){word}" if word in ("前天", "后天") else word for word in _NEAR_DAYS), _near_day),
    phrase(rf"{_ALONE}{_MONTH_WORDS}{_DAY}(?![{_FIGURES}])\s*(?:号|日)?{_NOT_A_PLACE}{CHECK}", _month_day),
    phrase(rf"{_ALONE}{_MONTH_WORDS}月?{_PART}", _month_part),
    phrase(r"月(?P<part>底|末|初|中)|(?P<stretch>[上中下]旬)", _bare_part),
    phrase(
        rf"{_ALONE}{_DAY}\s*(?:号|日)(?!{_INSIDE}){_NOT_A_PLACE}{CHECK}",
        _day_only,
        loose=rf"(?<![{_FIGURES}.第每月])(?:{_DAY}\s*(?:号{_NOT_A_PLACE}|日(?!之?后|以后|之?内|以内))){CHECK}",
    ),
    phrase(
        rf"{_ALONE}{_MONTH_WORDS}{_INSIDE}?",
        _month_only,
        loose=rf"{_ALONE}{_MONTH_WORDS}(?:{_INSIDE}|{WHOLE})",
    ),
    phrase(
        rf"(?P<weeks>上上|上|本|这|下下|下)?(?:一?个)?{_WEEK}的?(?P<weekday>[一二三四五六日天末1-7])",
        _weekday,
        loose=rf"(?<![每逢{_FIGURES}])(?:上上|上|本|这|下下|下)?个?{_WEEK}[一二三四五六日天末1-7](?![0-9])",
    ),
    phrase(
        rf"(?P<weeks>本|这|下下|下)(?:一?个)?{_WEEK}(?:{_INSIDE}|里)?",
        _week_only,
        loose=rf"(?P<weeks>本|这|下下|下)个?{_WEEK}(?:{_INSIDE}|{WHOLE})",
    ),
    phrase(
        rf"{_SPAN}(?:之后|以后|后|{_INSIDE})",
        _duration,
        # 定金后30天内 counts from a day that we do not know.
        loose=rf"(?<![{_FIGURES}.后]){_WARRANTY}{_SPAN}(?:之后|以后|后|{_INSIDE})",
    ),
    phrase(rf"{_ALONE}(?:{_YEAR}年?|年)(?:底|末|内|以内|之内)", _year_end),
    phrase(rf"{_SPAN}(?:之前|以前|前)", _ago, loose=None),
    phrase(_SPAN, _duration, loose=None),
)
