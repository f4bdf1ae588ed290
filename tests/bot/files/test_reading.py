import io
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.files import ImportFile, OrderRow, Reason, read_file
from bot.files.problems import ColumnMissing, ColumnTwice, TableNotRecognised
from core.errors import BadInput
from core.orders.status import OrderStatus
from core.supply import ItemKind

MONDAY = date(2026, 11, 23)


def read(text: str, name: str = "data.csv") -> ImportFile:
    (file,) = read_file(text.encode(), name, today=MONDAY)
    return file


def problems_of(file: ImportFile) -> list[tuple[str, str, str]]:
    return [(problem.cell, problem.value, problem.reason.value) for problem in file.problems]


# --- which table ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "table"),
    [
        ("物料编码,物料名称,来源", "item"),
        ("Item code,Item name,Kind", "item"),
        ("item_code,name,kind", "item"),
        ("* 料号 ,品名（必填）,物料属性", "item"),
        ("父件编码,子件编码,单位用量", "bom_line"),
        ("物料编码,现有量", "stock"),
        ("采购单号,物料编码,采购数量,预计到货日期", "purchase_order"),
        ("订单号,客户,产品,数量,下单时间", "order"),
        ("工号,姓名,部门,角色,飞书", "person"),
    ],
)
def test_a_sheet_is_recognised_by_its_headers(headers: str, table: str) -> None:
    assert read(headers).table == table


@pytest.mark.parametrize("name", ["库存.csv", "stock.csv", "Stock.CSV", "现有量 (2).csv"])
def test_a_file_is_recognised_by_its_name(name: str) -> None:
    assert read("物料编码,数量", name).table == "stock"


def test_headers_that_could_mean_several_tables_are_asked_back() -> None:
    with pytest.raises(TableNotRecognised) as refused:
        read("编码,名称")

    assert refused.value.facts["headers"] == ["编码", "名称"]


@pytest.mark.parametrize("text", ["", "\n\n", "今天天气不错", "a,b,c\n1,2,3"])
def test_a_file_that_holds_nothing_of_ours_is_refused(text: str) -> None:
    with pytest.raises(TableNotRecognised):
        read(text)


def test_a_table_without_a_column_it_needs_is_refused_with_the_columns_name() -> None:
    with pytest.raises(ColumnMissing) as refused:
        read("物料编码,物料名称,单价", "物料.csv")

    assert refused.value.facts["table"] == "item"
    assert refused.value.facts["columns"] == ["来源"]


def test_two_columns_that_mean_the_same_are_refused() -> None:
    with pytest.raises(ColumnTwice) as refused:
        read("物料编码,现有量,库存")

    assert refused.value.facts["headers"] == ["现有量", "库存"]


def test_a_title_above_the_headers_does_no_harm() -> None:
    file = read("星澜智能家居 物料清单\n\n物料编码,物料名称,来源\nA,甲,外购\n")

    assert file.table == "item"
    assert file.row_numbers == (4,)


def test_columns_that_mean_nothing_here_are_named_and_left_alone() -> None:
    file = read("物料编码,现有量,货架号\nA,3,R-12\n")

    assert file.ignored_headers == ("货架号",)
    assert file.rows == ({"item": "A", "on_hand_qty": Decimal(3)},)


def a_workbook(**tables: list[list[object]]) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in tables.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


def test_a_workbook_gives_one_table_per_sheet_and_names_the_sheet_it_does_not_know() -> None:
    data = a_workbook(
        说明=[["请先填物料，再填库存"]],
        物料=[["物料编码", "物料名称", "来源"], ["A", "甲", "外购"]],
        库存=[["物料编码", "现有量"], ["A", 12.5]],
    )

    items, stock = read_file(data, "工厂.xlsx", today=MONDAY)

    assert (items.table, stock.table) == ("item", "stock")
    assert [(p.sheet, p.reason) for p in items.problems] == [("说明", Reason.SHEET_NOT_RECOGNISED)]
    assert items.rejected == 0
    assert stock.rows == ({"item": "A", "on_hand_qty": Decimal("12.5")},)


def test_a_file_is_read_from_its_path(tmp_path: Path) -> None:
    path = tmp_path / "库存.csv"
    path.write_bytes("物料编码,现有量\nA,3\n".encode("gb18030"))

    (file,) = read_file(path, today=MONDAY)

    assert (file.file, file.table, len(file.rows)) == ("库存.csv", "stock", 1)


# --- what the rows say ---------------------------------------------------------------------


def test_an_empty_cell_means_the_default_and_an_absent_column_means_nothing() -> None:
    file = read("物料编码,物料名称,来源,单位成本\nA,甲,外购,\n")

    (row,) = file.rows
    assert row == {"item_code": "A", "name": "甲", "kind": ItemKind.BOUGHT, "unit_cost": Decimal(0)}


