"""When a long connection is another's, and when it only seems to be alive."""

import time
from dataclasses import replace

import pytest

from bot.platforms.wecom.aibot.connection import AibotConnection
from bot.platforms.wecom.aibot.pace import Pauses
from bot.platforms.wecom.aibot.streams import update
from tests.bot.platforms.wecom.aibot.bodies import a_message, a_tap
from tests.bot.platforms.wecom.aibot.conftest import Make
from tests.bot.platforms.wecom.aibot.sockets import (
    PATIENCE,
    QUICK,
    Office,
    Platform,
    SharedLease,
    comes_through,
    kick,
    refuse,
    tell,
    wait_until,
)

KICKED = "another process took the connection over"


class TestKicked:
    @pytest.mark.parametrize("and_close", [True, False])
    def test_it_lets_go_at_once_and_stays_away_for_a_while(
        self, platform: Platform, office: Office, connection: AibotConnection, and_close: bool
    ) -> None:
        connection.start()
        socket = platform.connections.get(timeout=PATIENCE)
        began = time.monotonic()
        kick(socket)
        if and_close:
            socket.close()

        wait_until(lambda: connection.trouble == KICKED)
        assert not connection.is_connected
        assert not connection.is_ours
        wait_until(lambda: socket.close_code is not None)
        assert comes_through(platform, office, connection)
        assert time.monotonic() - began >= 0.3

    def test_another_program_with_our_secret_is_not_fought_with(
        self, platform: Platform, office: Office, make: Make
    ) -> None:
        slow = replace(QUICK, kicked=Pauses(60, 600))
        ours, theirs = make(pace=slow), make(pace=slow)
        ours.start()
        wait_until(lambda: ours.is_connected)
        theirs.start()

        wait_until(lambda: ours.trouble == KICKED and theirs.is_connected)

        time.sleep(0.2)
        assert platform.subscriptions.qsize() == 2
        assert theirs.is_connected

    def test_the_lease_is_kept_meanwhile_so_that_no_other_process_of_ours_fights(
        self, platform: Platform, make: Make
    ) -> None:
        lease = SharedLease()
        first, second = (make(lease=lease.of(name)) for name in ("first", "second"))
        first.start()
        socket = platform.connections.get(timeout=PATIENCE)
        second.start()

        kick(socket)

        platform.connections.get(timeout=PATIENCE)
        wait_until(lambda: first.is_connected)
        assert lease.owner == "first"
        assert platform.subscriptions.qsize() == 2
        assert (second.is_connected, second.trouble) == (False, "")

    def test_it_may_happen_before_the_subscription_is_answered(
        self, platform: Platform, connection: AibotConnection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(platform, "subscribe", lambda socket, _: kick(socket))
        connection.start()

        wait_until(lambda: connection.trouble == KICKED)

    def test_nothing_that_came_before_is_lost(
        self, platform: Platform, office: Office, connection: AibotConnection
    ) -> None:
        connection.start()
        socket = platform.connections.get(timeout=PATIENCE)

        tell(socket, a_message())
        kick(socket)

        assert office.taken.get(timeout=PATIENCE).id == "wecom:CAIQ-1"


class TestHalfDead:
    def test_heartbeats_go_on_as_long_as_they_are_answered(self, platform: Platform, make: Make) -> None:
        connection = make(pace=replace(QUICK, heartbeat=0.15))
        connection.start()

        names = {platform.pings.get(timeout=PATIENCE)["headers"]["req_id"] for _ in range(5)}

        assert len(names) == 5
        assert connection.is_connected
        assert platform.subscriptions.qsize() == 1

    def test_two_heartbeats_without_answer_end_it(self, platform: Platform, office: Office, make: Make) -> None:
        platform.is_answering_pings = False
        connection = make(pace=replace(QUICK, heartbeat=0.1))
        connection.start()
        platform.connections.get(timeout=PATIENCE)

        again = platform.connections.get(timeout=PATIENCE)

        assert platform.pings.qsize() == 2
        platform.is_answering_pings = True
        tell(again, a_message())
        assert office.taken.get(timeout=PATIENCE).id == "wecom:CAIQ-1"

    def test_one_heartbeat_without_answer_does_not(self, platform: Platform, make: Make) -> None:
        platform.is_answering_pings = False
        make(pace=replace(QUICK, heartbeat=0.3)).start()
        platform.pings.get(timeout=PATIENCE)

        platform.is_answering_pings = True
        for _ in range(2):
            platform.pings.get(timeout=PATIENCE)

        assert platform.subscriptions.qsize() == 1

    def test_answered_heartbeats_alone_do_not_prove_that_messages_come(
        self, platform: Platform, office: Office, make: Make
    ) -> None:
        connection = make(pace=replace(QUICK, heartbeat=0.05, quiet=0.3))
        connection.start()
        platform.connections.get(timeout=PATIENCE)

        assert comes_through(platform, office, connection)
        assert platform.pings.qsize() > 0

    def test_a_connection_that_brings_messages_stays(self, platform: Platform, office: Office, make: Make) -> None:
        make(pace=replace(QUICK, quiet=1.2)).start()
        socket = platform.connections.get(timeout=PATIENCE)

        for _ in range(5):
            time.sleep(0.3)
            tell(socket, a_message())

        assert platform.subscriptions.qsize() == 1

    def test_a_session_that_the_platform_does_not_know_is_left(
        self, platform: Platform, office: Office, connection: AibotConnection
    ) -> None:
        platform.answer = refuse(846609)
        office.answer = update({})
        connection.start()
        tell(platform.connections.get(timeout=PATIENCE), a_tap("date_ok"))
        office.taken.get(timeout=PATIENCE)
        platform.frames.get(timeout=PATIENCE)

        assert comes_through(platform, office, connection)


class TestLease:
    def test_only_one_of_several_connects_and_the_next_follows(self, platform: Platform, make: Make) -> None:
        lease = SharedLease()
        first, second = (make(lease=lease.of(name)) for name in ("first", "second"))
        first.start()
        wait_until(lambda: first.is_connected)
        second.start()
        time.sleep(0.1)
        assert (second.is_connected, second.is_ours, second.trouble) == (False, False, "")

        first.stop()

        wait_until(lambda: second.is_connected)
        assert platform.subscriptions.qsize() == 2

    def test_a_lost_lease_ends_the_connection_at_once(self, platform: Platform, make: Make) -> None:
        lease = SharedLease()
        connection = make(lease=lease.of("us"))
        connection.start()
        socket = platform.connections.get(timeout=PATIENCE)

        lease.owner = "them"

        wait_until(lambda: socket.close_code is not None)
        assert socket.close_code == 1006  # torn down, not taken leave of
        wait_until(lambda: not connection.is_connected and not connection.is_ours)
        assert lease.owner == "them"

    def test_it_comes_back_when_the_lease_is_free_again(self, platform: Platform, office: Office, make: Make) -> None:
        lease = SharedLease()
        lease.owner = "them"
        connection = make(lease=lease.of("us"))
        connection.start()
        time.sleep(0.1)
        assert platform.subscriptions.empty()

        lease.owner = ""

        assert comes_through(platform, office, connection)

    def test_a_lease_that_cannot_be_renewed_for_a_moment_is_kept(self, platform: Platform, make: Make) -> None:
        lease = SharedLease()
        connection = make(lease=lease.of("us"), pace=replace(QUICK, lease_grace=30))
        connection.start()
        wait_until(lambda: connection.is_connected)

        lease.trouble = OSError("database locked")
        time.sleep(0.1)
        lease.trouble = None
        time.sleep(0.1)

        assert connection.is_connected
        assert platform.subscriptions.qsize() == 1

    def test_a_lease_that_cannot_be_renewed_for_long_is_lost(self, platform: Platform, make: Make) -> None:
        lease = SharedLease()
        connection = make(lease=lease.of("us"), pace=replace(QUICK, lease_grace=0.2))
        connection.start()
        wait_until(lambda: connection.is_connected)

        lease.trouble = OSError("database gone")

        wait_until(lambda: connection.trouble == "the lease cannot be asked")
        assert not connection.is_connected

    def test_who_does_not_get_through_lets_another_try(self, platform: Platform, make: Make) -> None:
        lease = SharedLease()
        cut_off, fine = make(lease=lease.of("cut off")), make(lease=lease.of("fine"))
        cut_off._address._url = "ws://127.0.0.1:9"
        cut_off.start()
        wait_until(lambda: bool(lease.owner))
        fine.start()

        wait_until(lambda: fine.is_connected)
        wait_until(lambda: cut_off.trouble == "")
