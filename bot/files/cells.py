"""From a raw cell to words, numbers, days and lists, or a reason why not."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from unicodedata import normalize
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from bot.files.problems import CellRefused, Reason
from bot.files.sheets import Cell, CellError, Formula
from bot.files.words import NO, YES
from core.calendar import WorkingCalendar
from core.catalogue import SpecOption
from core.production import RoutingAlternative

_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d+)?(e[+-]?\d{1,2})?(?P<percent>%)?", re.IGNORECASE)
_RELATIVE = re.compile(r"([+-]?\d{1,4})(d|wd)", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d\d)(\d\d)")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF])
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ALTERNATIVE = re.compile(
    r"(?P<code>[^\s@()?]+)\s*(@\s*(?P<speed>[^%()?]+)%?)?\s*"
    r"(\(\s*(?P<days>\d{1,4})\s*[dD天]\s*(/\s*(?P<price>\d{1,9}(\.\d{1,4})?)\s*)?\))?\s*(?P<approval>\?*)"
)
_LARGEST = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell is read against: `today` for days such as `+12d`, the factory's time zone for clock times."""

    today: date
    zone: ZoneInfo
    calendar: WorkingCalendar = field(default_factory=WorkingCalendar)
    """What working days such as `+10wd` are counted on."""


CellReader = Callable[[Cell, Reading], Any]


def is_blank(cell: Cell) -> bool:
    """Nothing in it that anybody could see."""
    if not isinstance(cell, str):
        return cell is None
    return not cell[:1].isalnum() and not cell.translate(_INVISIBLE).strip()


def require_data(cell: Cell) -> None:
    """Refuse formulas and what became of failed ones."""
    if isinstance(cell, Formula):
        raise CellRefused(Reason.FORMULA)
    if isinstance(cell, CellError):
        raise CellRefused(Reason.CELL_ERROR)


def read_text(cell: Cell, reading: Reading) -> str:
    """Words as they stand, blanks around them aside; whatever begins with `=` is only text."""
    words = _words(cell).translate(_INVISIBLE).replace("\r\n", "\n").strip()
    if words[:2] in ("'=", "'+", "'-", "'@"):  # how we and others write text that looks like a formula
        words = words[1:]
    if _UNPRINTABLE.search(words):
        raise CellRefused(Reason.CONTROL_CHARACTER)
    return words


def read_code(cell: Cell, reading: Reading) -> str:
    """A code; full-width letters do not make another one."""
    return normalize("NFKC", read_text(cell, reading))


def read_decimal(cell: Cell, reading: Reading) -> Decimal:
    """A number: `1,200`, `0.5`, `2%`."""
    if isinstance(cell, bool) or not isinstance(cell, (str, int, float)):
        raise CellRefused(Reason.NOT_A_NUMBER)
    if isinstance(cell, float):
        return _from_float(cell)
    words = "".join(normalize("NFKC", str(cell)).translate(_INVISIBLE).split())
    if words.startswith("="):
        raise CellRefused(Reason.FORMULA)
    match = _NUMBER.fullmatch(words)
    if match is None or not (match[1] or match[3]):
        raise CellRefused(Reason.NOT_A_NUMBER)
    number = Decimal(words.replace(",", "").rstrip("%"))
    return number / 100 if match["percent"] else number


def _from_float(number: float) -> Decimal:
    if not math.isfinite(number):
        raise CellRefused(Reason.NOT_A_NUMBER)
    return Decimal(repr(round(number, 9)))  # 0.1 + 0.2 typed into a workbook is 0.3 to whoever typed it


def read_whole(cell: Cell, reading: Reading) -> int:
    """A number without a fraction."""
    number = read_decimal(cell, reading)
    if abs(number) > _LARGEST:
        reason, limit = (Reason.TOO_LARGE, _LARGEST) if number > 0 else (Reason.TOO_SMALL, -_LARGEST)
        raise CellRefused(reason, limit=str(limit))
    if number != number.to_integral_value():
        raise CellRefused(Reason.NOT_A_WHOLE_NUMBER)
    return int(number)


def read_date(cell: Cell, reading: Reading) -> date:
    """A calendar day: `2026-12-01`, `2026/12/1`, `2026年12月1日`, `20261201`.

    Or from today: `+12d` in calendar days, `-3wd` in the factory's working days.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool) or not isinstance(cell, (str, int)):
        raise CellRefused(Reason.NOT_A_DATE)
    return _read_day(compact(cell).split(" ")[0].split("T")[0], reading)


def read_moment(cell: Cell, reading: Reading) -> datetime:
    """A day and a time of day on the factory's clock: `2026-12-01 13:00`, `+3d 08:00`; midnight without a time."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=reading.zone)
    if isinstance(cell, (date, int)):
        return datetime.combine(read_date(cell, reading), time(), reading.zone)
    if not isinstance(cell, str):
        raise CellRefused(Reason.NOT_A_DATE)
    day, _, clock = compact(cell).replace("T", " ").partition(" ")
    return datetime.combine(_read_day(day, reading), _read_clock(clock.strip()), reading.zone)


