"""A room on whose page WeCom is played, too: the same three people, the same group, and a bot on both."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
from fastapi import FastAPI

from bot.platforms.port import Delivery
from bot.sandbox.page import Corp, Counterparts, page_router
from bot.sandbox.wecom import WecomTenant
from bot.sandbox.wecom.http import router_for
from tests.bot.sandbox.feishu.tenants import BUYER, GROUP, PRODUCTION, SALES
from tests.bot.sandbox.page.rooms import COMMANDS, Client, Room, a_room
from tests.bot.sandbox.wecom import corps
from tests.bot.sandbox.wecom.corps import Rest

LIU, WANG, CHEN = "liu.sales", "wang.gong", "chen.cai"
CREW = "wr_crew"
"""The group that is `GROUP` on Feishu."""
SETTINGS = replace(corps.SETTINGS, aibot_id="aib0001", aibot_secret="AIBOT_SECRET_0001", name="同频")
TWINS = Counterparts({SALES: LIU, PRODUCTION: WANG, BUYER: CHEN}, {GROUP: CREW})


@dataclass
class Town:
    """What a test of both platforms wants to reach."""

    room: Room
    corp: WecomTenant
    rest: Rest
    callbacks: corps.FakeBot
    heard: list[Delivery] = field(default_factory=list)
    """What the smart bot was told."""
    answer: dict[str, Any] | None = None
    """What it answers to events."""

    @property
    def app(self) -> FastAPI:
        return self.room.app

    def deliver(self, delivery: Delivery) -> "Future[dict[str, Any] | None]":
        self.heard.append(delivery)
        done: Future[dict[str, Any] | None] = Future()
        done.set_result(self.answer if delivery.is_callback else None)
        return done

    def sent(self, card: Mapping[str, Any], to: str = WANG) -> str:
        """The id of a card that the app sent to somebody."""
        self.rest.sent(card, to)
        return self.rest.last(to)

    def posted(self, kind: str, body: Mapping[str, Any], chat: str = CREW) -> str:
        """The id of what the smart bot said in a group."""
        self.corp.bot_line.push(chat, 2, {"msgtype": kind, kind: body})
        return self.corp.messages(chat)[-1].message_id


@dataclass(frozen=True)
class Guide(Client):
    """Asks for WeCom as the page does; `/`-addresses are taken as they are."""

    def get(self, path: str, **query: Any) -> httpx.Response:
        return self.request("GET", _address(path), params=query)

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self.request("POST", _address(path), json=body)


def _address(path: str) -> str:
    return path if path.startswith("/") else f"/sandbox/page/wecom/{path}"


def a_card(**more: Any) -> dict[str, Any]:
    """A card with two buttons."""
    buttons = [{"text": "收到", "style": 1, "key": "ack"}, {"text": "有问题", "style": 3, "key": "problem"}]
    title = {"title": "新订单"}
    card = {"card_type": "button_interaction", "task_id": "ORD-1@r1", "main_title": title, "button_list": buttons}
    return {**card, **more}


@contextmanager
def a_town() -> Iterator[Town]:
    """Somebody has spoken to the smart bot in the group, so it may write there."""
    with a_room() as room:
        callbacks = corps.FakeBot()
        corp = WecomTenant(SETTINGS, room.clock, callbacks)
        for userid, name, department in (
            (LIU, "刘销售", "销售部"),
            (WANG, "王工", "生产部"),
            (CHEN, "陈采购", "采购部"),
        ):
            corp.add_person(userid, name, department)
        corp.add_group(CREW, "车间群", [LIU, WANG, CHEN])
        corp.failures.has_rate_limits = False
        town = Town(replace(room, app=FastAPI()), corp, Rest(corp), callbacks)
        corp.deliver_bot_to(town.deliver)
        corp.say_to_bot(LIU, "你好", CREW)
        corp.deliver_due()
        town.app.include_router(router_for(corp))
        town.app.include_router(
            page_router(
                room.tenant, room.clock, lambda: COMMANDS, corp=Corp(corp, TWINS),
                is_stopping=lambda: bool(room.is_stopping),
            )
        )  # fmt: skip
        yield town
        corp.close()
