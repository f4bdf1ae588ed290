"""What people do in WeCom besides touching cards: look, speak to the app and in groups, send files, open links."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Request, Response
from fastapi.responses import RedirectResponse

from bot.sandbox.page import asks
from bot.sandbox.page.downloads import download
from bot.sandbox.page.guard import MEBIBYTE, FileRoute, OwnRoute, refused
from bot.sandbox.page.looking import Looking, Who
from bot.sandbox.page.room import Room
from bot.sandbox.wecom import SandboxRefused, WecomTenant, model
from bot.sandbox.wecom.http import COOKIE, PREFIX

_MOST_IMAGE = 10 * MEBIBYTE
_MOST_FILE = 20 * MEBIBYTE


class People:
    """Chats, messages and files of whoever one plays."""

    def __init__(self, tenant: WecomTenant, room: Room) -> None:
        self._tenant = tenant
        self._room = room

    def add_to(self, router: APIRouter) -> None:
        """Put the routes in place."""
        Looking(self._room).add_to(router)
        router.add_api_route("/private", self.open_private, methods=["POST"])
        router.add_api_route("/say", self.say, methods=["POST"])
        router.add_api_route("/read", self.read, methods=["POST"])
        router.add_api_route("/forward", self.forward, methods=["POST"])
        router.add_api_route("/files", self.send_file, methods=["POST"], route_class_override=FileRoute)
        router.add_api_route("/files/{key}", self.file, methods=["GET"])
        router.add_api_route("/open", self.open_link, methods=["GET"], route_class_override=OwnRoute)

    def open_private(self, ask: asks.OfPerson) -> dict[str, str]:
        """Open the chat with the app, of which it hears."""
        return {"chat_id": self._tenant.open_app(ask.who)}

    def say(self, ask: asks.Say) -> dict[str, str]:
        """Write a text to the app, to the smart bot, or in a group with it."""
        chat = self._chat(ask.chat_id)
        if chat.kind == model.APP_PRIVATE:
            return {"message_id": self._tenant.say(ask.who, ask.text)}
        mention = f"@{self._tenant.settings.name}"
        is_written = chat.is_group and mention in ask.text
        text = ask.text.replace(mention, "", 1).strip() if is_written else ask.text
        said = self._tenant.say_to_bot(
            ask.who, text, ask.chat_id, mention_bot=ask.mention_bot or is_written, quote=ask.reply_to or ""
        )  # fmt: skip
        return {"message_id": said}

    def read(self, ask: asks.OfChat) -> dict[str, bool]:
        """Look at a chat to its end."""
        self._tenant.read(ask.who, ask.chat_id)
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
        kind: Literal["file", "image"] = "file",
    ) -> Any:
        """Send a file or picture, where nobody else is: in a group no bot hears of it."""
        most = _MOST_IMAGE if kind == "image" else _MOST_FILE
        if len(content) > most:
            return refused("too_large", 413, megabytes=most // MEBIBYTE)
        chat = self._chat(chat_id)
        if chat.kind == model.APP_PRIVATE:
            return {"message_id": self._tenant.send_media(who, name, content, kind)}
        if chat.kind != model.AIBOT_PRIVATE:
            raise SandboxRefused("no_files_here", chat_id=chat_id)
        return {"message_id": self._tenant.send_file_to_bot(who, name, content, kind=kind)}

    def file(self, key: str) -> Response:
        """A file, to look at when it is a picture, else to keep."""
        return download(*self._tenant.file_content(key))

    def open_link(self, request: Request, who: Who, url: Annotated[str, Query(max_length=2048)]) -> Response:
        """Follow a link as this person: from now on WeCom's web sign-in takes the browser for theirs."""
        if not url.startswith(("https://", "http://")):
            return refused("bad_request", 422, fields=["url"])
        response = RedirectResponse(url, 303)
        response.set_cookie(COOKIE, who, path=PREFIX, httponly=True, samesite="lax")
        return response

    def _chat(self, chat_id: str) -> model.Chat:
        chat = next((it for it in self._tenant.chats() if it.chat_id == chat_id), None)
        if chat is None:
            raise SandboxRefused("unknown_chat", chat_id=chat_id)
        return chat
