"""A tenant with the page in front of it, and a bot that answers as told."""

import asyncio
import json
import socket
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Thread
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.clock import ManualClock
from bot.sandbox.feishu import FeishuTenant
from bot.sandbox.page import page_router
from tests.bot.sandbox.feishu.tenants import BUYER, GROUP, PRODUCTION, SALES, SETTINGS, FakeBot, Rest, a_card, plain

MONDAY_EVENING = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
"""20:30 in the factory."""
PRIVATE_GROUP = "oc_buyers"
COMMANDS = [
    {
        "word": "neworder",
        "alias": "新订单",
        "usage": "/neworder 恒远 SW-300 300台 月底前",
        "summary": "下单,几秒内得到交期",
    },
    {"word": "order", "alias": "订单", "usage": "/order 0042", "summary": "看一张订单"},
    {"word": "help", "alias": "帮助", "usage": "/help", "summary": "能做什么"},
]


@dataclass
class Room:
    """Everything a test of the page wants to reach."""

    clock: ManualClock
    bot: FakeBot
    tenant: FeishuTenant
    rest: Rest
    app: FastAPI
    is_stopping: list[bool] = field(default_factory=list)
    """Streams of news end once there is something in it."""

    def sent(self, card: object, to: str = GROUP) -> str:
        """The id of a card that the bot sent."""
        return self.rest.sent(card, to)

    def answers_clicks(self, **answer: object) -> None:
        """What the bot answers to everything from now on."""
        self.bot.answers(answer)


@contextmanager
def a_room() -> Iterator[Room]:
    """Three people in a group with the bot, a second group for one of them, and the page."""
    clock, bot = ManualClock(MONDAY_EVENING), FakeBot()
    tenant = FeishuTenant(SETTINGS, clock, bot)
    tenant.add_person(SALES, "刘销售", department="销售部", job_title="销售")
    tenant.add_person(PRODUCTION, "王工", department="生产部", job_title="生产主管")
    tenant.add_person(BUYER, "陈采购", department="采购部", job_title="采购")
    tenant.add_group(GROUP, "车间群", [SALES, PRODUCTION, BUYER])
    tenant.add_group(PRIVATE_GROUP, "采购部", [BUYER])
    tenant.failures.has_rate_limits = False
    room = Room(clock, bot, tenant, Rest(tenant), FastAPI())
    room.app.include_router(page_router(tenant, clock, lambda: COMMANDS, is_stopping=lambda: bool(room.is_stopping)))
    yield room
    room.is_stopping.append(True)
    tenant.close()


@dataclass(frozen=True)
class Client:
    """Asks the application without a socket. Starlette's own test client wants another HTTP library than ours."""

    app: FastAPI

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.request("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.request("POST", path, **more)

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        # In a thread: the browser's fixture keeps an event loop in this one.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, self._request(method, path, **more)).result()

    async def _request(self, method: str, path: str, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
            return await client.request(method, path, **more)


@dataclass
class Stage:
    """One address for many rooms, so that a browser loads the page's files once."""

    app: FastAPI | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.app is not None:
            await self.app(scope, receive, send)


class _Server(uvicorn.Server):
    """Stops with its thread, not with the process's signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """The origin under which a browser reaches the application."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = _Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, ws="none", lifespan="off"))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def titled(title: str, *elements: object, **more: Any) -> dict[str, Any]:
    """A card with a blue header."""
    return a_card(*elements, header={"title": plain(title), "template": "blue"}, **more)


def toast(kind: str, content: str, card: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What a bot answers to a click."""
    answer: dict[str, Any] = {"toast": {"type": kind, "content": content}}
    return answer if card is None else {**answer, "card": {"type": "raw", "data": card}}


def as_answer(body: object, status: int = 200) -> tuple[int, bytes]:
    """The same as the bot's HTTP answer."""
    return status, json.dumps(body).encode()
