"""What people say to the app, and how it hears of it."""

from typing import Any, Literal

from bot.sandbox.common import jsons
from bot.sandbox.common.faults import SandboxRefused
from bot.sandbox.wecom import model
from bot.sandbox.wecom.news import News
from bot.sandbox.wecom.roster import chat_with, message_seen_by, user_of
from bot.sandbox.wecom.world import World

Kind = Literal["file", "image", "voice", "video"]


class Speech:
    """Writes messages of people into their chat with the app and tells it."""

    def __init__(self, world: World, news: News) -> None:
        self._world = world
        self._news = news

    def say(self, userid: str, text: str) -> str:
        """A text message."""
        with self._world.change():
            if not text.strip():
                raise SandboxRefused("empty")
            message = self._write(userid, "text", {"content": text})
            self._news.say("text", message.sender, message.message_id, Content=text)
            return message.message_id

    def send_media(self, userid: str, name: str, content: bytes, kind: Kind) -> str:
        """A file, picture, voice or video; the app gets its id for three days.

        Whether files reach an app at all is not confirmed (wecom.md §3.2): they do unless `withholds_files` is set.
        """
        world = self._world
        with world.change():
            if not content:
                raise SandboxRefused("empty")
            media = world.keep_file("app", kind, name, content)
            message = self._write(userid, kind, {"media_id": media.media_id})
            if kind != "file" or not world.failures.withholds_files:
                self._news.say(kind, message.sender, message.message_id, **_details(media))
            return message.message_id

    def send_location(self, userid: str, label: str, latitude: float, longitude: float) -> str:
        """A place."""
        with self._world.change():
            message = self._write(userid, "location", {"label": label})
            place = {"Location_X": latitude, "Location_Y": longitude, "Scale": 16, "Label": label, "AppType": "wxwork"}
            self._news.say("location", message.sender, message.message_id, **place)
            return message.message_id

    def send_link(self, userid: str, title: str, url: str, description: str = "") -> str:
        """A shared web page."""
        with self._world.change():
            message = self._write(userid, "link", {"title": title, "description": description, "url": url})
            page = {"Title": title, "Description": description, "Url": url, "PicUrl": ""}
            self._news.say("link", message.sender, message.message_id, **page)
            return message.message_id

    def open_app(self, userid: str) -> str:
        """Open the chat with the app, of which it hears each time; gives the chat's id."""
        with self._world.change():
            person = user_of(self._world, userid)
            chat = self._world.ensure_private_chat(person)
            self._news.tell("enter_agent", person.userid, EventKey="")
            return chat.chat_id

    def tap_menu(self, userid: str, key: str) -> None:
        """Use an item of the app's menu."""
        with self._world.change():
            self._news.tell("click", user_of(self._world, userid).userid, EventKey=key)

    def forward(self, userid: str, message_id: str, to_chat_id: str) -> str:
        """Copy a message into another chat; a card's copy shows, but nothing on it can be clicked."""
        world = self._world
        with world.change():
            person, message = message_seen_by(world, userid, message_id)
            chat = chat_with(world, userid, to_chat_id)
            if message.is_recalled:
                raise SandboxRefused("recalled", message_id=message_id)
            if message.is_confidential:
                raise SandboxRefused("not_forwardable", message_id=message_id)
            return world.copy_of(message, chat, person.userid).message_id

    def _write(self, userid: str, kind: str, body: dict[str, Any]) -> model.Message:
        person = user_of(self._world, userid)
        return self._world.add_message(
            self._world.ensure_private_chat(person),
            sender=person.userid,
            sender_kind=model.PERSON,
            kind=kind,
            content=jsons.compact(body).decode(),
        )


def _details(media: model.Media) -> dict[str, str]:
    own = {
        "image": {"PicUrl": f"https://wework.qpic.cn/sandbox/{media.media_id}"},
        "voice": {"Format": "amr"},
        "video": {"ThumbMediaId": media.media_id},
        "file": {"FileName": media.name},
    }
    return {**own[media.kind], "MediaId": media.media_id}
