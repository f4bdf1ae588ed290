"""What one person sees, page by page."""

from typing import Any

from tests.bot.sandbox.feishu.tenants import BUYER, GROUP, PRODUCTION, SALES
from tests.bot.sandbox.page.rooms import PRIVATE_GROUP, Client, Room, titled


def test_a_person_sees_only_their_own_chats(client: Client) -> None:
    sales = client.get("/sandbox/page/chats", params={"who": SALES}).json()
    buyer = client.get("/sandbox/page/chats", params={"who": BUYER}).json()

    assert {chat["name"] for chat in sales["chats"]} == {"车间群"}
    assert {chat["name"] for chat in buyer["chats"]} == {"车间群", "采购部"}


def test_the_rail_counts_what_each_person_has_not_read(client: Client, room: Room) -> None:
    room.sent(titled("缺料"), PRIVATE_GROUP)
    room.sent(titled("新订单"))
    room.tenant.read(PRODUCTION, GROUP)

    found = client.get("/sandbox/page/room").json()

    assert found["unread"] == {SALES: 1, PRODUCTION: 0, BUYER: 2}


def test_a_chat_is_read_page_by_page_from_its_end(client: Client, room: Room) -> None:
    said = [room.tenant.say(SALES, GROUP, f"第 {n} 句") for n in range(7)]

    newest = _page(client, limit=3)
    older = _page(client, limit=3, before=newest["messages"][0]["message_id"])
    oldest = _page(client, limit=3, before=older["messages"][0]["message_id"])

    pages = [[one["message_id"] for one in page["messages"]] for page in (oldest, older, newest)]
    assert [*pages[0], *pages[1], *pages[2]] == said
    assert [page["has_more"] for page in (newest, older, oldest)] == [True, True, False]


def test_a_foreign_chat_stays_closed(client: Client) -> None:
    answer = client.get(f"/sandbox/page/chats/{PRIVATE_GROUP}/messages", params={"who": SALES})

    assert (answer.status_code, answer.json()["refused"]) == (403, "not_a_member")


def test_what_does_not_exist_is_not_found(client: Client, room: Room) -> None:
    for path, params, reason in (
        ("chats", {"who": "ou_nobody"}, "unknown_person"),
        ("chats/oc_nowhere/messages", {"who": SALES}, "unknown_chat"),
        (f"chats/{GROUP}/messages", {"who": SALES, "before": "om_never"}, "unknown_message"),
        ("files/file_v3_none", {}, "unknown_file"),
    ):
        answer = client.get(f"/sandbox/page/{path}", params=params)

        assert (answer.status_code, answer.json()["refused"]) == (404, reason)


def test_somebody_who_left_cannot_be_played(client: Client, room: Room) -> None:
    room.tenant.resign(SALES)

    answer = client.get("/sandbox/page/chats", params={"who": SALES})

    assert (answer.status_code, answer.json()["refused"]) == (409, "resigned")


def test_a_card_arrives_as_it_was_sent(client: Client, room: Room) -> None:
    card = titled("新订单")
    room.sent(card)

    assert _page(client)["messages"][-1]["card"] == card


def test_the_head_of_a_chat_tells_of_its_last_message(client: Client, room: Room) -> None:
    room.tenant.send_file(PRODUCTION, GROUP, "a.png", b"\x89PNG", kind="image")

    [chat] = client.get("/sandbox/page/chats", params={"who": SALES}).json()["chats"]

    assert chat["last"]["type"] == "image"
    assert chat["last"]["sender"]["name"] == "王工"
    assert "messages" not in chat


def _page(client: Client, **params: object) -> dict[str, Any]:
    answer = client.get(f"/sandbox/page/chats/{GROUP}/messages", params={"who": SALES, **params})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())
