"""Files that go up the long connection in pieces."""

import base64
import hashlib
import threading
from typing import Any

import pytest

from bot.platforms.port import Fault, PlatformBusy, PlatformRefused
from bot.platforms.wecom.aibot.connection import AibotConnection
from bot.platforms.wecom.aibot.uploads import CHUNK_BYTES
from tests.bot.platforms.wecom.aibot.conftest import Make
from tests.bot.platforms.wecom.aibot.sockets import (
    PATIENCE,
    Frame,
    Platform,
    abort,
    wait_until,
)


class Store:
    """The platform's side of an upload, with either number for the first piece."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.begun: dict[str, Any] = {}
        self.pieces: dict[int, bytes] = {}

    def __call__(self, frame: Frame) -> Frame:
        body: dict[str, Any] = frame["body"]
        if frame["cmd"] == "aibot_upload_media_init":
            self.begun = body
            return {"errcode": 0, "body": {"upload_id": "up-1"}}
        assert body["upload_id"] == "up-1"
        if frame["cmd"] == "aibot_upload_media_chunk":
            if not self.first <= body["chunk_index"] < self.first + self.begun["total_chunks"]:
                return {"errcode": 40058, "errmsg": "chunk_index"}
            self.pieces[body["chunk_index"]] = base64.b64decode(body["base64_data"])
            return {"errcode": 0}
        return {"errcode": 0, "body": {"type": "file", "media_id": "media-1", "created_at": "1790049703"}}


class TestUpload:
    CONTENT = bytes(range(256)) * (2 * CHUNK_BYTES // 256) + b"the rest"

    @pytest.mark.parametrize("first", [0, 1])
    def test_a_file_goes_up_in_pieces(self, platform: Platform, make: Make, first: int) -> None:
        platform.answer = store = Store(first)
        connection = make(first_chunk=first)
        connection.start()
        wait_until(lambda: connection.is_ours)

        assert connection.upload("file", "HX-200-B 图纸.pdf", self.CONTENT) == "media-1"

        assert store.begun == {
            "type": "file",
            "filename": "HX-200-B 图纸.pdf",
            "total_size": len(self.CONTENT),
            "total_chunks": 3,
            "md5": hashlib.md5(self.CONTENT).hexdigest(),
        }
        assert list(store.pieces) == [first, first + 1, first + 2]
        assert b"".join(store.pieces.values()) == self.CONTENT
        assert max(map(len, store.pieces.values())) == CHUNK_BYTES

    def test_the_wrong_first_number_is_refused_and_not_repeated(
        self, platform: Platform, connected: AibotConnection
    ) -> None:
        platform.answer = Store(first=1)

        with pytest.raises(PlatformRefused, match="40058 chunk_index"):
            connected.upload("file", "a.bin", self.CONTENT)

    @pytest.mark.parametrize(
        ("kind", "size", "fault"),
        [
            ("file", 20 * 1024 * 1024 + 1, Fault.TOO_LARGE),
            ("image", 10 * 1024 * 1024 + 1, Fault.TOO_LARGE),
            ("voice", 2 * 1024 * 1024 + 1, Fault.TOO_LARGE),
            ("file", 0, Fault.INVALID),
            ("drawing", 1, Fault.INVALID),
        ],
    )
    def test_what_the_platform_would_not_take_is_not_sent(
        self, platform: Platform, connected: AibotConnection, kind: str, size: int, fault: Fault
    ) -> None:
        with pytest.raises(PlatformRefused) as refusal:
            connected.upload(kind, "a.bin", bytes(size))

        assert refusal.value.fault is fault
        assert platform.frames.empty()

    @pytest.mark.parametrize("body", [{}, {"upload_id": ""}, {"upload_id": 7}, []])
    def test_an_answer_without_what_was_asked_for(
        self, platform: Platform, connected: AibotConnection, body: object
    ) -> None:
        platform.answer = lambda frame: {"errcode": 0, "body": body}

        with pytest.raises(PlatformBusy, match="answer without upload_id"):
            connected.upload("file", "a.bin", b"1")

    def test_a_connection_lost_on_the_way(self, platform: Platform, connected: AibotConnection) -> None:
        socket = platform.connections.get(timeout=PATIENCE)
        store = Store(first=0)

        def lost_at_the_second(frame: Frame) -> Frame | None:
            if frame["body"].get("chunk_index") == 1:
                threading.Thread(target=abort, args=(socket,)).start()
                return None
            return store(frame)

        platform.answer = lost_at_the_second

        with pytest.raises(PlatformBusy, match="connection lost"):
            connected.upload("file", "a.bin", self.CONTENT)
