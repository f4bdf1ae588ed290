"""The platform's half of callback encryption: written from the reference (wecom.md §2.4), not from our adapter."""

import base64
import hashlib
from secrets import token_bytes

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

_PAD_BITS = 256
_RANDOM_BYTES = 16


def encrypt(encoding_aes_key: str, plain: bytes, receive_id: str, *, random: bytes | None = None) -> str:
    """Base64 of AES-256-CBC over random, length, text and receiver, padded to 32 bytes."""
    head = (random or token_bytes(_RANDOM_BYTES)) + len(plain).to_bytes(4, "big")
    padder = PKCS7(_PAD_BITS).padder()
    padded = padder.update(head + plain + receive_id.encode()) + padder.finalize()
    encryptor = _cipher(encoding_aes_key).encryptor()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def decrypt(encoding_aes_key: str, sealed: str) -> tuple[bytes, str]:
    """Text and receiver. Raises ValueError for what was not encrypted with this key."""
    decryptor = _cipher(encoding_aes_key).decryptor()
    padded = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
    unpadder = PKCS7(_PAD_BITS).unpadder()
    whole = unpadder.update(padded) + unpadder.finalize()
    start = _RANDOM_BYTES + 4
    end = start + int.from_bytes(whole[_RANDOM_BYTES:start], "big")
    if end > len(whole):
        raise ValueError("longer than it is")
    return whole[start:end], whole[end:].decode()


def sign(token: str, timestamp: str, nonce: str, sealed: str) -> str:
    """SHA-1 over the four in lexicographic order, in hex."""
    return hashlib.sha1("".join(sorted([token, timestamp, nonce, sealed])).encode()).hexdigest()


def _cipher(encoding_aes_key: str) -> Cipher[modes.CBC]:
    key = base64.b64decode(encoding_aes_key + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
