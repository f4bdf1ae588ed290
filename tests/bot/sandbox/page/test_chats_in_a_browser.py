"""Chats in a real browser: switching, speaking, history, files."""

import re

from playwright.sync_api import Route, expect

from tests.bot.sandbox.feishu.tenants import BUYER, GROUP, PRODUCTION, SALES
from tests.bot.sandbox.page.rooms import PRIVATE_GROUP
from tests.bot.sandbox.page.visits import Visit

_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def test_changing_the_person_changes_the_chats(visit: Visit) -> None:
    visit.room.tenant.say(PRODUCTION, GROUP, "面板颜色定了吗")
    page = visit.be(SALES, GROUP)
    expect(page.get_by_role("log")).to_contain_text("面板颜色定了吗")
    expect(page.locator(".chat-entry", has_text="采购部")).to_have_count(0)

    page.locator(f"[data-person={BUYER}]").click()

    expect(page.locator(".chat-entry", has_text="采购部")).to_be_visible()
    expect(page).to_have_title(re.compile("陈采购"))


def test_who_chooses_a_person_and_a_chat_faster_than_the_chats_come_gets_both(visit: Visit) -> None:
    visit.room.tenant.say(BUYER, PRIVATE_GROUP, "MCU 到货了")  # else that chat would be opened anyway
    page, held = visit.be(SALES, GROUP), list[Route]()
    page.route(f"**/chats?who={BUYER}*", lambda request: held.append(request))

    page.locator(f"[data-person={BUYER}]").click()
    page.locator(f"[data-chat={GROUP}]").click()
    page.wait_for_timeout(100)  # a second click must not wait for the first one's answer
    for request in held:
        request.continue_()

    expect(page).to_have_title(re.compile("陈采购"))
    expect(page.get_by_role("combobox", name="发消息给 车间群")).to_be_visible()


def test_who_thinks_better_of_it_stays_who_they_were(visit: Visit) -> None:
    page, held = visit.be(SALES, GROUP), list[Route]()
    page.route(f"**/chats?who={BUYER}*", lambda request: held.append(request))

    page.locator(f"[data-person={BUYER}]").click()
    page.wait_for_timeout(100)
    page.go_back()
    page.wait_for_timeout(100)
    for request in held:
        request.continue_()
    page.wait_for_timeout(300)

    expect(page).to_have_title(re.compile("刘销售"))
    expect(page.get_by_role("combobox", name="发消息给 车间群")).to_be_visible()


def test_words_appear_for_the_other_side_at_once(visit: Visit) -> None:
    page = visit.be(SALES, GROUP)

    visit.room.tenant.say(PRODUCTION, GROUP, "@刘销售 看 https://example.com/a,谢谢")

    bubble = page.locator(".bubble").last
    expect(bubble).to_have_text("@刘销售 看 https://example.com/a,谢谢")
    expect(bubble.locator(".mention.is-me")).to_have_text("@刘销售")
    assert bubble.get_by_role("link").get_attribute("href") == "https://example.com/a"


def test_a_slash_opens_the_commands_and_enter_takes_one(visit: Visit) -> None:
    page = visit.be(SALES, GROUP)
    box = page.get_by_role("combobox", name="发消息给 车间群")

    box.press_sequentially("/")
    expect(page.get_by_role("option")).to_have_count(3)
    box.press_sequentially("订")
    expect(page.get_by_role("option", selected=True)).to_contain_text("/order")
    box.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("/neworder")
    box.press("Enter")

    expect(box).to_have_value("/neworder ")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_in_a_group_the_bot_is_mentioned_unless_one_says_otherwise(visit: Visit) -> None:
    page = visit.be(SALES, GROUP)
    box = page.get_by_role("combobox", name="发消息给 车间群")

    box.fill("/order 0042")
    box.press("Enter")
    expect(page.locator(".bubble").last).to_have_text("@跟单助手 /order 0042")
    page.get_by_role("button", name="@跟单助手", exact=True).click()
    box.fill("大家好")
    box.press("Enter")

    expect(page.locator(".bubble").last).to_have_text("大家好")


def test_the_first_hint_puts_an_order_into_the_box(visit: Visit) -> None:
    page = visit.be(SALES)
    page.get_by_role("button", name="/neworder 恒远地产").click()

    box = page.get_by_role("combobox", name="发消息给 跟单助手")
    expect(box).to_have_value("/neworder 恒远地产 SW-300 300台 月底前")
    expect(box).to_be_focused()
    page.reload()
    expect(page.locator(".pane-head")).to_be_visible()
    expect(page.locator(".hint")).to_be_hidden()


def test_history_stays_where_one_reads_and_more_comes_from_above(visit: Visit) -> None:
    for n in range(90):
        visit.room.tenant.say(PRODUCTION, GROUP, f"第 {n} 句")
    page = visit.be(SALES, GROUP)
    expect(page.get_by_text("第 89 句", exact=True).last).to_be_visible()
    assert page.locator(".row").count() == 40

    page.locator(".talk").evaluate("talk => { talk.scrollTop = 0; }")
    expect(page.locator(".row")).to_have_count(80)
    expect(page.get_by_text("第 50 句", exact=True)).to_be_in_viewport()
    visit.room.tenant.say(PRODUCTION, GROUP, "新的一句")

    expect(page.get_by_role("button", name="1 条新消息")).to_be_visible()
    expect(page.get_by_text("第 50 句", exact=True)).to_be_in_viewport()
    page.get_by_role("button", name="1 条新消息").click()
    expect(page.locator(".bubble", has_text="新的一句")).to_be_in_viewport()


def test_files_go_out_and_a_picture_is_shown(visit: Visit) -> None:
    page = visit.be(SALES, GROUP)
    files = [
        {"name": "要求.xlsx", "mimeType": "application/octet-stream", "buffer": b"x" * 3000},
        {"name": "面板.png", "mimeType": "image/png", "buffer": _PNG},
    ]

    page.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    page.get_by_role("button", name="发送").click()

    expect(page.get_by_role("link", name="要求.xlsx")).to_be_visible()
    expect(page.get_by_role("img", name="面板.png")).to_be_visible()
    expect(page.locator(".file-chip")).to_have_count(0)


def test_a_message_is_answered_liked_and_taken_back(visit: Visit) -> None:
    visit.room.tenant.say(PRODUCTION, GROUP, "颜色定了吗")
    page = visit.be(SALES, GROUP)
    asked = page.locator(".row", has_text="颜色定了吗").first

    asked.hover()
    asked.get_by_role("button", name="点赞").click()
    expect(asked.locator(".reaction")).to_contain_text("刘销售")
    asked.get_by_role("button", name="回复").click()
    page.keyboard.type("白色")
    page.keyboard.press("Enter")
    mine = page.locator(".row.is-mine").last
    expect(mine.locator(".quote")).to_have_text("回复 王工：颜色定了吗")
    mine.hover()
    mine.get_by_role("button", name="更多").click()
    page.get_by_role("menuitem", name="撤回").click()

    expect(page.locator(".notice-line", has_text="你 撤回了一条消息")).to_be_visible()


def test_after_a_gap_the_page_catches_up(visit: Visit) -> None:
    page = visit.be(SALES, GROUP)
    expect(page.locator(".composer")).to_be_visible()

    page.context.set_offline(True)
    visit.room.tenant.say(PRODUCTION, GROUP, "断线时说的")
    page.context.set_offline(False)

    expect(page.locator(".bubble", has_text="断线时说的")).to_be_visible()
    visit.troubles[:] = [one for one in visit.troubles if "ERR_INTERNET_DISCONNECTED" not in one]
