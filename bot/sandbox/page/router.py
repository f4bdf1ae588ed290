"""Puts the page's routes together."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from fastapi import APIRouter

from bot.clock import Clock
from bot.sandbox.feishu import FeishuTenant
from bot.sandbox.page import feishu, wecom
from bot.sandbox.page.assets import Assets, installed_font
from bot.sandbox.page.counterparts import Counterparts
from bot.sandbox.page.guard import PageRoute
from bot.sandbox.page.news import News
from bot.sandbox.page.room import Room
from bot.sandbox.page.workbench import Commands, Workbench
from bot.sandbox.wecom import WecomTenant
from core.calendar import WorkingCalendar

PREFIX = "/sandbox/page"


@dataclass(frozen=True, slots=True)
class Corp:
    """WeCom beside Feishu: the tenant, and who is who."""

    tenant: WecomTenant
    counterparts: Counterparts = field(default_factory=Counterparts)


def page_router(
    tenant: FeishuTenant,
    clock: Clock,
    commands: Commands,
    *,
    corp: Corp | None = None,
    let_pass: Callable[[timedelta], None] | None = None,
    calendar: WorkingCalendar | None = None,
    font: Path | None = None,
    language: str = "zh-CN",
    is_stopping: Callable[[], bool] = lambda: False,
) -> APIRouter:
    """The page at `/`, its files, and what it asks for under `/sandbox/page`. Anybody who reaches it may be anybody.

    With a `corp` the page shows WeCom, too, and asks for it under `/sandbox/page/wecom`.
    `let_pass` lets so much time pass (None: in one leap of the clock), `calendar` says when work begins, `font` is a
    Chinese font to serve where readers may lack one (None: the font wheel's, if installed), `language` is the one to
    begin in. The streams of news end within a second of `is_stopping` turning true.
    """
    counterparts = Counterparts() if corp is None else corp.counterparts

    def common(router: APIRouter, room: Room) -> APIRouter:
        """What one does on any platform's side."""
        pass_on = let_pass or clock.advance
        Workbench(room, counterparts, clock, commands, calendar or WorkingCalendar(), pass_on).add_to(router)
        News(room, is_stopping).add_to(router)
        return router

    whole = APIRouter(route_class=PageRoute, include_in_schema=False)
    Assets(font or installed_font(), language).add_to(whole)
    home = feishu.FeishuRoom(tenant)
    if corp is not None:
        there = wecom.WecomRoom(corp.tenant)
        home.other, there.other = there, home
        whole.include_router(common(_wecom_routes(corp.tenant, there), there))
    whole.include_router(common(_feishu_routes(tenant, home), home))
    return whole


def _feishu_routes(tenant: FeishuTenant, room: Room) -> APIRouter:
    router = APIRouter(prefix=PREFIX, route_class=PageRoute, include_in_schema=False)
    feishu.People(tenant, room).add_to(router)
    feishu.Cards(tenant).add_to(router)
    return router


def _wecom_routes(tenant: WecomTenant, room: Room) -> APIRouter:
    router = APIRouter(prefix=f"{PREFIX}/wecom", route_class=PageRoute, include_in_schema=False)
    wecom.People(tenant, room).add_to(router)
    wecom.Cards(tenant).add_to(router)
    return router
