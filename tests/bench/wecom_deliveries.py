"""What WeCom would push to the self-built app: distinct messages of people, sealed and signed beforehand."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from bot.clock import Clock
from bot.platforms.wecom.crypto import CallbackCipher, signature
from tests.bench import deliveries
from tests.bench.request import Request

CORP_ID = "wwb0c4e0b0c4e0b0c4"
AGENT_ID = 1000031
SECRET = "bench-wecom-secret"
TOKEN = "BenchToken2026"
ENCODING_AES_KEY = "bN3vR8kTz0QcWf5LmXo7HdJs2YgUePa9ViKyCt4Gx1A"
"""43 letters and digits, as the console makes them."""
PATH = "/wecom/callback"
PEOPLE = tuple(person.removeprefix("ou_").replace("_", ".") for person in deliveries.PEOPLE)
"""The sample's people have the same names on both platforms."""
_FIRST_NONCE = 1_729_400_000
_NUMBERS = 100_000_000
"""More than a batch has messages."""


@dataclass(frozen=True, slots=True)
class WecomMaker:
    """Makes requests as the platform would send them; `batch` keeps those of several batches apart."""

    batch: str
    clock: Clock

    def requests(self, count: int, text: str = "/help") -> list[bytes]:
        """So many distinct HTTP requests, each a signed and encrypted message."""
        return [request.raw() for request in self.posts(count, text)]

    def posts(self, count: int, text: str = "/help") -> Iterator[Request]:
        """The same, not yet as bytes."""
        cipher, timestamp = CallbackCipher(ENCODING_AES_KEY, CORP_ID), str(int(self.clock().timestamp()))
        for number in range(count):
            sealed = cipher.seal(self.clear(number, timestamp, text))
            yield post(sealed, timestamp, str(_FIRST_NONCE + number))

    def clear(self, number: int, timestamp: str, text: str = "/help") -> bytes:
        """One message before it is sealed. A delivery is known by its clear text, so that no two may be the same."""
        person, message = PEOPLE[number % len(PEOPLE)], zlib.crc32(self.batch.encode()) * _NUMBERS + number
        return (
            f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName><FromUserName><![CDATA[{person}]]></FromUserName>"
            f"<CreateTime>{timestamp}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
            f"<Content><![CDATA[{text}]]></Content><MsgId>{message}</MsgId><AgentID>{AGENT_ID}</AgentID></xml>"
        ).encode()


def post(sealed: str, timestamp: str, nonce: str = str(_FIRST_NONCE), *, token: str = TOKEN) -> Request:
    """The request that brings something sealed."""
    return signed(envelope(sealed), sealed, timestamp, nonce, token=token)


def signed(body: bytes, sealed: str, timestamp: str, nonce: str = str(_FIRST_NONCE), *, token: str = TOKEN) -> Request:
    """A request with the signature over `sealed`, whatever else its body is."""
    query = f"msg_signature={signature(token, timestamp, nonce, sealed)}&timestamp={timestamp}&nonce={nonce}"
    return Request(f"{PATH}?{query}", (("Content-Type", "text/xml"),), body)


def envelope(sealed: str) -> bytes:
    """The outer XML."""
    return (
        f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName><AgentID><![CDATA[{AGENT_ID}]]></AgentID>"
        f"<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    ).encode()
