"""Puts the page's routes together."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from fastapi import APIRouter

from bot.clock import Clock
from bot.sandbox.feishu import FeishuTenant
from bot.sandbox.page.assets import Assets, installed_font
from bot.sandbox.page.cards import Cards
from bot.sandbox.page.guard import PageRoute
from bot.sandbox.page.news import News
from bot.sandbox.page.people import People
from bot.sandbox.page.room import Room
from bot.sandbox.page.workbench import Commands, Workbench
from core.calendar import WorkingCalendar

PREFIX = "/sandbox/page"


def page_router(
    tenant: FeishuTenant,
    clock: Clock,
    commands: Commands,
    *,
    let_pass: Callable[[timedelta], None] | None = None,
    calendar: WorkingCalendar | None = None,
    font: Path | None = None,
    language: str = "zh-CN",
    is_stopping: Callable[[], bool] = lambda: False,
) -> APIRouter:
    """The page at `/`, its files, and what it asks for under `/sandbox/page`. Anybody who reaches it may be anybody.

    `let_pass` lets so much time pass (None: in one leap of the clock), `calendar` says when work begins, `font` is a
    Chinese font to serve where readers may lack one (None: the font wheel's, if installed), `language` is the one to
    begin in. The streams of news end within a second of `is_stopping` turning true.
    """
    room = Room(tenant)
    assets = APIRouter(route_class=PageRoute, include_in_schema=False)
    Assets(font or installed_font(), language).add_to(assets)
    asked = APIRouter(prefix=PREFIX, route_class=PageRoute, include_in_schema=False)
    People(tenant, room).add_to(asked)
    Cards(tenant).add_to(asked)
    Workbench(tenant, clock, room, commands, calendar or WorkingCalendar(), let_pass or clock.advance).add_to(asked)
    News(room, is_stopping).add_to(asked)
    assets.include_router(asked)
    return assets
