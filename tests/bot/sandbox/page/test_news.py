"""The stream of what changed."""

import json
from typing import Any

import pytest

from bot.sandbox.page import news
from bot.sandbox.page.feishu.room import FeishuRoom as View
from bot.sandbox.page.news import Follower
from tests.bot.sandbox.feishu.tenants import BUYER, GROUP, PRODUCTION, SALES
from tests.bot.sandbox.page.rooms import PRIVATE_GROUP, Client, Room, titled


@pytest.fixture
def view(room: Room) -> View:
    return View(room.tenant)


def test_news_bring_the_changed_messages_and_the_heads_of_the_chats(room: Room, view: View) -> None:
    follower = Follower(view, PRODUCTION, view.view(PRODUCTION)["since"])
    message = room.sent(titled("新订单"))

    name, told = _read(follower)

    assert name == "news"
    assert [one["message_id"] for one in told["messages"]] == [message]
    assert [(chat["name"], chat["unread"]) for chat in told["chats"]] == [("车间群", 1)]
    assert told["unread"][SALES] == 1


def test_a_burst_is_one_piece_and_each_message_is_in_it_once(room: Room, view: View) -> None:
    follower = Follower(view, SALES, view.view(SALES)["since"])
    message = room.sent(titled("一"))
    for text in ("二", "三"):
        room.rest.patch(message, titled(text))
    room.tenant.say(PRODUCTION, GROUP, "收到")

    _, told = _read(follower)

    assert [one["text"] for one in told["messages"]] == ["三", "收到"]


def test_what_one_may_not_see_is_not_in_the_news(room: Room, view: View) -> None:
    follower = Follower(view, SALES, view.view(SALES)["since"])
    room.sent(titled("采购"), PRIVATE_GROUP)

    _, told = _read(follower)

    assert told["messages"] == []
    assert "采购" not in json.dumps(told["chats"], ensure_ascii=False)
    assert told["unread"][BUYER] == 1


def test_the_next_piece_goes_on_where_the_last_one_ended(room: Room, view: View) -> None:
    follower = Follower(view, SALES, view.view(SALES)["since"])
    room.sent(titled("一"))
    _, first = _read(follower)
    room.sent(titled("二"))

    resumed = Follower(view, SALES, first["since"])

    assert [one["text"] for one in _read(resumed)[1]["messages"]] == ["二"]


@pytest.mark.parametrize("since", ["", "nonsense", "0badc0de-3", "-", "x-y-z"])
def test_a_reader_from_another_run_starts_over(room: Room, view: View, since: str) -> None:
    assert _read(Follower(view, SALES, since))[0] == "lost"


def test_a_reader_who_was_away_too_long_starts_over(room: Room, view: View) -> None:
    room.sent(titled("一"))

    assert _read(Follower(view, SALES, f"{view.run}-99999"))[0] == "lost"


def test_moving_the_clock_is_news(room: Room, view: View, client: Client) -> None:
    follower = Follower(view, SALES, view.view(SALES)["since"])
    client.post("/sandbox/page/clock", json={"days": 1})

    assert _read(follower)[1]["now"] == round(room.clock().timestamp() * 1000)


def test_a_new_wire_message_alone_is_news(room: Room, view: View) -> None:
    follower = Follower(view, SALES, view.view(SALES)["since"])
    follower.wait()
    room.rest.call("GET", "im/v1/chats")

    assert _read(follower)[1]["wire_seq"] == view.wire_seq()


def test_silence_is_broken_by_a_sign_of_life(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "_WAIT_SECONDS", 0.0)
    follower = Follower(view, SALES, view.view(SALES)["since"])
    follower.wait()

    quiet = follower.wait()
    monkeypatch.setattr(news, "_SILENCE_SECONDS", 0.0)

    assert (quiet, follower.wait()) == ("", ": still here\n\n")


def test_whoever_leaves_the_company_hears_no_more(room: Room, view: View) -> None:
    follower = Follower(view, SALES, view.view(SALES)["since"])
    room.tenant.resign(SALES)

    assert _read(follower)[0] == "lost"


def test_the_stream_ends_when_the_program_stops(client: Client, room: Room, view: View) -> None:
    room.is_stopping.append(True)

    answer = client.get("/sandbox/page/news", params={"who": SALES})

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text == ": hello\n\n"


def test_the_stream_of_a_lost_reader_ends(client: Client) -> None:
    answer = client.get("/sandbox/page/news", params={"who": SALES, "since": "0badc0de-3"})

    assert answer.text == ": hello\n\nevent: lost\ndata: {}\n\n"


def test_a_stranger_hears_nothing(client: Client) -> None:
    answer = client.get("/sandbox/page/news", params={"who": "ou_nobody"})

    assert (answer.status_code, answer.json()["refused"]) == (404, "unknown_person")


def test_more_readers_than_there_is_room_for_are_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "MOST_READERS", 0)

    answer = client.get("/sandbox/page/news", params={"who": SALES})

    assert (answer.status_code, answer.json()["refused"]) == (503, "too_many_readers")


def _read(follower: Follower) -> tuple[str, dict[str, Any]]:
    """Name and content of the next piece."""
    lines = follower.wait().split("\n")
    return lines[0].removeprefix("event: "), json.loads(lines[1].removeprefix("data: "))
