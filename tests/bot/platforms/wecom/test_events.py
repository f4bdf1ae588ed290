"""What each delivery means, read through the callback as it comes over the wire."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.port import (
    ApprovalChanged,
    Attachment,
    ChatKind,
    ChatOpened,
    Inbound,
    MenuTapped,
    PersonLeft,
    Said,
    Tapped,
    Unknown,
)
from bot.platforms.wecom.events import read_delivery
from tests.bot.platforms.wecom.pushes import SENT_AT, app, event, message, push, taken, xml

AT = datetime.fromtimestamp(1790041925, UTC)
MESSAGE = "7530418862013402117"
LIN = "lin.xiaoyan"
CARD = "MO-20261118-003@material_r2"
CODE = "zWq7Lk-sample-response-code-0042"


def read(fields: dict[str, object]) -> tuple[Inbound, dict[str, Any]]:
    """What it means, and what every `Inbound` made of it says."""
    payload = taken(push(app(), xml(fields)))
    about = {"delivery": payload["_id"], "platform": "wecom", "at": AT, "sender": LIN}
    return read_delivery(payload, SENT_AT), about


def said(kind: str, text: str, *attachments: Attachment, **fields: object) -> None:
    found, about = read(message(kind, **fields))

    assert found == Said(text=text, chat_kind=ChatKind.PRIVATE, message=MESSAGE, attachments=attachments, **about)


def attachment(key: str, name: str, kind: str = "file") -> Attachment:
    return Attachment(MESSAGE, key, name, kind)


class TestMessages:
    def test_a_text(self) -> None:
        said("text", "下单 客户:宁波海辰\n数量:120", Content="下单 客户:宁波海辰\n数量:120")

    def test_a_text_without_words(self) -> None:
        said("text", "", Content=" ")

    def test_a_picture(self) -> None:
        said("image", "", attachment("3Xm-img", "", "image"), PicUrl="https://wework.qpic.cn/0", MediaId="3Xm-img")

    def test_a_voice(self) -> None:
        said("voice", "", attachment("3Xm-voice", "voice.amr"), MediaId="3Xm-voice", Format="amr")

    def test_a_voice_turned_into_text(self) -> None:
        said("voice", "查单 42", attachment("3Xm-voice", "voice.amr"), MediaId="3Xm-voice", Recognition="查单 42")

    def test_a_video(self) -> None:
        said("video", "", attachment("3Xm-video", "video.mp4"), MediaId="3Xm-video", ThumbMediaId="3Xm-thumb")

    def test_a_file(self) -> None:
        said("file", "", attachment("3Xm-file", "HX-200-B.pdf"), MediaId="3Xm-file", FileName="HX-200-B.pdf")

    def test_a_place(self) -> None:
        said("location", "宁波市鄞州区二号仓", Location_X="29.868", Location_Y="121.544", Label="宁波市鄞州区二号仓")

    def test_a_link(self) -> None:
        link = "https://mo.example.com/d/88"
        said("link", f"HX-200 图纸评审\n{link}", Title="HX-200 图纸评审", Description="B 版", Url=link)

    @pytest.mark.parametrize(
        "fields",
        [
            message("text", MsgId="", Content="a"),
            message("text", FromUserName="", Content="a"),
            message("image", MediaId=""),
            message("sticker", Content="a"),
        ],
    )
    def test_what_cannot_be_answered_is_unknown(self, fields: dict[str, object]) -> None:
        found, _ = read(fields)

        assert found == Unknown(
            kind=str(fields["MsgType"]),
            delivery=found.delivery,
            platform="wecom",
            at=AT,
            sender=str(fields["FromUserName"]),
        )


class TestEvents:
    def test_the_chat_is_opened(self) -> None:
        found, about = read(event("enter_agent", EventKey=""))

        assert found == ChatOpened(**about)

    @pytest.mark.parametrize("key", ["menu_my_todo", "my_todo"])
    def test_the_menu_is_tapped(self, key: str) -> None:
        found, about = read(event("click", EventKey=key))

        assert found == MenuTapped(key="my_todo", **about)

    def test_somebody_leaves_the_visible_range(self) -> None:
        found, about = read(event("unsubscribe", EventKey=""))

        assert found == PersonLeft(**about)

    def test_somebody_leaves_the_company(self) -> None:
        found, about = read(event("change_contact", FromUserName="sys", ChangeType="delete_user", UserID="zhao.gong"))

        assert found == PersonLeft(**about | {"sender": "zhao.gong"})

    def test_a_form_of_the_approval_app_moves_on(self) -> None:
        step = {"SpStatus": 2, "Details": {"Approver": {"UserId": "wang.sheng"}, "SpStatus": 2}}
        info = {"SpNo": 1, "SpNoStr": "202611180007", "SpStatus": 2, "TemplateId": "3WKd", "SpRecord": step}
        found, about = read(event("sys_approval_change", FromUserName="sys", ApprovalInfo=info))

        assert found == ApprovalChanged(number="202611180007", status="2", template="3WKd", **about | {"sender": ""})

    def test_a_form_of_the_apps_own_approvals_moves_on(self) -> None:
        info = {"ThirdNo": "MO-20261118-003-CHG-01", "OpenSpStatus": 3, "OpenTemplateId": "9e2f", "approverstep": 0}
        found, about = read(event("open_approval_change", FromUserName="sys", ApprovalInfo=info))

        assert found == ApprovalChanged(
            number="MO-20261118-003-CHG-01", status="3", template="9e2f", **about | {"sender": ""}
        )

    @pytest.mark.parametrize(
        ("name", "fields"),
        [
            ("subscribe", {}),
            ("LOCATION", {"Latitude": "29.8"}),
            ("click", {"EventKey": ""}),
            ("click", {"EventKey": "menu_"}),
            ("template_card_event", {"TaskId": CARD}),
            ("unsubscribe", {"FromUserName": ""}),
            ("enter_agent", {"FromUserName": ""}),
            ("change_contact", {"ChangeType": "update_user", "UserID": "zhao.gong"}),
            ("change_contact", {"ChangeType": "delete_user"}),
            ("sys_approval_change", {}),
            ("sys_approval_change", {"ApprovalInfo": {"SpNo": 7}}),
            ("sys_approval_change", {"ApprovalInfo": {"SpNo": 7, "SpStatus": "二"}}),
            ("never_heard_of", {}),
        ],
    )
    def test_the_rest_is_unknown(self, name: str, fields: dict[str, object]) -> None:
        found, about = read(event(name, **fields))

        assert found == Unknown(kind=f"event.{name}", **about | {"sender": str(fields.get("FromUserName", LIN))})


def tapped(key: str, *selected: tuple[str, list[str]], name: str = "template_card_event") -> Tapped:
    items = [{"QuestionKey": question, "OptionIds": {"OptionId": options}} for question, options in selected]
    fields = {"EventKey": key, "TaskId": CARD, "CardType": "multiple_interaction", "ResponseCode": CODE}
    found, about = read(event(name, **fields, SelectedItems={"SelectedItem": items}))
    assert isinstance(found, Tapped)
    assert found == Tapped(value=found.value, form=found.form, message=CARD, code=CODE, **about)
    return found


VALUE = {"act": "confirm", "ref": "ORD-2611-0042", "rev": 7}
KEY = orjson.dumps(VALUE).decode()


class TestTaps:
    def test_a_button_carries_its_value(self) -> None:
        found = tapped(KEY)

        assert (found.value, found.form) == (VALUE, {})

    @pytest.mark.parametrize("key", ["mat_submit", "42", "mute:MO-20261118-003", '"act"', "{"])
    def test_a_plain_word_is_an_act(self, key: str) -> None:
        assert tapped(key).value == {"act": key}

    def test_the_menu_of_a_card_is_a_button(self) -> None:
        assert tapped("mute:MO-1", name="template_card_menu_event").value == {"act": "mute:MO-1"}

    def test_selections_are_a_form(self) -> None:
        found = tapped(KEY, ("supplier", ["S017"]), ("arrived", ["PCB-77", "CASE-B"]))

        assert found.form == {"supplier": "S017", "arrived": ["PCB-77", "CASE-B"]}

    def test_a_single_selection_is_read_like_several(self) -> None:
        assert tapped(KEY, ("supplier", ["S017"])).form == {"supplier": "S017"}

    def test_an_untouched_select_is_left_out(self) -> None:
        found = tapped(KEY, ("supplier", ["none"]), ("arrived", []), ("line", ["SMT-1"]))

        assert found.form == {"line": "SMT-1"}

    def test_a_button_may_stand_for_what_is_selected(self) -> None:
        found = tapped('{"pick":"option"}', ("option", [KEY]), ("line", ["SMT-1"]))

        assert found.value == VALUE
        assert found.form["line"] == "SMT-1"

    @pytest.mark.parametrize("selected", [[], [("option", ["none"])], [("option", [])], [("line", ["SMT-1"])]])
    def test_it_says_so_when_nothing_is_selected(self, selected: list[tuple[str, list[str]]]) -> None:
        assert tapped('{"pick":"option"}', *selected).value == {"act": "unchosen"}


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
NAMES = "MsgType Event MsgId Content MediaId FromUserName CreateTime EventKey _id SelectedItems ApprovalInfo UserID"
FIELDS = st.sampled_from(NAMES.split())
EVENTS = ["enter_agent", "click", "template_card_event", "change_contact", "sys_approval_change", "unsubscribe"]


@given(ANY_JSON)
def test_any_payload_means_something(payload: object) -> None:
    assert isinstance(read_delivery(payload, SENT_AT), Inbound)


@given(st.dictionaries(FIELDS, ANY_JSON), st.sampled_from(["text", "image", "event"]), st.sampled_from(EVENTS))
def test_any_fields_mean_something(fields: dict[str, object], kind: str, name: str) -> None:
    found = read_delivery({"FromUserName": LIN, **fields, "MsgType": kind, "Event": name}, SENT_AT)

    assert isinstance(found, Inbound)


def test_a_payload_without_a_time_has_the_one_it_came_at() -> None:
    assert read_delivery({}, SENT_AT) == Unknown(kind="unreadable", delivery="", platform="wecom", at=SENT_AT)
