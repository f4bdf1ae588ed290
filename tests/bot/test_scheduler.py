import itertools
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select

from bot.clock import Clock, ManualClock
from bot.scheduler import JOBS, Scheduler
from handlers.command import from_payload
from handlers.commands import ExpireQuote, SendDigest
from storage.database import Database
from storage.inbox import INBOX, Stored
from storage.timers import set_timer
from tests.bot.machine import gone_away

SHANGHAI = ZoneInfo("Asia/Shanghai")
NINE = {"daily_digest": "0 9 * * mon-sat"}
HALF_HOURS = {"feasibility_check": "*/30 * * * *"}
USEFUL = JOBS["daily_digest"].useful_for


def at(text: str) -> ManualClock:
    """The clock at a time of the factory, 2026-11-23 being a Monday."""
    return ManualClock(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI))


class Process:
    """One replica's scheduler, and what it was given to do."""

    def __init__(self, database: Database, clock: Clock, owner: str = "us", cron: dict[str, str] | None = None) -> None:
        self.taken: list[Stored] = []
        self.scheduler = Scheduler(
            database, clock, SHANGHAI, owner=owner, take=self.taken.append, cron=NINE if cron is None else cron
        )

    def tick(self) -> list[str]:
        """The commands that are due now."""
        before = len(self.taken)
        self.scheduler.tick()
        return [stored.delivery for stored in self.taken[before:]]

    def starts(self) -> list[str]:
        """What it catches up on when it starts."""
        before = len(self.taken)
        self.scheduler.catch_up()
        return [stored.delivery for stored in self.taken[before:]]


