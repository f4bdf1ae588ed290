"""C7: what comes after work that nobody reports is at risk, and says after which."""

import pytest

from storage.bookings import bookings_of
from tests.kit import Room
from tests.kit.stories import a_released_order, an_order

SOLD, ASKED = "ORD-2611-0001", "绿湾 SW-300 300台 12月30日 白色 220V"
BEGINS = (
    ("zhao.gong", "图纸已确认", "rnd"),
    ("chen.cai", "物料已齐套", "purchasing"),
    ("wang.sheng", "已开工", "production"),
)


@pytest.fixture
def released(room: Room) -> Room:
    """An order that is to begin within the hour, and that every department has taken on."""
    a_released_order(room)
    return room


def begin(room: Room) -> None:
    """Production begins on it, and says so."""
    for person, button, chat in BEGINS:
        room.taps(person, button, to=chat)


def hours_until_finished(room: Room) -> float:
    with room.read() as session:
        return (max(it.end_at for it in bookings_of(session, SOLD)) - room.now).total_seconds() / 3600


@pytest.mark.every_platform
def test_a_quote_behind_work_that_should_long_have_begun_is_at_risk_and_names_it(released: Room) -> None:
    released.advance(hours=30)

    card = an_order(released, ASKED)

    assert f"⚠ {SOLD} 该开工 30 小时了还没人报开工，本单排在它后面，交期按有风险看。" in card
    assert "有风险，数据不新。" in card


def test_within_a_day_nobody_is_alarmed(released: Room) -> None:
    released.advance(hours=20)

    assert "还没人报开工" not in an_order(released, ASKED)


def test_once_its_start_is_reported_nothing_is_in_doubt(released: Room) -> None:
    released.advance(hours=30)
    begin(released)

    card = an_order(released, ASKED)

    assert "还没人报" not in card
    assert "有风险" not in card


def test_the_same_of_work_that_should_long_be_finished(released: Room) -> None:
    begin(released)
    released.advance(hours=hours_until_finished(released) + 25)

    assert f"⚠ {SOLD} 该完工 25 小时了还没人报完工" in an_order(released, ASKED)
