"""F5: what is sent in the thread of a design task is kept under its current revision; what is not taken says why."""

import re
from dataclasses import replace

import pytest
from starlette.applications import Starlette

from bot.sandbox.feishu.settings import GROUP_ALL_MESSAGES
from storage import designs
from tests.bot.filing.test_dxf import panel, written
from tests.conversations.test_design import PDF, TASK, a_custom_order, released, the_task
from tests.kit import Room
from tests.kit.browser import Browser
from tests.kit.fixtures import OpenRoom
from tests.kit.making import BROKEN, dfm_card
from tests.kit.stories import a_sold_order

pytestmark = pytest.mark.every_platform

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def names(room: Room) -> list[tuple[str, str, int]]:
    with room.read() as session:
        return [(it.name, it.media_type, it.drawing_revision) for it in designs.files_of(session, TASK)]


@pytest.mark.every_database
def test_a_file_sent_to_the_bot_by_its_engineer_is_kept_and_its_bytes_too(room: Room) -> None:
    room.taps("qian.qi", "我来设计", on=a_custom_order(room))

    room.sends_file("qian.qi", "面板.pdf", PDF)

    assert names(room) == [("面板.pdf", "application/pdf", 1)]
    assert "已存入第 1 版：面板.pdf" in room.last_card("qian.qi")
    assert "面板.pdf" in room.last_card("rnd", about=TASK)
    with room.read() as session:
        kept = designs.files_of(session, TASK)[0]
    folder = room.program.settings.files_folder
    assert (folder / kept.sha256[:2] / kept.sha256).read_bytes() == PDF


def test_a_dxf_is_kept_and_checked_and_one_that_tells_nothing_says_why(room: Room) -> None:
    room.taps("qian.qi", "我来设计", on=a_custom_order(room))

    room.sends_file("qian.qi", "面板.dxf", written(panel()))

    assert names(room) == [("面板.dxf", "image/vnd.dxf", 1)]
    card = dfm_card(room, "qian.qi")
    assert BROKEN in card
    assert "来自 面板.dxf" in card

    room.sends_file("qian.qi", "坏.dxf", b"0\nSECTION\n2\nHEADER\n9\n")
    room.sends_file("qian.qi", "外壳.step", b"ISO-10303-21;\nHEADER;")

    said = "\n".join(card.text for card in room.cards("qian.qi"))
    assert "“坏.dxf”" in said
    assert "STEP 只存不读" in said
    assert len(names(room)) == 3


def test_the_same_bytes_twice_are_not_news(room: Room) -> None:
    room.taps("qian.qi", "我来设计", on=a_custom_order(room))
    room.sends_file("qian.qi", "面板.pdf", PDF)
    before = the_task(room).revision

    room.sends_file("qian.qi", "面板最终.pdf", PDF)

    assert names(room) == [("面板.pdf", "application/pdf", 1)]
    assert the_task(room).revision == before
    assert "没有重复存" in room.last_card("qian.qi")


def test_a_picture_gets_the_name_of_what_is_in_it(room: Room) -> None:
    room.taps("qian.qi", "我来设计", on=a_custom_order(room))

    room.sends_file("qian.qi", "photo.png", PNG, kind="image")

    assert names(room)[0][1] == "image/png"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("面板.exe", b"MZ....................", "不收"),
        ("面板.pdf", PNG, "里面其实是 png"),
        ("面板.pdf", PDF + b"x" * 1_000_001, "最多 1 MB"),
    ],
    ids=["kind", "content", "size"],
)
def test_what_is_not_taken_says_why(quiet_url: str, open_room: OpenRoom, name: str, content: bytes, said: str) -> None:
    room = open_room(quiet_url, files={"largest_megabytes": 1})
    room.taps("qian.qi", "我来设计", on=a_custom_order(room))

    room.sends_file("qian.qi", name, content)

    assert said in room.last_card("qian.qi")
    assert names(room) == []


def test_of_several_tasks_the_one_whose_button_was_tapped_is_meant(room: Room) -> None:
    a_custom_order(room)
    a_sold_order(room, "绿湾 SW-500 50台 1月25日 白色 220V wifi 7寸屏", by="he.tao")
    for task in (TASK, "DT-2611-0002"):
        room.taps("qian.qi", "我来设计", on=room.last_card("rnd", about=task))

    room.sends_file("qian.qi", "面板.pdf", PDF)
    assert "几个设计任务" in room.last_card("qian.qi")
    assert names(room) == []

    room.taps("qian.qi", "上传文件", on=room.last_card("rnd", about=TASK))
    room.sends_file("qian.qi", "面板.pdf", PDF)
    assert names(room) == [("面板.pdf", "application/pdf", 1)]


