"""The four tables have no gaps: whatever can be meant can be carried out, allowed, told, typed and tapped."""

import json
import re
from collections.abc import Iterator

import pytest

import handlers.everything  # noqa: F401  (fills the tables)
from bot.grammar.actions import ACTIONS
from bot.grammar.commands import CHAT_COMMANDS, every_command
from bot.inbound.listener import TURNS
from bot.scheduler import JOBS
from cards import wecom
from cards.card import Card
from cards.lists import order_list
from cards.render import render
from cards.wording import load_texts
from core.events import Event
from core.orders import NodeKind
from core.orders.node import NODE_DEPARTMENT
from handlers.announcements import ANNOUNCEMENTS, announces
from handlers.bus import HANDLERS, handles
from handlers.command import COMMANDS, Command, from_payload, to_bytes
from handlers.commands import Lookup, ShowHelp
from handlers.computing import COMPUTATIONS
from handlers.errands import ERRANDS, ErrandCommand
from handlers.everything import MODULES
from handlers.permissions import MAY, PROGRAM, allow
from tests.cards import builders as b
from tests.cards.gallery import EVERY, drawn
from tests.kit.shown import Shown

PROGRAM_ONLY = {command for command, roles in MAY.items() if roles == PROGRAM}


def every(base: type[Event]) -> Iterator[type[Event]]:
    for subclass in base.__subclasses__():
        yield subclass
        yield from every(subclass)


def intentions() -> list[type[Command]]:
    kinds = (Lookup, ErrandCommand)
    return [it for it in COMMANDS.values() if it not in kinds and it.__module__.startswith("handlers")]


def happenings() -> list[type[Event]]:
    return [event for event in every(Event) if event.__module__.startswith(("core", "handlers"))]


@pytest.mark.parametrize("command", intentions(), ids=lambda it: it.__name__)
def test_every_command_is_carried_out_by_somebody(command: type[Command]) -> None:
    assert [command in HANDLERS, command in COMPUTATIONS, command in ERRANDS].count(True) == 1


@pytest.mark.parametrize("command", intentions(), ids=lambda it: it.__name__)
def test_every_command_has_its_row_in_the_rights(command: type[Command]) -> None:
    assert command in MAY


@pytest.mark.parametrize("event", happenings(), ids=lambda it: it.__name__)
def test_every_event_says_who_hears_of_it(event: type[Event]) -> None:
    assert event in ANNOUNCEMENTS


def test_the_tables_hold_nothing_else() -> None:
    assert set(HANDLERS) | set(COMPUTATIONS) | set(ERRANDS) == set(intentions()) == set(MAY)
    assert set(ANNOUNCEMENTS) == set(happenings())


def test_registering_twice_is_an_error_at_start() -> None:
    event = next(iter(ANNOUNCEMENTS))

    with pytest.raises(TypeError, match="twice"):
        handles(ShowHelp)(lambda cmd, ctx: None)
    with pytest.raises(TypeError, match="twice"):
        announces(event)
    with pytest.raises(TypeError, match="twice"):
        allow(PROGRAM, ShowHelp)
    with pytest.raises(TypeError, match="two commands"):
        type("ShowHelp", (Command,), {})


def test_every_module_that_fills_a_table_is_loaded() -> None:
    filling = {function.__module__ for function in HANDLERS.values()}
    assert filling <= {module.__name__ for module in MODULES}


class TestWords:
    def test_every_word_and_alias_is_a_command_that_somebody_may_issue(self) -> None:
        for entry in every_command():
            assert CHAT_COMMANDS[entry.word] is CHAT_COMMANDS[entry.alias] is entry
            assert entry.command in HANDLERS
            assert entry.command not in PROGRAM_ONLY

    @pytest.mark.parametrize("language", ["zh-CN", "en"])
    def test_help_explains_each(self, language: str) -> None:
        assert {f"help.{entry.word}" for entry in every_command()} <= load_texts(language).keys()

    def test_examples_begin_with_their_word(self) -> None:
        for entry in every_command():
            for example in (entry.example, english := entry.english_example or entry.example):
                assert example.split()[0] == f"/{entry.word}"
            assert english.isascii()


class TestButtons:
    def acts(self) -> set[str]:
        cards = [drawn(card, case, b.CHINESE) for card, case in EVERY]
        cards += [order_list(key, [b.an_order()] * 25, 2, b.CHINESE) for key in ("myorders", "late", "found")]
        rendered = [Shown("", "", render(card, "feishu")) for card in cards]
        on_feishu = {str(button.value.get("act", "")) for card in rendered for button in card.shown_buttons} - {""}
        on_pages = {card.fillable.submit.act for card in cards if card.fillable is not None}
        return on_feishu | on_pages | {"unchosen"} | {act for card in cards for act in self.acts_on_wecom(card)}

    def acts_on_wecom(self, card: Card) -> set[str]:
        """What WeCom's cards have besides: they are small, and hold no fields."""
        drawn = wecom.draw(card, "wecom", b.CHINESE, is_lasting=True).get("template_card", {})
        buttons = [*drawn.get("button_list", []), *drawn.get("action_menu", {}).get("action_list", [])]
        return {str(json.loads(button["key"]).get("act", "")) for button in buttons} - {""}

    def test_every_act_of_a_card_has_a_reader_or_turns_it_over(self) -> None:
        assert self.acts() <= {*ACTIONS, *TURNS}

    def test_every_reader_has_a_card_that_offers_it(self) -> None:
        assert set(ACTIONS) <= self.acts()


class TestJobs:
    @pytest.mark.parametrize("name", JOBS)
    def test_every_job_is_a_command_of_the_program(self, name: str) -> None:
        assert type(JOBS[name].command) in PROGRAM_ONLY
        assert JOBS[name].name == name

    def test_a_command_survives_being_kept(self) -> None:
        for job in JOBS.values():
            assert from_payload(job.command.to_payload()) == job.command
            assert to_bytes(job.command)


def test_every_milestone_has_a_department_that_reports_it() -> None:
    assert set(NODE_DEPARTMENT) == set(NodeKind) - {NodeKind.REQUIREMENT}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_toast_fills_in_only_what_its_event_tells(language: str) -> None:
    fields = {event.__name__: set(event.model_fields) for event in happenings()}
    texts = {key.removeprefix("done."): text for key, text in load_texts(language).items() if key.startswith("done.")}

    for name, text in texts.items():
        if name in fields:
            assert set(re.findall(r"\{(\w+)", text)) <= fields[name], name
        else:
            assert not re.findall(r"\{(\w+)", text), name
