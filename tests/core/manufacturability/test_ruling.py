"""A rule as somebody says it, what it said before, and the way back."""

from datetime import UTC, datetime
from typing import Any

import pytest

from core.errors import BadInput
from core.manufacturability import DfmRule, DfmSeverity, Operator
from core.manufacturability.errors import NothingToRestore, RuleMovedMeanwhile, RuleUnclear
from core.manufacturability.telling import read_rule
from tests.core.manufacturability.builders import VOCABULARY, a_rule

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


def told(words: str, about: str = "") -> dict[str, Any]:
    return read_rule("DFM-X", words, VOCABULARY, about)


@pytest.mark.parametrize(
    ("words", "attribute", "operator", "limit", "unit"),
    [
        ("壁厚>=1.5mm", "wall_thickness", Operator.AT_LEAST, "1.5", "mm"),
        ("壁厚 ≥ 1.5", "wall_thickness", Operator.AT_LEAST, "1.5", "mm"),
        ("壁厚不小于 1.5 毫米", "wall_thickness", Operator.AT_LEAST, "1.5", "mm"),
        ("wall_thickness at least 0.06 in", "wall_thickness", Operator.AT_LEAST, "0.06", "in"),
        ("长度<=2米", "length", Operator.AT_MOST, "2", "m"),
        ("壁厚 介于 1到2.5mm", "wall_thickness", Operator.BETWEEN, "1~2.5", "mm"),
        ("壁厚=1~2.5mm", "wall_thickness", Operator.BETWEEN, "1~2.5", "mm"),
        ("长度 between 50cm and 2m", "length", Operator.BETWEEN, "0.5~2", "m"),
        ("孔数=4", "holes", Operator.EQUAL, "4", ""),
        ("材料 属于 ABS、PC", "material", Operator.ONE_OF, "ABS|PC", ""),
        ("材料 不能是 ABS", "material", Operator.NONE_OF, "ABS", ""),
    ],
)
def test_what_is_asked_for(words: str, attribute: str, operator: Operator, limit: str, unit: str) -> None:
    terms = told(words)

    assert (terms["attribute"], terms["operator"], terms["limit"], terms["unit"]) == (attribute, operator, limit, unit)


def test_when_and_what_to_do_and_how_grave() -> None:
    terms = told("壁厚>=1.5mm 材料=ABS/PC 工艺=INJ 产品族=lock 级别=提醒 返工=1.5小时 提示 加厚，或改 PC；壁厚>=2 更好")

    assert terms["conditions"] == {"material": "ABS|PC"}
    assert (terms["process"], terms["family"]) == ("INJ", "lock")
    assert (terms["severity"], terms["rework_work_minutes"]) == (DfmSeverity.WARN, 90)
    assert terms["hint"] == "加厚，或改 PC；壁厚>=2 更好"


def test_in_english_too() -> None:
    terms = told("wall_thickness>=1.5mm material=ABS severity=warn rework=30min hint Thicken it.")

    assert (terms["severity"], terms["rework_work_minutes"], terms["hint"]) == (DfmSeverity.WARN, 30, "Thicken it.")


def test_of_a_rule_that_is_there_a_condition_alone_is_a_condition() -> None:
    assert told("材料=PC", about="wall_thickness") == {"conditions": {"material": "PC"}}
    assert told("材料=PC")["attribute"] == "material"
    assert told("提示 加厚").keys() == {"hint", "english_hint"}


@pytest.mark.parametrize(
    "words",
    ["", "什么", "壁厚>=", "壁厚>=很厚", "壁厚>=1kg", "壁厚 介于 3到1mm", "级别=严重", "壁厚>=1mm 长度>=2m",
     "材料>=ABS", "好的 壁厚>=1mm", "壁厚>=1mm 材料="],
)  # fmt: skip
def test_what_is_no_rule_is_asked_back(words: str) -> None:
    with pytest.raises(BadInput):
        told(words)


@pytest.mark.parametrize(
    ("changes", "clash"),
    [
        ({"limit": "thick"}, ("limit", "operator")),
        ({"limit": "1|2"}, ("limit", "operator")),
        ({"operator": Operator.BETWEEN, "limit": "3~1"}, ("limit", "operator")),
        ({"operator": Operator.BETWEEN, "limit": "3"}, ("limit", "operator")),
        ({"unit": "furlong"}, ("unit", "limit")),
        ({"operator": Operator.ONE_OF, "limit": "白|黑", "unit": ""}, None),
    ],
)
def test_a_row_whose_limit_makes_no_sense_is_no_rule(changes: dict[str, Any], clash: tuple[str, str] | None) -> None:
    assert DfmRule.contradiction(a_rule().terms | {"operator": Operator.AT_LEAST} | changes) == clash


class TestChanging:
    def test_a_change_keeps_what_it_said_before_and_tells_both(self) -> None:
        rule = a_rule()

        [event] = rule.change({"limit": "1.5"}, "qian.qi", now=NOW)

        assert (rule.limit_text, rule.revision, rule.changed_by) == ("1.5 mm", 2, "qian.qi")
        assert (event.before["limit"], event.after["limit"]) == ("1.2", "1.5")  # type: ignore[attr-defined]

    def test_the_same_again_is_nothing_new(self) -> None:
        rule = a_rule()

        assert rule.change({"limit": "1.2"}, "qian.qi", now=NOW) == []
        assert rule.revision == 1

    def test_back_and_forth(self) -> None:
        rule = a_rule()
        rule.change({"limit": "1.5"}, "qian.qi", now=NOW)

        rule.restore("wu.jian", revision=2, now=NOW)
        assert (rule.limit, rule.operator) == ("1.2", Operator.AT_LEAST)

        rule.restore("wu.jian", revision=3, now=NOW)
        assert rule.limit == "1.5"

    def test_a_card_from_before_does_not_take_back_what_it_does_not_show(self) -> None:
        rule = a_rule()
        rule.change({"limit": "1.5"}, "qian.qi", now=NOW)
        rule.change({"limit": "1.8"}, "wu.jian", now=NOW)

        with pytest.raises(RuleMovedMeanwhile):
            rule.restore("qian.qi", revision=2, now=NOW)
        assert rule.limit == "1.8"

    def test_what_never_changed_cannot_be_taken_back(self) -> None:
        with pytest.raises(NothingToRestore):
            a_rule().restore("qian.qi", revision=None, now=NOW)

    def test_a_new_one_taken_back_is_off(self) -> None:
        rule, [event] = DfmRule.lay_down("DFM-X", told("壁厚>=1.5mm"), "qian.qi", now=NOW)

        rule.restore("qian.qi", revision=1, now=NOW)

        assert not rule.is_active
        assert event.before == {}  # type: ignore[attr-defined]


def test_an_unclear_rule_says_of_which_one() -> None:
    with pytest.raises(RuleUnclear) as refused:
        told("级别=严重")
    assert refused.value.facts["rule_id"] == "DFM-X"
