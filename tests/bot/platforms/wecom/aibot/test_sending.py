"""What sender threads ask of the long connection: pushes and answers."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from bot.platforms.port import Fault, PlatformBusy, PlatformRefused
from bot.platforms.wecom.aibot.connection import AibotConnection
from bot.platforms.wecom.aibot.streams import markdown, stream
from tests.bot.platforms.wecom.aibot.bodies import GROUP
from tests.bot.platforms.wecom.aibot.conftest import Make
from tests.bot.platforms.wecom.aibot.sockets import (
    PATIENCE,
    QUICK,
    Frame,
    Platform,
    SharedLease,
    abort,
    accept,
    keep_silent,
    kick,
    refuse,
    settle,
    wait_until,
)

GROUP_CHAT = 2
REPORT = markdown("**日报** 在制 14 单")


class TestPush:
    def test_a_message_goes_out_under_a_name_of_its_own(self, platform: Platform, connected: AibotConnection) -> None:
        connected.push(GROUP, GROUP_CHAT, REPORT)
        connected.push("lin.xiaoyan", 1, REPORT)

        first, second = (platform.frames.get(timeout=PATIENCE) for _ in "12")
        assert first["cmd"] == "aibot_send_msg"
        assert first["body"] == {"chatid": GROUP, "chat_type": 2, **REPORT}
        assert (second["body"]["chatid"], second["body"]["chat_type"]) == ("lin.xiaoyan", 1)
        assert first["headers"]["req_id"] != second["headers"]["req_id"]

    @pytest.mark.parametrize(
        ("code", "fault"),
        [
            (93006, Fault.CHAT_GONE),
            (40008, Fault.INVALID),
            (45002, Fault.TOO_LARGE),
            (40003, Fault.PERSON_GONE),
            (48002, Fault.NOT_PERMITTED),
            (999999, Fault.INVALID),  # one we do not know
        ],
    )
    def test_a_refusal_for_good(self, platform: Platform, connected: AibotConnection, code: int, fault: Fault) -> None:
        platform.answer = refuse(code, "hint: [1790]")

        with pytest.raises(PlatformRefused, match=f"{code} hint") as refusal:
            connected.push(GROUP, GROUP_CHAT, REPORT)

        assert refusal.value.fault is fault
        assert connected.is_connected

    @pytest.mark.parametrize(("code", "wait"), [(45009, 60.0), (-1, None), (45033, None), (846609, None)])
    def test_a_refusal_for_now(
        self, platform: Platform, connected: AibotConnection, code: int, wait: float | None
    ) -> None:
        platform.answer = refuse(code)

        with pytest.raises(PlatformBusy, match=str(code)) as busy:
            connected.push(GROUP, GROUP_CHAT, REPORT)

        assert busy.value.wait == wait

    def test_where_nobody_is_subscribed_any_more_it_connects_anew(
        self, platform: Platform, connected: AibotConnection
    ) -> None:
        platform.connections.get(timeout=PATIENCE)
        platform.answer = refuse(846609)
        with pytest.raises(PlatformBusy):
            connected.push(GROUP, GROUP_CHAT, REPORT)

        platform.answer = accept
        platform.connections.get(timeout=PATIENCE)
        wait_until(lambda: connected.is_ours)

        connected.push(GROUP, GROUP_CHAT, REPORT)


class TestNoConnection:
    def test_before_the_start(self, connection: AibotConnection) -> None:
        with pytest.raises(PlatformBusy, match="no connection"):
            connection.push(GROUP, GROUP_CHAT, REPORT)

    def test_after_the_end(self, connected: AibotConnection) -> None:
        connected.stop()

        with pytest.raises(PlatformBusy, match="no connection"):
            connected.respond("SRV-1", REPORT)

    def test_while_another_process_has_it(self, make: Make) -> None:
        lease = SharedLease()
        lease.owner = "them"
        connection = make(lease=lease.of("us"))
        connection.start()

        with pytest.raises(PlatformBusy, match="no connection"):
            connection.upload("file", "a.txt", b"1")

    @pytest.mark.parametrize("lose", [abort, kick, lambda socket: socket.close()], ids=["abort", "kick", "close"])
    def test_whoever_waits_when_it_is_lost_is_told_at_once(
        self, platform: Platform, connected: AibotConnection, lose: Callable[[Any], None]
    ) -> None:
        platform.answer = keep_silent
        socket = platform.connections.get(timeout=PATIENCE)
        with ThreadPoolExecutor(1) as pool:
            began = time.monotonic()
            pushing = pool.submit(connected.push, GROUP, GROUP_CHAT, REPORT)
            platform.frames.get(timeout=PATIENCE)

            lose(socket)

            assert isinstance(pushing.exception(PATIENCE), PlatformBusy)
        assert time.monotonic() - began < QUICK.ack

    def test_whoever_waits_when_it_is_stopped_gets_the_answer_that_still_comes(
        self, platform: Platform, connected: AibotConnection
    ) -> None:
        platform.answer = keep_silent
        socket = platform.connections.get(timeout=PATIENCE)
        with ThreadPoolExecutor(2) as pool:
            pushing = pool.submit(connected.push, GROUP, GROUP_CHAT, REPORT)
            frame = platform.frames.get(timeout=PATIENCE)
            stopping = pool.submit(connected.stop)
            wait_until(lambda: not connected.is_ours)

            settle(socket, frame, accept(frame))

            assert pushing.exception(PATIENCE) is None
            stopping.result(PATIENCE)


class TestAcknowledged:
    def test_an_answer_may_take_its_time(self, platform: Platform, connected: AibotConnection) -> None:
        platform.answer = keep_silent
        socket = platform.connections.get(timeout=PATIENCE)
        with ThreadPoolExecutor(1) as pool:
            pushing = pool.submit(connected.push, GROUP, GROUP_CHAT, REPORT)
            frame = platform.frames.get(timeout=PATIENCE)
            time.sleep(0.2)
            assert not pushing.done()

            settle(socket, frame, accept(frame))

            assert pushing.exception(PATIENCE) is None

    def test_an_answer_that_takes_too_long_leaves_it_unknown(self, platform: Platform, make: Make) -> None:
        platform.answer = keep_silent
        connection = make(pace=replace(QUICK, ack=0.1))
        connection.start()
        socket = platform.connections.get(timeout=PATIENCE)
        wait_until(lambda: connection.is_ours)

        with pytest.raises(PlatformBusy, match="unknown what became of it"):
            connection.push(GROUP, GROUP_CHAT, REPORT)

        late = platform.frames.get(timeout=PATIENCE)
        settle(socket, late, {"errcode": 93006})  # nobody waits for it any more
        platform.answer = accept
        connection.push(GROUP, GROUP_CHAT, REPORT)
        assert platform.subscriptions.qsize() == 1

    def test_frames_of_one_answer_go_one_after_the_other(self, platform: Platform, connected: AibotConnection) -> None:
        platform.answer = keep_silent
        socket = platform.connections.get(timeout=PATIENCE)
        with ThreadPoolExecutor(3) as pool:
            first = pool.submit(connected.respond, "SRV-1", stream("st", "一", finish=False))
            begun = platform.frames.get(timeout=PATIENCE)
            second = pool.submit(connected.respond, "SRV-1", stream("st", "一二", finish=True))
            other = pool.submit(connected.respond, "SRV-2", stream("st2", "二", finish=True))

            overtaking = platform.frames.get(timeout=PATIENCE)
            assert overtaking["headers"]["req_id"] == "SRV-2"
            assert platform.frames.empty()
            settle(socket, begun, accept(begun))
            last = platform.frames.get(timeout=PATIENCE)
            for frame in (last, overtaking):
                settle(socket, frame, accept(frame))

            assert last["body"]["stream"]["finish"] is True
            assert [each.exception(PATIENCE) for each in (first, second, other)] == [None] * 3

    def test_many_threads_get_each_its_own_answer(self, platform: Platform, connected: AibotConnection) -> None:
        def by_number(frame: Frame) -> Frame:
            is_odd = int(frame["body"]["chatid"]) % 2
            return {"errcode": 93006 if is_odd else 0, "errmsg": frame["body"]["chatid"]}

        platform.answer = by_number
        with ThreadPoolExecutor(16) as pool:
            sent = [pool.submit(connected.push, str(number), GROUP_CHAT, REPORT) for number in range(200)]
            errors = [each.exception(PATIENCE) for each in sent]

        assert [str(error) for error in errors if error] == [f"93006 {number}" for number in range(1, 200, 2)]
        assert errors[::2] == [None] * 100


class TestRespond:
    def test_a_message_is_answered_under_its_name(self, platform: Platform, connected: AibotConnection) -> None:
        connected.respond("SRV-77001", stream("st-1", "已催料", finish=True))

        assert platform.frames.get(timeout=PATIENCE) == {
            "cmd": "aibot_respond_msg",
            "headers": {"req_id": "SRV-77001"},
            "body": {"msgtype": "stream", "stream": {"id": "st-1", "finish": True, "content": "已催料"}},
        }

    @pytest.mark.parametrize("code", [846605, 846608])
    def test_a_message_that_takes_no_answer_any_more(
        self, platform: Platform, connected: AibotConnection, code: int
    ) -> None:
        platform.answer = refuse(code)

        with pytest.raises(PlatformRefused) as refusal:
            connected.respond("SRV-1", stream("st-1", "…", finish=False))

        assert refusal.value.fault is Fault.MESSAGE_GONE
        assert connected.is_connected
