"""Files that people send to the smart bot: encrypted behind an address that is good for five minutes (§5.3)."""

import base64
from secrets import token_bytes, token_hex

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from bot.sandbox.wecom import model
from bot.sandbox.wecom.aibot.memory import Memory
from bot.sandbox.wecom.aibot.records import Enclosure

LIFETIME_MS = 5 * 60 * 1000
PATH = "/aibot/files/"
_PAD_BITS = 256


class Enclosures:
    """Inside `World.change()`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._world = memory.world

    def address_of(self, media: model.Media) -> dict[str, str]:
        """`url`, and over the long connection `aeskey`; over the webhook the bot's own key opens it."""
        settings = self._world.settings
        is_own = settings.aibot_mode == "websocket"
        key = base64.b64encode(token_bytes(32)).decode().rstrip("=") if is_own else settings.aibot_aes_key
        enclosure = Enclosure(token_hex(16), media.media_id, key, self._world.now_ms)
        self._memory.enclosures.put(enclosure)
        url = f"{settings.bot_files_base}{PATH}{enclosure.file_id}"
        return {"url": url, "aeskey": key} if is_own else {"url": url}

    def sealed(self, file_id: str) -> tuple[str, bytes] | None:
        """Name and encrypted content; None when it is unknown or too long ago."""
        enclosure = self._memory.enclosures.get(file_id)
        media = None if enclosure is None else self._world.media.get(enclosure.media_id)
        if enclosure is None or media is None or self._world.now_ms - enclosure.created > LIFETIME_MS:
            return None
        return media.name, seal(enclosure.aes_key, self._world.file_content(media.media_id))


def seal(aes_key: str, content: bytes) -> bytes:
    """AES-256-CBC with padding to 32 bytes; the key's beginning is the initialisation vector."""
    key = base64.b64decode(aes_key + "=")
    padder = PKCS7(_PAD_BITS).padder()
    padded = padder.update(content) + padder.finalize()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return encryptor.update(padded) + encryptor.finalize()
