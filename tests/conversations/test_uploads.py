"""F5: where a chat passes no files, a page takes them: for the task of the card, with every limit said."""

from collections.abc import Mapping

import pytest
from httpx import Response
from starlette.applications import Starlette

from core.design import DesignTask
from storage import designs
from tests.conversations.test_design import PDF, TASK, a_custom_order
from tests.kit import Room
from tests.kit.browser import OWN, Browser
from tests.kit.pages import Page
from tests.kit.wecom_stage import WecomStage

pytestmark = pytest.mark.only_on("wecom", "files-by-reply")

DRAWER = "qian.qi"
Sent = Mapping[str, bytes]


def the_task(room: Room) -> DesignTask:
    with room.read() as session:
        return designs.get_task(session, TASK)


def names(room: Room) -> list[tuple[str, int]]:
    with room.read() as session:
        return [(it.name, it.drawing_revision) for it in designs.files_of(session, TASK)]


def uploading(room: Room) -> str:
    """The engineer asks for the page; gives its address."""
    room.taps(DRAWER, "上传文件", on=room.last_card("rnd", about=TASK))
    card, stage = room.last_card(DRAWER, about=TASK), room.stage
    assert isinstance(stage, WecomStage)
    return stage.link_to(DRAWER, card, next(iter(card.forms)))


def browser(room: Room) -> Browser:
    return Browser(Starlette(routes=room.program.pages))


def sends(room: Room, url: str, files: Sent, headers: Mapping[str, str] = OWN) -> Response:
    page = Page(browser(room).get(url))
    parts = [("files", (name, content, "application/octet-stream")) for name, content in files.items()]
    sent = browser(room).post(
        url, data={"_rev": page.values.get("_rev", "1")}, files=parts, headers=dict(headers), follow_redirects=True
    )
    room.settle()
    return sent


@pytest.fixture
def url(room: Room) -> str:
    room.taps(DRAWER, "我来设计", on=a_custom_order(room))
    return uploading(room)


def test_the_page_says_what_it_takes_and_what_is_sent_is_kept_under_the_current_revision(room: Room, url: str) -> None:
    page = Page(browser(room).get(url))
    assert TASK in page.title
    assert (page.fields["files"]["type"], "multiple" in page.fields["files"]) == ("file", True)
    assert "ORD-2611-0001 的图纸，第 1 版" in page
    assert "PDF" in page.text
    assert ".pdf" in page.fields["files"]["accept"]
    assert "每个不超过 50 MB" in page
    assert ("form", "multipart/form-data") in [(tag, told.get("enctype")) for tag, told in page.tags]

    told = sends(room, url, {"面板.pdf": PDF, "外壳.pdf": PDF + b"2"})

    assert "已存入第 1 版" in told.text
    assert names(room) == [("面板.pdf", 1), ("外壳.pdf", 1)]
    assert "面板.pdf" in room.last_card("rnd", about=TASK)


def test_sent_twice_it_is_kept_once(room: Room, url: str) -> None:
    sends(room, url, {"面板.pdf": PDF})

    sends(room, url, {"面板.pdf": PDF})

    assert names(room) == [("面板.pdf", 1)]


def test_what_is_not_taken_is_said_on_the_form_and_the_link_stays_good(room: Room, url: str) -> None:
    refused = sends(room, url, {"面板.pdf": PDF, "坏的.pdf": b"MZ\x90\x00"})
    assert refused.status_code == 422
    assert "坏的.pdf" in Page(refused)
    assert names(room) == []

    sends(room, url, {"面板.pdf": PDF})

    assert names(room) == [("面板.pdf", 1)]


def test_without_a_file_nothing_is_done(room: Room, url: str) -> None:
    page = Page(browser(room).get(url))

    sent = browser(room).post(url, data=page.values, headers=OWN, follow_redirects=True)

    assert "还没有选文件" in sent.text
    assert names(room) == []


def test_too_many_or_too_large_are_not_even_read_to_the_end(room: Room, url: str) -> None:
    many = sends(room, url, {f"{number}.pdf": PDF for number in range(11)})
    large = sends(room, url, {"大.pdf": PDF + b"0" * 101_000_000})

    assert [many.status_code, large.status_code] == [413, 413]
    assert "分几次传" in large.text
    assert names(room) == []


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "multipart/form-data"])
def test_what_is_no_form_at_all_is_refused_and_does_no_harm(room: Room, url: str, kind: str) -> None:
    sent = browser(room).post(url, content=b"what is this" * 9, headers={**OWN, "content-type": kind})

    assert sent.status_code == 404
    sends(room, url, {"面板.pdf": PDF})
    assert names(room) == [("面板.pdf", 1)]


def test_only_from_our_own_page_and_only_with_a_link(room: Room, url: str) -> None:
    foreign = sends(room, url, {"面板.pdf": PDF}, headers={"sec-fetch-site": "cross-site"})
    forged = sends(room, url[:-3] + "xyz", {"面板.pdf": PDF})

    assert (foreign.status_code, forged.status_code) == (403, 404)
    assert names(room) == []


def test_a_revision_that_is_closed_by_then_takes_none(room: Room, url: str) -> None:
    room.sends_file(DRAWER, "面板.pdf", PDF)
    room.taps(DRAWER, "提交审核", on=room.last_card("rnd", about=TASK))

    told = sends(room, url, {"外壳.pdf": PDF + b"2"})

    assert names(room) == [("面板.pdf", 1)]
    assert "审核" in told.text
