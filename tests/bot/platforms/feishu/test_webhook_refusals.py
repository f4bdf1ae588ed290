"""The webhook's verdict on what is forged, stale or malformed, and on plain noise."""

from datetime import timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.feishu.crypto import EventCipher, signature
from bot.platforms.feishu.webhook import Delivery, FeishuWebhook, Refused
from tests.bot.platforms.feishu.pushes import (
    APP_ID,
    CHALLENGE,
    ENCRYPT_KEY,
    IV,
    KEYS,
    SENT_AT,
    fixture,
    push,
    sealed,
    signed,
)


@pytest.fixture
def webhook() -> FeishuWebhook:
    return FeishuWebhook((KEYS,), APP_ID)


class TestForged:
    def test_a_changed_body(self, webhook: FeishuWebhook) -> None:
        payload = fixture("message__text_in_group")

        assert push(webhook, payload, body=sealed(payload) + b" ") == Refused(401, "signature does not match")

    @pytest.mark.parametrize("header", ["x-lark-request-timestamp", "x-lark-request-nonce", "x-lark-signature"])
    @pytest.mark.parametrize("value", ["", "1795600001", "键", "\udc80"])
    def test_a_changed_header(self, webhook: FeishuWebhook, header: str, value: str) -> None:
        found = push(webhook, fixture("message__text_in_group"), headers={header: value})

        assert found == Refused(401, "signature does not match")

    def test_a_signature_in_upper_case(self, webhook: FeishuWebhook) -> None:
        body = sealed(fixture("message__text_in_group"))
        headers = signed(body)
        headers["x-lark-signature"] = headers["x-lark-signature"].upper()

        assert webhook.receive(headers, body, SENT_AT) == Refused(401, "signature does not match")

    def test_a_signature_with_another_key(self, webhook: FeishuWebhook) -> None:
        body = sealed(fixture("message__text_in_group"))

        found = webhook.receive(signed(body, encrypt_key="another"), body, SENT_AT)

        assert found == Refused(401, "signature does not match")

    def test_no_signature(self, webhook: FeishuWebhook) -> None:
        found = webhook.receive({}, sealed(fixture("message__text_in_group")), SENT_AT)

        assert found == Refused(401, "event not signed")

    def test_no_signature_and_not_even_our_key(self, webhook: FeishuWebhook) -> None:
        found = webhook.receive({}, sealed(CHALLENGE, "another"), SENT_AT)

        assert found == Refused(401, "event not signed")

    def test_a_plain_event_even_when_it_is_signed(self, webhook: FeishuWebhook) -> None:
        body = orjson.dumps(fixture("message__text_in_group"))

        assert webhook.receive(signed(body), body, SENT_AT) == Refused(401, "event not encrypted")

    @pytest.mark.parametrize("token", ["VerTok-xyz", "", None])
    def test_another_verification_token(self, webhook: FeishuWebhook, token: object) -> None:
        payload = fixture("message__text_in_group")
        payload["header"]["token"] = token

        assert push(webhook, payload) == Refused(401, "verification token does not match")

    @pytest.mark.parametrize("app", ["cli_other", "", None])
    def test_another_app(self, webhook: FeishuWebhook, app: object) -> None:
        current, legacy = fixture("message__text_in_group"), fixture("approval__task")
        current["header"]["app_id"] = legacy["event"]["app_id"] = app

        assert push(webhook, current) == push(webhook, legacy) == Refused(401, "event of another app")


class TestStale:
    @pytest.mark.parametrize("late", [timedelta(minutes=5), timedelta(minutes=-5), timedelta(0)])
    def test_inside_the_window_is_taken(self, webhook: FeishuWebhook, late: timedelta) -> None:
        assert isinstance(push(webhook, fixture("menu_tapped"), now=SENT_AT + late), Delivery)

    @pytest.mark.parametrize(
        "late", [timedelta(minutes=5, seconds=1), timedelta(minutes=-5, seconds=-1), timedelta(365)]
    )
    def test_outside_the_window_is_refused(self, webhook: FeishuWebhook, late: timedelta) -> None:
        found = push(webhook, fixture("menu_tapped"), now=SENT_AT + late)

        assert found == Refused(401, "timestamp outside the replay window")

    def test_the_window_is_a_setting(self) -> None:
        webhook = FeishuWebhook((KEYS,), APP_ID, replay_window=timedelta(hours=7))

        assert isinstance(push(webhook, fixture("menu_tapped"), now=SENT_AT + timedelta(hours=6)), Delivery)

    @pytest.mark.parametrize("timestamp", ["", "soon", "-1795600000", "1795600000.5", "1_795_600_000", "一", "9" * 13])
    def test_a_timestamp_that_is_no_number_is_refused(self, webhook: FeishuWebhook, timestamp: str) -> None:
        body = sealed(fixture("menu_tapped"))
        right = {"x-lark-signature": signature(timestamp, "n", ENCRYPT_KEY, body)}
        headers = right | {"x-lark-request-timestamp": timestamp, "x-lark-request-nonce": "n"}

        assert webhook.receive(headers, body, SENT_AT) == Refused(401, "timestamp is not a number")


