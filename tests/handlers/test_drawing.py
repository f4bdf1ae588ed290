"""Living cards: every one follows a subject that exists, and can be drawn at any time in either language."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from cards.render import render
from cards.wording import Wording
from core.errors import NotFound
from handlers.drawing import draw
from storage.tables import LivingCard
from tests.databases import Databases
from tests.kit import Room
from tests.kit.factory import load_quiet
from tests.kit.stories import TRACKS, a_released_order, a_sold_order, an_order

ZONE = ZoneInfo("Asia/Shanghai")
LANGUAGES = [Wording("zh-CN", ZONE), Wording("en", ZONE)]


def a_full_story(room: Room) -> None:
    """Orders in several states, forms in all of them, an alert, plans of which one is in force."""
    a_released_order(room)
    room.taps("zhao.gong", "图纸已确认", to="rnd")
    room.advance(days=5)
    an_order(room, "绿湾 DL-20 50台 12月25日 拉丝银")
    _stop_a_machine(room)
    room.says("he.tao", "/neworder 绿湾 DL-20 50台 12月25日 拉丝银", to="sales")
    room.says("he.tao", "/neworder 云栖", to="sales")
    room.says("he.tao", "/neworder 云栖")
    room.taps("he.tao", "不下了")


def _stop_a_machine(room: Room) -> None:
    a_sold_order(room, "云栖 SW-300 300台 2027-01-20 白色 220V")
    machine = room.bookings("ORD-2611-0003")[-1].work_centre
    room.says("sun.li", f"/down {machine} 10天", to="production")
    room.taps("wang.sheng", "发布", to="production", on="重排方案")
    room.says("sun.li", f"/down {machine} 12天", to="production")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def told(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Room]:
    """A factory after that story: told once, since these tests only look."""
    like = databases.template(request.param, "quiet", load_quiet)
    with databases.fresh(request.param, like=like) as url, closing(Room(url)) as room:
        a_full_story(room)
        yield room


def living(room: Room) -> list[LivingCard]:
    with room.read() as session:
        return list(session.exec(select(LivingCard)))


def test_every_living_card_can_be_drawn_in_both_languages(told: Room) -> None:
    kinds = set()
    for card in living(told):
        kinds.add(card.kind)
        for words in LANGUAGES:
            for days in (0, 400):
                with told.read() as session:
                    drawn = draw(session, card.subject, card.kind, words, told.today + timedelta(days=days))
                assert render(drawn, "feishu")["schema"] == "2.0"
    assert kinds == {"draft", "order", "alert", "plan", *(f"task:{department}" for department in TRACKS)}


def test_the_number_says_what_kind_of_subject_a_card_follows(told: Room) -> None:
    prefixes = {"draft": "DRF-", "order": "ORD-", "alert": "AL-", "plan": "PLAN-"}
    for card in living(told):
        assert card.subject.startswith(prefixes.get(card.kind, "ORD-")), (card.kind, card.subject)


def test_at_rest_every_card_shows_what_it_should(told: Room) -> None:
    for card in living(told):
        assert card.message, card.subject
        assert card.shown >= card.wanted, card.subject


def test_what_the_platform_shows_is_what_would_be_drawn_now(told: Room) -> None:
    for card in living(told):
        with told.read() as session:
            drawn = render(draw(session, card.subject, card.kind, LANGUAGES[0], told.today), "feishu")
        assert told.tenant.card(card.message) == drawn, (card.kind, card.subject)


@pytest.mark.parametrize("kind", ["draft", "order", "alert", "plan", "task:rnd"])
def test_a_subject_that_is_gone_is_named(room: Room, kind: str) -> None:
    with room.read() as session, pytest.raises(NotFound):
        draw(session, "XXX-2611-0001", kind, LANGUAGES[0], room.today)
