"""The rest of the window in a real browser: clock, wire, failures, language, a phone's width, names for the ear."""

import json
from typing import Any

from playwright.sync_api import Page, expect

from tests.bot.sandbox.feishu.tenants import GROUP, PRODUCTION, SALES, a_button, a_form, a_select, an_input, plain
from tests.bot.sandbox.page.rooms import titled
from tests.bot.sandbox.page.visits import Visit


def test_the_clock_moves_for_everybody(visit: Visit) -> None:
    page = visit.be(SALES, GROUP)
    expect(page.locator(".clock")).to_contain_text("11月23日 周一")

    page.locator(".clock-face").click()
    page.get_by_role("button", name="下个工作日早上").last.click()

    expect(page.locator(".clock")).to_contain_text("11月24日 周二")
    expect(page.locator(".clock-time")).to_have_text("08:00")


def test_the_wire_of_a_card_is_shown_as_it_was_sent(visit: Visit) -> None:
    visit.room.sent(titled("别的"))
    visit.room.sent(titled("新订单"))
    page = visit.be(SALES, GROUP)

    row = page.locator(".row", has=page.get_by_role("heading", name="新订单"))
    row.hover()
    row.get_by_role("button", name="看线上报文").click()
    drawer = page.get_by_role("complementary", name="线上报文")
    expect(drawer.locator(".wire-entry")).to_have_count(1)
    drawer.locator(".wire-head").click()
    expect(drawer.get_by_role("tabpanel")).to_contain_text('"content": "新订单"')
    drawer.get_by_role("tab", name="原文", exact=True).click()
    expect(drawer.get_by_role("tabpanel")).to_contain_text('"msg_type": "interactive"')
    drawer.get_by_role("button", name="全部").click()

    expect(drawer.locator(".wire-entry")).to_have_count(3)  # the token, and both cards


def test_the_platform_is_seen_to_be_down(visit: Visit) -> None:
    page = visit.be(SALES, GROUP)
    page.get_by_role("button", name="让平台出点问题").click()
    page.get_by_label("断开（502）").check()

    expect(page.get_by_text("飞书断开：机器人此刻在那里发不出消息")).to_be_visible()
    assert visit.room.tenant.failures.platform_down == "502"


