"""Pushes that a bot must refuse, made on purpose."""

from collections.abc import Callable
from dataclasses import replace
from secrets import token_hex
from typing import Any, Literal, get_args

from bot.sandbox.common import jsons
from bot.sandbox.feishu import envelope
from bot.sandbox.feishu.crypto import encrypt
from bot.sandbox.feishu.envelope import Sealed
from bot.sandbox.feishu.world import World

Forgery = Literal[
    "wrong_signature",
    "old_timestamp",
    "no_signature",
    "wrong_token",
    "wrong_key",
    "truncated",
    "not_json",
    "oversized",
    "tampered",
    "plaintext",
]
FORGERIES: tuple[Forgery, ...] = get_args(Forgery)
_HOUR_SECONDS = 3600
_OVERSIZED = 1_500_000


def forge(world: World, how: Forgery) -> Sealed:
    """A message event that looks genuine but for one thing."""
    body = envelope.v2(world, "im.message.receive_v1", _event(world))
    return _MAKERS[how](world, body)


def _event(world: World) -> dict[str, Any]:
    person = next(iter(world.people), None)
    sender = envelope.ids_of(world, person) if person is not None else {"open_id": "ou_nobody"}
    now = str(world.now_ms)
    message = {
        "message_id": f"om_{token_hex(16)}",
        "create_time": now,
        "update_time": now,
        "chat_id": "oc_forged",
        "chat_type": "p2p",
        "message_type": "text",
        "content": '{"text":"/help"}',
    }
    who = {"sender_id": sender, "sender_type": "user", "tenant_key": world.settings.tenant_key}
    return {"sender": who, "message": message}


def _now(world: World) -> str:
    return str(world.now_ms // 1000)


def _wrong_signature(world: World, body: dict[str, Any]) -> Sealed:
    sealed = envelope.seal(world, body)
    return replace(sealed, headers={**sealed.headers, "X-Lark-Signature": token_hex(32)})


def _old_timestamp(world: World, body: dict[str, Any]) -> Sealed:
    sealed = envelope.seal(world, body)
    return envelope.signed(world, sealed.body, str(world.now_ms // 1000 - _HOUR_SECONDS))


def _no_signature(world: World, body: dict[str, Any]) -> Sealed:
    return envelope.unsigned(envelope.seal(world, body))


def _wrong_token(world: World, body: dict[str, Any]) -> Sealed:
    return envelope.seal(world, {**body, "header": {**body["header"], "token": "forged"}})


def _wrong_key(world: World, body: dict[str, Any]) -> Sealed:
    raw = jsons.compact({"encrypt": encrypt("not the key", jsons.compact(body))})
    return envelope.signed(world, raw, _now(world))


def _truncated(world: World, body: dict[str, Any]) -> Sealed:
    raw = envelope.seal(world, body).body
    return envelope.signed(world, raw[: len(raw) // 2], _now(world))


def _not_json(world: World, body: dict[str, Any]) -> Sealed:
    return envelope.signed(world, b"<xml>hello</xml>", _now(world))


def _oversized(world: World, body: dict[str, Any]) -> Sealed:
    return envelope.seal(world, {**body, "padding": "x" * _OVERSIZED})


def _tampered(world: World, body: dict[str, Any]) -> Sealed:
    sealed = envelope.seal(world, body)
    return replace(sealed, body=sealed.body + b" ")


def _plaintext(world: World, body: dict[str, Any]) -> Sealed:
    return envelope.Sealed({"Content-Type": "application/json; charset=utf-8"}, jsons.compact(body))


_MAKERS: dict[Forgery, Callable[[World, dict[str, Any]], Sealed]] = {
    "wrong_signature": _wrong_signature,
    "old_timestamp": _old_timestamp,
    "no_signature": _no_signature,
    "wrong_token": _wrong_token,
    "wrong_key": _wrong_key,
    "truncated": _truncated,
    "not_json": _not_json,
    "oversized": _oversized,
    "tampered": _tampered,
    "plaintext": _plaintext,
}
