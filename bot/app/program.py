"""Puts the program together."""

import os
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount

import handlers.everything  # noqa: F401  (fills HANDLERS, MAY and ANNOUNCEMENTS)
from bot.app.edge import Edge, Side
from bot.app.feishu import FeishuSide
from bot.app.files import drawing_pages, filing_of
from bot.app.rules import MasterDataCache, rules_of
from bot.clock import Clock
from bot.config import Settings, secret_values
from bot.errands import Errands
from bot.filing import Filing
from bot.grammar.commands import described
from bot.grammar.lexicon import Lexicon
from bot.inbound import STALE_AFTER, Listener
from bot.inbound.files import FileReader
from bot.ingress import AsgiApp, FrontDoor
from bot.outbound import Outbound, Pace, RedrawRest, Refused, Spread, per_second
from bot.planner.computer import Planner
from bot.planner.hello import Hello
from bot.planner.inline import InlinePlanner
from bot.planner.life import Life
from bot.planner.processes import Limits, PlannerProcesses
from bot.platforms.feishu.wire import Wire as FeishuWire
from bot.platforms.port import Fault
from bot.scheduler import Scheduler
from bot.web import home_page, operations_pages
from bot.worker import Reader, Worker
from cards.wording import Wording
from handlers.bus import Bus
from handlers.commands import NoteChatReachable
from handlers.errands import Desk
from handlers.lookups import describe_commands
from handlers.sender import TONGPIN
from storage import catalogue, leases, machines
from storage.database import Database
from storage.inbox import Inbox
from storage.unit_of_work import Manners

if TYPE_CHECKING:
    from bot.pages.signing import FormLinks
    from bot.platforms.wecom.client import Line
    from bot.platforms.wecom.wire import Wire as WecomWire
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
    errands: Errands
    outbound: Outbound
    scheduler: Scheduler
    sides: dict[str, Side]
    """The platforms that are switched on, by name."""
    pages: list[BaseRoute] = field(default_factory=list)
    """What people open in a browser."""

    def start(self) -> None:
        """Begin to work in the background."""
        if self.database.is_sqlite:
            self.inbox.forget_leases()
            self.database.write(leases.forget_all)
        self.planner.start()
        self.scheduler.start()
        self.worker.start()
        self.outbound.start()  # after what is done here: its threads have much to do at once, and would hold it up
        for side in self.sides.values():
            side.start()

    def stop(self) -> None:
        """Finish what is in hand and let go of everything, in the order that loses nothing."""
        for side in self.sides.values():
            side.stop()
        self.scheduler.stop()
        self.worker.stop()
        self.errands.close()
        self.planner.close()
        self.outbound.stop()
        for side in self.sides.values():
            side.client.close()
        self.database.close()

    def troubles(self) -> list[str]:
        """What keeps it from being ready."""
        return [*self.planner.troubles(), *(trouble for side in self.sides.values() for trouble in side.troubles())]

    def doors(self) -> dict[str, AsgiApp]:
        """Where the platforms bring what happens there, by path."""
        return {path: door for side in self.sides.values() for path, door in side.doors().items()}


def lexicon_of(session: Session) -> Lexicon:
    """This factory's words, as its master data are now."""
    families = catalogue.families(session).values()
    return Lexicon.of(
        catalogue.products(session), catalogue.customers(session), families, machines.work_centres(session)
    )


