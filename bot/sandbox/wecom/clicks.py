"""Clicks on the app's cards: the event they give, with a fresh code each (wecom.md §3.4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.common.faults import SandboxRefused
from bot.sandbox.wecom import model
from bot.sandbox.wecom.news import News
from bot.sandbox.wecom.presses import Selections, press, press_menu
from bot.sandbox.wecom.roster import message_seen_by
from bot.sandbox.wecom.world import World


@dataclass(frozen=True, slots=True)
class ClickOutcome:
    """What comes of a click: an address that opens, or the code that the bot's event carries."""

    url: str = ""
    response_code: str = ""


class Clicks:
    """Checks that the person can do it, then tells the app."""

    def __init__(self, world: World, news: News) -> None:
        self._world = world
        self._news = news
        self._nothing: Iterator[dict[str, Any]] = cycle(({}, {"SelectedItems": {}}))

    def click(self, userid: str, message_id: str, key: str, selections: Selections) -> ClickOutcome:
        """Press a button, or submit."""
        with self._world.change():
            person, message, card = self._at(userid, message_id)
            pressed = press(card, key, selections)
            if pressed.url:
                return ClickOutcome(url=pressed.url)
            return self._tell("template_card_event", person, message, card, key, self._items(pressed.selected))

    def menu_click(self, userid: str, message_id: str, key: str) -> ClickOutcome:
        """Choose in a card's menu at the top right."""
        with self._world.change():
            person, message, card = self._at(userid, message_id)
            press_menu(card, key)
            return self._tell("template_card_menu_event", person, message, card, key, {})

    def _tell(
        self,
        event: str,
        person: model.Person,
        message: model.Message,
        card: Mapping[str, Any],
        key: str,
        items: Mapping[str, Any],
    ) -> ClickOutcome:
        code = self._world.new_code(message.msgid).code
        self._news.tell(
            event,
            person.userid,
            message.message_id,
            EventKey=key,
            TaskId=message.task_id,
            CardType=card["card_type"],
            ResponseCode=code,
            **items,
        )
        return ClickOutcome(response_code=code)

    def _items(self, selected: Mapping[str, list[str]]) -> dict[str, Any]:
        """One item per question; absent or empty, both happen, when the card asks nothing."""
        if not selected:
            return next(self._nothing)
        items = [{"QuestionKey": key, "OptionIds": {"OptionId": chosen}} for key, chosen in selected.items()]
        return {"SelectedItems": {"SelectedItem": items}}

    def _at(self, userid: str, message_id: str) -> tuple[model.Person, model.Message, dict[str, Any]]:
        person, message = message_seen_by(self._world, userid, message_id)
        if message.kind != model.CARD or message.sender_kind != model.APP:
            raise SandboxRefused("not_interactive", message_id=message_id)
        if message.is_recalled:
            raise SandboxRefused("recalled", message_id=message_id)
        return person, message, jsons.parse_object(message.content)
