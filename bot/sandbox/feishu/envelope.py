"""The outer form of events and callbacks, and how they are sealed for the webhook."""

from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.feishu.crypto import encrypt, sign
from bot.sandbox.feishu.model import Person
from bot.sandbox.feishu.settings import USER_ID_SCOPE
from bot.sandbox.feishu.world import World


@dataclass(frozen=True, slots=True)
class Sealed:
    """A push as it goes over the wire."""

    headers: dict[str, str]
    body: bytes


def v2(world: World, event_type: str, event: Mapping[str, Any], *, create_time: str = "") -> dict[str, Any]:
    """The present envelope."""
    settings = world.settings
    header = {
        "event_id": token_hex(16),
        "event_type": event_type,
        "create_time": create_time or str(world.now_ms),
        "token": settings.verification_token,
        "app_id": settings.app_id,
        "tenant_key": settings.tenant_key,
    }
    return _with_news(world, {"schema": "2.0", "header": header, "event": dict(event)})


def v1(world: World, event_type: str, event: Mapping[str, Any]) -> dict[str, Any]:
    """The old envelope, still used by approvals."""
    settings = world.settings
    inner = {"app_id": settings.app_id, "tenant_key": settings.tenant_key, "type": event_type, **event}
    return {
        "ts": f"{world.now_ms / 1000:.3f}",
        "uuid": token_hex(16),
        "token": settings.verification_token,
        "type": "event_callback",
        "event": inner,
    }


def event_id_of(body: Mapping[str, Any]) -> str:
    """The unique id of an event in either envelope."""
    return str(body["header"]["event_id"] if "header" in body else body["uuid"])


def seal(world: World, body: Mapping[str, Any]) -> Sealed:
    """Encrypt and sign for this moment; every attempt is signed anew."""
    settings = world.settings
    plain = jsons.compact(body)
    raw = jsons.compact({"encrypt": encrypt(settings.encrypt_key, plain)}) if settings.encrypt_key else plain
    return signed(world, raw, str(world.now_ms // 1000))


def signed(world: World, raw: bytes, timestamp: str) -> Sealed:
    """Headers for these exact bytes; without a key there is no signature at all."""
    headers = {"Content-Type": "application/json; charset=utf-8", "X-Request-Id": token_hex(16)}
    key = world.settings.encrypt_key
    if key:
        nonce = token_hex(8)
        headers |= {
            "X-Lark-Request-Timestamp": timestamp,
            "X-Lark-Request-Nonce": nonce,
            "X-Lark-Signature": sign(timestamp, nonce, key, raw),
        }
    return Sealed(headers, raw)


def unsigned(sealed: Sealed) -> Sealed:
    """The same without its signature."""
    kept = {name: value for name, value in sealed.headers.items() if not name.startswith("X-Lark-")}
    return Sealed(kept, sealed.body)


def ids_of(world: World, person: Person) -> dict[str, str]:
    """Somebody's ids as events carry them; `user_id` only with its scope."""
    ids = {"open_id": person.open_id, "union_id": person.union_id}
    if USER_ID_SCOPE in world.settings.scopes and not world.failures.hides_user_id:
        ids["user_id"] = person.user_id
    return ids


def _with_news(world: World, body: dict[str, Any]) -> dict[str, Any]:
    if world.failures.adds_unknown_fields:
        body["header"]["x_new_in_header"] = "2"
        body["event"]["x_new_in_event"] = {"deep": [1, {"er": None}]}
        body["x_new"] = True
    return body
