"""What Feishu would push: distinct messages, sealed and signed beforehand."""

import os
import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from bot.clock import Clock
from bot.platforms.feishu.crypto import EventCipher, signature

APP_ID = "cli_bench"
APP_SECRET = "bench-app-secret"
ENCRYPT_KEY = "bench-encrypt-key"
VERIFICATION_TOKEN = "bench-verification-token"
PATH = "/feishu/webhook"
CHATS = 32
"""Private chats that the messages come from, in turn."""
PEOPLE = (
    "ou_lin_xiaoyan", "ou_zhou_lan", "ou_he_tao", "ou_wang_sheng", "ou_sun_li", "ou_zhao_gong", "ou_qian_qi",
    "ou_chen_cai", "ou_wu_jian", "ou_zheng_ku", "ou_gao_yuan", "ou_shen_xie", "ou_luo_wei",
)  # fmt: skip
"""Everybody of the sample factory."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes requests as the platform would send them; `batch` keeps those of several batches apart."""

    batch: str
    clock: Clock

    def requests(self, count: int, text: str = "/help") -> list[bytes]:
        """So many distinct HTTP requests, each a signed and encrypted message."""
        cipher, timestamp = EventCipher(ENCRYPT_KEY), str(int(self.clock().timestamp()))
        return [self._request(cipher, timestamp, number, text) for number in range(count)]

    def _request(self, cipher: EventCipher, timestamp: str, number: int, text: str) -> bytes:
        sealed = cipher.encrypt(orjson.dumps(self.event(number, timestamp, text)), os.urandom(16))
        body = orjson.dumps({"encrypt": sealed})
        signed = signature(timestamp, f"n{number}", ENCRYPT_KEY, body)
        head = (
            f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"X-Lark-Request-Timestamp: {timestamp}\r\nX-Lark-Request-Nonce: n{number}\r\n"
            f"X-Lark-Signature: {signed}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def event(self, number: int, timestamp: str = "1795600000", text: str = "/help") -> dict[str, object]:
        """The payload of one message before it is sealed."""
        at, chat, person = f"{timestamp}000", number % CHATS, PEOPLE[number % len(PEOPLE)]
        return {
            "schema": "2.0",
            "header": {
                "event_id": f"ev_{self.batch}_{number}", "event_type": "im.message.receive_v1", "create_time": at,
                "token": VERIFICATION_TOKEN, "app_id": APP_ID, "tenant_key": "bench",
            },
            "event": {
                "sender": {
                    "sender_id": {"open_id": person, "union_id": f"on_{person}", "user_id": f"u_{person}"},
                    "sender_type": "user", "tenant_key": "bench",
                },
                "message": {
                    "message_id": f"om_{self.batch}_{number}", "create_time": at, "update_time": at,
                    "chat_id": f"oc_private_{chat}", "chat_type": "p2p", "message_type": "text",
                    "content": orjson.dumps({"text": text}).decode(),
                },
            },
        }  # fmt: skip


def keep(requests: Sequence[bytes], path: Path) -> Path:
    """Store requests for the load generator's process."""
    path.write_bytes(pickle.dumps(list(requests), protocol=5))
    return path


def kept(path: Path) -> list[bytes]:
    """What `keep` stored."""
    requests: list[bytes] = pickle.loads(path.read_bytes())
    return requests
