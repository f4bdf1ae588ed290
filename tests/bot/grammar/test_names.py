import pytest

from bot.grammar.names import Ambiguous, Found, Hit, NameIndex, Unknown, resolve
from tests.bot.grammar.factory import LEXICON
from tests.bot.grammar.tables import each

CUSTOMERS = LEXICON.customer_index
PRODUCTS = LEXICON.product_index


@pytest.mark.parametrize(("code", "typed"), each([
    ("SW-300", "SW-300 | sw300 | ＳＷ－３００ | SW 300 | sw_300 | 温控面板"),
    ("SW-300", "温控"),  # begins names of this product only
    ("SW-500", "高端温控"),
    ("DL-20", "智能门锁 | door lock"),
    ("DL-50", "指纹锁"),
]))  # fmt: skip
def test_a_product_is_found(typed: str, code: str) -> None:
    assert resolve(typed, PRODUCTS) == Found(code)


@pytest.mark.parametrize(("code", "typed"), each([
    ("HENGYUAN", "恒远 | 恒远地产 | 恒远地产公司 | 恒元地产"),
    ("YUNQI", "云栖酒店"),
    ("NORDLYS", "nordlys | NORDLYS HOMES | Nordlis"),
]))  # fmt: skip
def test_a_customer_is_found(typed: str, code: str) -> None:
    assert resolve(typed, CUSTOMERS) == Found(code)


def test_digits_are_never_guessed() -> None:
    assert resolve("SW-301", PRODUCTS) == Unknown(("SW-300", "SW-500"))


@pytest.mark.parametrize("typed", ["万科", "", "智", "？？？", "a" * 500])
def test_strangers_are_unknown(typed: str) -> None:
    assert isinstance(resolve(typed, CUSTOMERS), Unknown)


def test_one_name_of_two_things_is_ambiguous() -> None:
    names = {"A-1": ["大灯"], "A-2": ["大灯"]}

    assert resolve("大灯", names) == Ambiguous(("A-1", "A-2"))


def test_a_slip_between_two_names_is_ambiguous() -> None:
    names = {"A": ["上海星河公寓"], "B": ["上海星光公寓"]}

    assert resolve("上海星海公寓", names) == Ambiguous(("A", "B"))


def test_a_code_is_stronger_than_an_alias() -> None:
    assert resolve("KP-3", {"KP-3": [], "KP-33": ["kp3"]}) == Found("KP-3")


@pytest.mark.parametrize(("typed", "meant"), [
    ("AB-1", Found("AB-1")),
    ("AB1", Found("AB1")),
    ("ab-1", Found("AB-1")),
    ("ab 1", Ambiguous(("AB-1", "AB1"))),
])  # fmt: skip
def test_of_codes_that_differ_by_a_hyphen_the_one_as_typed_is_meant(typed: str, meant: Found | Ambiguous) -> None:
    assert resolve(typed, {"AB-1": [], "AB1": []}) == meant


@pytest.mark.parametrize(("sentence", "codes"), [("ab-1 10台", ("AB-1",)), ("ab 1 10台", ("AB-1", "AB1"))])
def test_and_so_in_a_sentence(sentence: str, codes: tuple[str, ...]) -> None:
    assert [hit.codes for hit in NameIndex({"AB-1": [], "AB1": []}).find(sentence)] == [codes]


@pytest.mark.parametrize(("sentence", "words"), [
    ("sw-300两百台", ["sw-300"]),
    ("sw-300x200", ["sw-300"]),
    ("sw-3000 asw-300 1sw-300", []),
    ("开孔10cm 10台", []),
    ("恒远要高端温控和门锁", ["高端温控", "门锁"]),
])  # fmt: skip
def test_names_are_found_in_a_sentence(sentence: str, words: list[str]) -> None:
    assert [sentence[hit.start : hit.end] for hit in PRODUCTS.find(sentence)] == words


def test_a_hit_tells_a_code_from_an_alias() -> None:
    index = NameIndex({"DL-20": ["门锁"]})

    assert index.find("dl 20 门锁") == [Hit(0, 5, ("DL-20",), True), Hit(6, 8, ("DL-20",), False)]
