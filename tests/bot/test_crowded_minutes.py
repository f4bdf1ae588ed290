"""A story: on the hour WeCom is full of everybody's jobs. What ours send waits; what people ask does not."""

from datetime import timedelta

import pytest

from tests.kit import Room
from tests.kit.factory import START, wecom_settings
from tests.kit.fixtures import OpenRoom, open_room, quiet_url  # noqa: F401
from tests.kit.stories import TRACKS, an_order

JOBS = {"daily_digest": "0 10 * * *", "feasibility_check": "0 7 * * *", "plan_review": "30 5 1 1 *"}


@pytest.fixture
def platform() -> str:
    return "wecom"


@pytest.fixture
def room(quiet_url: str, open_room: OpenRoom) -> Room:  # noqa: F811
    """Two minutes before ten, at which the managers get their digest."""
    wecom = wecom_settings(quiet_url).wecom.model_copy(update={"spread_seconds": 90})
    return open_room(quiet_url, start=START + timedelta(minutes=58), wecom=wecom, jobs=JOBS)


def test_on_the_hour_what_jobs_send_waits(room: Room) -> None:
    room.advance(minutes=2)
    assert room.cards("management") == []

    room.advance(seconds=59)
    assert room.cards("management") == []

    room.advance(seconds=91)
    assert "早报" in room.last_card("management").title


def test_on_the_hour_what_people_ask_does_not(room: Room) -> None:
    room.advance(minutes=2)

    room.says("lin.xiaoyan", "/help", to="sales")
    room.says("lin.xiaoyan", "/help")

    assert room.cards("sales")
    assert room.cards("lin.xiaoyan")
    assert room.cards("management") == []


def test_what_people_bring_about_is_told_to_others_at_once_too(room: Room) -> None:
    card = an_order(room)
    room.advance(minutes=2)

    room.taps("lin.xiaoyan", "确认下单", on=card)

    assert [len(room.cards(department)) for department in TRACKS] == [1, 1, 1]
