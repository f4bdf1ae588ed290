"""Our verdict on genuine pushes is that of lark-oapi's own dispatcher, and never milder on others."""

from typing import Any

import pytest

from bot.platforms.feishu.webhook import Challenge, Delivery, FeishuWebhook, Refused, WebhookKeys
from tests.bot.platforms.feishu.pushes import (
    APP_ID,
    ENCRYPT_KEY,
    SENT_AT,
    VERIFICATION_TOKEN,
    cases,
    fixture,
    sealed,
    signed,
)

HEADERS = {
    "x-lark-request-timestamp": "X-Lark-Request-Timestamp",
    "x-lark-request-nonce": "X-Lark-Request-Nonce",
    "x-lark-signature": "X-Lark-Signature",
}
CHALLENGE = {"challenge": "c-1001", "token": VERIFICATION_TOKEN, "type": "url_verification"}


def lark_says(headers: dict[str, str], body: bytes, *kinds: tuple[str, str]) -> tuple[int, bytes]:
    """The status and content lark-oapi answers, told to accept `kinds` (envelope version and event kind)."""
    # Late: the whole SDK costs every process that collects these tests seconds and 200 MB.
    from lark_oapi.core.model import RawRequest
    from lark_oapi.event.dispatcher_handler import EventDispatcherHandler

    builder: Any = EventDispatcherHandler.builder(ENCRYPT_KEY, VERIFICATION_TOKEN)
    for version, kind in kinds:
        register = {"p1": "register_p1_customized_event", "p2": "register_p2_customized_event"}[version]
        if kind == "card.action.trigger":
            builder.register_p2_card_action_trigger(lambda click: {})
        else:
            getattr(builder, register)(kind, lambda event: None)
    request = RawRequest()
    request.uri, request.body = "/feishu/webhook", body
    request.headers = {HEADERS[name]: value for name, value in headers.items() if name in HEADERS}
    answer = builder.build().do(request)
    return answer.status_code, answer.content


def we_say(headers: dict[str, str], body: bytes) -> Challenge | Delivery | Refused:
    webhook = FeishuWebhook((WebhookKeys(ENCRYPT_KEY, VERIFICATION_TOKEN),), APP_ID)
    return webhook.receive(headers, body, SENT_AT)


def kind_of(payload: dict[str, Any]) -> tuple[str, str]:
    if "schema" in payload:
        return "p2", payload["header"]["event_type"]
    return "p1", payload["event"]["type"]


# lark-oapi cannot read a button's value that is a string; we can.
READABLE = [case for case in cases() if "string_value" not in case]


@pytest.mark.parametrize("case", READABLE)
def test_what_lark_takes_we_take(case: str) -> None:
    payload = fixture(case)
    body = sealed(payload)

    status, _ = lark_says(signed(body), body, kind_of(payload))

    assert status == 200
    assert isinstance(we_say(signed(body), body), Delivery)


@pytest.mark.parametrize(
    "body", [sealed(CHALLENGE), b'{"challenge":"c-1001","token":"VerTok-abc","type":"url_verification"}']
)
def test_both_answer_the_challenge_alike(body: bytes) -> None:
    status, content = lark_says({}, body)
    ours = we_say({}, body)

    assert isinstance(ours, Challenge)
    assert (status, content) == (200, ours.body)


@pytest.mark.parametrize("case", ["message__text_in_group", "approval__task", "card_action__acknowledge"])
def test_what_lark_refuses_we_refuse(case: str) -> None:
    payload = fixture(case)
    body = sealed(payload)
    other = payload | {"token": "VerTok-xyz", "header": payload.get("header", {}) | {"token": "VerTok-xyz"}}
    forgeries = [
        (signed(body), body + b" "),
        (signed(body) | {"x-lark-signature": signed(body)["x-lark-signature"].upper()}, body),
        (signed(body, encrypt_key="another"), body),
        (signed(body) | {"x-lark-request-nonce": "another"}, body),
        (signed(sealed(other)), sealed(other)),
        (signed(b"{"), b"{"),
    ]

    for headers, posted in forgeries:
        status, _ = lark_says(headers, posted, kind_of(payload))
        assert status == 500
        assert isinstance(we_say(headers, posted), Refused)
