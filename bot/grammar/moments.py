"""Moments as people say them: 18:00, 明天中午, 周五下午3点半, 两小时, tomorrow 6 pm, for 90 minutes.

A time of day without a day is today's. One that is over today, and may as well mean the evening, is asked back
(`MomentUnclear`) rather than guessed; so is 3点 of another day. Days are read by `dates`.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.grammar.dates import MAX_DAYS_AHEAD, DayTooFar, find_dates, read_date
from bot.grammar.folding import SEPARATORS, blot, shown
from bot.grammar.numerals import HAN, read_number
from core.errors import BadInput


class MomentPassed(BadInput):
    """`typed` means `understood`, and that is over."""


class MomentUnclear(BadInput):
    """`typed` can mean several moments: `candidates`."""


class StartsLater(BadInput):
    """`typed` is a span that begins at `start`; what stands still does so from now on."""


class NoSuchTime(BadInput):
    """`typed`: a time that the clock does not have, such as 25:00."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment, and where in the text it was named."""

    at: datetime
    start: int
    end: int


_PARTS = {
    "凌晨": 0, "清晨": 0, "早上": 0, "早晨": 0, "上午": 0, "早": 0, "morning": 0, "中午": 12, "午间": 12, "下午": 12,
    "傍晚": 12, "晚上": 12, "夜里": 12, "夜间": 12, "晚": 12, "afternoon": 12, "evening": 12, "night": 12,
    "tonight": 12,
}  # fmt: skip
"""A part of the day, and what it adds to an hour before noon."""
_NIGHT = frozenset({"晚上", "夜里", "夜间", "晚", "night", "tonight"})
_NEXT_ONE = frozenset({"凌晨"})
"""Without a day it is the coming one, whenever it is said."""
_NEAR = {"今": 0, "明": 1, "后": 2}
_NAMED = {"noon": 12, "midday": 12, "正午": 12, "中午": 12, "midnight": 24, "午夜": 24, "半夜": 24}
_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45}

_PART = rf"(?:(?P<near>[今明后])(?=[早晚]))?(?P<part>{'|'.join(_PARTS)})(?:\s*at)?\s*"
_SAID = rf"[0-9]{{1,2}}|[{HAN.replace('半', '')}]{{1,3}}"
_HALF_DAY = r"(?P<half_day>[ap]\.?m\.?)(?![a-z])"
_CLOCKS = tuple(
    re.compile(rf"(?:{_PART})?{pattern}")
    for pattern in (
        rf"(?<![0-9:.])(?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}})(?::[0-9]{{2}})?(?![0-9:])(?:\s*{_HALF_DAY})?",
        rf"(?<![0-9:.])(?P<hour>{_SAID})\s*(?:点钟?|點鐘?|时)整?(?:(?P<more>半|一刻|三刻)|(?P<minute>{_SAID})分?)?",
        rf"(?<![0-9a-z:.-])(?P<hour>[0-9]{{1,2}})\s*{_HALF_DAY}",
    )
)
_WORD = re.compile(rf"(?<![a-z])(?P<word>{'|'.join(_NAMED)})(?![a-z])")
_DURATION = re.compile(
    rf"(?<![0-9.:-])(?P<n>[0-9]{{1,5}}(?:\.[0-9]{{1,2}})?|[{HAN}]{{1,4}}|an?)\s*个?(?P<half>半)?\s*"
    r"(?P<unit>小时|钟头|分钟|天|hours?|hrs?|h|minutes?|mins?|days?)(?![a-z])"
    r"(?:\s*(?P<minutes>[0-9]{1,3})\s*(?:分钟?|minutes?|mins?|m)?(?![0-9a-z:点]))?(?:之后|以后|后|内)?"
)
_MINUTES = {"小": 60, "钟": 60, "h": 60, "分": 1, "m": 1, "天": 1440, "d": 1440}
_TO = re.compile(r"\s*(?:到|至|-|~|to|until|till)\s*")
_BETWEEN = re.compile(rf"[{SEPARATORS}的t]*(?:at|on|in the)?[{SEPARATORS}]*")
_LEAD = re.compile(
    r"(?:(?:一?直到|停机?到|预计到?|从|大约|大概|估计|持续|到|至|停|(?<![a-z])(?:until|till|to|by|from|around|about|for|at|on|-))\s*)+$"
)
_TRAIL = re.compile(r"\s*(?:之前|以前|前|左右|为止|才?能好|恢复)?")


def find_moment(folded: str, now: datetime) -> Moment | None:
    """The moment named in a folded text, after `now` (at the factory); None when it names none.

    Raises `MomentPassed`, `MomentUnclear`, `StartsLater`, `NoSuchTime`, or what `read_date` says of its day.
    """
    clocks = _clocks_in(folded)
    if clocks:
        return _of_span(folded, clocks, now) if len(clocks) > 1 else _of_clock(folded, clocks[0], now)
    lasts = _DURATION.search(folded)
    return _of_duration(folded, lasts, now) if lasts and _minutes(lasts) else None


def _clocks_in(folded: str) -> list[re.Match[str]]:
    """The first time of day, and the one it lasts until where 到 stands between them."""
    found = sorted((it for each in _CLOCKS for it in each.finditer(folded)), key=lambda it: (it.start(), -it.end()))
    if not found:
        word = _WORD.search(folded)
        return [word] if word else []
    until = [it for it in found[1:] if _TO.fullmatch(folded[found[0].end() : it.start()])]
    return [found[0], *until[:1]]


