"""Parameter sheets: what rows tell of a design, which are not taken and why, and which files are none."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.files import read_file
from bot.files.cells import Reading
from bot.files.parameters import MAX_BYTES, MAX_ROWS, ParameterSheet, SheetTooLong, read_parameter_sheet
from bot.files.problems import ColumnMissing, FileEmpty, FileTooLarge, NotASpreadsheet, Reason
from bot.files.reading import SHANGHAI
from bot.files.writing import write_csv
from core.manufacturability import DfmSeverity, Operator
from tests.core.manufacturability.builders import VOCABULARY

TODAY = date(2026, 11, 23)
READING = Reading(TODAY, SHANGHAI)


def read(data: bytes | str, name: str = "参数.csv") -> ParameterSheet:
    raw = data.encode() if isinstance(data, str) else data
    return read_parameter_sheet(name, raw, VOCABULARY, READING)


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "参数,值,单位\n壁厚,1.2,mm\n材料,ABS,\n",
        "Parameter,Value,Unit\nWall thickness,1.2,mm\nmaterial,abs,\n",
        "图号 A-1,,\n版本 B,,\n名称,设计值\n最小壁厚,1.2mm\n材料,ABS\n",
        "序号\t参数\t单位\t值\n1\t壁厚\tcm\t0.12\n2\t材料\t\tABS\n",
    ],
)
def test_rows_become_values(text: str) -> None:
    sheet = read(text)

    assert sheet.unread == ()
    assert sheet.values in (
        {"wall_thickness": "1.2 mm", "material": "ABS"},
        {"wall_thickness": "0.12 cm", "material": "ABS"},
    )


def test_a_workbook_tells_the_same_and_its_numbers_are_numbers() -> None:
    sheet = read(workbook(("零件图",), ("参数", "值", "单位"), ("壁厚", 0.1 + 0.2, "mm"), ("孔数", 4, None)), "a.xlsx")

    assert sheet.values == {"wall_thickness": "0.3 mm", "holes": "4"}


def test_bad_rows_are_named_and_the_others_count() -> None:
    sheet = read("参数,值,单位\n壁厚,很厚,mm\n色差,3,\n长度,2,kg\n,5,\n拔模角,1.5,度\n材料,,\n")

    assert sheet.values == {"draft_angle": "1.5°"}
    assert [(it.row, it.refusal) for it in sheet.unread] == [
        (2, "NotAMeasure"), (3, "UnknownAttribute"), (4, "NotThatUnit"), (5, "UnknownAttribute"),
    ]  # fmt: skip


def test_a_formula_is_not_computed() -> None:
    sheet = read(workbook(("参数", "值"), ("壁厚", "=1+1")), "a.xlsx")

    assert sheet.values == {}
    assert [it.refusal for it in sheet.unread] == ["NotAMeasure"]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", FileEmpty),
        (b"\x89PNG\r\n\x1a\n\x00\x00", NotASpreadsheet),
        (b"a,b\n1,2\n", ColumnMissing),
        (b"x" * (MAX_BYTES + 1), FileTooLarge),
        ("参数,值\n".encode() + "壁厚,1\n".encode() * (MAX_ROWS + 1), SheetTooLong),
    ],
)
def test_what_is_no_parameter_sheet_says_so(data: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read(data)


class TestMasterData:
    HEAD = "规则编号,参数代码,比较,限值,单位,级别,适用条件"

    def rules(self, *rows: str) -> Any:
        (file,) = read_file("\n".join([self.HEAD, *rows]).encode(), "dfm_rules.csv", today=TODAY)
        return file

    def test_a_rule_is_read_by_signs_and_words(self) -> None:
        file = self.rules("A,wall_thickness,≥,1.2,mm,阻断,material=ABS|PC", "B,length,介于,1~2,m,提醒,")

        assert file.problems == ()
        first, second = file.rows
        assert (first["operator"], first["severity"]) == (Operator.AT_LEAST, DfmSeverity.BLOCK)
        assert first["conditions"] == {"material": "ABS|PC"}
        assert (second["operator"], second["severity"]) == (Operator.BETWEEN, DfmSeverity.WARN)

    def test_a_bad_row_is_named_by_its_cell(self) -> None:
        file = self.rules(
            "A,wall_thickness,≥,厚,mm,阻断,", "B,wall_thickness,~,1,mm,阻断,", "C,wall_thickness,≥,1,丈,阻断,",
            "D,wall_thickness,≥,1,mm,阻断,", "E,,≥,1,mm,阻断,", "F,wall_thickness,≥,1,mm,阻断,ABS",
        )  # fmt: skip

        assert [row["rule_id"] for row in file.rows] == ["D"]
        assert [(it.cell, it.reason) for it in file.problems] == [
            ("D2", Reason.CONTRADICTION), ("C3", Reason.NOT_A_CHOICE), ("E4", Reason.CONTRADICTION),
            ("B6", Reason.MISSING), ("G7", Reason.NOT_A_LIST),
        ]  # fmt: skip

    def test_what_is_written_is_read_back_the_same(self, tmp_path: Path) -> None:
        row = {
            "rule_id": "A", "attribute": "wall_thickness", "operator": Operator.NONE_OF, "limit": "1|2", "unit": "mm",
            "severity": DfmSeverity.WARN, "conditions": {"material": "ABS|PC"}, "hint": "=1",
        }  # fmt: skip

        (file,) = read_file(write_csv("dfm_rule", [row]), "dfm_rule.csv", today=TODAY)

        assert {name: file.rows[0][name] for name in row} == row