def test_a_revision_that_is_submitted_takes_no_more(room: Room) -> None:
    card = a_custom_order(room)
    room.sends_file("zhao.gong", "面板.pdf", PDF)
    room.taps("zhao.gong", "提交审核", on=card)

    room.sends_file("zhao.gong", "面板2.pdf", PDF + b"2")

    assert "没有等文件的设计任务" in room.last_card("zhao.gong")
    assert names(room) == [("面板.pdf", "application/pdf", 1)]


def test_who_draws_nothing_reads_that_only_words_are_understood(room: Room) -> None:
    a_custom_order(room)

    room.sends_file("he.tao", "面板.pdf", PDF)

    assert "只看得懂文字" in room.last_card("he.tao")
    assert names(room) == []


@pytest.mark.only_on("feishu", "files-by-reply")
def test_an_answer_to_the_card_of_a_task_is_for_that_task_whoever_of_rnd_sends_it(room: Room) -> None:
    a_custom_order(room)
    room.says("qian.qi", f"/design {TASK}")

    room.sends_file("qian.qi", "面板.pdf", PDF, reply_to=room.last_card("qian.qi"))

    assert names(room) == [("面板.pdf", "application/pdf", 1)]


@pytest.mark.only_on("feishu", "files-by-reply")
def test_from_others_it_is_refused_with_who_can(room: Room) -> None:
    a_custom_order(room)
    room.says("wang.sheng", f"/design {TASK}")

    room.sends_file("wang.sheng", "面板.pdf", PDF, reply_to=room.last_card("wang.sheng"))

    assert "可以找：赵工" in room.last_card("wang.sheng")
    assert names(room) == []


def test_the_floor_opens_the_files_by_links_of_its_own(quiet_url: str, open_room: OpenRoom) -> None:
    server = {"secret_key": "secret-key", "public_url": "https://tongpin.example.com"}
    room = open_room(quiet_url, server=server)
    a_custom_order(room)
    room.taps("qian.qi", "我来设计", on=room.last_card("rnd", about=TASK))
    room.sends_file("qian.qi", "面板.pdf", PDF)
    room.says("wang.sheng", "/design 0001", to="production")

    room.taps("wang.sheng", "看文件", on=room.last_card("production", about=TASK))

    link = room.last_card("wang.sheng", about="还没放行")
    path = re.search(r"https://tongpin\.example\.com(/d/[^\"'\s)]+)", str(link.json) + link.text)
    assert path is not None
    browser = Browser(Starlette(routes=room.program.pages))
    given, forged = browser.get(path[1]), browser.get(path[1] + "x")
    room.advance(hours=9)
    late = browser.get(path[1])
    assert (given.status_code, given.content, given.headers["content-type"]) == (200, PDF, "application/pdf")
    assert given.headers["content-disposition"].startswith("attachment;")
    assert (forged.status_code, late.status_code) == (404, 404)


def test_behind_a_question_of_the_floor_is_the_revision_it_had_not_the_one_being_drawn(
    quiet_url: str, open_room: OpenRoom
) -> None:
    room = open_room(quiet_url, server={"secret_key": "secret-key", "public_url": "https://tongpin.example.com"})
    card = released(room)
    room.says("sun.li", "/ask 0001 孔位公差按哪个算", to="production")
    asked = room.last_card("qian.qi", about="现场有问题")
    assert f"{TASK} 第 1 版" in asked
    room.advance(minutes=1)
    room.submits("zhao.gong", {"reason": "客户改孔位"}, on=card)
    room.sends_file("qian.qi", "面板B.pdf", PDF + b"B")
    assert names(room)[-1] == ("面板B.pdf", "application/pdf", 2), "kept under the revision that is drawn anew"

    room.taps("qian.qi", "看文件", on=asked)

    link = room.last_card("qian.qi", about="这一版已放行")
    assert link.title == f"{TASK} 第 1 版"
    assert "面板.pdf" in link
    assert "面板B" not in link


@pytest.mark.only_on("feishu", "files-by-reply")
def test_in_a_group_only_what_answers_the_card_is_meant(room: Room) -> None:
    card, world = a_custom_order(room), room.tenant._world
    world.settings = replace(world.settings, scopes=world.settings.scopes | {GROUP_ALL_MESSAGES})

    room.sends_file("qian.qi", "午饭.png", PNG, kind="image", to="rnd")
    assert names(room) == []

    room.sends_file("qian.qi", "面板.pdf", PDF, to="rnd", reply_to=card)
    assert names(room) == [("面板.pdf", "application/pdf", 1)]
    assert "已存入第 1 版" in room.last_card("rnd")
