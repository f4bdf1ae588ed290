"""Words in the reader's language. Texts live in `texts/<language>/`, by subject; code names them by key.

A text has placeholders for facts, `{day}`. `{days:day|days}` is the number with the word that goes with it. A part in
square brackets is left out when one of its facts is empty: `Not found.[ Similar: {near}]`.
"""

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cards.cutting import cut_text, one_line
from core.errors import Refusal

TEXTS = Path(__file__).parent / "texts"
LANGUAGES = ("zh-CN", "en")

MOST_LISTED = 12
"""Entries of a list inside a sentence; the rest is counted."""
LONGEST_LISTED = 60
"""Characters of one entry of such a list."""
MOST_REPEATED = 120
"""Characters of somebody's words that a refusal repeats."""

_LABELLED = frozenset({"department", "field", "flaw", "kind", "platform", "table"})
"""Facts that are a key with a label of the same kind."""
_DAYS = frozenset({"candidates", "day", "latest", "today", "understood", "values"})
"""Facts of a refusal that are days, or may be; a form keeps them as text."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_PLACEHOLDER = re.compile(r"\{(\w+)[^{}]*\}")


class Shown(str):
    """A fact as people write it. Formatted with `day|days` it brings the word that goes with the number."""

    def __new__(cls, text: str, fact: Any) -> "Shown":
        """The text, and the fact it stands for."""
        shown = super().__new__(cls, text)
        shown.fact = fact
        return shown

    fact: Any

    @property
    def is_empty(self) -> bool:
        """There is no such fact; nought is one."""
        return self.fact is None or self.fact in ("", [], ())

    def __format__(self, spec: str) -> str:
        if not spec:
            return str(self)
        one, many = spec.split("|")
        return f"{self} {one if self.fact == 1 else many}"


class Wording:
    """One language at one factory: texts, names of things, dates, numbers, money."""

    def __init__(self, language: str, timezone: ZoneInfo) -> None:
        self.language = language
        self.timezone = timezone
        self.is_chinese = language.startswith("zh")
        self._texts = load_texts(language)

    def say(self, key: str, **facts: Any) -> str:
        """The text of a key with its placeholders filled in."""
        text = self._texts[key]
        if "[" not in text and ":" not in text:  # most are that simple, and a card says many
            return text.format_map({name: self._written(name, value) for name, value in facts.items()})
        return self._fill(text, {name: self._shown(name, value) for name, value in facts.items()})

    def has(self, key: str) -> bool:
        """There is such a text."""
        return key in self._texts

    def label(self, value: Enum | str, kind: str = "") -> str:
        """What people call an enumeration's member, or a key of this kind."""
        prefix, name = (type(value).__name__, value.name) if isinstance(value, Enum) else (kind, value)
        return self._texts.get(f"labels.{prefix}.{name}", str(name))

    def refusal(self, refusal: Refusal) -> str:
        """The sentence of a refusal, or of the nearest class above it that has one."""
        return self.refusal_by_name([c.__name__ for c in type(refusal).__mro__], refusal.facts)

    def refusal_by_name(self, names: Sequence[str], facts: Mapping[str, Any]) -> str:
        """The sentence of the first of these refusals that is worded. Long words of somebody's are cut."""
        key = next((f"refusals.{name}" for name in names if self.has(f"refusals.{name}")), "refusals.Refusal")
        told = {name: self._shown(name, self._repeated(name, value)) for name, value in facts.items()}
        if not self.is_chinese:
            told |= {name.removeprefix("english_"): it for name, it in told.items() if name.startswith("english_")}
        return self._fill(self._texts[key], _Lenient(told))

    def show(self, value: Any) -> str:
        """A fact as people write it: a day with its weekday, a moment in factory time, a list with commas."""
        match value:
            case None:
                return self._texts["format.unknown"]
            case datetime():
                return self._moment(value.astimezone(self.timezone))
            case date():
                return self.day(value)
            case Enum():
                return self.label(value)
            case bool():
                return self._texts["format.yes" if value else "format.no"]
            case int():
                return f"{value:,}"
            case Decimal():
                return f"{value.normalize():,f}"
            case list() | tuple() | set() | frozenset():
                return self._list(value)
            case _:
                return str(value)

    def day(self, day: date | None) -> str:
        """`2026-12-20 周日`; a dash for none."""
        if day is None:
            return self._texts["format.unknown"]
        return f"{day.isoformat()} {self._weekday(day)}"

    def short_day(self, day: date | None, year: int) -> str:
        """`12月20日 周日` in this year, with its year in another one; empty for none."""
        if day is None:
            return ""
        if day.year != year:
            return self.day(day)
        return self.say("format.short_day", month=self._month(day), day=day.day, weekday=self._weekday(day))

    def day_of(self, moment: datetime) -> date:
        """The calendar day at the factory."""
        return moment.astimezone(self.timezone).date()

    def money(self, amount: Decimal) -> str:
        """`¥12,345.60`."""
        return f"¥{amount:,.2f}"

    def moment(self, at: datetime | None) -> str:
        """`11月22日 09:30` in factory time; a dash for none."""
        return self.show(at)

    def moment_in(self, at: datetime | None, year: int) -> str:
        """The same, with its year in another one than this; empty for none."""
        if at is None:
            return ""
        local = at.astimezone(self.timezone)
        return self._moment(local) if local.year == year else f"{local:%Y-%m-%d %H:%M}"

    def named(self, name: str, code: str) -> str:
        """`主控芯片（MCU-32）`; the code only where the name does not hold it already."""
        if not code or code in name:
            return name
        return self.say("format.named", name=name, code=code) if name else code

    def lines(self, lines: Sequence[str], most: int) -> tuple[str, ...]:
        """At most so many lines, the last of them saying how many more there are."""
        if len(lines) <= most:
            return tuple(lines)
        return (*lines[: most - 1], self.say("format.more", count=len(lines) - most + 1))

    def cut(self, text: str, most: int) -> str:
        """Somebody's words on one line: at most so many characters, the last of them saying how many more there are."""
        return cut_text(one_line(text), most, lambda count: self.say("format.more_text", count=count))

    def _fill(self, text: str, facts: Mapping[str, Shown]) -> str:
        def kept(part: re.Match[str]) -> str:
            return "" if any(facts[name].is_empty for name in _PLACEHOLDER.findall(part[1])) else part[1]

        return (_OPTIONAL.sub(kept, text) if "[" in text else text).format_map(facts)

    def _shown(self, name: str, value: Any) -> Shown:
        return Shown(self._written(name, value), value)

    def _written(self, name: str, value: Any) -> str:
        if name in _LABELLED and isinstance(value, str):
            return self.label(value, name)
        if name == "departments" and isinstance(value, list | tuple):
            value = [self.label(each, "department") for each in value]
        return value if type(value) is str else self.show(value)

    def _repeated(self, name: str, value: Any) -> Any:
        """A fact of a refusal, with a day as a day again and somebody's words cut."""
        if isinstance(value, list | tuple):
            return [self._repeated(name, each) for each in value]
        if not isinstance(value, str) or isinstance(value, Enum):
            return value
        if name in _DAYS and _DAY.fullmatch(value):
            return date.fromisoformat(value)
        return self.cut(value, MOST_REPEATED)

    def _list(self, values: Collection[Any]) -> str:
        texts = self.lines([self.cut(self.show(value), LONGEST_LISTED) for value in values], MOST_LISTED)
        return self._texts["format.comma"].join(texts) or self._texts["format.none"]

    def _moment(self, at: datetime) -> str:
        return self.say("format.moment", month=self._month(at), day=at.day, time=f"{at:%H:%M}")

    def _month(self, day: date) -> str:
        return self._texts[f"format.month_{day.month}"]

    def _weekday(self, day: date) -> str:
        return self._texts[f"format.weekday_{day.isoweekday()}"]


class _Lenient(dict[str, Shown]):
    """A refusal that was raised with a fact too few still gets its sentence."""

    def __missing__(self, name: str) -> Shown:
        return Shown("", None)


@cache
def load_texts(language: str) -> dict[str, str]:
    """All texts of a language by dotted key."""
    texts: dict[str, str] = {}
    for path in sorted((TEXTS / language).glob("*.toml")):
        told = dict(_flat(tomllib.loads(path.read_text("utf-8"))))
        if twice := texts.keys() & told.keys():
            raise KeyError(f"{path.name} says again: {sorted(twice)}")
        texts |= told
    return texts


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        key = f"{prefix}{name}"
        found += _flat(value, f"{key}.") if isinstance(value, Mapping) else [(key, str(value))]
    return found
