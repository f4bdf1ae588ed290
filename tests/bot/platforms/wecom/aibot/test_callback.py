"""The verdict on what arrives at the bot's webhook, and the sealing of the answer."""

from datetime import timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.port import Refused
from bot.platforms.wecom.aibot.callback import AibotCallback, AibotDelivery, AibotKeys, StreamPoll
from bot.platforms.wecom.aibot.streams import stream
from bot.platforms.wecom.crypto import CallbackCipher, signature
from tests.bot.platforms.wecom.aibot.bodies import (
    AES_KEY,
    KEYS,
    NONCE,
    SENT_AT,
    TOKEN,
    VECTOR_RANDOM,
    VECTOR_SEALED,
    VECTOR_SIGNATURE,
    VECTOR_TEXT,
    a_message,
    a_tap,
    an_event,
    posted,
    signed,
)

OTHER = AibotKeys("OtherToken", "Yq3vN8kTz0RcWf5LmXo7HdJs2BgUePa9ViKyCt4Qx1B")


@pytest.fixture
def callback() -> AibotCallback:
    return AibotCallback((KEYS,))


class TestTaken:
    def test_the_published_vector(self, callback: AibotCallback) -> None:
        query = {"msg_signature": VECTOR_SIGNATURE, "timestamp": "1790042000", "nonce": NONCE}

        found = callback.receive(query, orjson.dumps({"encrypt": VECTOR_SEALED}), SENT_AT)

        assert isinstance(found, AibotDelivery)
        assert found.delivery.id == "wecom:CAIQ9fKx0QYY-mo-2026-000117"
        assert found.delivery.kind == "text"
        assert not found.delivery.is_callback
        assert found.delivery.created_at == SENT_AT
        assert orjson.loads(found.delivery.payload_json) == {"mode": "webhook", "body": orjson.loads(VECTOR_TEXT)}
        assert CallbackCipher(AES_KEY, "").seal(VECTOR_TEXT.encode(), VECTOR_RANDOM) == VECTOR_SEALED

    @pytest.mark.parametrize(
        ("body", "kind", "is_callback"),
        [
            (a_message(), "text", False),
            (a_message("image", group=False), "image", False),
            (an_event("enter_chat"), "event.enter_chat", True),
            (a_tap("date_ok"), "event.template_card_event", True),
            (an_event("feedback_event"), "event.feedback_event", False),
            (an_event("something_new"), "event.something_new", False),
        ],
    )
    def test_whoever_waits_for_an_answer_is_told_apart(
        self, callback: AibotCallback, body: dict[str, object], kind: str, is_callback: bool
    ) -> None:
        found = callback.receive(*posted(body), SENT_AT)

        assert isinstance(found, AibotDelivery)
        assert (found.delivery.kind, found.delivery.is_callback) == (kind, is_callback)

    def test_a_repeat_has_the_same_id_whatever_is_around_it(self, callback: AibotCallback) -> None:
        first = callback.receive(*posted(a_message()), SENT_AT)
        later = SENT_AT + timedelta(seconds=5)
        again = callback.receive(*posted(a_message(), at=later), later)

        assert isinstance(first, AibotDelivery)
        assert isinstance(again, AibotDelivery)
        assert first.delivery.id == again.delivery.id

    def test_the_time_of_an_event_is_the_platforms(self, callback: AibotCallback) -> None:
        found = callback.receive(*posted(an_event("enter_chat")), SENT_AT)

        assert isinstance(found, AibotDelivery)
        assert found.delivery.created_at.timestamp() == 1790042600

    def test_a_question_about_a_stream_is_not_a_message(self, callback: AibotCallback) -> None:
        found = callback.receive(*posted(a_message("stream", stream={"id": "st-000117"})), SENT_AT)

        assert isinstance(found, StreamPoll)
        assert found.stream_id == "st-000117"

    @pytest.mark.parametrize("keys", [(KEYS, OTHER), (OTHER, KEYS), (AibotKeys(TOKEN, OTHER.encoding_aes_key), KEYS)])
    def test_old_and_new_keys_are_good_side_by_side(self, keys: tuple[AibotKeys, ...]) -> None:
        found = AibotCallback(keys).receive(*posted(a_message()), SENT_AT)

        assert isinstance(found, AibotDelivery)
        assert _unsealed(found.seal({"a": 1}))[1] == {"a": 1}  # with the key that opened it

    @pytest.mark.parametrize("late", [timedelta(minutes=10), timedelta(minutes=-10), timedelta(0)])
    def test_inside_the_window_is_taken(self, callback: AibotCallback, late: timedelta) -> None:
        assert isinstance(callback.receive(*posted(a_message()), SENT_AT + late), AibotDelivery)


