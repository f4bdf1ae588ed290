"""A click on a card: one synchronous push, never repeated, whose answer is judged and shown at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.common.faults import NoConnection, PushFailed
from bot.sandbox.feishu import envelope, model
from bot.sandbox.feishu.faults import CardFault
from bot.sandbox.feishu.line import Line, Push, Refused
from bot.sandbox.feishu.rest.content import CARD_LIMIT, check_replaces
from bot.sandbox.feishu.rest.messages import chat_of
from bot.sandbox.feishu.schema.spot import MUST_STAY_2_0
from bot.sandbox.feishu.schema.values import LANGUAGES
from bot.sandbox.feishu.world import World

NO_ANSWER = 200341
NO_CONNECTION = 200342
NOT_200 = 200671
MALFORMED = 200672
BAD_CARD = 200673
INTERNAL = 300000

_TRIGGER = "card.action.trigger"
_TOAST_TYPES = ("info", "success", "error", "warning")


@dataclass(frozen=True, slots=True)
class TapOutcome:
    """What the clicker sees: nothing, a toast, or 出错了 with a `code` of feishu.md §6.2."""

    code: int = 0
    toast: Mapping[str, Any] | None = None
    url: str = ""
    has_new_card: bool = False

    def as_json(self) -> dict[str, Any]:
        """For the page."""
        toast = None if self.toast is None else dict(self.toast)
        return {"code": self.code, "toast": toast, "url": self.url, "has_new_card": self.has_new_card}


class _BadAnswer(Exception):
    """The bot's answer to a click is not what the platform expects."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Callbacks:
    """Carries clicks to the bot and their answers to the card."""

    def __init__(self, world: World, line: Line) -> None:
        self._world = world
        self._line = line

    def click(self, person: model.Person, message: model.Message, action: Mapping[str, Any]) -> TapOutcome:
        """Block until the bot answered, three seconds at most; the card is locked meanwhile."""
        if self._world.failures.platform_down is not None:
            return TapOutcome(INTERNAL)
        token, body = self._begin(person, message, action)
        try:
            raw = self._line.ask(Push(body, "callback", _TRIGGER, message.message_id))
        except PushFailed as failure:
            return self._end(token, message, TapOutcome(_code_of(failure)))
        except BaseException:
            self._end(token, message, TapOutcome(NO_ANSWER))
            raise
        return self._answered(token, message, raw)

    def _begin(
        self, person: model.Person, message: model.Message, action: Mapping[str, Any]
    ) -> tuple[model.CardToken, dict[str, Any]]:
        world = self._world
        with world.change():
            token = world.card_tokens.put(model.CardToken(f"c-{token_hex(20)}", message.message_id, world.now_ms))
            world.unanswered[message.message_id] += 1
            world.feed.publish("message", chat_id=message.chat_id, message_id=message.message_id)
            event = {
                "operator": {"tenant_key": world.settings.tenant_key, **envelope.ids_of(world, person)},
                "token": token.token,
                "action": {**action, "timezone": "Asia/Shanghai"},
                "host": "im_message",
                "context": {"open_message_id": message.message_id, "open_chat_id": message.chat_id},
            }
            # Callbacks count in microseconds where events count in milliseconds.
            return token, envelope.v2(world, _TRIGGER, event, create_time=f"{world.now_ms}000")

    def _answered(self, token: model.CardToken, message: model.Message, raw: bytes) -> TapOutcome:
        with self._world.change():
            try:
                toast, card = _parts(raw)
                if card is not None:
                    self._show(message, card)
            except _BadAnswer as bad:
                return self._end(token, message, TapOutcome(bad.code))
            return self._end(token, message, TapOutcome(toast=toast, has_new_card=card is not None))

    def _end(self, token: model.CardToken, message: model.Message, outcome: TapOutcome) -> TapOutcome:
        world = self._world
        with world.change():
            world.unanswered[message.message_id] -= 1
            token.is_answered = True
            world.card_tokens.put(token)
            world.feed.publish("message", chat_id=message.chat_id, message_id=message.message_id)
        return outcome

    def _show(self, message: model.Message, card: dict[str, Any]) -> None:
        raw = jsons.compact(card)
        if len(raw) > CARD_LIMIT:
            raise _BadAnswer(BAD_CARD)
        try:
            check_replaces(self._world, chat_of(self._world, message), jsons.parse(message.content), card)
        except CardFault as fault:
            raise _BadAnswer(MUST_STAY_2_0 if fault.sub_code == MUST_STAY_2_0 else BAD_CARD) from fault
        # A card recalled while its click was answered stays recalled.
        if not message.is_recalled:
            self._world.show_card(message, raw.decode(), "callback")


def _code_of(failure: PushFailed) -> int:
    if isinstance(failure, Refused):
        return NOT_200
    return NO_CONNECTION if isinstance(failure, NoConnection) else NO_ANSWER


def _parts(raw: bytes) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Toast and card of an answer. Raises _BadAnswer."""
    try:
        body = jsons.parse_object(raw)
    except ValueError as error:
        raise _BadAnswer(MALFORMED) from error
    if not body.keys() <= {"toast", "card"}:
        raise _BadAnswer(MALFORMED)
    return _toast(body.get("toast")), _card(body.get("card"))


def _toast(toast: Any) -> dict[str, Any] | None:
    if toast is None:
        return None
    if not isinstance(toast, dict) or not toast.keys() <= {"type", "content", "i18n"}:
        raise _BadAnswer(MALFORMED)
    if toast.get("type") not in _TOAST_TYPES or not isinstance(toast.get("content"), str):
        raise _BadAnswer(MALFORMED)
    i18n = toast.get("i18n", {})
    if not isinstance(i18n, dict) or not i18n.keys() <= set(LANGUAGES):
        raise _BadAnswer(MALFORMED)
    if not all(isinstance(text, str) for text in i18n.values()):
        raise _BadAnswer(MALFORMED)
    return toast


def _card(card: Any) -> dict[str, Any] | None:
    if card is None:
        return None
    if not isinstance(card, dict) or not card.keys() <= {"type", "data"} or card.get("type") not in ("raw", "template"):
        raise _BadAnswer(MALFORMED)
    # The tenant has no templates, so none can be found.
    if card["type"] == "template" or not isinstance(card.get("data"), dict):
        raise _BadAnswer(BAD_CARD)
    return dict(card["data"])
