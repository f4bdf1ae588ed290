from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from cards.reasons import Reasons
from cards.wording import Wording
from core.planning.answer import OptionKind, PromiseOption
from tests.cards.builders import an_answer, every_option

ZONE = ZoneInfo("Asia/Shanghai")
SPLIT = next(option for option in every_option() if option.kind is OptionKind.SPLIT)
TOGETHER = replace(SPLIT, parts=tuple(replace(part, promise_date=SPLIT.promise_date) for part in SPLIT.parts))


def told(language: str, option: PromiseOption = SPLIT) -> str:
    return Reasons(Wording(language, ZONE), 2026, {}).option(option, an_answer(), "台")


@pytest.mark.parametrize(
    ("language", "parts"), [("zh-CN", ("发 100 台", "发 200 台")), ("en", ("100 台 on", "200 台 on"))]
)
def test_parts_are_told_with_the_day_of_each(language: str, parts: tuple[str, str]) -> None:
    assert all(part in told(language) for part in parts)


@pytest.mark.parametrize(("language", "words"), [("zh-CN", "分 2 批做，300 台同一天发"), ("en", "made in 2 batches")])
def test_parts_that_leave_together_are_only_made_in_batches(language: str, words: str) -> None:
    assert words in told(language, TOGETHER)
