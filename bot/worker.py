"""Handles what is in the inbox: by thread, in order per chat, from wherever the last process left off."""

import itertools
import queue
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import nullcontext
from datetime import datetime
from typing import Any

import orjson
import structlog

from bot.futures import after_all
from bot.inbound import Answer, Listener, NotRecordedYet
from bot.lanes import Lane, Lanes, Task
from bot.planner.computer import Computer, NotNow
from bot.platforms.port import Inbound, PlatformBusy, Tapped
from handlers.bus import Bus
from handlers.command import Command, from_payload
from handlers.computing import COMPUTATIONS
from handlers.context import Place
from handlers.errands import ERRANDS
from handlers.sender import TONGPIN
from storage.database import is_out_of_reach
from storage.inbox import Inbox, Stored

log = structlog.get_logger()

CLAIM_SECONDS = 3.0
"""How often we look for deliveries that another process has left behind, and keep our own from being taken over."""
AGAIN_SECONDS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
"""How long a delivery rests while the database is out of reach, or what it is about; the last again and again."""
WORDS_PER_TAP = 8
"""Lanes: words come in bursts, and the more of them are under way the more share a commit."""

Reader = Callable[[Any, datetime], Inbound]


class Worker:
    """A few threads; the same chat always gets the same one, taps never wait behind messages.

    With no threads everything is done at once by whoever brings it: for stories, where order is everything.
    """

    def __init__(
        self, bus: Bus, inbox: Inbox, listener: Listener, readers: Mapping[str, Reader], computer: Computer,
        clock: Callable[[], datetime], *, wake_senders: Callable[[], None], threads: int = 2,
        errands: Computer | None = None,
    ) -> None:  # fmt: skip
        self._bus, self._inbox, self._listener, self._readers = bus, inbox, listener, readers
        self._computer, self._clock, self._wake_senders = computer, clock, wake_senders
        self._errands = errands
        self._words, self._taps, self._own = (Lanes(count * threads) for count in (WORDS_PER_TAP, 1, 1))
        self._lanes = [*self._words.all, *self._taps.all, *self._own.all]
        self._arrivals: Lane = queue.SimpleQueue()
        self._left = threading.Lock()  # what others have left goes one by one, lest each life begins all of it
        self._held: dict[int, Task] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(lane,), name=f"worker-{n}", daemon=True)
            for n, lane in enumerate(self._lanes)
        ]
        self._threads.append(threading.Thread(target=self._dispatch, name="worker-dispatch", daemon=True))
        self._sweeper = threading.Thread(target=self._sweep, name="worker-sweep", daemon=True)

    # --- life ------------------------------------------------------------------------------

    def start(self) -> None:
        """Take up what was left unhandled, then what comes."""
        for thread in (*self._threads, self._sweeper):
            thread.start()

    def stop(self) -> None:
        """Handle what is in hand, then stop; the rest stays in the inbox."""
        self._stop.set()
        for waiting in (self._arrivals, *self._lanes):
            waiting.put(None)
        for thread in (*self._threads, self._sweeper):
            if thread.is_alive():
                thread.join(timeout=10)

    def _run(self, lane: Lane) -> None:
        """One after the other; while the database is out of reach the first waits, and with it all behind it."""
        while (task := lane.get()) is not None:
            self._insist(task, self._try)

    def _dispatch(self) -> None:
        """Reads deliveries and gives them to their lanes. A thread of its own: reading may have to ask the platform."""
        while (task := self._arrivals.get()) is not None:
            self._insist(task, self._route)

    def _insist(self, task: Task, attempt: Callable[[Task], bool]) -> None:
        for seconds in itertools.chain(AGAIN_SECONDS, itertools.repeat(AGAIN_SECONDS[-1])):
            if self._stop.is_set() or attempt(task) or self._stop.wait(seconds):
                return

    def _sweep(self) -> None:
        while True:
            try:
                self.sweep()
            except Exception:
                log.exception("inbox_out_of_reach")
            if self._stop.wait(CLAIM_SECONDS):
                return

    def sweep(self) -> int:
        """Take up what nobody is handling: left by a crash, or put off. How many there were."""
        found = 0
        while left := self._inbox.claim(self._clock(), holding=self._holding()):
            found += len(left)
            for stored in left:
                self.take(stored)
        return found

    @property
    def is_idle(self) -> bool:
        """Nothing is in hand."""
        return not self._holding()

    def _holding(self) -> list[int]:
        with self._lock:
            return list(self._held)

    # --- work ------------------------------------------------------------------------------

    def take(self, stored: Stored, *, is_tap: bool = False) -> "Future[Answer]":
        """Have a delivery handled. Resolves when it, and everything it directly owes, is done. Never raises."""
        with self._lock:
            task = self._held.get(stored.seq)
            if task is not None:
                return task.done
            task = self._held[stored.seq] = Task(stored)
        if not self._lanes:
            self.handle(task)
        elif is_tap or stored.source not in self._readers:
            self._insist(task, self._route)  # nothing in it that a platform would have to be asked for
        else:
            self._arrivals.put(task)
        return task.done

    def handle(self, task: Task) -> None:
        """Carry one delivery out on this thread and see to what follows from it; put it off if that cannot be."""
        if not (self._read(task) and self._try(task)) and not task.done.done():
            log.warning("put_off", delivery=task.stored.delivery)
            self._finish(task, Answer())

    def note_given(self, answer: Answer) -> None:
        """The platform got a tap's answer in time."""
        self._listener.note_given(answer)

    def _route(self, task: Task) -> bool:
        if not self._read(task):
            return False
        if not task.done.done():
            self._lane_of(task).put(task)
        return True

    def _read(self, task: Task) -> bool:
        """Understand a delivery. False when that has to wait."""
        reader = self._readers.get(task.stored.source)
        return reader is None or self._guarded(task, lambda: self._understand(task, reader))

    def _understand(self, task: Task, reader: Reader) -> None:
        task.inbound = reader(orjson.loads(task.stored.payload), task.stored.received_at)

    def _try(self, task: Task) -> bool:
        """Carry a delivery out. False when that has to wait."""
        return task.done.done() or self._guarded(task, lambda: self._carry_out(task))

    def _guarded(self, task: Task, step: Callable[[], None]) -> bool:
        """Whether there is nothing left to wait for: the step was taken, or a defect of ours is kept in view."""
        with structlog.contextvars.bound_contextvars(delivery=task.stored.delivery):
            try:
                step()
            except NotRecordedYet:
                return self._come_back(task)
            except Exception as error:
                if self._stop.is_set():
                    return True  # broken off by the end of the program; it stays in the inbox
                if _will_pass(error):
                    log.warning("not_handled_yet", why=type(error).__name__)
                    task.computed = None
                    return False
                return self._give_up(task)
            return True

    def _come_back(self, task: Task) -> bool:
        """Let a delivery leave its lane for a moment: others need not wait for what it waits for."""
        if not self._lanes:
            return False
        seconds = AGAIN_SECONDS[min(task.rests, len(AGAIN_SECONDS) - 1)]
        task.rests += 1
        later = threading.Timer(seconds, self._lane_of(task).put, (task,))
        later.daemon = True
        later.start()
        return True

    def _give_up(self, task: Task) -> bool:
        """Keep a delivery that a defect of ours made fail, under a reference. False when even that has to wait."""
        try:
            answer = self._listener.give_up(task.stored, task.inbound)
        except Exception as error:
            log.exception("not_given_up_yet")
            return not _will_pass(error)
        self._follow(task, answer)
        return True

    def _carry_out(self, task: Task) -> None:
        if task.stored.source == "self":
            self._obey(task)
        elif task.inbound is not None:
            with self._left if task.stored.is_left else nullcontext():
                self._begin(task)
                answer = self._listener.hear(task.stored, task.inbound)
            self._follow(task, answer)
        else:
            raise LookupError(f"nothing reads deliveries of {task.stored.source}")

    def _begin(self, task: Task) -> None:
        """Note an attempt at what others did not come to an end with: it may be what ended them."""
        if task.stored.is_left and not task.is_begun:
            self._inbox.begin(task.stored, self._clock())
            task.is_begun = True

    def _obey(self, task: Task) -> None:
        """A command of our own. One that has to be worked out first leaves its lane meanwhile."""
        payload = orjson.loads(task.stored.payload)
        command, place = from_payload(payload), Place(payload.get("chat", ""), payload.get("message", ""))
        helper = self._helper(command)
        if helper is not None:
            if task.computed is None:
                task.computed = helper.submit(command, lambda: self._begin(task))
                if self._lanes:
                    task.computed.add_done_callback(lambda _: self._lane_of(task).put(task))
                    return
            command = task.computed.result()
        self._begin(task)
        try:
            outcome = self._bus.execute(command, sender=TONGPIN, now=self._clock(), place=place, delivery=task.stored)
        finally:
            if helper is not None:
                helper.recorded()
        self._follow(task, Answer(owed=outcome.owed))

    def _helper(self, command: Command) -> Computer | None:
        """Who works a command out beside the transactions; None for what is carried out here."""
        return self._computer if type(command) in COMPUTATIONS else self._errands if type(command) in ERRANDS else None

    # --- what follows ----------------------------------------------------------------------

    def _follow(self, task: Task, answer: Answer) -> None:
        """What a delivery owes is done before it counts as answered."""
        self._wake_senders()
        after_all(
            [self.take(stored) for stored in answer.owed], lambda: self._finish(task, self._with_card(task, answer))
        )

    def _with_card(self, task: Task, answer: Answer) -> Answer:
        """A tap is answered with the card as it is after all that; what cannot be drawn arrives later, or not."""
        if not isinstance(task.inbound, Tapped) or answer.card is not None:
            return answer
        try:
            return self._listener.with_card(answer, task.inbound)
        except Exception:
            log.exception("card_not_drawn", delivery=task.stored.delivery)
            return answer

    def _finish(self, task: Task, answer: Answer) -> None:
        with self._lock:
            self._held.pop(task.stored.seq, None)
        if not task.done.done() and task.done.set_running_or_notify_cancel():
            task.done.set_result(answer)

    def _lane_of(self, task: Task) -> Lane:
        """Messages, taps and our own commands have lanes of their own: none waits behind another kind."""
        if task.inbound is None:
            return self._own.of(task.stored.delivery)
        lanes = self._taps if isinstance(task.inbound, Tapped) else self._words
        return lanes.of(f"{task.inbound.platform}:{task.inbound.chat}")


def _will_pass(error: Exception) -> bool:
    """The database, the platform or the planner is out of reach: the same again will work."""
    return isinstance(error, PlatformBusy | NotNow) or is_out_of_reach(error)
