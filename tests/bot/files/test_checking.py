from datetime import date

import pytest

from bot.files import ImportFile, Reason, check_references, read_file
from core.supply import Structure
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


CREWS = {
    "SMT-1": {"skills": ["smt"], "is_subcontracted": False},
    "ASM-1": {"skills": [], "is_subcontracted": False},
    "WX-1": {"skills": ["smt"], "is_subcontracted": True},
}


@pytest.mark.parametrize(
    ("skill", "centres", "problems"),
    [
        ("smt", "ASM-1; SMT-1", []),
        ("", "ASM-1", []),
        ("smt", "ASM-1", [("F2", "smt", Reason.NOBODY_QUALIFIED)]),
        ("", "ASM-1; WX-1", [("G2", "WX-1", Reason.NO_LEAD_TIME)]),
        ("", "ASM-1; WX-1(3d/4)", []),
    ],
)
def test_a_routing_asks_for_what_its_work_centres_have(
    skill: str, centres: str, problems: list[tuple[str, str, Reason]]
) -> None:
    headers = "物料编码,工序号,工序代码,工序名称,单件时间,所需技能,工作中心"
    routing = read("工艺路线", f"{headers}\nA,10,OP,工序,1,{skill},{centres}\n")

    (checked,) = check_references([routing], Known(keys={"work_centre": frozenset(CREWS)}, work_centres=CREWS))

    assert [(p.cell, p.value, p.reason) for p in checked.problems] == problems


@pytest.mark.parametrize(
    ("exceptions", "problems"), [("", [("D2", "empty", Reason.NEVER_WORKS)]), ("empty,2026-12-05,补班,\n", [])]
)
def test_a_work_centre_that_never_works_is_refused(exceptions: str, problems: list[tuple[str, str, Reason]]) -> None:
    centres = read("工作中心", "工作中心编码,工作中心名称,分组,日历代码\nM1,一号,M,empty\nM2,二号,M,day\n")
    calendars = read("班次日历", "日历代码,日历名称,周一\nempty,空,\nday,白班,08:00-12:00\n")
    days = [read("日历例外", f"日历代码,日期,例外类型,工作时段\n{exceptions}")] if exceptions else []

    *_, checked = check_references([centres, calendars, *days], Known())

    assert [(p.cell, p.value, p.reason) for p in checked.problems] == problems


def test_skills_of_work_centres_in_the_same_files_count() -> None:
    routing = read(
        "工艺路线", "物料编码,工序号,工序代码,工序名称,单件时间,所需技能,工作中心\nA,10,OP,工序,1,smt,ASM-1\n"
    )
    centres = read("工作中心", "工作中心编码,工作中心名称,分组,日历代码,技能\nASM-1,组装,ASM,day,smt; 焊接\n")
    known = Known(
        keys={"work_centre": frozenset(CREWS), "work_centre_calendar": frozenset({"day"})}, work_centres=CREWS
    )

    assert [file.problems for file in check_references([routing, centres], known)] == [(), ()]


def test_an_account_that_is_somebody_elses_is_refused_and_ones_own_is_not() -> None:
    people = read("人员", "工号,姓名,部门,飞书\nlin,林,sales,ou_1\nhe,何,sales,ou_2\n")
    known = Known(keys={"department": frozenset({"sales"})}, owners={"feishu": {"ou_1": "zhou", "ou_2": "he"}})

    (checked,) = check_references([people], known)

    (problem,) = checked.problems
    assert (problem.cell, problem.reason, problem.facts) == ("D2", Reason.ALREADY_TAKEN, {"owner": "zhou"})


@pytest.mark.parametrize("existing", [frozenset[tuple[str, str]](), frozenset({("C", "A")})])
def test_lines_by_which_an_item_would_contain_itself_are_rejected(existing: frozenset[tuple[str, str]]) -> None:
    lines = bom("A,B", "B,C", "A,D") if existing else bom("A,B", "B,C", "C,A", "A,D")
    known = Known(keys={"item": frozenset("ABCD")}, structure=Structure(existing))

    (checked,) = check_references([lines], known)

    assert {problem.reason for problem in checked.problems} == {Reason.CIRCULAR}
    assert [(row["parent"], row["component"]) for row in checked.rows] == [("A", "D")]


FIELDS = """产品族代码,字段代码,字段名称,填写方式,选项
curtain,colour,颜色,选项,白色|White|白
curtain,length_m,长度,数字,
"""


def checked_product(spec: str, *files: ImportFile) -> ImportFile:
    """A product with this default spec, checked behind these files."""
    product = read("产品", f"产品编码,产品名称,产品族代码,默认规格\nCM-1,窗帘机,curtain,{spec}\n")
    return check_references([product, *files], Known())[-1]


