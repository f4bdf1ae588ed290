"""Feishu's door.

A delivery is on disk before the platform gets its 200. A card click is then handled within its deadline; what takes
longer is answered 处理中 and arrives as an update of the card.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from datetime import datetime
from threading import Timer

import structlog

from bot.inbound import Answer
from bot.ingress.front import Receive, Reply, Scope, Send, give, headers_of, read_body, refuse, too_large
from bot.metrics import RECEIVED
from bot.platforms.feishu.answers import ACKNOWLEDGED, Toast, Tone, click_answer
from bot.platforms.feishu.webhook import Challenge, FeishuWebhook
from bot.platforms.port import Delivery, Refused
from bot.worker import Worker
from storage.inbox import Arrival, Inbox, Stored

log = structlog.get_logger()

CLICK_SECONDS = 0.8
"""Feishu shows an error after 3 s; a person thinks so after one."""


class FeishuDoor:
    """Takes Feishu's deliveries, over the webhook or the long connection, and answers them."""

    def __init__(
        self, webhook: FeishuWebhook, inbox: Inbox, worker: Worker, clock: Callable[[], datetime], in_progress: str
    ) -> None:
        self._webhook, self._inbox, self._worker, self._clock = webhook, inbox, worker, clock
        self._in_progress = click_answer(Toast(Tone.INFO, in_progress))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One HTTP request."""
        if scope["type"] != "http":
            return
        reply = await self._serve(scope, receive)
        await give(reply, send)
        if reply.answer is not None:
            self._worker.note_given(reply.answer)

    async def _serve(self, scope: Scope, receive: Receive) -> Reply:
        if scope["method"] != "POST":
            return Reply(405)
        headers = headers_of(scope)
        body = await read_body(headers, receive)
        if body is None:
            return too_large("feishu")
        verdict = self._webhook.receive(headers, body, self._clock())
        match verdict:
            case Challenge():
                return Reply(200, verdict.body)
            case Refused():
                return refuse("feishu", verdict)
            case Delivery():
                return await self._take(verdict)

    async def _take(self, delivery: Delivery) -> Reply:
        RECEIVED.labels("feishu", delivery.kind).inc()
        try:
            stored = await asyncio.wrap_future(self.store(delivery))
        except Exception:
            # Nothing was kept: the platform is told so and will send it again.
            log.exception("delivery_not_stored", delivery=delivery.id)
            return Reply(500)
        if stored is None:
            return Reply(200, ACKNOWLEDGED)
        answering = self._worker.take(stored, is_tap=delivery.is_callback)
        return await self._click(answering) if delivery.is_callback else Reply(200, ACKNOWLEDGED)

    async def _click(self, answering: "Future[Answer]") -> Reply:
        try:
            answer = await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(answering)), CLICK_SECONDS)
        except TimeoutError:
            return Reply(200, self._in_progress)
        return Reply(200, answer_bytes(answer), answer)

    def store(self, delivery: Delivery) -> "Future[Stored | None]":
        """Keep a delivery; None for one that came before."""
        return self._inbox.store(Arrival(delivery.id, "feishu", delivery.kind, delivery.payload_json, self._clock()))

    def deliver(self, delivery: Delivery) -> "Future[bytes | None]":
        """The long connection's way in: the same, without HTTP."""
        done: Future[bytes | None] = Future()

        def kept(storing: "Future[Stored | None]") -> None:
            if (error := storing.exception()) is not None:
                done.set_exception(error)
                return
            stored = storing.result()
            answering = self._worker.take(stored, is_tap=delivery.is_callback) if stored is not None else None
            if answering is None or not delivery.is_callback:
                done.set_result(None if not delivery.is_callback else ACKNOWLEDGED)
                return
            answering.add_done_callback(lambda future: self._give(future.result(), done))
            patience = Timer(CLICK_SECONDS, _answer_first, (done, self._in_progress))
            patience.daemon = True
            patience.start()
            done.add_done_callback(lambda _: patience.cancel())

        RECEIVED.labels("feishu", delivery.kind).inc()
        self.store(delivery).add_done_callback(kept)
        return done

    def _give(self, answer: Answer, done: "Future[bytes | None]") -> None:
        if _answer_first(done, answer_bytes(answer)):
            self._worker.note_given(answer)


def _answer_first(done: "Future[bytes | None]", body: bytes) -> bool:
    """Answer a click, unless it has been answered already."""
    try:
        done.set_result(body)
    except InvalidStateError:
        return False
    return True


def answer_bytes(answer: Answer) -> bytes:
    """A tap's answer on Feishu's wire."""
    toast = Toast(Tone(answer.toast.kind), answer.toast.text) if answer.toast else None
    return click_answer(toast, answer.card)
