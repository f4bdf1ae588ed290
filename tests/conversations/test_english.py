"""The same journey in English: nothing Chinese is left but what people typed."""

import re
from collections.abc import Iterator

import pytest

from bot.grammar.commands import every_command
from tests.kit import Room, changing
from tests.kit.fixtures import OpenRoom
from tests.kit.stage import GROUPS
from tests.kit.stories import TRACKS, the_order

pytestmark = pytest.mark.every_platform

CHINESE = re.compile(r"[㐀-鿿]")
ALIASES = re.compile("|".join(entry.alias for entry in every_command()))
"""Chinese words for commands: `/help` shows them, since they may be typed in any language."""


CONCERNED = ("zhao.gong", "wang.sheng", "chen.cai", "zheng.ku", "wu.jian")
"""Who reads of a change alone: who asks, who decides, who answers for what it touches."""


@pytest.fixture
def room(quiet_url: str, open_room: OpenRoom) -> Room:
    return open_room(quiet_url, locale={"language": "en"})


def chinese(room: Room, *people: str) -> list[str]:
    """Every line with a Chinese word on any card in any chat, these people's own included."""
    return [line for line in lines(room, *people) if CHINESE.search(ALIASES.sub("", line, count=1))]


def lines(room: Room, *people: str) -> Iterator[str]:
    for chat in (*GROUPS, "zhou.lan", *people):
        for card in room.cards(chat):
            yield from f"{card.title}\n{card.text}".splitlines()
            yield from card.buttons


def taps_what(room: Room, person: str, act: str, chat: str) -> None:
    """Press the button that does this, whatever its words are."""
    card = room.last_card(chat)
    room.taps(person, next(it.text for it in card.shown_buttons if it.value.get("act") == act), on=card)


def test_the_journey_of_an_order_in_english(room: Room) -> None:
    room.says("zhou.lan", "/neworder Nordlys SW-300 300", to="sales")
    form = room.last_card("sales")
    assert {"requested_date", "requirement"} <= set(form.fields)
    assert chinese(room) == []
    room.submits("zhou.lan", {"requested_date": "2026-12-20", "requirement": "Labels in Norwegian"}, on=form)
    assert chinese(room) == []
    taps_what(room, "zhou.lan", "confirm", "sales")
    toasts = [room.toast]
    for department, person in TRACKS.items():
        assert chinese(room) == []
        taps_what(room, person, "ack", department)
        toasts.append(room.toast)
    taps_what(room, "wang.sheng", "node", "production")
    assert "still lacks its spec: Supply, Panel colour" in room.toast
    assert "only the spec is missing: Supply, Panel colour" in room.last_card("zhou.lan")
    assert chinese(room) == []
    room.submits("zhou.lan", {"spec_voltage": "24V", "spec_panel_colour": "白色"}, on=form)
    toasts.append(room.toast)

    assert the_order(room).status.name == "RELEASED"
    assert chinese(room) == []
    assert [toast for toast in toasts if not toast or CHINESE.search(toast)] == []


def test_a_problem_and_a_wrong_person_in_english(room: Room) -> None:
    room.says("zhou.lan", "/neworder Nordlys SW-300 300 pcs 20 December white", to="sales")
    taps_what(room, "zhou.lan", "confirm", "sales")

    taps_what(room, "zhou.lan", "ack", "production")
    assert room.toast
    assert not CHINESE.search(room.toast)
    room.submits("chen.cai", {"problem": "200 chips short"}, to="purchasing")
    assert "200 chips short" in room.last_card("purchasing")
    assert chinese(room) == []


@pytest.mark.parametrize(
    "words",
    [
        "/help",
        "/who",
        "/status",
        "/late",
        "/myorders",
        "/role",
        "/role wang.sheng sales",
        "/order",
        "/order nothing",
        "/newoder",
        "/neworder",
        "/neworder Nordlys SW-300 0",
        "/neworder Nordlys SW-300 -3 yesterday",
        "/neworder Nordlys SW-999 10 20 December",
        "/quote Nordlys SW-300 300 pcs 20 December white",
        "/down SMT-1 until 6 pm, new nozzle",
        "/down SMT-1",
        "/down CNC 18:00",
        "/down CNC-9 18:00",
        "/up SMT-1",
        "/replan",
        "/repromise",
        "/repromise 0001 20 December",
        "/repromise 0001 20 December customer agrees",
        "/pin",
        "/pin 0001",
        "/pin 0001 customer inspects",
        "/unpin 0001",
        "good morning",
    ],
)
def test_every_answer_is_in_english(room: Room, words: str) -> None:
    room.says("zhou.lan", words)

    assert room.cards("zhou.lan")
    assert chinese(room) == []


def test_the_morning_s_digest(room: Room) -> None:
    room.says("zhou.lan", "/neworder Nordlys SW-300 300 pcs 20 December white")
    room.advance(days=1)

    assert room.cards("management")
    assert chinese(room) == []


def test_a_change_from_the_request_to_the_last_receipt(room: Room) -> None:
    room.says("zhou.lan", "/neworder Nordlys SW-300 300 pcs 20 December white 220V", to="sales")
    taps_what(room, "zhou.lan", "confirm", "sales")
    room.advance(hours=30)
    room.says("zhao.gong", "/ecn PCBA-SW3 MCU-32→MCU-32G reason supply, no more of it")
    form = room.last_card("zhao.gong")
    assert chinese(room, *CONCERNED) == []
    room.submits("zhao.gong", {"reason_code": "SUPPLY", "reason": "no more of it"}, on=form)
    assert changing.change(room).status.name == "IN_REVIEW"
    assert chinese(room, *CONCERNED) == []

    changing.approve(room, changing.FIRST)

    assert changing.change(room).works
    assert chinese(room, *CONCERNED) == []
    values = {"choice": "KEEP", "reason": "nearly done"}
    card = next(it for it in reversed(room.cards("wang.sheng", changing.FIRST)) if len(it.lines) > 1 and it.forms)
    room.submits("wang.sheng", values, on=card)
    for notice in changing.change(room).notices:
        own = next(it for it in reversed(room.cards(notice.person, changing.FIRST)) if "Received" in it.buttons)
        room.taps(notice.person, "Received", on=own)
    assert not changing.change(room).undecided_works
    assert chinese(room, *CONCERNED) == []
