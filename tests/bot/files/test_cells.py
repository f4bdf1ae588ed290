from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.files.cells import (
    Reading,
    read_alternatives,
    read_code,
    read_date,
    read_decimal,
    read_list,
    read_moment,
    read_options,
    read_pairs,
    read_text,
    read_whole,
    read_yes_or_no,
    require_data,
)
from bot.files.problems import CellRefused, Reason
from bot.files.sheets import Cell, CellError, Formula
from bot.files.tables import TABLES
from core.catalogue import SpecOption
from core.production import RoutingAlternative
from core.supply import ItemKind

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 11, 23)
READING = Reading(MONDAY, SHANGHAI)


def reason_of(read: Any, cell: Cell) -> tuple[Reason, Mapping[str, Any]]:
    with pytest.raises(CellRefused) as refused:
        read(cell, READING)
    return refused.value.reason, refused.value.facts


def reason_in(table: str, field: str, cell: Cell) -> Reason:
    read, check = TABLES[table].readers[field]
    return reason_of(lambda cell, reading: check(read(cell, reading)), cell)[0]


def in_a_workbook(hour: int, minute: int = 0) -> datetime:
    """1 December as openpyxl gives it: on no clock in particular."""
    return datetime.combine(date(2026, 12, 1), time(hour, minute))


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1,200", "1200"),
        ("1,234,567.5", "1234567.5"),
        ("１２．５", "12.5"),
        (" 3 ", "3"),
        (".5", "0.5"),
        ("2%", "0.02"),
        ("-3", "-3"),
        (12, "12"),
        (0.1 + 0.2, "0.3"),
        (1e3, "1000"),
    ],
)
def test_numbers_are_read_as_people_write_them(cell: Cell, number: str) -> None:
    assert read_decimal(cell, READING) == Decimal(number)


@pytest.mark.parametrize(
    "cell", ["", "abc", "1,20", "1_000", "nan", "inf", "--1", "12pcs", float("nan"), True, time(8)]
)
def test_what_is_no_number_is_refused(cell: Cell) -> None:
    assert reason_of(read_decimal, cell)[0] is Reason.NOT_A_NUMBER


def test_a_formula_is_no_number_in_either_kind_of_file() -> None:
    assert reason_of(read_decimal, "=1+1")[0] is Reason.FORMULA
    with pytest.raises(CellRefused, match="FORMULA"):
        require_data(Formula("=A1*2"))
    with pytest.raises(CellRefused, match="CELL_ERROR"):
        require_data(CellError("#N/A"))


def test_in_a_text_cell_what_begins_with_an_equals_sign_is_only_text() -> None:
    assert read_text("=SUM(A1:A9)", READING) == "=SUM(A1:A9)"
    assert read_text("'=SUM(A1:A9)", READING) == "=SUM(A1:A9)"


def test_whole_numbers_have_no_fraction_and_an_end() -> None:
    assert read_whole(12.0, READING) == 12
    assert reason_of(read_whole, "2.5")[0] is Reason.NOT_A_WHOLE_NUMBER
    assert reason_of(read_whole, "1e99")[0] is Reason.TOO_LARGE
    assert reason_of(read_whole, "-1e99")[0] is Reason.TOO_SMALL


@pytest.mark.parametrize(
    "cell",
    [
        "2026-12-01", "2026/12/1", "2026.12.1", "2026年12月1日", "20261201", 20261201, "２０２６－１２－０１",
        "2026-12-01 08:30", "2026-12-01T08:30", date(2026, 12, 1), in_a_workbook(23, 59), "+8d", "8D", "+7wd",
    ],
)  # fmt: skip
def test_a_day_is_read_in_the_ways_it_is_written(cell: Cell) -> None:
    assert read_date(cell, READING) == date(2026, 12, 1)


def test_working_days_skip_sundays_and_holidays() -> None:
    before_golden_week = Reading(date(2026, 9, 30), SHANGHAI)

    assert read_date("-1wd", READING) == date(2026, 11, 21)
    assert read_date("+1wd", before_golden_week) == date(2026, 10, 8)


@pytest.mark.parametrize(
    "cell", ["2026-02-30", "tomorrow", "26-12-01", "2026-13-01", 46000, 1.5, True, "+99999d", time(8)]
)
def test_what_is_no_day_is_refused(cell: Cell) -> None:
    assert reason_of(read_date, cell)[0] is Reason.NOT_A_DATE