class TestAnswered:
    def test_an_answer_is_sealed_for_its_request(self, callback: AibotCallback) -> None:
        found = callback.receive(*posted(a_message()), SENT_AT)
        assert isinstance(found, AibotDelivery)

        outer, clear = _unsealed(found.seal(stream("st-1", "正在查询 …", finish=False)))

        assert clear == {"msgtype": "stream", "stream": {"id": "st-1", "finish": False, "content": "正在查询 …"}}
        assert list(outer) == ["encrypt", "msgsignature", "timestamp", "nonce"]
        assert (outer["timestamp"], outer["nonce"]) == (1790042000, NONCE)
        assert outer["msgsignature"] == signature(TOKEN, "1790042000", NONCE, str(outer["encrypt"]))

    def test_no_secret_is_shown(self, callback: AibotCallback) -> None:
        found = callback.receive(*posted(a_message()), SENT_AT)

        assert TOKEN not in repr(found)
        assert repr(KEYS) == "AibotKeys(…)"


class TestVerified:
    def test_the_console_gets_the_clear_text_and_nothing_else(self, callback: AibotCallback) -> None:
        echo = CallbackCipher(AES_KEY, "").seal(b"4729318845521076390")

        assert callback.verify(signed(echo) | {"echostr": echo}, SENT_AT) == b"4729318845521076390"

    def test_a_plus_that_became_a_space_is_restored(self, callback: AibotCallback) -> None:
        echo = next(e for n in range(99) if "+" in (e := CallbackCipher(AES_KEY, "").seal(b"1", bytes([n]) * 16)))

        assert callback.verify(signed(echo) | {"echostr": echo.replace("+", " ")}, SENT_AT) == b"1"

    def test_a_question_of_any_time_is_answered_and_a_forged_one_is_not(self, callback: AibotCallback) -> None:
        echo = CallbackCipher(AES_KEY, "").seal(b"1")
        query = signed(echo) | {"echostr": echo}

        forged = callback.verify(query | {"nonce": "other"}, SENT_AT)

        assert callback.verify(query, SENT_AT + timedelta(minutes=11)) == b"1"
        assert forged == Refused(401, "signature does not match")
        assert callback.verify({}, SENT_AT) == Refused(401, "signature does not match")


class TestForged:
    @pytest.mark.parametrize("name", ["msg_signature", "timestamp", "nonce"])
    @pytest.mark.parametrize("value", ["", "1790042001", "键", "\udc80"])
    def test_a_changed_query(self, callback: AibotCallback, name: str, value: str) -> None:
        query, body = posted(a_message())

        assert callback.receive(query | {name: value}, body, SENT_AT) == Refused(401, "signature does not match")

    def test_a_changed_body(self, callback: AibotCallback) -> None:
        query, _ = posted(a_message())
        _, other = posted(a_message())

        assert callback.receive(query, other, SENT_AT) == Refused(401, "signature does not match")

    def test_a_signature_with_another_token(self, callback: AibotCallback) -> None:
        found = callback.receive(*posted(a_message(), token="another"), SENT_AT)

        assert found == Refused(401, "signature does not match")

    def test_a_receiver_that_is_not_the_bot(self, callback: AibotCallback) -> None:
        sealed = CallbackCipher(AES_KEY, "wwf0a1c7be5d2e4810").seal(orjson.dumps(a_message()))

        found = callback.receive(signed(sealed), orjson.dumps({"encrypt": sealed}), SENT_AT)

        assert found == Refused(400, "cannot be decrypted")

    @pytest.mark.parametrize("late", [timedelta(minutes=10, seconds=1), timedelta(minutes=-10, seconds=-1)])
    def test_outside_the_window(self, callback: AibotCallback, late: timedelta) -> None:
        found = callback.receive(*posted(a_message()), SENT_AT + late)

        assert found == Refused(401, "timestamp outside the replay window")

    @pytest.mark.parametrize("timestamp", ["", "soon", "-1790042000", "1790042000.5", "1_790_042_000", "一", "9" * 13])
    def test_a_timestamp_that_is_no_number(self, callback: AibotCallback, timestamp: str) -> None:
        sealed = CallbackCipher(AES_KEY, "").seal(b"{}")
        query = {"msg_signature": signature(TOKEN, timestamp, "n", sealed), "timestamp": timestamp, "nonce": "n"}

        found = callback.receive(query, orjson.dumps({"encrypt": sealed}), SENT_AT)

        assert found == Refused(401, "timestamp is not a number")

    @pytest.mark.parametrize(
        "keys",
        [(), (AibotKeys("", AES_KEY),), (AibotKeys(TOKEN, ""),), (AibotKeys(TOKEN, "短" * 43),), (AibotKeys("", ""),)],
    )
    def test_without_usable_keys_everything_is_refused(self, keys: tuple[AibotKeys, ...]) -> None:
        callback = AibotCallback(keys)

        assert callback.receive(*posted(a_message()), SENT_AT) == Refused(401, "no secrets configured")
        assert callback.verify({}, SENT_AT) == Refused(401, "no secrets configured")


