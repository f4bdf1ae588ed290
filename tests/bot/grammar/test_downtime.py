"""What people type when a machine stands still, on Wednesday, 25 November 2026, at nine in the morning."""

from datetime import date, datetime, time, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.grammar.commands import CHAT_COMMANDS, Reading, WordsMissing
from bot.grammar.dates import DayPassed, DayTooFar, DayUnclear
from bot.grammar.downtime import OneMachine, ReasonTooLong, UntilWhen, WhichMachine, read_down, read_up
from bot.grammar.moments import MomentPassed, MomentUnclear, NoSuchTime, StartsLater
from bot.grammar.words import read_words
from core.errors import NameAmbiguous, NotFound, Refusal
from handlers.plan_commands import AskForPlan, MachineDown, MachineUp, PinWork, UnpinWork
from handlers.promise_commands import PromiseAnew
from tests.bot.grammar.factory import LEXICON
from tests.bot.grammar.tables import each

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=ZONE)


def down(text: str, now: datetime = NOW) -> MachineDown:
    return read_down(text, LEXICON, now)


def typed(line: str) -> object:
    words = read_words(line, CHAT_COMMANDS)
    return CHAT_COMMANDS[words.command].read(words, Reading(LEXICON, NOW))


@pytest.mark.parametrize(("until", "text"), each([
    # a time of day is today's
    ("25 18:00", "CNC-3 until 18:00 | CNC-3 到 18:00 | CNC-3 18:00 | ＣＮＣ－３ 到 １８：００"),
    ("25 18:00", "cnc3 18点 | 18:00 CNC-3"),
    ("25 18:00", "停机 CNC-3 18:00 | CNC-3 停到18点 | CNC-3 到下午6点 | CNC-3 下午六点"),
    ("25 18:00", "CNC-3 until 6 pm | CNC-3 by 6PM"),
    ("25 18:30", "CNC-3 18点半 | CNC-3 下午六点半 | CNC-3 18点30分 | CNC-3 until 6:30 p.m. | CNC-3 18:30左右"),
    ("25 15:45", "CNC-3 到15点45 | CNC-3 15:45之前 | CNC-3 下午3点三刻"),
    ("25 12:00", "CNC-3 中午 | CNC-3 12点 | CNC-3 中午12点 | CNC-3 until noon"),
    ("25 13:00", "CNC-3 中午1点"),
    ("25 20:00", "CNC-3 今晚8点 | CNC-3 晚上8点 | CNC-3 tonight at 8:00"),
    # midnight ends the day
    ("26 00:00", "CNC-3 晚上12点 | CNC-3 24:00 | CNC-3 0点 | CNC-3 until midnight | CNC-3 半夜"),
    ("26 02:00", "CNC-3 凌晨2点 | CNC-3 明天凌晨2点"),
    # another day, before or behind the time
    ("26 12:00", "CNC-3 明天中午 | CNC-3 tomorrow noon | CNC-3 until noon tomorrow"),
    ("26 07:30", "CNC-3 明早7点半 | CNC-3 明天早上7:30"),
    ("26 18:00", "CNC-3 11月26日18:00 | CNC-3 2026-11-26 18:00 | CNC-3 2026-11-26T18:00 | CNC-3 11-26 18:00"),
    ("27 17:00", "CNC-3 周五下午5点 | CNC-3 until 5pm Friday | CNC-3 until 5 pm on Friday | CNC-3 后天17点"),
    ("26 03:00", "CNC-3 明天3:00"),
    # for how long
    ("25 11:00", "CNC-3 2小时 | CNC-3 两个小时 | CNC-3 for 2 hours | CNC-3 2h"),
    ("25 11:00", "CNC-3 停2小时 | CNC-3 2小时后 | CNC-3 120分钟"),
    ("25 10:30", "CNC-3 1.5小时 | CNC-3 一个半小时 | CNC-3 90分钟 | CNC-3 1小时30分钟"),
    ("25 10:30", "CNC-3 1h 30 | CNC-3 大约90 min"),
    ("25 09:30", "CNC-3 半小时 | CNC-3 半个小时"),
    ("25 10:00", "CNC-3 an hour"),
    ("28 09:00", "CNC-3 3天 | CNC-3 三天 | CNC-3 3 days"),
    # of a span that has begun the end
    ("25 18:00", "CNC-3 8:00-18:00 | CNC-3 从8点到18点 | CNC-3 from 8:00 to 18:00"),
]))  # fmt: skip
def test_until_when(text: str, until: str) -> None:
    day, clock = until.split()
    expected = datetime.combine(date(2026, 11, int(day)), time.fromisoformat(clock), ZONE)

    assert down(text) == MachineDown(work_centre="CNC-3", until=expected)


