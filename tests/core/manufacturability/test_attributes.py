"""Numbers with units, and what people say of a design, in either language."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.manufacturability.attributes import AttributesUnclear, NotAMeasure, NotThatUnit
from core.manufacturability.units import Dimension, Measure, UnknownUnit, read_measure, read_unit
from tests.core.manufacturability.builders import VOCABULARY, measure


@pytest.mark.parametrize(
    ("words", "number", "unit"),
    [
        ("1.2mm", "1.2", "mm"),
        ("１．２ＭＭ", "1.2", "mm"),
        ("2.5米", "2.5", "m"),
        ("2.5 m", "2.5", "m"),
        (".5mm", "0.5", "mm"),
        ("±0.05 mm", "0.05", "mm"),
        ("+/-0.05mm", "0.05", "mm"),
        ("1,200毫米", "1200", "mm"),
        ("50µm", "50", "µm"),
        ("50 μm", "50", "µm"),
        ("50um", "50", "µm"),
        ("3寸", "3", "in"),
        ('3"', "3", "in"),
        ("1.5°", "1.5", "°"),
        ("1.5度", "1.5", "°"),
        ("60％", "60", "%"),
        ("1.5公斤", "1.5", "kg"),
        ("-3", "-3", ""),
    ],
)
def test_a_measure_as_people_write_it(words: str, number: str, unit: str) -> None:
    assert read_measure(words) == Measure(Decimal(number), unit)


@pytest.mark.parametrize("words", ["", "厚", "1.2.3mm", "1/2in", "mm", "1e9", "9999999999mm", "1-2mm"])
def test_what_is_no_number_is_none(words: str) -> None:
    try:
        assert read_measure(words) is None
    except UnknownUnit:
        assert words == "1e9"


def test_a_unit_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownUnit):
        read_unit("furlong")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (measure("1", "m"), measure("1000")),
        (measure("1", "in"), measure("25.4")),
        (measure("1", "cm"), measure("10000", "µm")),
        (measure("2", "t"), measure("2000", "kg")),
    ],
)
def test_the_same_in_two_units_is_the_same(one: Measure, other: Measure) -> None:
    assert one.base == other.base
    assert one.dimension is other.dimension
    assert one.to(other.unit) == other


def test_lengths_and_masses_have_nothing_in_common() -> None:
    assert measure("1", "kg").dimension is Dimension.MASS is not measure("1").dimension
    assert measure("1", "kg").to("mm") == measure("1", "kg")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("壁厚 1.2mm 材料 ABS", {"wall_thickness": "1.2 mm", "material": "ABS"}),
        ("壁厚1.2mm，材料abs。", {"wall_thickness": "1.2 mm", "material": "ABS"}),
        ("壁厚：1.2；长度＝2.5米", {"wall_thickness": "1.2 mm", "length": "2.5 m"}),
        ("最小壁厚是0.8毫米", {"wall_thickness": "0.8 mm"}),
        ("wall_thickness=0.8 mm, length 2.5 m.", {"wall_thickness": "0.8 mm", "length": "2.5 m"}),
        ("Wall Thickness: 0.8mm", {"wall_thickness": "0.8 mm"}),
        ("wall thickness is 0.8 mm", {"wall_thickness": "0.8 mm"}),
        ("拔模角 1.5° 孔数 4", {"draft_angle": "1.5°", "holes": "4"}),
        ("材料=不锈钢 304", {"material": "不锈钢 304"}),
        ("壁厚 1mm 壁厚 2mm", {"wall_thickness": "2 mm"}),
    ],
)
def test_attributes_are_read_from_words(words: str, told: dict[str, str]) -> None:
    assert {key: str(value) for key, value in VOCABULARY.read(words).items()} == told


@pytest.mark.parametrize("words", ["你好", "壁厚", "厚度 1.2mm", "好的 壁厚 1mm", "壁厚>=1mm", "wallthickness 1", ""])
def test_what_is_not_clear_is_asked_back_with_what_there_is(words: str) -> None:
    with pytest.raises(AttributesUnclear) as refused:
        VOCABULARY.read(words)

    assert refused.value.facts["known"][:3] == ["材料", "壁厚", "长度"]


@pytest.mark.parametrize(
    ("words", "refusal"),
    [("壁厚 很厚", NotAMeasure), ("壁厚 1.2kg", NotThatUnit), ("拔模角 2mm", NotThatUnit), ("孔数 3mm", NotThatUnit),
     ("壁厚 3 furlong", NotThatUnit), ("壁厚 3/2mm", NotAMeasure)],
)  # fmt: skip
def test_a_value_that_cannot_be_says_of_what_and_in_which_unit(words: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal) as refused:
        VOCABULARY.read(words)

    assert {"name", "english_name", "value", "unit"} <= getattr(refused.value, "facts", {}).keys()


@given(st.text(max_size=60))
def test_any_text_is_read_or_asked_back(text: str) -> None:
    try:
        told = VOCABULARY.read(text)
    except (AttributesUnclear, NotAMeasure, NotThatUnit):
        return
    again = VOCABULARY.read(" ".join(f"{key}={value}" for key, value in told.items()))
    assert {key: str(it) for key, it in again.items()} == {key: str(it) for key, it in told.items()}
