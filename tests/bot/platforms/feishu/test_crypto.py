import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.feishu.crypto import EventCipher, same, signature
from tests.bot.platforms.feishu.pushes import ENCRYPT_KEY, IV

CHALLENGE = b'{"challenge":"c-1001","token":"VerTok-abc","type":"url_verification"}'
SEALED_CHALLENGE = (
    "AAECAwQFBgcICQoLDA0OD65QulKAKDWoCxcIVtegIKOZUvm4SrMjljQtbqfWrk4L"
    "Xcrk1WbvodNKRVxQqUNQR0oVvPIGJugt8JvyoKFTfLFzruWD4YL9jhNTYm25dI4k"
)


def test_the_official_vector_opens() -> None:
    sealed = "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk="

    assert EventCipher("test key").decrypt(sealed) == b"hello world"


def test_our_vector_opens_and_seals_again() -> None:
    cipher = EventCipher(ENCRYPT_KEY)

    assert cipher.decrypt(SEALED_CHALLENGE) == CHALLENGE
    assert cipher.encrypt(CHALLENGE, IV) == SEALED_CHALLENGE


def test_the_signature_vector() -> None:
    body = b'{"encrypt":"' + SEALED_CHALLENGE.encode() + b'"}'

    found = signature("1795600000", "n0nce42", ENCRYPT_KEY, body)

    assert found == "e767f17056ab28c255cacbf37a2a35c5b8e6cd565a2c81ac9c4e1776a784bde9"


@pytest.mark.parametrize(
    "sealed",
    [
        "",
        "not base64!",
        "密文",
        "AAECAwQFBgcICQoLDA0ODw==",  # nothing behind the iv
        "AAECAwQFBgcICQoLDA0ODwA=",  # not a whole block
        SEALED_CHALLENGE[:-4] + "AAAA",  # padding destroyed
    ],
)
def test_what_was_not_sealed_with_the_key_is_a_value_error(sealed: str) -> None:
    with pytest.raises(ValueError):
        EventCipher(ENCRYPT_KEY).decrypt(sealed)


@given(st.binary(), st.binary(min_size=16, max_size=16), st.text())
def test_whatever_is_sealed_opens_again(plain: bytes, iv: bytes, key: str) -> None:
    cipher = EventCipher(key)

    assert cipher.decrypt(cipher.encrypt(plain, iv)) == plain


@pytest.mark.parametrize(("given_", "is_same"), [("abc", True), ("ABC", False), ("abcd", False), ("键\ud800", False)])
def test_secrets_are_compared_as_bytes(given_: str, is_same: bool) -> None:
    assert same("abc", given_) is is_same
