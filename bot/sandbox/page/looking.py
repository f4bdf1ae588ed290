"""Looking at one's chats: alike on every platform."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from bot.sandbox.page.room import MOST_MESSAGES, Room

Who = Annotated[str, Query(min_length=1, max_length=120)]
Limit = Annotated[int, Query(ge=1, le=MOST_MESSAGES)]


class Looking:
    """The chats of whoever one plays, and what was said in them."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def add_to(self, router: APIRouter) -> None:
        """Put the routes in place."""
        router.add_api_route("/chats", self.chats, methods=["GET"])
        router.add_api_route("/chats/{chat_id}/messages", self.messages, methods=["GET"])

    def chats(self, who: Who) -> dict[str, Any]:
        """The chats of one person."""
        return self._room.view(who)

    def messages(self, chat_id: str, who: Who, limit: Limit = 40, before: str = "") -> dict[str, Any]:
        """A page of one chat."""
        return self._room.history(who, chat_id, before, limit)
