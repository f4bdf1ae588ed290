"""What the smart bot says first, and what it answers to messages: once, or as a stream (wecom.md §5.3.3, §5.3.4)."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.wecom import model
from bot.sandbox.wecom.aibot.bodies import PUSHED, STREAMS, a_spot, check_stream
from bot.sandbox.wecom.aibot.memory import Memory
from bot.sandbox.wecom.aibot.records import MESSAGE, Told
from bot.sandbox.wecom.aibot.saying import NO_CHAT, Saying
from bot.sandbox.wecom.faults import ApiError
from bot.sandbox.wecom.rest.call import bad, switch_of, text_of
from bot.sandbox.wecom.rules.bodies import check_body
from bot.sandbox.wecom.rules.card import check_card

NOT_FOR_THIS = 846605
STREAM_OVER = 846608
REPLY_MS = 24 * 3600 * 1000
STREAM_MS = 6 * 60 * 1000
_SINGLE, _GROUP = 1, 2

Body = Mapping[str, Any]


class Answers:
    """Used inside `World.change()`. Raises ApiError or FieldFault before anything is said."""

    def __init__(self, memory: Memory, saying: Saying) -> None:
        self._memory = memory
        self._world = memory.world
        self._saying = saying

    def push(self, body: Body) -> None:
        """`aibot_send_msg`: only where somebody has spoken to the bot before."""
        chat = self._addressed(text_of(body, "chatid"), switch_of(body, "chat_type", most=2))
        if not self._memory.talk(chat.chat_id).has_spoken:
            raise ApiError(NO_CHAT, "invalid chatid")
        self._say(chat, body)

    def answer(self, told: Told | None, body: Body, *, by_webhook: bool = False) -> None:
        """`aibot_respond_msg`, or the answer to a callback: to a message, within 24 hours."""
        world = self._world
        if told is None or told.kind != MESSAGE or world.now_ms - told.delivered > REPLY_MS:
            raise ApiError(NOT_FOR_THIS, "invalid req_id")
        chat = self._saying.chat_of(told.chat_id)
        if body.get("msgtype") not in STREAMS:
            self._say(chat, body, quoted=told.message_id)
        else:
            self._go_on(told, chat, body, by_webhook=by_webhook)

    def _say(self, chat: model.Chat, body: Body, **more: str) -> None:
        spot = a_spot(self._world)
        kind, content = check_body(body, PUSHED, spot)
        if kind == model.CARD:
            self._saying.require_new_task(content)
        self._saying.take_room(chat)
        self._saying.write(chat, kind, content, cut_fields=list(spot.cut), **more)

    def _addressed(self, chatid: str, chat_type: int) -> model.Chat:
        """A group by its id, or a private chat by the person's; without a type whatever there is, group first."""
        groups = [chatid] if chat_type != _SINGLE else []
        person = self._memory.person_named(chatid) if chat_type != _GROUP else None
        private = None if person is None else self._world.private_chat(person.userid, model.AIBOT_PRIVATE)
        for chat_id in (*groups, *([private.chat_id] if private is not None else [])):
            chat = self._world.chats.get(chat_id)
            if chat is not None and chat.is_group == (chat_id in groups):
                return self._saying.chat_of(chat_id)
        raise ApiError(NO_CHAT, "invalid chatid")

    # Streams

    def _go_on(self, told: Told, chat: model.Chat, body: Body, *, by_webhook: bool) -> None:
        kind, spot = body["msgtype"], a_spot(self._world)
        check_stream(spot.at("stream"), body.get("stream"), is_first=not told.stream_id, may_have_pictures=by_webhook)
        stream = body["stream"]
        self._require_open(told, stream["id"])
        card = self._card_of(told, body, spot) if kind == STREAMS[1] else None
        # How often an answer is polled over the webhook is the platform's own affair.
        if not (by_webhook and told.stream_id):
            self._saying.take_room(chat)
        self._show(told, chat, stream)
        if card is not None:
            self._saying.write(chat, model.CARD, card, cut_fields=list(spot.cut))
            told.stream_has_card = True
        self._memory.told.put(told)

    def _require_open(self, told: Told, stream_id: str) -> None:
        if not told.stream_id:
            if self._memory.told_with_stream(stream_id) is not None:
                raise bad("stream.id: was used before")
            return
        if stream_id != told.stream_id:
            raise ApiError(NOT_FOR_THIS, "invalid req_id, another stream has begun")
        message = self._world.messages.get(told.stream_message)
        is_late = self._world.now_ms - told.stream_began > STREAM_MS
        if message is None or message.is_finished or is_late:
            raise ApiError(STREAM_OVER, "stream can no longer be updated")

    def _card_of(self, told: Told, body: Body, spot: Any) -> dict[str, Any]:
        if told.stream_has_card:
            raise bad("template_card: was sent in this stream before")
        card = body.get("template_card")
        check_card(card, spot.at("template_card"))
        assert isinstance(card, dict)
        self._saying.require_new_task(card)
        return card

    def _show(self, told: Told, chat: model.Chat, stream: Body) -> None:
        is_last = stream.get("finish", False)
        message = self._world.messages.get(told.stream_message)
        if message is None:
            more = {"stream_id": stream["id"], "is_finished": is_last, "quoted": told.message_id}
            message = self._saying.write(chat, "stream", stream, **more)
            told.stream_id, told.stream_began = stream["id"], self._world.now_ms
            told.stream_message = message.message_id
            return
        message.content = jsons.compact({**jsons.parse_object(message.content), **stream}).decode()
        message.is_finished, message.updated = is_last, self._world.now_ms
        self._world.keep_message(message)
