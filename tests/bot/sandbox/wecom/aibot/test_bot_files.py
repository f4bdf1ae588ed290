"""Files that the smart bot sends."""

import base64
import hashlib
from typing import Any

import pytest

from bot.sandbox.wecom import WecomTenant
from tests.bot.sandbox.wecom.aibot.bots import (
    ask,
    code_of,
    last_private,
    push_code,
)
from tests.bot.sandbox.wecom.corps import PNG, WANG, Clock


def test_a_file_goes_up_in_pieces_and_out(corp: WecomTenant) -> None:
    corp.say_to_bot(WANG, "图纸")
    content = PNG + bytes(range(256)) * 4096

    media_id = corp.bot_line.upload("image", "图纸.png", content)
    corp.bot_line.push(WANG, 1, {"msgtype": "image", "image": {"media_id": media_id}})

    assert corp.file_content(media_id) == ("图纸.png", content)
    assert corp.shown_text(last_private(corp).message_id) == "图纸.png"
    assert push_code(corp, {"msgtype": "file", "file": {"media_id": media_id}}, WANG, 1) == 40007


def test_a_file_is_good_for_three_days(corp: WecomTenant, clock: Clock) -> None:
    corp.say_to_bot(WANG, "图纸")
    media_id = corp.bot_line.upload("file", "a.pdf", b"x")
    clock.advance(days=3, seconds=1)

    assert push_code(corp, {"msgtype": "file", "file": {"media_id": media_id}}, WANG, 1) == 40007


def begun(corp: WecomTenant, content: bytes, chunks: int, **more: object) -> dict[str, Any]:
    md5 = hashlib.md5(content).hexdigest()
    about = {"type": "file", "filename": "a.pdf", "total_size": len(content), "total_chunks": chunks, "md5": md5}
    return ask(corp, "aibot_upload_media_init", about | more)


def piece(corp: WecomTenant, upload_id: object, number: object, content: bytes) -> int:
    body = {"upload_id": upload_id, "chunk_index": number, "base64_data": base64.b64encode(content).decode()}
    return code_of(ask(corp, "aibot_upload_media_chunk", body))


def finished(corp: WecomTenant, upload_id: object) -> dict[str, Any]:
    return ask(corp, "aibot_upload_media_finish", {"upload_id": upload_id})


@pytest.mark.parametrize("first", [0, 1])
def test_pieces_come_in_any_order_and_again_from_either_number(corp: WecomTenant, first: int) -> None:
    upload_id = begun(corp, b"abcdef", 2)["body"]["upload_id"]

    codes = [piece(corp, upload_id, n, it) for n, it in [(first + 1, b"def"), (first, b"xxx"), (first, b"abc")]]

    answer = finished(corp, upload_id)
    assert (codes, answer["errcode"], answer["body"]["type"]) == ([0, 0, 0], 0, "file")
    assert corp.file_content(answer["body"]["media_id"])[1] == b"abcdef"
    assert isinstance(answer["body"]["created_at"], str)
    assert code_of(finished(corp, upload_id)) == 40058


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"type": "photo"}, 40058),
        ({"filename": ""}, 40058),
        ({"total_size": 0}, 40058),
        ({"total_size": "6"}, 40058),
        ({"total_size": 20 * 1024 * 1024 + 1}, 45001),
        ({"type": "voice", "total_size": 2 * 1024 * 1024 + 1}, 45001),
        ({"total_chunks": 101}, 40058),
        ({"md5": None}, 40058),
    ],
)
def test_uploads_that_do_not_begin(corp: WecomTenant, more: dict[str, object], code: int) -> None:
    assert code_of(begun(corp, b"abcdef", 2, **more)) == code


def test_an_upload_must_be_whole(corp: WecomTenant, clock: Clock) -> None:
    upload_id = begun(corp, b"abcdef", 2)["body"]["upload_id"]
    assert piece(corp, upload_id, 0, b"abc") == 0
    assert code_of(finished(corp, upload_id)) == 40058
    assert piece(corp, upload_id, 1, b"xyz") == 0
    assert code_of(finished(corp, upload_id)) == 40058
    assert piece(corp, upload_id, 3, b"def") == 40058
    assert piece(corp, upload_id, 1, bytes(512 * 1024 + 1)) == 40058
    assert piece(corp, "unknown", 1, b"def") == 40058

    clock.advance(minutes=30, seconds=1)

    assert piece(corp, upload_id, 1, b"def") == 40058


def test_thirty_uploads_a_minute(corp: WecomTenant) -> None:
    codes = [code_of(begun(corp, b"abcdef", 1)) for _ in range(31)]

    assert codes == [0] * 30 + [45009]
