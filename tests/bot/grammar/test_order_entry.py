from datetime import date

import pytest

from bot.grammar.order_entry import MAX_READ, read_order_entry, read_order_form
from bot.grammar.words import read_words
from core.orders.draft import OrderEntry
from tests.bot.grammar.factory import LEXICON
from tests.bot.grammar.phrasebook import TODAY, Line, lines

COMMANDS = frozenset({"neworder", "新订单", "quote", "询期"})


def an_entry(text: str) -> OrderEntry:
    return read_order_entry(read_words(text, COMMANDS), LEXICON, TODAY)


@pytest.mark.parametrize("line", lines(), ids=lambda line: line.says)
def test_a_recorded_line_is_read_right_or_asked_back(line: Line) -> None:
    entry = an_entry(line.says)

    assert (entry.customer, entry.product, entry.quantity) == (line.customer, line.product, line.quantity)
    assert entry.requested_date == line.requested_date
    assert entry.requirement == line.requirement
    assert entry.spec == line.spec
    assert {name: problem.refusal for name, problem in entry.problems.items()} == line.why


def test_there_are_sixty_recorded_lines_at_least() -> None:
    assert len({line.says for line in lines()}) >= 60


def test_exactly_what_is_missing_is_asked_for() -> None:
    assert an_entry("/neworder 恒远 SW-300").missing == ("quantity", "requested_date", "requirement")
    assert an_entry("/neworder").missing == ("customer", "product", "quantity", "requested_date", "requirement")
    assert an_entry("/neworder 恒远 SW-300 200台 下周五 白色外壳").missing == ()


def test_an_unknown_product_comes_with_the_nearest_ones() -> None:
    problem = an_entry("/neworder 恒远 SW-900 200台").problems["product"]

    assert problem.facts == {"kind": "product", "words": "SW-900", "near": ["SW-300", "SW-500"]}


def test_several_products_are_offered_for_choice() -> None:
    problem = an_entry("/neworder 恒远 SW-300 DL-20 200台").problems["product"]

    assert problem.facts == {"field": "product", "values": ["SW-300", "DL-20"]}


def test_what_was_typed_is_kept_for_each_field() -> None:
    entry = an_entry("/neworder 恒远 温控面板 两百台 昨天")

    assert entry.typed == {"customer": "恒远", "product": "温控面板", "quantity": "两百台", "requested_date": "昨天"}


def test_a_field_told_twice_and_differently_is_asked_back() -> None:
    entry = an_entry("/neworder 数量=200 恒远 SW-300 数量=300")

    assert entry.problems["quantity"].facts == {"field": "quantity", "values": [200, 300]}


def test_two_requirements_are_both_kept() -> None:
    assert an_entry("/neworder 要求=白色 客户=恒远 备注=带logo").requirement == "白色；带logo"


def test_an_unknown_key_stays_in_the_requirement() -> None:
    assert an_entry("/neworder 恒远 SW-300 200台 下周五 logo=有").requirement == "logo=有"


def test_a_text_beyond_the_limit_is_requirement() -> None:
    tail = "请仔细核对图纸" * 400

    entry = an_entry(f"/neworder 恒远 SW-300 200台 下周五 {tail}")

    assert entry.requirement is not None
    assert entry.requirement.replace("\n", "") == tail
    assert len(tail) > MAX_READ


def test_a_form_is_read_field_by_field() -> None:
    form = {
        "customer": "HENGYUAN", "product": "SW-300", "quantity": "2万", "requested_date": "2026-12-05 +0800",
        "requirement": "白色外壳", "spec_voltage": "220v", "spec_screen_inch": "四寸", "departments": ["production"],
    }  # fmt: skip

    entry = read_order_form(form | {"spec_screen_inch": "4寸"}, LEXICON, TODAY)

    assert (entry.customer, entry.product, entry.quantity) == ("HENGYUAN", "SW-300", 20000)
    assert (entry.requested_date, entry.requirement) == (date(2026, 12, 5), "白色外壳")
    assert entry.spec == {"voltage": "220V", "screen_inch": "4", "panel_colour": "白色"}
    assert not entry.problems


