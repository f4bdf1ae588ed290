"""What was typed is never lost: clicked twice, taking long, with the database away, with a defect of ours."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

import bot.pages.forms
from bot.inbound import Listener
from storage.tables import InboxEvent, InboxState
from tests.bot.pages.desk import Desk, revision
from tests.bot.pages.test_forms import FIELDS, an_order_form
from tests.kit.fixtures import OpenRoom
from tests.kit.stories import orders_in
from tests.kit.trouble import in_trouble


def gone_away(*_: Any, **__: Any) -> Any:
    why = sqlite3.OperationalError("disk I/O error")
    why.sqlite_errorname = "SQLITE_IOERR"
    raise OperationalError("select", {}, why)


def failing(*_: Any, **__: Any) -> Any:
    raise ZeroDivisionError


@pytest.fixture
def token(desk: Desk) -> str:
    """A good link to the form of an order."""
    return desk.link("lin.xiaoyan", an_order_form(desk), "sales")


def submissions(desk: Desk) -> list[str]:
    """The states of everything that was sent and kept."""
    with desk.room.read() as session:
        return list(session.exec(select(InboxEvent.state).where(InboxEvent.source == "form")))


def test_a_second_click_sends_nothing_and_sees_what_came_of_the_first(desk: Desk, token: str) -> None:
    page = desk.get(token)

    first, second = (desk.posts(token, page.values | FIELDS) for _ in range(2))

    assert [first.status_code, second.status_code] == [303, 303]
    assert first.headers["location"] == second.headers["location"]
    assert "已建单" in desk.opens(second.headers["location"]).title
    assert submissions(desk) == [InboxState.DONE]
    assert len(orders_in(desk.room)) == 1


def test_clicks_at_the_same_moment_are_one(open_room: OpenRoom, quiet_url: str) -> None:
    room = open_room(quiet_url)
    desk = Desk(room)
    token = desk.link("lin.xiaoyan", an_order_form(desk), "sales")
    fields = desk.get(token).values | FIELDS

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: desk.posts(token, fields).status_code, range(8)))

    assert answers == [303] * 8
    assert submissions(desk) == [InboxState.DONE]


def test_what_takes_long_is_kept_and_tells_later(
    open_room: OpenRoom, quiet_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.pages.forms, "WAIT_SECONDS", 0.05)
    room, may_go = open_room(quiet_url, threads=2), threading.Event()
    desk, hear = Desk(room), Listener.hear

    def slow(self: Listener, stored: Any, inbound: Any) -> Any:
        may_go.wait(30)
        return hear(self, stored, inbound)

    room.program.worker.start()
    room.says("lin.xiaoyan", "/neworder 恒远 SW-300", to="sales")
    room.until(lambda: room.cards("sales"))
    token = desk.link("lin.xiaoyan", room.last_card("sales"), "sales")
    fields = desk.get(token).values | FIELDS
    monkeypatch.setattr(Listener, "hear", slow)

    answer = desk.posts(token, fields)
    page = desk.get(answer.headers["location"])

    assert (page.status, page.title) == (200, "已收到，正在处理")
    assert ("meta", {"http-equiv": "refresh", "content": "2"}) in page.tags
    assert submissions(desk) == [InboxState.PENDING]

    may_go.set()
    room.until(lambda: "已建单" in desk.get(token).title)


def test_a_submission_that_nobody_came_to_handle_is_not_waited_for_forever(
    desk: Desk, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Listener, "hear", gone_away)
    desk.posts(token, desk.get(token).values | FIELDS)
    assert desk.get(token).title == "已收到，正在处理"

    desk.room.sleep(minutes=1)

    assert (desk.get(token).status, desk.get(token).title) == (410, "已经提交过了")

    monkeypatch.undo()
    desk.room.program.worker.sweep()
    assert len(orders_in(desk.room)) == 1  # it was kept


def test_what_cannot_be_kept_stands_on_the_page_to_be_sent_again(desk: Desk, token: str) -> None:
    page = desk.get(token)

    with in_trouble("locked", desk.room.program.database):
        kept = desk.posts(token, page.values | FIELDS)

    assert kept.status_code == 503
    assert submissions(desk) == []
    again = type(page)(kept)
    assert "外箱贴楼栋号" in again
    assert again.values == FIELDS | {"_rev": revision(page)}

    answer = desk.posts(token, again.values)

    assert "已建单" in desk.opens(answer.headers["location"]).title
    assert len(orders_in(desk.room)) == 1


def test_with_the_database_away_a_link_says_so(desk: Desk, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.pages.forms, "find_ticket", gone_away)

    assert (desk.get(token).status, desk.get(token).title) == (503, "暂时打不开")


def test_a_defect_of_ours_leaves_a_reference_and_the_words(
    desk: Desk, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = desk.get(token)
    monkeypatch.setattr(bot.pages.forms, "open_form", failing)

    shown, sent = desk.get(token), desk.posts(token, page.values | FIELDS)

    assert shown.status == sent.status_code == 500
    assert "ZeroDivisionError" not in sent.text
    assert "外箱贴楼栋号" in sent.text
    assert submissions(desk) == []


def test_a_defect_behind_the_form_brings_the_form_back_with_a_reference(
    desk: Desk, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Listener, "hear", failing)

    page = desk.sends(token, **FIELDS)

    assert page.values | {"_rev": ""} == FIELDS | {"_rev": ""}
    assert submissions(desk) == [InboxState.FAILED]


def test_an_outcome_that_cannot_be_noted_is_told_in_the_chat(
    desk: Desk, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.pages.forms, "note_outcome", gone_away)

    page = desk.sends(token, **FIELDS)

    assert page.title == "已收到，正在处理"
    assert len(orders_in(desk.room)) == 1


def test_a_submission_is_the_same_on_postgresql(open_room: OpenRoom, postgres_quiet_url: str) -> None:
    desk = Desk(open_room(postgres_quiet_url))
    token = desk.link("lin.xiaoyan", an_order_form(desk), "sales")

    page = desk.sends(token, **FIELDS | {"quantity": "两\x00三百"})
    page = desk.sends(str(page.response.url).rpartition("/")[2], quantity="300")

    assert "已建单" in page.title
    assert orders_in(desk.room)[0].lines[0].quantity == 300
