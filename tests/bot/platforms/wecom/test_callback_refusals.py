"""The callback's verdict on what is forged, stale or malformed, on plain noise, and how soon it falls."""

import base64
from datetime import timedelta
from time import perf_counter

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.port import Delivery, Refused
from bot.platforms.wecom.callback import WecomCallback
from bot.platforms.wecom.crypto import signature
from tests.bot.platforms.wecom.pushes import (
    AES_KEY,
    CORP_ID,
    SENT_AT,
    TEXT,
    TOKEN,
    app,
    envelope,
    message,
    push,
    sealed,
    signed,
    xml,
)

FORGED = Refused(401, "signature does not match")
SHUT = Refused(400, "cannot be decrypted")


@pytest.fixture
def callback() -> WecomCallback:
    return app()


def post(callback: WecomCallback, secret: str) -> Delivery | Refused:
    """Rightly signed, whatever it is."""
    return callback.receive(signed(secret), envelope(secret), SENT_AT)


def raw_seal(padded: bytes) -> str:
    key = base64.b64decode(AES_KEY + "=")
    encryptor = Cipher(algorithms.AES256(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


class TestForged:
    @pytest.mark.parametrize("place", [0, 40, -30])
    def test_one_flipped_bit(self, callback: WecomCallback, place: int) -> None:
        secret = sealed(xml(TEXT))
        raw = bytearray(base64.b64decode(secret))
        raw[place] ^= 1
        flipped = base64.b64encode(raw).decode()

        assert callback.receive(signed(secret), envelope(flipped), SENT_AT) == FORGED

    @pytest.mark.parametrize("field", ["msg_signature", "timestamp", "nonce"])
    @pytest.mark.parametrize("value", ["", "1790041927", "键", "\udc80"])
    def test_a_changed_query(self, callback: WecomCallback, field: str, value: str) -> None:
        assert push(callback, xml(TEXT), query={field: value}) == FORGED

    def test_a_query_without_anything(self, callback: WecomCallback) -> None:
        assert callback.receive({}, envelope(sealed(xml(TEXT))), SENT_AT) == FORGED
        assert callback.verify({}) == Refused(400, "nothing sealed")

    def test_a_signature_with_another_token(self, callback: WecomCallback) -> None:
        secret = sealed(xml(TEXT))

        assert callback.receive(signed(secret, token="other"), envelope(secret), SENT_AT) == FORGED

    def test_sealed_for_another_company(self, callback: WecomCallback) -> None:
        assert post(callback, sealed(xml(TEXT), corp_id="ww0000000000000000")) == SHUT
        assert post(callback, sealed(xml(TEXT), corp_id="")) == SHUT

    def test_sealed_with_another_key(self, callback: WecomCallback) -> None:
        assert post(callback, sealed(xml(TEXT), aes_key=AES_KEY[::-1])) == SHUT

    def test_an_echo_of_somebody_else(self, callback: WecomCallback) -> None:
        echo = sealed(b"4729318845521076390", corp_id="ww0000000000000000")

        assert callback.verify(signed(echo) | {"echostr": echo}) == SHUT
        assert callback.verify(signed(echo, token="other") | {"echostr": echo}) == FORGED

    @pytest.mark.parametrize("pad", [0, 33, 64, 255])
    def test_wrong_padding(self, callback: WecomCallback, pad: int) -> None:
        assert post(callback, raw_seal(bytes(63) + bytes([pad]))) == SHUT

    def test_padding_of_unequal_bytes(self, callback: WecomCallback) -> None:
        assert post(callback, raw_seal(bytes(62) + b"\x01\x02")) == SHUT

    def test_a_length_that_reaches_beyond_the_end(self, callback: WecomCallback) -> None:
        plain = bytes(16) + b"\xff\xff\xff\xff" + CORP_ID.encode()
        count = 32 - len(plain) % 32

        assert post(callback, raw_seal(plain + bytes([count]) * count)) == SHUT


class TestStale:
    @pytest.mark.parametrize("late", [timedelta(minutes=10), timedelta(minutes=-10), timedelta(0)])
    def test_inside_the_window_is_taken(self, callback: WecomCallback, late: timedelta) -> None:
        assert isinstance(push(callback, xml(TEXT), now=SENT_AT + late), Delivery)

    @pytest.mark.parametrize("late", [timedelta(minutes=10, seconds=1), timedelta(minutes=-10, seconds=-1)])
    def test_outside_the_window_is_refused(self, callback: WecomCallback, late: timedelta) -> None:
        stale = Refused(401, "timestamp outside the replay window")

        assert push(callback, xml(TEXT), now=SENT_AT + late) == stale

    def test_an_echo_of_any_time_is_given_back(self, callback: WecomCallback) -> None:
        echo = sealed(b"47")

        assert callback.verify(signed(echo) | {"echostr": echo}) == b"47"

    @pytest.mark.parametrize("timestamp", ["", "soon", "-1790041926", "1790041926.5", "1_790_041_926", "9" * 13])
    def test_a_timestamp_that_is_no_number_is_refused(self, callback: WecomCallback, timestamp: str) -> None:
        secret = sealed(xml(TEXT))
        query = {"msg_signature": signature(TOKEN, timestamp, "n", secret), "timestamp": timestamp, "nonce": "n"}

        found = callback.receive(query, envelope(secret), SENT_AT)

        assert found == Refused(401, "timestamp is not a number")


XML_TROUBLE = "not well-formed XML, or with a document type"
BOMB = b"""<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>
<xml><Encrypt>&c;</Encrypt></xml>"""
EXTERNAL = b'<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><Encrypt>&x;</Encrypt></xml>'
ROUGH = {
    "nothing": (b"", XML_TROUBLE),
    "words": (b"hello", XML_TROUBLE),
    "JSON": (b'{"encrypt":"AAEC"}', XML_TROUBLE),
    "no UTF-8": (b"<xml><Encrypt>\xff\xfe</Encrypt></xml>", XML_TROUBLE),
    "UTF-16": ("<xml><Encrypt>AAEC</Encrypt></xml>".encode("utf-16"), XML_TROUBLE),
    "an unknown encoding": (b'<?xml version="1.0" encoding="klingon"?><xml', XML_TROUBLE),
    "cut off": (b"<xml><Encrypt><![CDATA[AAEC", XML_TROUBLE),
    "a bomb": (BOMB, XML_TROUBLE),
    "an external entity": (EXTERNAL, XML_TROUBLE),
    "a document type": (b'<!DOCTYPE xml SYSTEM "http://127.0.0.1:9/x.dtd"><xml/>', XML_TROUBLE),
    "an unknown entity": (b"<xml><Encrypt>&nbsp;</Encrypt></xml>", XML_TROUBLE),
    "an instruction": (b"<xml><?php 1?></xml>", "with a processing instruction"),
    "nesting": (b"<a>" * 20, "too many elements, or too deep"),
    "no secret": (b"<xml><ToUserName>x</ToUserName></xml>", "nothing sealed"),
    "a secret with children": (b"<xml><Encrypt><a>AAEC</a></Encrypt></xml>", "nothing sealed"),
    "two secrets": (b"<xml><Encrypt>A</Encrypt><Encrypt>B</Encrypt></xml>", "nothing sealed"),
}


class TestMalformed:
    @pytest.mark.parametrize(("body", "reason"), ROUGH.values(), ids=list(ROUGH))
    def test_a_body_that_is_no_envelope(self, callback: WecomCallback, body: bytes, reason: str) -> None:
        assert callback.receive(signed("AAEC"), body, SENT_AT) == Refused(400, reason)

    @pytest.mark.parametrize("secret", ["AAEC", "====", "no base64!", sealed(xml(TEXT))[:-5], "A" * 24, "A" * 64])
    def test_a_secret_that_is_none(self, callback: WecomCallback, secret: str) -> None:
        assert post(callback, secret) == SHUT

    @pytest.mark.parametrize(
        ("clear", "reason"),
        [
            (b"", XML_TROUBLE),
            (BOMB, XML_TROUBLE),
            (EXTERNAL, XML_TROUBLE),
            (b"<xml>" + b"<a>" * 50 + b"</a>" * 50 + b"</xml>", "too many elements, or too deep"),
            (b"<xml>" + b"<a/>" * 6000 + b"</xml>", "too many elements, or too deep"),
            (b"<xml/>", "without a kind"),
            (xml(message("")), "without a kind"),
            (xml(message("event")), "without a kind"),
            (xml(message("a\nb")), "without a kind"),
            (xml(message("a" * 65)), "without a kind"),
        ],
    )
    def test_a_sealed_text_that_is_no_event(self, callback: WecomCallback, clear: bytes, reason: str) -> None:
        assert push(callback, clear) == Refused(400, reason)

    def test_an_echo_that_is_too_long(self, callback: WecomCallback) -> None:
        assert callback.verify(signed("A") | {"echostr": "A" * 10_000}) == Refused(400, "echo too large")


BULK = {
    "10 MB": b"<xml><Encrypt>" + b"A" * 10_000_000,
    "1 MB of secret": envelope("A" * 999_000),
    "a bomb": BOMB,
    "1 MB of nesting": b"<a>" * 333_000,
    "1 MB of siblings": b"<a>" + b"<b/>" * 249_000,
    "1 MB of instructions": b"<a>" + b"<?b?>" * 199_000,
    "1 MB of comments": b"<a>" + b"<!--b-->" * 124_000,
    "1 MB of lines": b"<a>" + b"\n" * 999_000,
    "1 MB of references": b"<a>" + b"&lt;" * 249_000,
    "1 MB of sections": b"<a>" + b"<![CDATA[]]>" * 83_000,
    "1 MB of attributes": b"<a " + b" ".join(b'b%d=""' % number for number in range(90_000)) + b">",
    "1 MB of lines in a secret": b"<xml><Encrypt>" + b"A\r" * 490_000,
    "a name of 1 MB": b"<" + b"a" * 999_000,
}


@pytest.mark.parametrize("body", BULK.values(), ids=list(BULK))
def test_a_refusal_falls_at_once(callback: WecomCallback, body: bytes) -> None:
    def spent() -> float:
        begun = perf_counter()
        assert isinstance(callback.receive(signed("A"), body, SENT_AT), Refused)
        return perf_counter() - begun

    assert min(spent() for _ in range(5)) < 0.05


class TestNeverRaises:
    callback = app()

    @given(st.binary(), st.dictionaries(st.sampled_from(["msg_signature", "timestamp", "nonce", "echostr"]), st.text()))
    def test_on_any_bytes_and_query(self, body: bytes, query: dict[str, str]) -> None:
        assert isinstance(self.callback.receive(query, body, SENT_AT), Refused)
        assert isinstance(self.callback.verify(query), Refused)

    @given(st.text())
    def test_on_any_text_that_is_signed(self, secret: str) -> None:
        body = f"<xml><Encrypt><![CDATA[{secret}]]></Encrypt></xml>".encode("utf-8", "surrogatepass")

        assert isinstance(self.callback.receive(signed(""), body, SENT_AT), Refused)

    @given(st.binary(max_size=200))
    def test_on_any_bytes_that_are_sealed_and_signed(self, clear: bytes) -> None:
        assert isinstance(push(self.callback, clear), Refused)

    @given(st.recursive(st.text(), lambda inner: st.lists(inner, max_size=3), max_leaves=6), st.text())
    def test_on_any_fields_of_a_message(self, content: object, kind: str) -> None:
        fields = message(kind, Content=content, CreateTime=str(content))
        clear = xml({name: value for name, value in fields.items() if "]]>" not in str(value)})

        assert isinstance(push(self.callback, clear), Delivery | Refused)
