"""Moving the sandbox's clock, with the program at work behind it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox.passage import Passage
from tests.kit import Room
from tests.kit.fixtures import OpenRoom
from tests.kit.stories import WHOLE

ZONE = ZoneInfo("Asia/Shanghai")
AFTERNOON = datetime(2026, 11, 23, 16, 7, tzinfo=ZONE)
"""A Monday. Tomorrow at this time the morning's digest is nothing that anybody who was away would catch up on."""


@pytest.fixture
def room(quiet_url: str, open_room: OpenRoom) -> Room:
    """A factory with its program running, as in the sandbox: by the default table of jobs."""
    opened = open_room(quiet_url, start=AFTERNOON, threads=2, jobs={})
    opened.program.start()
    return opened


@pytest.fixture
def passage(room: Room) -> Passage:
    """What the page's clock is moved by."""
    return Passage(room.clock, room.program, longest_seconds=300)  # other work on the machine is no defect


def test_a_day_later_the_morning_has_had_its_digest_at_its_own_time(room: Room, passage: Passage) -> None:
    passage.let_pass(timedelta(days=1))

    [digest] = room.cards("management", about="早报 2026-11-24")
    assert _time_of(room, digest.message_id) == "11-24 08:20"
    assert room.now - AFTERNOON >= timedelta(days=1)


def test_three_days_have_three_digests(room: Room, passage: Passage) -> None:
    passage.let_pass(timedelta(days=3))

    assert len(room.cards("management", about="早报")) == 3


def test_a_silent_department_is_reminded_when_it_would_have_been(room: Room, passage: Passage) -> None:
    room.says("lin.xiaoyan", f"/neworder {WHOLE}", to="sales")
    room.until(lambda: any("确认下单" in card.buttons for card in room.cards("sales")))
    room.taps("lin.xiaoyan", "确认下单", to="sales")
    room.until(lambda: room.cards("production"))

    passage.let_pass(timedelta(hours=4))

    reminder = room.cards("wang.sheng", about="请确认收到")[0]
    # An hour of work after 16:07 and the moments it took to sell; from 17:00 to 18:00 nobody works.
    assert "11-23 18:07" <= _time_of(room, reminder.message_id) <= "11-23 18:08"


def test_a_platform_that_is_down_does_not_hold_time_up(room: Room, passage: Passage) -> None:
    room.failures.platform_down = "502"

    passage.let_pass(timedelta(days=1))
    room.failures.platform_down = None
    passage.let_pass(timedelta(hours=1))

    assert room.now - AFTERNOON >= timedelta(days=1, hours=1)
    assert len(room.cards("management", about="早报 2026-11-24")) == 1


def _time_of(room: Room, message_id: str) -> str:
    created = room.tenant.message_json(message_id)["created"] / 1000
    return datetime.fromtimestamp(created, ZONE).strftime("%m-%d %H:%M")
