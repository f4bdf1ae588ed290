"""The line to the bot: one push, its deadline, its place in the wire log."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.common.faults import NoAnswer, PushFailed
from bot.sandbox.common.wirelog import Exchange
from bot.sandbox.feishu import envelope
from bot.sandbox.feishu.envelope import Sealed
from bot.sandbox.feishu.post import DEADLINE_SECONDS, Post
from bot.sandbox.feishu.world import World

_WEBHOOK = "/feishu/webhook"


@dataclass(frozen=True, slots=True)
class Push:
    """What to push; `channel` is event or callback, `message_id` what it is about."""

    body: Mapping[str, Any]
    channel: str
    kind: str
    message_id: str = ""
    attempt: int = 1
    is_signed: bool = True


class Refused(PushFailed):
    """The bot answered with another status than 200."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


class Line:
    """Over the webhook, or over the long connection where the tenant is set to it."""

    def __init__(self, world: World, post: Post, sockets: Post) -> None:
        self.post = post
        self._sockets = sockets
        self._world = world

    def ask(self, push: Push) -> bytes:
        """The answer's body of a 200 in time. Raises PushFailed, `Refused` for any other status."""
        sealed = self._sealed(push)
        status, answer = 0, b""
        started = self._world.clock()
        try:
            status, answer = self._post(sealed.headers, sealed.body)
        finally:
            self._log(push, sealed, status, answer)
        if (self._world.clock() - started).total_seconds() > DEADLINE_SECONDS:
            raise NoAnswer("answered after the deadline")
        if status != 200:
            raise Refused(status)
        return answer

    @property
    def _is_long_connection(self) -> bool:
        return self._world.settings.has_long_connection

    @property
    def _post(self) -> Post:
        return self._sockets if self._is_long_connection else self.post

    def _sealed(self, push: Push) -> Sealed:
        if self._is_long_connection:
            return Sealed({}, jsons.compact(push.body))
        sealed = envelope.seal(self._world, push.body)
        return sealed if push.is_signed else envelope.unsigned(sealed)

    def _log(self, push: Push, sealed: Sealed, status: int, answer: bytes) -> None:
        exchange = Exchange(
            direction="to_bot",
            channel="websocket" if self._is_long_connection else push.channel,
            method="POST",
            path="" if self._is_long_connection else _WEBHOOK,
            kind=push.kind,
            raw=sealed.body,
            body=_masked(push.body),
            status=status,
            answer_raw=answer,
            headers=sealed.headers,
            message_id=push.message_id,
            attempt=push.attempt,
        )
        self._world.wire_log.record(exchange, self._world.now_ms)


def _masked(body: Mapping[str, Any]) -> dict[str, Any]:
    """Without the verification token, however short it is."""
    header = body.get("header")
    if isinstance(header, dict):
        return {**body, "header": {**header, "token": "••••"}}
    return {**body, "token": "••••"} if "token" in body else dict(body)
