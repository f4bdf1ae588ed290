"""Days in English: tomorrow, next friday, Dec 20, 20 Dec 2026, in 2 weeks, end of month.

`next friday` is the Friday of next week, as 下周五 is; `friday` alone the coming one.
"""

import re
from datetime import date, timedelta

from bot.grammar.dates.phrase import ENDS, STARTS, phrase
from bot.grammar.dates.reading import SUNDAY, Reading

_MONTH_NAMES = (
    "jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?",
    "july?", "aug(?:ust)?", "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?",
)  # fmt: skip
_MONTH = rf"(?P<month>{'|'.join(_MONTH_NAMES)})(?![a-z])\.?"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
# "Dec 20 2000 pcs" is a quantity behind a day.
_YEAR = r"(?:\s*,?\s*(?P<year>20[0-9]{2})(?![0-9]|\s*(?:pcs|pc|pieces|sets|units|ea|[台套个件只把])))?"
_LONG = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_SHORT = r"(?:mon|tues?|wed|thurs?|thu|fri|sat|sun)(?![a-z])\.?"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WHICH = {"this": 0, "next": 1, "last": -1}
_NUMBERS = {
    word: count
    for count, words in enumerate(
        ("", "a an one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
    for word in words.split()
}
_N = rf"(?P<n>[0-9]{{1,6}}|{'|'.join(_NUMBERS)})"
_UNIT = r"(?P<unit>(?:working|business|week)\s?days?|days?|weeks?|months?|years?)"
_PARTS = {"end": "底", "late": "底", "mid": "中", "middle": "中", "early": "初", "beginning": "初", "start": "初"}
_PART = r"(?P<part>(?:the\s+)?(?:end|middle|beginning|start)(?:\s+of)?|late|mid|early)[\s-]+"
_NEAR_DAYS = {
    "yesterday": -1,
    "today": 0,
    "tonight": 0,
    "tomorrow": 1,
    "tmr": 1,
    "tmrw": 1,
    "the day after tomorrow": 2,
    "day after tomorrow": 2,
}


def _near_day(match: re.Match[str], reading: Reading) -> date:
    return reading.days_later(_NEAR_DAYS[" ".join(match[0].split())])


def _month(match: re.Match[str]) -> int:
    return _MONTHS.index(match["month"][:3]) + 1


def _month_day(match: re.Match[str], reading: Reading) -> date:
    month, day = _month(match), int(match["day"])
    return reading.day(int(match["year"]), month, day) if match["year"] else reading.coming(month, day)


def _day_only(match: re.Match[str], reading: Reading) -> date:
    day, today = int(match["day"]), reading.today
    there = today if day >= today.day else reading.months_later(1, day=1)
    return reading.day(there.year, there.month, day)


def _month_part(match: re.Match[str], reading: Reading) -> date:
    part = _PARTS[re.sub(r"^the\s+|\s+of$", "", match["part"])]
    if match["year"]:
        return reading.month(int(match["year"]), _month(match), part)
    return reading.coming_month(_month(match), part)


def _near_part(match: re.Match[str], reading: Reading) -> date:
    part = _PARTS[re.sub(r"^the\s+|\s+of$", "", match["part"])]
    step = _WHICH[match["which"] or "this"]
    if match["unit"] == "year":
        if part != "底":
            raise reading.unreadable()
        return reading.day(reading.today.year + step, 12, 31)
    there = reading.months_later(step, day=1)
    return reading.month(there.year, there.month, part)


def _end(match: re.Match[str], reading: Reading) -> date:
    if match[0] in ("eoy", "year end", "year-end"):
        return reading.day(reading.today.year, 12, 31)
    return reading.month(reading.today.year, reading.today.month, "底")


def _weekday(match: re.Match[str], reading: Reading) -> date:
    weekday, which = _WEEKDAYS.index(match["weekday"][:3]), match["which"] or match["week"]
    if which in _WHICH:
        return reading.weekday(weekday, _WHICH[which])
    day = reading.weekday(weekday, 0)
    if day == reading.today:
        raise reading.unclear(day, day + timedelta(days=7))
    return day if day > reading.today else day + timedelta(days=7)


def _stretch(match: re.Match[str], reading: Reading) -> date:
    """A week or a month as a whole: its end if it is a weekend, else asked back."""
    step = _WHICH[match["which"] or "this"]
    if match["unit"] == "weekend":
        return reading.weekday(SUNDAY, step)
    if match["unit"] == "week":
        raise reading.unclear(reading.weekday(0, step), reading.weekday(4, step))
    there = reading.months_later(step, day=1)
    raise reading.unclear(there, reading.month(there.year, there.month, "底"))


def _duration(match: re.Match[str], reading: Reading) -> date:
    count, unit = _NUMBERS.get(match["n"]) or min(int(match["n"]), 10**5), match["unit"]
    if unit.startswith(("working", "business", "week d", "weekd")):
        return reading.working_days_later(count)
    if unit.startswith(("day", "week")):
        return reading.days_later(count * (7 if unit.startswith("week") else 1))
    return reading.months_later(min(count, 10**4) * (12 if unit.startswith("year") else 1))


_WEEKDAY = rf"(?:(?P<which>this|next|last|coming)\s+)?(?P<weekday>{_LONG}|{_SHORT})(?:\s+(?P<week>this|next)\s+week)?"
_SPAN = rf"{_N}\s*(?:more\s+)?{_UNIT}"

PHRASES = (
    phrase(rf"{STARTS}(?:(?:the\s+)?day\s+after\s+tomorrow|yesterday|today|tonight|tomorrow|tmrw?){ENDS}", _near_day),
    phrase(rf"{STARTS}{_MONTH}\s*{_DAY}(?![0-9]){_YEAR}", _month_day),
    phrase(rf"(?<![0-9a-z-]){_DAY}\s*(?:of\s+)?{_MONTH}{_YEAR}", _month_day),
    phrase(rf"{STARTS}{_PART}(?:of\s+)?{_MONTH}{_YEAR}", _month_part),
    phrase(rf"{STARTS}{_PART}(?:of\s+)?(?:the\s+)?(?:(?P<which>this|next)\s+)?(?P<unit>month|year){ENDS}", _near_part),
    phrase(rf"{STARTS}(?:eom|eoy|month[ -]end|year[ -]end){ENDS}", _end),
    phrase(
        _WEEKDAY,
        _weekday,
        loose=rf"{STARTS}(?:(?:this|next|last|coming)\s+(?:{_LONG}|{_SHORT})|{_LONG}|(?<=by ){_SHORT})"
        rf"(?:\s+(?:this|next)\s+week)?{ENDS}",
    ),
    phrase(
        r"(?:the\s+)?(?:(?P<which>this|next|last)\s+)?(?P<unit>weekend|week|month)",
        _stretch,
        loose=rf"{STARTS}(?:this|next)\s+(?:weekend|week|month){ENDS}",
    ),
    phrase(
        rf"(?:(?:in|within)\s+)?{_SPAN}(?:'?\s+time|\s+from\s+(?:now|today)|\s+later)?",
        _duration,
        # Two weeks alone may be anything: a warranty, a term of payment.
        loose=rf"{STARTS}(?P<in>(?:in|within)\s+)?{_SPAN}(?(in){ENDS}|\s+(?:from\s+(?:now|today)|later){ENDS})",
    ),
    phrase(
        r"(?:the\s+)?(?P<day>[0-9]{1,2})(?:st|nd|rd|th)",
        _day_only,
        loose=rf"(?<=the )[0-9]{{1,2}}(?:st|nd|rd|th){ENDS}",
    ),
)
