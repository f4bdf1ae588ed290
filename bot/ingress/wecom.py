"""WeCom's doors: the self-built app's callback and the smart bot's, over the webhook or the long connection.

The app is answered an empty 200 at once: what becomes of a tap is shown with the code that came with it. A tap on a
card of the smart bot can only be answered here, within five seconds.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, Future
from datetime import datetime
from threading import Timer
from typing import Any

import orjson
import structlog

from bot.futures import after
from bot.inbound import Answer
from bot.ingress.front import Receive, Reply, Scope, Send, give, headers_of, query_of, read_body, refuse, too_large
from bot.metrics import RECEIVED
from bot.platforms.port import Delivery, Fault, PlatformError, PlatformRefused, Refused, Said, Tapped
from bot.platforms.wecom.aibot import streams
from bot.platforms.wecom.aibot.callback import AibotCallback, AibotDelivery, StreamPoll
from bot.platforms.wecom.aibot.events import read_delivery as read_bot_delivery
from bot.platforms.wecom.aibot.intake import EventAnswer
from bot.platforms.wecom.callback import WecomCallback
from bot.platforms.wecom.client import WecomClient
from bot.platforms.wecom.events import read_delivery
from bot.platforms.wecom.questions import Questions
from bot.platforms.wecom.wire import OutcomeUnknown
from bot.worker import Worker
from storage.database import is_out_of_reach
from storage.inbox import Arrival, Inbox, Stored

log = structlog.get_logger()

TAP_SECONDS = 4.0
"""The smart bot's card can be changed within five seconds of a tap, the way there included."""
AGAIN_SECONDS, LONGEST_AGAIN_SECONDS = 1.0, 30.0
"""While the database is away, what the smart bot has heard is tried to be kept again and again."""
TEXT = b"text/plain; charset=utf-8"


class Taps:
    """Shows what became of a tap on a card of the app: with the code that the tap brought.

    A card that cannot be shown now is drawn once more by the senders.
    """

    def __init__(self, client: WecomClient, keep_code: Callable[[str, str], None], worker: Worker, hands: Executor):
        self._client, self._keep_code, self._worker, self._hands = client, keep_code, worker, hands

    def follow(self, tapped: Tapped, answering: "Future[Answer]") -> None:
        """Show it once it is known; the callback has long been answered then."""
        answering.add_done_callback(lambda done: self._hands.submit(self._show, tapped, done.result()))

    def _show(self, tapped: Tapped, answer: Answer) -> None:
        template = (answer.card or {}).get("template_card")
        try:
            if template is None:
                self._keep_code(tapped.message, tapped.code)
                return
            self._change(tapped, template)
        except PlatformError as error:
            log.warning("tap_not_shown", why=str(error))
        except Exception:
            log.exception("tap_not_shown")
        else:
            self._worker.note_given(answer)

    def _change(self, tapped: Tapped, template: dict[str, Any]) -> None:
        """A code that was certainly not used is good for a later change."""
        try:
            self._client.show(tapped.message, template, tapped.code, person=tapped.sender)
        except PlatformError as error:
            is_judged = isinstance(error, PlatformRefused) and error.fault is Fault.INVALID
            if not is_judged and not isinstance(error, OutcomeUnknown):
                self._keep_code(tapped.message, tapped.code)
            raise


