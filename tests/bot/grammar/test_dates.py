from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.grammar.dates import (
    MAX_DAYS_AHEAD,
    DayPassed,
    DayTooFar,
    DayUnclear,
    DayUnreadable,
    NoSuchDay,
    find_dates,
    read_date,
)
from bot.grammar.dates.workdays import is_china_working_day
from bot.grammar.folding import fold
from core.errors import BadInput
from tests.bot.grammar.tables import each

WEDNESDAY = date(2026, 11, 25)
THIS_CENTURY = st.dates(date(2010, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(("day", "typed"), each([
    # near days
    ("2026-11-25", "今天 | today"),
    ("2026-11-26", "明天 | 明天下午3点前 | tomorrow"),
    ("2026-11-27", "后天 | the day after tomorrow"),
    ("2026-11-28", "大后天"),
    # weekdays: the coming one; 下 is next week, which begins on Monday
    ("2026-11-27", "周五 | 本周五 | 周5 | friday | this fri"),
    ("2026-11-30", "周一"),
    ("2026-12-04", "下周五 | next friday | friday next week | 下週五"),
    ("2026-12-02", "下周三"),
    ("2026-12-09", "下下周三"),
    ("2026-11-29", "星期天 | 周末 | 本周内"),
    ("2026-11-28", "礼拜六"),
    ("2026-12-01", "下个星期二"),
    ("2026-12-06", "下周末 | 下周内 | next weekend"),
    # parts of months and years: the last day of the stretch
    ("2026-11-30", "月底 | 月底前 | 月末 | 本月底 | 下旬 | end of month | eom"),
    ("2026-12-31", "下月底 | 下个月底之前 | 12月底 | 12月份内 | 年底 | by the end of next month | end of December"),
    ("2026-12-31", "end of year"),
    ("2027-01-31", "下下月底 | 一月底前"),
    ("2026-12-05", "下月初 | 月初"),
    ("2026-12-15", "月中 | mid-December"),
    ("2026-12-20", "中旬 | 12月中旬"),
    ("2026-12-10", "12月上旬"),
    ("2027-02-28", "2月底"),
    ("2027-12-31", "明年底"),
    ("2027-03-20", "明年3月中旬"),
    ("2027-01-05", "early January"),
    # days of a month: the next one that is not past
    ("2026-12-15", "15号 | 下个月15号"),
    ("2026-11-25", "25号 | 11月25日"),
    ("2026-11-28", "28号 | 本月28号"),
    ("2026-12-05", "下月5日"),
    ("2026-12-20", "12月20号 | 12月20日 | 12月20 | １２月２０号 | 十二月二十号 | 十二月二十 | 26年12月20日"),
    ("2026-12-20", "26.12.20 | 26-12-20 | 26/12/20 | 20.12.26"),  # day first only where nothing else fits
    ("2026-12-20", "12月20号周日 | 12月20日（星期日） | the 20th | Dec 20 | December 20th | 20 Dec 2026"),
    ("2026-12-20", "20th of December | Dec. 20, 2026"),
    ("2027-03-15", "3月15日 | 明年3月15号"),
    ("2027-11-24", "11月24日"),
    ("2028-02-29", "2028年2月29日"),
    ("2027-01-05", "二〇二七年一月五日"),
    ("2027-03-03", "Mar 3"),
    # figures
    ("2026-12-20", "2026-12-20 | 2026/12/20 | 2026.12.20 | 20261220 | 12-20 | 12/20 | 12.20 | 20/12"),
    ("2027-01-05", "1/5"),
    ("2026-12-05", "2026-12-05 +0800 | 2026-12-05 08:30 +0800 | 2026-12-05T08:30:00+08:00"),
    # durations
    ("2026-11-28", "三天后"),
    ("2026-12-05", "10天内 | within 10 days"),
    ("2026-12-10", "15天 | 半个月后"),
    ("2026-12-09", "两周后 | 交期两周 | 10个工作日内 | in 2 weeks | within 10 working days"),
    ("2026-12-25", "一个月内"),
    ("2027-01-09", "一个半月后"),
    ("2027-02-25", "三个月 | in three months"),
    ("2027-05-25", "半年后"),
    ("2026-12-02", "a week from now"),
    # holidays: the last working day before, the first one after
    ("2026-12-31", "元旦前"),
    ("2027-01-04", "元旦后"),
    ("2027-02-04", "春节前 | 年前 | 过年前 | before Chinese New Year"),
    ("2027-02-15", "春节后 | 年后 | after Spring Festival"),
    ("2027-03-01", "春节后两周"),
    ("2027-05-06", "五一后"),
    ("2027-04-30", "五一劳动节前"),
    ("2027-09-14", "中秋前"),
    ("2027-09-30", "国庆前"),
    ("2027-09-23", "国庆节前一周"),
    ("2026-12-24", "圣诞前 | by Christmas"),
    ("2026-12-11", "双十二前"),
    # words around a day
    ("2026-12-20", "最晚12月20号前交货 | by Dec 20 | no later than 20 Dec | 12月20号左右"),
    ("2026-12-04", "下周五之前"),
    # after a day: the first working day behind it
    ("2026-12-21", "12月18号以后 | after Dec 18"),
]))  # fmt: skip
def test_a_day_is_read_on_a_wednesday(typed: str, day: str) -> None:
    assert read_date(typed, WEDNESDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(("today", "typed", "day"), [
    ("2026-09-28", "国庆后", "2026-10-08"),  # Thursday, after the break of 1 to 7 October
    ("2026-09-28", "国庆前", "2026-09-30"),
    ("2026-10-03", "国庆后", "2026-10-08"),  # in the middle of the break
    ("2026-10-03", "国庆前", "2027-09-30"),  # this year's is past
    ("2026-02-10", "春节后", "2026-02-24"),
    ("2026-02-10", "春节前", "2026-02-14"),  # a Saturday, worked as a make-up day (调休)
    ("2026-04-28", "五一后", "2026-05-06"),
    ("2026-09-15", "中秋前", "2026-09-24"),
    ("2026-10-08", "3个工作日内", "2026-10-12"),  # Friday, Saturday the 10th (make-up day), Monday
    ("2026-12-31", "元旦前", "2026-12-31"),
    ("2026-11-29", "周末", "2026-11-29"),  # Sunday itself
    ("2026-11-30", "月底", "2026-11-30"),
    ("2026-12-31", "31号", "2026-12-31"),
    ("2026-12-28", "5号", "2027-01-05"),
    ("2026-12-28", "1月底", "2027-01-31"),
    ("2027-01-31", "一个月后", "2027-02-28"),
    ("2028-02-29", "一年后", "2029-02-28"),
    ("2026-11-29", "下周一", "2026-11-30"),  # Sunday still belongs to the week before
])  # fmt: skip
def test_a_day_is_read_on_other_days(today: str, typed: str, day: str) -> None:
    assert read_date(typed, date.fromisoformat(today)) == date.fromisoformat(day)


@pytest.mark.parametrize(("refusal", "typed"), each([
    (DayUnreadable, ""),
    (DayUnreadable, "随便 | 尽快 | asap | 待定 | 三天前 | 初"),
    (DayUnreadable, "好" * 100),
    (DayPassed, "2026-1-5 | 昨天 | yesterday | 上周五 | 本月15号 | 本周一 | 去年12月1号 | 2026-11-24 | 2019年1月1日"),
    (DayPassed, "last friday"),
    (NoSuchDay, "2月30号 | 30 February | Feb 30 | 2月29日 | 31号 | 13月5号 | 2026-02-30 | 20260230 | 0000-00-00"),
    (DayTooFar, "2030-01-01 | 3年后 | 999999天后 | 9999-12-31 | 999999个月后"),
    (DayUnclear, "周三 | wednesday | 下周 | 12月 | next month | 12月前 | 国庆 | 新年前 | 12月20号周五"),
]))  # fmt: skip
def test_a_day_that_cannot_be_is_refused(typed: str, refusal: type[BadInput]) -> None:
    with pytest.raises(refusal) as caught:
        read_date(typed, WEDNESDAY)

    assert type(caught.value) is refusal


def test_the_refusal_of_a_past_day_says_how_it_was_understood() -> None:
    with pytest.raises(DayPassed) as caught:
        read_date("上周五", WEDNESDAY)

    assert caught.value.facts == {"typed": "上周五", "understood": date(2026, 11, 20), "today": WEDNESDAY}


def test_an_unclear_day_comes_with_its_candidates() -> None:
    with pytest.raises(DayUnclear) as caught:
        read_date("周三", WEDNESDAY)

    assert caught.value.facts["candidates"] == [date(2026, 11, 25), date(2026, 12, 2)]


def test_the_horizon_is_part_of_the_refusal() -> None:
    with pytest.raises(DayTooFar) as caught:
        read_date("2030-01-01", WEDNESDAY)

    assert caught.value.facts["latest"] == WEDNESDAY + timedelta(days=MAX_DAYS_AHEAD)


def test_the_factory_may_work_on_other_days_than_offices_do() -> None:
    def is_worked(day: date) -> bool:
        return day.weekday() != 6

    assert read_date("12月18号以后", WEDNESDAY, is_working=is_worked) == date(2026, 12, 19)


def test_make_up_days_are_worked() -> None:
    assert is_china_working_day(date(2026, 10, 10))  # Saturday
    assert not is_china_working_day(date(2026, 10, 6))  # Tuesday


@given(THIS_CENTURY, st.integers(0, MAX_DAYS_AHEAD))
@example(date(2027, 12, 31), 60)
def test_every_way_to_write_a_day_means_it(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    ways = [
        day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", f"{day.year}/{day.month}/{day.day}",
        f"{day:%d %b %Y}", f"{day:%B} {day.day}, {day.year}", f"{day.isoformat()} +0800", f"{ahead}天后",
        f"in {ahead} days",
    ]  # fmt: skip

    assert [read_date(way, today) for way in ways] == [day] * len(ways)


USUAL = [
    "国庆后",
    "春节前",
    "五一后",
    "中秋前",
    "下周五",
    "周五",
    "月底",
    "下月初",
    "2月底",
    "20号",
    "12月20号",
    "年底",
]


@given(THIS_CENTURY, st.sampled_from(USUAL))
def test_a_day_is_never_past_and_never_far(today: date, typed: str) -> None:
    try:
        day = read_date(typed, today)
    except BadInput:
        return
    assert today <= day <= today + timedelta(days=MAX_DAYS_AHEAD)


WORDS = (
    "下", "下个", "本", "周", "五", "月", "底", "前", "后", "12", "20", "号", "日", "国庆", "春节", "年", "明",
    "三", "天", "内", "个", "半", "-", "/", ".", "2026", "2027", "dec", "next", "friday", "in", "weeks", "end of",
    " ", "初", "旬", "中", "工作日", "by", "0", "99",
)  # fmt: skip


@given(THIS_CENTURY, st.lists(st.sampled_from(WORDS), max_size=8))
def test_any_mixture_of_date_words_is_a_day_or_a_refusal(today: date, words: list[str]) -> None:
    typed = "".join(words)
    try:
        day = read_date(typed, today)
    except BadInput:
        return
    assert today <= day <= today + timedelta(days=MAX_DAYS_AHEAD)


@pytest.mark.parametrize(("sentence", "found"), [
    ("给绿湾物业来三百个门锁，月底前要", ["月底前要"]),
    ("下周五前先出样，12月20号交", ["下周五前", "12月20号交"]),
    ("150 pcs by Dec 20 grey", ["by Dec 20"]),
    ("Dec 20 2000 pcs", ["Dec 20"]),
    ("恒远3号楼 20号厂房", []),  # buildings
    ("质保2年内 定金后30天内发货", []),  # counted from other days
    ("10-12台 3/4寸 1.2万件 2.5米", []),
    ("每周五", []),
    ("3.5米 12.20前", ["12.20前"]),
    ("十一台 十一前", ["十一前"]),
    ("下周三个人来", ["下周三"]),
])  # fmt: skip
def test_days_are_found_in_a_sentence(sentence: str, found: list[str]) -> None:
    assert [sentence[start:end] for start, end in find_dates(fold(sentence))] == found