class TestMalformed:
    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            (b"", "not JSON"),
            (b"hello", "not JSON"),
            (b'{"encrypt":"AAEC', "not JSON"),
            (b"\xff\xfe", "not JSON"),
            (b'{"a":' * 5000, "not JSON"),
            (b"[]", "not a JSON object"),
            (b'"encrypt"', "not a JSON object"),
            (b'{"encrypt":7}', "encrypt is not a string"),
            (b'{"encrypt":"AAEC"}', "cannot be decrypted"),
            (b'{"encrypt":"' + b"A" * 1_000_000 + b'"}', "body too large"),
        ],
    )
    def test_a_body_that_is_no_envelope(self, webhook: FeishuWebhook, body: bytes, reason: str) -> None:
        assert webhook.receive(signed(body), body, SENT_AT) == Refused(400, reason)

    def test_a_truncated_body(self, webhook: FeishuWebhook) -> None:
        body = sealed(fixture("message__text_in_group"))

        assert webhook.receive(signed(body), body[:-20], SENT_AT) == Refused(400, "not JSON")

    @pytest.mark.parametrize("inner", [7, [], "text", None])
    def test_a_sealed_body_that_is_no_object(self, webhook: FeishuWebhook, inner: object) -> None:
        assert push(webhook, inner) == Refused(400, "not a JSON object")

    @pytest.mark.parametrize(
        "change",
        [
            {"event_id": 5}, {"event_id": ""}, {"event_type": None}, {"event_type": {}}, {"event_id": "e" * 129},
            {"event_id": "e\0"}, {"event_type": "menu\0"},
        ],
        ids=repr,
    )  # fmt: skip
    def test_an_event_without_a_usable_kind_or_id(self, webhook: FeishuWebhook, change: dict[str, object]) -> None:
        payload = fixture("menu_tapped")
        payload["header"] |= change

        assert push(webhook, payload) == Refused(400, "event without kind or id")

    def test_an_event_nested_without_end(self, webhook: FeishuWebhook) -> None:
        payload = fixture("menu_tapped")
        inner = orjson.dumps(payload).replace(b'"menu_my_orders"', b"[" * 500 + b"]" * 500)
        body = orjson.dumps({"encrypt": _seal(inner)})

        assert webhook.receive(signed(body), body, SENT_AT) == Refused(400, "event without kind or id")

    def test_a_header_of_another_type_is_no_event_of_ours(self, webhook: FeishuWebhook) -> None:
        found = push(webhook, {"schema": "2.0", "header": [1], "event": 5})

        assert found == Refused(401, "verification token does not match")


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


class TestNeverRaises:
    webhook = FeishuWebhook((KEYS,), APP_ID)

    @given(st.binary(), st.dictionaries(st.sampled_from([*signed(b"")]), st.text()))
    def test_on_any_bytes_and_headers(self, body: bytes, headers: dict[str, str]) -> None:
        assert isinstance(self.webhook.receive(headers, body, SENT_AT), Refused)

    @given(st.binary())
    def test_on_any_bytes_that_are_signed(self, body: bytes) -> None:
        assert isinstance(self.webhook.receive(signed(body), body, SENT_AT), Refused)

    @given(st.binary())
    def test_on_any_bytes_that_are_sealed_and_signed(self, inner: bytes) -> None:
        body = orjson.dumps({"encrypt": _seal(inner)})

        assert isinstance(self.webhook.receive(signed(body), body, SENT_AT), Refused)

    @given(ANY_JSON, ANY_JSON)
    def test_on_any_event_of_our_app(self, event: object, stray: object) -> None:
        payload = fixture("menu_tapped")
        payload["event"], payload["header"]["create_time"] = event, stray

        assert isinstance(push(self.webhook, payload), Delivery)


def _seal(inner: bytes) -> str:
    return EventCipher(ENCRYPT_KEY).encrypt(inner, IV)
