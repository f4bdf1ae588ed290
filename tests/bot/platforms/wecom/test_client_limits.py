"""Never more to one person, group or robot than the platform takes: what is over, it drops without a word."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.port import PlatformBusy
from bot.platforms.wecom.notebook import Notebook
from storage.database import Database
from tests.bot.platforms.wecom.desks import BY_ROBOT, IN_GROUP, PERSON, Desk, card, words
from tests.bot.sandbox.wecom.aibot.bots import GROUP

START = datetime(2026, 11, 23, 1, tzinfo=UTC)
NUMBERS = count()
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Ledger:
    """Asks for room, and counts by itself what was allowed."""

    def __init__(self, database: Database, whom: str, *, is_robot: bool = False) -> None:
        self.now, self._whom, self._is_robot = START, whom, is_robot
        self._notebook = Notebook(database, lambda: self.now)
        self.allowed: list[datetime] = []

    def ask(self, parts: int = 1) -> float:
        wait = self._notebook.spend(self._whom, parts, is_robot=self._is_robot)
        self.allowed += [] if wait else [self.now] * parts
        return wait

    def most_within(self, window: timedelta) -> int:
        """The most that went in any window of this length, its ends included."""
        return max((sum(1 for it in self.allowed if at <= it <= at + window) for at in self.allowed), default=0)


@pytest.fixture
def ledger(sqlite_url: str) -> Iterator[Callable[..., Ledger]]:
    """Makes ledgers over one database, each for somebody else."""
    database, made = Database(sqlite_url), 0

    def make(**more: bool) -> Ledger:
        nonlocal made
        made += 1
        return Ledger(database, f"wecom:p{made}", **more)

    yield make
    database.close()


ARRIVALS = st.lists(
    st.tuples(
        st.one_of(st.just(0.0), st.floats(0, 2), st.floats(0, 90)),  # seconds since the one before
        st.integers(1, 4),  # words and a card
    ),
    min_size=1,
    max_size=80,
)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database for all examples: each has a member of its own."""
    from storage.schema import upgrade

    url = f"sqlite:///{Path(tmp_path_factory.mktemp('limits'), 'limits.db')}"
    upgrade(url)
    database = Database(url)
    yield database
    database.close()


@given(arrivals=ARRIVALS)
def test_however_they_come_no_minute_has_more_than_30(shared: Database, arrivals: list[tuple[float, int]]) -> None:
    ledger = Ledger(shared, f"wecom:m{next(NUMBERS)}")
    for seconds, parts in arrivals:
        ledger.now += timedelta(seconds=seconds)
        ledger.ask(parts)

    assert ledger.most_within(MINUTE) <= 30


@given(arrivals=ARRIVALS)
def test_however_they_come_no_minute_of_a_robot_has_more_than_20(
    shared: Database, arrivals: list[tuple[float, int]]
) -> None:
    ledger = Ledger(shared, f"wecom:r{next(NUMBERS)}", is_robot=True)
    for seconds, parts in arrivals:
        ledger.now += timedelta(seconds=seconds)
        ledger.ask(parts)

    assert ledger.most_within(MINUTE) <= 20


def test_whoever_sends_as_fast_as_allowed_stays_below_1000_an_hour(ledger: Callable[..., Ledger]) -> None:
    fast = ledger()

    while fast.now < START + timedelta(minutes=75):
        fast.now += timedelta(seconds=fast.ask() or 0)

    assert fast.most_within(HOUR) <= 1000
    assert fast.most_within(HOUR) > 900  # and little of it is left unused
    assert fast.most_within(MINUTE) <= 30


def test_whoever_has_to_wait_is_told_how_long(ledger: Callable[..., Ledger]) -> None:
    full = ledger()
    while not (wait := full.ask()):
        pass

    full.now += timedelta(seconds=wait)

    assert full.ask() == 0
    assert 1 <= wait <= 60


def test_what_has_to_wait_takes_no_room(ledger: Callable[..., Ledger]) -> None:
    full = ledger()
    while not full.ask():
        pass

    waits = [full.ask() for _ in range(50)]

    assert len(set(waits)) == 1


def test_two_parts_go_together_or_not_at_all(ledger: Callable[..., Ledger]) -> None:
    pairs = ledger()
    while not pairs.ask(3):
        pass

    assert len(pairs.allowed) == 12  # of 14 at once


def test_everybody_has_room_of_their_own(ledger: Callable[..., Ledger]) -> None:
    first, second = ledger(), ledger()
    while not first.ask():
        pass

    assert second.ask() == 0


# --- through the client --------------------------------------------------------------------


def insist(desk: Desk, act: Callable[[], object]) -> None:
    """Try again as long as our own limits ask for patience; the platform's are never reached."""
    while True:
        try:
            act()
        except PlatformBusy as busy:
            desk.clock.advance(seconds=_wait_of(busy))
        else:
            return


def _wait_of(busy: PlatformBusy) -> float:
    assert str(busy) == "limit of messages to one member"
    assert busy.wait
    return busy.wait


def test_a_burst_to_one_person_is_waited_with_and_nothing_is_dropped(desk: Desk) -> None:
    for number in range(40):
        insist(desk, partial(desk.client.send, PERSON, card("说明"), key=f"c{number}"))

    chat = desk.corp.private_chat("wang.sheng").chat_id
    assert len(desk.seen()) == 80
    assert len(desk.corp.messages(chat, with_dropped=True)) == 80


def test_a_burst_of_a_robot_is_never_refused(desk: Desk) -> None:
    for number in range(40):
        insist(desk, partial(desk.client.send, BY_ROBOT, words(f"{number}"), key=f"n{number}"))

    assert desk.seen("wr_robot") == [str(number) for number in range(40)]


def test_answers_and_pushes_to_a_group_share_its_room(desk: Desk) -> None:
    for number in range(40):
        message = desk.asks()
        insist(desk, partial(desk.client.send, IN_GROUP, words("推送"), key=f"p{number}"))
        insist(desk, partial(desk.client.reply, message, words("回答"), to=IN_GROUP, key=f"r{number}"))

    assert len(desk.seen(GROUP)) == 80
