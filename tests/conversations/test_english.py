"""The same journey in English: nothing Chinese is left but what people typed."""

import re

import pytest

from tests.kit import Room
from tests.kit.fixtures import OpenRoom
from tests.kit.stories import TRACKS, the_order

CHINESE = re.compile(r"[㐀-鿿]")


@pytest.fixture
def room(quiet_url: str, open_room: OpenRoom) -> Room:
    return open_room(quiet_url, locale={"language": "en"})


def test_the_journey_of_an_order_in_english(room: Room) -> None:
    room.says("zhou.lan", "/neworder Nordlys SW-300 300", to="sales")
    form = room.last_card("sales")
    assert {"requested_date", "requirement"} <= set(form.fields)
    room.submits("zhou.lan", {"requested_date": "2026-12-20", "requirement": "Labels in Norwegian"}, on=form)
    confirm = next(b for b in room.again(form).shown_buttons if b.value.get("act") == "confirm")
    room.taps("zhou.lan", confirm.text, on=form)
    for department, person in TRACKS.items():
        card = room.last_card(department)
        acknowledge = next(b for b in card.shown_buttons if b.value.get("act") == "ack")
        room.taps(person, acknowledge.text, on=card)

    assert the_order(room).status.name == "RELEASED"
    seen = [room.again(form), *(room.last_card(department) for department in TRACKS), room.last_card("zhou.lan")]
    for card in seen:
        assert not CHINESE.findall(card.text), card.text
    assert not CHINESE.findall(room.toast)


@pytest.mark.parametrize(
    "words",
    [
        "/help",
        "/who",
        "/status",
        "/late",
        "/myorders",
        "/role",
        "/order nothing",
        "/newoder",
        "/neworder Nordlys SW-300 0",
    ],
)
def test_every_answer_is_in_english(room: Room, words: str) -> None:
    room.says("zhou.lan", words)

    card = room.last_card("zhou.lan")
    text = "\n".join(
        line for line in card.text.splitlines() if not line.startswith("/")
    )  # commands have Chinese aliases
    assert not CHINESE.findall(re.sub(r"/\S+", "", text)), card.text


def test_the_morning_s_digest(room: Room) -> None:
    room.says("zhou.lan", "/neworder Nordlys SW-300 300 pcs 20 December white")
    room.advance(days=1)

    assert not CHINESE.findall(room.last_card("management").text)
