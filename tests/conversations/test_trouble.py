"""The database gets into trouble while somebody orders: the order is taken whole or not at all, and taken it is."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest

from core.planning.factory.shop import Shop
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.engine import DispatchEngine
from core.planning.promise.question import PromiseQuestion
from storage import audit
from storage.inbox import LEASE
from tests.databases import Databases
from tests.kit.factory import load_quiet
from tests.kit.fixtures import OpenRoom
from tests.kit.room import Room
from tests.kit.stories import actions, orders_in, the_order
from tests.kit.trouble import KINDS, in_trouble

pytestmark = pytest.mark.every_platform

WHOLE = "/neworder 恒远 SW-300 300台 12月20日 白色"
NUMBER = "ORD-2611-0001"
AFTERWARDS = max(timedelta(seconds=15), LEASE) + timedelta(seconds=1)
"""The platform's first repeat, and the time after which we take up what was put off."""


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """What happens to the database."""
    return str(request.param)


@pytest.fixture
def troubled_room(kind: str, databases: Databases, open_room: OpenRoom) -> Iterator[Room]:
    """A story on the kind of database that this can happen to."""
    where = KINDS[kind]
    with databases.fresh(where, like=databases.template(where, "quiet", load_quiet)) as url:
        opened = open_room(url)
        yield opened
        opened.close()


def says(room: Room, words: str) -> None:
    """Somebody says something and nobody waits for what comes of it."""
    room.stage.say("lin.xiaoyan", "sales", words, mention=True, reply_to=None)
    room.stage.deliver_due()


def is_whole(room: Room) -> bool:
    """There is nothing of the order, or everything."""
    placed = [action for _, action in actions(room, NUMBER)].count("OrderPlaced")
    with room.read() as session:
        assert list(audit.broken_links(session)) == []
    return len(orders_in(room)) == placed <= 1


@pytest.mark.only_on("feishu", "no-repeats")
@pytest.mark.parametrize("kind", ["locked", "away"])
def test_an_order_said_meanwhile_is_taken_when_the_platform_repeats_it(troubled_room: Room, kind: str) -> None:
    room = troubled_room

    with in_trouble(kind, room.program.database):
        says(room, WHOLE)
    assert orders_in(room) == []
    assert room.cards("sales") == []
    room.advance(seconds=AFTERWARDS.total_seconds())

    assert [order.order_no for order in orders_in(room)] == [NUMBER]
    assert "确认下单" in room.last_card("sales", about=NUMBER).buttons
    assert len(room.cards("sales")) == 1


@pytest.mark.only_on("wecom", "no-repeats")
@pytest.mark.parametrize("kind", ["locked", "away"])
def test_what_nobody_could_keep_is_not_brought_again_and_does_no_harm(troubled_room: Room, kind: str) -> None:
    """As when the process ends meanwhile: in a story nothing holds the words until the database is back."""
    room = troubled_room

    with in_trouble(kind, room.program.database):
        says(room, WHOLE)
    room.advance(seconds=AFTERWARDS.total_seconds())
    assert orders_in(room) == []

    room.says("lin.xiaoyan", WHOLE, to="sales")
    assert [order.order_no for order in orders_in(room)] == [NUMBER]
    assert "确认下单" in room.last_card("sales", about=NUMBER).buttons


@pytest.mark.parametrize("kind", ["full"])
@pytest.mark.parametrize("pages", [0, 1, 2, 4, 8, 16, 32])
def test_however_little_room_there_is_an_order_is_whole_or_not_there(troubled_room: Room, pages: int) -> None:
    room = troubled_room

    with in_trouble("full", room.program.database, pages=pages):
        says(room, WHOLE)
    assert is_whole(room)
    room.advance(seconds=AFTERWARDS.total_seconds())

    assert is_whole(room)
    assert "确认下单" in room.last_card("sales", about=NUMBER).buttons
    assert len(room.cards("sales")) == 1


def test_an_answer_worked_out_meanwhile_is_worked_out_again(troubled_room: Room, kind: str) -> None:
    room = troubled_room
    with ExitStack() as trouble:

        def answer(shop: Shop, question: PromiseQuestion) -> PromiseAnswer:
            room.engine.instead = None
            trouble.enter_context(in_trouble(kind, room.program.database))
            return DispatchEngine().answer(shop, question)

        room.engine.instead = answer
        says(room, WHOLE)
    assert the_order(room).is_promising
    room.advance(seconds=AFTERWARDS.total_seconds())

    assert not the_order(room).is_promising
    assert len(room.engine.questions) == 2
    assert "确认下单" in room.last_card("sales", about=NUMBER).buttons
    assert len(room.cards("sales")) == 1
