"""How far people have read. Nobody tells the bot: WeCom has no receipts for apps."""

from dataclasses import dataclass

from bot.sandbox.wecom import model
from bot.sandbox.wecom.roster import chat_with, person_of
from bot.sandbox.wecom.world import World


@dataclass(slots=True)
class ReadMark:
    """Somebody has seen a chat up to the message with this number."""

    userid: str
    chat_id: str
    upto: int


class Reading:
    """Remembers it over restarts."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._marks = world.shelf("read_mark", lambda it: _key(it.userid, it.chat_id), ReadMark)

    def read(self, userid: str, chat_id: str) -> None:
        """Look at a chat to its end. Raises SandboxRefused."""
        with self._world.change():
            person = person_of(self._world, userid)
            chat = chat_with(self._world, userid, chat_id)
            unread = self._unread(person.userid, chat)
            if unread:
                self._marks.put(ReadMark(person.userid, chat_id, unread[-1].seq))
                self._world.feed.publish("chat", chat_id=chat_id, open_id=person.userid)

    def unread(self, userid: str, chat_id: str) -> int:
        """How many messages of others somebody has not seen; 0 where they are not."""
        with self._world.change():
            chat = self._world.chats.get(chat_id)
            return 0 if chat is None or userid not in chat.members else len(self._unread(userid, chat))

    def _unread(self, userid: str, chat: model.Chat) -> list[model.Message]:
        mark = self._marks.get(_key(userid, chat.chat_id))
        upto = 0 if mark is None else mark.upto
        found = map(self._world.messages.get, self._world.chat_messages.get(chat.chat_id, ()))
        newer = (it for it in found if it is not None and it.seq > upto)
        return [it for it in newer if it.sender != userid and not it.is_dropped]


def _key(userid: str, chat_id: str) -> str:
    return f"{userid.casefold()}/{chat_id}"
