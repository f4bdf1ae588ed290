"""Puts the program together."""

import os
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlmodel import Session
from starlette.applications import Starlette
from starlette.routing import Mount

import handlers.everything  # noqa: F401  (fills HANDLERS, MAY and ANNOUNCEMENTS)
from bot.clock import Clock
from bot.config import Settings, secret_values
from bot.grammar.commands import described
from bot.grammar.lexicon import Lexicon
from bot.inbound import STALE_AFTER, Listener
from bot.ingress import AsgiApp, FeishuDoor, FrontDoor
from bot.outbound import Outbound, Pace, Refused, per_second
from bot.planner.computer import Planner
from bot.planner.hello import Hello
from bot.planner.inline import InlinePlanner
from bot.planner.life import Life
from bot.planner.processes import Limits, PlannerProcesses
from bot.platforms.feishu.client import FeishuClient
from bot.platforms.feishu.envelope import MESSAGE, open_envelope
from bot.platforms.feishu.events import read_delivery
from bot.platforms.feishu.webhook import FeishuWebhook, WebhookKeys
from bot.platforms.feishu.wire import Wire
from bot.platforms.port import Fault, Inbound, Platform
from bot.scheduler import Scheduler
from bot.web import home_page, operations_pages
from bot.worker import Reader, Worker
from cards.wording import Wording
from handlers.bus import Bus
from handlers.commands import NoteChatReachable
from handlers.context import Rules
from handlers.lookups import describe_commands
from handlers.sender import TONGPIN
from storage import catalogue, leases, machines
from storage.counters import data_version, rebooked_orders
from storage.database import Database
from storage.inbox import Inbox
from storage.shop import factory_calendar

if TYPE_CHECKING:
    from bot.platforms.feishu.long_connection import LongConnection
    from core.planning.promise.engine import PromiseEngine


@dataclass
class Program:
    """All parts of a running Tongpin, wired."""

    settings: Settings
    clock: Clock
    database: Database
    bus: Bus
    inbox: Inbox
    planner: Planner
    listener: Listener
    worker: Worker
    outbound: Outbound
    scheduler: Scheduler
    feishu: FeishuClient | None
    feishu_door: FeishuDoor | None
    long_connection: "LongConnection | None" = None

    def start(self) -> None:
        """Begin to work in the background."""
        if self.database.is_sqlite:
            self.inbox.forget_leases()
            self.database.write(leases.forget_all)
        self.planner.start()
        self.scheduler.start()
        self.worker.start()
        self.outbound.start()  # after what is done here: its threads have much to do at once, and would hold it up
        if self.long_connection is not None:
            self.long_connection.start()

    def stop(self) -> None:
        """Finish what is in hand and let go of everything, in the order that loses nothing."""
        if self.long_connection is not None:
            self.long_connection.stop()
        self.scheduler.stop()
        self.worker.stop()
        self.planner.close()
        self.outbound.stop()
        if self.feishu is not None:
            self.feishu.close()
        self.database.close()

    def troubles(self) -> list[str]:
        """What keeps it from being ready."""
        connection, troubles = self.long_connection, self.planner.troubles()
        if connection is not None and connection.trouble:
            troubles.append(f"feishu: {connection.trouble}")
        return troubles


T = TypeVar("T")


class MasterDataCache(Generic[T]):
    """Something read from the master data, kept as long as none of them have changed."""

    def __init__(self, read: Callable[[Session], T]) -> None:
        self._read = read
        self._kept: tuple[int, T] | None = None

    def __call__(self, session: Session) -> T:
        """What it is now."""
        version, kept = data_version(session), self._kept
        if kept is None or rebooked_orders(session, kept[0], version) is None:
            kept = version, self._read(session)
        # Version and value change together: threads must not take one for the other's.
        self._kept = version, kept[1]
        return kept[1]


def lexicon_of(session: Session) -> Lexicon:
    """This factory's words, as its master data are now."""
    families = catalogue.families(session).values()
    return Lexicon.of(
        catalogue.products(session), catalogue.customers(session), families, machines.work_centres(session)
    )


def assemble(
    settings: Settings, clock: Clock, *, feishu_wire: Wire | None = None, engine: "PromiseEngine | None" = None,
    pace: Pace | None = None, threads: int = 4, early: Life | None = None,
) -> Program:  # fmt: skip
    """Wire everything for these settings. Opens the database; starts nothing. `threads` 0: see `Worker`.

    Promises are worked out by processes, the first of which may be `early`; in this one if there are no threads, or
    the engine is given.
    """
    owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
    database = Database(settings.database.url)
    wording = Wording(settings.locale.language, settings.zone)
    enabled = frozenset({"feishu"} if settings.feishu.enabled else ())
    describe_commands(described)
    inbox = Inbox(database, owner)
    is_inline = engine is not None or not threads
    planner: Planner = (
        InlinePlanner(database, engine, clock, settings.zone)
        if is_inline
        else _planner_processes(settings, database, clock, owner, early)
    )
    bus = Bus(database, wording, _rules(settings, planner), owner, settings.zone, enabled)
    is_connected = settings.feishu.mode == "websocket"
    lexicon = MasterDataCache(lexicon_of)
    listener = Listener(bus, clock, settings.zone, lexicon, stale_after=STALE_AFTER if is_connected else None)
    feishu = _feishu_client(settings, clock, feishu_wire)
    platforms: dict[str, Platform] = {"feishu": feishu} if feishu is not None else {}
    outbound = Outbound(
        database, platforms, wording, clock, settings.zone, owner=owner, pace=pace or _pace(settings),
        on_refused=lambda refused: _note_refused(bus, clock, refused),
    )  # fmt: skip
    readers = {"feishu": _feishu_reader(feishu)} if feishu is not None else {}
    worker = Worker(bus, inbox, listener, readers, planner, clock, wake_senders=outbound.wake, threads=threads)
    scheduler = Scheduler(
        database, clock, settings.zone, owner=owner, take=worker.take, cron=settings.jobs.model_dump()
    )
    clock.on_advance(outbound.wake)
    door = _feishu_door(settings, inbox, worker, clock, wording) if feishu is not None else None
    program = Program(
        settings, clock, database, bus, inbox, planner, listener, worker, outbound, scheduler, feishu, door
    )
    program.long_connection = _long_connection(settings, program, feishu_wire)
    return program


