"""wecom.md §5.1, §5.2: groups that the app makes, and group robots."""

import base64
import hashlib
import json
from typing import Any

import pytest

from bot.sandbox.wecom import WecomTenant, model
from tests.bot.sandbox.wecom.corps import (
    CHEN,
    KEY,
    LIN,
    PNG,
    URL,
    WANG,
    ZHAO,
    Clock,
    FakeBot,
    Rest,
    a_button_card,
    a_notice,
)

GROUP = "MO20261118003"


def create(rest: Rest, **changes: Any) -> dict[str, Any]:
    whole = {"name": "MO-3 宁波海辰", "owner": LIN, "userlist": [LIN, WANG, ZHAO], "chatid": GROUP, **changes}
    return rest.post("appchat/create", {key: it for key, it in whole.items() if it is not None})


def post(rest: Rest, kind: str, body: object, chatid: str = GROUP) -> dict[str, Any]:
    return rest.post("appchat/send", {"chatid": chatid, "msgtype": kind, kind: body})


def hook(rest: Rest, kind: str, body: object, key: str = KEY) -> dict[str, Any]:
    raw = json.dumps({"msgtype": kind, kind: body}).encode()
    return dict(json.loads(rest.raw("POST", "webhook/send", raw, query={"key": key}, token=None).body))


def texts(corp: WecomTenant, chat_id: str) -> list[str]:
    return [corp.shown_text(it.message_id) for it in corp.messages(chat_id)]


@pytest.fixture
def with_robot(corp: WecomTenant) -> str:
    corp.add_group("wrkHook", "车间", [LIN, WANG], kind=model.WEBHOOK_GROUP, webhook_key=KEY)
    return "wrkHook"


def test_the_app_makes_a_group_and_speaks_in_it(rest: Rest, corp: WecomTenant) -> None:
    assert create(rest)["chatid"] == GROUP
    answer = post(rest, "markdown", {"content": "**交期变更** 请 <@chen.cai> 确认"})

    assert answer == {"errcode": 0, "errmsg": "ok"}
    (message,) = corp.messages(GROUP)
    assert message.mentions == ["chen.cai"]
    told = rest.get("appchat/get", chatid=GROUP)["chat_info"]
    assert told == {"chatid": GROUP, "name": "MO-3 宁波海辰", "owner": LIN, "userlist": [LIN, WANG, ZHAO]}


def test_a_group_without_an_id_or_an_owner_gets_them(rest: Rest) -> None:
    chatid = create(rest, chatid=None, owner=None)["chatid"]

    assert rest.get("appchat/get", chatid=chatid)["chat_info"]["owner"] == LIN


def test_groups_need_the_whole_company_in_range(rest: Rest, corp: WecomTenant) -> None:
    corp.failures.lacks_root_range = True

    assert create(rest)["errcode"] == 48002
    assert rest.get("agent/get", agentid="1000031")["allow_partys"] == {"partyid": [2]}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"chatid": "MO-20261118-003"}, 86216),  # no hyphen
        ({"chatid": "x" * 33}, 86216),
        ({"name": "长" * 51}, 40058),
        ({"userlist": [LIN]}, 86006),
        ({"userlist": [LIN, LIN.lower()]}, 86006),
        ({"userlist": [LIN, "nobody"]}, 86004),
        ({"userlist": "a|b"}, 40058),
        ({"owner": CHEN}, 86004),
    ],
)
def test_a_wrong_group_is_not_made(rest: Rest, changes: dict[str, Any], code: int) -> None:
    assert create(rest, **changes)["errcode"] == code


def test_a_chatid_is_used_once(rest: Rest) -> None:
    create(rest)

    assert create(rest)["errcode"] == 86215


def test_members_join_and_leave(rest: Rest) -> None:
    create(rest)
    changed = {"chatid": GROUP, "name": "新名", "add_user_list": [CHEN], "del_user_list": [LIN.lower()]}

    assert rest.post("appchat/update", changed)["errcode"] == 0
    told = rest.get("appchat/get", chatid=GROUP)["chat_info"]
    assert (told["name"], told["owner"], told["userlist"]) == ("新名", WANG, [WANG, ZHAO, CHEN])
    too_few = {"chatid": GROUP, "del_user_list": [WANG, ZHAO]}
    assert rest.post("appchat/update", too_few)["errcode"] == 86006


@pytest.mark.parametrize("kind", ["template_card", "markdown_v2", "no_such"])
def test_no_card_in_a_group_of_the_app(rest: Rest, kind: str) -> None:
    create(rest)

    assert post(rest, kind, a_notice())["errcode"] == 40008