def test_a_day_of_another_century_is_refused_by_the_field() -> None:
    assert reason_in("purchase_order", "eta", "1926-01-01") is Reason.DATE_OUT_OF_RANGE
    assert reason_in("purchase_order", "eta", "9999-01-01") is Reason.DATE_OUT_OF_RANGE


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-12-01 13:00", datetime(2026, 12, 1, 13, tzinfo=SHANGHAI)),
        ("2026/12/1 13:00:30", datetime(2026, 12, 1, 13, 0, 30, tzinfo=SHANGHAI)),
        (in_a_workbook(13), datetime(2026, 12, 1, 13, tzinfo=SHANGHAI)),
        (date(2026, 12, 1), datetime(2026, 12, 1, tzinfo=SHANGHAI)),
        ("-1d 21:30", datetime(2026, 11, 22, 21, 30, tzinfo=SHANGHAI)),
        ("+8d", datetime(2026, 12, 1, tzinfo=SHANGHAI)),
    ],
)
def test_a_moment_is_told_on_the_factory_clock(cell: Cell, moment: datetime) -> None:
    assert read_moment(cell, READING) == moment


@pytest.mark.parametrize("cell", ["2026-12-01 25:00", "2026-12-01 8 o'clock", "13:00", 1.5, True])
def test_what_is_no_moment_is_refused(cell: Cell) -> None:
    assert reason_of(read_moment, cell)[0] is Reason.NOT_A_DATE


@pytest.mark.parametrize(
    ("cell", "said"), [("是", True), ("Yes", True), (1, True), ("√", True), ("否", False), (0.0, False)]
)
def test_yes_and_no(cell: Cell, said: bool) -> None:
    assert read_yes_or_no(cell, READING) is said


def test_neither_yes_nor_no_is_refused() -> None:
    assert reason_of(read_yes_or_no, "maybe")[0] is Reason.NOT_YES_OR_NO


def test_codes_typed_as_numbers_or_in_full_width_stay_the_same_code() -> None:
    assert read_code(10023.0, READING) == "10023"
    assert read_code("ＳＷ－300\u200b", READING) == "SW-300"


def test_characters_that_no_one_can_see_are_refused() -> None:
    assert reason_of(read_text, "a\x00b")[0] is Reason.CONTROL_CHARACTER


def test_lists_pairs_options_and_alternatives_are_written_with_semicolons() -> None:
    assert read_list("feishu:oc_1；wecom:wr_1, ", READING) == ["feishu:oc_1", "wecom:wr_1"]
    assert read_pairs("voltage=220V；protocol：Wi-Fi", READING) == {"voltage": "220V", "protocol": "Wi-Fi"}
    assert read_options("白色|White|纯白; 灰色", READING) == [
        SpecOption(value="白色", english="White", synonyms=("纯白",)),
        SpecOption(value="灰色"),
    ]
    assert read_alternatives("COAT-1；ＷＸ-1（3天/4.5）; WX-2( 10D )?", READING) == [
        RoutingAlternative(work_centre="COAT-1"),
        RoutingAlternative(work_centre="WX-1", lead_days=3, price=Decimal("4.5")),
        RoutingAlternative(work_centre="WX-2", lead_days=10, needs_approval=True),
    ]
    assert read_alternatives("SMT-1; SMT-2@90%; ASM-4@80%?", READING) == [
        RoutingAlternative(work_centre="SMT-1"),
        RoutingAlternative(work_centre="SMT-2", speed_percent=90),
        RoutingAlternative(work_centre="ASM-4", speed_percent=80, needs_approval=True),
    ]


@pytest.mark.parametrize("words", ["voltage", "=220V", "a=1;b"])
def test_pairs_without_a_key_or_a_value_are_refused(words: str) -> None:
    assert reason_of(read_pairs, words)[0] is Reason.NOT_A_LIST


@pytest.mark.parametrize(("words", "reason"), [("SMT 1", Reason.NOT_A_LIST), ("SMT-1@0", Reason.NOT_A_LIST),
                                               ("SMT-1@fast", Reason.NOT_A_NUMBER), ("WX(3)", Reason.NOT_A_LIST),
                                               ("WX(999d)", Reason.NOT_A_LIST),
                                               ("(3d)", Reason.NOT_A_LIST)])  # fmt: skip
