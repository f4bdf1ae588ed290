"""WeCom's callback cryptography: AES-256-CBC with 32-byte padding, SHA-1 signature (platform reference §2.4).

The same for the self-built app and the smart bot, which differ in the receiver's id: the corp id, or nothing.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
"""Of the padding, not of AES: an unpadder for 16 refuses half of all messages."""
_RANDOM, _LENGTH, _AES_BLOCK = 16, 4, 16
KEY_CHARACTERS = 43


class Undecipherable(ValueError):
    """Not sealed with this key for this receiver; the text says which check failed and quotes nothing."""


def signature(token: str, timestamp: str, nonce: str, sealed: str) -> str:
    """SHA-1 over the four values in lexicographic order, in hex."""
    return hashlib.sha1("".join(sorted((token, timestamp, nonce, sealed))).encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two texts are equal, in a time that tells nothing about where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


class CallbackCipher:
    """Opens and seals texts with one EncodingAESKey for one receiver. Raises ValueError for a key that is none."""

    def __init__(self, encoding_aes_key: str, receive_id: str) -> None:
        if len(encoding_aes_key) != KEY_CHARACTERS:
            raise ValueError("an EncodingAESKey has 43 characters")
        key = base64.b64decode(encoding_aes_key + "=", validate=True)
        self._cipher = Cipher(algorithms.AES256(key), modes.CBC(key[:_AES_BLOCK]))
        self._receive_id = receive_id.encode()

    def open(self, sealed: str) -> bytes:
        """The clear text. Raises Undecipherable."""
        plain = _unpadded(self._decrypted(sealed))
        end = _RANDOM + _LENGTH
        if len(plain) < end:
            raise Undecipherable("too short")
        (length,) = struct.unpack(">I", plain[_RANDOM:end])
        if length > len(plain) - end:
            raise Undecipherable("longer than it is")
        if not hmac.compare_digest(plain[end + length :], self._receive_id):
            raise Undecipherable("for another receiver")
        return plain[end : end + length]

    def seal(self, text: bytes, random: bytes | None = None) -> str:
        """Sealed, in base64. `random` are 16 bytes, only given to be able to compare."""
        plain = (random or secrets.token_bytes(_RANDOM)) + struct.pack(">I", len(text)) + text + self._receive_id
        count = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher.encryptor()
        return base64.b64encode(encryptor.update(plain + bytes([count]) * count) + encryptor.finalize()).decode()

    def _decrypted(self, sealed: str) -> bytes:
        try:
            raw = base64.b64decode(sealed, validate=True)
        except (binascii.Error, ValueError) as error:
            raise Undecipherable("not base64") from error
        if not raw or len(raw) % _AES_BLOCK:
            raise Undecipherable("not whole blocks")
        decryptor = self._cipher.decryptor()
        return decryptor.update(raw) + decryptor.finalize()


def _unpadded(padded: bytes) -> bytes:
    count = padded[-1]
    if not 1 <= count <= BLOCK or count > len(padded) or padded[-count:] != bytes([count]) * count:
        raise Undecipherable("wrong padding")
    return padded[:-count]
