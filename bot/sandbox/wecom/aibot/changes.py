"""The one answer an event takes, within five seconds: a changed card, or a welcome (wecom.md §5.3.2, §7.4)."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.wecom import model
from bot.sandbox.wecom.aibot.answers import NOT_FOR_THIS
from bot.sandbox.wecom.aibot.bodies import WELCOME, a_spot
from bot.sandbox.wecom.aibot.memory import Memory
from bot.sandbox.wecom.aibot.records import ENTERED, TAPPED, Told
from bot.sandbox.wecom.aibot.saying import Saying
from bot.sandbox.wecom.faults import ApiError
from bot.sandbox.wecom.rest.call import bad, list_of
from bot.sandbox.wecom.rules.bodies import check_body
from bot.sandbox.wecom.rules.card import check_card

ANSWER_MS = 5000
_MOST_USERS = 1000

Body = Mapping[str, Any]


class Changes:
    """Used inside `World.change()`. Raises ApiError or FieldFault before anything is changed."""

    def __init__(self, memory: Memory, saying: Saying) -> None:
        self._memory = memory
        self._world = memory.world
        self._saying = saying

    def update(self, told: Told | None, body: Body) -> None:
        """`aibot_respond_update_msg`: the tapped card as it is now, for all, or in a group for some."""
        event = self._open(told, TAPPED)
        if body.get("response_type") != "update_template_card":
            raise bad("response_type")
        message, chat = self._world.messages.get(event.message_id), self._saying.chat_of(event.chat_id)
        if message is None:
            raise ApiError(NOT_FOR_THIS, "invalid req_id, the card is gone")
        spot, card = a_spot(self._world, is_update=True), body.get("template_card")
        check_card(card, spot.at("template_card"))
        assert isinstance(card, dict)
        if card["task_id"] != event.task_id:
            raise bad("template_card.task_id: is not that of the event")
        self._show(event, message, chat, jsons.compact(card).decode(), self._wanted(body, chat))
        message.cut_fields = list(spot.cut)
        self._settle(event)

    def welcome(self, told: Told | None, body: Body) -> None:
        """`aibot_respond_welcome_msg`: a text or a card to somebody who opened the chat."""
        event = self._open(told, ENTERED)
        spot = a_spot(self._world)
        kind, content = check_body(body, WELCOME, spot)
        chat = self._saying.chat_of(event.chat_id)
        if kind == model.CARD:
            self._saying.require_new_task(content)
        self._saying.take_room(chat)
        self._saying.write(chat, kind, content, cut_fields=list(spot.cut))
        self._settle(event)

    def _open(self, told: Told | None, kind: str) -> Told:
        if told is None or told.kind != kind or told.is_answered:
            raise ApiError(NOT_FOR_THIS, "invalid req_id")
        if self._world.now_ms - told.delivered > ANSWER_MS:
            raise ApiError(NOT_FOR_THIS, "invalid req_id, more than 5 seconds ago")
        return told

    def _wanted(self, body: Body, chat: model.Chat) -> list[str] | None:
        """Who is to see it; None for all. Outside of groups, and for strangers, the list has no effect."""
        if "userids" not in body:
            return None
        names = list_of(body, "userids", str, _MOST_USERS)
        if not names:
            raise bad("userids is empty; leave it out")
        people = [it for it in map(self._memory.person_named, names) if it is not None]
        return [it.userid for it in people if it.userid in chat.members] if chat.is_group else None

    def _show(
        self, event: Told, message: model.Message, chat: model.Chat, content: str, wanted: list[str] | None
    ) -> None:
        if wanted is None:
            self._memory.show_all(message, content)
        else:
            self._memory.show_some(message, content, wanted)
        event.shown_to = list(chat.members) if wanted is None else wanted

    def _settle(self, event: Told) -> None:
        event.is_answered = True
        self._memory.told.put(event)
