from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest

from bot.platforms.port import Fault, PlatformBusy, PlatformRefused
from bot.platforms.wecom.tokens import AccessTokens
from bot.platforms.wecom.wire import WireAnswer, WireRequest
from tests.bot.platforms.wecom.pushes import AGENT_ID, CORP_ID
from tests.bot.platforms.wecom.wires import SECRET, Clock, ScriptedWire, answer, refusal


@pytest.fixture
def clock() -> Clock:
    return Clock()


def tokens(wire: ScriptedWire, clock: Clock) -> AccessTokens:
    return AccessTokens(wire, CORP_ID, AGENT_ID, SECRET, clock)


def test_a_token_is_fetched_once(clock: Clock) -> None:
    wire = ScriptedWire()
    cache = tokens(wire, clock)

    assert [cache.get(), cache.get()] == ["t-1", "t-1"]
    assert [request.query for request in wire.token_calls] == [{"corpid": CORP_ID, "corpsecret": SECRET}]


@pytest.mark.parametrize(("left", "token"), [(301, "t-1"), (300, "t-2")])
def test_it_is_renewed_when_five_minutes_are_left(clock: Clock, left: int, token: str) -> None:
    cache = tokens(ScriptedWire(lifetime=7200), clock)
    cache.get()
    clock.now += timedelta(seconds=7200 - left)

    assert cache.get() == token


@pytest.mark.parametrize(("passed", "token"), [(99, "t-1"), (100, "t-2")])
def test_the_rest_of_an_old_token_is_used_for_half_of_it(clock: Clock, passed: int, token: str) -> None:
    cache = tokens(ScriptedWire(lifetime=200), clock)
    cache.get()
    clock.now += timedelta(seconds=passed)

    assert cache.get() == token


def test_a_rejected_token_is_replaced(clock: Clock) -> None:
    cache = tokens(ScriptedWire(), clock)
    cache.evict(cache.get())

    assert cache.get() == "t-2"


def test_a_late_rejection_leaves_the_new_token_alone(clock: Clock) -> None:
    cache = tokens(ScriptedWire(), clock)
    old = cache.get()
    cache.evict(old)
    new = cache.get()

    cache.evict(old)

    assert cache.get() == new


def test_many_threads_make_one_request(clock: Clock) -> None:
    wire = ScriptedWire()
    cache = tokens(wire, clock)
    barrier = Barrier(8)

    def ask() -> str:
        barrier.wait()
        return cache.get()

    with ThreadPoolExecutor(8) as pool:
        found = {future.result() for future in [pool.submit(ask) for _ in range(8)]}

    assert found == {"t-1"}
    assert len(wire.token_calls) == 1


def test_many_threads_with_a_rejected_token_make_one_request(clock: Clock) -> None:
    wire = ScriptedWire()
    cache = tokens(wire, clock)
    rejected = cache.get()
    barrier = Barrier(8)

    def ask_again() -> str:
        barrier.wait()
        cache.evict(rejected)
        return cache.get()

    with ThreadPoolExecutor(8) as pool:
        found = {future.result() for future in [pool.submit(ask_again) for _ in range(8)]}

    assert found == {"t-2"}
    assert len(wire.token_calls) == 2


def test_while_one_thread_renews_the_others_use_what_there_is(clock: Clock) -> None:
    class SlowWire(ScriptedWire):
        asked_again, may_answer = Event(), Event()

        def call(self, request: WireRequest) -> WireAnswer:
            if self.token_calls:
                self.asked_again.set()
                assert self.may_answer.wait(10)
            return super().call(request)

    wire = SlowWire()
    cache = tokens(wire, clock)
    cache.get()
    clock.now += timedelta(minutes=116)

    with ThreadPoolExecutor(1) as pool:
        renewing = pool.submit(cache.get)
        assert wire.asked_again.wait(10)
        meanwhile = cache.get()
        wire.may_answer.set()

        assert meanwhile == "t-1"
        assert renewing.result() == "t-2"


def test_a_failed_renewal_leaves_the_old_token_in_use(clock: Clock) -> None:
    wire = ScriptedWire()
    cache = tokens(wire, clock)
    cache.get()
    clock.now += timedelta(minutes=116)
    wire.token_trouble = PlatformBusy("no answer")

    assert cache.get() == "t-1"

    wire.token_trouble = None
    assert cache.get() == "t-3"


def test_without_any_token_trouble_is_told(clock: Clock) -> None:
    wire = ScriptedWire()
    cache = tokens(wire, clock)
    cache.get()
    clock.now += timedelta(hours=3)
    wire.token_trouble = PlatformBusy("no answer")

    with pytest.raises(PlatformBusy, match="no answer"):
        cache.get()


class TestWrongCredentials:
    @pytest.mark.parametrize("code", [40001, 40013, 41004, 50003])
    def test_they_are_refused_with_what_to_do(self, clock: Clock, code: int) -> None:
        wire = ScriptedWire()
        wire.token_trouble = refusal(code, f"invalid credential {SECRET}")

        with pytest.raises(PlatformRefused, match=f"token of app {AGENT_ID}: {code}: ") as caught:
            tokens(wire, clock).get()

        assert caught.value.fault is Fault.NOT_PERMITTED
        assert SECRET not in str(caught.value)

    def test_they_are_not_tried_again_for_a_minute(self, clock: Clock) -> None:
        wire = ScriptedWire()
        wire.token_trouble = refusal(40001)
        cache = tokens(wire, clock)

        for _ in range(3):
            with pytest.raises(PlatformRefused, match="40001"):
                cache.get()
        assert len(wire.token_calls) == 1

    def test_they_are_tried_again_after_it(self, clock: Clock) -> None:
        wire = ScriptedWire()
        wire.token_trouble = refusal(40001)
        cache = tokens(wire, clock)
        with pytest.raises(PlatformRefused):
            cache.get()

        clock.now += timedelta(minutes=1)
        wire.token_trouble = None

        assert cache.get() == "t-2"

    def test_being_told_to_wait_is_obeyed(self, clock: Clock) -> None:
        wire = ScriptedWire()
        wire.token_trouble = refusal(45009)
        cache = tokens(wire, clock)
        with pytest.raises(PlatformBusy):
            cache.get()

        clock.now += timedelta(seconds=20)
        with pytest.raises(PlatformBusy) as caught:
            cache.get()

        assert caught.value.wait == 40
        assert len(wire.token_calls) == 1

    def test_no_answer_is_asked_for_again_at_once(self, clock: Clock) -> None:
        wire = ScriptedWire()
        wire.token_trouble = PlatformBusy("no answer")
        cache = tokens(wire, clock)
        with pytest.raises(PlatformBusy):
            cache.get()

        wire.token_trouble = None

        assert cache.get() == "t-2"


@pytest.mark.parametrize(
    "odd", [{}, {"access_token": 5, "expires_in": 7200}, {"access_token": "t"}, {"access_token": "t", "expires_in": -1}]
)
def test_an_answer_without_a_token_is_busy(clock: Clock, odd: dict[str, object]) -> None:
    wire = ScriptedWire()
    wire.token_trouble = answer(odd)

    with pytest.raises(PlatformBusy, match="without a token"):
        tokens(wire, clock).get()
