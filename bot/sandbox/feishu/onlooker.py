"""Looking into the tenant from outside, and pushing things at the bot by hand."""

from collections.abc import Mapping
from secrets import token_hex
from typing import Any, Literal

from bot.sandbox.common import jsons
from bot.sandbox.common.faults import PushFailed, SandboxRefused
from bot.sandbox.common.feed import Subscription
from bot.sandbox.feishu import envelope, model
from bot.sandbox.feishu.forgery import Forgery, forge
from bot.sandbox.feishu.line import Line, Push
from bot.sandbox.feishu.pusher import Pusher
from bot.sandbox.feishu.snapshot import message_json, snapshot
from bot.sandbox.feishu.world import World

_CHALLENGE_SECONDS = 1.0


class Onlooker:
    """For the page, the tests and whoever wants to see how the bot takes a blow."""

    def __init__(self, world: World, line: Line, pusher: Pusher) -> None:
        self._line = line
        self._world = world
        self._pusher = pusher

    def people(self) -> list[model.Person]:
        """Everybody, resigned people included."""
        with self._world.change():
            return list(self._world.people)

    def chats(self) -> list[model.Chat]:
        """All chats, dissolved ones included."""
        with self._world.change():
            return list(self._world.chats)

    def message(self, message_id: str) -> model.Message:
        """One message. Raises SandboxRefused."""
        with self._world.change():
            message = self._world.messages.get(message_id)
        if message is None:
            raise SandboxRefused("unknown_message", message_id=message_id)
        return message

    def messages(self, chat_id: str) -> list[model.Message]:
        """A chat's messages, oldest first."""
        with self._world.change():
            return [self.message(it) for it in self._world.chat_messages.get(chat_id, [])]

    def card(self, message_id: str) -> dict[str, Any]:
        """The card a message shows now."""
        return jsons.parse_object(self.message(message_id).content)

    def revisions(self, message_id: str) -> list[dict[str, Any]]:
        """What a card has shown, oldest first."""
        message = self.message(message_id)
        with self._world.change():
            found = [self._world.revisions.get(f"{message_id}:{n}") for n in range(message.revisions)]
        return [{"at": it.at, "by": it.by, "content": jsons.parse(it.content)} for it in found if it is not None]

    def file_content(self, key: str) -> tuple[str, bytes]:
        """Name and content of a file. Raises SandboxRefused."""
        with self._world.change():
            resource = self._world.resources.get(key)
            if resource is None:
                raise SandboxRefused("unknown_file", key=key)
            return resource.name, self._world.file_content(key)

    def snapshot(self, open_id: str | None = None, *, last: int = 200) -> dict[str, Any]:
        """All chats, or those one person sees, as JSON; the newest `last` messages of each."""
        with self._world.change():
            return snapshot(self._world, open_id, last)

    def message_json(self, message_id: str) -> dict[str, Any]:
        """One message as in a snapshot. Raises SandboxRefused."""
        with self._world.change():
            return message_json(self._world, self.message(message_id))

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

    def push_event(self, event_type: str, event: Mapping[str, Any], *, schema: Literal["1.0", "2.0"] = "2.0") -> str:
        """Owe the bot any event, known or not; gives its id."""
        make = envelope.v2 if schema == "2.0" else envelope.v1
        return self._pusher.emit(event_type, make(self._world, event_type, event))

    def push_forged(self, how: Forgery) -> tuple[int, bytes]:
        """Push something the bot must refuse, once; what it answered. Raises PushFailed."""
        sealed = forge(self._world, how)
        return self._line.post(sealed.headers, sealed.body)

    def redeliver(self, event_id: str) -> bool:
        """Deliver an acknowledged event again; False when it is too long ago."""
        return self._pusher.redeliver(event_id)

    def delivered(self) -> list[str]:
        """Ids of the last acknowledged events, oldest first."""
        return self._pusher.delivered()

    def verify_url(self) -> bool:
        """Save the webhook's address in the console: whether the bot answers the challenge within a second."""
        challenge = token_hex(8)
        token = self._world.settings.verification_token
        body = {"challenge": challenge, "token": token, "type": "url_verification"}
        started = self._world.clock()
        try:
            raw = self._line.ask(Push(body, "event", "url_verification", is_signed=False))
            answer = jsons.parse(raw)
        except (PushFailed, ValueError):
            return False
        took = (self._world.clock() - started).total_seconds()
        return bool(answer == {"challenge": challenge}) and took <= _CHALLENGE_SECONDS
