"""What people say and do in chats, and how the bot hears of it."""

import json
from collections.abc import Sequence
from secrets import token_hex
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.common.faults import SandboxRefused
from bot.sandbox.feishu import envelope, model
from bot.sandbox.feishu.heard import is_heard, received
from bot.sandbox.feishu.mentions import marked_up, with_names
from bot.sandbox.feishu.pusher import Pusher
from bot.sandbox.feishu.roster import chat_with, message_seen_by, person_of
from bot.sandbox.feishu.world import World


class Speech:
    """Writes messages of people into chats and owes the bot the events it may hear."""

    def __init__(self, world: World, pusher: Pusher) -> None:
        self._world = world
        self._pusher = pusher

    def say(
        self,
        open_id: str,
        chat_id: str,
        text: str,
        *,
        mention_bot: bool,
        mentions: Sequence[str],
        reply_to: str | None,
    ) -> str:
        """A text message; `@name` in it becomes a mention."""
        world = self._world
        with world.change():
            person_of(world, open_id)
            chat = chat_with(world, open_id, chat_id)
            if not text.strip():
                raise SandboxRefused("empty")
            named = [person_of(world, it).name for it in mentions]
            marked, found = marked_up(world, chat, with_names(world, text, named, mention_bot=mention_bot))
            content = json.dumps({"text": marked}, ensure_ascii=False)
            return self._write(chat, open_id, "text", content, mentions=found, **self._thread(open_id, reply_to))

    def send_file(
        self, open_id: str, chat_id: str, name: str, content: bytes, *, kind: str, reply_to: str | None
    ) -> str:
        """A file or picture."""
        world = self._world
        with world.change():
            person_of(world, open_id)
            chat = chat_with(world, open_id, chat_id)
            if not content:
                raise SandboxRefused("empty")
            key = f"{'img' if kind == 'image' else 'file'}_v3_{token_hex(16)}"
            world.keep_file(model.Resource(key, kind, "stream", name, open_id, len(content)), content)
            body = {"image_key": key} if kind == "image" else {"file_key": key, "file_name": name}
            thread = self._thread(open_id, reply_to)
            return self._write(chat, open_id, kind, json.dumps(body, ensure_ascii=False), **thread)

    def say_as_bot(self, chat_id: str, text: str) -> str:
        """Another bot speaks in a group."""
        with self._world.change():
            chat = self._world.chats.get(chat_id)
            if chat is None:
                raise SandboxRefused("unknown_chat", chat_id=chat_id)
            marked, found = marked_up(self._world, chat, text)
            content = json.dumps({"text": marked}, ensure_ascii=False)
            return self._write(chat, "cli_other_bot", "text", content, kind=model.OTHER_BOT, mentions=found)

    def forward(self, open_id: str, message_id: str, to_chat_id: str) -> str:
        """A copy of a message in another chat; the copy is a message of the person."""
        world = self._world
        with world.change():
            _, message = message_seen_by(world, open_id, message_id)
            chat = chat_with(world, open_id, to_chat_id)
            if message.is_recalled:
                raise SandboxRefused("recalled", message_id=message_id)
            if message.type == "interactive" and not _may_forward(message):
                raise SandboxRefused("not_forwardable", message_id=message_id)
            copy = self._write(chat, open_id, message.type, message.content, forwarded_from=message_id)
            if message.type == "interactive":
                world.show_card(_known(world, copy), message.content, "send")
            return copy

    def recall(self, open_id: str, message_id: str) -> None:
        """Take one's own message back."""
        world = self._world
        with world.change():
            _, message = message_seen_by(world, open_id, message_id)
            if message.sender != open_id:
                raise SandboxRefused("not_yours", message_id=message_id)
            if message.is_recalled:
                return
            message.is_recalled = True
            world.keep_message(message)
            event = {
                "message_id": message_id,
                "chat_id": message.chat_id,
                "recall_time": str(world.now_ms),
                "recall_type": "message_owner",
            }
            self._tell_if_inside(message.chat_id, "im.message.recalled_v1", event)

    def react(self, open_id: str, message_id: str, emoji_type: str) -> None:
        """Put an emoji under a message."""
        world = self._world
        with world.change():
            person, message = message_seen_by(world, open_id, message_id)
            now = str(world.now_ms)
            message.reactions.append(
                {
                    "reaction_id": token_hex(16),
                    "operator": {"operator_id": open_id, "operator_type": "user"},
                    "action_time": now,
                    "reaction_type": {"emoji_type": emoji_type},
                }
            )
            world.keep_message(message)
            event = {
                "message_id": message_id,
                "reaction_type": {"emoji_type": emoji_type},
                "operator_type": "user",
                "user_id": envelope.ids_of(world, person),
                "action_time": now,
            }
            self._tell_if_inside(message.chat_id, "im.message.reaction.created_v1", event)

    def read(self, open_id: str, chat_id: str) -> None:
        """Look at a chat to its end; the bot hears of it in private chats."""
        world = self._world
        with world.change():
            person = person_of(world, open_id)
            chat = chat_with(world, open_id, chat_id)
            key = f"{open_id}/{chat_id}"
            mark = world.read_marks.get(key) or model.ReadMark(key, open_id, chat_id, 0, 0)
            unread = [it for it in self._messages(chat) if it.seq > mark.upto]
            if not unread:
                return
            world.read_marks.put(model.ReadMark(key, open_id, chat_id, unread[-1].seq, world.now_ms))
            person.unread_urgents = 0
            world.people.put(person)
            world.feed.publish("chat", chat_id=chat_id, open_id=open_id)
            self._tell_read(person, chat, unread)

    def tap_menu(self, open_id: str, event_key: str) -> None:
        """Use an item of the bot's menu in the private chat."""
        world = self._world
        with world.change():
            person = person_of(world, open_id)
            event = {
                "operator": {"operator_name": person.name, "operator_id": envelope.ids_of(world, person)},
                "event_key": event_key,
                "timestamp": world.now_ms // 1000,
            }
            self._tell("application.bot.menu_v6", event)

    def _write(self, chat: model.Chat, sender: str, kind_of_message: str, content: str, **fields: Any) -> str:
        fields.setdefault("mentions", [])
        sender_kind = fields.pop("kind", model.PERSON)
        message = self._world.add_message(
            chat, sender=sender, sender_kind=sender_kind, type=kind_of_message, content=content, **fields
        )
        if is_heard(self._world, chat, message):
            event_type = "im.message.receive_v1"
            self._tell(event_type, received(self._world, chat, message))
        return message.message_id

    def _thread(self, open_id: str, reply_to: str | None) -> dict[str, str]:
        if reply_to is None:
            return {}
        _, parent = message_seen_by(self._world, open_id, reply_to)
        root = parent.root_id or parent.message_id
        return {"root_id": root, "parent_id": parent.message_id, "thread_id": parent.thread_id}

    def _messages(self, chat: model.Chat) -> list[model.Message]:
        found = [self._world.messages.get(it) for it in self._world.chat_messages[chat.chat_id]]
        return [it for it in found if it is not None]

    def _tell_read(self, person: model.Person, chat: model.Chat, unread: list[model.Message]) -> None:
        ours = [it.message_id for it in unread if it.sender_kind == model.APP]
        if chat.kind != model.P2P or not ours:
            return
        reader = {
            "reader_id": envelope.ids_of(self._world, person),
            "read_time": str(self._world.now_ms),
            "tenant_key": self._world.settings.tenant_key,
        }
        self._tell("im.message.message_read_v1", {"reader": reader, "message_id_list": ours})

    def _tell_if_inside(self, chat_id: str, event_type: str, event: dict[str, Any]) -> None:
        chat = self._world.chats.get(chat_id)
        if chat is not None and chat.has_bot:
            self._tell(event_type, event)

    def _tell(self, event_type: str, event: dict[str, Any]) -> None:
        self._pusher.emit(event_type, envelope.v2(self._world, event_type, event))


def _may_forward(message: model.Message) -> bool:
    config = jsons.parse_object(message.content).get("config")
    return not isinstance(config, dict) or config.get("enable_forward", True) is True


def _known(world: World, message_id: str) -> model.Message:
    message = world.messages.get(message_id)
    if message is None:
        raise SandboxRefused("unknown_message", message_id=message_id)
    return message
