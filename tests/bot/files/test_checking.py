from datetime import date

import pytest

from bot.files import ImportFile, Reason, check_references, read_file
from storage.master import Known

MONDAY = date(2026, 11, 23)


def read(name: str, text: str) -> ImportFile:
    (file,) = read_file(text.encode(), f"{name}.csv", today=MONDAY)
    return file


def items(*codes: str) -> ImportFile:
    return read("物料", "物料编码,物料名称,来源\n" + "".join(f"{code},{code},自制\n" for code in codes))


def bom(*lines: str) -> ImportFile:
    return read("BOM", "父件编码,子件编码,用量\n" + "".join(f"{line},1\n" for line in lines))


def test_a_line_that_refers_to_nothing_is_rejected() -> None:
    _, checked = check_references([bom("A,B", "A,X"), items("A", "B")], Known())

    (problem,) = checked.problems
    assert (problem.cell, problem.value, problem.reason) == ("B3", "X", Reason.UNKNOWN_REFERENCE)
    assert problem.facts == {"table": "item"}
    assert [row["component"] for row in checked.rows] == ["B"]


def test_what_the_database_holds_may_be_referred_to() -> None:
    (checked,) = check_references([bom("A,B")], Known(keys={"item": frozenset({"A", "B"})}))

    assert not checked.problems


def test_files_come_back_in_the_order_in_which_one_needs_the_other() -> None:
    stock = read("库存", "物料编码,现有量\nA,1\n")

    checked = check_references([stock, bom("A,B"), items("A", "B")], Known())

    assert [file.table for file in checked] == ["item", "bom_line", "stock"]


def test_a_rejected_row_cannot_be_referred_to() -> None:
    people = read("人员", "工号,姓名,部门\nlin,林,sales\n")
    departments = read("部门", "部门代码,部门名称\nsales,\n")

    departments, people = check_references([people, departments], Known())

    assert departments.rejected == people.rejected == 1


def test_every_work_centre_of_an_operation_must_exist() -> None:
    headers = "物料编码,工序号,工序代码,工序名称,单件时间,工作中心"
    routing = read("工艺路线", f"{headers}\nA,10,SMT,贴片,1,SMT-1; SMT-9@80%\n")

    (checked,) = check_references([routing], Known(keys={"work_centre": frozenset({"SMT-1"})}))

    assert [(p.cell, p.value) for p in checked.problems] == [("F2", "SMT-9")]


def test_an_account_that_is_somebody_elses_is_refused_and_ones_own_is_not() -> None:
    people = read("人员", "工号,姓名,部门,飞书\nlin,林,sales,ou_1\nhe,何,sales,ou_2\n")
    known = Known(keys={"department": frozenset({"sales"})}, owners={"feishu": {"ou_1": "zhou", "ou_2": "he"}})

    (checked,) = check_references([people], known)

    (problem,) = checked.problems
    assert (problem.cell, problem.reason, problem.facts) == ("D2", Reason.ALREADY_TAKEN, {"owner": "zhou"})


@pytest.mark.parametrize("existing", [frozenset[tuple[str, str]](), frozenset({("C", "A")})])
def test_lines_by_which_an_item_would_contain_itself_are_rejected(existing: frozenset[tuple[str, str]]) -> None:
    lines = bom("A,B", "B,C", "A,D") if existing else bom("A,B", "B,C", "C,A", "A,D")
    known = Known(keys={"item": frozenset("ABCD")}, bom_lines=existing)

    (checked,) = check_references([lines], known)

    assert {problem.reason for problem in checked.problems} == {Reason.CIRCULAR}
    assert [(row["parent"], row["component"]) for row in checked.rows] == [("A", "D")]
