"""`message/send` and `message/recall` (wecom.md §4)."""

import hashlib
from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.common.limits import Rate
from bot.sandbox.wecom import model
from bot.sandbox.wecom.rest.call import Call, Result, bad, check_agent, ok, switch_of, text_of
from bot.sandbox.wecom.rest.files import has_media
from bot.sandbox.wecom.rest.recipients import Recipients, recipients_of
from bot.sandbox.wecom.rules.bodies import APP_BODIES, check_body
from bot.sandbox.wecom.rules.card import INTERACTIVE, is_interactive
from bot.sandbox.wecom.rules.spot import Spot
from bot.sandbox.wecom.world import World

PER_MEMBER = (Rate(30, 60.0), Rate(1000, 3600.0))
_RECALL_MS = 24 * 3600 * 1000
_MOST_INTERVAL, _INTERVAL = 14_400, 1800
_NO_CONTENT = ("enable_duplicate_check", "duplicate_check_interval")


def send(call: Call) -> Result:
    """`POST message/send`: accepted is not delivered; who gets too much gets nothing, without a word."""
    world, body = call.world, call.body()
    check_agent(world, body)
    recipients = recipients_of(world, body)
    spot = Spot("app", has_media=lambda media_id, kind: has_media(world, media_id, "app", kind))
    kind, content = check_body(body, APP_BODIES, spot)
    _check_switches(body, kind)
    digest = _digest(body)
    known = world.sent_before.get(digest)
    if known is not None and known.until > world.now_ms:
        return _answer(recipients, known.msgid)
    if kind == model.CARD:
        _check_card(world, content)
    sent = _write(world, recipients, body, kind, content, spot.cut)
    if digest:
        until = world.now_ms + (body.get("duplicate_check_interval") or _INTERVAL) * 1000
        world.sent_before.put(model.SentBefore(digest, until, sent))
    code = world.new_code(sent).code if kind == model.CARD and is_interactive(content) else ""
    return _answer(recipients, sent, **({"response_code": code} if code else {}))


def recall(call: Call) -> Result:
    """`POST message/recall`: the app's own message, within 24 hours, once."""
    world = call.world
    messages = world.messages_of(text_of(call.body(), "msgid"))
    if not messages or messages[0].sender_kind != model.APP or messages[0].is_recalled:
        raise bad("msgid")
    if world.now_ms - messages[0].created > _RECALL_MS:
        raise bad("msgid, the message is older than 24 hours")
    for message in messages:
        message.is_recalled = True
        world.keep_message(message)
    return ok()


def _check_switches(body: Mapping[str, Any], kind: str) -> None:
    switch_of(body, "safe", most=2 if kind == "mpnews" else 1)
    for key in ("enable_id_trans", "enable_duplicate_check"):
        switch_of(body, key)
    switch_of(body, "duplicate_check_interval", most=_MOST_INTERVAL)


def _check_card(world: World, card: Mapping[str, Any]) -> None:
    if card["card_type"] in INTERACTIVE and not world.settings.has_callback:
        raise bad("template_card.card_type: the app has no callback address")
    task_id = card.get("task_id")
    if task_id and world.messages_with_task(model.APP, task_id):
        raise bad("template_card.task_id: was used before")


def _digest(body: Mapping[str, Any]) -> str:
    """What tells a repeated message; empty where the caller did not ask for it not to be repeated."""
    if not body.get("enable_duplicate_check"):
        return ""
    said = {key: body[key] for key in sorted(body.keys() - set(_NO_CONTENT))}
    return hashlib.sha256(jsons.compact(said)).hexdigest()


def _write(
    world: World, recipients: Recipients, body: Mapping[str, Any], kind: str, content: Mapping[str, Any], cut: list[str]
) -> str:
    msgid = f"Hq7{token_urlsafe(40)}"
    for person in recipients.people:
        world.add_message(
            world.ensure_private_chat(person),
            sender=str(world.settings.agent_id),
            sender_kind=model.APP,
            kind=kind,
            content=jsons.compact(content).decode(),
            msgid=msgid,
            task_id=content.get("task_id", "") if kind == model.CARD else "",
            recipients=[it.userid for it in recipients.people],
            cut_fields=list(cut),
            translates_ids=body.get("enable_id_trans") == 1,
            is_confidential=body.get("safe", 0) > 0,
            is_dropped=_is_too_much(world, person),
        )
    return msgid


def _is_too_much(world: World, person: model.Person) -> bool:
    if not world.failures.has_rate_limits:
        return False
    return world.limiter.try_take(f"app/{person.userid.casefold()}", PER_MEMBER, world.now_ms / 1000) > 0


def _answer(recipients: Recipients, msgid: str, **more: str) -> dict[str, Any]:
    return ok(
        invaliduser="|".join(recipients.invalid_users).lower(),
        invalidparty="|".join(recipients.invalid_parties),
        invalidtag="|".join(recipients.invalid_tags),
        unlicenseduser="",
        msgid=msgid,
        **more,
    )