def test_the_page_speaks_english_too_and_so_do_cards(visit: Visit) -> None:
    title = {"tag": "plain_text", "content": "新订单", "i18n_content": {"en_us": "New order"}}
    visit.room.sent({**titled("x"), "header": {"title": title}})
    page = visit.be(SALES, GROUP)

    page.get_by_role("button", name="Switch to English").click()

    expect(page.get_by_role("heading", name="New order")).to_be_visible()
    expect(page.get_by_role("heading", name="Chats")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_phone_goes_from_the_list_to_a_chat_and_back(phone: Visit) -> None:
    row = {
        "tag": "table",
        "columns": [{"name": str(n), "data_type": "text"} for n in range(12)],
        "rows": [{"0": "长" * 40}],
    }
    phone.room.sent(titled("很长的标题" * 8, a_button("收到"), a_form(an_input("reason", label=plain("原因"))), row))
    page = phone.page
    page.goto(f"{phone.origin}/#/{SALES}")
    expect(page.get_by_role("log")).to_be_hidden()

    page.locator(f"[data-chat={GROUP}]").tap()
    expect(page.locator(".card")).to_be_visible()
    assert _overflow(page) == []
    assert _small_targets(page) == []
    page.get_by_role("button", name="返回").tap()
    expect(page.locator(".chat-entry").first).to_be_visible()
    page.get_by_role("button", name="你现在是 刘销售").tap()
    page.locator(f"[data-person={PRODUCTION}]").tap()

    expect(page.get_by_role("button", name="你现在是 王工")).to_be_visible()
    assert _overflow(page) == []
    assert _small_targets(page) == []


def test_the_quote_in_an_answer_ends_beside_its_button(phone: Visit) -> None:
    asked = phone.room.tenant.say(SALES, GROUP, "很长的一句问话" * 20)
    answer = {"msg_type": "interactive", "content": json.dumps(titled("答复", a_button("收到")))}
    phone.room.rest.call("POST", f"im/v1/messages/{asked}/reply", answer)
    page = phone.be(SALES, GROUP)

    quote = page.locator(".quote").bounding_box()
    more = page.locator(".row", has=page.locator(".card")).get_by_role("button", name="更多").bounding_box()

    assert quote is not None
    assert more is not None
    assert quote["x"] + quote["width"] <= more["x"]


def test_the_way_to_the_newest_covers_nothing(phone: Visit) -> None:
    for n in range(60):
        phone.room.tenant.say(PRODUCTION, GROUP, f"第 {n} 句")
    page = phone.be(SALES, GROUP)
    expect(page.get_by_text("第 59 句", exact=True).last).to_be_visible()

    page.locator(".talk").evaluate("talk => { talk.scrollTop -= 600; }")
    pill = page.get_by_role("button", name="回到最新")
    expect(pill).to_be_visible()

    covers, talk = pill.bounding_box(), page.locator(".talk").bounding_box()
    assert covers is not None
    assert talk is not None
    assert covers["y"] >= talk["y"] + talk["height"]


def test_a_day_is_never_parted(phone: Visit) -> None:
    words: list[object] = [{"tag": "markdown", "content": "字" * n + "12月12日 周六"} for n in range(24)]
    words += [{"tag": "div", "text": plain("字" * n + "12月12日 周六")} for n in range(24)]
    phone.room.sent(titled("日子", *words))
    page = phone.be(SALES, GROUP)
    expect(phone.card("日子")).to_be_visible()

    parted = page.evaluate("""() => {
        const parts = [];
        const walker = document.createTreeWalker(document.querySelector(".card-body"), NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode())
            for (const { index } of node.data.matchAll(/周六/g)) {
                const range = document.createRange();
                range.setStart(node, index);
                range.setEnd(node, index + 2);
                if (range.getClientRects().length > 1) parts.push(node.data);
            }
        return parts;
    }""")

    assert parted == []


def test_a_long_button_leaves_its_option_room(phone: Visit) -> None:
    text = {"tag": "column", "width": "weighted", "weight": 1, "elements": [{"tag": "div", "text": plain("Tue 8 Dec")}]}
    way = {"tag": "column", "width": "auto", "elements": [a_button("Expedited material and overtime")]}
    phone.room.sent(titled("Options", {"tag": "column_set", "flex_mode": "none", "columns": [text, way]}))
    page = phone.be(SALES, GROUP)

    left, right = (page.locator(".column").nth(n).bounding_box() for n in range(2))

    assert left is not None
    assert right is not None
    assert left["width"] > right["width"]


def test_the_commands_leave_the_box_uncovered(visit: Visit) -> None:
    page = visit.be(SALES, GROUP)

    page.get_by_role("combobox", name="发消息给 车间群").press_sequentially("/")
    listed, frame = page.get_by_role("listbox").bounding_box(), page.locator(".composer-frame").bounding_box()

    assert listed is not None
    assert frame is not None
    assert listed["y"] + listed["height"] <= frame["y"]


def test_everything_that_can_be_used_has_a_name(visit: Visit) -> None:
    visit.room.sent(titled("按", a_button("收到"), a_form(an_input("reason"), a_select("cause"))))
    page = visit.be(SALES, GROUP)
    expect(page.locator(".card")).to_be_visible()
    page.get_by_role("button", name="线上报文").first.click()

    assert _nameless(page) == []


def _nameless(page: Page) -> list[str]:
    """Roles of what a screen reader would announce without a name."""
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    used = {
        "button",
        "link",
        "textbox",
        "combobox",
        "checkbox",
        "radio",
        "searchbox",
        "listbox",
        "tab",
        "log",
        "navigation",
    }
    shown = [node for node in nodes if not node["ignored"] and node["role"]["value"] in used]
    return [node["role"]["value"] for node in shown if not node.get("name", {}).get("value")]


def _overflow(page: Page) -> list[str]:
    """What reaches beyond the right edge without a scroller of its own."""
    found: list[str] = page.evaluate("""() => [...document.querySelectorAll("body *")]
        .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".table-scroll"))
        .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
        .map((one) => `${one.tagName}.${one.className}`)""")
    return found


def _small_targets(page: Page) -> list[str]:
    """What a finger would miss: lower or narrower than 40 px."""
    found: list[str] = page.evaluate("""() => [...document.querySelectorAll("button, input, select, textarea, summary")]
        .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("[popover]"))
        .filter((one) => !["checkbox", "radio", "file"].includes(one.type))
        .map((one) => [one, one.getBoundingClientRect()])
        .filter(([, { width, height }]) => width < 39.5 || height < 39.5)
        .map(([one, { width, height }]) => `${one.className} ${width}x${height}`)""")
    return found
