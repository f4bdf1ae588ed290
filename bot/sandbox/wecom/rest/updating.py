"""`message/update_template_card`: one change for one code (wecom.md §7.1, §7.2)."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.wecom import model
from bot.sandbox.wecom.rest.call import Call, Result, bad, check_agent, list_of, ok, switch_of, text_of
from bot.sandbox.wecom.rest.files import has_media
from bot.sandbox.wecom.rest.recipients import MOST_PARTIES, MOST_USERS, members_of
from bot.sandbox.wecom.rules.card import INTERACTIVE, check_card
from bot.sandbox.wecom.rules.spot import Spot
from bot.sandbox.wecom.world import World

LIFETIME_MS = 72 * 3600 * 1000


def update_card(call: Call) -> Result:
    """Form 1 replaces the buttons by one grey text, form 2 the whole card; only what was accepted uses up the code."""
    world, body = call.world, call.body()
    check_agent(world, body)
    code = _code(world, text_of(body, "response_code"))
    copies = world.messages_of(code.msgid)
    wanted, invalid = _addressed(world, body, copies)
    switch_of(body, "enable_id_trans")
    if ("button" in body) == ("template_card" in body):
        raise bad("either button or template_card")
    change_copies(world, body, [it for it in copies if _owner(it) in wanted])
    code.is_used = True
    world.codes.put(code)
    return ok(invaliduser=[who.lower() for who in invalid])


def change_copies(world: World, body: Mapping[str, Any], copies: list[model.Message]) -> None:
    """Show the new button text or card on these copies. Raises ApiError or FieldFault before anything is changed."""
    if "button" in body:
        _replace_buttons(world, body["button"], copies)
        return
    spot = Spot("app", is_update=True, has_media=lambda media_id, kind: has_media(world, media_id, "app", kind))
    check_card(body["template_card"], spot.at("template_card"))
    for message in copies:
        message.cut_fields = list(spot.cut)
        world.show_card(message, jsons.compact(body["template_card"]).decode(), "update")


def _replace_buttons(world: World, button: Any, copies: list[model.Message]) -> None:
    if not isinstance(button, dict) or button.keys() != {"replace_name"}:
        raise bad("button.replace_name")
    name = text_of(button, "replace_name")
    cards = [jsons.parse_object(it.content) for it in copies]
    if any(card["card_type"] not in INTERACTIVE for card in cards):
        raise bad("button: the card has none")
    for message, card in zip(copies, cards, strict=True):
        world.show_card(message, jsons.compact({**card, "replace_text": name}).decode(), "button")


def _code(world: World, value: str) -> model.ResponseCode:
    code = world.codes.get(value)
    if code is None or code.is_used:
        raise bad("response_code, unknown or used")
    if world.now_ms - code.created > LIFETIME_MS:
        raise bad("response_code, older than 72 hours")
    if any(it.is_recalled for it in world.messages_of(code.msgid)):
        raise bad("response_code, the message was recalled")
    return code


def _addressed(world: World, body: Mapping[str, Any], copies: list[model.Message]) -> tuple[set[str], list[str]]:
    """Who is to see the change, and who of those named never got the card. Ids are arrays here."""
    users = list_of(body, "userids", str, MOST_USERS)
    parties = list_of(body, "partyids", int, MOST_PARTIES)
    tags = list_of(body, "tagids", int, MOST_PARTIES)
    is_all = switch_of(body, "atall") == 1
    if not (users or parties or tags or is_all):
        raise bad("userids, partyids, tagids and atall are all empty")
    got = {_owner(it) for it in copies}
    more = {it.userid.casefold() for it in members_of(world, map(str, parties), map(str, tags))}
    named = {it.casefold() for it in users} | more
    return (got if is_all else got & named), [it for it in users if it.casefold() not in got]


def _owner(message: model.Message) -> str:
    """Whose copy it is: the app speaks to one person in each chat."""
    return message.chat_id.partition(":")[2]
