from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier, Event

import pytest

from bot.platforms.feishu.tokens import TenantTokens
from bot.platforms.feishu.wire import WireAnswer, WireRequest
from bot.platforms.port import Fault, PlatformBusy, PlatformRefused
from tests.bot.platforms.feishu.pushes import SENT_AT
from tests.bot.platforms.feishu.wires import ScriptedWire, answer, refusal


class Clock:
    def __init__(self) -> None:
        self.now = SENT_AT

    def __call__(self) -> datetime:
        return self.now


class FailingWire(ScriptedWire):
    """Gives tokens until `trouble` is set."""

    trouble: WireAnswer | Exception | None = None

    def call(self, request: WireRequest) -> WireAnswer:
        if isinstance(self.trouble, Exception):
            raise self.trouble
        return self.trouble or super().call(request)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def tokens(wire: ScriptedWire, clock: Clock) -> TenantTokens:
    return TenantTokens(wire, "cli_a", "s3cr3t", clock)


def test_a_token_is_fetched_once(clock: Clock) -> None:
    wire = ScriptedWire()
    cache = tokens(wire, clock)

    assert [cache.get(), cache.get()] == ["t-1", "t-1"]
    assert wire.tokens_given == 1


@pytest.mark.parametrize(("left", "token"), [(timedelta(minutes=30, seconds=1), "t-1"), (timedelta(minutes=30), "t-2")])
def test_it_is_renewed_when_half_an_hour_is_left(clock: Clock, left: timedelta, token: str) -> None:
    cache = tokens(ScriptedWire(lifetime=7200), clock)
    cache.get()
    clock.now += timedelta(hours=2) - left

    assert cache.get() == token


@pytest.mark.parametrize(("lifetime", "fetched"), [(1801, 1), (1799, 2)])
def test_the_lifetime_the_platform_gives_counts(clock: Clock, lifetime: int, fetched: int) -> None:
    wire = ScriptedWire(lifetime=lifetime)
    cache = tokens(wire, clock)

    cache.get()
    cache.get()

    assert wire.tokens_given == fetched


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
    assert wire.tokens_given == 1


def test_while_one_thread_renews_the_others_use_what_there_is(clock: Clock) -> None:
    class SlowWire(ScriptedWire):
        asked_again, may_answer = Event(), Event()

        def call(self, request: WireRequest) -> WireAnswer:
            if self.tokens_given:
                self.asked_again.set()
                assert self.may_answer.wait(10)
            return super().call(request)

    wire = SlowWire()
    cache = tokens(wire, clock)
    cache.get()
    clock.now += timedelta(minutes=100)

    with ThreadPoolExecutor(1) as pool:
        renewing = pool.submit(cache.get)
        assert wire.asked_again.wait(10)
        meanwhile = cache.get()
        wire.may_answer.set()

        assert meanwhile == "t-1"
        assert renewing.result() == "t-2"


def test_a_failed_renewal_leaves_the_old_token_in_use(clock: Clock) -> None:
    wire = FailingWire()
    cache = tokens(wire, clock)
    cache.get()
    clock.now += timedelta(minutes=100)
    wire.trouble = PlatformBusy("no answer")

    assert cache.get() == "t-1"

    wire.trouble = None
    assert cache.get() == "t-2"


def test_without_any_token_trouble_is_told(clock: Clock) -> None:
    wire = FailingWire()
    cache = tokens(wire, clock)
    cache.get()
    clock.now += timedelta(hours=3)
    wire.trouble = PlatformBusy("no answer")

    with pytest.raises(PlatformBusy, match="no answer"):
        cache.get()


@pytest.mark.parametrize("code", [10003, 10014, 10015])
def test_wrong_credentials_are_refused(clock: Clock, code: int) -> None:
    wire = FailingWire()
    wire.trouble = refusal(code, "wrong app secret")

    with pytest.raises(PlatformRefused) as caught:
        tokens(wire, clock).get()

    assert caught.value.fault is Fault.NOT_PERMITTED


@pytest.mark.parametrize(
    "odd", [{"code": 0}, {"code": 0, "tenant_access_token": 5, "expire": 7200}, {"code": 0, "tenant_access_token": "t"}]
)
def test_an_answer_without_a_token_is_busy(clock: Clock, odd: dict[str, object]) -> None:
    wire = FailingWire()
    wire.trouble = answer(odd)

    with pytest.raises(PlatformBusy, match="without a token"):
        tokens(wire, clock).get()
