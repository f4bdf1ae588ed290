"""What the smart bot is told: the same JSON in both modes (wecom.md §5.3.1, §5.3.2)."""

from collections.abc import Iterator, Mapping
from itertools import cycle
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.wecom import model
from bot.sandbox.wecom.aibot.memory import Memory
from bot.sandbox.wecom.aibot.records import MESSAGE, Told
from bot.sandbox.wecom.pusher import Pusher


class BotNews:
    """Writes the clear text and owes it to the bot; inside `World.change()`. Gives the key of the push."""

    def __init__(self, memory: Memory, pusher: Pusher) -> None:
        self._memory = memory
        self._world = memory.world
        self._pusher = pusher
        self._has_time: Iterator[bool] = cycle((False, True))

    def say(self, chat: model.Chat, person: model.Person, message_id: str, kind: str, content: Any, **more: Any) -> str:
        """A message of a person; from now on the bot may write there."""
        self._memory.note_spoken(chat.chat_id)
        told = self._memory.new_told(MESSAGE, chat, person.userid, message_id)
        time = {"create_time": self._world.now_seconds} if next(self._has_time) else {}
        body = {**self._head(told, chat, person), **time, "msgtype": kind, kind: content, **more}
        return self._pusher.emit(kind, jsons.compact(body).decode(), channel=model.AIBOT, message_id=message_id)

    def tell(self, told: Told, chat: model.Chat, person: model.Person, fields: Mapping[str, Any]) -> str:
        """An event."""
        name = told.kind.partition(".")[2]
        inner = fields if self._memory.switches.flattens_events and fields else {name: dict(fields)}
        event = {"eventtype": name, **inner}
        time = {"create_time": self._world.now_seconds}
        body = {**self._head(told, chat, person), **time, "msgtype": "event", "event": event}
        clear = jsons.compact(body).decode()
        return self._pusher.emit(told.kind, clear, channel=model.AIBOT, message_id=told.message_id)

    def _head(self, told: Told, chat: model.Chat, person: model.Person) -> dict[str, Any]:
        base = self._world.settings.bot_response_base
        url = f"{base}/cgi-bin/aibot/response?response_code={told.response_code}"
        return {**head_of(self._memory, told.msgid, chat, person), "response_url": url}


def head_of(memory: Memory, msgid: str, chat: model.Chat, person: model.Person) -> dict[str, Any]:
    """What stands in whatever the bot is told."""
    where = {"chatid": chat.chat_id, "chattype": "group"} if chat.is_group else {"chattype": "single"}
    who = {"from": {"userid": memory.name_for_bot(person)}}
    return {"msgid": msgid, "aibotid": memory.world.settings.aibot_id, **where, **who}
