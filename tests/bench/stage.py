"""The sandbox tenant over HTTP in this process, Tongpin in another, and people who talk to it."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import uvicorn
from fastapi import FastAPI

from bot.clock import Clock
from bot.platforms.feishu.wire import WireAnswer, WireRequest
from bot.sandbox.feishu import FeishuTenant, HttpPost, TenantSettings
from bot.sandbox.feishu.http import PREFIX, router_for
from tests.bench.deliveries import APP_ID, APP_SECRET, ENCRYPT_KEY, PEOPLE, VERIFICATION_TOKEN
from tests.bench.processes import Served, free_port
from tests.bench.programs import tongpin

MESSAGES = "/open-apis/im/v1/messages"
DEPARTMENT_CHATS = ("oc_production", "oc_rnd", "oc_purchasing")
CHATS = (*DEPARTMENT_CHATS, "oc_sales", "oc_quality", "oc_warehouse", "oc_management", "oc_collab")
SALESPERSON = "ou_lin_xiaoyan"


@dataclass(frozen=True, slots=True)
class Accepted:
    """One call that changed a chat, as the platform accepted it."""

    at: float
    chat: str
    """Empty for an update of a sent card."""
    is_reply: bool
    is_update: bool
    message: str
    content: str


class WatchedTenant(FeishuTenant):
    """Notes when it accepted what, and what it refused for its rate."""

    def __init__(
        self, settings: TenantSettings, clock: Clock, post: Callable[[Mapping[str, str], bytes], tuple[int, bytes]]
    ) -> None:
        super().__init__(settings, clock, post)
        self.accepted: list[Accepted] = []
        self.refused = 0
        """Calls turned away because there were too many."""
        self._news = threading.Condition()

    def call(self, request: WireRequest) -> WireAnswer:
        """One REST call."""
        answer = super().call(request)
        if request.path.startswith(MESSAGES) and request.method in ("POST", "PATCH"):
            self._note(request, answer)
        return answer

    def _note(self, request: WireRequest, answer: WireAnswer) -> None:
        said = orjson.loads(answer.body) if answer.body else {}
        with self._news:
            if answer.status == 200 and said.get("code") == 0:
                asked, data = orjson.loads(request.body), said.get("data") or {}
                self.accepted.append(
                    Accepted(
                        time.perf_counter(), str(data.get("chat_id", "")), request.path.endswith("/reply"),
                        request.method == "PATCH", str(data.get("message_id", "")), str(asked.get("content", "")),
                    )
                )  # fmt: skip
            elif answer.status == 429 or said.get("code") in (99991400, 230020):
                self.refused += 1
            self._news.notify_all()

    def wait_for(self, what: Callable[[list[Accepted]], bool], seconds: float) -> bool:
        """Wait until that is true of what was accepted; False when it does not become so in time."""
        with self._news:
            return self._news.wait_for(lambda: what(self.accepted), seconds)


@dataclass
class Stage:
    """Everything a scene needs."""

    tenant: WatchedTenant
    served: Served

    def card_of(self, message: str) -> dict[str, Any]:
        """What a message shows now."""
        return self.tenant.card(message)

    def says(self, person: str, chat: str, text: str, *, mention_bot: bool = False) -> float:
        """Somebody writes; gives the moment."""
        at = time.perf_counter()
        self.tenant.say(person, chat, text, mention_bot=mention_bot)
        return at

    def reply_to(self, person: str, chat: str, text: str, *, mention_bot: bool = False, seconds: float = 20.0) -> float:
        """Somebody writes and waits for a new message in that chat; the seconds it took."""
        seen = len(self.tenant.accepted)
        at = self.says(person, chat, text, mention_bot=mention_bot)

        def is_answered(accepted: list[Accepted]) -> bool:
            return any(one.chat == chat and one.is_reply for one in accepted[seen:])

        if not self.tenant.wait_for(is_answered, seconds):
            raise RuntimeError(f"no answer to {text!r} in {seconds} s")
        return next(one.at for one in self.tenant.accepted[seen:] if one.chat == chat and one.is_reply) - at


@contextmanager
def on_stage(url: str, folder: Path) -> Iterator[Stage]:
    """A tenant with the sample's people, and Tongpin serving it from this database."""
    clock, port = Clock(), free_port()
    posting: list[HttpPost] = []

    def post(headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        return posting[0](headers, body)

    settings = TenantSettings(
        app_id=APP_ID, app_secret=APP_SECRET, encrypt_key=ENCRYPT_KEY, verification_token=VERIFICATION_TOKEN
    )
    tenant = WatchedTenant(settings, clock, post)
    with _over_http(tenant, port), tongpin(url, folder, f"http://127.0.0.1:{port}{PREFIX}") as served:
        posting.append(HttpPost(f"http://127.0.0.1:{served.port}/feishu/webhook", seconds=10))
        for person in PEOPLE:
            tenant.add_person(person, person)
        for chat in CHATS:
            tenant.add_group(chat, chat, list(PEOPLE))
        tenant.start()
        try:
            yield Stage(tenant, served)
        finally:
            tenant.close()
            posting[0].close()


@contextmanager
def _over_http(tenant: FeishuTenant, port: int) -> Iterator[None]:
    app = FastAPI(openapi_url=None)
    app.include_router(router_for(tenant))
    config = uvicorn.Config(app, port=port, loop="uvloop", http="httptools", access_log=False, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), name="tenant", daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=10)