@pytest.mark.parametrize(("reason", "text"), each([
    ("换主轴", "CNC-3 18:00 换主轴 | CNC-3 到18:00，换主轴 | CNC-3 换主轴 到 18:00 | CNC-3 18:00 原因：换主轴"),
    ("换主轴", "停机 CNC-3 18:00，因为换主轴 | 18:00 CNC-3 换主轴 | CNC-3 停机到18:00 换主轴。"),
    ("spindle worn", "CNC-3 4h spindle worn | CNC-3 until 6 pm because spindle worn"),
    ("换主轴 备件明天到", "CNC-3 18:00 换主轴 备件明天到"),
    ("换主轴 明天到货", "CNC-3 换主轴 明天到货 18:00"),
    ("改到 CNC-1 做", "CNC-3 18:00 改到 CNC-1 做"),
]))  # fmt: skip
def test_what_is_left_is_the_reason(text: str, reason: str) -> None:
    assert (down(text).work_centre, down(text).reason) == ("CNC-3", reason)


@pytest.mark.parametrize(("code", "text"), each([
    ("CNC-3", "加工中心 3 18:00 | 加工中心3号 到18:00 | 3号加工中心18:00"),
    ("CNC-3", "CNC machine 3 until 18:00 | 设备 cnc 3 18:00"),
    ("SMT-1", "贴片线 1 2小时 | SMT-1 2小时 | smt line 1 for 2 hours"),
    ("PACK-1", "包装线坏了 到18:00 | 包装线 18:00 | Packing line 18:00"),
    ("WX-COAT", "外协喷涂 明天18:00"),
]))  # fmt: skip
def test_a_machine_is_known_by_its_code_and_its_name(text: str, code: str) -> None:
    assert down(text).work_centre == code


def test_a_name_of_several_is_asked_back() -> None:
    for text in ("CNC 18:00", "加工中心 18:00 换主轴"):
        with pytest.raises(NameAmbiguous) as refused:
            down(text)
        assert refused.value.facts["candidates"] == ["CNC-1", "CNC-2", "CNC-3"]


def test_a_machine_that_there_is_not_is_never_another_one() -> None:
    with pytest.raises(NotFound) as refused:
        down("CNC-9 18:00 改到 CNC-1 做")

    assert refused.value.facts == {"kind": "work centre", "words": "CNC-9", "near": ["CNC-1", "CNC-2", "CNC-3"]}


