"""Nothing happens, and yet what was expected is over."""

import pytest

from tests.kit import Room
from tests.kit.stories import a_sold_order, actions, the_order

pytestmark = pytest.mark.every_database

NUMBER = "ORD-2611-0001"


def test_what_has_not_left_is_never_expected_in_the_past(room: Room) -> None:
    """Nor, while nobody has begun it, before it could be made from now on."""
    card = a_sold_order(room)
    promised = the_order(room).promise_date
    assert promised is not None

    room.advance(days=(promised - room.today).days + 2)

    order = the_order(room)
    assert order.promise_date == promised
    assert order.forecast_date is not None
    assert order.forecast_date > room.today
    day = order.forecast_date
    assert f"{day.month}月{day.day}日" in room.again(card).facts["预计完成"]
    assert "逾期 2 天" in room.again(card).tags


def test_a_day_on_which_nothing_was_to_begin_moves_nothing(room: Room) -> None:
    a_sold_order(room)
    room.advance(days=2)
    moved = [action for _, action in actions(room, NUMBER)].count("ForecastMoved")
    expected = the_order(room).forecast_date

    room.advance(hours=1)

    assert the_order(room).forecast_date == expected
    assert [action for _, action in actions(room, NUMBER)].count("ForecastMoved") == moved
