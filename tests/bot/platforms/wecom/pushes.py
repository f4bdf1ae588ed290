"""What WeCom would push: sealed and signed bodies made from XML as the reference shows it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from bot.platforms.port import Delivery, Refused
from bot.platforms.wecom.callback import CallbackKeys, WecomCallback
from bot.platforms.wecom.crypto import CallbackCipher, signature

FIXTURES = Path(__file__).parents[3] / "fixtures" / "wecom"
CORP_ID = "wwf0a1c7be5d2e4810"
AGENT_ID = 1000031
TOKEN = "ZuoDanToken2026"
AES_KEY = "Yq3vN8kTz0RcWf5LmXo7HdJs2BgUePa9ViKyCt4Qx1B"
KEYS = CallbackKeys(TOKEN, AES_KEY)
NONCE = "1729400011"
SENT_AT = datetime.fromtimestamp(1790041926, UTC)


def vectors() -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((FIXTURES / "vectors.json").read_text(encoding="utf-8"))
    return found


def app(*keys: CallbackKeys, corp_id: str = CORP_ID) -> WecomCallback:
    return WecomCallback(keys or (KEYS,), corp_id, AGENT_ID)


def child(name: str, value: object) -> str:
    """One element: text in CDATA, numbers bare, a dict with its children, a list repeated."""
    if isinstance(value, list):
        return "".join(child(name, each) for each in value)
    if isinstance(value, Mapping):
        return f"<{name}>{''.join(child(key, each) for key, each in value.items())}</{name}>"
    return f"<{name}>{value}</{name}>" if isinstance(value, int) else f"<{name}><![CDATA[{value}]]></{name}>"


def xml(fields: Mapping[str, object], *, is_backward: bool = False) -> bytes:
    """A clear text; `is_backward` with its children in the other order."""
    children = list(fields.items())
    return child("xml", dict(reversed(children) if is_backward else children)).encode()


def told(**fields: object) -> dict[str, object]:
    """The fields of a clear text that every one has, and these."""
    common: dict[str, object] = {
        "ToUserName": CORP_ID,
        "FromUserName": "lin.xiaoyan",
        "CreateTime": 1790041925,
        "AgentID": AGENT_ID,
    }
    return common | fields


def message(kind: str, **fields: object) -> dict[str, object]:
    return told(MsgType=kind, **{"MsgId": 7530418862013402117} | fields)


def event(name: str, **fields: object) -> dict[str, object]:
    return told(MsgType="event", Event=name, **fields)


TEXT = message("text", Content="下单 客户:宁波海辰 型号:HX-200 数量:120 交期:2026-11-30")


def sealed(clear: bytes, *, corp_id: str = CORP_ID, aes_key: str = AES_KEY) -> str:
    return CallbackCipher(aes_key, corp_id).seal(clear)


def envelope(secret: str, *, is_backward: bool = False) -> bytes:
    """The body as it is posted."""
    fields: dict[str, object] = {"ToUserName": CORP_ID, "AgentID": str(AGENT_ID), "Encrypt": secret}
    return xml(fields, is_backward=is_backward)


def signed(secret: str, at: datetime = SENT_AT, token: str = TOKEN, nonce: str = NONCE) -> dict[str, str]:
    """The query of a request."""
    timestamp = str(int(at.timestamp()))
    return {"msg_signature": signature(token, timestamp, nonce, secret), "timestamp": timestamp, "nonce": nonce}


def push(callback: WecomCallback, clear: bytes, **changes: Any) -> Delivery | Refused:
    """Post a clear text the way the platform does; `query` and `now` replace what it would have been."""
    secret = sealed(clear)
    query = signed(secret) | changes.pop("query", {})
    return callback.receive(query, envelope(secret), changes.pop("now", SENT_AT))


def taken(verdict: Delivery | Refused) -> dict[str, Any]:
    """What is stored of a delivery that was taken."""
    assert isinstance(verdict, Delivery), verdict
    payload: dict[str, Any] = orjson.loads(verdict.payload_json)
    return payload