@pytest.mark.parametrize(("refusal", "text"), each([
    (UntilWhen, "CNC-3 | CNC-3 主轴坏了 | CNC-3 18 | CNC-3 到明天 | CNC-3 半天 | CNC-3 until 6 | CNC-3 下班"),
    (MomentPassed, "CNC-3 今天8:00 | CNC-3 上午8点 | CNC-3 8 am"),
    (DayPassed, "CNC-3 昨天18:00 | CNC-3 yesterday 18:00"),
    (MomentUnclear, "CNC-3 6点 | CNC-3 8:00 | CNC-3 明天3点"),
    (DayUnclear, "CNC-3 周三18:00"),
    (NoSuchTime, "CNC-3 25:00 | CNC-3 18:75 | CNC-3 30点"),
    (StartsLater, "CNC-3 14:00-18:00 保养 | CNC-3 从14点到18点"),
    (DayTooFar, "CNC-3 1000天 | CNC-3 99999小时"),
    (WhichMachine, "18:00 | ，。"),
    (OneMachine, "CNC-1,CNC-2 18:00 | CNC-1、CNC-2 坏了 2小时 | CNC-1和CNC-2 18:00 | CNC-1 and CNC-2 until 18:00"),
    (NotFound, "铣床 18:00 | 铣床坏了 | CNC-33 18:00"),
    (ReasonTooLong, "CNC-3 18:00 " + "长" * 301),
]))  # fmt: skip
def test_what_is_not_clear_is_refused(text: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        down(text)


def test_an_hour_that_is_over_may_mean_the_evening_or_tomorrow() -> None:
    with pytest.raises(MomentUnclear) as refused:
        down("CNC-3 6点")

    assert refused.value.facts["candidates"] == [NOW.replace(hour=18), NOW.replace(day=26, hour=6)]


def test_late_in_the_evening_it_cannot_mean_the_evening() -> None:
    with pytest.raises(MomentPassed):
        down("CNC-3 6点", NOW.replace(hour=20))


@pytest.mark.parametrize(("command", "line"), [
    (MachineDown(work_centre="CNC-3", until=NOW.replace(hour=18), reason="换主轴"), "/停机 CNC-3 18:00 换主轴"),
    (MachineDown(work_centre="CNC-3", until=NOW.replace(hour=18)), "、down cnc-3 到18:00"),
    (MachineUp(work_centre="CNC-3"), "/up CNC-3"),
    (MachineUp(work_centre="CNC-3"), "恢复运行 加工中心3"),
    (MachineUp(work_centre="PACK-1"), "/恢复运行 包装线 好了"),
    (AskForPlan(), "/replan"),
    (AskForPlan(), "重排"),
    (AskForPlan(override_reason="客户停线"), "/重排 客户停线"),
    (PinWork(words="ORD-2611-0042", told="客户驻厂验货"), "/pin ORD-2611-0042 客户驻厂验货"),
    (PinWork(words="0042", told="CNC-3 首件"), "固定 #42，CNC-3  首件"),
    (PinWork(words="恒远", told=""), "/pin 恒远"),
    (UnpinWork(words="0042", told=""), "取消固定 0042"),
    (
        PromiseAnew(words="0042", promise_date=date(2026, 12, 20), reason="客户同意晚发"),
        "/repromise 0042 12月20日 客户同意晚发",
    ),
    (
        PromiseAnew(words="ORD-2611-0042", promise_date=date(2026, 12, 20), reason="客户同意", line_no=2),
        "重新承诺 ORD-2611-0042 第2行 2026-12-20，客户同意",
    ),
    (UnpinWork(words="0042", told="客户不来了"), "/unpin 0042: 客户不来了"),
])  # fmt: skip
def test_as_typed_into_the_chat(line: str, command: object) -> None:
    assert typed(line) == command


@pytest.mark.parametrize("line", ["/down", "/up", "停机", "/pin", "取消固定"])
def test_without_a_word_an_example_is_shown(line: str) -> None:
    with pytest.raises(WordsMissing):
        typed(line)


PIECES = st.lists(st.sampled_from([
    "CNC-3", "加工中心", "3", "18:00", "下午", "6点", "半", "明天", "周五", "2小时", "到", "until", "停", "-", "12-20",
    "天", "，", "换主轴", "25:00", "今", "晚", "noon", "am", "一", "\x00", "\ud800", "İ", " ", "\n",
]), max_size=10).map("".join)  # fmt: skip


@given(st.one_of(st.text(st.characters(), max_size=60), PIECES))
@example("CNC-3 今晚今晚8点")
@example("CNC-3 2.小时")
@example("CNC-3 一" + "十" * 50 + "小时")
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read = down(text)
    except Refusal:
        return
    assert NOW < read.until <= NOW + timedelta(days=732)
    assert read.work_centre in LEXICON.work_centres


@given(st.text(st.characters(), max_size=60))
def test_any_text_names_a_machine_or_is_refused(text: str) -> None:
    try:
        assert read_up(text, LEXICON).work_centre in LEXICON.work_centres
    except Refusal:
        return


@given(st.integers(1, 700 * 24 * 60))
def test_a_moment_written_out_is_that_moment(minutes: int) -> None:
    at = NOW + timedelta(minutes=minutes)

    assert down(f"CNC-3 {at:%Y-%m-%d %H:%M} 保养").until == at


@pytest.mark.parametrize("piece", ["1", "到", "下午", "18:00 ", "CNC-3 ", "2小时", "一", "今", "："])
def test_a_pasted_page_keeps_nobody_waiting(piece: str) -> None:
    started = perf_counter()
    with pytest.raises(Refusal):
        down("CNC-3 " + (piece * 4000)[:4000] + " 长" * 400)

    assert perf_counter() - started < 2
