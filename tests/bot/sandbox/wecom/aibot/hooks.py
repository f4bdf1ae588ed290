"""A callback address of the smart bot, sealed and opened by the reference alone."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.sandbox.wecom import WecomTenant
from tests.bot.sandbox.wecom.aibot.bots import BOT_SETTINGS, a_bot_corp
from tests.bot.sandbox.wecom.corps import Clock

HOOK_SETTINGS = replace(BOT_SETTINGS, aibot_mode="webhook")
_KEY = base64.b64decode(HOOK_SETTINGS.aibot_aes_key + "=")

Answer = dict[str, Any] | bytes | None


@dataclass
class Hook:
    """Remembers the clear bodies; answers with `answer`, or with what that makes of a body."""

    answer: Answer | Callable[[dict[str, Any]], Answer] = None
    status: int = 200
    changes: dict[str, object] = field(default_factory=dict)
    """What is put in place of parts of the sealed answer."""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    queries: list[Mapping[str, str]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    on_knock: Callable[[], None] = lambda: None

    def __call__(self, method: str, query: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        self.queries.append(query)
        self.raw.append(body)
        self.on_knock()
        sealed = query["echostr"].replace(" ", "+") if method == "GET" else json.loads(body)["encrypt"]
        assert _signed(query["timestamp"], query["nonce"], sealed) == query["msg_signature"]
        if method == "GET":
            return self.status, opened(sealed)
        self.bodies.append(json.loads(opened(sealed)))
        answer = self.answer(self.bodies[-1]) if callable(self.answer) else self.answer
        return self.status, self._sealed(answer, query["nonce"])

    def _sealed(self, answer: Answer, nonce: str) -> bytes:
        if answer is None or isinstance(answer, bytes):
            return answer or b""
        sealed = seal(json.dumps(answer, ensure_ascii=False).encode())
        outer = {"encrypt": sealed, "msgsignature": _signed("1790042601", nonce, sealed), "timestamp": 1790042601}
        return json.dumps({**outer, "nonce": nonce, **self.changes}).encode()


def a_hook_corp(clock: Clock, hook: Hook) -> WecomTenant:
    corp = a_bot_corp(clock, settings=HOOK_SETTINGS)
    corp.deliver_bot_callbacks_to(hook)
    return corp


def seal(clear: bytes, receiver: bytes = b"") -> str:
    plain = bytes(16) + len(clear).to_bytes(4, "big") + clear + receiver
    count = 32 - len(plain) % 32
    encryptor = Cipher(algorithms.AES(_KEY), modes.CBC(_KEY[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([count]) * count) + encryptor.finalize()).decode()


def opened(sealed: str) -> bytes:
    decryptor = Cipher(algorithms.AES(_KEY), modes.CBC(_KEY[:16])).decryptor()
    padded = decryptor.update(base64.b64decode(sealed)) + decryptor.finalize()
    plain = padded[: -padded[-1]]
    length = int.from_bytes(plain[16:20], "big")
    assert plain[20 + length :] == b""
    return plain[20 : 20 + length]


def _signed(timestamp: str, nonce: str, sealed: str) -> str:
    return hashlib.sha1("".join(sorted([HOOK_SETTINGS.aibot_token, timestamp, nonce, sealed])).encode()).hexdigest()
