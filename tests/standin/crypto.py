"""What Feishu does to a body before it pushes it (feishu.md §2.2, §2.3)."""

import base64
import hashlib
import json
import os

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

BLOCK = 16


def compact(value: object) -> bytes:
    """JSON without spaces, as the platform sends it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def encrypt(plain: bytes, encrypt_key: str, iv: bytes | None = None) -> str:
    """The value of `encrypt`: base64 of the initialisation vector and the ciphertext."""
    vector = os.urandom(BLOCK) if iv is None else iv
    padding = BLOCK - len(plain) % BLOCK
    encryptor = Cipher(AES(hashlib.sha256(encrypt_key.encode()).digest()), CBC(vector)).encryptor()
    return base64.b64encode(
        vector + encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()
    ).decode()


def sign(timestamp: str, nonce: str, encrypt_key: str, body: bytes) -> str:
    """The signature over the raw body."""
    return hashlib.sha256((timestamp + nonce + encrypt_key).encode() + body).hexdigest()
