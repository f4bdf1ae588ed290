"""How Feishu seals and signs what it pushes: AES-256-CBC and a SHA-256 over key and raw body.

Both directions are here, so that the sandbox tenant seals with the same code that we open with.
"""

import binascii
import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

BLOCK_BYTES = 16
_PADDING = PKCS7(BLOCK_BYTES * 8)


class EventCipher:
    """Seals and opens event bodies with one Encrypt Key."""

    def __init__(self, encrypt_key: str) -> None:
        self._algorithm = algorithms.AES(hashlib.sha256(encrypt_key.encode()).digest())

    def decrypt(self, sealed: str) -> bytes:
        """The plaintext of a base64 `iv ‖ ciphertext`; `ValueError` for anything else."""
        raw = binascii.a2b_base64(sealed, strict_mode=True)
        if len(raw) < 2 * BLOCK_BYTES or len(raw) % BLOCK_BYTES:
            raise ValueError("not a whole number of blocks")
        decryptor = Cipher(self._algorithm, modes.CBC(raw[:BLOCK_BYTES])).decryptor()
        padded = decryptor.update(raw[BLOCK_BYTES:]) + decryptor.finalize()
        unpadder = _PADDING.unpadder()
        return unpadder.update(padded) + unpadder.finalize()

    def encrypt(self, plain: bytes, iv: bytes) -> str:
        """The base64 `iv ‖ ciphertext`; `iv` is 16 random bytes, new for each body."""
        padder = _PADDING.padder()
        encryptor = Cipher(self._algorithm, modes.CBC(iv)).encryptor()
        padded = padder.update(plain) + padder.finalize()
        return binascii.b2a_base64(iv + encryptor.update(padded) + encryptor.finalize(), newline=False).decode()


def signature(timestamp: str, nonce: str, encrypt_key: str, body: bytes) -> str:
    """What `X-Lark-Signature` must say of the raw `body`: lower-case hex."""
    digest = hashlib.sha256(_bytes(timestamp + nonce + encrypt_key))
    digest.update(body)
    return digest.hexdigest()


def same(expected: str, given: str) -> bool:
    """Compare two secrets without telling by time where they differ."""
    return hmac.compare_digest(_bytes(expected), _bytes(given))


def _bytes(text: str) -> bytes:
    # A header is whatever bytes a stranger sent: it must not raise here.
    return text.encode("utf-8", "surrogatepass")
