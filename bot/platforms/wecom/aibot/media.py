"""Files that people sent to the bot: fetched within 5 minutes, and decrypted (platform reference §5.3)."""

import base64
import binascii
import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote

import httpx
import orjson
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.platforms.fields import text
from bot.platforms.port import Fault, PlatformBusy, PlatformRefused
from bot.platforms.wecom.crypto import BLOCK, Undecipherable

MOST_BYTES = 100 * 1024 * 1024
"""The platform takes no larger files."""
_AES_BLOCK = 16
_SERVER_TROUBLE = 500
_TOO_MANY = 429
_LONGEST_NAME = 120
_EXTENDED_NAME = re.compile(r"filename\*\s*=\s*(?:UTF-8)?'[^']*'([^;\s]+)", re.IGNORECASE)
_QUOTED_NAME = re.compile(r'filename\s*=\s*"((?:\\.|[^"\\])*)"', re.IGNORECASE)
_PLAIN_NAME = re.compile(r"filename\s*=\s*([^;\"\s]+)", re.IGNORECASE)


def attachment_key(url: str, aes_key: str = "") -> str:
    """Where a file is and what opens it, as one text. Over the webhook the bot's EncodingAESKey opens it instead."""
    told = {"url": url, "aeskey": aes_key} if aes_key else {"url": url}
    return orjson.dumps(told).decode()


def download(client: httpx.Client, key: str, encoding_aes_keys: Sequence[str] = ()) -> tuple[str, bytes]:
    """The name (empty when it is not told) and the bytes of the file behind an `attachment_key`.

    Raises PlatformBusy, or PlatformRefused when it is gone, too large, or sealed with a key we do not have.
    """
    url, own = _read_key(key)
    try:
        with client.stream("GET", url) as answer:
            _require_file(answer.status_code)
            sealed, name = _body(answer), file_name(answer.headers.get("content-disposition", ""))
    except httpx.HTTPError as error:  # its text may repeat the address
        raise PlatformBusy(f"no file: {type(error).__name__}") from None
    except httpx.InvalidURL:
        raise PlatformRefused(Fault.INVALID, "attachment without a usable address") from None
    return name, _opened(sealed, [own] if own else encoding_aes_keys)


def fetch(key: str, encoding_aes_keys: Sequence[str], timeout_seconds: float) -> bytes:
    """The bytes of the file behind an `attachment_key`; see `download`."""
    with httpx.Client(timeout=timeout_seconds) as client:
        return download(client, key, encoding_aes_keys)[1]


def decrypt(sealed: bytes, aes_key: str) -> bytes:
    """The file itself; no random prefix, length or receiver here. Raises Undecipherable.

    `aes_key` is 32 bytes in base64 that may lack its `=`; the initialisation vector is its beginning.
    """
    try:
        key = base64.b64decode(aes_key + "=" * (-len(aes_key) % 4), validate=True)
        cipher = Cipher(algorithms.AES256(key), modes.CBC(key[:_AES_BLOCK]))
    except (binascii.Error, ValueError):
        raise Undecipherable("not a key") from None
    if not sealed or len(sealed) % _AES_BLOCK:
        raise Undecipherable("not whole blocks")
    decryptor = cipher.decryptor()
    padded = decryptor.update(sealed) + decryptor.finalize()
    count = padded[-1]
    if not 1 <= count <= min(BLOCK, len(padded)) or padded[-count:] != bytes([count]) * count:
        raise Undecipherable("wrong padding")
    return padded[:-count]


def file_name(disposition: str) -> str:
    """The name in a Content-Disposition header, without folders and control characters; empty when there is none."""
    if found := _EXTENDED_NAME.search(disposition):
        name = unquote(found[1])
    elif found := _QUOTED_NAME.search(disposition):
        name = unquote(re.sub(r"\\(.)", r"\1", found[1]))
    elif found := _PLAIN_NAME.search(disposition):
        name = unquote(found[1])
    else:
        return ""
    shown = "".join(each for each in name if each.isprintable())
    return PurePosixPath(shown.replace("\\", "/")).name[-_LONGEST_NAME:]


def _read_key(key: str) -> tuple[str, str]:
    try:
        told = orjson.loads(key)
    except orjson.JSONDecodeError:
        told = None
    url = text(told, "url")
    if not url.startswith(("https://", "http://")):
        raise PlatformRefused(Fault.INVALID, "attachment without a usable address")
    return url, text(told, "aeskey")


def _require_file(status: int) -> None:
    if status == _TOO_MANY or status >= _SERVER_TROUBLE:
        raise PlatformBusy(f"no file: HTTP {status}")
    if not 200 <= status < 300:
        raise PlatformRefused(Fault.MESSAGE_GONE, f"no file: HTTP {status}; its address is good for 5 minutes")


def _body(answer: httpx.Response) -> bytes:
    taken = bytearray()
    for chunk in answer.iter_bytes():
        taken += chunk
        if len(taken) > MOST_BYTES + BLOCK:
            raise PlatformRefused(Fault.TOO_LARGE, "file over 100 MB")
    return bytes(taken)


def _opened(sealed: bytes, keys: Sequence[str]) -> bytes:
    for key in keys:
        try:
            return decrypt(sealed, key)
        except Undecipherable:
            continue
    raise PlatformRefused(Fault.INVALID, "file sealed with a key we do not have")