def test_an_alternative_is_a_work_centre_with_a_speed(words: str, reason: Reason) -> None:
    assert reason_of(read_alternatives, words)[0] is reason


def test_our_words_are_understood_in_chinese_and_as_they_are_stored() -> None:
    read, _ = TABLES["item"].readers["kind"]

    assert read("外购", READING) is ItemKind.BOUGHT
    assert read(" made ", READING) is ItemKind.MADE
    assert reason_of(read, "啥")[1] == {"options": ["BOUGHT", "MADE"]}


@pytest.mark.parametrize(
    ("table", "field", "cell", "reason"),
    [
        ("stock", "on_hand_qty", "-1", Reason.TOO_SMALL),
        ("stock", "on_hand_qty", "1e12", Reason.TOO_LARGE),
        ("stock", "on_hand_qty", "1e99", Reason.TOO_LARGE),
        ("stock", "on_hand_qty", "9" * 40, Reason.TOO_LARGE),
        ("item", "unit_cost", "0.00001", Reason.TOO_MANY_DECIMALS),
        ("item", "unit_cost", "0.123456789012345678", Reason.TOO_MANY_DECIMALS),
        ("spec_field", "minimum", "1.2345", Reason.TOO_MANY_DECIMALS),
        ("item", "purchase_lead_time_days", "365000", Reason.TOO_LARGE),
        ("item", "item_code", "A B", Reason.BAD_CODE),
        ("item", "lot_size", "0", Reason.TOO_SMALL),
        ("routing_operation", "yield_percent", "0", Reason.TOO_SMALL),
        ("routing_operation", "yield_percent", "100.5", Reason.TOO_LARGE),
        ("routing_operation", "yield_percent", "98.755", Reason.TOO_MANY_DECIMALS),
        ("routing_operation", "skill", "sol der", Reason.BAD_CODE),
        ("work_centre", "skills", "sol der", Reason.BAD_CODE),
        ("work_centre", "capacity", "0", Reason.TOO_SMALL),
        ("protected_capacity", "share_percent", "0", Reason.TOO_SMALL),
        ("protected_capacity", "share_percent", "101", Reason.TOO_LARGE),
        ("protected_capacity", "customer_class", "Z", Reason.NOT_A_CHOICE),
        ("protected_capacity", "release_days", "-1", Reason.TOO_SMALL),
        ("item", "name", "长" * 81, Reason.TOO_LONG),
        ("order", "quantity", "0", Reason.TOO_SMALL),
        ("order", "quantity", "2500000000000", Reason.TOO_LARGE),
        ("department", "chats", "oc_1", Reason.BAD_CODE),
        ("work_centre_calendar", "monday", "8-12", Reason.NOT_A_SHIFT),
        ("routing_operation", "alternatives", ";", Reason.MISSING),
        ("bom_line", "scrap_rate", "100%", Reason.TOO_LARGE),
    ],
)
def test_values_that_no_factory_has_are_refused(table: str, field: str, cell: Cell, reason: Reason) -> None:
    assert reason_in(table, field, cell) is reason


@pytest.mark.parametrize(
    ("table", "field", "cell", "limit"),
    [
        ("bom_line", "qty_per", "0", "0.0001"),
        ("bom_line", "scrap_rate", "1", "0.9999"),
        ("stock", "on_hand_qty", "-1", "0"),
        ("order", "quantity", "0", "1"),
        ("item", "name", "长" * 81, "80"),
    ],
)
def test_a_refused_value_comes_with_the_last_one_that_would_do(table: str, field: str, cell: Cell, limit: str) -> None:
    read, check = TABLES[table].readers[field]

    assert reason_of(lambda cell, reading: check(read(cell, reading)), cell)[1] == {"limit": limit}


CELLS = st.one_of(
    st.text(max_size=30),
    st.text("0123456789+-./%:,;=|@? dwDeE年月日", max_size=20),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(max_value=timedelta(days=9)),
)


@given(st.sampled_from([(table, name) for table in TABLES.values() for name in table.readers]), CELLS)
def test_no_cell_whatever_does_more_than_be_refused(field: tuple[Any, str], cell: Cell) -> None:
    table, name = field
    read, check = table.readers[name]
    with suppress(CellRefused):
        value = check(read(cell, READING))
        assert check(value) == value
