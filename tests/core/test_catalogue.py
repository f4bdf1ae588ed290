from decimal import Decimal

import pytest

from core.catalogue import (
    NotAnOption,
    NotANumber,
    OutOfSpecRange,
    Product,
    ProductFamily,
    SpecField,
    SpecKind,
    SpecOption,
    SpecTooLong,
    UnknownSpecField,
)


def a_choice(*options: str, allow_custom: bool = False) -> SpecField:
    choices = [SpecOption(value="白色", english="White", synonyms=("纯白",)), SpecOption(value="灰色", english="Grey")]
    return SpecField(
        family="panel", key="panel_colour", label="面板颜色", english_label="Panel colour", kind=SpecKind.CHOICE,
        options=[SpecOption(value=value) for value in options] or choices, is_mandatory=True, allow_custom=allow_custom,
    )  # fmt: skip


def a_length(*, allow_custom: bool = False) -> SpecField:
    return SpecField(
        family="panel", key="track_length_m", label="轨道长度", kind=SpecKind.NUMBER, unit="m", minimum=Decimal(1),
        maximum=Decimal(6), allow_custom=allow_custom, position=1,
    )  # fmt: skip


def a_family(*fields: SpecField) -> ProductFamily:
    family = ProductFamily(key="panel", name="温控面板")
    family.fields = list(fields)
    return family


@pytest.mark.parametrize("words", ["白色", "纯白", "white", "WHITE", " 白 色 ", "Ｗｈｉｔｅ"])
def test_everything_that_means_an_option_becomes_the_option(words: str) -> None:
    assert a_choice().read(words) == "白色"


def test_a_value_that_is_no_option_is_refused_with_those_there_are() -> None:
    with pytest.raises(NotAnOption) as refused:
        a_choice().read("香槟金")

    assert refused.value.facts["options"] == ["白色", "灰色"]
    assert refused.value.facts["field"] == "面板颜色"


def test_where_custom_values_are_taken_an_unknown_one_is_kept_and_is_not_released() -> None:
    field = a_choice(allow_custom=True)

    assert field.read("香槟金") == "香槟金"
    assert not field.is_released("香槟金")
    assert field.is_released("白色")


def test_a_choice_may_be_told_with_its_unit() -> None:
    field = a_choice("4", "5")
    field.unit = "in"

    assert [field.read(words) for words in ("4", "4寸", "4 英寸", '4"')] == ["4"] * 4


@pytest.mark.parametrize(
    ("words", "value"), [("3.2", "3.2"), ("3.20 m", "3.2"), ("３米", "3"), ("6", "6"), ("", ""), ("1e0", "1")]
)
def test_a_number_loses_its_unit_and_its_empty_decimals(words: str, value: str) -> None:
    assert a_length().read(words) == value


@pytest.mark.parametrize("words", ["long", "3毫米", "nan", "Infinity", "1e12", "--3"])
def test_what_is_no_number_in_the_unit_is_refused(words: str) -> None:
    with pytest.raises(NotANumber):
        a_length(allow_custom=True).read(words)


def test_a_number_outside_the_limits_is_refused_or_custom() -> None:
    with pytest.raises(OutOfSpecRange):
        a_length().read("8")

    field = a_length(allow_custom=True)
    assert field.read("8") == "8"
    assert not field.is_released("8")


@pytest.mark.parametrize("value", ["三米", "nan", "1e12"])
def test_what_was_said_before_the_field_was_a_number_needs_design(value: str) -> None:
    assert not a_length().is_released(value)


def test_a_spec_value_of_a_page_is_refused() -> None:
    field = SpecField(family="panel", key="note", label="说明", kind=SpecKind.TEXT)

    with pytest.raises(SpecTooLong):
        field.read("长" * 201)


def test_a_family_reads_a_spec_and_says_what_is_missing() -> None:
    family = a_family(a_choice(), a_length())

    spec = family.read({"track_length_m": "2m", "panel_colour": ""})

    assert spec == {"track_length_m": "2"}
    assert [field.key for field in family.missing(spec)] == ["panel_colour"]
    assert family.missing(spec | {"panel_colour": "白色"}) == []


def test_a_family_names_the_fields_that_need_design_work() -> None:
    family = a_family(a_choice(allow_custom=True), a_length(allow_custom=True))

    assert [field.key for field in family.custom({"panel_colour": "金", "track_length_m": "2"})] == ["panel_colour"]
    assert family.custom({}) == []


def test_an_unknown_spec_field_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownSpecField) as refused:
        a_family(a_choice()).read({"colour": "白"})

    assert refused.value.facts["known"] == ["panel_colour"]


def test_what_goes_without_saying_for_a_product_is_filled_in_and_can_be_overruled() -> None:
    product = Product(code="SW-300", name="温控面板", family="panel", default_spec={"protocol": "Wi-Fi", "inch": "4"})

    assert product.with_defaults({"protocol": "RS485", "inch": ""}) == {"protocol": "RS485", "inch": "4"}


def test_a_product_is_called_by_its_code_names_and_aliases_once_each() -> None:
    product = Product(code="SW-300", name="温控器", english_name="", family="panel", aliases=["温控", "温控器"])

    assert product.words == ("SW-300", "温控器", "温控")


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        ({"kind": SpecKind.CHOICE, "options": []}, ("options", "kind")),
        ({"kind": SpecKind.NUMBER, "minimum": Decimal(3), "maximum": Decimal(2)}, ("minimum", "maximum")),
        ({"kind": SpecKind.TEXT}, None),
    ],
)
def test_a_spec_field_cannot_contradict_itself(row: dict[str, object], fields: tuple[str, str] | None) -> None:
    assert SpecField.contradiction(row) == fields
