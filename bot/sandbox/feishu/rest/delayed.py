"""Updating a card with the token of the click on it."""

from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.feishu import model
from bot.sandbox.feishu.faults import ApiError, CardFault
from bot.sandbox.feishu.rest.call import Call, Result
from bot.sandbox.feishu.rest.content import check_replaces
from bot.sandbox.feishu.rest.messages import chat_of
from bot.sandbox.feishu.schema.spot import OVER_LIMIT
from bot.sandbox.feishu.world import World

_TOKEN_MS = 30 * 60 * 1000
_MOST_USES = 2
_SIZE_LIMIT = 100 * 1024


def update_card(call: Call) -> Result:
    """`POST interactive/v1/card/update`: twice within half an hour, and only after the click was answered."""
    world = call.world
    body = _body(call)
    token = _usable(world, body.get("token"))
    message = world.messages.get(token.message_id)
    if message is None or message.is_recalled:
        raise ApiError(200000, "the message is recalled")
    content = _card_text(body.get("card"))
    _check(world, message, body["card"])
    token.uses += 1
    world.card_tokens.put(token)
    world.show_card(message, content, "update")
    return {"code": 0, "msg": "ok"}


def _body(call: Call) -> dict[str, Any]:
    try:
        return jsons.parse_object(call.raw)
    except ValueError as error:
        raise ApiError(100030, f"invalid json: {error}") from error


def _usable(world: World, given: Any) -> model.CardToken:
    if not isinstance(given, str) or not given.startswith("c-"):
        raise ApiError(300020, "token format is invalid")
    token = world.card_tokens.get(given)
    if token is None:
        raise ApiError(300020, "token is invalid")
    if world.now_ms - token.created > _TOKEN_MS:
        raise ApiError(300030, "token is expired")
    if token.uses >= _MOST_USES:
        raise ApiError(300040, "token is used up")
    if not token.is_answered:
        raise _locked()
    return token


def _card_text(card: Any) -> str:
    if not isinstance(card, dict):
        raise ApiError(11311, "card is invalid: must be an object")
    raw = jsons.compact(card)
    if len(raw) > _SIZE_LIMIT:
        raise ApiError(100000, "card is too large")
    return raw.decode()


def _check(world: World, message: model.Message, card: Any) -> None:
    if world.unanswered[message.message_id] > 0:
        raise _locked()
    try:
        check_replaces(world, chat_of(world, message), jsons.parse(message.content), card)
    except CardFault as fault:
        raise ApiError(11311, fault.text) from fault


def _locked() -> ApiError:
    return ApiError(OVER_LIMIT, f"Failed to update card, ext=ErrCode: {OVER_LIMIT}; ErrMsg: card action is lock;")
