"""The webhook's verdict on what is genuine."""

from datetime import timedelta

import orjson
import pytest

from bot.platforms.feishu.webhook import Challenge, Delivery, FeishuWebhook, Refused, WebhookKeys
from tests.bot.platforms.feishu.pushes import (
    APP_ID,
    CHALLENGE,
    ENCRYPT_KEY,
    KEYS,
    SENT_AT,
    VERIFICATION_TOKEN,
    cases,
    fixture,
    push,
    sealed,
    signed,
)


@pytest.fixture
def webhook() -> FeishuWebhook:
    return FeishuWebhook((KEYS,), APP_ID)


@pytest.mark.parametrize("case", cases())
def test_every_recorded_event_is_a_delivery(webhook: FeishuWebhook, case: str) -> None:
    delivery = push(webhook, fixture(case))

    assert isinstance(delivery, Delivery)
    assert delivery.is_callback is case.startswith("card_action")


def test_a_message_is_known_by_its_own_id_and_anything_else_by_the_push(webhook: FeishuWebhook) -> None:
    message, click, legacy = (
        push(webhook, fixture(case))
        for case in ("message__text_in_group", "card_action__acknowledge", "approval__task")
    )

    assert isinstance(message, Delivery)
    assert isinstance(click, Delivery)
    assert isinstance(legacy, Delivery)
    assert message.id == "feishu:om_text_in_group"
    assert click.id == "feishu:" + fixture("card_action__acknowledge")["header"]["event_id"]
    assert legacy.id == "feishu:bc447199585340d1f3728d26b1c0297c"
    assert legacy.kind == "approval_task"


def test_a_message_without_an_id_is_known_by_the_push(webhook: FeishuWebhook) -> None:
    payload = fixture("message__text_in_group")
    del payload["event"]["message"]["message_id"]

    delivery = push(webhook, payload)

    assert isinstance(delivery, Delivery)
    assert delivery.id == "feishu:" + payload["header"]["event_id"]


def test_the_stored_payload_is_whole_but_for_the_verification_token(webhook: FeishuWebhook) -> None:
    for case in ("message__text_in_group", "approval__task"):
        payload = fixture(case)

        delivery = push(webhook, payload)

        assert isinstance(delivery, Delivery)
        assert VERIFICATION_TOKEN.encode() not in delivery.payload_json
        payload.get("header", payload).pop("token")
        assert orjson.loads(delivery.payload_json) == payload


def test_the_time_of_a_delivery_is_the_platforms(webhook: FeishuWebhook) -> None:
    click = push(webhook, fixture("card_action__acknowledge"))

    assert isinstance(click, Delivery)
    assert click.created_at == SENT_AT + timedelta(seconds=20)  # microseconds on the wire


def test_a_delivery_without_a_time_was_created_now(webhook: FeishuWebhook) -> None:
    payload = fixture("message__text_in_group")
    payload["header"]["create_time"] = None

    delivery = push(webhook, payload)

    assert isinstance(delivery, Delivery)
    assert delivery.created_at == SENT_AT


class TestChallenge:
    @pytest.mark.parametrize("body", [orjson.dumps(CHALLENGE), sealed(CHALLENGE)], ids=["plain", "encrypted"])
    def test_is_answered_in_plain_and_needs_no_signature(self, webhook: FeishuWebhook, body: bytes) -> None:
        found = webhook.receive({}, body, SENT_AT)

        assert isinstance(found, Challenge)
        assert orjson.loads(found.body) == {"challenge": 'c-"1001'}

    def test_may_be_signed(self, webhook: FeishuWebhook) -> None:
        assert isinstance(push(webhook, CHALLENGE), Challenge)

    @pytest.mark.parametrize("token", ["VerTok-xyz", "", None, 7])
    def test_with_another_token_is_refused(self, webhook: FeishuWebhook, token: object) -> None:
        for body in (orjson.dumps(CHALLENGE | {"token": token}), sealed(CHALLENGE | {"token": token})):
            assert webhook.receive({}, body, SENT_AT) == Refused(401, "verification token does not match")

    def test_that_is_no_string_is_refused(self, webhook: FeishuWebhook) -> None:
        found = webhook.receive({}, orjson.dumps(CHALLENGE | {"challenge": {"a": 1}}), SENT_AT)

        assert found == Refused(400, "challenge is not a string")


class TestKeys:
    def test_old_and_new_are_both_good_while_they_are_rotated(self) -> None:
        new = WebhookKeys("EncKey-new", "VerTok-new")
        webhook = FeishuWebhook((new, KEYS), APP_ID)
        payload = fixture("menu_tapped")
        renewed = fixture("menu_tapped")
        renewed["header"]["token"] = "VerTok-new"
        body = sealed(renewed, "EncKey-new")

        assert isinstance(push(webhook, payload), Delivery)
        assert isinstance(webhook.receive(signed(body, encrypt_key="EncKey-new"), body, SENT_AT), Delivery)
        for key in (ENCRYPT_KEY, "EncKey-new"):
            assert isinstance(webhook.receive({}, sealed(CHALLENGE, key), SENT_AT), Challenge)

    def test_the_old_one_is_refused_afterwards(self) -> None:
        webhook = FeishuWebhook((WebhookKeys("EncKey-new", "VerTok-new"),), APP_ID)

        assert push(webhook, fixture("menu_tapped")) == Refused(401, "signature does not match")

    @pytest.mark.parametrize(
        ("keys", "app_id"),
        [
            ((), APP_ID),
            ((WebhookKeys("", VERIFICATION_TOKEN),), APP_ID),
            ((WebhookKeys(ENCRYPT_KEY, ""),), APP_ID),
            ((KEYS,), ""),
        ],
    )
    def test_an_empty_secret_refuses_everything(self, keys: tuple[WebhookKeys, ...], app_id: str) -> None:
        webhook = FeishuWebhook(keys, app_id)

        assert push(webhook, fixture("menu_tapped")) == Refused(401, "no secrets configured")
        assert webhook.receive({}, orjson.dumps(CHALLENGE | {"token": ""}), SENT_AT) == Refused(
            401, "no secrets configured"
        )

    def test_do_not_show_in_a_log(self) -> None:
        assert ENCRYPT_KEY not in repr(KEYS)
