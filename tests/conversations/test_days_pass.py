"""Nothing happens, and yet what was expected is over."""

from tests.kit import Room
from tests.kit.stories import a_sold_order, actions, the_order

NUMBER = "ORD-2611-0001"


def test_what_has_not_left_is_never_expected_in_the_past(room: Room) -> None:
    card = a_sold_order(room)
    promised = the_order(room).promise_date
    assert promised is not None

    room.advance(days=(promised - room.today).days + 2)

    order = the_order(room)
    assert (order.forecast_date, order.promise_date) == (room.today, promised)
    assert f"{room.today.month}月{room.today.day}日" in room.again(card).facts["预计完成"]
    assert "逾期 2 天" in room.again(card).tags


def test_a_day_on_which_nothing_was_expected_moves_nothing(room: Room) -> None:
    a_sold_order(room)
    expected = the_order(room).forecast_date

    room.advance(days=2)

    assert the_order(room).forecast_date == expected
    assert "ForecastMoved" not in [action for _, action in actions(room, NUMBER)]
