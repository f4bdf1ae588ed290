"""What the app is told: messages and events as XML (wecom.md §3)."""

from collections.abc import Mapping
from itertools import cycle
from typing import Any

from bot.sandbox.wecom.pusher import Pusher
from bot.sandbox.wecom.world import World
from bot.sandbox.wecom.xml import document


class News:
    """Writes the clear text of a callback and owes it to the bot."""

    def __init__(self, world: World, pusher: Pusher) -> None:
        self._world = world
        self._pusher = pusher
        self._is_reversed = cycle((False, True))

    def say(self, kind: str, userid: str, message_id: str, **fields: Any) -> None:
        """A message of a person; only messages have a MsgId."""
        more = {**fields, "MsgId": self._world.next_msg_id()}
        self._emit(kind, {**self._head(userid), "MsgType": kind, **more}, message_id)

    def tell(self, event: str, userid: str, message_id: str = "", **fields: Any) -> None:
        """An event; those of the platform itself come from `sys`."""
        head = {**self._head(userid), "MsgType": "event", "Event": event}
        self._emit(f"event.{event}", {**head, **fields}, message_id)

    def _head(self, userid: str) -> dict[str, Any]:
        return {
            "ToUserName": self._world.settings.corp_id,
            "FromUserName": userid,
            "CreateTime": self._world.now_seconds,
        }

    def _emit(self, kind: str, fields: Mapping[str, Any], message_id: str) -> None:
        # Nothing is pushed to an app that has no address.
        if not self._world.settings.has_callback:
            return
        whole = {**fields, "AgentID": self._world.settings.agent_id}
        clear = document(whole, is_reversed=next(self._is_reversed))
        self._pusher.emit(kind, clear, message_id=message_id)
