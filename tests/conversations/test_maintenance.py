"""D2: maintenance that is put onto planned work has it planned elsewhere, and nothing moves by itself."""

from datetime import timedelta

import pytest

from core.plans import PlanState
from storage import plans
from tests.kit import Room
from tests.kit.stories import a_released_order, stores

NUMBER = "ORD-2611-0001"


def closed(room: Room, work_centre: str, *, hours: int) -> None:
    """Maintenance for so many hours, from where the first work of anybody begins there."""
    start = min(booking.start_at for booking in room.bookings(NUMBER) if booking.work_centre == work_centre)
    window = {"code": "MW-1", "work_centre": work_centre, "start_at": start, "end_at": start + timedelta(hours=hours)}
    stores(room, "maintenance_window", {**window, "reason": "保养"})
    room.advance(minutes=2)


def waiting(room: Room) -> list[str]:
    """Causes of the proposals that wait for the lead."""
    with room.read() as session:
        return [plan.cause.value for plan in plans.proposals(session) if plan.state is PlanState.PROPOSED]


@pytest.mark.every_platform
def test_maintenance_on_planned_work_brings_a_proposal(room: Room) -> None:
    a_released_order(room)
    before = room.bookings(NUMBER)

    closed(room, "PACK-1", hours=8)

    assert waiting(room) == ["CALENDAR"]
    assert "检修或班次有变" in room.last_card("production").text
    assert room.bookings(NUMBER) == before


def test_maintenance_where_nothing_is_planned_brings_none(room: Room) -> None:
    a_released_order(room)
    used = {booking.work_centre for booking in room.bookings(NUMBER)}
    idle = next(code for code in ("CNC-3", "CNC-2", "INJ-3") if code not in used)
    stores(room, "maintenance_window", {
        "code": "MW-1", "work_centre": idle, "start_at": room.now, "end_at": room.now + timedelta(hours=8),
    })  # fmt: skip
    room.advance(minutes=2)

    assert waiting(room) == []
