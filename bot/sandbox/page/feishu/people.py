"""What people do on the page besides touching cards: look, speak, send files."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response

from bot.sandbox.feishu import FeishuTenant
from bot.sandbox.page import asks
from bot.sandbox.page.downloads import download
from bot.sandbox.page.guard import MEBIBYTE, FileRoute, refused
from bot.sandbox.page.looking import Looking, Who
from bot.sandbox.page.room import Room

_MOST_IMAGE = 10 * MEBIBYTE


class People:
    """Chats, messages and files of whoever one plays."""

    def __init__(self, tenant: FeishuTenant, room: Room) -> None:
        self._tenant = tenant
        self._room = room

    def add_to(self, router: APIRouter) -> None:
        """Put the routes in place."""
        Looking(self._room).add_to(router)
        for path, work in (
            ("/private", self.open_private),
            ("/say", self.say),
            ("/read", self.read),
            ("/react", self.react),
            ("/recall", self.recall),
            ("/forward", self.forward),
        ):
            router.add_api_route(path, work, methods=["POST"])
        router.add_api_route("/files", self.send_file, methods=["POST"], route_class_override=FileRoute)
        router.add_api_route("/files/{key}", self.file, methods=["GET"])

    def open_private(self, ask: asks.OfPerson) -> dict[str, str]:
        """Open the chat with the bot."""
        return {"chat_id": self._tenant.open_private_chat(ask.who)}

    def say(self, ask: asks.Say) -> dict[str, str]:
        """Write a text."""
        said = self._tenant.say(
            ask.who, ask.chat_id, ask.text, mention_bot=ask.mention_bot, reply_to=ask.reply_to
        )  # fmt: skip
        return {"message_id": said}

    def read(self, ask: asks.OfChat) -> dict[str, bool]:
        """Look at a chat to its end."""
        self._tenant.read(ask.who, ask.chat_id)
        return {"done": True}

    def react(self, ask: asks.React) -> dict[str, bool]:
        """Put an emoji under a message."""
        self._tenant.react(ask.who, ask.message_id, ask.emoji_type)
        return {"done": True}

    def recall(self, ask: asks.OfMessage) -> dict[str, bool]:
        """Take one's own message back."""
        self._tenant.recall(ask.who, ask.message_id)
        return {"done": True}

    def forward(self, ask: asks.Forward) -> dict[str, str]:
        """Copy a message to another chat."""
        return {"message_id": self._tenant.forward(ask.who, ask.message_id, ask.chat_id)}

    def send_file(
        self,
        content: Annotated[bytes, Body(media_type="application/octet-stream")],
        who: Who,
        chat_id: Who,
        name: Annotated[str, Query(min_length=1, max_length=250)],
        kind: Annotated[str, Query(pattern="^(file|image)$")] = "file",
        reply_to: str | None = None,
    ) -> Any:
        """Send a file or picture."""
        if kind == "image" and len(content) > _MOST_IMAGE:
            return refused("too_large", 413, megabytes=_MOST_IMAGE // MEBIBYTE)
        sent = self._tenant.send_file(who, chat_id, name, content, kind=kind, reply_to=reply_to)
        return {"message_id": sent}

    def file(self, key: str) -> Response:
        """A file, to look at when it is a picture, else to keep."""
        return download(*self._tenant.file_content(key))
