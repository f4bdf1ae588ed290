"""The life of a long connection: lost, refused, stopped."""

import threading
import time
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.sync.server import ServerConnection

from bot.platforms.wecom.aibot.connection import AibotConnection
from bot.platforms.wecom.aibot.pace import BackOff, Pace, Pauses
from bot.platforms.wecom.aibot.streams import update
from tests.bot.platforms.wecom.aibot.bodies import a_message, a_tap
from tests.bot.platforms.wecom.aibot.conftest import Make
from tests.bot.platforms.wecom.aibot.sockets import (
    PATIENCE,
    QUICK,
    Office,
    Platform,
    SharedLease,
    abort,
    comes_through,
    tell,
    wait_until,
)


class TestLost:
    @pytest.mark.parametrize(
        "lose",
        [
            lambda socket: socket.close(1000),  # after which other clients stay dead
            lambda socket: socket.close(1001, "going away"),
            lambda socket: socket.close(1011),
            abort,
        ],
        ids=["clean close", "going away", "server error", "no close frame"],
    )
    def test_it_comes_back_after_every_kind_of_close(
        self, platform: Platform, office: Office, connection: AibotConnection, lose: Any
    ) -> None:
        connection.start()
        lose(platform.connections.get(timeout=PATIENCE))

        assert comes_through(platform, office, connection)

    def test_it_comes_back_as_often_as_it_is_lost(
        self, platform: Platform, office: Office, connection: AibotConnection
    ) -> None:
        connection.start()
        for _ in range(8):
            platform.connections.get(timeout=PATIENCE).close()

        assert comes_through(platform, office, connection)

    @pytest.mark.parametrize("status", [404, 500, 503])
    def test_a_door_that_is_closed_for_now_is_tried_again(
        self, platform: Platform, office: Office, connection: AibotConnection, status: int
    ) -> None:
        platform.door = [status] * 3
        connection.start()

        assert comes_through(platform, office, connection)

    def test_nobody_there_is_told(self, make: Make, platform: Platform) -> None:
        connection = make(pace=replace(QUICK, lost=Pauses(60, 60)))
        connection._address._url = "ws://127.0.0.1:9"
        connection.start()

        wait_until(lambda: connection.trouble == "ConnectionRefusedError")
        assert not connection.is_connected

    def test_a_subscription_without_answer_is_tried_again(
        self, platform: Platform, office: Office, make: Make, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        subscribe = platform.subscribe

        def once_silent(connection: ServerConnection, frame: dict[str, Any]) -> None:
            monkeypatch.setattr(platform, "subscribe", subscribe)

        monkeypatch.setattr(platform, "subscribe", once_silent)
        connection = make(pace=replace(QUICK, open=0.5))
        connection.start()

        assert comes_through(platform, office, connection)

    def test_a_defect_of_ours_is_told_and_does_not_leave_us_deaf(
        self,
        platform: Platform,
        office: Office,
        connection: AibotConnection,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        with monkeypatch.context() as defect:
            defect.setattr("bot.platforms.wecom.aibot.intake.as_delivery", lambda *_: 1 / 0)
            connection.start()
            tell(platform.connections.get(timeout=PATIENCE), a_message())
            wait_until(lambda: "ZeroDivisionError" in caplog.text)

        assert comes_through(platform, office, connection)


class TestRefused:
    @pytest.mark.parametrize("code", [40001, 40058, 853000])
    def test_failed_authentication_is_told_and_not_hammered(self, platform: Platform, make: Make, code: int) -> None:
        platform.refusals = [code] * 9
        connection = make(pace=replace(QUICK, refused=Pauses(60, 60)))
        connection.start()

        wait_until(lambda: connection.trouble == f"{code} no")

        time.sleep(0.1)
        assert platform.subscriptions.qsize() == 1
        assert not connection.is_connected
        assert not connection.is_ours

    def test_failed_authentication_that_is_mended_is_found_out(
        self, platform: Platform, office: Office, connection: AibotConnection
    ) -> None:
        platform.refusals = [40001, 40001]
        connection.start()

        assert comes_through(platform, office, connection)
        assert platform.subscriptions.qsize() == 3

    @pytest.mark.parametrize("status", [401, 403])
    def test_a_door_that_is_closed_for_good_is_not_hammered(self, platform: Platform, make: Make, status: int) -> None:
        platform.door = [status] * 9
        connection = make(pace=replace(QUICK, refused=Pauses(60, 60)))
        connection.start()

        wait_until(lambda: connection.trouble == f"handshake refused: HTTP {status}")

        time.sleep(0.1)
        assert len(platform.door) == 8

    def test_subscribing_too_often_is_waited_for(self, platform: Platform, connection: AibotConnection) -> None:
        platform.refusals = [45009]
        connection.start()

        wait_until(lambda: connection.trouble == "45009 no")

        time.sleep(0.1)
        assert platform.subscriptions.qsize() == 1

    def test_trouble_on_their_side_is_not_ours(self, platform: Platform, office: Office, make: Make) -> None:
        platform.refusals = [-1, 846609]
        connection = make(pace=replace(QUICK, refused=Pauses(60, 60)))
        connection.start()

        assert comes_through(platform, office, connection)


class TestStopped:
    def test_what_is_under_way_is_answered_first(
        self, platform: Platform, office: Office, connection: AibotConnection
    ) -> None:
        pending: Future[dict[str, Any] | None] = Future()
        office.futures = [pending]
        connection.start()
        socket = platform.connections.get(timeout=PATIENCE)
        tell(socket, a_tap("date_ok"), "under way")
        office.taken.get(timeout=PATIENCE)
        stopping = threading.Thread(target=connection.stop)
        stopping.start()

        pending.set_result(update({}))
        stopping.join(PATIENCE)

        assert platform.frames.get(timeout=PATIENCE)["headers"]["req_id"] == "under way"
        assert not stopping.is_alive()
        assert not connection.is_connected
        assert socket.close_code == 1000

    def test_what_is_told_before_the_farewell_is_answered_is_taken(
        self, platform: Platform, office: Office, connected: AibotConnection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        socket, close = platform.connections.get(timeout=PATIENCE), ClientConnection.close

        async def crossed(own: ClientConnection) -> None:
            tell(socket, a_message(msgid="crossed"))  # on its way while ours is
            await close(own)

        monkeypatch.setattr(ClientConnection, "close", crossed)

        connected.stop()

        assert office.taken.get(timeout=PATIENCE).id == "wecom:crossed"
        assert platform.subscriptions.qsize() == 1

    def test_it_does_not_wait_for_the_next_attempt(self, platform: Platform, make: Make) -> None:
        platform.refusals = [40001]
        connection = make(pace=Pace())
        connection.start()
        wait_until(lambda: bool(connection.trouble))
        began = time.monotonic()

        connection.stop()
        connection.stop()  # once more does no harm

        assert time.monotonic() - began < 5

    def test_before_it_was_started(self, platform: Platform, connection: AibotConnection) -> None:
        connection.stop()

        assert platform.connections.empty()

    def test_the_lease_is_given_back(self, platform: Platform, make: Make) -> None:
        lease = SharedLease()
        connection = make(lease=lease.of("us"))
        connection.start()
        platform.connections.get(timeout=PATIENCE)

        connection.stop()

        assert lease.owner == ""


class TestPauses:
    @pytest.mark.parametrize(
        ("pauses", "first", "longest"),
        [(Pace().lost, 1.0, 30.0), (Pace().refused, 30.0, 600.0), (Pace().kicked, 60.0, 600.0)],
    )
    def test_grow_within_their_bounds(self, pauses: Pauses, first: float, longest: float) -> None:
        back_off = BackOff(pauses)
        grown = [back_off.next() for _ in range(200)]

        assert first <= grown[0] <= 1.5 * first
        assert all(first <= pause <= longest for pause in grown)
        assert all(pause >= longest / 1.5 for pause in grown[5:])
        assert len(set(grown[5:])) > 1  # two processes do not come back at the same moment

    def test_begin_anew_when_all_was_well(self) -> None:
        back_off = BackOff(Pauses(1.0, 30.0))
        for _ in range(9):
            back_off.next()

        back_off.reset()

        assert back_off.next() <= 1.5