def _of_span(folded: str, clocks: list[re.Match[str]], now: datetime) -> Moment:
    """Until the end of a span that has begun."""
    first, last = clocks
    typed = folded[first.start() : last.end()].strip()
    start = _moment(now.date(), *_hour_and_minute(first.groupdict(), typed), now)
    if start > now:
        raise StartsLater(typed=shown(typed), start=start)
    found = _of_clock(folded, last, now)
    return Moment(found.at, min(_widened(folded, *first.span())[0], found.start), found.end)


# --- a time of day -------------------------------------------------------------------------------


def _of_clock(folded: str, clock: re.Match[str], now: datetime) -> Moment:
    start, end = clock.span()
    typed = folded[start:end].strip()
    told = clock.groupdict()
    day = now.date() + timedelta(days=_NEAR[told["near"]]) if told.get("near") else None
    if day is None:
        day, start, end = _day_beside(folded, start, end, now.date())
        typed = folded[start:end].strip()
    at = _at(told, day, typed, now)
    if at <= now:
        raise MomentPassed(typed=shown(typed), understood=at)
    return Moment(at, *_widened(folded, start, end))


def _day_beside(folded: str, start: int, end: int, today: date) -> tuple[date | None, int, int]:
    """The day that stands right before or behind a time of day, and the place of both."""
    for first, last in find_dates(blot(folded, [(start, end)])):
        is_before = last <= start and _BETWEEN.fullmatch(folded[last:start])
        is_behind = first >= end and _BETWEEN.fullmatch(folded[end:first])
        if (is_before or is_behind) and "货" not in folded[first:last]:  # 明天到货 18:00 are two things
            return read_date(folded[first:last], today), min(first, start), max(last, end)
    return None, start, end


def _at(told: dict[str, str | None], day: date | None, typed: str, now: datetime) -> datetime:
    hour, minute = _hour_and_minute(told, typed)
    is_certain = hour >= 12 or any(told.get(name) for name in ("part", "half_day", "word"))
    if day is None:
        return _today(hour, minute, typed, now, is_certain=is_certain, rolls=told.get("part") in _NEXT_ONE)
    at = _moment(day, hour, minute, now)
    is_said = ":" not in typed
    if not is_certain and is_said and 1 <= hour <= 6:
        raise MomentUnclear(typed=shown(typed), candidates=[at, at + timedelta(hours=12)])
    return at


def _today(hour: int, minute: int, typed: str, now: datetime, *, is_certain: bool, rolls: bool) -> datetime:
    at = _moment(now.date(), hour, minute, now)
    if at > now:
        return at
    tomorrow, evening = _moment(now.date() + timedelta(days=1), hour, minute, now), at + timedelta(hours=12)
    if rolls or (hour, minute) == (0, 0):
        return tomorrow
    if not is_certain and evening > now:
        raise MomentUnclear(typed=shown(typed), candidates=[evening, tomorrow])
    raise MomentPassed(typed=shown(typed), understood=at)


def _hour_and_minute(told: dict[str, str | None], typed: str) -> tuple[int, int]:
    if word := told.get("word"):
        return _NAMED[word], 0
    hour = _whole(told["hour"])
    minute = _QUARTERS[told["more"] or ""] if told.get("more") else _whole(told.get("minute") or "0")
    hour = _of_day(hour, told.get("part") or "", (told.get("half_day") or "").replace(".", ""))
    if not 0 <= hour <= 24 or not 0 <= minute < 60 or (hour == 24 and minute):
        raise NoSuchTime(typed=shown(typed))
    return hour, minute


def _of_day(hour: int, part: str, half_day: str) -> int:
    """The hour on a clock of 24; 晚上12点 is the end of the day, 12 am and 凌晨12点 its beginning."""
    if hour == 12 and (part in _NIGHT or part in _NEXT_ONE or half_day == "am"):
        return 24 if part in _NIGHT else 0
    later = _PARTS.get(part, 0) or (12 if half_day == "pm" else 0)
    is_noon_s = part in ("中午", "午间") and hour > 3  # 中午11点 is before noon
    return hour + later if 0 < hour < 12 and not is_noon_s else hour


def _moment(day: date, hour: int, minute: int, now: datetime) -> datetime:
    whole, rest = divmod(hour, 24)
    return datetime.combine(day + timedelta(days=whole), time(rest, minute), now.tzinfo)


def _whole(words: str | None) -> int:
    value = read_number(words or "")
    return int(value) if value is not None and value == int(value) else -1


# --- for how long --------------------------------------------------------------------------------


def _of_duration(folded: str, lasts: re.Match[str], now: datetime) -> Moment:
    minutes = _minutes(lasts)
    if minutes > MAX_DAYS_AHEAD * 1440:
        latest = now.date() + timedelta(days=MAX_DAYS_AHEAD)
        raise DayTooFar(typed=shown(lasts[0]), latest=latest, limit=MAX_DAYS_AHEAD)
    return Moment(now + timedelta(minutes=minutes), *_widened(folded, *lasts.span()))


def _minutes(lasts: re.Match[str]) -> int:
    """How long that is; 0 for half a day, which may be a shift or twelve hours."""
    count, length = read_number("1" if lasts["n"] in ("a", "an") else lasts["n"]), _MINUTES[lasts["unit"][0]]
    if count is None or (length == _MINUTES["天"] and count != int(count)):
        return 0
    return int(count * length) + (length // 2 if lasts["half"] else 0) + int(lasts["minutes"] or 0)


def _widened(folded: str, start: int, end: int) -> tuple[int, int]:
    """With `until` and 到 before it, and 左右 and 前 behind it."""
    lead, trail = _LEAD.search(folded, 0, start), _TRAIL.match(folded, end)
    return (lead.start() if lead else start), (trail.end() if trail else end)
