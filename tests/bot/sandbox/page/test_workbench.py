"""The sandbox's own controls: clock, wire, failures."""

from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI

from bot.sandbox.page import page_router
from bot.sandbox.page.workbench import next_working_morning
from core.calendar import WorkingCalendar
from tests.bot.sandbox.feishu.tenants import GROUP, SALES, SETTINGS
from tests.bot.sandbox.page.rooms import COMMANDS, MONDAY_EVENING, Client, Room, titled


@pytest.mark.parametrize(
    ("body", "by"),
    [
        ({"hours": 1}, timedelta(hours=1)),
        ({"days": 1}, timedelta(days=1)),
        ({"minutes": 15, "hours": 2}, timedelta(hours=2, minutes=15)),
        ({"to": "next_working_morning"}, timedelta(hours=11, minutes=30)),  # Monday 20:30 to Tuesday 08:00
    ],
)
def test_the_clock_moves_on(client: Client, room: Room, body: dict[str, object], by: timedelta) -> None:
    answer = client.post("/sandbox/page/clock", json=body)

    assert room.clock() == MONDAY_EVENING + by
    assert answer.json() == client.get("/sandbox/page/clock").json() == {"now": _ms(MONDAY_EVENING + by)}


@pytest.mark.parametrize(
    "body", [{}, {"hours": -1}, {"days": 401}, {"to": "yesterday"}, {"hours": 1, "to": "next_working_morning"}]
)
def test_the_clock_goes_nowhere_else(client: Client, room: Room, body: dict[str, object]) -> None:
    answer = client.post("/sandbox/page/clock", json=body)

    assert (answer.status_code, room.clock()) == (422, MONDAY_EVENING)


def test_time_passes_the_way_the_page_was_told(room: Room) -> None:
    passed, app = list[timedelta](), FastAPI()
    app.include_router(page_router(room.tenant, room.clock, lambda: COMMANDS, let_pass=passed.append))

    Client(app).post("/sandbox/page/clock", json={"days": 1})

    assert passed == [timedelta(days=1)]


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2026-11-23 07:59", "2026-11-23 08:00"),  # before work: the same morning
        ("2026-11-23 08:00", "2026-11-24 08:00"),  # at the opening itself: the next one
        ("2026-11-28 12:00", "2026-11-30 08:00"),  # Saturday: over Sunday
        ("2027-01-01 09:00", "2027-01-02 08:00"),  # New Year's Day, and a working Saturday after it
    ],
)
def test_the_next_working_morning(now: str, morning: str) -> None:
    assert next_working_morning(_at(now), WorkingCalendar()) == _at(morning)


def test_what_falls_due_meanwhile_is_delivered(client: Client, room: Room) -> None:
    room.bot.answer = (500, b"")
    room.tenant.say(SALES, GROUP, "在吗", mention_bot=True)
    room.tenant.deliver_due()
    room.bot.answer = (200, b"{}")

    client.post("/sandbox/page/clock", json={"hours": 1})

    assert (room.tenant.deliver_due(), len(room.bot.pushes)) == (1, 2)


def test_the_wire_is_listed_in_short_and_told_in_full(client: Client, room: Room) -> None:
    message = room.sent(titled("新订单"))

    listed = client.get("/sandbox/page/wire").json()
    entry = next(one for one in listed["entries"] if one["message_id"] == message)
    whole = client.get(f"/sandbox/page/wire/{entry['seq']}").json()

    assert (entry["direction"], entry["status"]) == ("to_platform", 200)
    assert not entry.keys() & {"raw", "body", "headers", "answer"}
    assert whole["body"]["msg_type"] == "interactive"
    assert whole["answer"]["data"]["message_id"] == message


def test_the_wire_continues_where_one_has_read_to(client: Client, room: Room) -> None:
    room.sent(titled("一"))
    seen = client.get("/sandbox/page/wire").json()["seq"]
    room.sent(titled("二"))

    news = client.get("/sandbox/page/wire", params={"since": seen}).json()

    assert [one["seq"] for one in news["entries"]] == [seen + 1]
    assert client.get("/sandbox/page/wire", params={"since": news["seq"]}).json() == {"seq": seen + 1, "entries": []}


def test_the_wire_shows_no_secret(client: Client, room: Room) -> None:
    room.tenant.say(SALES, GROUP, "在吗", mention_bot=True)
    room.tenant.deliver_due()
    room.sent(titled("一"))

    entries = client.get("/sandbox/page/wire").json()["entries"]
    told = "".join(client.get(f"/sandbox/page/wire/{entry['seq']}").text for entry in entries)

    secrets = (SETTINGS.app_secret, SETTINGS.encrypt_key, SETTINGS.verification_token)
    assert not [secret for secret in secrets if secret in told]


def test_an_entry_too_long_ago_is_not_found(client: Client) -> None:
    answer = client.get("/sandbox/page/wire/9999")

    assert (answer.status_code, answer.json()["refused"]) == (404, "unknown_wire")


def test_the_platform_fails_and_heals(client: Client, room: Room) -> None:
    down = client.post("/sandbox/page/faults", json={"down": "502"}).json()
    planned = client.post("/sandbox/page/faults", json={"duplicate": 2, "rate_limits": True}).json()
    healed = client.post("/sandbox/page/faults", json={"down": None}).json()

    assert (down["platform_down"], planned["platform_down"], healed["platform_down"]) == ("502", "502", None)
    assert (planned["duplicates"], planned["has_rate_limits"]) == (2, True)
    assert client.get("/sandbox/page/faults").json() == healed


def test_a_doubled_event_arrives_twice(client: Client, room: Room) -> None:
    client.post("/sandbox/page/faults", json={"duplicate": 1})

    room.tenant.say(SALES, GROUP, "在吗", mention_bot=True)

    assert room.tenant.deliver_due() == 2


def _at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
