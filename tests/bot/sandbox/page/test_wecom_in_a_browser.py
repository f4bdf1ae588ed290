"""WeCom on the page, in a real browser: the switch, messages of every kind, people at work."""

import json
import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.bot.sandbox.feishu.tenants import GROUP, PRODUCTION
from tests.bot.sandbox.page.rooms import titled
from tests.bot.sandbox.page.towns import CREW, WANG, Town, a_card
from tests.bot.sandbox.page.visits import Visit

APP = f"app_private:{WANG}"
COLOURED = '**ORD-1** <font color="warning">逾期</font>\n>客户：恒远\n- 不是列表\n[打开](https://mo.example.com/o/1)'
PDF = FilePayload(name="要求.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7")
RICH = "# 在制\n| 订单 | 状态 |\n| --- | --- |\n| ORD-1 | 延期 |\n\n- 一\n- 二\n"


# The switch


def test_the_switch_keeps_person_and_group(tour: Visit) -> None:
    page = tour.be(PRODUCTION, GROUP)

    page.get_by_role("button", name="企业微信").click()
    _is_at(page, f"#/wecom/{WANG}/{CREW}")
    expect(page.get_by_role("heading", name="车间群")).to_be_visible()
    expect(page.locator(".bubble", has_text="你好")).to_be_visible()

    page.get_by_role("button", name="飞书").click()
    _is_at(page, f"#/{PRODUCTION}/{GROUP}")
    expect(page.locator(".bubble")).to_have_count(0)


def test_the_chat_with_the_bot_is_the_same_place_even_if_it_is_new(tour: Visit, town: Town) -> None:
    private = town.room.tenant.open_private_chat(PRODUCTION)
    page = tour.be(PRODUCTION, private)

    page.get_by_role("button", name="企业微信").click()
    expect(page.locator(".pane-title .bot-mark")).to_have_text("应用")
    _is_at(page, f"#/wecom/{WANG}/{APP.replace(':', '%3A')}")
    page.get_by_role("button", name="飞书").click()

    _is_at(page, f"#/{PRODUCTION}/{private}")


def test_what_is_unread_on_the_other_platform_stands_on_the_switch(tour: Visit, town: Town) -> None:
    page = tour.be(PRODUCTION, GROUP)
    badge = page.locator(".platform-button.is-wecom .badge")
    expect(badge).to_contain_text("1")

    town.sent(a_card(), WANG)

    expect(badge).to_contain_text("2")


def test_a_link_to_somebody_who_is_not_there_leads_to_somebody_who_is(tour: Visit) -> None:
    tour.page.goto(f"{tour.origin}/#/wecom/nobody/{CREW}")

    expect(tour.page.locator("[data-person][aria-current]")).to_be_attached()
    expect(tour.page.locator("body")).to_have_attribute("data-platform", "wecom")


# Messages


def test_the_apps_markdown_has_colours_and_the_smart_bots_has_tables(tour: Visit, town: Town) -> None:
    town.rest.send("markdown", {"content": COLOURED}, WANG)
    town.posted("markdown", {"content": RICH})

    page = tour.be_on_wecom(WANG, APP)
    coloured = page.locator(".bubble").last
    expect(coloured.locator(".wx-warning")).to_have_text("逾期")
    expect(coloured.locator("blockquote")).to_have_text("客户：恒远")
    expect(coloured).to_contain_text("- 不是列表")
    page.locator(f'[data-chat="{CREW}"]').click()
    rich = page.locator(".bubble").last
    expect(rich.get_by_role("cell", name="延期")).to_be_visible()
    expect(rich.locator("li")).to_have_text(["一", "二"])


def test_nothing_in_a_text_becomes_markup(tour: Visit, town: Town) -> None:
    hostile = '<img src=x onerror=alert(1)> <font color="red">x</font> [x](javascript:alert(1)) **'
    town.rest.send("markdown", {"content": hostile}, WANG)
    town.sent(a_card(main_title={"title": "<b>新</b>", "desc": "**x**"}), WANG)

    page = tour.be_on_wecom(WANG, APP)

    expect(page.locator(".bubble").last).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator(".talk-list img, .talk-list a")).to_have_count(0)
    expect(page.get_by_role("heading", name="<b>新</b>")).to_be_visible()