def test_a_group_of_another_making_is_none_of_the_apps(rest: Rest, corp: WecomTenant) -> None:
    corp.add_group("wrkAibot", "机器人群", [LIN, WANG])

    assert post(rest, "text", {"content": "x"}, "wrkAibot")["errcode"] == 86001
    assert post(rest, "text", {"content": "x"}, "none")["errcode"] == 86003


def test_more_than_200_a_minute_are_dropped_without_a_word(rest: Rest, corp: WecomTenant) -> None:
    create(rest)
    codes = {post(rest, "text", {"content": "x"})["errcode"] for _ in range(202)}

    assert codes == {0}
    assert len(corp.messages(GROUP)) == 200
    assert len(corp.messages(GROUP, with_dropped=True)) == 202


def test_the_app_hears_nothing_of_a_group(rest: Rest, corp: WecomTenant, bot: FakeBot) -> None:
    create(rest)
    post(rest, "text", {"content": "x", "mentioned_list": ["@all"]})

    assert corp.deliver_due() == 0


# Group robots


def test_whoever_has_the_key_may_post(rest: Rest, corp: WecomTenant, with_robot: str) -> None:
    assert hook(rest, "text", {"content": "早", "mentioned_list": [WANG, "@all"]}) == {"errcode": 0, "errmsg": "ok"}
    assert hook(rest, "markdown_v2", {"content": "| a | b |"})["errcode"] == 0
    assert hook(rest, "template_card", a_notice())["errcode"] == 0

    assert texts(corp, with_robot)[:2] == ["早", "| a | b |"]
    assert corp.messages(with_robot)[0].mentions == [WANG, "@all"]


@pytest.mark.parametrize("key", ["", "wrong"])
def test_a_wrong_key_opens_nothing(rest: Rest, with_robot: str, key: str) -> None:
    assert hook(rest, "text", {"content": "x"}, key)["errcode"] == 93000


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("text", {"content": "长" * 683}, 45002),
        ("markdown", {"content": "长" * 1366}, 45002),
        ("template_card", a_button_card(), 40058),
        ("template_card", a_notice(action_menu={"action_list": [{"text": "a", "key": "a"}]}, task_id="a"), 40058),
        ("textcard", {"title": "x", "description": "y", "url": URL}, 40008),
        ("image", {"base64": "!", "md5": "x"}, 40058),
        ("image", {"base64": base64.b64encode(PNG).decode(), "md5": "0" * 32}, 40058),
        ("news", {"articles": [{"title": "x"}]}, 40058),
        ("file", {"media_id": "3Xm-none"}, 40007),
    ],
)
def test_what_a_robot_may_not_say(rest: Rest, with_robot: str, kind: str, body: object, code: int) -> None:
    assert hook(rest, kind, body)["errcode"] == code


def test_a_picture_comes_within_the_message(rest: Rest, corp: WecomTenant, with_robot: str) -> None:
    md5 = hashlib.md5(PNG, usedforsecurity=False).hexdigest()

    assert hook(rest, "image", {"base64": base64.b64encode(PNG).decode(), "md5": md5})["errcode"] == 0
    content = json.loads(corp.messages(with_robot)[0].content)
    assert corp.file_content(content["media_id"])[1] == PNG


def test_twenty_a_minute_and_no_more(rest: Rest, with_robot: str, clock: Clock) -> None:
    codes = [hook(rest, "text", {"content": "x"})["errcode"] for _ in range(21)]
    clock.advance(seconds=61)

    assert codes == [0] * 20 + [45009]
    assert hook(rest, "text", {"content": "x"})["errcode"] == 0


def test_the_ids_of_files_are_not_interchangeable(rest: Rest, with_robot: str) -> None:
    robots = rest.upload("file", "a.pdf", b"%PDF-1.7", "webhook/upload_media", key=KEY)["media_id"]
    apps = rest.upload("file", "a.pdf", b"%PDF-1.7")["media_id"]

    assert hook(rest, "file", {"media_id": robots})["errcode"] == 0
    assert hook(rest, "file", {"media_id": apps})["errcode"] == 40007
    assert rest.send("file", {"media_id": robots})["errcode"] == 40007


def test_a_robot_takes_files_and_voices_only(rest: Rest, with_robot: str) -> None:
    assert rest.upload("image", "a.png", PNG, "webhook/upload_media", key=KEY)["errcode"] == 40058
    assert rest.upload("file", "a.pdf", b"%PDF-1.7", "webhook/upload_media", key="wrong")["errcode"] == 93000


def test_the_key_is_not_shown_in_the_wire_log(rest: Rest, corp: WecomTenant, with_robot: str) -> None:
    hook(rest, "text", {"content": "x"})

    assert KEY not in json.dumps(corp.wire_log)