def _read_day(words: str, reading: Reading) -> date:
    relative, match = _RELATIVE.fullmatch(words), _DATE.fullmatch(words)
    try:
        if relative:
            return _from_today(int(relative[1]), relative[2].casefold(), reading)
        if match:
            year, month, day = [int(part) for part in match.groups() if part]
            return date(year, month, day)
    except (ValueError, OverflowError):
        raise CellRefused(Reason.NOT_A_DATE) from None
    raise CellRefused(Reason.NOT_A_DATE)


def _from_today(days: int, unit: str, reading: Reading) -> date:
    if unit == "wd":
        return reading.calendar.add_working_days(reading.today, days)
    return reading.today + timedelta(days=days)


def _read_clock(words: str) -> time:
    match = _CLOCK.fullmatch(words or "00:00")
    try:
        return time(int(match[1]), int(match[2]), int(match[3] or 0)) if match else time(99)
    except ValueError:
        raise CellRefused(Reason.NOT_A_DATE) from None


def read_yes_or_no(cell: Cell, reading: Reading) -> bool:
    """`是`, `yes`, `1`, `√` and their opposites."""
    if isinstance(cell, bool):
        return cell
    words = compact(cell).casefold()
    if words in YES or words in NO:
        return words in YES
    raise CellRefused(Reason.NOT_YES_OR_NO)


def read_list(cell: Cell, reading: Reading) -> list[str]:
    """Words between semicolons or commas."""
    return [part.strip() for part in re.split(r"[;；,，、\n]", read_text(cell, reading)) if part.strip()]


def read_pairs(cell: Cell, reading: Reading) -> dict[str, str]:
    """`voltage=220V; protocol=Wi-Fi`."""
    parts = [part for part in re.split(r"[;；\n]", read_text(cell, reading)) if part.strip()]
    pairs = [re.split(r"[=＝:：]", part, maxsplit=1) for part in parts]
    if any(len(pair) != 2 or not pair[0].strip() for pair in pairs):
        raise CellRefused(Reason.NOT_A_LIST, example="voltage=220V; protocol=Wi-Fi")
    return {key.strip(): value.strip() for key, value in pairs}


def read_alternatives(cell: Cell, reading: Reading) -> list[RoutingAlternative]:
    """Work centres in the order of preference, with their speed: `SMT-1; SMT-2@90%`; `?` needs approval.

    A subcontractor with his days and his price for a piece: `WX-COAT(3d/4.5)`.
    """
    return [_alternative(part, reading) for part in read_list(normalize("NFKC", read_text(cell, reading)), reading)]


def _alternative(words: str, reading: Reading) -> RoutingAlternative:
    match = _ALTERNATIVE.fullmatch(words)
    try:
        if match is not None:
            return RoutingAlternative(
                work_centre=match["code"],
                speed_percent=read_whole(match["speed"] or "100", reading),
                needs_approval=bool(match["approval"]),
                lead_days=int(match["days"]) if match["days"] else None,
                price=Decimal(match["price"] or 0),
            )
    except ValidationError:
        pass
    raise CellRefused(Reason.NOT_A_LIST, example="SMT-1; SMT-2@90%; WX-COAT(3d/4.5)")


def read_options(cell: Cell, reading: Reading) -> list[SpecOption]:
    """Options with their English word and synonyms: `白色|White|白|纯白; 灰色|Grey`."""
    options = []
    for part in re.split(r"[;；\n]", read_text(cell, reading)):
        words = [word.strip() for word in re.split(r"[|｜]", part)]
        if words[0]:
            english = words[1] if len(words) > 1 else ""
            options.append(_option(words[0], english, tuple(filter(None, words[2:]))))
    return options


def _option(value: str, english: str, synonyms: tuple[str, ...]) -> SpecOption:
    try:
        return SpecOption(value=value, english=english, synonyms=synonyms)
    except ValidationError:
        raise CellRefused(Reason.TOO_LONG, limit="60") from None


def _words(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))  # workbooks keep the code 10023 as 10023.0
    if isinstance(cell, datetime) and cell.time() == time():
        return str(cell.date())
    return "" if cell is None else str(cell)


def compact(cell: Cell) -> str:
    """Words with their blanks evened out and their full-width letters narrowed."""
    return " ".join(normalize("NFKC", _words(cell)).translate(_INVISIBLE).split())
