"""What is brought to the doors and is not the platform's: forged, tampered with, too much, or built to cost.

Whatever is "sealed" here was made with our keys: nobody outside has them, and it is refused all the same.
"""

import base64
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace

import orjson

from bot.clock import Clock
from bot.platforms.feishu.crypto import EventCipher
from bot.platforms.feishu.crypto import signature as feishu_signature
from bot.platforms.wecom.crypto import CallbackCipher
from bot.platforms.wecom.markup import MOST_ELEMENTS, MOST_MARKS
from tests.bench import deliveries, wecom_deliveries
from tests.bench.request import Request
from tests.bench.wecom_deliveries import CORP_ID, ENCODING_AES_KEY, envelope, post, signed

MOST = 1_000_000
"""Bytes of the largest body that the doors read."""
TOO_MUCH = 10_000_000
AN_HOUR = 3_600
KINDS = ("forged", "tampered with", "an hour old", "10 MB", "bombs", "bombs, sealed")


@dataclass(frozen=True, slots=True)
class Stranger:
    """One request that has to be refused."""

    kind: str
    """One of `KINDS`."""
    name: str
    request: Request


def to_wecom(clock: Clock) -> Iterator[Stranger]:
    """All that comes to WeCom's door."""
    now = int(clock().timestamp())
    cipher, at = CallbackCipher(ENCODING_AES_KEY, CORP_ID), str(now)
    clear = wecom_deliveries.WecomMaker("stranger", clock).clear(1, at)
    sealed = cipher.seal(clear)
    yield Stranger("forged", "another token", post(sealed, at, token="another"))
    yield Stranger("forged", "another key", post(CallbackCipher(ENCODING_AES_KEY[::-1], CORP_ID).seal(clear), at))
    yield Stranger("forged", "another company", post(CallbackCipher(ENCODING_AES_KEY, "ww0").seal(clear), at))
    yield Stranger("forged", "no signature", replace(post(sealed, at), target=wecom_deliveries.PATH))
    yield Stranger("forged", "1 MB", post(_filled("A"), at, token="another"))
    for name, changed in _flipped(sealed):
        yield Stranger("tampered with", name, signed(envelope(changed), sealed, at))
    yield Stranger(
        "tampered with", "the time", _with_target(post(sealed, at), f"timestamp={at}", f"timestamp={now - 1}")
    )
    yield Stranger("an hour old", "rightly signed", post(sealed, str(now - AN_HOUR)))
    yield from _too_much(signed(b"", "A", at), b"<xml><Encrypt>")
    for name, body in _markup_bombs():
        yield Stranger("bombs", name, signed(body, "A", at))
        yield Stranger("bombs, sealed", name, post(cipher.seal(body[: MOST * 7 // 10]), at))


def to_feishu(clock: Clock) -> Iterator[Stranger]:
    """All that comes to Feishu's door."""
    now = int(clock().timestamp())
    cipher, at = EventCipher(deliveries.ENCRYPT_KEY), str(now)
    event = orjson.dumps(deliveries.Maker("stranger", clock).event(1, at))
    sealed = cipher.encrypt(event, os.urandom(16))
    yield Stranger("forged", "another key", _to_feishu(_json(sealed), at, "another"))
    yield Stranger("forged", "no signature", Request(deliveries.PATH, (), _json(sealed)))
    yield Stranger("forged", "1 MB", _to_feishu(_json(_filled("A")), at, "another"))
    yield Stranger("forged", "1 MB, no signature", Request(deliveries.PATH, (), _json(_filled("A"))))
    genuine = _to_feishu(_json(sealed), at)
    for name, changed in _flipped(sealed):
        yield Stranger("tampered with", name, replace(genuine, body=_json(changed)))
    yield Stranger("an hour old", "rightly signed", _to_feishu(_json(sealed), str(now - AN_HOUR)))
    yield from _too_much(genuine, b'{"encrypt":"')
    for name, body in _json_bombs():
        yield Stranger("bombs", name, replace(genuine, body=body))
        inner = cipher.encrypt(body[: MOST * 7 // 10], os.urandom(16))
        yield Stranger("bombs, sealed", name, _to_feishu(_json(inner), at))


def _too_much(request: Request, begun: bytes) -> Iterator[Stranger]:
    """More than any platform sends: with its length told beforehand, and without."""
    body = begun + b"A" * TOO_MUCH
    yield Stranger("10 MB", "length told", replace(request, body=body))
    yield Stranger("10 MB", "length not told", replace(request, body=body, is_chunked=True))


def _markup_bombs() -> Iterator[tuple[str, bytes]]:
    laughs = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    yield "entities", f'<!DOCTYPE xml [<!ENTITY a "ha">{laughs}]><xml><Encrypt>&i;</Encrypt></xml>'.encode()
    yield (
        "an outside entity",
        b'<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///dev/zero">]><xml><Encrypt>&x;</Encrypt></xml>',
    )
    yield "nesting", _much(b"<a>")
    yield "siblings", _much(b"<b/>")
    yield "instructions", _much(b"<?b?>")
    yield "comments", _much(b"<!--b-->")
    yield "lines", _much(b"\n")
    yield "references", _much(b"&lt;")
    yield "sections", _much(b"<![CDATA[]]>")
    yield "attributes", _with_attributes(90_000)
    yield "attributes, as many as are read", _with_attributes(MOST_MARKS - 10)
    yield "references, as many as are read", b"<a>" + b"&lt;" * (MOST_MARKS - 10)
    yield (
        "siblings, as many as are read, and sections",
        b"<a>" + b"<b/>" * (MOST_ELEMENTS - 10) + b"<![CDATA[]]>" * 80_000,
    )
    yield "one long comment", b"<a><!--" + b"a" * (MOST - 20)
    yield "one long attribute", b'<a b="' + b"a" * (MOST - 20)
    yield "one long name", b"<" + b"a" * (MOST - 10)
    yield "one long text", b"<xml><Encrypt>" + _filled("A").encode() + b"</Encrypt></xml>"


def _json_bombs() -> Iterator[tuple[str, bytes]]:
    yield "nesting", b"[" * (MOST - 10)
    yield "numbers", b"[" + b"1e308," * (MOST // 6 - 3) + b"1]"
    yield "keys", b"{" + b",".join(b'"%d":0' % number for number in range(MOST // 11)) + b"}"
    yield "escapes", b'{"encrypt":"' + rb"\u0041" * (MOST // 6 - 10) + b'"}'
    yield "empty objects", b"[" + b"{}," * (MOST // 3 - 3) + b"{}]"
    yield "one long text", _json(_filled("A"))


def _with_attributes(count: int) -> bytes:
    return b"<a " + b" ".join(b'b%d=""' % number for number in range(count)) + b">"


def _much(piece: bytes) -> bytes:
    """As much of it as is read."""
    return b"<a>" + piece * ((MOST - 10) // len(piece))


def _filled(letter: str) -> str:
    """A secret that makes the largest body."""
    return letter * (MOST - 1_000)


def _flipped(sealed: str) -> Iterator[tuple[str, str]]:
    """One bit of it is another one: at its beginning, in its middle, at its end."""
    for name, place in (("first bit", 0), ("a bit in the middle", len(sealed) // 2), ("last bit", -1)):
        raw = bytearray(base64.b64decode(sealed))
        raw[place * 3 // 4] ^= 1
        yield name, base64.b64encode(raw).decode()


def _with_target(request: Request, old: str, new: str) -> Request:
    return replace(request, target=request.target.replace(old, new))


def _json(sealed: str) -> bytes:
    return orjson.dumps({"encrypt": sealed})


def _to_feishu(body: bytes, at: str, key: str = deliveries.ENCRYPT_KEY) -> Request:
    headers = (
        ("X-Lark-Request-Timestamp", at), ("X-Lark-Request-Nonce", "n"),
        ("X-Lark-Signature", feishu_signature(at, "n", key, body)),
    )  # fmt: skip
    return Request(deliveries.PATH, headers, body)
