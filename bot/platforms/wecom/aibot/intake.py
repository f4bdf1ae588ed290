"""What the platform tells over the long connection: handed over, and answered if somebody waits for it."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import datetime
from typing import Any

from bot.platforms.port import Delivery, PlatformError
from bot.platforms.wecom.aibot import frames
from bot.platforms.wecom.aibot.envelope import CARD_EVENT, Mode, as_delivery
from bot.platforms.wecom.aibot.line import Line

_log = logging.getLogger(__name__)

Deliver = Callable[[Delivery], "Future[dict[str, Any] | None]"]


class EventAnswer(dict[str, Any]):
    """What answers an event, for whoever wants to know that the platform has taken it."""

    def __init__(self, body: Mapping[str, Any], on_taken: Callable[[], None]) -> None:
        super().__init__(body)
        self.on_taken = on_taken


class Intake:
    """Hands deliveries over in the order they came; each waits for its own future and holds up no other."""

    def __init__(self, deliver: Deliver, clock: Callable[[], datetime], answer_seconds: float) -> None:
        self._deliver, self._clock, self._answer_seconds = deliver, clock, answer_seconds
        self._under_way: set[asyncio.Task[None]] = set()

    @property
    def is_busy(self) -> bool:
        """Whether something is not stored or not answered yet."""
        return bool(self._under_way)

    def take(self, line: Line, frame: frames.Frame) -> None:
        """A message or an event has come. Waits for nothing."""
        delivery = as_delivery(Mode.WEBSOCKET, frame.body, self._clock(), frame.req_id)
        if delivery is None:
            _log.warning("unreadable message on the long connection")
            return
        task = asyncio.create_task(self._answer(line, frame.req_id, delivery))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _answer(self, line: Line, req_id: str, delivery: Delivery) -> None:
        try:
            future = asyncio.wrap_future(self._deliver(delivery))
        except Exception:  # a defect of ours must not be lost with the task
            _log.exception("delivery %s not taken", delivery.id)
            return
        await asyncio.wait({future}, timeout=self._answer_seconds if delivery.is_callback else None)
        if not future.done() or future.cancelled():
            _log.warning("no answer to %s in time: dropped", delivery.id)
        elif error := future.exception():
            _log.error("delivery %s failed", delivery.id, exc_info=error)
        elif delivery.is_callback and (body := future.result()) is not None:
            await self._show(line, req_id, delivery, body)

    async def _show(self, line: Line, req_id: str, delivery: Delivery, body: Mapping[str, Any]) -> None:
        cmd = frames.UPDATE if delivery.kind == CARD_EVENT else frames.WELCOME
        try:
            await line.answer(cmd, req_id, body)
        except PlatformError as error:
            _log.warning("answer to %s not shown: %s", delivery.id, error)
        else:
            if isinstance(body, EventAnswer):
                body.on_taken()
