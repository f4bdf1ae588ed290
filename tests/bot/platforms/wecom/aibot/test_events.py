"""What stored deliveries mean."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.port import Attachment, ChatKind, ChatOpened, Inbound, Said, Tapped, Unknown
from bot.platforms.wecom.aibot.envelope import Mode, as_delivery
from bot.platforms.wecom.aibot.events import read_delivery
from tests.bot.platforms.wecom.aibot.bodies import BOT, GROUP, SENT_AT, a_message, a_tap, an_event, chosen, flattened
from tests.bot.platforms.wecom.aibot.test_callback import ANY_JSON

AES_KEY = "mK4wQ9sZx7CvBn2JhLgF5dTyR8uPeAi0WoXq3Mz6NkE"


def read(body: dict[str, Any], bot_name: str = BOT) -> Inbound:
    return read_delivery({"mode": "websocket", "req_id": "SRV-1", "body": body}, SENT_AT, bot_name)


def said(body: dict[str, Any], bot_name: str = BOT) -> Said:
    found = read(body, bot_name)
    assert isinstance(found, Said)
    return found


class TestMessages:
    def test_words_in_a_group(self) -> None:
        assert read(a_message()) == Said(
            delivery="wecom:CAIQ-1",
            platform="wecom",
            at=SENT_AT,
            sender="lin.xiaoyan",
            chat=GROUP,
            message="CAIQ-1",
            text="查单 ORD-1",
            chat_kind=ChatKind.GROUP,
            is_mentioned=True,
        )

    def test_words_between_two(self) -> None:
        found = said(a_message(group=False, text={"content": "查单 ORD-1"}))

        assert (found.chat, found.chat_kind, found.is_mentioned) == ("", ChatKind.PRIVATE, False)
        assert found.text == "查单 ORD-1"

    def test_both_modes_mean_the_same(self) -> None:
        stored = [as_delivery(mode, a_message(), SENT_AT, "SRV-1") for mode in Mode]

        first, second = (read_delivery(orjson.loads(each.payload_json), SENT_AT, BOT) for each in stored if each)

        assert first == second == read(a_message())

    def test_the_platforms_time_counts_where_it_is_told(self) -> None:
        assert read(a_message(create_time=1790042600)).at == datetime.fromtimestamp(1790042600, UTC)

    @pytest.mark.parametrize("time", ["soon", -1, 10**30, 1e300, True, {}, 0])
    def test_a_time_without_sense_does_not(self, time: object) -> None:
        assert read(a_message(create_time=time)).at == SENT_AT

    def test_text_and_pictures_mixed(self) -> None:
        picture = {"url": "https://img.example/enc/881", "aeskey": AES_KEY}
        items = [
            {"msgtype": "text", "text": {"content": "@跟单助手 变更 ORD-1"}},
            {"msgtype": "image", "image": picture},
            {"msgtype": "text", "text": {"content": "外壳干涉，见图"}},
        ]

        found = said(a_message("mixed", mixed={"msg_item": items}))

        assert found.text == "变更 ORD-1\n外壳干涉，见图"
        (attachment,) = found.attachments
        assert (attachment.message_id, attachment.kind, attachment.name) == ("CAIQ-1", "image", "")
        assert orjson.loads(attachment.key) == picture

    @pytest.mark.parametrize(("msgtype", "kind"), [("image", "image"), ("file", "file"), ("video", "file")])
    def test_a_file(self, msgtype: str, kind: str) -> None:
        found = said(a_message(msgtype, group=False, **{msgtype: {"url": "https://f.example/1"}}))

        assert found.text == ""
        assert found.attachments == (Attachment("CAIQ-1", '{"url":"https://f.example/1"}', "", kind),)

    def test_a_voice_is_its_words(self) -> None:
        assert said(a_message("voice", group=False, voice={"content": "查单 ORD-1"})).text == "查单 ORD-1"

    def test_a_quote_is_not_a_parent(self) -> None:
        quote = {"msgtype": "text", "text": {"content": "ORD-1 交期 2026-11-30"}}

        found = said(a_message(quote=quote))

        assert (found.text, found.parent) == ("查单 ORD-1", "")

    def test_nul_is_removed(self) -> None:
        assert said(a_message(group=False, text={"content": "查\0单"})).text == "查单"

    @pytest.mark.parametrize(
        "change", [{"from": {}}, {"from": {"userid": 7}}, {"chatid": ""}, {"chatid": None}, {"msgid": ""}]
    )
    def test_a_message_from_nobody_or_nowhere_is_unknown(self, change: dict[str, Any]) -> None:
        found = read(a_message() | change)

        assert isinstance(found, Unknown)
        assert found.kind == "text"


class TestMention:
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            ("@跟单助手 查单 ORD-1", "查单 ORD-1"),
            ("@跟单助手\u2005查单 ORD-1", "查单 ORD-1"),
            ("查单 @跟单助手 ORD-1", "查单 ORD-1"),
            ("查单 ORD-1 @跟单助手", "查单 ORD-1"),
            ("@跟单助手 查单 @跟单助手 ORD-1", "查单 ORD-1"),
            ("@跟单助手查单 ORD-1", "查单 ORD-1"),  # the space was deleted
            ("@跟单助手2 问 @跟单助手 查单", "@跟单助手2 问 查单"),
            ("@跟单助手", ""),
            ("@跟单助手 @林晓燕 查单", "@林晓燕 查单"),
        ],
    )
    def test_of_the_bot_is_removed(self, content: str, words: str) -> None:
        assert said(a_message(text={"content": content})).text == words

    @pytest.mark.parametrize("bot_name", ["", "旧名字"])
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            ("@跟单助手 查单 ORD-1", "查单 ORD-1"),
            ("@林晓燕 @跟单助手 查单 ORD-1", "查单 ORD-1"),
            ("@跟单助手 查单 @林晓燕", "查单 @林晓燕"),
            ("查单 @跟单助手 ORD-1", "查单 ORD-1"),
            ("发到 a@b.cn", "发到 a@b.cn"),
        ],
    )
    def test_of_a_bot_whose_name_we_do_not_know_comes_first(self, bot_name: str, content: str, words: str) -> None:
        assert said(a_message(text={"content": content}), bot_name).text == words

    def test_of_somebody_else_stays_between_two(self) -> None:
        body = a_message(group=False, text={"content": "@林晓燕 的单"})

        assert said(body).text == said(body, "").text == "@林晓燕 的单"


class TestEvents:
    def test_an_opened_chat(self) -> None:
        found = read(an_event("enter_chat"))

        at = datetime.fromtimestamp(1790042600, UTC)
        assert found == ChatOpened(delivery="wecom:CAIQ-evt-1", platform="wecom", at=at, sender="lin.xiaoyan")

    @pytest.mark.parametrize("shape", [lambda tap: tap, flattened], ids=["nested", "flat"])
    def test_a_tap(self, shape: Any) -> None:
        key = '{"act":"plan","ref":"ORD-1","rev":2}'
        found = read(shape(a_tap(key, chosen("line", "SMT-2"), chosen("shift", "none"), chosen("days", "1", "2"))))

        assert isinstance(found, Tapped)
        assert found.value == {"act": "plan", "ref": "ORD-1", "rev": 2}
        assert found.form == {"line": "SMT-2", "days": ["1", "2"]}
        assert (found.message, found.chat, found.sender) == ("ORD-1@r1", GROUP, "lin.xiaoyan")

    def test_a_tap_between_two_names_no_chat(self) -> None:
        found = read(a_tap("date_ok", group=False))

        assert isinstance(found, Tapped)
        assert (found.chat, found.value) == ("", {"act": "date_ok"})

    def test_one_selection_may_come_without_its_lists(self) -> None:
        tap = a_tap("plan")
        tap["event"]["template_card_event"]["selected_items"] = {
            "selected_item": {"question_key": "line", "option_ids": {"option_id": "SMT-2"}}
        }

        found = read(tap)

        assert isinstance(found, Tapped)
        assert found.form == {"line": "SMT-2"}

    @pytest.mark.parametrize("body", [a_tap("date_ok"), an_event("enter_chat")])
    def test_an_event_of_nobody_is_unknown(self, body: dict[str, Any]) -> None:
        assert isinstance(read(body | {"from": {}}), Unknown)

    @pytest.mark.parametrize("event", ["feedback_event", "disconnected_event", "something_new"])
    def test_any_other_event_is_unknown(self, event: str) -> None:
        found = read(an_event(event))

        assert isinstance(found, Unknown)
        assert found.kind == f"event.{event}"


class TestNeverRaises:
    @given(ANY_JSON)
    def test_on_any_payload(self, payload: object) -> None:
        assert isinstance(read_delivery(payload), Unknown)
        assert isinstance(read_delivery({"body": payload}), Unknown)

    @given(
        st.sampled_from(["text", "mixed", "voice", "image", "event", "stream"]),
        st.dictionaries(
            st.sampled_from(["text", "mixed", "voice", "image", "event", "create_time", "from", "chattype", "chatid"]),
            ANY_JSON | st.just({"msg_item": [{"msgtype": "text"}, 7, None]}),
        ),
        st.text(),
    )
    def test_on_any_part_of_a_message(self, msgtype: str, parts: dict[str, Any], bot_name: str) -> None:
        assert isinstance(read(a_message(msgtype) | parts, bot_name), Inbound)

    @given(ANY_JSON, ANY_JSON)
    def test_on_any_part_of_a_tap(self, content: object, items: object) -> None:
        assert isinstance(read(an_event("template_card_event", content)), Tapped)
        assert isinstance(read(an_event("template_card_event", {"selected_items": {"selected_item": items}})), Tapped)

    @given(st.text(), st.text(), st.booleans())
    def test_on_any_words(self, content: str, bot_name: str, group: bool) -> None:
        assert isinstance(read(a_message(group=group, text={"content": content}), bot_name), Said)
