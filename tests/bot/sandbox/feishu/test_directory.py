"""feishu.md §8: people and chats as the bot may see them."""

from dataclasses import replace

import pytest

from bot.sandbox.feishu import ALL_SCOPES, FeishuTenant
from tests.bot.sandbox.feishu.tenants import (
    BUYER,
    GROUP,
    PRODUCTION,
    SALES,
    SETTINGS,
    Clock,
    FakeBot,
    Rest,
    a_card,
    a_tenant,
)

USERS = "contact/v3/users"
CHATS = "im/v1/chats"


def test_a_person_is_shown_with_the_documented_fields(rest: Rest) -> None:
    user = rest.call("GET", f"{USERS}/{SALES}")["data"]["user"]

    assert (user["open_id"], user["union_id"], user["user_id"]) == (SALES, "on_sales_liu", "e33ggbyz")
    assert (user["name"], user["mobile"], user["department_ids"]) == ("刘销售", "13800000001", ["od-sales"])
    assert user["status"]["is_resigned"] is False


def test_a_field_without_its_scope_is_absent(clock: Clock, bot: FakeBot) -> None:
    scopes = ALL_SCOPES - {"contact:user.phone:readonly", "contact:user.employee_id:readonly"}
    rest = Rest(a_tenant(clock, bot, settings=replace(SETTINGS, scopes=scopes)))

    user = rest.call("GET", f"{USERS}/{SALES}")["data"]["user"]

    assert user.keys().isdisjoint({"mobile", "user_id"})
    assert user["name"] == "刘销售"


def test_people_are_found_by_other_kinds_of_id(rest: Rest) -> None:
    assert rest.call("GET", f"{USERS}/e33ggbyz", user_id_type="user_id")["data"]["user"]["open_id"] == SALES
    assert rest.call("GET", f"{USERS}/{SALES}", user_id_type="user_id")["code"] == 99992351
    assert rest.call("GET", f"{USERS}/{SALES}", user_id_type="nickname")["code"] == 99992402


def test_somebody_outside_the_range_is_invisible(tenant: FeishuTenant, rest: Rest) -> None:
    tenant.set_range(SALES, False)

    assert rest.call("GET", f"{USERS}/{SALES}")["code"] == 41050
    assert rest.call("GET", f"{USERS}/batch", user_ids=f"{SALES},{BUYER}")["data"]["items"][0]["open_id"] == BUYER


@pytest.mark.parametrize("user_ids", ["", ",".join(f"ou_{n}" for n in range(51))])
def test_a_batch_has_one_to_fifty_people(rest: Rest, user_ids: str) -> None:
    assert rest.call("GET", f"{USERS}/batch", user_ids=user_ids)["code"] == 99992402


def test_people_are_found_by_phone_and_e_mail(tenant: FeishuTenant, rest: Rest) -> None:
    tenant.resign(PRODUCTION)
    body = {"mobiles": ["13800000001", "13800000009"], "emails": ["wang@example.com"]}

    present = rest.call("POST", f"{USERS}/batch_get_id", body)["data"]["user_list"]
    all_of_them = rest.call("POST", f"{USERS}/batch_get_id", {**body, "include_resigned": True})["data"]["user_list"]

    assert [it.get("user_id") for it in present] == [SALES, None, None]
    assert all_of_them[2]["status"] == {"is_resigned": True}


def test_the_bots_groups_are_listed_without_private_chats(tenant: FeishuTenant, rest: Rest) -> None:
    rest.send(a_card(), SALES)
    tenant.add_group("oc_second", "采购群", [BUYER])
    tenant.add_group("oc_without", "没有机器人", [BUYER], has_bot=False)

    first = rest.call("GET", CHATS, page_size="1")["data"]
    second = rest.call("GET", CHATS, page_size="1", page_token=first["page_token"])["data"]

    assert [it["chat_id"] for it in (*first["items"], *second["items"])] == [GROUP, "oc_second"]
    assert (first["has_more"], second["has_more"]) == (True, False)
    assert rest.call("GET", CHATS, page_size="101")["code"] == 99992402
    assert rest.call("GET", CHATS, page_token="x")["code"] == 99992402


def test_a_chat_tells_more_when_the_bot_is_inside(tenant: FeishuTenant, rest: Rest) -> None:
    inside = rest.call("GET", f"{CHATS}/{GROUP}")["data"]
    tenant.remove_bot(SALES, GROUP)
    outside = rest.call("GET", f"{CHATS}/{GROUP}")["data"]

    assert (inside["chat_mode"], inside["user_count"], inside["chat_status"]) == ("group", "3", "normal")
    assert "user_count" not in outside
    assert rest.call("GET", f"{CHATS}/oc_nowhere")["code"] == 232006


def test_members_are_people_only(tenant: FeishuTenant, rest: Rest) -> None:
    data = rest.call("GET", f"{CHATS}/{GROUP}/members")["data"]

    assert [it["member_id"] for it in data["items"]] == [SALES, PRODUCTION, BUYER]
    assert data["member_total"] == 3
    tenant.remove_bot(SALES, GROUP)
    assert rest.call("GET", f"{CHATS}/{GROUP}/members")["code"] == 232011


def test_the_bot_can_ask_whether_it_is_inside(tenant: FeishuTenant, rest: Rest) -> None:
    path = f"{CHATS}/{GROUP}/members/is_in_chat"

    before = rest.call("GET", path)["data"]
    tenant.remove_bot(SALES, GROUP)

    assert (before, rest.call("GET", path)["data"]) == ({"is_in_chat": True}, {"is_in_chat": False})


def test_the_bot_can_open_a_group_once_per_uuid(tenant: FeishuTenant, rest: Rest, clock: Clock) -> None:
    body = {"name": "SO-2611-0042 协作群", "owner_id": SALES, "user_id_list": [BUYER, SALES]}

    first = rest.call("POST", CHATS, body, uuid="so-1")["data"]["chat_id"]
    again = rest.call("POST", CHATS, body, uuid="so-1")["data"]["chat_id"]
    clock.advance(hours=10)
    rest.token = None
    later = rest.call("POST", CHATS, body, uuid="so-1")["data"]["chat_id"]

    assert first == again != later
    assert next(it for it in tenant.chats() if it.chat_id == first).members == [SALES, BUYER]
    assert rest.send(a_card(), first)["code"] == 0


def test_a_group_with_somebody_unknown_is_refused(rest: Rest) -> None:
    assert rest.call("POST", CHATS, {"user_id_list": ["ou_nobody"]})["code"] == 232043
    assert rest.call("POST", CHATS, {"user_id_list": "ou_nobody"})["code"] == 99992402


def test_members_are_added_as_far_as_they_exist(tenant: FeishuTenant, rest: Rest) -> None:
    tenant.add_group("oc_small", "小群", [SALES])
    tenant.set_range(PRODUCTION, False)
    body = {"id_list": [BUYER, PRODUCTION, "ou_nobody"]}
    path = f"{CHATS}/oc_small/members"

    strict = rest.call("POST", path, body)
    lenient = rest.call("POST", path, body, succeed_type="1")["data"]

    assert strict["code"] == 232043
    assert (lenient["invalid_id_list"], lenient["not_existed_id_list"]) == ([PRODUCTION], ["ou_nobody"])
    assert next(it for it in tenant.chats() if it.chat_id == "oc_small").members == [SALES, BUYER]
    tenant.dissolve("oc_small")
    assert rest.call("POST", path, body)["code"] == 232009
