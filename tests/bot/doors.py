"""A door with a worker behind it, and a platform that knocks."""

import asyncio
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import orjson

from bot.clock import ManualClock
from bot.ingress import FeishuDoor
from bot.platforms.feishu.envelope import CARD_ACTION, MESSAGE, open_envelope
from bot.platforms.feishu.webhook import FeishuWebhook, WebhookKeys
from bot.platforms.port import ChatKind, Inbound, Said, Tapped
from bot.sandbox.feishu import FeishuTenant, TenantSettings
from storage.database import Database
from tests.bot.machine import Machine

SETTINGS = TenantSettings("cli_story", "app-secret", "encrypt-key", "verification-token")
GONE = {"type": "http.disconnect"}


def run(work: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own: the browser's driver keeps a loop in the main one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


@dataclass
class Caller:
    """One HTTP client of an ASGI app."""

    app: Any
    chunks: list[Mapping[str, Any]] = field(default_factory=list)
    sent: list[Mapping[str, Any]] = field(default_factory=list)

    def call(
        self, *chunks: Mapping[str, Any], headers: Mapping[str, str], method: str = "POST", path: str = "/"
    ) -> int:
        """The status of one request; its body is in `body`."""
        self.chunks, self.sent = list(chunks), []
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": method, "path": path, "headers": raw}
        run(self.app(scope, self._receive, self._send))
        return int(self.sent[0]["status"])

    def post(self, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """A whole POST, as `FeishuTenant` makes them."""
        told = {"content-length": str(len(body))} | dict(headers)
        status = self.call(part(body), headers=told)
        return status, self.body

    @property
    def body(self) -> bytes:
        """What came back."""
        return b"".join(message.get("body", b"") for message in self.sent)

    @property
    def headers(self) -> dict[str, str]:
        """What came back with it."""
        return {name.decode(): value.decode() for name, value in self.sent[0]["headers"]}

    async def _receive(self) -> Mapping[str, Any]:
        return self.chunks.pop(0) if self.chunks else GONE

    async def _send(self, message: Mapping[str, Any]) -> None:
        self.sent.append(message)


class House:
    """A door, what is behind it, and a platform that knocks."""

    def __init__(self, database: Database, clock: ManualClock) -> None:
        self.machine = Machine(database, clock, reader=read)
        keys = (WebhookKeys(SETTINGS.encrypt_key, SETTINGS.verification_token),)
        webhook = FeishuWebhook(keys, SETTINGS.app_id)
        self.door = FeishuDoor(webhook, self.machine.inbox, self.machine.worker, clock, "处理中")
        self.caller = Caller(self.door)
        self.tenant = FeishuTenant(SETTINGS, clock=clock, post=self._knock)
        self.tenant.add_person("ou_lin", "林晓燕")
        self.tenant.add_group("oc_sales", "销售群", ["ou_lin"])
        self.tenant.deliver_due()
        self.knocks: list[tuple[Mapping[str, str], bytes]] = []
        self.answers: list[tuple[int, bytes]] = []

    def _knock(self, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        answer = self.caller.post(headers, body)
        if hasattr(self, "knocks"):
            self.knocks.append((headers, body))
            self.answers.append(answer)
        return answer

    def says(self, text: str) -> tuple[int, bytes]:
        """Somebody says something; how the platform was answered."""
        self.tenant.say("ou_lin", "oc_sales", text, mention_bot=True)
        self.tenant.deliver_due()
        return self.answers[-1]

    def stored(self) -> list[str]:
        """What has been kept of it."""
        return list(self.machine.states())


def read(payload: Any, at: Any) -> Inbound:
    """As much of a delivery as the tests are about."""
    envelope = open_envelope(payload)
    about: dict[str, Any] = {"delivery": envelope.delivery, "platform": "feishu", "at": at, "chat": "oc_sales"}
    if envelope.kind == MESSAGE:
        content = orjson.loads(envelope.event["message"]["content"])
        return Said(text=content["text"].removeprefix("@_user_1 "), chat_kind=ChatKind.GROUP, **about)
    if envelope.kind == CARD_ACTION:
        return Tapped(value=envelope.event["action"]["value"], message="om_card", **about)
    return Inbound(**about)


def part(body: bytes, *, more: bool = False) -> Mapping[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def signed(house: House, text: str = "/help") -> tuple[Mapping[str, str], bytes]:
    """A genuine request that was answered already."""
    house.says(text)
    headers, body = house.knocks[-1]
    return {name.lower(): value for name, value in headers.items()}, body
