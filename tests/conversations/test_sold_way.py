"""What was chosen has to be arranged by somebody: their card says so first."""

from datetime import datetime

import pytest

from cards.reasons import hours
from cards.sold_way import delivery_of
from core.planning.factory.records import Source
from core.planning.promise.answer import Lever, OptionKind, PromiseAnswer, PromiseOption
from tests.kit import Room
from tests.kit.stories import an_order, the_order

LATE = "恒远 SW-300 3000台 12月3日 白色 220V"
"""Everything helps: two deliveries, overtime, hurried chips, other chips."""
DEPARTMENTS = ("production", "rnd", "purchasing")


def sold(room: Room, kind: OptionKind) -> PromiseOption:
    """The order is sold with this option."""
    card = an_order(room, LATE)
    button = next(it for it in card.shown_buttons if it.value.get("option") == kind.value.lower())
    room.taps("lin.xiaoyan", button.text, on=card)
    order = the_order(room)
    assert order.latest_promise is not None
    option = PromiseAnswer.from_json(order.latest_promise.answer).plan_of(order.chosen_option)
    assert isinstance(option, PromiseOption)
    return option


def day(room: Room, moment: datetime) -> str:
    there = moment.astimezone(room.zone)
    return f"{there.month}月{there.day}日"


def on(room: Room, lever: Lever) -> str:
    assert lever.start_at is not None
    return day(room, lever.start_at)


@pytest.mark.parametrize(
    ("kind", "asked", "words"),
    [
        (OptionKind.OVERTIME, {"production"}, "安排加班："),
        (OptionKind.SPLIT, {"production"}, "批交货"),
        (OptionKind.SUBSTITUTE, {"production", "rnd", "purchasing"}, "用替代料："),
        (OptionKind.EXPEDITE_MATERIAL, {"purchasing"}, "催料："),
    ],
)
def test_who_has_to_arrange_it_is_asked_for_it_and_nobody_else(
    room: Room, kind: OptionKind, asked: set[str], words: str
) -> None:
    sold(room, kind)

    assert {chat for chat in DEPARTMENTS if words in room.last_card(chat)} == asked


def test_nothing_besides_the_plan_is_asked_for_when_the_standard_date_was_sold(room: Room) -> None:
    card = an_order(room, LATE)
    room.taps("lin.xiaoyan", "确认下单", on=card)

    assert "成交方案" not in room.again(card)
    for chat in DEPARTMENTS:
        assert not any(words in room.last_card(chat) for words in ("安排加班", "批交货", "用替代料", "催料"))


@pytest.mark.parametrize("kind", [kind for kind in OptionKind if kind in {"OVERTIME", "SUBSTITUTE", "SPLIT"}])
def test_the_order_card_says_how_it_was_sold(room: Room, kind: OptionKind) -> None:
    option = sold(room, kind)

    told = room.last_card("sales").facts["成交方案"]

    assert told.startswith(room.program.bus.wording.label(kind))
    assert (room.program.bus.wording.money(abs(option.cost_delta)) in told) is bool(option.cost_delta)


def test_overtime_names_the_machine_the_hours_and_the_day(room: Room) -> None:
    option = sold(room, OptionKind.OVERTIME)

    card = room.last_card("production")

    for lever in option.levers:
        assert lever.start_at is not None
        of_the_day = [it for it in option.levers if it.code == lever.code and on(room, it) == on(room, lever)]
        first = min(it.start_at.astimezone(room.zone) for it in of_the_day if it.start_at is not None)
        worked = hours(sum(it.minutes for it in of_the_day)).normalize()
        assert f"安排加班：{lever.name}（{lever.code}）" in card
        assert f"{day(room, lever.start_at)} {first:%H:%M} 起 {worked:f} 小时" in card


def test_a_hurried_delivery_keeps_the_day_it_has_beside_the_day_it_is_wanted(room: Room) -> None:
    option = sold(room, OptionKind.EXPEDITE_MATERIAL)
    hurried = {lever.code: lever for lever in option.levers}
    order = the_order(room)
    assert order.latest_promise is not None
    usual = PromiseAnswer.from_json(order.latest_promise.answer).materials

    card = room.last_card("purchasing")

    uses = [use for use in option.materials if use.item_code in hurried and use.source is not Source.STOCK]
    assert uses
    for use in uses:
        before = next(it for it in usual if delivery_of(it) == delivery_of(use))
        assert before.available_at > use.available_at
        assert day(room, before.available_at) in card
        assert f"要催到 {day(room, use.available_at)}" in card or f"要 {day(room, use.available_at)}" in card
        assert card.text.count(f"（{use.item_code}）") == len([it for it in uses if it.item_code == use.item_code])


def test_a_substitute_is_named_with_what_it_stands_for(room: Room) -> None:
    option = sold(room, OptionKind.SUBSTITUTE)

    for lever in option.levers:
        for chat in DEPARTMENTS:
            card = room.last_card(chat)
            assert f"（{lever.code}）" in card
            assert f"（{lever.replaced_by}）" in card