def a_form(**fields: str) -> OrderEntry:
    """A form that asked for everything, filled in."""
    told = {"customer": "恒远", "product": "SW-300", "quantity": "200", "requested_date": "下周五"}
    return read_order_form(told | fields, LEXICON, TODAY)


@pytest.mark.parametrize(
    ("wish", "requirement", "spec"),
    [
        ("白色", None, {"panel_colour": "白色"}),
        ("白色，4寸", None, {"panel_colour": "白色", "screen_inch": "4"}),
        ("白色，面板丝印“云栖”", "面板丝印“云栖”", {"panel_colour": "白色"}),
        ("面板丝印“云栖”；要白色", "面板丝印“云栖”", {"panel_colour": "白色"}),
        ("白色外壳，带logo", "白色外壳，带logo", {"panel_colour": "白色"}),  # a phrase that says more stays whole
        ("不要白色", "不要白色", {}),
    ],
)
def test_a_form_reads_spec_words_as_a_line_does(wish: str, requirement: str | None, spec: dict[str, str]) -> None:
    filled = a_form(requirement=wish)

    assert (filled.requirement, filled.spec) == (requirement, spec)
    assert not filled.missing or requirement is None
    said = an_entry(f"/neworder 客户=恒远 产品=SW-300 数量=200 交期=下周五 要求={wish}")
    assert (said.requirement, said.spec) == (filled.requirement, filled.spec)


def test_free_text_without_spec_words_stays_as_it_was_typed() -> None:
    assert a_form(requirement="@所有人 <at id=all></at> **急**").requirement == "@所有人 <at id=all></at> **急**"


def test_a_requirement_that_is_all_spec_is_not_asked_for_again() -> None:
    assert a_form(requirement="白色").missing == ()
    assert a_form().missing == ("requirement",)


def test_a_field_of_the_form_counts_more_than_its_free_text() -> None:
    entry = a_form(requirement="白色", spec_panel_colour="黑色")

    assert (entry.spec, entry.requirement, entry.problems) == ({"panel_colour": "黑色"}, "白色", {})


def test_two_colours_in_the_free_text_are_asked_back() -> None:
    entry = a_form(requirement="白色或灰色")

    assert entry.problems["spec_panel_colour"].refusal == "SeveralTold"
    assert entry.requirement == "白色或灰色"


def test_what_was_told_before_the_product_becomes_spec_once_the_product_is_known() -> None:
    before = an_entry("/neworder 恒远 200台 下周五 要求=白色")

    after = before.merged(read_order_form({"product": "SW-300"}, LEXICON, TODAY, known=before))

    assert (before.missing, before.requirement) == (("product",), "白色")
    assert (after.missing, after.requirement, after.spec) == ((), None, {"panel_colour": "白色"})


def test_an_empty_form_field_says_nothing() -> None:
    assert read_order_form({"customer": " ", "quantity": ""}, LEXICON, TODAY) == OrderEntry()


def test_a_wrong_form_field_is_a_problem_of_its_own() -> None:
    entry = read_order_form({"quantity": "很多", "requested_date": "2月30号", "customer": "恒远"}, LEXICON, TODAY)

    assert entry.customer == "HENGYUAN"
    assert {name: problem.refusal for name, problem in entry.problems.items()} == {
        "quantity": "QuantityVague",
        "requested_date": "NoSuchDay",
    }


def test_spec_fields_of_a_form_wait_for_a_product_that_is_not_known_yet() -> None:
    form = {"spec_voltage": "220v"}

    assert read_order_form(form, LEXICON, TODAY).spec == {"voltage": "220v"}
    assert read_order_form(form, LEXICON, TODAY, known=OrderEntry(product="SW-500")).spec == {"voltage": "220V"}
