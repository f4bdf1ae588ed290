"""The stream of what changed, as server-sent events."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from bot.sandbox.common.faults import SandboxRefused
from bot.sandbox.page.guard import refused
from bot.sandbox.page.room import Room

MOST_READERS = 40
_WAIT_SECONDS = 1.0
_PAUSE_SECONDS = 0.1
_SILENCE_SECONDS = 15.0


class Follower:
    """One reader's place in the changes."""

    def __init__(self, room: Room, who: str, since: str) -> None:
        run, _, seq = since.partition("-")
        self._room = room
        self._who = who
        self.is_lost = False
        """Told that too much was missed, or that `who` is gone: the stream has nothing more to say."""
        self._is_stranger = run != room.run or not seq.isdecimal()
        self._seq = int(seq) if seq.isdecimal() else 0
        self._pulse: tuple[int, ...] = ()
        self._told = time.monotonic()

    def wait(self) -> str:
        """The next piece of the stream: news, a sign of life, or nothing yet. Blocks for a second at most."""
        changes = self._room.side.changes_since(self._seq, timeout=0.0 if self._is_stranger else _WAIT_SECONDS)
        if self._is_stranger or changes["is_reset"]:
            return self._lose()
        pulse = self._room.pulse()
        if not changes["changes"] and pulse == self._pulse:
            is_quiet = time.monotonic() - self._told < _SILENCE_SECONDS
            return "" if is_quiet else self._tell(": still here\n\n")
        self._pulse = pulse
        try:
            return self._tell(_event("news", self._news(changes)))
        except SandboxRefused:  # whoever followed has left the company
            return self._lose()

    def _news(self, changes: dict[str, Any]) -> dict[str, Any]:
        self._seq = changes["seq"]
        view = self._room.view(self._who)
        seen = {chat["chat_id"] for chat in view["chats"]}
        changed = [it["message_id"] for it in changes["changes"] if it["kind"] == "message" and it["chat_id"] in seen]
        # The view may be newer than the changes: what it lacks comes with the next piece, nothing is skipped.
        since = f"{self._room.run}-{self._seq}"
        return {**view, "since": since, "messages": self._room.messages(self._who, dict.fromkeys(changed))}

    def _lose(self) -> str:
        self.is_lost = True
        return self._tell(_event("lost", {}))

    def _tell(self, text: str) -> str:
        self._told = time.monotonic()
        return text


class News:
    """Serves the stream to a limited number of readers, each from a thread that is not the application's."""

    def __init__(self, room: Room, is_stopping: Callable[[], bool]) -> None:
        self._room = room
        self._is_stopping = is_stopping
        self._readers = 0
        # Waiting in the shared pool would leave none of its threads to the routes.
        self._threads = ThreadPoolExecutor(MOST_READERS, thread_name_prefix="sandbox-news")

    def add_to(self, router: APIRouter) -> None:
        """Put the route in place."""
        router.add_api_route("/news", self.follow, methods=["GET"])

    async def follow(self, who: Annotated[str, Query(max_length=120)], since: str = "") -> Response:
        """Everything that changes from `since` on."""
        await asyncio.get_running_loop().run_in_executor(self._threads, self._room.view, who)
        if self._readers >= MOST_READERS:
            return refused("too_many_readers", 503)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        follower = Follower(self._room, who, since)
        return StreamingResponse(self._pieces(follower), media_type="text/event-stream", headers=headers)

    async def _pieces(self, follower: Follower) -> AsyncIterator[str]:
        loop = asyncio.get_running_loop()
        self._readers += 1
        try:
            yield ": hello\n\n"
            while not (self._is_stopping() or follower.is_lost):
                piece = await loop.run_in_executor(self._threads, follower.wait)
                if piece:
                    yield piece
                    await asyncio.sleep(_PAUSE_SECONDS)  # a burst becomes a few pieces, not one for each change
        finally:
            self._readers -= 1


def _event(name: str, content: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(content, ensure_ascii=False)}\n\n"