def a_family() -> list[ImportFile]:
    return [read("产品族", "产品族代码,产品族名称\ncurtain,窗帘机\n"), read("规格字段", FIELDS)]


@pytest.mark.parametrize(("spec", "field"), [
    ("length_m=三米", "length_m"),
    ("colour=绿色", "colour"),
    ("colour=白色; weight=3", "weight"),
])  # fmt: skip
def test_a_default_spec_that_its_family_cannot_read_is_rejected(spec: str, field: str) -> None:
    checked = checked_product(spec, *a_family())

    (problem,) = checked.problems
    assert (problem.cell, problem.reason, problem.facts) == ("D2", Reason.UNFIT_FOR_FIELD, {"field": field})
    assert checked.rows == ()


def test_a_default_spec_is_taken_in_its_stored_form() -> None:
    checked = checked_product("colour=白; length_m=3.0", *a_family())

    assert [row["default_spec"] for row in checked.rows] == [{"colour": "白色", "length_m": "3"}]


def substitutes(*lines: str) -> ImportFile:
    return read("替代料", "物料编码,替代物料,已批准\n" + "".join(f"{line}\n" for line in lines))


def test_a_substitute_that_contains_what_it_stands_in_for_is_rejected() -> None:
    known = Known(keys={"item": frozenset("ABCD")}, structure=Structure(frozenset({("A", "B"), ("B", "C")})))

    (checked,) = check_references([substitutes("C,A,是", "B,A,否", "C,D,是")], known)

    (problem,) = checked.problems
    assert (problem.cell, problem.value, problem.reason) == ("B2", "A", Reason.CIRCULAR)
    assert [(row["item"], row["substitute"]) for row in checked.rows] == [("B", "A"), ("C", "D")]


def test_a_line_whose_component_may_be_replaced_by_its_parent_is_rejected() -> None:
    known = Known(keys={"item": frozenset("AB")}, structure=Structure(substitutes=frozenset({("B", "A")})))

    (checked,) = check_references([bom("A,B")], known)

    assert [(problem.cell, problem.reason) for problem in checked.problems] == [("B2", Reason.CIRCULAR)]


def test_lines_and_substitutes_of_one_import_are_seen_together() -> None:
    _, lines, instead = check_references([substitutes("B,A,是"), bom("A,B"), items("A", "B")], Known())

    assert (lines.rejected, instead.rejected) == (0, 1)


def test_two_parts_may_stand_in_for_each_other() -> None:
    known = Known(keys={"item": frozenset("ABC")}, structure=Structure(frozenset({("A", "B"), ("A", "C")})))

    (checked,) = check_references([substitutes("B,C,是", "C,B,是")], known)

    assert not checked.problems


def test_a_department_is_led_by_somebody_who_is_known_or_comes_along() -> None:
    departments = read("部门", "部门代码,部门名称,负责人\nsales,销售部,lin\nrnd,研发部,nobody\nquality,品质部,old\n")
    people = read("人员", "工号,姓名,部门\nlin,林,sales\n")

    departments, people = check_references([people, departments], Known(keys={"person": frozenset({"old"})}))

    (problem,) = departments.problems
    assert (problem.cell, problem.value, problem.reason) == ("C3", "nobody", Reason.UNKNOWN_REFERENCE)
    assert [row["key"] for row in departments.rows] == ["sales", "quality"]
    assert not people.problems


def test_departments_and_people_that_need_each_other_go_together() -> None:
    departments = read("部门", "部门代码,部门名称,负责人\nsales,销售部,lin\n")
    people = read("人员", "工号,姓名,部门,飞书账号\nlin,林,sales,ou_1\nhe,何,sales,ou_2\n")

    known = Known(owners={"feishu": {"ou_1": "somebody.else"}})
    departments, people = check_references([people, departments], known)

    assert departments.rejected == 1
    assert people.rejected == 2


@pytest.mark.parametrize(
    ("who", "problem"),
    [
        ("owner; lead:rnd; role:MANAGER; lin", None),
        ("role:BOSS", Reason.NOT_A_CHOICE),
        ("lead:moon", Reason.UNKNOWN_REFERENCE),
        ("lin; nobody", Reason.UNKNOWN_REFERENCE),
    ],
)
def test_an_approval_rule_asks_only_who_is_there(who: str, problem: Reason | None) -> None:
    rules = read("审批规则", f"规则编号,变更类型,审批人\nE-1,工程变更,{who}\nE-2,工程变更,lin\n")
    known = Known(keys={"department": frozenset({"rnd"}), "person": frozenset({"lin"})})

    (checked,) = check_references([rules], known)

    assert [row["code"] for row in checked.rows] == (["E-2"] if problem else ["E-1", "E-2"])
    assert [it.reason for it in checked.problems] == ([problem] if problem else [])