@pytest.fixture(autouse=True)
def few_jobs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the digest, or what a test asks for: the table of jobs is not under test."""
    names = getattr(request, "param", NINE)
    monkeypatch.setattr("bot.scheduler.JOBS", {name: JOBS[name] for name in names})


@pytest.fixture
def other(database: Database) -> Iterator[Database]:
    opened = Database(database.url)
    yield opened
    opened.close()


def digest(day: str) -> str:
    return f"job:daily_digest:{day}T09:00:00+08:00"


# --- one owner -----------------------------------------------------------------------------


def test_two_processes_and_a_restart_at_0859_send_exactly_one_digest_at_0900(
    database: Database, other: Database
) -> None:
    clock = at("2026-11-23T08:58:00")
    processes = [Process(database, clock, "one"), Process(other, clock, "two")]
    for process in processes:
        process.starts()
    clock.advance(timedelta(minutes=1))
    processes.append(Process(database, clock, "one again"))
    processes[-1].starts()

    for _ in range(180):
        clock.advance(timedelta(seconds=1))
        for process in processes[1:]:
            process.tick()
    processes.append(Process(database, clock, "and again"))
    processes[-1].starts()

    taken = [stored for process in processes for stored in process.taken]
    assert [stored.delivery for stored in taken] == [digest("2026-11-23")]
    assert isinstance(command_of(taken[0]), SendDigest)


def command_of(stored: Stored) -> Any:
    import json

    return from_payload(json.loads(stored.payload))


def test_processes_that_fire_at_the_very_same_moment_share_one_slot(database: Database, other: Database) -> None:
    clock = at("2026-11-23T08:59:59")
    processes = [Process(one, clock, f"{n}") for n, one in enumerate((database, other, database, other))]
    clock.advance(timedelta(seconds=1))
    start = threading.Barrier(4)

    def fire(process: Process) -> None:
        start.wait(5)
        process.tick()

    threads = [threading.Thread(target=fire, args=(process,)) for process in processes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert sum(len(process.taken) for process in processes) == 1


def test_a_deadline_falls_due_once_for_all(database: Database, other: Database) -> None:
    clock = at("2026-11-23T08:00:00")
    one, two = Process(database, clock, "one"), Process(other, clock, "two")
    command = ExpireQuote(order_no="ORD-2611-0001")
    database.write(lambda session: set_timer(session, "hold:ORD-2611-0001", clock(), command.to_payload()))

    taken = [*one.tick(), *two.tick(), *one.tick()]

    assert len(taken) == 1
    assert command_of((one.taken + two.taken)[0]) == command


def test_a_deadline_set_for_the_same_moment_again_falls_due_again(database: Database) -> None:
    clock = at("2026-11-23T08:00:00")
    process, moment = Process(database, clock), at("2026-11-23T08:00:00")()
    command = ExpireQuote(order_no="ORD-2611-0001").to_payload()

    taken = []
    for _ in range(2):
        database.write(lambda session: set_timer(session, "hold:ORD-2611-0001", moment, command))
        taken += process.tick()

    assert len(taken) == 2


# --- catching up ---------------------------------------------------------------------------


def test_a_slot_missed_while_everything_was_down_is_caught_up_while_it_is_useful(database: Database) -> None:
    late = at("2026-11-23T09:00:00")
    late.advance(USEFUL - timedelta(minutes=1))

    assert Process(database, late).starts() == [digest("2026-11-23")]
    assert Process(database, late).starts() == []


def test_a_slot_missed_for_too_long_is_left_out(database: Database) -> None:
    too_late = at("2026-11-23T09:00:00")
    too_late.advance(USEFUL + timedelta(minutes=1))

    assert Process(database, too_late).starts() == []


@pytest.mark.parametrize("few_jobs", [HALF_HOURS], indirect=True)
def test_of_many_missed_slots_the_latest_is_enough(database: Database) -> None:
    process = Process(database, at("2026-11-23T12:10:00"), cron=HALF_HOURS)

    assert process.starts() == ["job:feasibility_check:2026-11-23T12:00:00+08:00"]


def test_a_clock_that_jumps_a_month_ahead_fires_each_job_once(database: Database) -> None:
    clock = at("2026-11-23T08:00:00")
    process = Process(database, clock)
    process.tick()

    clock.advance(timedelta(days=30, hours=2))  # to Wednesday, 23 December, 10:00

    assert process.tick() == [digest("2026-12-23")]
    assert process.tick() == []


def test_a_clock_that_is_set_back_fires_nothing_twice(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = at("2026-11-23T08:59:30")
    process = Process(database, clock)
    clock.advance(timedelta(minutes=1))
    first = process.tick()
    monkeypatch.setattr(clock, "_shift", timedelta(0))

    again = [*process.tick()]
    clock.advance(timedelta(minutes=1))
    again += process.tick()

    assert (first, again) == ([digest("2026-11-23")], [])


def test_slots_are_in_factory_time_on_the_days_that_were_told(database: Database) -> None:
    clock = at("2026-11-27T00:00:00")  # a Friday
    process = Process(database, clock)

    fired = []
    for _ in range(4 * 24):
        clock.advance(timedelta(hours=1))
        fired += process.tick()

    assert fired == [digest(day) for day in ("2026-11-27", "2026-11-28", "2026-11-30")]


def test_a_slot_is_not_lost_to_a_database_that_was_away(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = at("2026-11-23T08:59:30")
    process = Process(database, clock)
    clock.advance(timedelta(minutes=1))

    def away(*_: Any, **__: Any) -> None:
        raise gone_away()

    with monkeypatch.context() as broken:
        broken.setattr(database, "write", away)
        with pytest.raises(type(gone_away())):
            process.tick()
    clock.advance(timedelta(minutes=1))

    assert process.tick() == [digest("2026-11-23")]


def test_a_handled_slot_is_not_fired_again_after_it_was_forgotten(database: Database) -> None:
    clock = at("2026-11-23T09:00:30")
    assert Process(database, clock).starts() == [digest("2026-11-23")]
    clock.advance(timedelta(days=31))  # to a Thursday at 09:00:30

    database.write(lambda session: session.execute(delete(INBOX)))

    assert Process(database, clock).starts() == [digest("2026-12-24")]


# --- the clock of a story, and of a program ------------------------------------------------


def test_it_says_when_something_is_due_next(database: Database) -> None:
    clock = at("2026-11-23T08:00:00")
    process = Process(database, clock)

    assert process.scheduler.next_slot(clock()) == at("2026-11-23T09:00:00")()

    sooner = clock() + timedelta(minutes=5)
    database.write(lambda session: set_timer(session, "ack", sooner, SendDigest().to_payload()))

    assert process.scheduler.next_slot(clock()) == sooner


def test_in_the_background_what_is_due_is_kept_before_it_is_begun(database: Database) -> None:
    clock, news = Clock(), threading.Event()
    states: list[str] = []

    def take(stored: Stored) -> None:
        with database.read() as session:
            states.append(session.execute(select(INBOX.c.state).where(INBOX.c.seq == stored.seq)).scalar_one())
        news.set()

    scheduler = Scheduler(database, clock, SHANGHAI, owner="us", take=take, cron=NINE)
    database.write(
        lambda session: set_timer(session, "ack", clock() + timedelta(seconds=0.5), SendDigest().to_payload())
    )

    scheduler.start()
    assert news.wait(10)
    scheduler.stop()

    assert states[-1] == "PENDING"


def test_a_database_that_is_away_for_a_moment_does_not_stop_the_clock(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduler = Process(database, Clock()).scheduler
    ticks, goes_on = itertools.count(), threading.Event()

    def tick() -> int:
        if next(ticks) == 1:  # the first is the start's own
            raise gone_away()
        goes_on.set()
        return 0

    monkeypatch.setattr("bot.scheduler.TICK_SECONDS", 0.01)
    monkeypatch.setattr(scheduler, "tick", tick)
    scheduler.start()
    goes_on.clear()

    assert goes_on.wait(10)
    scheduler.stop()


def test_every_job_has_a_command_a_time_and_an_end_of_its_usefulness() -> None:
    assert all(name == job.name and job.useful_for > timedelta(0) for name, job in JOBS.items())
