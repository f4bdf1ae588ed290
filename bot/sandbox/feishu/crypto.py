"""The platform's half of encryption and signature: written from the reference, not from our adapter."""

import base64
import hashlib
from secrets import token_bytes

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

_BLOCK_BITS = 128


def encrypt(encrypt_key: str, plaintext: bytes, *, iv: bytes | None = None) -> str:
    """AES-256-CBC with the hash of the key; base64 of iv and ciphertext."""
    iv = token_bytes(16) if iv is None else iv
    padder = PKCS7(_BLOCK_BITS).padder()
    padded = padder.update(plaintext) + padder.finalize()
    key = hashlib.sha256(encrypt_key.encode()).digest()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return base64.b64encode(iv + encryptor.update(padded) + encryptor.finalize()).decode()


def sign(timestamp: str, nonce: str, encrypt_key: str, body: bytes) -> str:
    """Over the raw bytes of the body as sent."""
    return hashlib.sha256((timestamp + nonce + encrypt_key).encode() + body).hexdigest()