class TestMalformed:
    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            (b"", "not JSON"),
            (b'{"encrypt":"AAEC', "not JSON"),
            (b"\xff\xfe", "not JSON"),
            (b'{"a":' * 5000, "not JSON"),
            (b"[]", "not a JSON object"),
            (b"{}", "encrypt is not a string"),
            (b'{"encrypt":7}', "encrypt is not a string"),
            (b'{"encrypt":"' + b"A" * 1_000_000 + b'"}', "body too large"),
        ],
    )
    def test_a_body_that_is_no_envelope(self, callback: AibotCallback, body: bytes, reason: str) -> None:
        assert callback.receive(signed(""), body, SENT_AT) == Refused(400, reason)

    @pytest.mark.parametrize("sealed", ["", "AAEC", "!", VECTOR_SEALED[:-24], "A" * 64])
    def test_what_is_signed_but_not_sealed(self, callback: AibotCallback, sealed: str) -> None:
        found = callback.receive(signed(sealed), orjson.dumps({"encrypt": sealed}), SENT_AT)

        assert found == Refused(400, "cannot be decrypted")

    @pytest.mark.parametrize("inner", [7, [], "text", None])
    def test_a_sealed_body_that_is_no_object(self, callback: AibotCallback, inner: object) -> None:
        assert callback.receive(*posted(inner), SENT_AT) == Refused(400, "not a JSON object")

    @pytest.mark.parametrize(
        "change",
        [
            {"msgid": ""}, {"msgid": 5}, {"msgid": None}, {"msgid": "m" * 129}, {"msgid": "m\n"}, {"msgtype": None},
            {"msgtype": "te\nxt"}, {"msgtype": "event"}, {"msgtype": "event", "event": {"eventtype": {}}},
        ],
        ids=repr,
    )  # fmt: skip
    def test_a_message_without_a_usable_kind_or_id(self, callback: AibotCallback, change: dict[str, object]) -> None:
        found = callback.receive(*posted(a_message() | change), SENT_AT)

        assert found == Refused(400, "message without kind or id")

    @pytest.mark.parametrize("told", [{}, {"id": ""}, {"id": 7}, [], None])
    def test_a_question_about_no_stream(self, callback: AibotCallback, told: object) -> None:
        found = callback.receive(*posted(a_message("stream", stream=told)), SENT_AT)

        assert found == Refused(400, "stream without id")

    def test_a_message_nested_without_end(self, callback: AibotCallback) -> None:
        inner = orjson.dumps(a_message(text="deep")).replace(b'"deep"', b"[" * 500 + b"]" * 500)

        assert callback.receive(*posted(inner), SENT_AT) == Refused(400, "message without kind or id")


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


class TestNeverRaises:
    callback = AibotCallback((KEYS,))

    @given(st.binary(), st.dictionaries(st.sampled_from([*signed(""), "echostr"]), st.text()))
    def test_on_any_bytes_and_queries(self, body: bytes, query: dict[str, str]) -> None:
        assert isinstance(self.callback.receive(query, body, SENT_AT), Refused)
        assert isinstance(self.callback.verify(query, SENT_AT), Refused)

    @given(st.text())
    def test_on_anything_that_is_signed(self, sealed: str) -> None:
        body = orjson.dumps({"encrypt": sealed})

        assert isinstance(self.callback.receive(signed(sealed), body, SENT_AT), Refused)

    @given(st.binary())
    def test_on_any_bytes_that_are_sealed_and_signed(self, inner: bytes) -> None:
        assert isinstance(self.callback.receive(*posted(inner), SENT_AT), Refused)

    @given(st.dictionaries(st.sampled_from(["event", "text", "mixed", "create_time", "from", "chattype"]), ANY_JSON))
    def test_on_any_content_of_a_message(self, parts: dict[str, object]) -> None:
        assert isinstance(self.callback.receive(*posted(a_message() | parts), SENT_AT), AibotDelivery)


def _unsealed(answer: bytes) -> tuple[dict[str, object], object]:
    outer = orjson.loads(answer)
    return outer, orjson.loads(CallbackCipher(AES_KEY, "").open(outer["encrypt"]))
