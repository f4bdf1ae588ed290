"""Taps on the smart bot's cards: told once, answered within five seconds or never (wecom.md §5.3.2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.common.faults import SandboxRefused
from bot.sandbox.wecom import model
from bot.sandbox.wecom.aibot.memory import Memory
from bot.sandbox.wecom.aibot.news import BotNews
from bot.sandbox.wecom.aibot.records import RATED, TAPPED, Told
from bot.sandbox.wecom.presses import Selections, press, press_menu
from bot.sandbox.wecom.roster import chat_with, message_seen_by

_INACCURATE = 2


@dataclass(frozen=True, slots=True)
class TapOutcome:
    """What a tap came to: whether the card changed for this person in time, and the card as they see it now."""

    has_new_card: bool
    card: dict[str, Any] = field(default_factory=dict)


class Taps:
    """Inside `World.change()`."""

    def __init__(self, memory: Memory, news: BotNews) -> None:
        self._memory = memory
        self._world = memory.world
        self._news = news
        self._nothing: Iterator[dict[str, Any]] = cycle(({}, {"selected_items": {}}))

    def tap(self, userid: str, message_id: str, key: str, selections: Selections) -> tuple[Told, str]:
        """Press a button, submit, or choose in the menu; gives what the bot is told, and the key of the push."""
        person, message, card = self._at(userid, message_id)
        return self._tell(person, message, card, key, self._pressed(card, key, selections))

    def force(self, userid: str, message_id: str, key: str, selections: Selections) -> tuple[Told, str]:
        """The same, whatever the card offers by now."""
        person, message, card = self._at(userid, message_id)
        return self._tell(person, message, card, key, self._items({it: list(to) for it, to in selections.items()}))

    def _tell(
        self, person: model.Person, message: model.Message, card: Mapping[str, Any], key: str, items: Mapping[str, Any]
    ) -> tuple[Told, str]:
        chat = chat_with(self._world, person.userid, message.chat_id)
        told = self._memory.new_told(TAPPED, chat, person.userid, message.message_id, message.task_id)
        fields = {"card_type": card["card_type"], "event_key": key, "task_id": message.task_id, **items}
        return told, self._news.tell(told, chat, person, fields)

    def outcome(self, told: Told) -> TapOutcome:
        """What has become of it."""
        message = self._world.messages.get(told.message_id)
        card = {} if message is None else jsons.parse_object(self._memory.look(message, told.userid))
        return TapOutcome(told.userid in told.shown_to, card)

    def question(self, userid: str, message_id: str, title: str) -> tuple[str, str]:
        """What a link of a card asks the bot, and the chat it is asked in."""
        _, message, card = self._at(userid, message_id)
        link = next((it for it in card.get("jump_list", []) if it["title"] == title and it.get("type") == 3), None)
        if link is None:
            raise SandboxRefused("no_such_button", key=title)
        return str(link["question"]), message.chat_id

    def rate(self, userid: str, message_id: str, verdict: int, words: str) -> str:
        """Rate what carried a feedback id; gives the key of the push."""
        person, message = message_seen_by(self._world, userid, message_id)
        feedback = jsons.parse_object(message.content).get("feedback")
        if message.sender_kind != model.AIBOT or feedback is None:
            raise SandboxRefused("not_rateable", message_id=message_id)
        chat = chat_with(self._world, userid, message.chat_id)
        told = self._memory.new_told(RATED, chat, person.userid, message_id)
        reasons = {"inaccurate_reason_list": [1]} if verdict == _INACCURATE else {}
        fields = {"id": feedback["id"], "type": verdict, "content": words, **reasons}
        return self._news.tell(told, chat, person, fields)

    def _pressed(self, card: Mapping[str, Any], key: str, selections: Selections) -> dict[str, Any]:
        if key in [it["key"] for it in card.get("action_menu", {}).get("action_list", [])]:
            press_menu(card, key)
            return next(self._nothing)
        return self._items(press(card, key, selections).selected)

    def _items(self, selected: Mapping[str, list[str]]) -> dict[str, Any]:
        """Absent or empty, both happen, when nothing is asked."""
        items = [{"question_key": name, "option_ids": {"option_id": chosen}} for name, chosen in selected.items()]
        return {"selected_items": {"selected_item": items}} if items else next(self._nothing)

    def _at(self, userid: str, message_id: str) -> tuple[model.Person, model.Message, dict[str, Any]]:
        person, message = message_seen_by(self._world, userid, message_id)
        if message.kind != model.CARD or message.sender_kind != model.AIBOT:
            raise SandboxRefused("not_interactive", message_id=message_id)
        return person, message, jsons.parse_object(self._memory.look(message, userid))
