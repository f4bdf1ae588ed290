"""Whoever does not answer is reminded, on the working clock, and nobody twice."""

from datetime import date

import pytest

from core.production import WEEKDAYS
from storage import people
from tests.kit import Room
from tests.kit.stories import TRACKS, WHOLE, a_released_order, a_sold_order, stores, the_order

NUMBER = "ORD-2611-0001"
WHAT = "恒远地产 · 智能温控面板 SW-300 · 300 台"


def led_by(room: Room, department: str, person: str) -> None:
    """Somebody is made a department's lead after its people have been asked."""
    room.program.database.write(lambda session: setattr(people.get_department(session, department), "lead", person))


@pytest.mark.every_platform
def test_whoever_is_silent_is_reminded_then_the_lead_then_the_coordinator(room: Room) -> None:
    a_sold_order(room)
    led_by(room, "production", "sun.li")
    for department in ("rnd", "purchasing"):
        room.taps(TRACKS[department], "收到", to=department)
    seen = []

    for _ in range(8):
        room.advance(minutes=30)
        seen.append(the_order(room).acknowledgement_of("production").escalation_level)

    # 60, 120 and 240 working minutes after 09:00; from 12:00 to 13:00 nobody works
    assert seen == [0, 1, 1, 2, 2, 2, 2, 2]
    room.advance(hours=1)
    assert the_order(room).acknowledgement_of("production").escalation_level == 3
    reminded, *more = room.cards("wang.sheng", about=NUMBER)
    assert (reminded.title, more) == (f"请确认收到 {NUMBER}", [])
    assert "提醒过王胜，到时间还是没人确认，已升级到你这位部门负责人" in room.last_card("sun.li")
    assert "已升级到你这位协同负责人" in room.last_card("shen.xie")
    assert "已升级到协同负责人" in room.last_card("production")


def test_whoever_leads_their_own_department_is_reminded_once_and_then_the_coordinator(room: Room) -> None:
    a_sold_order(room)

    room.advance(hours=2, minutes=1)

    assert len(room.cards("wang.sheng", about=NUMBER)) == 1
    assert f"生产部一直没确认 {NUMBER}" in {card.title for card in room.cards("shen.xie")}
    assert "已升级到协同负责人" in room.last_card("production")


def test_a_reminder_says_what_it_is_about_and_has_the_button(room: Room) -> None:
    card = a_sold_order(room)
    room.advance(hours=1, minutes=1)
    reminder = room.last_card("wang.sheng")
    assert WHAT in reminder.text
    assert reminder.buttons == ("收到", "查看")

    room.taps("wang.sheng", "收到", on=reminder)

    assert room.toast == "已收到，谢谢"
    assert "✓ 生产部 已收到" in room.again(card)
    room.taps("wang.sheng", "收到", on=reminder)
    assert room.toast == "已经处理过了"


def test_the_clock_stands_still_at_night(room: Room) -> None:
    room.advance(hours=12, minutes=30)  # 21:30, the second shift ends at 22:00
    a_sold_order(room)

    room.advance(hours=10, minutes=58)  # 08:28: half an hour was still worked last night
    assert the_order(room).acknowledgement_of("rnd").escalation_level == 0
    room.advance(minutes=2)
    assert the_order(room).acknowledgement_of("rnd").escalation_level == 1


def test_deadlines_keep_the_factorys_own_hours_as_soon_as_they_change(room: Room) -> None:
    a_sold_order(room)
    mornings = dict.fromkeys(WEEKDAYS[:5], "08:00-12:00")
    stores(room, "work_centre_calendar", {"key": "factory", "name": "厂历"} | mornings)
    off = {"calendar": "factory", "on_date": date(2026, 11, 24), "kind": "CLOSED", "reason": "盘点"}
    stores(room, "calendar_exception", off)

    room.advance(hours=2, minutes=30)  # 11:30, and half an hour is left of the day
    a_sold_order(room, WHOLE.replace("300台", "200台"))
    room.advance(days=1, hours=20, minutes=58)  # 08:28 on Wednesday
    assert the_order(room, "ORD-2611-0002").acknowledgement_of("rnd").escalation_level == 0
    room.advance(minutes=5)
    assert the_order(room, "ORD-2611-0002").acknowledgement_of("rnd").escalation_level == 1


def test_nobody_is_chased_who_has_answered(room: Room) -> None:
    a_released_order(room)

    room.advance(days=2)

    assert room.cards("wang.sheng") == room.cards("shen.xie") == []