def make_app(program: Program, pages: AsgiApp | None = None) -> AsgiApp:
    """The web side: the platforms' doors and the operators' pages. `pages` is the sandbox's, whose page is at `/`."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        program.start()
        try:
            yield
        finally:
            program.stop()

    database, troubles = program.database, program.troubles
    rest = home_page(database, troubles, program.bus.wording) if pages is None else Mount("/", pages)
    app = Starlette(routes=[*operations_pages(database, troubles), rest], lifespan=lifespan)
    if program.feishu_door is None:
        return app
    return FrontDoor({"/feishu/webhook": program.feishu_door}, app)


def hello_of(settings: Settings) -> Hello:
    """What a planner process is told of these settings."""
    return Hello(
        work="", database=settings.database.url, timezone=settings.locale.timezone,
        secrets=tuple(secret_values(settings)),
    )  # fmt: skip


def _planner_processes(
    settings: Settings, database: Database, clock: Clock, owner: str, early: Life | None
) -> PlannerProcesses:
    limits = Limits(settings.planning.answer_seconds, settings.planning.plan_seconds)
    return PlannerProcesses(hello_of(settings), database, clock, owner=owner, limits=limits, early=early)


def _rules(settings: Settings, planner: Planner) -> Rules:
    acknowledgements = settings.acknowledgements
    return Rules(
        quote_hold=settings.quote_hold,
        remind_after_work_minutes=acknowledgements.remind_after_minutes,
        lead_after_work_minutes=acknowledgements.lead_after_minutes,
        coordinator_after_work_minutes=acknowledgements.coordinator_after_minutes,
        calendar=MasterDataCache(lambda session: factory_calendar(session, settings.zone)),
        planning=settings.plan_policy,
        planner=planner.state,
    )


def _pace(settings: Settings) -> Pace:
    delivery = settings.delivery
    return Pace(
        chat_interval=timedelta(seconds=1 / delivery.messages_per_second_per_chat),
        app_rate=per_second(delivery.messages_per_second),
    )


def _feishu_client(settings: Settings, clock: Clock, wire: Wire | None) -> FeishuClient | None:
    feishu = settings.feishu
    if not feishu.enabled:
        return None
    return FeishuClient(wire or _lark(settings), feishu.app_id, feishu.app_secret.get_secret_value(), clock)


def _feishu_reader(client: FeishuClient) -> Reader:
    def read(payload: Any, at: datetime) -> Inbound:
        # Only a message has to be searched for a mention of the bot; a click must not wait for the answer who that is.
        is_message = open_envelope(payload).kind == MESSAGE
        return read_delivery(payload, client.bot_open_id() if is_message else "", at)

    return read


def _lark(settings: Settings) -> Wire:
    from bot.platforms.feishu.lark import LarkWire  # late: only a real client needs the SDK

    return LarkWire(settings.feishu.base_url, settings.feishu.timeout_seconds)


def _feishu_door(settings: Settings, inbox: Inbox, worker: Worker, clock: Clock, wording: Wording) -> FeishuDoor:
    feishu = settings.feishu
    pairs = (
        (feishu.encrypt_key, feishu.verification_token),
        (feishu.previous_encrypt_key, feishu.previous_verification_token),
    )
    keys = tuple(
        WebhookKeys(key.get_secret_value(), token.get_secret_value())
        for key, token in pairs
        if token.get_secret_value()
    )
    webhook = FeishuWebhook(keys, feishu.app_id)
    return FeishuDoor(webhook, inbox, worker, clock, wording.say("done.in_progress"))


def _long_connection(settings: Settings, program: Program, wire: Wire | None) -> "LongConnection | None":
    feishu, door = settings.feishu, program.feishu_door
    if door is None or feishu.mode != "websocket":
        return None
    from bot.platforms.feishu.long_connection import LongConnection  # late: its libraries are only needed here

    secret = feishu.app_secret.get_secret_value()
    return LongConnection(wire or _lark(settings), feishu.app_id, secret, door.deliver, program.clock)


def _note_refused(bus: Bus, clock: Clock, refused: Refused) -> None:
    if refused.fault in (Fault.CHAT_GONE, Fault.PERSON_GONE):
        command = NoteChatReachable(chat=refused.lane, is_reachable=False, why=refused.why)
        bus.execute(command, sender=TONGPIN, now=clock())
