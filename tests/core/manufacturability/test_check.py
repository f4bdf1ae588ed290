"""From attributes and rules to findings: what breaks, by how much, and what cannot be told."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.manufacturability import (
    Design,
    DfmRule,
    DfmSeverity,
    DfmVerdict,
    FindingKind,
    Operator,
    Value,
    check,
    rework_minutes,
    verdict_of,
)
from core.manufacturability.units import Measure
from tests.core.manufacturability.builders import a_design, a_rule, measure

THIN = a_design(material="ABS", wall_thickness=measure("0.8"))


def kinds(design: Design, *rules: DfmRule) -> list[FindingKind]:
    return [finding.kind for finding in check(design, rules)]


class TestFindings:
    def test_a_broken_rule_tells_its_id_actual_limit_hint_and_excess(self) -> None:
        [finding] = check(THIN, [a_rule()])

        assert (finding.rule_id, finding.actual, finding.limit, finding.hint) == (
            "DFM-WALL-ABS", "0.8 mm", "1.2 mm", "加厚",
        )  # fmt: skip
        assert finding.excess == Decimal("0.4")
        assert finding.is_blocking
        assert rework_minutes([finding]) == 240

    def test_the_limit_itself_is_good(self) -> None:
        assert not check(a_design(material="ABS", wall_thickness=measure("1.2")), [a_rule()])

    def test_a_rule_for_something_else_finds_nothing(self) -> None:
        assert not check(a_design(material="PC", wall_thickness=measure("0.8")), [a_rule()])
        assert not check(THIN, [a_rule(family="lock")])
        assert not check(THIN, [a_rule(is_active=False)])
        made_by_cnc = a_design(processes=frozenset({"CNC"}), material="ABS", wall_thickness=measure("0.8"))
        assert not check(made_by_cnc, [a_rule(process="INJ")])

    def test_where_nobody_knows_what_makes_it_a_rule_of_a_process_applies(self) -> None:
        assert kinds(THIN, a_rule(process="INJ")) == [FindingKind.BROKEN]

    def test_one_of_several_conditions_is_enough_in_any_case_and_width(self) -> None:
        design = a_design(material="ａｂｓ", wall_thickness=measure("0.8"))

        assert kinds(design, a_rule(conditions={"material": "PC|ABS"})) == [FindingKind.BROKEN]

    def test_what_is_not_told_is_missing_and_never_good(self) -> None:
        findings = check(a_design(material="ABS"), [a_rule()])

        assert [(it.kind, it.attribute) for it in findings] == [(FindingKind.MISSING, "wall_thickness")]
        assert verdict_of(findings) is DfmVerdict.AT_RISK
        assert rework_minutes(findings) == 0

    def test_a_condition_that_is_not_told_is_what_is_missing(self) -> None:
        [finding] = check(a_design(wall_thickness=measure("0.8")), [a_rule()])

        assert (finding.kind, finding.attribute) == (FindingKind.MISSING, "material")

    @pytest.mark.parametrize("value", [measure("0.8", "kg"), "thin"])
    def test_another_dimension_is_no_comparison(self, value: Value) -> None:
        findings = check(a_design(material="ABS", wall_thickness=value), [a_rule()])

        assert [it.kind for it in findings] == [FindingKind.INCOMPARABLE]
        assert verdict_of(findings) is DfmVerdict.AT_RISK

    def test_a_warning_blocks_nothing(self) -> None:
        findings = check(THIN, [a_rule(severity=DfmSeverity.WARN)])

        assert verdict_of(findings) is DfmVerdict.AT_RISK
        assert rework_minutes(findings) == 0

    def test_nothing_wrong_is_passed(self) -> None:
        assert verdict_of([]) is DfmVerdict.PASSED


@pytest.mark.parametrize(
    ("operator", "limit", "value", "excess"),
    [
        (Operator.AT_MOST, "2", measure("2"), "0"),
        (Operator.AT_MOST, "2", measure("2.5"), "0.5"),
        (Operator.BETWEEN, "1~2", measure("1"), "0"),
        (Operator.BETWEEN, "1~2", measure("0.4"), "0.6"),
        (Operator.BETWEEN, "1~2", measure("3"), "1"),
        (Operator.EQUAL, "2", measure("0.2", "cm"), "0"),
        (Operator.EQUAL, "2", measure("2.1"), "0.1"),
        (Operator.ONE_OF, "1|2", measure("1.6"), "0.4"),
        (Operator.NONE_OF, "1|2", measure("2"), "1"),
        (Operator.NONE_OF, "1|2", measure("3"), "0"),
        (Operator.ONE_OF, "白色|灰色", "灰色", "0"),
        (Operator.ONE_OF, "白色|灰色", "黑色", "1"),
        (Operator.NONE_OF, "黑色|金色", "黑色", "1"),
        (Operator.EQUAL, "White", "white", "0"),
    ],
)
def test_how_far_beyond(operator: Operator, limit: str, value: Value, excess: str) -> None:
    unit = "mm" if isinstance(value, Measure) else ""

    assert a_rule(operator=operator, limit=limit, unit=unit).excess(value) == Decimal(excess)


SIZES = st.decimals(min_value="0.01", max_value="500", places=2)
SAME = st.sampled_from([("mm", 1), ("cm", 10), ("m", 1000), ("µm", Decimal("0.001"))])


def in_unit(size: Decimal, unit: tuple[str, Decimal]) -> Measure:
    return Measure(size / unit[1], unit[0])


@given(SIZES, SIZES, SIZES)
def test_a_stricter_limit_never_finds_less(actual: Decimal, limit: Decimal, more: Decimal) -> None:
    design = a_design(material="ABS", wall_thickness=Measure(actual, "mm"))
    [loose, strict] = [a_rule(limit=str(it)) for it in (limit, limit + more)]

    assert len(check(design, [loose])) <= len(check(design, [strict]))
    assert sum(it.excess for it in check(design, [loose])) <= sum(it.excess for it in check(design, [strict]))


@given(SIZES, SIZES, SAME, st.sampled_from([Operator.AT_LEAST, Operator.AT_MOST, Operator.EQUAL]))
def test_units_make_no_difference(
    actual: Decimal, limit: Decimal, unit: tuple[str, Decimal], operator: Operator
) -> None:
    rule = a_rule(limit=str(limit), operator=operator)
    plain = check(a_design(material="ABS", wall_thickness=Measure(actual, "mm")), [rule])
    other = check(a_design(material="ABS", wall_thickness=in_unit(actual, unit)), [rule])

    assert [(it.kind, it.excess) for it in plain] == [(it.kind, it.excess) for it in other]


@given(st.permutations([
    a_rule("A"), a_rule("B", attribute="length", operator=Operator.AT_MOST, limit="2", unit="m"),
    a_rule("C", attribute="draft_angle", limit="1", unit="°"), a_rule("D", severity=DfmSeverity.WARN),
    a_rule("E", conditions={"finish": "x"}), a_rule("F", unit="kg"),
]))  # fmt: skip
def test_the_order_of_rules_makes_no_difference(rules: list[DfmRule]) -> None:
    design = a_design(material="ABS", wall_thickness=measure("0.8"), length=measure("3", "m"))

    found = check(design, rules)

    assert [it.rule_id for it in found] == ["A", "B", "D", "F", "C", "E"]


@given(st.dictionaries(st.sampled_from(["material", "wall_thickness"]), SIZES.map(lambda it: Measure(it, "mm"))))
def test_telling_more_never_makes_what_is_missing_more(values: dict[str, Value]) -> None:
    rules = [a_rule(conditions={}), a_rule("B", conditions={}, attribute="length")]
    missing = [it for it in check(Design({}), rules) if it.kind is FindingKind.MISSING]
    after = [it for it in check(Design(values), rules) if it.kind is FindingKind.MISSING]

    assert len(after) <= len(missing)
