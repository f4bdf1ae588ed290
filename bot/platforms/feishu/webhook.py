"""Feishu's webhook without a web server: bytes in, a verdict out. This is the hot path.

A body is only decrypted once its signature has been found right over the raw bytes; the one
exception is the unsigned `url_verification` of the console, which is answered when it is sealed
with our key and carries our token. Every refusal looks the same to the sender; the reason is for
our log and names no secret.

Freshness is required of retries too: a push whose timestamp is older than the window is refused,
signed or not, because a recorded body would otherwise be good for ever. Inside the window a
repeat is caught by its delivery id.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from bot.platforms.feishu.answers import challenge_answer
from bot.platforms.feishu.crypto import EventCipher, same, signature
from bot.platforms.feishu.envelope import as_delivery, open_envelope
from bot.platforms.port import Delivery, Refused

__all__ = ["MAX_BODY_BYTES", "Challenge", "Delivery", "FeishuWebhook", "Refused", "WebhookKeys"]

MAX_BODY_BYTES = 1_000_000
BAD_REQUEST = 400
UNAUTHORISED = 401
TIMESTAMP = "x-lark-request-timestamp"
NONCE = "x-lark-request-nonce"
SIGNATURE = "x-lark-signature"
_LONGEST_TIMESTAMP = 12


@dataclass(frozen=True, slots=True)
class WebhookKeys:
    """The app's Encrypt Key and Verification Token, as shown in the developer console."""

    encrypt_key: str
    verification_token: str

    def __repr__(self) -> str:
        """Without the secrets."""
        return "WebhookKeys(…)"


@dataclass(frozen=True, slots=True)
class Challenge:
    """The console asks whether this address is ours: answer 200 with `body`."""

    body: bytes


class _Refuse(Exception):
    """Ends the reading of a body."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.verdict = Refused(status, reason)


class FeishuWebhook:
    """Judges what arrives at the webhook of one app.

    Several `keys` are accepted side by side while secrets are being rotated. Keys with an empty
    part count as absent, and without any key everything is refused.
    """

    def __init__(
        self, keys: tuple[WebhookKeys, ...], app_id: str, replay_window: timedelta = timedelta(minutes=5)
    ) -> None:
        usable = [key for key in keys if key.encrypt_key and key.verification_token] if app_id else []
        self._ciphers = [(key.encrypt_key, EventCipher(key.encrypt_key)) for key in usable]
        self._tokens = [key.verification_token for key in usable]
        self._app_id = app_id
        self._window_seconds = replay_window.total_seconds()

    def receive(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Challenge | Delivery | Refused:
        """Judge one POST; header names in lower case. Never raises on what a stranger sends."""
        try:
            return self._judge(headers, body, now)
        except _Refuse as refusal:
            return refusal.verdict

    def _judge(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Challenge | Delivery:
        if not self._ciphers:
            raise _Refuse(UNAUTHORISED, "no secrets configured")
        if len(body) > MAX_BODY_BYTES:
            raise _Refuse(BAD_REQUEST, "body too large")
        outer = _json_object(body)
        sealed = outer.get("encrypt")
        if sealed is None:
            return self._plain_challenge(outer)
        if not isinstance(sealed, str):
            raise _Refuse(BAD_REQUEST, "encrypt is not a string")
        if SIGNATURE not in headers:
            return self._unsigned_challenge(sealed)
        cipher = self._signer(headers, body)
        self._require_fresh(headers, now)
        return self._read(_opened(cipher, sealed), now)

    def _plain_challenge(self, payload: dict[str, Any]) -> Challenge:
        if payload.get("type") != "url_verification":
            raise _Refuse(UNAUTHORISED, "event not encrypted")
        return self._challenge(payload)

    def _unsigned_challenge(self, sealed: str) -> Challenge:
        for _, cipher in self._ciphers:
            try:
                payload = _opened(cipher, sealed)
            except _Refuse:
                continue  # sealed with another key, or with none: told apart from a forgery by nobody
            if payload.get("type") == "url_verification":
                return self._challenge(payload)
        raise _Refuse(UNAUTHORISED, "event not signed")

    def _challenge(self, payload: dict[str, Any]) -> Challenge:
        self._require_token(payload.get("token"))
        challenge = payload.get("challenge")
        if not isinstance(challenge, str):
            raise _Refuse(BAD_REQUEST, "challenge is not a string")
        return Challenge(challenge_answer(challenge))

    def _signer(self, headers: Mapping[str, str], body: bytes) -> EventCipher:
        timestamp, nonce, given = headers.get(TIMESTAMP, ""), headers.get(NONCE, ""), headers[SIGNATURE]
        for encrypt_key, cipher in self._ciphers:
            if same(signature(timestamp, nonce, encrypt_key, body), given):
                return cipher
        raise _Refuse(UNAUTHORISED, "signature does not match")

    def _require_fresh(self, headers: Mapping[str, str], now: datetime) -> None:
        timestamp = headers.get(TIMESTAMP, "")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _LONGEST_TIMESTAMP):
            raise _Refuse(UNAUTHORISED, "timestamp is not a number")
        if abs(now.timestamp() - int(timestamp)) > self._window_seconds:
            raise _Refuse(UNAUTHORISED, "timestamp outside the replay window")

    def _read(self, payload: dict[str, Any], now: datetime) -> Challenge | Delivery:
        if payload.get("type") == "url_verification":
            return self._challenge(payload)
        envelope = open_envelope(payload)
        self._require_token(envelope.token)
        if not same(self._app_id, envelope.app_id):
            raise _Refuse(UNAUTHORISED, "event of another app")
        delivery = as_delivery(payload, envelope, now)
        if delivery is None:
            raise _Refuse(BAD_REQUEST, "event without kind or id")
        return delivery

    def _require_token(self, token: object) -> None:
        if not (isinstance(token, str) and any(same(known, token) for known in self._tokens)):
            raise _Refuse(UNAUTHORISED, "verification token does not match")


def _opened(cipher: EventCipher, sealed: str) -> dict[str, Any]:
    try:
        plain = cipher.decrypt(sealed)
    except ValueError as error:
        raise _Refuse(BAD_REQUEST, "cannot be decrypted") from error
    return _json_object(plain)


def _json_object(raw: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise _Refuse(BAD_REQUEST, "not JSON") from error
    if not isinstance(value, dict):
        raise _Refuse(BAD_REQUEST, "not a JSON object")
    return value
