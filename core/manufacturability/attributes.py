"""What a design says of itself: wall thickness, material, length; and how people call it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any
from unicodedata import normalize

from pydantic import Field as Check
from pydantic import StringConstraints
from sqlalchemy import Column
from sqlmodel import Field

from core.entity import Entity, json_column
from core.errors import BadInput
from core.fields import Name, OptionalName
from core.manufacturability.units import Measure, UnknownUnit, is_unit, read_measure

PROCESS, MACHINE = "process", "work_centre"
"""The attributes that say on what it is to be made."""
LONGEST_TEXT = 60

Value = Measure | str
"""What is said of one attribute."""
Alias = Annotated[str, StringConstraints(min_length=1, max_length=40)]
AttributeKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
UnitName = Annotated[str, StringConstraints(max_length=10)]


class NotAMeasure(BadInput):
    """Of the attribute `name` (`english_name`) the `value` as typed is no number; `unit` is the usual one."""


class NotThatUnit(BadInput):
    """The attribute `name` (`english_name`) is not measured like `value`, but in `unit`."""


class AttributesUnclear(BadInput):
    """What of `typed` could not be read; `known` are the attributes there are."""


class AttributeKind(StrEnum):
    """How an attribute is told."""

    MEASURE = "MEASURE"
    TEXT = "TEXT"


class DfmAttribute(Entity, table=True):
    """One thing that rules look at, with everything people call it."""

    __tablename__ = "dfm_attribute"

    key: AttributeKey = Field(primary_key=True)
    label: Name
    english_label: OptionalName = ""
    kind: AttributeKind = AttributeKind.MEASURE
    unit: UnitName = ""
    """What a bare number is in; none for a plain number."""
    aliases: list[Alias] = Field(default_factory=list, sa_column=Column(json_column(), nullable=False))
    """Also the keys of spec fields that say the same."""
    options: list[Alias] = Field(default_factory=list, sa_column=Column(json_column(), nullable=False))
    """Usual answers, where it is told in words."""
    position: Annotated[int, Check(ge=0, le=999)] = 0

    @classmethod
    def contradiction(cls, row: Mapping[str, Any]) -> tuple[str, str] | None:
        """The two fields that cannot both be right, if any."""
        return None if is_unit(row.get("unit") or "") else ("unit", "kind")

    @property
    def words(self) -> tuple[str, ...]:
        """Everything people call it."""
        return tuple(word for word in (self.key, self.label, self.english_label, *self.aliases) if word)


def read_value(attribute: DfmAttribute, words: str) -> Value:
    """What was said of an attribute. Raises `NotAMeasure` or `NotThatUnit`."""
    words = words.strip()
    if attribute.kind is AttributeKind.TEXT:
        return next((it for it in attribute.options if same_text(it, words)), words[:LONGEST_TEXT])
    english = attribute.english_label or attribute.key
    facts = {
        "name": attribute.label, "english_name": english, "value": words[:LONGEST_TEXT], "unit": attribute.unit
    }  # fmt: skip
    try:
        measure = read_measure(words, attribute.unit)
    except UnknownUnit:
        raise NotThatUnit(**facts) from None
    if measure is None:
        raise NotAMeasure(**facts)
    if measure.dimension is not Measure(measure.number, attribute.unit).dimension:
        raise NotThatUnit(**facts)
    return measure


def same_text(one: str, other: str) -> bool:
    """Alike but for case, width and blanks."""
    return plain_text(one) == plain_text(other)


def plain_text(words: str) -> str:
    """Words as they are compared."""
    return "".join(normalize("NFKC", words).casefold().split())


@dataclass(frozen=True, slots=True)
class Clause:
    """An attribute named in a text, the sign behind it, and the words up to the next one."""

    attribute: DfmAttribute
    sign: str
    words: str


class Vocabulary:
    """The attributes there are, by what people call them."""

    def __init__(self, attributes: Iterable[DfmAttribute]) -> None:
        self.attributes = {it.key: it for it in attributes}

    @cached_property
    def _called(self) -> Mapping[str, DfmAttribute]:
        return {plain_text(word): it for it in reversed(list(self.attributes.values())) for word in reversed(it.words)}

    def find(self, word: str) -> DfmAttribute | None:
        """The attribute of this name, if there is one."""
        return self._called.get(plain_text(word))

    def label(self, key: str, *, is_chinese: bool) -> str:
        """What an attribute is called; the key of one that is gone."""
        found = self.attributes.get(key)
        if found is None:
            return key
        return found.label if is_chinese else found.english_label or key

    @property
    def labels(self) -> list[str]:
        """What they are called, in the order of the form."""
        ordered = sorted(self.attributes.values(), key=lambda it: (it.position, it.key))
        return [it.label for it in ordered]

    @cached_property
    def _heads(self) -> re.Pattern[str]:
        words = {word for it in self.attributes.values() for word in it.words}
        names = "|".join(_edged(normalize("NFKC", word)) for word in sorted(words, key=len, reverse=True))
        return re.compile(rf"(?P<name>{names})\s*(?P<sign>{_SIGNS})?\s*", re.IGNORECASE)

    def clauses(self, text: str) -> tuple[str, list[Clause]]:
        """What stands before the first name, and each name with what follows. Of any text, in any width."""
        plain = normalize("NFKC", text)
        heads = list(self._heads.finditer(plain)) if self.attributes else []
        ends = [*(head.start() for head in heads[1:]), len(plain)]
        before = plain[: heads[0].start()] if heads else plain
        return before.strip(_SEPARATORS), list(self._cut(plain, heads, ends))

    def _cut(self, plain: str, heads: list[re.Match[str]], ends: list[int]) -> Iterator[Clause]:
        for head, end in zip(heads, ends, strict=False):
            found = self.find(head["name"])
            assert found is not None
            yield Clause(
                found, (head["sign"] or "").casefold(), plain[head.end() : end].strip(_SEPARATORS).rstrip(_END)
            )

    def read(self, text: str) -> dict[str, Value]:
        """The values that a text tells, by key. Raises `AttributesUnclear`, `NotAMeasure` or `NotThatUnit`."""
        before, clauses = self.clauses(text)
        blank = [it.attribute.label for it in clauses if not it.words or it.sign not in TOLD]
        if before or blank or not clauses:
            raise AttributesUnclear(typed=before or blank or text[:LONGEST_TEXT], known=self.labels)
        return {it.attribute.key: read_value(it.attribute, it.words) for it in clauses}


_SEPARATORS = " \t\r\n,;。、，；"
_END = _SEPARATORS + "."
_SIGNS = (
    ">=|=>|≥|<=|=<|≤|!=|≠|不小于|不低于|大于等于|至少|不大于|不超过|小于等于|至多|最多|"
    "不属于|不能是|不能为|属于|只能是|介于|between|not in|"
    "one of|at least|at most|in(?![a-z0-9])|is(?![a-z0-9])|[=:]|是|为"
)
TOLD = ("", "=", ":", "是", "为", "is")
"""Signs between an attribute and its value."""


def _edged(word: str) -> str:
    """A name's pattern; an English one is no part of a longer word."""
    pattern = re.escape(word).replace(r"\ ", r"[\s_]+")
    before = r"(?<![0-9A-Za-z_])" if word[0].isascii() else ""
    after = r"(?![0-9A-Za-z_])" if word[-1].isascii() else ""
    return f"{before}{pattern}{after}"
