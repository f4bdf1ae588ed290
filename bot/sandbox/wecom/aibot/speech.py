"""What people say to the smart bot, alone with it or in a group (wecom.md §5.3)."""

from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.common.faults import SandboxRefused
from bot.sandbox.wecom import model
from bot.sandbox.wecom.aibot.enclosures import Enclosures
from bot.sandbox.wecom.aibot.memory import Memory
from bot.sandbox.wecom.aibot.news import BotNews
from bot.sandbox.wecom.aibot.records import ENTERED
from bot.sandbox.wecom.roster import chat_with, person_of

_FAMILY = "aibot_inbound"
"""Files of people: no id of theirs can be sent on."""
_DAY_MS = 24 * 3600 * 1000
_EAST_MS = 8 * 3600 * 1000
"""A day is one of China's."""


class BotSpeech:
    """Inside `World.change()`. Gives the message's id and the key of the push, empty when the bot does not hear it."""

    def __init__(self, memory: Memory, news: BotNews, enclosures: Enclosures) -> None:
        self._memory = memory
        self._world = memory.world
        self._news = news
        self._enclosures = enclosures

    def say(
        self, userid: str, text: str, chatid: str, *, mention_bot: bool, quote: str, picture: bytes
    ) -> tuple[str, str]:
        """A text, perhaps with a picture; in a group the bot only hears it when it is mentioned."""
        if not text.strip():
            raise SandboxRefused("empty")
        person, chat = self._where(userid, chatid)
        is_mentioned = chat.is_group and mention_bot
        mention = f"@{self._world.settings.name}"
        words = {"content": f"{mention} {text}" if is_mentioned and mention not in text else text}
        quoted = {"quote": self._quoted(userid, quote)} if quote else {}
        message = self._write(chat, person, "text", words, quoted=quote).message_id
        kind, told = ("mixed", self._with_picture(chat, person, words, picture)) if picture else ("text", words)
        is_heard = is_mentioned or not chat.is_group
        return message, self._news.say(chat, person, message, kind, told, **quoted) if is_heard else ""

    def _with_picture(
        self, chat: model.Chat, person: model.Person, words: dict[str, str], picture: bytes
    ) -> dict[str, Any]:
        media = self._world.keep_file(_FAMILY, "image", "image.png", picture)
        self._write(chat, person, "image", {"media_id": media.media_id})
        image = {"msgtype": "image", "image": self._enclosures.address_of(media)}
        return {"msg_item": [{"msgtype": "text", "text": words}, image]}

    def send_file(self, userid: str, name: str, content: bytes, kind: str) -> tuple[str, str]:
        """A file, image or video; only alone with the bot."""
        if not content:
            raise SandboxRefused("empty")
        person, chat = self._where(userid, "")
        media = self._world.keep_file(_FAMILY, kind, name, content)
        message = self._write(chat, person, kind, {"media_id": media.media_id})
        told = self._enclosures.address_of(media)
        return message.message_id, self._news.say(chat, person, message.message_id, kind, told)

    def speak(self, userid: str, words: str) -> tuple[str, str]:
        """A voice message; the bot gets its words. Only alone with the bot."""
        person, chat = self._where(userid, "")
        message = self._write(chat, person, "voice", {"content": words})
        return message.message_id, self._news.say(chat, person, message.message_id, "voice", {"content": words})

    def open_chat(self, userid: str) -> tuple[str, str]:
        """Open the chat with the bot, which hears of it the first time on a day; gives the chat's id."""
        person, chat = self._where(userid, "")
        talk, day = self._memory.talk(chat.chat_id), str((self._world.now_ms + _EAST_MS) // _DAY_MS)
        if talk.opened_on == day:
            return chat.chat_id, ""
        talk.opened_on = day
        self._memory.talks.put(talk)
        told = self._memory.new_told(ENTERED, chat, person.userid)
        return chat.chat_id, self._news.tell(told, chat, person, {})

    def _where(self, userid: str, chatid: str) -> tuple[model.Person, model.Chat]:
        if not self._world.settings.aibot_id:
            raise SandboxRefused("no_bot")
        person = person_of(self._world, userid)
        if not chatid:
            return person, self._world.ensure_private_chat(person, model.AIBOT_PRIVATE)
        chat = chat_with(self._world, userid, chatid)
        if chat.kind not in (model.AIBOT_GROUP, model.AIBOT_PRIVATE):
            raise SandboxRefused("no_bot_here", chat_id=chatid)
        return person, chat

    def _write(
        self, chat: model.Chat, person: model.Person, kind: str, body: dict[str, Any], quoted: str = ""
    ) -> model.Message:
        content = jsons.compact(body).decode()
        return self._world.add_message(
            chat, sender=person.userid, sender_kind=model.PERSON, kind=kind, content=content, quoted=quoted
        )

    def _quoted(self, userid: str, message_id: str) -> dict[str, Any]:
        message = self._world.messages.get(message_id)
        if message is None:
            raise SandboxRefused("unknown_message", message_id=message_id)
        chat_with(self._world, userid, message.chat_id)
        said = jsons.parse_object(message.content).get("content", "")
        return {"msgtype": "text", "text": {"content": str(said)}}
