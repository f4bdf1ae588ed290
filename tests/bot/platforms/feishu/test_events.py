"""What each recorded delivery means. A case without a line in `MEANINGS` fails, and so does a kind without a case."""

import copy
import json
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.feishu import events
from bot.platforms.feishu.events import EPOCH, read_delivery
from bot.platforms.port import (
    ApprovalChanged,
    Attachment,
    BotAdded,
    BotRemoved,
    ChatKind,
    ChatOpened,
    Inbound,
    MenuTapped,
    MessageRecalled,
    PersonLeft,
    Said,
    Tapped,
    Unknown,
)
from tests.bot.platforms.feishu.pushes import BOT, SENT_AT, cases, fixture

LIU, WANG, GROUP, PRIVATE = "ou_sales_liu", "ou_prod_wang", "oc_workshop_so", "oc_p2p_liu"
CARD = "om_dc13264520392913993dd051dba21dcf"
PUSHED_AT = SENT_AT + timedelta(seconds=1.2)
WRITTEN_AT = SENT_AT + timedelta(seconds=1.1)
CLICKED_AT = SENT_AT + timedelta(seconds=20)
APPROVED_AT = datetime(2026, 11, 25, 9, 48, 20, 717142, UTC)
BUTTON = {"ref": "ORD-2611-0042", "rev": 7}


def delivery_of(case: str) -> str:
    payload = fixture(case)
    return f"feishu:{payload['header']['event_id'] if 'schema' in payload else payload['uuid']}"


def common(case: str, at: datetime = PUSHED_AT) -> dict[str, Any]:
    return {"delivery": delivery_of(case), "platform": "feishu", "at": at}


def written(case: str, chat: str, sender: str = LIU) -> dict[str, Any]:
    return {
        "delivery": f"feishu:om_{case}",
        "platform": "feishu",
        "at": WRITTEN_AT,
        "sender": sender,
        "chat": chat,
        "message": f"om_{case}",
    }


def in_group(case: str, text: str, **more: Any) -> tuple[str, Inbound]:
    said: dict[str, Any] = {"chat_kind": ChatKind.GROUP, "is_mentioned": True} | more
    return f"message__{case}", Said(text=text, **written(case, GROUP), **said)


def in_private(case: str, text: str, **more: Any) -> tuple[str, Inbound]:
    return f"message__{case}", Said(text=text, chat_kind=ChatKind.PRIVATE, **written(case, PRIVATE), **more)


def attached(case: str, key: str, name: str, kind: str = "file") -> tuple[str, Inbound]:
    return in_private(case, "", attachments=(Attachment(f"om_{case}", key, name, kind),))


def tapped(case: str, value: dict[str, Any], form: dict[str, Any] | None = None) -> tuple[str, Inbound]:
    name = f"card_action__{case}"
    about = common(name, CLICKED_AT) | {"sender": WANG, "chat": GROUP, "message": CARD}
    return name, Tapped(value=value, form=form or {}, **about)


def unknown(case: str, kind: str, at: datetime = PUSHED_AT) -> tuple[str, Inbound]:
    name = f"unknown__{case}"
    return name, Unknown(kind=kind, **common(name, at))


def moved_on(case: str, status: str) -> tuple[str, Inbound]:
    name = f"approval__{case}"
    told = fixture(name)["event"]
    number, template = told["instance_code"], told["approval_code"]
    return name, ApprovalChanged(number=number, status=status, template=template, **common(name, APPROVED_AT))


ORDER_FORM = {
    "customer": "恒力泵业",
    "product": "SW-300",
    "quantity": "300",
    "requested_date": "2026-12-05",
    "requirement": "",
    "owner": "ou_buyer_chen",
    "depts": ["purchasing", "production"],
    "urgent": True,
}

