"""B4: of what cannot be made in full, what can be made is one tap away, answered exactly and kept."""

import pytest

from tests.kit import Room
from tests.kit.shown import Shown
from tests.kit.stories import actions, an_order, the_order

NUMBER, SELLER = "ORD-2611-0001", "lin.xiaoyan"
TOO_MANY = "恒远 SW-300 2000000台 12月20日 白色 220V"


@pytest.fixture
def asked(room: Room) -> Shown:
    """An order for more than can ever be made; its card offers what can."""
    card = an_order(room, TOO_MANY)
    assert the_order(room).latest_promise.promise_date is None  # type: ignore[union-attr]
    return card


def in_time(card: Shown) -> str:
    """The button that asks for as much as is in time; the other asks for as much as can be made at all."""
    first, _ = [text for text in card.buttons if text.startswith("改订")]
    return first


@pytest.mark.every_platform
def test_what_can_be_made_in_time_is_kept_with_one_tap_and_sold_with_another(room: Room, asked: Shown) -> None:
    quantity = int(in_time(asked).removeprefix("改订 ").removesuffix(" 台").replace(",", ""))

    room.taps(SELLER, in_time(asked), on=asked)

    card, order = room.again(asked), the_order(room)
    assert order.lines[0].quantity == quantity
    assert f"{quantity:,} 台" in card
    assert "赶得上" in card
    assert order.held_until is not None
    room.taps(SELLER, "确认下单", on=card)
    assert the_order(room).promise_date is not None
    assert [action for _, action in actions(room, NUMBER)].count("QuantityReduced") == 1


def test_what_is_only_asked_about_is_answered_anew_and_reserves_nothing(room: Room) -> None:
    room.says(SELLER, f"/quote {TOO_MANY}", to="sales")
    card = room.last_card("sales")

    room.taps(SELLER, in_time(card), on=card)

    assert "赶得上" in room.again(card)
    assert the_order(room).held_until is None


def test_nobody_else_changes_how_much_is_asked_for(room: Room, asked: Shown) -> None:
    for person, who in (("he.tao", "林晓燕"), ("wang.sheng", "协同负责人、销售")):
        room.taps(person, in_time(asked), on=asked)

        assert room.toast == f"这一步你没有权限。可以找：{who}"
    assert the_order(room).lines[0].quantity == 2_000_000


def test_a_second_tap_on_the_card_as_it_was_changes_nothing_more(room: Room, asked: Shown) -> None:
    smaller = in_time(asked)
    room.taps(SELLER, smaller, on=asked)
    before = the_order(room)

    room.taps_as_seen(SELLER, smaller, asked)

    assert room.toast == f"{NUMBER} 刚有变化，卡片已换成最新状态，看过再点。"
    assert (the_order(room).lines[0].quantity, the_order(room).revision) == (before.lines[0].quantity, before.revision)
    assert [action for _, action in actions(room, NUMBER)].count("QuantityReduced") == 1