def test_a_row_is_rejected_with_every_cell_that_cannot_be() -> None:
    file = read("物料编码,物料名称,来源,单位成本\nA,甲,外购,-3\n,乙,啥,=1+1\nC,丙,自制,2\n")

    assert problems_of(file) == [
        ("D2", "-3", "TOO_SMALL"),
        ("A3", "", "MISSING"),
        ("C3", "啥", "NOT_A_CHOICE"),
        ("D3", "=1+1", "FORMULA"),
    ]
    assert [row["item_code"] for row in file.rows] == ["C"]
    assert file.rejected == 2


def test_a_formula_in_a_workbook_is_refused_in_any_column() -> None:
    data = a_workbook(物料=[["物料编码", "物料名称", "来源"], ["A", "=A2", "外购"], ["B", "#N/A", "外购"]])

    (file,) = read_file(data, "x.xlsx", today=MONDAY)

    assert problems_of(file) == [("B2", "=A2", "FORMULA"), ("B3", "#N/A", "CELL_ERROR")]


def test_a_key_met_twice_is_rejected_with_the_row_it_was_first_in() -> None:
    file = read("父件编码,子件编码,用量\nA,B,1\nA,C,1\nA,B,2\n", "BOM.csv")

    (problem,) = file.problems
    assert (problem.row, problem.reason, problem.facts) == (4, Reason.DUPLICATE_ROW, {"first_row": 2})
    assert len(file.rows) == 2


def test_two_people_cannot_have_one_account() -> None:
    file = read("工号,姓名,部门,飞书\nlin,林,sales,ou_1\nhe,何,sales,ou_1\nsu,苏,sales,\nan,安,sales,\n", "人员.csv")

    assert problems_of(file) == [("D3", "ou_1", "DUPLICATE_ROW")]


def test_fields_that_contradict_each_other_reject_the_row() -> None:
    file = read("检修编号,工作中心,开始时间,结束时间\nM1,A,2026-12-01 12:00,2026-12-01 08:00\n", "检修.csv")

    (problem,) = file.problems
    assert (problem.cell, problem.reason) == ("D2", Reason.CONTRADICTION)
    assert problem.facts == {"other": "开始时间"}


def test_short_rows_and_cells_beyond_the_headers_do_no_harm() -> None:
    file = read("物料编码,物料名称,来源\nA,甲\nB,乙,外购,多余\n")

    assert problems_of(file) == [("C2", "", "MISSING")]
    assert [row["item_code"] for row in file.rows] == ["B"]


def test_an_order_row_is_told_in_our_terms() -> None:
    file = read(
        "订单号,客户,产品,数量,承诺日期,状态,销售员,已回执部门,规格,下单时间,图纸已发放\n"
        "SO-1,C-HY,SW-300,\"1,200\",+3d,生产中,lin.xiaoyan,production；rnd,voltage=220V,-2d 10:00,是\n"
    )  # fmt: skip

    order = OrderRow.of(file.rows[0])

    assert file.rows[0].keys() == OrderRow.model_fields.keys()
    assert (order.order_no, order.line_no, order.quantity) == ("SO-1", 1, 1200)
    assert order.status is OrderStatus.IN_PRODUCTION
    assert order.promise_date == date(2026, 11, 26)
    assert order.acknowledged == ["production", "rnd"]
    assert order.spec == {"voltage": "220V"}
    assert order.placed_at.isoformat() == "2026-11-21T10:00:00+08:00"
    assert order.is_design_released


@pytest.mark.parametrize(
    ("status", "promise", "shipped", "cell"),
    [("RELEASED", "-9d", "", "F2"), ("SHIPPED", "+1d", "", "G2"), ("SHIPPED", "+1d", "-9d", "G2")],
)
def test_dates_of_an_order_cannot_lie_before_it_or_be_missing(
    status: str, promise: str, shipped: str, cell: str
) -> None:
    file = read(
        "订单号,客户,产品,数量,状态,承诺日期,实际发货日期,下单时间\n"
        f"SO-1,C-HY,SW-300,10,{status},{promise},{shipped},-2d 10:00\n"
    )

    assert [problem.cell for problem in file.problems] == [cell]


@given(st.lists(st.lists(st.text(max_size=8), max_size=5), max_size=5))
def test_no_text_whatever_does_more_than_be_refused(lines: list[list[str]]) -> None:
    text = "物料编码,物料名称,来源,单位成本,采购提前期\n" + "\n".join(",".join(line) for line in lines)
    with suppress(BadInput):
        file = read(text, "物料.csv")
        assert all(problem.row > 1 for problem in file.problems)
        assert len(file.rows) + file.rejected <= text.count("\n") + text.count("\r")
