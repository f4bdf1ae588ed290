"""D10: what can never be made is told by the few things that exclude each other, to those who can change one."""

import pytest

from core.plans import PlanState
from tests.kit import Room
from tests.kit.fixtures import OpenRoom
from tests.kit.planning import DOWN, FIRST, LEAD, ORDER, OTHER, WORKER, proposal, standing, state
from tests.kit.stories import actions, the_order

SALES = "lin.xiaoyan"
FOR_YEARS = "/down PACK-1 2027年12月31日 18:00 等新设备"


@pytest.fixture
def stuck(busy: Room) -> Room:
    """The only packing line stands still until long after anything is planned."""
    busy.says(LEAD, FOR_YEARS)
    busy.advance(minutes=2)
    return busy


def told(room: Room, who: str, title: str) -> list[str]:
    return [card.text for card in room.cards(who) if title in card.title]


@pytest.mark.every_platform
def test_the_lead_reads_what_excludes_what(stuck: Room) -> None:
    (text,) = told(stuck, LEAD, "排不出方案")

    assert f"· {ORDER} 包装至少要在包装线（PACK-1）做" in text
    assert "· 包装线（PACK-1）停机，11月23日 09:05 起，计划期内不恢复" in text
    assert "至少要改掉其中一条才排得下。" in text


def test_whoever_asks_for_a_plan_reads_it_too(stuck: Room) -> None:
    stuck.says(WORKER, "/replan")

    assert "包装线（PACK-1）停机" in told(stuck, WORKER, "排不出方案")[0]


def test_so_does_whoever_sold_it_and_the_card_of_the_order_says_so(stuck: Room) -> None:
    assert "包装线（PACK-1）停机" in told(stuck, SALES, f"{ORDER}、{OTHER} 没法预计日期")[0]

    stuck.says(SALES, f"/order {ORDER}")

    assert "包装线（PACK-1）停机" in stuck.last_card(SALES).facts["排不下"]


def test_it_is_said_once_and_once_more_when_it_is_over(stuck: Room) -> None:
    stuck.says(LEAD, FOR_YEARS.replace("12月31日", "12月30日"))
    stuck.advance(minutes=40)
    assert len(told(stuck, SALES, "没法预计日期")) == 1

    stuck.says(LEAD, "/up PACK-1")
    stuck.advance(minutes=2)

    assert len(told(stuck, SALES, "又能预计日期了")) == 1
    stuck.says(SALES, f"/order {ORDER}")
    assert "排不下" not in stuck.last_card(SALES).facts
    assert [action for _, action in actions(stuck, "forecasts")] == ["ForecastsFailed", "ForecastsRestored"]


def test_nobody_elses_inquiry_is_kept_from_an_answer(stuck: Room) -> None:
    stuck.says(SALES, "/quote 绿湾 SW-300 50台 12月30日 白色 220V", to="sales")

    card = stuck.last_card("sales")

    assert "交期" in card.title
    assert "卡在停工：PACK-1 等新设备，11月23日 09:05 至 2027-12-31 18:00" in card


@pytest.fixture
def uncoated(busy: Room) -> Room:
    """Of two orders one needs the coating line, which is not coming back."""
    busy.says(LEAD, FOR_YEARS.replace("PACK-1", "COAT-1"))
    busy.advance(minutes=2)
    return busy


def test_one_that_cannot_be_made_leaves_the_others_a_plan_and_keeps_its_time(uncoated: Room) -> None:
    held = [booking for booking in standing(uncoated) if booking.order_no == OTHER]

    uncoated.says(LEAD, DOWN)
    uncoated.advance(minutes=2)
    uncoated.taps(LEAD, "发布", on=proposal(uncoated))

    card = proposal(uncoated)
    assert "做不了、没排进方案 1 张，机台上给它留的时间不动" in card
    assert f"{OTHER}：{OTHER} 面壳喷涂至少要在喷涂线（COAT-1）做" in card
    assert "喷涂线（COAT-1）停机，11月23日 09:05 起，计划期内不恢复" in card
    assert state(uncoated, FIRST) is PlanState.PUBLISHED
    assert [booking for booking in standing(uncoated) if booking.order_no == OTHER] == held


def test_where_no_other_moves_whoever_asked_reads_of_it_all_the_same(uncoated: Room) -> None:
    uncoated.says(WORKER, "/replan")

    for who in (LEAD, WORKER):
        assert f"{OTHER} 面壳喷涂至少要在喷涂线（COAT-1）做" in told(uncoated, who, f"{OTHER} 排不出方案")[-1]
    assert "其他单照现行计划做" in told(uncoated, WORKER, f"{OTHER} 排不出方案")[0]


def test_whoever_rushes_another_order_is_not_kept_from_it(uncoated: Room) -> None:
    uncoated.says(LEAD, f"/rush {ORDER}")
    uncoated.advance(minutes=2)

    assert not told(uncoated, LEAD, f"{ORDER} 排不出方案")
    assert told(uncoated, LEAD, ORDER)


def test_what_cannot_be_made_cannot_be_rushed_and_why_is_said(uncoated: Room) -> None:
    uncoated.says(LEAD, f"/rush {OTHER}")
    uncoated.advance(minutes=2)

    assert "喷涂线（COAT-1）停机" in told(uncoated, LEAD, "排不出方案")[-1]


def test_in_english(quiet_url: str, open_room: OpenRoom) -> None:
    room = open_room(quiet_url, locale={"language": "en"}, planning={"search_evaluations": 1_000})
    a_sold_order_in_english(room)
    room.advance(minutes=5)

    room.says(LEAD, "/down PACK-1 until 2027-12-31 18:00 waiting for a new one")
    room.advance(minutes=2)

    (text,) = told(room, LEAD, "No plan is possible")
    assert f"· {ORDER} Packing takes at least" in text
    assert "is down from 23 Nov 09:05 on, until after planning ends" in text
    assert the_order(room).forecast_date is not None


def a_sold_order_in_english(room: Room) -> None:
    room.says(SALES, "/neworder Hengyuan SW-300 300 pcs 20 December white 220V", to="sales")
    room.taps(SALES, "Confirm", on=room.last_card("sales"))
