"""The smart bot's long connection without a socket: for a bot in the same process."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from secrets import token_hex
from typing import Any

from bot.platforms.port import Delivery, PlatformBusy
from bot.platforms.wecom.aibot.envelope import CARD_EVENT, Mode, as_delivery
from bot.platforms.wecom.aibot.errors import problem
from bot.platforms.wecom.aibot.intake import EventAnswer
from bot.sandbox.common.faults import NoConnection
from bot.sandbox.wecom.aibot.frames import PUSH, RESPOND, UPDATE, WELCOME, Frames
from bot.sandbox.wecom.aibot.memory import Memory
from bot.sandbox.wecom.aibot.patience import Patience
from bot.sandbox.wecom.aibot.uploads import CHUNK_BYTES

Deliver = Callable[[Delivery], "Future[dict[str, Any] | None]"]
"""The bot's way in: its future gives what answers an event, or None."""


class BotLine:
    """What a bot's sender needs of its connection. Raises what the real one would."""

    def __init__(self, memory: Memory, frames: Frames) -> None:
        self._memory = memory
        self._world = memory.world
        self._frames = frames

    @property
    def is_ours(self) -> bool:
        """Whether anything can be sent now."""
        settings = self._world.settings
        is_there = bool(settings.aibot_id) and settings.aibot_mode == "websocket"
        return is_there and not self._memory.switches.is_offline and self._world.failures.platform_down is None

    def push(self, chatid: str, chat_type: int, body: Mapping[str, Any]) -> None:
        """Say something first; `chat_type` 1 for a person's userid, 2 for a group. Raises PlatformError."""
        self._own(PUSH, {"chatid": chatid, "chat_type": chat_type, **body})

    def respond(self, req_id: str, body: Mapping[str, Any]) -> None:
        """Answer a message. Raises PlatformError."""
        self._ask(RESPOND, req_id, body)

    def upload(self, kind: str, name: str, content: bytes) -> str:
        """Store a file; gives its media id. Raises PlatformError."""
        pieces = [content[begin : begin + CHUNK_BYTES] for begin in range(0, len(content), CHUNK_BYTES)]
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
        about = {"type": kind, "filename": name, "total_size": len(content), "total_chunks": len(pieces), "md5": digest}
        upload_id = self._own("aibot_upload_media_init", about)["upload_id"]
        for number, piece in enumerate(pieces):
            data = {"chunk_index": number, "base64_data": base64.b64encode(piece).decode()}
            self._own("aibot_upload_media_chunk", {"upload_id": upload_id, **data})
        return str(self._own("aibot_upload_media_finish", {"upload_id": upload_id})["media_id"])

    def _own(self, cmd: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Send a frame that answers nothing; gives the body of what the platform says."""
        return self._ask(cmd, f"{cmd}_{token_hex(4)}", body)

    def _ask(self, cmd: str, req_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        if not self.is_ours:
            raise PlatformBusy("no connection")
        answer = self._frames.handle({"cmd": cmd, "headers": {"req_id": req_id}, "body": dict(body)})
        if self._world.failures.uses_up("lost_answers"):
            raise PlatformBusy(f"no answer to {cmd}: unknown what became of it")
        if answer["errcode"]:
            raise problem(answer["errcode"], answer["errmsg"])
        return dict(answer.get("body", {}))


class Intake:
    """Hands over what the bot is told, and takes what it answers to an event."""

    def __init__(self, memory: Memory, frames: Frames, patience: Patience, deliver: Deliver) -> None:
        self._memory = memory
        self._frames = frames
        self._patience = patience
        self._deliver = deliver

    def __call__(self, frame: dict[str, Any]) -> None:
        """A `Send`. Raises NoConnection."""
        if self._memory.switches.is_offline:
            raise NoConnection("the connection is down")
        req_id = frame["headers"]["req_id"]
        delivery = as_delivery(Mode.WEBSOCKET, frame["body"], self._memory.world.clock(), req_id)
        if delivery is None:
            raise NoConnection("the bot cannot read it")
        future = self._deliver(delivery)
        if delivery.is_callback:
            cmd = UPDATE if delivery.kind == CARD_EVENT else WELCOME
            future.add_done_callback(lambda done: self._answer(cmd, req_id, done))

    def _answer(self, cmd: str, req_id: str, done: "Future[dict[str, Any] | None]") -> None:
        body = None if done.cancelled() or done.exception() is not None else done.result()
        if body is None:
            self._patience.settle(req_id)
        else:
            answer = self._frames.handle({"cmd": cmd, "headers": {"req_id": req_id}, "body": body})
            if answer["errcode"] == 0 and isinstance(body, EventAnswer):
                body.on_taken()
