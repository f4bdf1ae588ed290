"""Who is connected as the smart bot: one connection, the one that subscribed last (wecom.md §5.3.4)."""

from collections.abc import Callable
from secrets import token_hex
from threading import Lock
from typing import Any, Protocol

from bot.sandbox.common import jsons
from bot.sandbox.common.faults import NoConnection
from bot.sandbox.wecom.aibot.frames import PING, SUBSCRIBE, Frames
from bot.sandbox.wecom.aibot.memory import Memory

CLEAN = 1000
"""A close frame that says that all is well."""


class Socket(Protocol):
    """One open socket. Everything may be called from any thread, returns at once and happens in order."""

    def send(self, text: str, *, after_seconds: float = 0.0) -> None:
        """One text frame."""
        ...

    def close(self, code: int) -> None:
        """After what was sent before, with a close frame."""
        ...

    def abort(self) -> None:
        """At once, without a word."""
        ...


class Sockets:
    """All sockets of the bot, of which at most one is subscribed."""

    def __init__(self, memory: Memory, frames: Frames) -> None:
        self._memory = memory
        self._frames = frames
        self._live: Socket | None = None
        self._lock = Lock()

    @property
    def is_connected(self) -> bool:
        """Whether somebody is subscribed."""
        return self._live is not None

    @property
    def takes_connections(self) -> bool:
        """Whether the platform is there at all."""
        settings = self._memory.world.settings
        is_there = bool(settings.aibot_id) and settings.aibot_mode == "websocket"
        return is_there and not self._memory.switches.is_offline and self._memory.world.failures.platform_down is None

    def receive(self, socket: Socket, raw: str) -> None:
        """A frame has come in; never raises."""
        frame, switches = _parsed(raw), self._memory.switches
        cmd = frame.get("cmd") if isinstance(frame, dict) else None
        answer = self._frames.handle(frame, is_subscribed=socket is self._live)
        if cmd == SUBSCRIBE and answer["errcode"] == 0:
            self._take_over(socket)
        if cmd != PING or not switches.answers_no_heartbeat:
            socket.send(jsons.compact(answer).decode(), after_seconds=switches.ack_delay_seconds)

    def gone(self, socket: Socket) -> None:
        """A socket was closed by the other end or by us."""
        with self._lock:
            if self._live is socket:
                self._live = None

    def send(self, frame: dict[str, Any]) -> None:
        """Tell the bot something. Raises NoConnection."""
        live = self._live
        if live is None:
            raise NoConnection("nobody is connected")
        live.send(jsons.compact(frame).decode())

    # On command

    def close(self) -> None:
        """The connection ends as if all were well."""
        self._end(lambda live: live.close(CLEAN))

    def abort(self) -> None:
        """The connection breaks."""
        self._end(lambda live: live.abort())

    def kick(self) -> None:
        """As if a newer connection had taken over."""
        self._end(self._dismiss)

    def _take_over(self, socket: Socket) -> None:
        with self._lock:
            old, self._live = self._live, socket
        if old is not None and old is not socket:
            self._dismiss(old)

    def _end(self, how: Callable[[Socket], None]) -> None:
        with self._lock:
            live, self._live = self._live, None
        if live is not None:
            how(live)

    def _dismiss(self, socket: Socket) -> None:
        world = self._memory.world
        body = {
            "msgid": f"CAIQ{token_hex(10)}",
            "create_time": world.now_seconds,
            "aibotid": world.settings.aibot_id,
            "msgtype": "event",
            "event": {"eventtype": "disconnected_event", "disconnected_event": {}},
        }
        req_id = f"SRVREQ-{token_hex(6)}"
        frame = {"cmd": "aibot_event_callback", "headers": {"req_id": req_id}, "body": body}
        socket.send(jsons.compact(frame).decode())
        socket.close(CLEAN)


def _parsed(raw: str) -> object:
    try:
        return jsons.parse(raw)
    except ValueError:
        return None
