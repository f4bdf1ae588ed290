"""Frames of the long connection, and what their error codes mean."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.port import PlatformBusy, PlatformRefused
from bot.platforms.wecom.aibot.errors import BUSY, REFUSED, problem
from bot.platforms.wecom.aibot.frames import Frame, new_req_id, read_frame, written
from tests.bot.platforms.wecom.aibot.bodies import SENT_AT


def test_a_frame_is_written_as_the_reference_shows_it() -> None:
    assert written("ping", "ping_1") == '{"cmd":"ping","headers":{"req_id":"ping_1"}}'
    assert written("aibot_send_msg", "r", {"chatid": "群"}) == (
        '{"cmd":"aibot_send_msg","headers":{"req_id":"r"},"body":{"chatid":"群"}}'
    )


def test_a_name_tells_what_and_when_and_is_never_the_same() -> None:
    names = {new_req_id("ping", SENT_AT) for _ in range(100)}

    assert len(names) == 100
    assert all(name.startswith("ping_1790042000000_") and len(name.rpartition("_")[2]) == 8 for name in names)


@pytest.mark.parametrize(
    ("raw", "frame"),
    [
        ('{"headers":{"req_id":"a"},"errcode":0,"errmsg":"ok"}', Frame("", "a", {}, 0, "ok")),
        ('{"headers":{"req_id":"a"}}', Frame("", "a", {}, 0, "")),
        ('{"cmd":"ping","headers":{"req_id":"a"},"errcode":846609}', Frame("ping", "a", {}, 846609, "")),
        (b'{"headers":{"req_id":"a"},"body":{"media_id":"m"}}', Frame("", "a", {"media_id": "m"}, 0, "")),
        ('{"headers":{"req_id":"a\x00\x1f"},\n"body":null}', Frame("", "a", {}, 0, "")),
    ],
)
def test_a_frame_is_read(raw: str | bytes, frame: Frame) -> None:
    assert read_frame(raw) == frame


@pytest.mark.parametrize("code", ["true", '"0"', "0.5", "{}"])
def test_a_frame_with_a_senseless_code_is_none(code: str) -> None:
    assert read_frame(f'{{"headers":{{"req_id":"a"}},"errcode":{code}}}') is None


@given(st.text() | st.binary())
def test_anything_is_read_or_passed_over(raw: Any) -> None:
    assert read_frame(raw) is None


def test_every_code_has_one_meaning() -> None:
    assert not set(BUSY) & set(REFUSED)
    assert all(isinstance(problem(code, ""), PlatformBusy) for code in BUSY)
    assert all(isinstance(problem(code, ""), PlatformRefused) for code in REFUSED)


def test_a_long_reason_is_cut() -> None:
    assert len(str(problem(93006, "x" * 10_000))) == 300


def test_an_event_that_nobody_answers_needs_no_name() -> None:
    frame = read_frame(
        '{"cmd":"aibot_event_callback","body":{"msgtype":"event","event":{"eventtype":"disconnected_event"}}}'
    )

    assert frame is not None
    assert frame.is_callback
    assert not frame.req_id
