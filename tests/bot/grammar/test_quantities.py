from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grammar.numerals import read_number
from bot.grammar.quantities import (
    MAX_PIECES,
    QuantityNotPositive,
    QuantityNotWhole,
    QuantityTooLarge,
    QuantityUnitUnclear,
    QuantityUnreadable,
    QuantityVague,
    find_quantities,
    read_quantity,
)
from core.errors import BadInput
from tests.bot.grammar.numbers import in_chinese, in_formal_chinese, in_full_width, spoken
from tests.bot.grammar.tables import each


@pytest.mark.parametrize(("pieces", "typed"), each([
    (200, "200 | ２００ | 200台 | 200 台 | 200 pcs | 二〇〇 | 兩百臺 | 数量：200 | x200 | ×200"),
    (1200, "1,200 | 1，200 | 1 200"),
    (500, "500套 | 500台。 | 共500台"),
    (100, "100 units"),
    (20000, "2万件 | 2w"),
    (12000, "1.2万 | 1万2 | 一万二"),
    (1500, "1.5k"),
    (300, "3百 | 三百台 | 要三百个"),
    (12500, "1万2千5"),
    (2500, "两千五"),
    (2005, "两千零五"),
    (350, "三百五"),
    (25000, "两万五千"),
    (20, "二十"),
    (10, "十"),
    (15, "十五"),
    (105, "一百零五"),
    (115, "一百一十五 | 一百十五"),
    (120000, "十二万"),
    (120, "壹佰贰拾 | 10打"),
    (25, "廿五"),
    (2, "俩"),
    (10_000_000, "一千万"),
    (24, "2 dozen"),
    (6, "半打"),
    (15000, "一万半"),
    (1000, "1e3"),
    (5, "5.0台 | +5"),
]))  # fmt: skip
def test_a_quantity_is_read(typed: str, pieces: int) -> None:
    assert read_quantity(typed) == pieces


@pytest.mark.parametrize(("refusal", "typed"), each([
    (QuantityUnreadable, ""),
    (QuantityUnreadable, "台 | nan | inf | Infinity | abc | 12,00 | 0x10"),
    (QuantityUnreadable, "9" * 100),
    (QuantityUnreadable, "٣ | ² | 三百百"),
    (QuantityNotPositive, "0 | 零 | -3 | −3台 | 负三 | 0.0"),
    (QuantityTooLarge, "12,345,678 | 1e12 | 1e9999 | 二百五十万亿 | 一亿"),
    (QuantityTooLarge, "9" * 39),
    (QuantityTooLarge, str(MAX_PIECES + 1)),
    (QuantityNotWhole, "1.5 台 | 半 | 半台 | 三个半"),
    (QuantityVague, "很多 | 几百台 | 两三百台 | 三五百 | 一百多 | 三五个 | 300左右 | 大概300台 | 200-300"),
    (QuantityVague, "200到300台 | 上千台 | about 300"),
    (QuantityUnitUnclear, "10箱 | 5对 | 3 boxes | 20米"),
]))  # fmt: skip
def test_what_is_no_exact_number_of_pieces_is_refused(typed: str, refusal: type[BadInput]) -> None:
    with pytest.raises(refusal) as caught:
        read_quantity(typed)

    assert type(caught.value) is refusal


def test_a_refusal_says_what_was_typed_and_the_limit() -> None:
    with pytest.raises(QuantityTooLarge) as caught:
        read_quantity("1001万 台")

    assert caught.value.facts == {"typed": "1001万 台", "limit": 10_000_000}


def test_what_was_typed_is_cut_in_a_refusal() -> None:
    with pytest.raises(QuantityUnreadable) as caught:
        read_quantity("很长" * 100)

    assert len(caught.value.facts["typed"]) == 40


@given(st.integers(1, MAX_PIECES))
def test_every_way_to_write_a_number_means_it(pieces: int) -> None:
    ways = [
        str(pieces), f"{pieces:,}", f"{pieces} pcs", f"{pieces}台", in_full_width(str(pieces)),
        in_chinese(pieces), in_chinese(pieces) + "台", in_formal_chinese(pieces), spoken(pieces),
    ]  # fmt: skip

    assert [read_quantity(way) for way in ways] == [pieces] * len(ways)


@given(st.integers(1, 999), st.integers(0, 99))
def test_fractions_of_thousands_and_ten_thousands_are_exact(whole: int, hundredths: int) -> None:
    number = f"{whole}.{hundredths:02d}"

    assert read_quantity(number + "万") == Decimal(number) * 10_000
    assert read_quantity(number + "k") == Decimal(number) * 1_000


@given(st.text(alphabet="0123456789零一二两三十百千万亿半k.,e-+台箱 多几", max_size=50))
def test_a_quantity_is_in_range_or_refused(typed: str) -> None:
    try:
        pieces = read_quantity(typed)
    except BadInput:
        return
    assert 1 <= pieces <= MAX_PIECES


@pytest.mark.parametrize("several", ["三五", "两三百", "", "百", "万", "三百百", "一点五"])
def test_a_numeral_that_is_none_or_several_has_no_value(several: str) -> None:
    assert read_number(several) is None


@pytest.mark.parametrize(("sentence", "found"), [
    ("来三百个门锁", ["三百个"]),
    ("sw-900两百台", ["两百台"]),
    ("200台,每箱10台", ["200台", "10台"]),
    ("孔径 3mm 孔距 86mm", []),  # measures are no quantities
    ("统一用白色", []),
    ("一个半月 两个月 三个星期 10个工作日", []),  # and no times
    ("一共500", ["500"]),
])  # fmt: skip
def test_quantities_are_found_in_a_sentence(sentence: str, found: list[str]) -> None:
    sentence = sentence.replace("sw-900", "\0" * 6)

    assert [sentence[span.start : span.end] for span in find_quantities(sentence)] == found
