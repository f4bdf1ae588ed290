"""Standard solutions out of a file: what they are good for is read by the fields of their product's family."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.files import ImportFile, check_references, read_file
from bot.files.problems import Reason
from storage.master import Known

FIELDS = """产品族代码,字段代码,字段名称,填写方式,选项,单位,最小值,最大值
F,colour,颜色,选项,白色|White|白; 灰色|Grey|灰,,,
F,length_m,长度,数字,,m,1,6
"""


def read(table: str, text: str) -> ImportFile:
    (file,) = read_file(text.encode(), f"{table}.csv", today=date(2026, 11, 23), zone=ZoneInfo("Asia/Shanghai"))
    return file


def checked(spec: str) -> ImportFile:
    """A solution of a product that comes with it, of which this is told."""
    files = [
        read("标准方案", f"方案编码,方案名称,产品编码,适用规格,已发布\nSOL-1,一,P-1,{spec},是\n"),
        read("产品族", "产品族代码,产品族名称\nF,族\n"),
        read("规格字段", FIELDS),
        read("产品", "产品编码,产品名称,产品族代码\nP-1,一,F\n"),
    ]
    return next(file for file in check_references(files, Known()) if file.table == "standard_solution")


def test_synonyms_become_what_they_mean() -> None:
    (row,) = checked("colour=白|Grey; length_m=1..3.0").rows

    assert row["valid_spec"] == {"colour": "白色|灰色", "length_m": "1..3"}
    assert row["is_released"] is True


@pytest.mark.parametrize("spec", ["colour=红", "width=3", "length_m=1..9", "length_m=很长"])
def test_what_the_family_cannot_be_is_rejected(spec: str) -> None:
    file = checked(spec)

    assert [problem.reason for problem in file.problems] == [Reason.UNFIT_FOR_FIELD]
    assert file.rows == ()


def test_a_range_the_wrong_way_round_is_rejected() -> None:
    file = checked("length_m=3..1")

    assert file.problems
    assert file.rows == ()


def test_a_solution_of_an_unknown_product_is_rejected() -> None:
    files = [read("标准方案", "方案编码,方案名称,产品编码,适用规格\nSOL-1,一,NO-1,colour=白\n")]

    (file,) = check_references(files, Known())

    assert [problem.reason for problem in file.problems] == [Reason.UNKNOWN_REFERENCE]
