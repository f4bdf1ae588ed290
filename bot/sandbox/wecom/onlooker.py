"""Looking into the corp from outside."""

from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.common.faults import SandboxRefused
from bot.sandbox.common.feed import Feed, Subscription
from bot.sandbox.wecom import model
from bot.sandbox.wecom.shown import shown_text
from bot.sandbox.wecom.world import World


class Onlooker:
    """For the page and the tests."""

    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def now_ms(self) -> int:
        """The corp's clock in epoch milliseconds."""
        return self._world.now_ms

    def people(self) -> list[model.Person]:
        """Everybody, those who left included."""
        with self._world.change():
            return list(self._world.people)

    def chats(self) -> list[model.Chat]:
        """All groups and private chats."""
        with self._world.change():
            return list(self._world.chats)

    def private_chat(self, userid: str, kind: str = model.APP_PRIVATE) -> model.Chat:
        """Somebody's chat with the app or the smart bot. Raises SandboxRefused when they never had one."""
        with self._world.change():
            chat = self._world.private_chat(userid, kind)
        if chat is None:
            raise SandboxRefused("unknown_chat", userid=userid, kind=kind)
        return chat

    def message(self, message_id: str) -> model.Message:
        """One message. Raises SandboxRefused."""
        with self._world.change():
            message = self._world.messages.get(message_id)
        if message is None:
            raise SandboxRefused("unknown_message", message_id=message_id)
        return message

    def messages(self, chat_id: str, *, with_dropped: bool = False) -> list[model.Message]:
        """A chat's messages, oldest first; those that a limit dropped were never seen by anybody."""
        with self._world.change():
            found = [self.message(it) for it in self._world.chat_messages.get(chat_id, [])]
        return [it for it in found if with_dropped or not it.is_dropped]

    def card(self, message_id: str) -> dict[str, Any]:
        """The template card as it is shown now."""
        message = self.message(message_id)
        if message.kind != model.CARD:
            raise SandboxRefused("not_a_card", message_id=message_id)
        return jsons.parse_object(message.content)

    def shown_text(self, message_id: str) -> str:
        """What a message says, as its reader sees it."""
        with self._world.change():
            return shown_text(self._world, self.message(message_id))

    def revisions(self, message_id: str) -> list[dict[str, Any]]:
        """What a card has shown, oldest first."""
        message = self.message(message_id)
        with self._world.change():
            found = [self._world.revisions.get(f"{message_id}:{n}") for n in range(message.revisions)]
        return [{"at": it.at, "by": it.by, "content": jsons.parse(it.content)} for it in found if it is not None]

    def file_content(self, media_id: str) -> tuple[str, bytes]:
        """Name and content of a file. Raises SandboxRefused."""
        with self._world.change():
            media = self._world.media.get(media_id)
            if media is None:
                raise SandboxRefused("unknown_file", media_id=media_id)
            return media.name, self._world.file_content(media_id)

    def pushes(self) -> list[model.Push]:
        """The newest events for the bot with their attempts, oldest first."""
        with self._world.change():
            return sorted(self._world.pushes, key=lambda it: it.seq)

    @property
    def token_calls(self) -> int:
        """How often an access token was asked for."""
        return self._world.token_calls

    @property
    def feed(self) -> Feed:
        """What changed, numbered."""
        return self._world.feed

    def changes_since(self, seq: int, *, timeout: float = 0.0) -> dict[str, Any]:
        """What changed after `seq`; waits up to `timeout` real seconds for news."""
        return self._world.feed.since(seq, timeout=timeout)

    def subscribe(self) -> Subscription:
        """Follow the changes from now on."""
        return Subscription(self._world.feed)

    @property
    def wire_log(self) -> list[dict[str, Any]]:
        """The last wire messages in both directions, secrets masked."""
        return self._world.wire_log.since(0, limit=1000)

    def wire_since(self, seq: int, *, limit: int = 200) -> list[dict[str, Any]]:
        """The newest wire messages after `seq`."""
        return self._world.wire_log.since(seq, limit)
