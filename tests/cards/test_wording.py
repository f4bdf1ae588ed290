"""How facts are written into texts."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum

import pytest

from cards.cutting import LONGEST, cut_anywhere
from cards.wording import LONGEST_LISTED, MOST_REPEATED, Wording
from core.catalogue import NotAnOption, OutOfSpecRange
from core.errors import NotAllowed, NotFound, Refusal
from core.orders import OrderStatus
from core.orders.errors import IllegalTransition, NotAskedDepartment
from core.people import Role
from tests.cards.builders import BOTH, CHINESE, ENGLISH


class NeverWorded(NotAllowed):
    """A refusal that has no sentence of its own."""


class Odd(Enum):
    """Nothing that people read."""

    EVEN = 2


@pytest.mark.parametrize(
    ("fact", "chinese", "english"),
    [
        (None, "—", "—"),
        (True, "是", "yes"),
        (12_345, "12,345", "12,345"),
        (Decimal("1.500"), "1.5", "1.5"),
        (Decimal("1E+3"), "1,000", "1,000"),
        (OrderStatus.QUOTED, "已报价", "Quoted"),
        (date(2026, 12, 20), "2026-12-20 周日", "2026-12-20 Sun"),
        (datetime(2026, 11, 22, 1, 30, tzinfo=UTC), "11月22日 09:30", "22 Nov 09:30"),
        ([Role.SALES, "王胜"], "销售、王胜", "Sales, 王胜"),
        ([], "无", "none"),
    ],
)
def test_a_fact_is_written_as_people_write_it(fact: object, chinese: str, english: str) -> None:
    assert (CHINESE.show(fact), ENGLISH.show(fact)) == (chinese, english)


@pytest.mark.parametrize(
    ("day", "chinese", "english"),
    [
        (date(2026, 12, 20), "12月20日 周日", "Sun 20 Dec"),
        (date(2027, 1, 5), "2027-01-05 周二", "2027-01-05 Tue"),  # another year is said
        (None, "", ""),
    ],
)
def test_on_a_card_the_year_goes_without_saying(day: date | None, chinese: str, english: str) -> None:
    assert [words.short_day(day, 2026) for words in BOTH] == [chinese, english]


@pytest.mark.parametrize(("days", "said"), [(1, "1 day overdue"), (2, "2 days overdue"), (1_000, "1,000 days overdue")])
def test_a_number_brings_its_word(days: int, said: str) -> None:
    assert ENGLISH.say("order.overdue", days=days) == said


@pytest.mark.parametrize("value", ["", None, [], ()])
def test_a_part_without_its_fact_is_left_out(value: object) -> None:
    said = CHINESE.say("order.next_note", node="开工", owner=value, planned="12月3日 周四")

    assert said == "下一步：开工，计划 12月3日 周四。"


def test_a_part_whose_fact_is_nought_is_said() -> None:
    assert CHINESE.say("status.done_at", at="9 点", hours=0) == "9 点，0 小时前"


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("主控芯片", "MCU-32", "主控芯片（MCU-32）"),
        ("智能温控面板 SW-300", "SW-300", "智能温控面板 SW-300"),  # the name says the code already
        ("", "MCU-32", "MCU-32"),
        ("主控芯片", "", "主控芯片"),
    ],
)
def test_a_thing_is_called_by_name_and_code_once(name: str, code: str, said: str) -> None:
    assert CHINESE.named(name, code) == said


def test_a_long_list_is_counted_and_its_long_entries_are_cut() -> None:
    shown = CHINESE.show(["长" * 100, *map(str, range(20))])

    assert shown.endswith("9、…另有 10 项")
    assert len(shown.split("、")[0]) <= LONGEST_LISTED


@pytest.mark.parametrize("words", BOTH, ids=lambda words: words.language)
def test_a_text_is_cut_to_its_length_and_says_how_much_is_missing(words: Wording) -> None:
    assert words.cut("短", 10) == "短"
    assert 90 < len(words.cut("长" * 1_000, 100)) <= 100
    assert words.cut("长" * 1_000, 100).startswith("长" * 50)


def test_cutting_what_is_cut_changes_nothing() -> None:
    cut = cut_anywhere("长" * 10_000)

    assert len(cut) <= LONGEST
    assert cut_anywhere(cut) == cut


# --- refusals --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refusal", "chinese", "english"),
    [
        (NotFound(kind="order", words="0099", near=[]), "没有找到订单“0099”。", "No order “0099” was found."),
        (
            NotFound(kind="product", words="SW", near=["SW-300", "SW-500"]),
            "没有找到产品“SW”。相近的有：SW-300、SW-500",
            "No product “SW” was found. Similar: SW-300, SW-500",
        ),
        (NotAllowed(who=[Role.ADMIN]), "这一步你没有权限。可以找：管理员", "You may not do this. Ask: Administrator"),
        (
            NotAskedDepartment(order_no="ORD-1", department="rnd"),
            "ORD-1 没有要研发部确认的事。",
            "ORD-1 has nothing for R&D to acknowledge.",
        ),
        (
            IllegalTransition(order_no="ORD-1", status=OrderStatus.CLOSED, wanted=OrderStatus.RELEASED, allowed=[]),
            "ORD-1 现在是“已完结”，不能变成“已下达”。",
            "ORD-1 is “Closed” and cannot become “Released”.",
        ),
        (
            OutOfSpecRange(
                field="轨道长度", english_field="Track length", value="9", minimum=Decimal(1), maximum=None, unit="m"
            ),
            "轨道长度“9”超出范围，最小 1（单位 m）。",
            "Track length: “9” is out of range, at least 1 (in m).",
        ),
        (
            NotAnOption(field="供电", english_field="Supply", value="110V", options=["220V", "24V"]),
            "供电没有“110V”这一项，可选：220V、24V",
            "There is no “110V” for Supply. Choose one of: 220V, 24V",
        ),
    ],
)
def test_a_refusal_becomes_a_sentence(refusal: Refusal, chinese: str, english: str) -> None:
    assert (CHINESE.refusal(refusal), ENGLISH.refusal(refusal)) == (chinese, english)


def test_a_refusal_without_a_sentence_takes_that_of_the_class_above_it() -> None:
    assert CHINESE.refusal(NeverWorded(who=["王胜"])) == "这一步你没有权限。可以找：王胜"


def test_a_refusal_that_nobody_knows_still_gets_a_sentence() -> None:
    assert CHINESE.refusal_by_name(["FromALaterVersion"], {}) == "这个操作办不了。"


def test_a_refusal_raised_with_a_fact_too_few_still_gets_its_sentence() -> None:
    assert CHINESE.refusal(NotFound(kind="order")) == "没有找到订单“”。"


def test_days_that_a_form_keeps_as_text_are_written_as_days() -> None:
    facts = {"typed": "", "understood": "2026-11-20", "today": "2026-11-23"}

    said = CHINESE.refusal_by_name(["DayPassed"], facts)

    assert said == "2026-11-20 周五，已经过去了（今天 2026-11-23 周一）。"


def test_long_words_are_not_repeated_in_full() -> None:
    said = CHINESE.refusal(NotFound(kind="order", words="长" * 10_000, near=[]))

    assert len(said) < MOST_REPEATED + 20


def test_braces_and_brackets_in_words_mean_nothing() -> None:
    said = CHINESE.refusal(NotFound(kind="order", words="{near} [x] {0}", near=[]))

    assert said == "没有找到订单“{near} [x] {0}”。"


def test_an_enumeration_without_a_label_shows_its_name() -> None:
    assert CHINESE.show(Odd.EVEN) == "EVEN"


def test_a_limit_too_short_to_say_how_much_is_missing_keeps_the_text_all_the_same() -> None:
    assert ENGLISH.cut("ORD-2611-0001 Final assembly and test", 20) == "ORD-2611-0001 Final…"