def test_a_stream_grows_until_it_is_finished(tour: Visit, town: Town) -> None:
    page = tour.be_on_wecom(WANG, CREW)
    town.corp.say_to_bot(WANG, "查单 0042", CREW)
    request = json.loads(town.heard[-1].payload_json)["req_id"]

    _stream(town, request, "<think>先看订单</think>正在查", is_finished=False)
    said = page.locator(".bubble").last
    expect(said).to_contain_text("正在查")
    expect(said.locator(".wx-thought")).to_contain_text("先看订单")
    expect(said.locator(".wx-writing")).to_be_visible()
    _stream(town, request, "**ORD-1** 已发货", is_finished=True)

    expect(page.locator(".bubble").last).to_have_text("ORD-1 已发货")
    expect(page.locator(".wx-writing")).to_have_count(0)


def test_files_and_pictures_of_both_sides(tour: Visit, town: Town) -> None:
    media = town.rest.upload("file", "排产表.xlsx", b"rows of it")["media_id"]
    town.rest.send("file", {"media_id": media}, WANG)
    page = tour.be_on_wecom(WANG, APP)

    expect(page.get_by_role("link", name="排产表.xlsx")).to_be_visible()
    page.locator("input[type=file]").set_input_files(PDF)
    page.get_by_role("button", name="发送").click()

    expect(page.locator(".row.is-mine").get_by_role("link", name="要求.pdf")).to_be_visible()


# People at work


@pytest.mark.parametrize("is_mentioned", [True, False])
def test_in_a_group_one_speaks_with_and_without_mentioning_the_bot(tour: Visit, town: Town, is_mentioned: bool) -> None:
    page = tour.be_on_wecom(WANG, CREW)
    town.heard.clear()
    if not is_mentioned:
        page.get_by_role("button", name="@同频", exact=True).click()

    page.locator(".composer textarea").fill("查单 0042")
    page.locator(".composer textarea").press("Enter")

    expect(page.locator(".is-mine .bubble").last).to_have_text("@同频 查单 0042" if is_mentioned else "查单 0042")
    assert len(town.heard) == is_mentioned


def test_files_are_not_offered_where_no_bot_hears_of_them(tour: Visit, town: Town) -> None:
    town.corp.open_app(WANG)
    page = tour.be_on_wecom(WANG, CREW)
    attach = page.get_by_role("button", name="添加文件")

    expect(page.get_by_role("button", name="命令")).to_be_visible()
    expect(attach).to_have_count(0)
    page.locator(f'[data-chat="{APP}"]').click()

    expect(attach).to_be_visible()


# The workbench


def test_either_platform_can_be_made_to_fail(tour: Visit, town: Town) -> None:
    page = tour.be_on_wecom(WANG, CREW)

    page.get_by_role("button", name="让平台出点问题").click()
    page.locator(".faults-menu").get_by_text("断开（502）").click()
    expect(page.get_by_text("企业微信断开")).to_be_visible()
    page.locator(".menu-choices").get_by_role("button", name="飞书").click()
    page.locator(".faults-menu").get_by_text("丢掉下一条事件").click()

    expect(page.locator(".faults-menu").get_by_text("待发生 1")).to_be_visible()
    assert (town.corp.failures.platform_down, town.room.tenant.failures.platform_down) == ("502", None)
    assert (town.corp.failures.drops, town.room.tenant.failures.drops) == (0, 1)


def test_the_wire_shows_both_platforms(tour: Visit, town: Town) -> None:
    town.room.sent(titled("新订单"))
    town.sent(a_card(), WANG)
    page = tour.be_on_wecom(WANG, APP)

    page.get_by_role("button", name="线上报文").click()

    rows = page.locator(".wire-entry")
    expect(rows.filter(has_text="企业微信").filter(has_text="message/send")).to_be_visible()
    expect(rows.filter(has_text="飞书").filter(has_text="im/v1/messages").first).to_be_visible()


def test_a_phone_shows_all_of_it(phone_tour: Visit, town: Town) -> None:
    town.sent(a_card(), WANG)
    page = phone_tour.be_on_wecom(WANG, APP)
    expect(page.locator(".wx-card").last).to_be_visible()

    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    bar = page.evaluate("document.querySelector('.top-bar').scrollWidth - innerWidth")

    assert (overflow <= 0, bar <= 0) == (True, True)


def _is_at(page: Page, hash_part: str) -> None:
    expect(page).to_have_url(re.compile(f"{re.escape(hash_part)}$"))


def _stream(town: Town, request: str, content: str, *, is_finished: bool) -> None:
    stream = {"id": "st-1", "finish": is_finished, "content": content}
    town.corp.bot_line.respond(request, {"msgtype": "stream", "stream": stream})
