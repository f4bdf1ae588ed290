"""A room with the page, a client that talks to it as the page does, and windows on it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize

from tests.bot.sandbox.page.rooms import Client, Room, Stage, a_room, served
from tests.bot.sandbox.page.towns import Guide, Town, a_town
from tests.bot.sandbox.page.visits import Visit, visiting


@pytest.fixture
def room() -> Iterator[Room]:
    with a_room() as made:
        yield made


@pytest.fixture
def client(room: Room) -> Client:
    return Client(room.app)


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage()


@pytest.fixture(scope="module")
def address(stage: Stage) -> Iterator[str]:
    with served(stage) as origin:
        yield origin


@pytest.fixture
def origin(stage: Stage, address: str, room: Room) -> str:
    """Where this test's room is to be seen."""
    stage.app = room.app
    room.tenant.start(workers=1)
    return address


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[BrowserContext]:
    size = ViewportSize(width=1280, height=800)
    context = browser.new_context(viewport=size, locale="zh-CN", reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def visit(desk: BrowserContext, room: Room, origin: str) -> Iterator[Visit]:
    yield from visiting(desk, room, origin)


@pytest.fixture
def phone(browser: Browser, room: Room, origin: str) -> Iterator[Visit]:
    size = ViewportSize(width=390, height=844)
    context = browser.new_context(viewport=size, has_touch=True, is_mobile=True, reduced_motion="reduce")
    yield from visiting(context, room, origin)
    context.close()


@pytest.fixture
def town() -> Iterator[Town]:
    """Both platforms."""
    with a_town() as made:
        yield made


@pytest.fixture
def guide(town: Town) -> Guide:
    return Guide(town.app)


@pytest.fixture
def town_origin(stage: Stage, address: str, town: Town) -> str:
    stage.app = town.app
    town.room.tenant.start(workers=1)
    town.corp.start(workers=2)
    return address


@pytest.fixture
def tour(desk: BrowserContext, town: Town, town_origin: str) -> Iterator[Visit]:
    yield from visiting(desk, town.room, town_origin)


@pytest.fixture
def phone_tour(browser: Browser, town: Town, town_origin: str) -> Iterator[Visit]:
    size = ViewportSize(width=390, height=844)
    context = browser.new_context(viewport=size, has_touch=True, is_mobile=True, reduced_motion="reduce")
    yield from visiting(context, town.room, town_origin)
    context.close()
