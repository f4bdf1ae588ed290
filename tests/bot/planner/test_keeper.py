"""A process that cannot live is not started in a tight loop."""

from collections.abc import Callable

import pytest

from bot.planner import keeper
from bot.planner.hello import Hello
from bot.planner.keeper import GOOD_SECONDS, PAUSES, START_SECONDS, Keeper, NoLife
from bot.planner.life import Life
from bot.planner.news import Closing, News

HELLO = Hello(work="answers", database="", timezone="UTC")


class Time:
    """Passes only while somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self.rests: list[float] = []

    def monotonic(self) -> float:
        return self.now


class PatientNews(News):
    """Waits in no time at all."""

    def __init__(self, time: Time) -> None:
        super().__init__()
        self._time = time

    def wait_for(self, what: Callable[[], object], seconds: float | None = None) -> bool:
        if self.is_closing:
            raise Closing
        if not what():
            assert seconds is not None
            self._time.now += max(0.0, seconds)
        return bool(what())

    def rest(self, seconds: float) -> None:
        self._time.rests.append(round(seconds, 3))
        super().rest(seconds)


class FakeLife:
    """Ends at once, hangs, or lives for so long."""

    pid = 7

    def __init__(self, *, is_ready: bool = False, code: int | None = None, age_seconds: float = 0.0) -> None:
        self.is_ready, self.code, self.age_seconds = is_ready, code, age_seconds
        self.ends = 0

    @property
    def has_ended(self) -> bool:
        return self.code is not None

    def greet(self, hello: Hello, on_news: Callable[[], None]) -> None:
        assert hello == HELLO

    def end(self, *, at_once: bool = False) -> None:
        self.code = self.code if self.code is not None else -9
        self.ends += 1


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(keeper, "time", made)
    return made


def keeping(time: Time, birth: Callable[[], object]) -> Keeper:
    return Keeper(HELLO, birth, PatientNews(time))  # type: ignore[arg-type]


def test_pauses_grow_while_processes_end_at_once(time: Time) -> None:
    kept = keeping(time, lambda: FakeLife(code=1))

    for _ in range(len(PAUSES) + 2):
        kept.revive()

    assert time.rests == [*PAUSES, PAUSES[-1], PAUSES[-1]]
    assert kept.trouble == "ended with 1; it is started again"


def test_they_grow_as_well_when_there_is_no_room_for_a_process(time: Time) -> None:
    def no_room() -> Life:
        raise BlockingIOError

    kept = keeping(time, no_room)

    for _ in range(len(PAUSES)):
        kept.revive()

    assert sum(time.rests) == sum(PAUSES)
    assert kept.trouble == "does not start"


def test_one_that_nobody_can_listen_to_is_ended(time: Time) -> None:
    class Unheard(FakeLife):
        def greet(self, hello: Hello, on_news: Callable[[], None]) -> None:
            raise RuntimeError("can't start new thread")

    unheard = Unheard()
    kept = keeping(time, lambda: unheard)

    kept.revive()

    assert unheard.ends == 1
    assert not kept.is_alive()


def test_after_one_that_was_good_for_something_the_next_comes_at_once(time: Time) -> None:
    lives = [FakeLife(code=1), FakeLife(code=1), FakeLife(is_ready=True, age_seconds=GOOD_SECONDS + 1)]
    good = lives[-1]
    kept = keeping(time, lambda: lives.pop(0) if lives else FakeLife(is_ready=True))

    kept.ready()
    good.code = -9
    kept.ready()

    assert time.rests == [0.0, PAUSES[1], PAUSES[2], 0.0]


def test_answers_given_count_as_good(time: Time) -> None:
    kept = keeping(time, lambda: FakeLife(code=1))
    for _ in range(4):
        kept.revive()

    kept.served()
    kept.revive()

    assert time.rests[-1] == PAUSES[1]


def test_one_that_is_never_ready_is_ended_and_in_the_end_there_is_none(time: Time) -> None:
    lives: list[FakeLife] = []

    def hang() -> FakeLife:
        lives.append(FakeLife())
        return lives[-1]

    kept = keeping(time, hang)

    with pytest.raises(NoLife):
        kept.ready()

    assert time.now >= START_SECONDS
    assert all(life.ends for life in lives)


def test_one_that_was_ended_on_purpose_is_replaced_without_a_pause(time: Time) -> None:
    kept = keeping(time, lambda: FakeLife(is_ready=True))
    kept.ready()

    kept.replace()
    kept.ready()

    assert time.rests == [0.0, 0.0]
