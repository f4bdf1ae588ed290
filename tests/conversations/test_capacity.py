"""D7: what is planned where, how full it is, and what it takes, on a phone."""

import re

import pytest
from sqlmodel import select

from storage.tables import BookingRow
from tests.kit import Room
from tests.kit.stories import a_sold_order, stores

NUMBER = "ORD-2611-0001"


@pytest.mark.every_database
def test_the_schedule_says_planned_over_available_per_work_centre_and_day(room: Room) -> None:
    a_sold_order(room)

    room.says("wang.sheng", "/schedule 15d", to="production")

    card = room.last_card("production")
    assert card.title.startswith("排产 ")
    with room.read() as session:
        booked = list(session.exec(select(BookingRow)))
    for centre in {row.work_centre for row in booked}:
        minutes = sum(row.work_minutes for row in booked if row.work_centre == centre)
        panel = next(line for line in card.lines if centre in line and "/" in line)
        planned = re.search(r"([\d.]+)/", panel)
        assert planned is not None
        assert abs(float(planned[1]) * 60 - minutes) <= 3


@pytest.mark.parametrize("words", ["/schedule SMT-1", "/load CNC-3", "/schedule -3d", "/load 0d", "/排产 下周"])
def test_what_is_no_number_of_days_is_never_taken_for_one(room: Room, words: str) -> None:
    room.says("wang.sheng", words, to="production")

    assert "15d" in room.last_card("production").text


def test_the_bottleneck_is_named_with_its_orders(room: Room) -> None:
    a_sold_order(room)

    room.says("gao.yuan", "/排产")

    card = room.last_card("gao.yuan")
    assert "最紧的是" in card.text
    assert f"占用最多的订单：{NUMBER}" in card.text
    assert "这几天开工要用的料：" in card.text


def test_the_load_is_listed_fullest_first(room: Room) -> None:
    a_sold_order(room)

    room.says("wang.sheng", "/load 5", to="production")

    card = room.last_card("production")
    shares = [int(found) for found in re.findall(r"(\d+)%　", card.text)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0


@pytest.mark.every_database
def test_an_empty_plan_says_so(room: Room) -> None:
    room.says("wang.sheng", "/排产 3天", to="production")

    assert "这几天还没有排产" in room.last_card("production").text


def test_more_work_centres_than_fit_are_paged(room: Room) -> None:
    for n in range(30):
        stores(room, "work_centre", {"code": f"X-{n:02}", "name": f"机台{n}", "group": "X", "calendar": "two_shift"})

    room.says("wang.sheng", "/schedule", to="production")
    first = room.last_card("production").text
    room.taps("wang.sheng", "第 2 页", to="production")

    second = room.last_card("production").text
    assert "第 1/" in first
    assert "第 2/" in second