def assemble(
    settings: Settings, clock: Clock, *, feishu_wire: FeishuWire | None = None, wecom_wire: "WecomWire | None" = None,
    wecom_line: "Line | None" = None, engine: "PromiseEngine | None" = None, pace: Pace | None = None, threads: int = 4,
    early: Life | None = None,
) -> Program:  # fmt: skip
    """Wire everything for these settings. Opens the database; starts nothing. `threads` 0: see `Worker`.

    Promises are worked out by processes, the first of which may be `early`; in this one if there are no threads, or
    the engine is given.
    """
    owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
    database = Database(settings.database.url)
    wording = Wording(settings.locale.language, settings.zone)
    enabled = frozenset(name for name, it in (("feishu", settings.feishu), ("wecom", settings.wecom)) if it.enabled)
    describe_commands(described)
    inbox = Inbox(database, owner)
    is_inline = engine is not None or not threads
    planner: Planner = (
        InlinePlanner(database, engine, clock, settings.zone)
        if is_inline
        else _planner_processes(settings, database, clock, owner, early)
    )
    links = _form_links(settings)
    sides = sides_of(settings, clock, database, feishu_wire, wecom_wire, wecom_line)
    centres = {name: side.approvals for name, side in sides.items() if side.approvals is not None}
    rules = rules_of(settings, planner, links, frozenset(centres), clock)
    bus = Bus(database, wording, rules, owner, settings.zone, enabled, _manners(settings))
    is_connected = settings.feishu.mode == "websocket"
    lexicon = MasterDataCache(lexicon_of)
    filing = filing_of(settings, sides)
    listener = Listener(
        bus, clock, settings.zone, lexicon, stale_after=STALE_AFTER if is_connected else None,
        files=FileReader(bus, filing, wording),
    )  # fmt: skip
    outbound = Outbound(
        database, {name: side.client for name, side in sides.items()}, wording, clock, settings.zone, owner=owner,
        pace=pace or _pace(settings), on_refused=lambda refused: _note_refused(bus, clock, refused),
    )  # fmt: skip
    readers = {source: read for side in sides.values() for source, read in side.readers().items()}
    if links is not None:
        readers |= _form_readers()
    errands = Errands(
        database, Desk(wording, centres, {name: side.client for name, side in sides.items()}), threads=min(threads, 2)
    )
    worker = Worker(
        bus, inbox, listener, readers, planner, clock, wake_senders=outbound.wake, threads=threads, errands=errands
    )
    scheduler = Scheduler(
        database, clock, settings.zone, owner=owner, take=worker.take, cron=settings.jobs.model_dump()
    )
    clock.on_advance(outbound.wake)
    edge = Edge(settings, clock, database, inbox, worker, wording, owner, has_threads=bool(threads))
    for side in sides.values():
        side.open(edge)
    pages = [] if links is None else _form_pages(bus, worker, clock, links, sides, filing)
    pages += drawing_pages(settings, database, clock)
    return Program(
        settings, clock, database, bus, inbox, planner, listener, worker, errands, outbound, scheduler, sides, pages
    )  # fmt: skip


def sides_of(
    settings: Settings, clock: Clock, database: Database, feishu_wire: FeishuWire | None,
    wecom_wire: "WecomWire | None", wecom_line: "Line | None",
) -> dict[str, Side]:  # fmt: skip
    """The platforms that are switched on."""
    sides: dict[str, Side] = {}
    if settings.feishu.enabled:
        sides["feishu"] = FeishuSide(settings, clock, feishu_wire)
    if settings.wecom.enabled:
        from bot.app.wecom import WecomSide  # late: who does without does without its libraries

        sides["wecom"] = WecomSide(settings, clock, database, wecom_wire, wecom_line)
    return sides


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
    app = Starlette(routes=[*operations_pages(database, troubles), *program.pages, rest], lifespan=lifespan)
    return FrontDoor(program.doors(), app) if program.doors() else app


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


def _form_links(settings: Settings) -> "FormLinks | None":
    """Only who has a platform whose cards hold no fields needs pages for them."""
    if not settings.wecom.enabled:
        return None
    from bot.pages.signing import FormLinks  # late: who does without does without its libraries

    return FormLinks(settings.signing_key, settings.server.public_url)


def _form_readers() -> dict[str, Reader]:
    from bot.pages.posted import SOURCE, read_submission

    return {SOURCE: read_submission}


def _form_pages(
    bus: Bus, worker: Worker, clock: Clock, links: "FormLinks", sides: dict[str, Side], filing: Filing
) -> list[BaseRoute]:
    from bot.pages.forms import form_routes
    from bot.pages.uploads import Uploads

    sign_in = next((found for side in sides.values() if (found := side.sign_in(links)) is not None), None)
    return form_routes(bus, worker, clock, links, sign_in, Uploads(filing))


def _manners(settings: Settings) -> Manners:
    wecom = settings.wecom
    spread, rest = Spread(wecom.spread_seconds), RedrawRest(wecom.redraw_seconds)
    return Manners(clock=TONGPIN.key, spread=spread, rest_before_redraw=rest)


def _pace(settings: Settings) -> Pace:
    delivery = settings.delivery
    return Pace(
        chat_interval=timedelta(seconds=1 / delivery.messages_per_second_per_chat),
        app_rate=per_second(delivery.messages_per_second),
    )


def _note_refused(bus: Bus, clock: Clock, refused: Refused) -> None:
    if refused.fault in (Fault.CHAT_GONE, Fault.PERSON_GONE):
        command = NoteChatReachable(chat=refused.lane, is_reachable=False, why=refused.why)
        bus.execute(command, sender=TONGPIN, now=clock())
