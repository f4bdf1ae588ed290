"""A tenant with a few people, a clock to move, and a bot that answers as told."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.platforms.feishu.wire import WireAnswer, WireRequest
from bot.sandbox.feishu import FeishuTenant, TenantSettings

SETTINGS = TenantSettings(
    app_id="cli_a7d3f00dbeef",
    app_secret="s3cr3t-not-real",
    encrypt_key="EncKey-so-1001",
    verification_token="VerTok-abc",
    bot_name="跟单助手",
)
SALES, PRODUCTION, BUYER = "ou_sales_liu", "ou_prod_wang", "ou_buyer_chen"
GROUP = "oc_workshop"


@dataclass
class Clock:
    """Stands still until moved."""

    now: datetime = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> None:
        self.now += timedelta(**duration)


@dataclass
class FakeBot:
    """A webhook that remembers what it got. `answer` may also be a function of the decrypted push."""

    answer: tuple[int, bytes] | Callable[[dict[str, Any]], tuple[int, bytes]] = (200, b"{}")
    headers: list[Mapping[str, str]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    pushes: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        self.headers.append(headers)
        self.raw.append(body)
        self.pushes.append(opened(body))
        return self.answer(self.pushes[-1]) if callable(self.answer) else self.answer

    def answers(self, body: object, status: int = 200) -> None:
        self.answer = (status, json.dumps(body).encode())

    @property
    def event(self) -> dict[str, Any]:
        """The `event` of the last push."""
        return dict(self.pushes[-1]["event"])

    @property
    def types(self) -> list[str]:
        return [push["header"]["event_type"] for push in self.pushes]


def opened(body: bytes) -> dict[str, Any]:
    """A push decrypted by the reference alone."""
    envelope = json.loads(body)
    if "encrypt" not in envelope:
        return dict(envelope)
    sealed = base64.b64decode(envelope["encrypt"])
    key = hashlib.sha256(SETTINGS.encrypt_key.encode()).digest()
    decryptor = Cipher(algorithms.AES(key), modes.CBC(sealed[:16])).decryptor()
    padded = decryptor.update(sealed[16:]) + decryptor.finalize()
    return dict(json.loads(padded[: -padded[-1]]))


def a_tenant(
    clock: Clock, bot: FakeBot, *, path: Path | None = None, settings: TenantSettings = SETTINGS
) -> FeishuTenant:
    """Three people in one group with the bot."""
    chosen = settings if path is None else TenantSettings(**{**_as_dict(settings), "path": path})
    tenant = FeishuTenant(chosen, clock, bot)
    tenant.add_person(SALES, "刘销售", department="sales", user_id="e33ggbyz", mobile="13800000001")
    tenant.add_person(PRODUCTION, "王工", department="production", email="wang@example.com")
    tenant.add_person(BUYER, "陈采购", department="purchasing")
    tenant.add_group(GROUP, "车间群", [SALES, PRODUCTION, BUYER])
    return tenant


def settings_with(**changes: Any) -> TenantSettings:
    return TenantSettings(**{**_as_dict(SETTINGS), **changes})


def _as_dict(settings: TenantSettings) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in settings.__dataclass_fields__}


@dataclass
class Rest:
    """The bot's REST calls, with a token that is fetched once."""

    tenant: FeishuTenant
    token: str | None = None

    def raw(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        query: Mapping[str, str] | None = None,
        token: str | None = "own",
        content_type: str = "application/json; charset=utf-8",
    ) -> WireAnswer:
        if token == "own":
            self.token = self.token or self.fetch_token()
            token = self.token
        return self.tenant.call(WireRequest(method, f"/open-apis/{path}", query or {}, body, content_type, token))

    def call(self, method: str, path: str, body: object = None, **query: str) -> dict[str, Any]:
        raw = b"" if body is None else json.dumps(body).encode()
        return dict(json.loads(self.raw(method, path, raw, query=query).body))

    def fetch_token(self) -> str:
        return str(self.token_call()["tenant_access_token"])

    def token_call(self, **changes: object) -> dict[str, Any]:
        body = {"app_id": SETTINGS.app_id, "app_secret": SETTINGS.app_secret, **changes}
        path = "auth/v3/tenant_access_token/internal"
        return dict(json.loads(self.raw("POST", path, json.dumps(body).encode(), token=None).body))

    def send(self, card: object, to: str = GROUP, **more: object) -> dict[str, Any]:
        content = card if isinstance(card, str) else json.dumps(card, ensure_ascii=False)
        id_type = "chat_id" if to.startswith("oc_") else "open_id"
        body = {"receive_id": to, "msg_type": "interactive", "content": content, **more}
        return self.call("POST", "im/v1/messages", body, receive_id_type=id_type)

    def sent(self, card: object, to: str = GROUP) -> str:
        """The id of a card that must be accepted."""
        answer = self.send(card, to)
        assert answer["code"] == 0, answer
        return str(answer["data"]["message_id"])

    def patch(self, message_id: str, card: object) -> dict[str, Any]:
        content = card if isinstance(card, str) else json.dumps(card, ensure_ascii=False)
        return self.call("PATCH", f"im/v1/messages/{message_id}", {"content": content})


def a_card(*elements: object, **more: object) -> dict[str, Any]:
    """A 2.0 card with these elements, by default one line of markdown."""
    shown = list(elements) or [{"tag": "markdown", "content": "**SO-2611-0042**"}]
    return {"schema": "2.0", "config": {"update_multi": True}, "body": {"elements": shown}, **more}


def plain(content: str) -> dict[str, str]:
    return {"tag": "plain_text", "content": content}


def a_button(text: str = "确认", **more: object) -> dict[str, Any]:
    value = {"act": "ack", "ref": "ORD-2611-0001", "rev": 3}
    return {"tag": "button", "text": plain(text), "behaviors": [{"type": "callback", "value": value}], **more}


def a_form(*fields: object, name: str = "f_due", **button: object) -> dict[str, Any]:
    submit = a_button("提交", name="btn_submit", form_action_type="submit", **button)
    return {"tag": "form", "name": name, "elements": [*fields, submit]}


def an_input(name: str = "reason", **more: object) -> dict[str, Any]:
    return {"tag": "input", "name": name, **more}


def a_select(name: str = "cause", values: tuple[str, ...] = ("material", "machine"), **more: object) -> dict[str, Any]:
    options = [{"text": plain(value), "value": value} for value in values]
    return {"tag": "select_static", "name": name, "options": options, **more}


def sub_code(answer: Mapping[str, Any]) -> int:
    """The `ErrCode` inside a 230099."""
    assert answer["code"] == 230099, answer
    return int(answer["msg"].partition("ErrCode: ")[2].partition(";")[0])
