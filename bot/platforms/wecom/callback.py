"""The self-built app's callback without a web server: query and bytes in, a verdict out. This is the hot path.

Only `Encrypt` is taken from the outer XML, everything else there could be anybody's. It is decrypted once its
signature has been found right; what is inside is trusted when it is sealed for our company. Every refusal looks the
same to the sender; the reason is for our log and names no secret.

The platform repeats an event with a new timestamp, nonce and cipher text around the same clear text, so the clear
text is what a delivery is known by: times of the platform are whole seconds, and all system events come from `sys`.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from bot.platforms.fields import instant_of_seconds, text
from bot.platforms.port import Delivery, Refused
from bot.platforms.wecom.crypto import CallbackCipher, Undecipherable, same, signature
from bot.platforms.wecom.markup import BadMarkup, read_markup, without_controls

__all__ = ["ID", "MAX_BODY_BYTES", "CallbackKeys", "Delivery", "Refused", "WecomCallback"]

MAX_BODY_BYTES = 1_000_000
"""Ours: text is 2 kB at most, and files do not come this way."""
ID = "_id"
"""Where a stored payload carries the delivery's id; no field of the platform begins with `_`."""
BAD_REQUEST = 400
UNAUTHORISED = 401
EVENT = "event"
SYSTEM = "sys"
"""Who sends the events that are not somebody's; they may carry another app's number, or none."""
_LONGEST_TIMESTAMP = 12
_LONGEST_KIND = 64
_LONGEST_ECHO = 8_192


@dataclass(frozen=True, slots=True)
class CallbackKeys:
    """Token and EncodingAESKey of the app's 接收消息, as shown in the admin console."""

    token: str
    encoding_aes_key: str

    def __repr__(self) -> str:
        """Without the secrets."""
        return "CallbackKeys(…)"


class _Refuse(Exception):
    """Ends the reading of a request."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.verdict = Refused(status, reason)


class WecomCallback:
    """Judges what arrives at the callback address of one app.

    Several `keys` are accepted side by side while secrets are being rotated. Keys that are incomplete or no keys at
    all count as absent, and without any key everything is refused.
    """

    def __init__(
        self,
        keys: tuple[CallbackKeys, ...],
        corp_id: str,
        agent_id: int,
        replay_window: timedelta = timedelta(minutes=10),
    ) -> None:
        self._ciphers = list(_usable(keys, corp_id))
        self._agent_id = str(agent_id)
        self._window_seconds = replay_window.total_seconds()

    def verify(self, query: Mapping[str, str]) -> bytes | Refused:
        """Judge one GET, by which the console asks whether this address is ours: answer 200 with these bytes only.

        Its time does not matter: nothing comes of it, whenever it is repeated.
        """
        # Form decoding turns a bare `+` into a blank.
        sealed = query.get("echostr", "").replace(" ", "+")
        try:
            if len(sealed) > _LONGEST_ECHO:
                raise _Refuse(BAD_REQUEST, "echo too large")
            return self._opened(query, sealed)
        except _Refuse as refusal:
            return refusal.verdict

    def receive(self, query: Mapping[str, str], body: bytes, now: datetime) -> Delivery | Refused:
        """Judge one POST. Never raises on what a stranger sends."""
        try:
            return self._judge(query, body, now)
        except _Refuse as refusal:
            return refusal.verdict

    def _judge(self, query: Mapping[str, str], body: bytes, now: datetime) -> Delivery:
        if len(body) > MAX_BODY_BYTES:
            raise _Refuse(BAD_REQUEST, "body too large")
        if not self._ciphers:
            raise _Refuse(UNAUTHORISED, "no secrets configured")
        sealed = text(_markup(body), "Encrypt").strip()
        clear = self._opened(query, sealed)
        self._require_fresh(query, now)
        payload = _markup(without_controls(clear))
        self._require_our_app(payload)
        return _as_delivery(payload, clear, now)

    def _opened(self, query: Mapping[str, str], sealed: str) -> bytes:
        """The clear text of what is signed and sealed for us."""
        for cipher in self._signers(query, sealed):
            try:
                return cipher.open(sealed)
            except Undecipherable:
                continue  # the same token may stand with the key of yesterday and with today's
        raise _Refuse(BAD_REQUEST, "cannot be decrypted")

    def _signers(self, query: Mapping[str, str], sealed: str) -> list[CallbackCipher]:
        if not self._ciphers:
            raise _Refuse(UNAUTHORISED, "no secrets configured")
        given, timestamp, nonce = (query.get(name, "") for name in ("msg_signature", "timestamp", "nonce"))
        if not sealed:
            raise _Refuse(BAD_REQUEST, "nothing sealed")
        if not (given + timestamp + nonce + sealed).isascii():
            raise _Refuse(UNAUTHORISED, "signature does not match")
        found = [cipher for token, cipher in self._ciphers if same(signature(token, timestamp, nonce, sealed), given)]
        if not found:
            raise _Refuse(UNAUTHORISED, "signature does not match")
        return found

    def _require_fresh(self, query: Mapping[str, str], now: datetime) -> None:
        timestamp = query.get("timestamp", "")
        if not (timestamp.isdigit() and len(timestamp) <= _LONGEST_TIMESTAMP):
            raise _Refuse(UNAUTHORISED, "timestamp is not a number")
        if abs(now.timestamp() - int(timestamp)) > self._window_seconds:
            raise _Refuse(UNAUTHORISED, "timestamp outside the replay window")

    def _require_our_app(self, payload: dict[str, Any]) -> None:
        agent = text(payload, "AgentID").strip()
        is_of_the_system = text(payload, "MsgType") == EVENT and text(payload, "FromUserName") == SYSTEM
        if agent and agent != self._agent_id and not is_of_the_system:
            raise _Refuse(UNAUTHORISED, "event of another app")


def _usable(keys: tuple[CallbackKeys, ...], corp_id: str) -> Iterator[tuple[str, CallbackCipher]]:
    for key in keys if corp_id else ():
        if not key.token:
            continue
        try:
            yield key.token, CallbackCipher(key.encoding_aes_key, corp_id)
        except ValueError:
            continue  # no key: the same as none


def _markup(raw: bytes) -> dict[str, Any]:
    try:
        return read_markup(raw)
    except BadMarkup as error:
        raise _Refuse(BAD_REQUEST, str(error)) from error


def _as_delivery(payload: dict[str, Any], clear: bytes, now: datetime) -> Delivery:
    kind = text(payload, "MsgType")
    if kind == EVENT:
        kind = f"{EVENT}.{text(payload, 'Event')}" if text(payload, "Event") else ""
    if not kind or len(kind) > _LONGEST_KIND or not kind.isprintable():
        raise _Refuse(BAD_REQUEST, "without a kind")
    name = f"wecom:{hashlib.sha256(clear).hexdigest()}"
    stored = orjson.dumps({**payload, ID: name})
    return Delivery(name, kind, stored, False, instant_of_seconds(text(payload, "CreateTime")) or now)
