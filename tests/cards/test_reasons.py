from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from cards.reasons import Reasons
from cards.wording import Wording
from core.planning.promise.answer import Constraint, ConstraintKind, LongLead, OptionKind, PromiseOption
from tests.cards.builders import an_answer, every_option

ZONE = ZoneInfo("Asia/Shanghai")
SPLIT = next(option for option in every_option() if option.kind is OptionKind.SPLIT)
TOGETHER = replace(SPLIT, parts=tuple(replace(part, promise_date=SPLIT.promise_date) for part in SPLIT.parts))


SECOND = Constraint(
    kind=ConstraintKind.WORK_CENTRE, code="ASM-2", name="组装线 2", date_without=date(2026, 12, 5), gain_days=1
)


def told(language: str, option: PromiseOption = SPLIT) -> str:
    return reasons(language).option(option, an_answer(), "台")


def reasons(language: str) -> Reasons:
    return Reasons(Wording(language, ZONE), 2026, {})


@pytest.mark.parametrize(
    ("language", "parts"), [("zh-CN", ("发 100 台", "发 200 台")), ("en", ("100 台 on", "200 台 on"))]
)
def test_parts_are_told_with_the_day_of_each(language: str, parts: tuple[str, str]) -> None:
    assert all(part in told(language) for part in parts)


@pytest.mark.parametrize(("language", "words"), [("zh-CN", "分 2 批做，300 台同一天发"), ("en", "made in 2 batches")])
def test_parts_that_leave_together_are_only_made_in_batches(language: str, words: str) -> None:
    assert words in told(language, TOGETHER)


@pytest.mark.parametrize(("language", "kind"), [("zh-CN", "分批生产"), ("en", "Made in batches")])
def test_parts_that_leave_together_are_no_split_delivery(language: str, kind: str) -> None:
    assert reasons(language).kind(TOGETHER) == kind
    assert reasons(language).kind(SPLIT) != kind


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-CN", "再没有这一条，一共能早 {days} 天（12月5日 周六）。"), ("en", "it would be {days} days earlier in all")],
)
def test_the_second_reason_counts_its_days_from_the_date_that_is_promised(language: str, words: str) -> None:
    answer = replace(an_answer(), second_constraint=SECOND)
    assert answer.promise_date is not None
    days = answer.binding_constraint.gain_days + SECOND.gain_days

    _, second = reasons(language).binding(answer)

    assert words.format(days=days) in second
    assert "没有别的" not in second


def test_only_long_lead_parts_that_are_missing_are_named() -> None:
    parts = (
        LongLead(item_code="LCD-4", name="4 寸屏", lead_days=15, window_days=12, is_in_stock=False),
        LongLead(item_code="PIG-C", name="色母", lead_days=9, window_days=12, is_in_stock=True),
    )

    text = reasons("zh-CN").warnings(replace(an_answer(), long_lead=parts, doubts=()))

    assert text == ("还缺的长周期物料（采购期超过客户时间的一半）：4 寸屏（LCD-4） 15 天",)


@pytest.mark.parametrize(
    ("language", "in_lots", "until"),
    [
        ("zh-CN", "哪一周都腾不出整段，改分 3 批做", "放开，到时再问"),
        ("en", "so it is made in 3 lots", "ask again then"),
    ],
)
def test_what_is_kept_for_others_says_what_becomes_of_it(language: str, in_lots: str, until: str) -> None:
    kept = Constraint(kind=ConstraintKind.PROTECTED, code="ASM", name="ASM")
    day = datetime(2026, 12, 2, 16, 0, tzinfo=UTC)

    plain, lots, later = (
        "".join(reasons(language).binding(replace(an_answer(), binding_constraint=each, second_constraint=None)))
        for each in (kept, replace(kept, lots=3), replace(kept, available_at=day))
    )

    assert in_lots in lots
    assert until in later
    assert in_lots not in plain + later
    assert until not in plain + lots