MEANINGS: dict[str, Inbound] = dict(
    [
        in_group(
            "text_in_group",
            "SO-2611-0042 交期改到 12-05，请 @王工 确认",
            mentions={"王工": WANG},
            parent="om_root000000000000000000000000000",
            root="om_root000000000000000000000000000",
        ),
        in_private("text_in_private", "/neworder 恒力泵业 SW-300 300台 12月20号"),
        in_group("text_not_for_the_bot", "@王工 下班吃饭", is_mentioned=False, mentions={"王工": WANG}),
        in_group("ten_mentions", "/help @陈采购 @王工", mentions={"王工": WANG, "陈采购": "ou_buyer_chen"}),
        in_group("everybody", "@所有人 今天盘点", is_mentioned=False),
        in_group("namesakes", "/who @张伟 @张伟#2 @张伟", mentions={"张伟": "ou_zhang_a", "张伟#2": "ou_zhang_b"}),
        in_group("typed_placeholder", "@_user_7 不是人", is_mentioned=False),
        in_private("without_user_id", "帮助"),
        in_group(
            "rich_text",
            "新订单\n@ /neworder 恒力泵业 SW-300\n\n300台",
            attachments=(
                Attachment("om_rich_text", "img_v3_a", "img_v3_a", "image"),
                Attachment("om_rich_text", "file_v3_m", "file_v3_m", "file"),
            ),
        ),
        attached("image", "img_v3_order", "img_v3_order", "image"),
        attached("file", "file_v3_bom", "BOM-SO-2611-0042.xlsx"),
        attached("audio", "file_v3_voice", "file_v3_voice"),
        attached("video", "file_v3_video", "设备.mp4"),
        in_private("sticker", ""),
        in_private("forwarded_card", ""),
        in_private("unreadable_content", ""),
        (
            "message__from_another_bot",
            Unknown(kind="bot_message", **written("from_another_bot", GROUP, "ou_other_bot")),
        ),
        ("message__from_ourselves", Unknown(kind="bot_message", **written("from_ourselves", GROUP, BOT))),
        (
            "message__without_sender",
            Unknown(kind="im.message.receive_v1", **written("without_sender", PRIVATE, "")),
        ),
        tapped("acknowledge", {"act": "acknowledge", **BUTTON}),
        tapped("order_form", {"act": "neworder", "ref": "", "rev": 0}, ORDER_FORM),
        tapped("select", {"act": "choose", **BUTTON}, {"cause": "material"}),
        tapped("overflow_menu", {"act": "more", **BUTTON}, {"option": "hold"}),
        tapped("date", {"act": "date", **BUTTON}, {"new_due": "2026-12-05"}),
        tapped("several_choices", {"act": "choose", **BUTTON}, {"depts": ["purchasing", "production"]}),
        tapped("input", {"act": "reason", **BUTTON}, {"reason": "螺栓缺料"}),
        tapped("unchecked", {"act": "done", **BUTTON}, {"is_done": False}),
        tapped("string_value_with_json", {"act": "acknowledge", **BUTTON}),
        tapped("string_value", {"value": "yes"}),
        ("bot_added", BotAdded(sender=LIU, chat=GROUP, name="SO-2611-0042 协作群", **common("bot_added"))),
        ("bot_removed", BotRemoved(sender=LIU, chat=GROUP, **common("bot_removed"))),
        ("private_chat_opened", ChatOpened(sender=LIU, chat=PRIVATE, **common("private_chat_opened"))),
        ("menu_tapped", MenuTapped(sender=LIU, key="menu_my_orders", **common("menu_tapped", SENT_AT))),
        (
            "message_recalled",
            MessageRecalled(
                chat=GROUP, message="om_text_in_group", **common("message_recalled", SENT_AT + timedelta(seconds=3))
            ),
        ),
        ("person_left", PersonLeft(sender=WANG, **common("person_left"))),
        unknown("message_read", "im.message.message_read_v1"),
        unknown("reaction", "im.message.reaction.created_v1"),
        unknown("people_joined", "im.chat.member.user.added_v1"),
        unknown("new_kind", "some.thing.invented_v9"),
        moved_on("instance", "APPROVED"),
        moved_on("reverted", "REVERTED"),
        moved_on("task", "PENDING"),
    ]
)


@pytest.mark.parametrize("case", cases())
def test_a_recorded_delivery_means_this(case: str) -> None:
    assert read_delivery(fixture(case), BOT) == MEANINGS[case]


def test_every_kind_we_read_has_a_recorded_case() -> None:
    told = [fixture(case) for case in cases()]
    recorded = {it["header"]["event_type"] if "schema" in it else it["event"]["type"] for it in told}

    assert set(events._READERS) <= recorded


def test_without_knowing_our_own_id_nobody_is_taken_for_the_bot() -> None:
    said = read_delivery(fixture("message__text_in_group"), "")

    assert isinstance(said, Said)
    assert not said.is_mentioned
    assert said.text.startswith("@跟单助手 ")


def test_a_missing_time_is_the_time_of_receipt() -> None:
    payload = fixture("message__text_in_group")
    del payload["header"]["create_time"], payload["event"]["message"]["create_time"]

    assert read_delivery(payload, BOT, SENT_AT).at == SENT_AT
    assert read_delivery(payload, BOT).at == EPOCH


@pytest.mark.parametrize(
    ("stamp", "at"),
    [
        ("1795600000", SENT_AT),
        (1795600000, SENT_AT),
        ("1795600000000", SENT_AT),
        (1795600000000, SENT_AT),
        ("1795600000000000", SENT_AT),
        ("1795600000.5", SENT_AT + timedelta(seconds=0.5)),
        ("", EPOCH),
        ("soon", EPOCH),
        ("nan", EPOCH),
        ("inf", EPOCH),
        (True, EPOCH),
        (-5, EPOCH),
        (10**400, EPOCH),
        ([], EPOCH),
    ],
)
def test_units_of_time_are_told_apart_by_size(stamp: object, at: datetime) -> None:
    payload = fixture("message__text_in_group")
    payload["header"]["create_time"] = payload["event"]["message"]["create_time"] = stamp

    assert read_delivery(payload, BOT).at == at


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(ANY_JSON)
def test_any_json_is_read_without_raising(payload: object) -> None:
    assert isinstance(read_delivery(payload, BOT), Inbound)


def paths(node: object, *before: Any) -> list[tuple[Any, ...]]:
    """Where everything inside a payload is."""
    steps = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [before, *(path for step, inner in steps for path in paths(inner, *before, step))]


@given(st.data(), st.sampled_from(cases()), ANY_JSON)
def test_any_field_of_a_real_delivery_may_be_anything(data: st.DataObject, case: str, odd: object) -> None:
    payload = copy.deepcopy(fixture(case))
    *way, last = data.draw(st.sampled_from(paths(payload)[1:]))
    node: Any = payload
    for step in way:
        node = node[step]
    node[last] = odd

    inbound = read_delivery(payload, BOT)

    assert isinstance(inbound, Inbound)
    strings = [getattr(inbound, field.name) for field in fields(Inbound) if field.name != "at"]
    assert all(isinstance(value, str) for value in strings)


@given(ANY_JSON)
def test_any_content_of_a_message_is_read_without_raising(content: object) -> None:
    for kind in ("text", "post", "image", "file"):
        payload = fixture("message__text_in_group")
        payload["event"]["message"] |= {"message_type": kind, "content": json.dumps(content)}

        assert isinstance(read_delivery(payload, BOT), Said)
