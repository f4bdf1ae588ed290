"""What Feishu would push: sealed and signed bodies made from the recorded payloads."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from bot.platforms.feishu.crypto import EventCipher, signature
from bot.platforms.feishu.webhook import Challenge, Delivery, FeishuWebhook, Refused, WebhookKeys

FIXTURES = Path(__file__).parents[3] / "fixtures" / "feishu"
ENCRYPT_KEY = "EncKey-so-1001"
VERIFICATION_TOKEN = "VerTok-abc"
APP_ID = "cli_a7d3f00dbeef"
BOT = "ou_bot"
SENT_AT = datetime.fromtimestamp(1795600000, UTC)
IV = bytes(range(16))
KEYS = WebhookKeys(ENCRYPT_KEY, VERIFICATION_TOKEN)
CHALLENGE = {"challenge": 'c-"1001', "token": VERIFICATION_TOKEN, "type": "url_verification"}


def fixture(case: str) -> dict[str, Any]:
    """A recorded payload, as it is after decryption."""
    payload: dict[str, Any] = json.loads((FIXTURES / f"{case}.json").read_text(encoding="utf-8"))
    return payload


def cases() -> list[str]:
    return sorted(path.stem for path in FIXTURES.glob("*.json"))


def sealed(payload: object, encrypt_key: str = ENCRYPT_KEY) -> bytes:
    """The body as it is posted: encrypted, in an envelope without blanks."""
    return orjson.dumps({"encrypt": EventCipher(encrypt_key).encrypt(orjson.dumps(payload), IV)})


def signed(body: bytes, at: datetime = SENT_AT, encrypt_key: str = ENCRYPT_KEY) -> dict[str, str]:
    """The headers of a post, as an ASGI server gives them."""
    timestamp, nonce = str(int(at.timestamp())), "n0nce42"
    return {
        "content-type": "application/json",
        "x-request-id": "7b2c",
        "x-lark-request-timestamp": timestamp,
        "x-lark-request-nonce": nonce,
        "x-lark-signature": signature(timestamp, nonce, encrypt_key, body),
    }


def push(webhook: FeishuWebhook, payload: object, **changes: Any) -> Challenge | Delivery | Refused:
    """Post a payload the way the platform does; `changes` replace headers, or the body behind the signature."""
    body = sealed(payload)
    headers = signed(body) | changes.pop("headers", {})
    return webhook.receive(headers, changes.pop("body", body), changes.pop("now", SENT_AT))
