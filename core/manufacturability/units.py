"""Numbers with units. A small table of what a drawing measures in; exact decimals, never floats."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from unicodedata import normalize

LARGEST = Decimal(10) ** 9
LONGEST = 24
"""Characters of a number."""


class Dimension(StrEnum):
    """What a unit measures; only things of one dimension can be compared."""

    NUMBER = "NUMBER"
    LENGTH = "LENGTH"
    MASS = "MASS"
    ANGLE = "ANGLE"
    RATIO = "RATIO"


_TABLE: tuple[tuple[str, Dimension, str, str], ...] = (
    ("", Dimension.NUMBER, "1", "个 件 pcs"),
    ("mm", Dimension.LENGTH, "1", "毫米 millimetre millimeter millimetres millimeters"),
    ("cm", Dimension.LENGTH, "10", "厘米 公分"),
    ("m", Dimension.LENGTH, "1000", "米 公尺 metre meter metres meters"),
    ("µm", Dimension.LENGTH, "0.001", "um 微米 μm μ micron microns"),
    ("in", Dimension.LENGTH, "25.4", '英寸 寸 inch inches "'),
    ("g", Dimension.MASS, "1", "克 gram grams"),
    ("kg", Dimension.MASS, "1000", "公斤 千克 kilogram kilograms"),
    ("t", Dimension.MASS, "1000000", "吨 ton tons tonne tonnes"),
    ("°", Dimension.ANGLE, "1", "度 deg degree degrees"),
    ("%", Dimension.RATIO, "1", "percent 百分比"),
)
_DIMENSION = {unit: dimension for unit, dimension, _, _ in _TABLE}
_FACTOR = {unit: Decimal(factor) for unit, _, factor, _ in _TABLE}
_SPOKEN = {word: unit for unit, _, _, spoken in _TABLE for word in (normalize("NFKC", unit), *spoken.split())}
_MEASURE = re.compile(
    r"(?P<sign>[-+±]|\+/-)?(?P<number>\d{1,12}(?:,\d{3})*(?:\.\d{1,9})?|\.\d{1,9})(?P<unit>[^\d.,+±-]*)"
)


class UnknownUnit(ValueError):
    """A word that is no unit of ours."""


@dataclass(frozen=True, slots=True)
class Measure:
    """So much of a unit."""

    number: Decimal
    unit: str

    def __str__(self) -> str:
        digits = format(self.number.normalize(), "f")
        return f"{digits} {self.unit}" if self.unit and self.unit not in "°%" else f"{digits}{self.unit}"

    @property
    def dimension(self) -> Dimension:
        """What it is a measure of."""
        return _DIMENSION[self.unit]

    @property
    def base(self) -> Decimal:
        """In the smallest common unit of its dimension: millimetres, grams, degrees, percent."""
        return self.number * _FACTOR[self.unit]

    def to(self, unit: str) -> "Measure":
        """The same in another unit of its dimension; itself where that would be no exact number."""
        number = self.base / _FACTOR[unit]
        is_exact = number * _FACTOR[unit] == self.base and len(number.normalize().as_tuple().digits) <= LONGEST // 2
        return Measure(number, unit) if is_exact and _DIMENSION[unit] is self.dimension else self


def read_unit(words: str) -> str:
    """A unit as people write it; nothing is a plain number. Raises `UnknownUnit`."""
    plain = normalize("NFKC", words).strip()
    unit = _SPOKEN.get(plain) if plain else ""
    unit = unit if unit is not None else _SPOKEN.get(plain.casefold())
    if unit is None:
        raise UnknownUnit(words)
    return unit


def is_unit(words: str) -> bool:
    """It is a unit of ours, as written in the table."""
    return words in _DIMENSION


def read_measure(words: str, unit: str = "") -> Measure | None:
    """`1.2mm`, `2.5 米`, `±0.05`; a bare number is in `unit`. None for what is no number. Raises `UnknownUnit`.

    A tolerance is its size, whichever sign stands before it.
    """
    plain = "".join(normalize("NFKC", words).split())
    match = _MEASURE.fullmatch(plain)
    if match is None:
        return None
    number = Decimal(match["number"].replace(",", ""))
    number = -number if match["sign"] == "-" else number
    if abs(number) >= LARGEST:
        return None
    return Measure(number, read_unit(match["unit"]) if match["unit"] else unit)
