import io
import zipfile
from contextlib import suppress

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.files import sheets
from bot.files.problems import FileDamaged, FileTooLarge, NotASpreadsheet, TooManyRows
from bot.files.sheets import CellError, Formula, read_sheets
from core.errors import BadInput


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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_however_a_spreadsheet_program_saved_it(encoding: str, delimiter: str) -> None:
    text = f"物料编码{delimiter}名称\r\nMCU-32{delimiter}主控芯片\r\n"

    (sheet,) = read_sheets(text.encode(encoding), "物料.csv")

    assert sheet.name == "物料"
    assert sheet.rows == ((1, ("物料编码", "名称")), (2, ("MCU-32", "主控芯片")))


def test_empty_rows_are_left_out_and_the_others_keep_their_numbers() -> None:
    (sheet,) = read_sheets(b"a,b\n,\n\n1,2\n", "x.csv")

    assert [number for number, _ in sheet.rows] == [1, 4]


def test_a_workbook_gives_every_visible_sheet_that_holds_anything() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(a_workbook(物料=[["a"], [None], [1.5]], 空=[], 藏=[["b"]])))
    workbook["藏"].sheet_state = "hidden"
    data = io.BytesIO()
    workbook.save(data)

    (sheet,) = read_sheets(data.getvalue(), "x.xlsx")

    assert (sheet.name, sheet.rows) == ("物料", ((1, ("a",)), (3, (1.5,))))


def test_formulas_and_what_became_of_failed_ones_are_told_from_data() -> None:
    (sheet,) = read_sheets(a_workbook(表=[["=1+1", "#N/A", "text"]]), "x.xlsx")

    assert sheet.rows == ((1, (Formula("=1+1"), CellError("#N/A"), "text")),)


def test_a_file_that_is_too_large_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_BYTES", 10)

    with pytest.raises(FileTooLarge):
        read_sheets(b"x" * 11, "x.csv")


def test_a_workbook_that_unpacks_to_far_more_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_UNPACKED_BYTES", 100_000)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 200_000)

    with pytest.raises(FileTooLarge):
        read_sheets(data.getvalue(), "bomb.xlsx")


def test_more_rows_than_allowed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_ROWS", 2)

    assert len(read_sheets(b"a\n1\n2\n", "x.csv")[0].rows) == 3
    with pytest.raises(TooManyRows):
        read_sheets(b"a\n1\n2\n3\n", "x.csv")
    with pytest.raises(TooManyRows):
        read_sheets(a_workbook(表=[["a"], [1], [2], [3]]), "x.xlsx")


@pytest.mark.parametrize(
    "data", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16), b"\x89PNG\r\n\x1a\n\x00\x00", b"\xff\xfe\x00"]
)
def test_what_is_no_spreadsheet_is_refused(data: bytes) -> None:
    with pytest.raises(NotASpreadsheet):
        read_sheets(data, "x.xls")


def test_a_damaged_workbook_is_refused() -> None:
    whole = a_workbook(表=[["a", 1]])

    for cut in (len(whole) // 2, len(whole) - 30):
        with pytest.raises(FileDamaged):
            read_sheets(whole[:cut], "x.xlsx")
    with pytest.raises(FileDamaged):
        read_sheets(b"PK\x03\x04nonsense", "x.xlsx")


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("hello.txt", "hello")

    with pytest.raises(FileDamaged):
        read_sheets(data.getvalue(), "x.xlsx")


@given(st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(lambda tail: b"PK\x03\x04" + tail)))
def test_no_bytes_whatever_do_more_than_be_refused(data: bytes) -> None:
    with suppress(BadInput):
        assert all(sheet.rows for sheet in read_sheets(data, "x"))
