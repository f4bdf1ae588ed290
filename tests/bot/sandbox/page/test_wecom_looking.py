"""What the page is told of WeCom, and who is not told."""

import json

import pytest

from bot.sandbox.page.feishu import FeishuRoom
from bot.sandbox.page.news import Follower
from bot.sandbox.page.wecom import WecomRoom
from tests.bot.sandbox.feishu.tenants import BUYER, GROUP, PRODUCTION, SALES
from tests.bot.sandbox.page.rooms import Client, titled
from tests.bot.sandbox.page.towns import CHEN, CREW, LIU, WANG, Guide, Town, a_card

AUTHORIZE = "/sandbox/wecom/connect/oauth2/authorize"
FORM = "https://tongpin.example.com/f/ticket"
GREETING = "@同频 你好"


def test_the_room_says_who_is_who_on_the_other_platform(guide: Guide) -> None:
    room = guide.get("room").json()

    assert [one["name"] for one in room["people"]] == ["刘销售", "王工", "陈采购"]
    assert room["counterparts"] == {"people": {SALES: LIU, PRODUCTION: WANG, BUYER: CHEN}, "chats": {GROUP: CREW}}
    assert room["elsewhere"].keys() == {"unread", "faults", "wire_seq"}


def test_where_only_feishu_is_played_there_is_no_elsewhere(client: Client) -> None:
    assert client.get("/sandbox/page/room").json()["elsewhere"] is None
    assert client.get("/sandbox/page/wecom/room").status_code == 404


def test_everybody_sees_their_own_chats(guide: Guide, town: Town) -> None:
    town.sent(a_card(), WANG)

    mine, others = (guide.get("chats", who=who).json()["chats"] for who in (WANG, CHEN))

    assert [(it["kind"], it["name"], it["unread"]) for it in mine] == [("p2p", "同频", 1), ("group", "车间群", 1)]
    assert [it["name"] for it in others] == ["车间群"]
    assert mine[0]["last"]["type"] == "template_card"
    assert mine[0]["summary"] == "新订单"


def test_what_was_said_is_told_page_by_page(guide: Guide, town: Town) -> None:
    for text in ("一", "二", "三"):
        town.corp.say_to_bot(WANG, text, CREW, mention_bot=False)

    last = guide.get(f"chats/{CREW}/messages", who=LIU, limit=2).json()
    first = guide.get(f"chats/{CREW}/messages", who=LIU, before=last["messages"][0]["message_id"]).json()

    assert ([it["text"] for it in last["messages"]], last["has_more"]) == (["二", "三"], True)
    assert ([it["text"] for it in first["messages"]], first["has_more"]) == ([GREETING, "一"], False)


@pytest.mark.parametrize(
    ("path", "who", "status", "reason"),
    [
        ("chats", "nobody", 404, "unknown_person"),
        (f"chats/{CREW}/messages", "nobody", 403, "not_a_member"),
        ("chats/wr_nowhere/messages", WANG, 404, "unknown_chat"),
        ("chats/app_private:liu.sales/messages", WANG, 403, "not_a_member"),
    ],
)
def test_what_one_may_not_see_is_refused(
    guide: Guide, town: Town, path: str, who: str, status: int, reason: str
) -> None:
    town.corp.open_app(LIU)

    answer = guide.get(path, who=who)

    assert (answer.status_code, answer.json()["refused"]) == (status, reason)


def test_whoever_has_left_sees_nothing(guide: Guide, town: Town) -> None:
    town.corp.remove_person(CHEN)

    assert guide.get("chats", who=CHEN).json()["refused"] == "resigned"


def test_a_card_is_told_whole_and_a_message_that_a_limit_dropped_not_at_all(guide: Guide, town: Town) -> None:
    town.corp.failures.has_rate_limits = True
    for _ in range(31):  # wecom.md §4.5: 30 messages a minute to one member
        town.rest.send("text", {"content": "在吗"}, WANG)
    town.corp.failures.has_rate_limits = False
    town.sent(a_card(), WANG)

    told = guide.get(f"chats/app_private:{WANG}/messages", who=WANG, limit=100).json()["messages"]

    assert len(told) == 31
    assert told[-1]["template"]["main_title"] == {"title": "新订单"}
    assert told[-1]["is_interactive"]


def test_a_card_that_changed_for_one_is_told_to_each_as_they_see_it(guide: Guide, town: Town) -> None:
    card = town.posted("template_card", a_card())
    town.answer = {
        "response_type": "update_template_card", "userids": [WANG],
        "template_card": a_card(main_title={"title": "王工已收到"}),
    }  # fmt: skip

    guide.post("cards/press", who=WANG, message_id=card, key="ack")

    assert (_title(guide, WANG), _title(guide, CHEN)) == ("王工已收到", "新订单")


def test_news_of_one_platform_say_how_it_is_on_the_other(town: Town) -> None:
    view = _view(town)
    follower = Follower(view, WANG, view.view(WANG)["since"])
    follower.wait()
    town.room.sent(titled("新订单"))

    told = json.loads(follower.wait().split("data: ", 1)[1])

    assert (told["messages"], told["elsewhere"]["unread"]) == ([], {SALES: 1, PRODUCTION: 1, BUYER: 1})
    assert told["unread"][WANG] == 1


def test_news_bring_the_changed_messages(town: Town) -> None:
    view = _view(town)
    follower = Follower(view, WANG, view.view(WANG)["since"])
    town.sent(a_card(), WANG)
    town.sent(a_card(task_id="ORD-2@r1"), LIU)

    told = json.loads(follower.wait().split("data: ", 1)[1])

    assert [it["template"]["task_id"] for it in told["messages"]] == ["ORD-1@r1"]


def _title(guide: Guide, who: str) -> str:
    """Of the newest card in the group, as this person sees it."""
    told = guide.get(f"chats/{CREW}/messages", who=who).json()["messages"]
    return str(told[-1]["template"]["main_title"]["title"])


def _view(town: Town) -> WecomRoom:
    view, other = WecomRoom(town.corp), FeishuRoom(town.room.tenant)
    view.other, other.other = other, view
    return view
