"""The smart bot's webhook without a web server: bytes in, a verdict out.

A body is only decrypted once its signature has been found right. Every refusal looks the same to the sender; the
reason is for our log and names no secret. Freshness is required of retries too, which come with a new timestamp
(platform reference §2.6): a recorded body would otherwise be good for ever. Inside the window a repeat is caught by
its delivery id.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson

from bot.platforms.fields import words
from bot.platforms.port import Delivery, Refused
from bot.platforms.wecom.aibot.envelope import STREAM, Mode, as_delivery, kind_of
from bot.platforms.wecom.crypto import CallbackCipher, Undecipherable, same, signature

MAX_BODY_BYTES = 1_000_000
BAD_REQUEST = 400
UNAUTHORISED = 401
_OWN_CORP = ""
"""The receiver's id of a bot of one's own corp (platform reference §2.4)."""
_LONGEST_TIMESTAMP = 12


@dataclass(frozen=True, slots=True)
class AibotKeys:
    """The bot's Token and EncodingAESKey, as shown in the admin console."""

    token: str
    encoding_aes_key: str

    def __repr__(self) -> str:
        """Without the secrets."""
        return "AibotKeys(…)"


@dataclass(frozen=True, slots=True)
class Seal:
    """Seals the answer to one request: with the key that opened it, and its nonce."""

    token: str = field(repr=False)
    cipher: CallbackCipher = field(repr=False)
    nonce: str
    now: datetime

    def __call__(self, body: Mapping[str, Any]) -> bytes:
        """The outer JSON to answer with; `body` as `streams.py` builds it."""
        sealed, seconds = self.cipher.seal(orjson.dumps(body)), int(self.now.timestamp())
        signed = signature(self.token, str(seconds), self.nonce, sealed)
        return orjson.dumps({"encrypt": sealed, "msgsignature": signed, "timestamp": seconds, "nonce": self.nonce})


@dataclass(frozen=True, slots=True)
class AibotDelivery:
    """A message or an event. An answer sealed within 5 s is shown; an empty 200 says nothing."""

    delivery: Delivery
    seal: Seal


@dataclass(frozen=True, slots=True)
class StreamPoll:
    """The platform asks how far an answer has come; it is to be told the whole text so far, not what was added."""

    stream_id: str
    seal: Seal


class _Refuse(Exception):
    """Ends the reading of a request."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.verdict = Refused(status, reason)


class AibotCallback:
    """Judges what arrives at the webhook of one bot.

    Several `keys` are accepted side by side while secrets are being rotated. Keys that are incomplete or no keys at
    all count as absent, and without any everything is refused.
    """

    def __init__(self, keys: tuple[AibotKeys, ...], replay_window: timedelta = timedelta(minutes=10)) -> None:
        self._keys = [(key.token, cipher) for key in keys if (cipher := _cipher(key))]
        self._window_seconds = replay_window.total_seconds()

    def verify(self, query: Mapping[str, str], now: datetime) -> bytes | Refused:
        """Judge the console's GET; gives the clear text to answer with, nothing around it. Never raises.

        Its time does not matter: nothing comes of it, whenever it is repeated.
        """
        try:
            # A "+" that came unescaped was taken for a space on the way.
            return self._opened(query, query.get("echostr", "").replace(" ", "+"), now)[0]
        except _Refuse as refusal:
            return refusal.verdict

    def receive(self, query: Mapping[str, str], body: bytes, now: datetime) -> AibotDelivery | StreamPoll | Refused:
        """Judge one POST. Never raises on what a stranger sends."""
        try:
            return self._judge(query, body, now)
        except _Refuse as refusal:
            return refusal.verdict

    def _judge(self, query: Mapping[str, str], body: bytes, now: datetime) -> AibotDelivery | StreamPoll:
        if len(body) > MAX_BODY_BYTES:
            raise _Refuse(BAD_REQUEST, "body too large")
        sealed = _json_object(body).get("encrypt")
        if not isinstance(sealed, str):
            raise _Refuse(BAD_REQUEST, "encrypt is not a string")
        plain, seal = self._opened(query, sealed, now)
        self._require_fresh(query, now)
        return _read(_json_object(plain), seal)

    def _opened(self, query: Mapping[str, str], sealed: str, now: datetime) -> tuple[bytes, Seal]:
        for token, cipher in self._signers(query, sealed):
            try:
                return cipher.open(sealed), Seal(token, cipher, query.get("nonce", ""), now)
            except Undecipherable:
                continue  # two keys may share a token while only the other half is being rotated
        raise _Refuse(BAD_REQUEST, "cannot be decrypted")

    def _signers(self, query: Mapping[str, str], sealed: str) -> list[tuple[str, CallbackCipher]]:
        if not self._keys:
            raise _Refuse(UNAUTHORISED, "no secrets configured")
        given, timestamp, nonce = (query.get(name, "") for name in ("msg_signature", "timestamp", "nonce"))
        try:
            found = [key for key in self._keys if same(signature(key[0], timestamp, nonce, sealed), given)]
        except UnicodeEncodeError:  # half a character, as only a stranger would send it
            found = []
        if not found:
            raise _Refuse(UNAUTHORISED, "signature does not match")
        return found

    def _require_fresh(self, query: Mapping[str, str], now: datetime) -> None:
        timestamp = query.get("timestamp", "")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _LONGEST_TIMESTAMP):
            raise _Refuse(UNAUTHORISED, "timestamp is not a number")
        if abs(now.timestamp() - int(timestamp)) > self._window_seconds:
            raise _Refuse(UNAUTHORISED, "timestamp outside the replay window")


def _cipher(key: AibotKeys) -> CallbackCipher | None:
    try:
        return CallbackCipher(key.encoding_aes_key, _OWN_CORP) if key.token else None
    except ValueError:
        return None


def _read(body: dict[str, Any], seal: Seal) -> AibotDelivery | StreamPoll:
    if kind_of(body) == STREAM:
        stream_id = words(body, "stream", "id")
        if not stream_id:
            raise _Refuse(BAD_REQUEST, "stream without id")
        return StreamPoll(stream_id, seal)
    delivery = as_delivery(Mode.WEBHOOK, body, seal.now)
    if delivery is None:
        raise _Refuse(BAD_REQUEST, "message without kind or id")
    return AibotDelivery(delivery, seal)


def _json_object(raw: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise _Refuse(BAD_REQUEST, "not JSON") from error
    if not isinstance(value, dict):
        raise _Refuse(BAD_REQUEST, "not a JSON object")
    return value
