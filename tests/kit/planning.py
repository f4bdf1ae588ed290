"""What stories of plans begin with, and what they look at."""

from datetime import date

import pytest

from core.planning.factory.records import Booking
from core.plans import PlanState
from storage.bookings import all_bookings
from storage.plans import get_plan
from tests.kit.fixtures import OpenRoom
from tests.kit.room import Room
from tests.kit.shown import Shown
from tests.kit.stories import a_sold_order, the_order

LEAD, WORKER = "wang.sheng", "sun.li"
ORDER, OTHER = "ORD-2611-0001", "ORD-2611-0002"
FIRST, SECOND = "PLAN-2611-0001", "PLAN-2611-0002"
DOWN = "/down SMT-1 后天 18:00 吸嘴坏了"


@pytest.fixture
def busy(quiet_url: str, open_room: OpenRoom) -> Room:
    """An order that has just begun on SMT-1, and one on SMT-2. Plans are not looked for for long."""
    room = open_room(quiet_url, planning={"search_evaluations": 4_000})
    a_sold_order(room)
    a_sold_order(room, "绿湾 SW-300 300台 12月18日 白色 220V")
    room.advance(minutes=5)
    return room


def standing(room: Room) -> tuple[Booking, ...]:
    with room.read() as session:
        return all_bookings(session)


def state(room: Room, plan: str) -> PlanState:
    with room.read() as session:
        return get_plan(session, plan).state


def proposal(room: Room, plan: str = FIRST) -> Shown:
    """The plan's card in production's chat."""
    return next(card for card in room.cards("production") if card.title == f"{plan} 重排方案")


def forecast(room: Room, order_no: str = ORDER) -> date | None:
    return the_order(room, order_no).forecast_date
