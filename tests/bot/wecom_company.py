"""The whole program behind a real server, and WeCom behind another: only the company is made up."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
import orjson
from fastapi import FastAPI
from sqlalchemy import func, select

from bot.app import Program, assemble, make_app
from bot.app.wecom import WecomSide
from bot.clock import Clock
from bot.config import Settings
from bot.platforms.wecom.aibot.connection import AibotConnection
from bot.platforms.wecom.aibot.pace import Pace, Pauses
from bot.sandbox.common.faults import SandboxRefused
from bot.sandbox.wecom import HttpPost, WecomTenant, model
from bot.sandbox.wecom.aibot.http import ws_router
from bot.sandbox.wecom.http import router_for
from core.orders.draft import OrderDraft
from core.people import Role
from storage.database import Database
from storage.inbox import INBOX
from storage.people import accounts, people_with_role
from storage.tables import core_table
from tests.bot.sandbox.wecom.servers import served
from tests.kit.engine import MoodyEngine
from tests.kit.factory import wecom_settings, wecom_tenant

PATIENCE = 30.0
QUICK = Pace(lost=Pauses(0.02, 0.05), refused=Pauses(0.1, 0.2), kicked=Pauses(0.1, 0.2), lease=0.1, lease_grace=2.0)
"""Comes back soon; everything else as on the real platform."""


@dataclass
class Running:
    """One process of the program."""

    program: Program
    origin: str

    @property
    def connection(self) -> AibotConnection:
        """Of its smart bot."""
        side = self.program.sides["wecom"]
        assert isinstance(side, WecomSide)
        assert side._connection is not None
        return side._connection

    def ready(self) -> tuple[int, str]:
        """What `/readyz` says."""
        answer = httpx.get(f"{self.origin}/readyz", trust_env=False)
        return answer.status_code, answer.text


class Company:
    """The sample factory's people on WeCom, in eight groups with the smart bot."""

    def __init__(self, url: str) -> None:
        self.url, self.clock = url, Clock()
        self.corp: WecomTenant = wecom_tenant(self.clock)  # type: ignore[arg-type]
        self.accounts = _accounts(url)
        self.groups = [f"wr_{number}" for number in range(8)]
        for account in self.accounts:
            self.corp.add_person(account, account)
        for group in self.groups:
            self.corp.add_group(group, group, self.accounts)
        self.corp.bot_switches.patience_seconds = 0.0
        self._open = ExitStack()
        app = FastAPI()
        app.include_router(router_for(self.corp))
        app.include_router(ws_router(self.corp))
        self.origin = self._open.enter_context(served(app))
        self.said = 0

    # --- the program -----------------------------------------------------------------------

    @contextmanager
    def running(self, **more: Any) -> Iterator[Running]:
        """One process, from its start to its end in good order. The app's callbacks go to the newest."""
        program = assemble(self._settings(), self.clock, engine=MoodyEngine(), threads=2, **more)
        with served(make_app(program)) as origin:  # type: ignore[arg-type]
            knock = HttpPost(f"{origin}/wecom/callback")
            self.corp.deliver_to(knock)
            yield Running(program, origin)
            knock.close()

    def _settings(self) -> Settings:
        settings = wecom_settings(self.url)
        websocket = f"{self.origin.replace('http', 'ws', 1)}/sandbox/wecom/ws"
        aibot = settings.wecom.aibot.model_copy(update={"websocket_url": websocket})
        wecom = settings.wecom.model_copy(update={"base_url": f"{self.origin}/sandbox/wecom", "aibot": aibot})
        return settings.model_copy(update={"wecom": wecom})

    # --- what people do --------------------------------------------------------------------

    def says(self) -> None:
        """The next person says something to the smart bot in the next group; a form comes of it."""
        number, self.said = self.said, self.said + 1
        who, group = self.accounts[number % len(self.accounts)], self.groups[number % len(self.groups)]
        self.corp.say_to_bot(who, "/neworder SW-300", group)

    def taps(self) -> bool:
        """Somebody presses the first button of the newest card in some group. Whether there was one."""
        for group in self.groups:
            for message in reversed(self.corp.messages(group)):
                key = _first_button(message)
                if key:
                    self.corp.tap_bot_card(self.accounts[0], message.message_id, key)
                    return True
        return False

    def change_secret(self, secret: str) -> None:
        """An administrator gives the smart bot another secret."""
        world = self.corp._world
        world.settings = replace(world.settings, aibot_secret=secret)

    # --- what has become of it -------------------------------------------------------------

    def delivered(self, kind: str = "") -> set[str]:
        """What the platform counts as delivered to the smart bot, by the name it is kept under."""
        with self.corp._world.change():
            told = [it for it in self.corp._world.pushes if it.channel == model.AIBOT and it.state == "delivered"]
        return {f"wecom:{orjson.loads(it.clear)['msgid']}" for it in told if it.kind.startswith(kind)}

    def kept(self, database: Database) -> dict[str, str]:
        """What the program has kept of it, and what has become of that."""
        with database.read() as session:
            rows = session.execute(select(INBOX.c.delivery, INBOX.c.state).where(INBOX.c.source == "aibot"))
            return {row.delivery: row.state.value for row in rows}

    def drafts(self, database: Database) -> int:
        """How many forms there are: one for each thing said."""
        with database.read() as session:
            return int(session.execute(select(func.count()).select_from(core_table(OrderDraft))).scalar_one())

    def answers(self) -> list[str]:
        """The messages that were answered, once for each answer."""
        found = [it for group in self.groups for it in self.corp.messages(group)]
        return [it.quoted for it in found if it.sender_kind == model.AIBOT and it.quoted]

    def require_all_handled(self, running: Running) -> None:
        """What was delivered is kept and done with, and each thing said has had its effect once."""
        database = running.program.database
        until(lambda: self.delivered() <= self.kept(database).keys(), "something was lost")
        until(lambda: set(self.kept(database).values()) == {"DONE"}, "something is not done with")
        assert self.kept(database).keys() == self.delivered()
        assert self.drafts(database) == len(self.delivered("text"))

    def close(self) -> None:
        """The day is over."""
        self._open.close()
        self.corp.close()


class Crowd:
    """Everybody speaks and taps all the while, until left; `hush` has them wait with the next thing to say."""

    def __init__(self, company: Company, *, seconds: float = 0.01) -> None:
        self._company, self._seconds = company, seconds
        self._is_over = threading.Event()
        self._turn = threading.Lock()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Crowd":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    @contextmanager
    def hush(self) -> Iterator[None]:
        """For a moment nobody says anything: what is on the wire when it breaks, nobody can save."""
        with self._turn:
            yield

    def _run(self) -> None:
        number = 0
        while not self._is_over.wait(self._seconds):
            number += 1
            with self._turn:
                if not (number % 3 == 0 and self._taps()):
                    self._company.says()

    def _taps(self) -> bool:
        try:
            return self._company.taps()
        except SandboxRefused:
            return False


def _first_button(message: model.Message) -> str:
    if message.sender_kind != model.AIBOT or message.kind != model.CARD:
        return ""
    buttons = orjson.loads(message.content).get("button_list", [])
    return str(buttons[0]["key"]) if buttons else ""


def _accounts(url: str) -> list[str]:
    """Of those who may order."""
    database = Database(url)
    with database.read() as session:
        names = accounts(session, [person.key for person in people_with_role(session, Role.SALES)], "wecom")
    database.close()
    return sorted(names.values())


def until(condition: Callable[[], object], what: str = "") -> float:
    """Wait for what must come true; the seconds it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() < began + PATIENCE, what or "it never came true"
        time.sleep(0.01)
    return time.monotonic() - began
