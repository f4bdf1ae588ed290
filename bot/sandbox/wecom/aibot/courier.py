"""Brings what the smart bot is told over the long connection; whoever is not connected never hears of it."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.common.faults import PushFailed
from bot.sandbox.wecom import model
from bot.sandbox.wecom.aibot.journal import Journal
from bot.sandbox.wecom.aibot.memory import Memory
from bot.sandbox.wecom.aibot.records import MESSAGE

Send = Callable[[dict[str, Any]], None]
"""Takes a frame and returns at once. Raises NoConnection."""
_CMDS = {True: "aibot_msg_callback", False: "aibot_event_callback"}


class SocketCourier:
    """A `Courier` of the pusher. No answer to a frame of this kind is expected, so it is delivered once it is sent."""

    def __init__(self, memory: Memory, journal: Journal, send: Send) -> None:
        self.send = send
        self._memory = memory
        self._journal = journal

    def deliver(self, push: model.Push) -> int:
        """Send it. Raises PushFailed."""
        frame = self._frame(push)
        try:
            self.send(frame)
        except PushFailed:
            self._journal.told(push, 0)
            raise
        self._journal.told(push, 200)
        return 200

    def _frame(self, push: model.Push) -> dict[str, Any]:
        body = jsons.parse_object(push.clear)
        with self._memory.world.change():
            told = self._memory.note_delivered(str(body["msgid"]))
        return {"cmd": _CMDS[told.kind == MESSAGE], "headers": {"req_id": told.req_id}, "body": body}