class WecomDoor:
    """Takes what WeCom delivers to the self-built app."""

    def __init__(
        self, callback: WecomCallback, inbox: Inbox, worker: Worker, clock: Callable[[], datetime], taps: Taps
    ) -> None:
        self._callback, self._inbox, self._worker, self._clock = callback, inbox, worker, clock
        self._taps = taps

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One HTTP request."""
        if scope["type"] == "http":
            await give(await self._serve(scope, receive), send)

    async def _serve(self, scope: Scope, receive: Receive) -> Reply:
        query, now = query_of(scope), self._clock()
        if scope["method"] == "GET":
            return _echo(self._callback.verify(query))
        if scope["method"] != "POST":
            return Reply(405)
        body = await read_body(headers_of(scope), receive)
        if body is None:
            return too_large("wecom")
        verdict = self._callback.receive(query, body, now)
        return refuse("wecom", verdict) if isinstance(verdict, Refused) else await self._take(verdict)

    async def _take(self, delivery: Delivery) -> Reply:
        RECEIVED.labels("wecom", delivery.kind).inc()
        try:
            stored = await asyncio.wrap_future(self._inbox.store(_arrival(delivery, "wecom", self._clock())))
        except Exception:
            log.exception("delivery_not_stored", delivery=delivery.id)
            return Reply(500)
        if stored is not None:
            self._begin(stored)
        return Reply(200, kind=TEXT)

    def _begin(self, stored: Stored) -> None:
        tapped = read_delivery(orjson.loads(stored.payload), stored.received_at)
        answering = self._worker.take(stored, is_tap=isinstance(tapped, Tapped))
        if isinstance(tapped, Tapped) and tapped.code:
            self._taps.follow(tapped, answering)


class AibotDoor:
    """Takes what WeCom delivers to the smart bot."""

    def __init__(
        self, callback: AibotCallback, inbox: Inbox, worker: Worker, clock: Callable[[], datetime],
        questions: Questions, *, is_insistent: bool = True,
    ) -> None:  # fmt: skip
        self._callback, self._inbox, self._worker, self._clock = callback, inbox, worker, clock
        self._questions, self._is_insistent = questions, is_insistent

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One HTTP request of the webhook mode."""
        if scope["type"] != "http":
            return
        reply = await self._serve(scope, receive)
        await give(reply, send)
        if reply.answer is not None:
            self._worker.note_given(reply.answer)

    async def _serve(self, scope: Scope, receive: Receive) -> Reply:
        query, now = query_of(scope), self._clock()
        if scope["method"] == "GET":
            return _echo(self._callback.verify(query, now))
        if scope["method"] != "POST":
            return Reply(405)
        body = await read_body(headers_of(scope), receive)
        if body is None:
            return too_large("wecom")
        match verdict := self._callback.receive(query, body, now):
            case Refused():
                return refuse("wecom", verdict)
            case StreamPoll():
                return Reply(200, verdict.seal(await self._so_far(verdict.stream_id)))
            case AibotDelivery():
                return await self._take(verdict)

    async def _so_far(self, stream_id: str) -> dict[str, Any]:
        """What there is of an answer; while nobody can tell, the platform may ask again."""
        try:
            return await asyncio.to_thread(self._questions.so_far, stream_id)
        except Exception:
            log.exception("stream_not_read", stream=stream_id)
            return self._questions.waiting(stream_id)

    async def _take(self, given: AibotDelivery) -> Reply:
        """A message is answered by a stream that the platform asks for again; a tap by the changed card."""
        try:
            stored = await asyncio.wrap_future(self.store(given.delivery))
        except Exception:
            log.exception("delivery_not_stored", delivery=given.delivery.id)
            return Reply(500)
        said = self._read(given.delivery)
        if stored is not None:
            answering = self._worker.take(stored, is_tap=given.delivery.is_callback)
            if isinstance(said, Tapped):
                return await self._answered(said, answering, given)
        if isinstance(said, Said):
            return Reply(200, given.seal(self._questions.begun(said.message)))
        return Reply(200)

    async def _answered(self, tapped: Tapped, answering: "Future[Answer]", given: AibotDelivery) -> Reply:
        try:
            answer = await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(answering)), TAP_SECONDS)
        except TimeoutError:
            return Reply(200)
        body = change_of(tapped, answer)
        if body is None:
            return Reply(200)
        return Reply(200, given.seal(body), answer if is_for_all(answer) else None)

    def store(self, delivery: Delivery) -> "Future[Stored | None]":
        """Keep a delivery; None for one that came before. Nobody brings it again: we try until the database is back."""
        RECEIVED.labels("wecom", delivery.kind).inc()
        done: Future[Stored | None] = Future()
        self._insist(delivery, done, AGAIN_SECONDS)
        return done

    def _insist(self, delivery: Delivery, done: "Future[Stored | None]", seconds: float) -> None:
        def kept(storing: "Future[Stored | None]") -> None:
            error = storing.exception()
            if error is None:
                done.set_result(storing.result())
            elif not (self._is_insistent and is_out_of_reach(error)):
                done.set_exception(error)
            else:
                log.warning("not_kept_yet", delivery=delivery.id, why=type(error).__name__)
                later = Timer(seconds, self._insist, (delivery, done, min(2 * seconds, LONGEST_AGAIN_SECONDS)))
                later.daemon = True
                later.start()

        self._store_once(delivery).add_done_callback(kept)

    def _store_once(self, delivery: Delivery) -> "Future[Stored | None]":
        """How a message can be answered is kept before it is handled."""
        said, arrival = self._read(delivery), _arrival(delivery, "aibot", self._clock())
        if not isinstance(said, Said):
            return self._inbox.store(arrival)
        return after(self._questions.keep(delivery, said), lambda: self._inbox.store(arrival))

    def deliver(self, delivery: Delivery) -> "Future[dict[str, Any] | None]":
        """The long connection's way in: the same, without HTTP."""
        done: Future[dict[str, Any] | None] = Future()

        def kept(storing: "Future[Stored | None]") -> None:
            if (error := storing.exception()) is not None:
                done.set_exception(error)
                return
            stored, tapped = storing.result(), self._read(delivery)
            answering = self._worker.take(stored, is_tap=delivery.is_callback) if stored is not None else None
            if answering is None or not isinstance(tapped, Tapped):
                done.set_result(None)
                return
            answering.add_done_callback(lambda future: self._give(tapped, future.result(), done))

        self.store(delivery).add_done_callback(kept)
        return done

    def _give(self, tapped: Tapped, answer: Answer, done: "Future[dict[str, Any] | None]") -> None:
        """Whether it is shown in time is for the connection to find out; if not, the senders draw the card anew."""
        body = change_of(tapped, answer)
        if body is not None and is_for_all(answer):
            body = EventAnswer(body, lambda: self._worker.note_given(answer))
        if not done.done():
            done.set_result(body)

    def _read(self, delivery: Delivery) -> object:
        return read_bot_delivery(orjson.loads(delivery.payload_json), delivery.created_at)


def change_of(tapped: Tapped, answer: Answer) -> dict[str, Any] | None:
    """How a tapped card of the smart bot changes: for everybody, or for whoever tapped where it only concerns them."""
    template = (answer.card or {}).get("template_card")
    if template is None:
        return None
    whom = None if is_for_all(answer) else [tapped.sender]
    return streams.update({**template, "task_id": tapped.message}, whom)


def is_for_all(answer: Answer) -> bool:
    """Otherwise the others still see the card as it was."""
    return not (answer.is_private or (answer.toast is not None and answer.toast.kind == "error"))


def _arrival(delivery: Delivery, source: str, now: datetime) -> Arrival:
    return Arrival(delivery.id, source, delivery.kind, delivery.payload_json, now)


def _echo(verdict: bytes | Refused) -> Reply:
    return refuse("wecom", verdict) if isinstance(verdict, Refused) else Reply(200, verdict, kind=TEXT)
