"""Cards in a real browser: drawn from their JSON, used, changed under one's hands."""

from datetime import timedelta
from typing import Any

from playwright.sync_api import expect

from tests.bot.sandbox.feishu.tenants import GROUP, PRODUCTION, SALES, a_button, a_form, a_select, an_input, plain
from tests.bot.sandbox.page.rooms import as_answer, titled, toast
from tests.bot.sandbox.page.visits import Visit


def test_a_form_is_filled_in_and_its_card_becomes_the_answer(visit: Visit) -> None:
    fields = (
        an_input("quantity", required=True, label=plain("数量")),
        a_select("customer", ("恒远", "云栖"), required=True, placeholder=plain("客户")),
        {"tag": "date_picker", "name": "requested_date", "placeholder": plain("要求日期")},
        {
            "tag": "multi_select_static",
            "name": "extras",
            "placeholder": plain("附加"),
            "options": _options("丝印", "打样"),
        },
        {"tag": "select_person", "name": "owner", "placeholder": plain("跟单人")},
        {"tag": "checker", "name": "rush", "text": plain("加急")},
        an_input("note", input_type="multiline_text", label=plain("说明"), default_value="原来的话"),
    )
    message = visit.room.sent(titled("新订单", a_form(*fields)))
    answer = toast("success", "已建立 ORD-2611-0042", titled("可以承诺 12月22日", a_button("确认")))
    visit.room.answers_clicks(**answer)
    page = visit.be(SALES, GROUP)
    card = visit.card("新订单")

    card.get_by_role("button", name="提交").click()
    expect(card.get_by_role("alert")).to_have_count(2)
    assert visit.room.bot.pushes == []
    card.get_by_label("数量").fill("300台")
    card.get_by_label("客户").select_option("云栖")
    card.get_by_label("要求日期").fill("2026-12-20")
    card.get_by_role("button", name="附加").click()
    page.get_by_label("打样").check()
    page.keyboard.press("Escape")
    card.get_by_label("跟单人").select_option("王工")
    card.get_by_label("加急").check()
    card.get_by_label("说明").fill("")
    card.get_by_role("button", name="提交").click()

    expect(page.get_by_role("status").filter(has_text="已建立 ORD-2611-0042")).to_be_visible()
    expect(page.locator(f"[data-key={message}]")).to_contain_text("可以承诺 12月22日")
    assert visit.room.bot.event["action"]["form_value"] == {
        "quantity": "300台", "customer": "云栖", "requested_date": "2026-12-20 +0800", "extras": ["打样"],
        "owner": PRODUCTION, "rush": True, "note": "",
    }  # fmt: skip


def test_a_button_shows_that_it_works_and_then_all_four_kinds_of_toast(visit: Visit) -> None:
    kinds = {"info": "提示一下", "success": "做好了", "warning": "有风险", "error": "没有做成"}
    visit.room.sent(titled("按", *(a_button(kind) for kind in kinds)))
    page = visit.be(SALES, GROUP)

    for kind, words in kinds.items():
        visit.room.answers_clicks(**toast(kind, words))
        visit.card("按").get_by_role("button", name=kind).click()
        expect(page.locator(f".toast.is-{kind}")).to_have_text(words)
    expect(page.locator("[aria-busy]")).to_have_count(0)


def test_a_bot_that_fails_is_shown_with_its_code(visit: Visit) -> None:
    visit.room.sent(titled("按", a_button("收到")))
    visit.room.bot.answer = as_answer({}, 500)
    page = visit.be(SALES, GROUP)

    visit.card("按").get_by_role("button", name="收到").click()

    expect(page.get_by_role("alert")).to_contain_text("出错了，请稍后重试 · code: 200671")


def test_a_disabled_button_says_why_and_a_risky_one_asks_first(visit: Visit) -> None:
    off = a_button("插单", disabled=True, disabled_tips=plain("要生产主管同意"))
    risky = a_button("下达", confirm={"title": plain("确认下达?"), "text": plain("将通知采购")})
    visit.room.sent(titled("按", off, risky))
    page = visit.be(SALES, GROUP)

    visit.card("按").get_by_role("button", name="插单").click(force=True)
    expect(page.locator(".toast.is-info")).to_have_text("要生产主管同意")
    visit.card("按").get_by_role("button", name="下达").click()
    page.get_by_role("dialog", name="确认下达?").get_by_role("button", name="取消").click()
    assert visit.room.bot.pushes == []
    visit.card("按").get_by_role("button", name="下达").click()
    page.get_by_role("dialog", name="确认下达?").get_by_role("button", name="确定").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("[aria-busy]")).to_have_count(0)
    assert len(visit.room.bot.pushes) == 1


def test_a_card_that_changes_keeps_what_was_typed_and_the_place(visit: Visit) -> None:
    panel = {
        "tag": "collapsible_panel",
        "header": {"title": plain("办法")},
        "elements": [{"tag": "markdown", "content": "分批"}],
    }
    message = visit.room.sent(titled("改单 一", panel, a_form(an_input("reason", label=plain("原因")))))
    page = visit.be(SALES, GROUP)
    field = page.get_by_label("原因")
    field.press_sequentially("客户要")
    page.get_by_text("办法").click()
    field.click()
    field.press("Home")

    visit.room.rest.patch(message, titled("改单 二", panel, a_form(an_input("reason", label=plain("原因")))))
    expect(page.get_by_role("heading", name="改单 二")).to_be_visible()

    page.keyboard.type("因为")
    expect(field).to_have_value("因为客户要")
    expect(page.get_by_text("分批")).to_be_visible()


def test_a_card_past_its_time_says_so(visit: Visit) -> None:
    visit.room.sent(titled("新订单", a_button("收到")))
    visit.room.clock.advance(timedelta(days=15))
    page = visit.be(SALES, GROUP)

    visit.card("新订单").get_by_role("button", name="收到").click(force=True)

    expect(page.locator(".marks")).to_contain_text("卡片已过期")
    expect(page.locator(".toast")).to_contain_text("卡片已过期")
    assert visit.room.bot.pushes == []


def test_whatever_people_write_stays_words(visit: Visit) -> None:
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script> [a](javascript:alert(3)) **b** <at id=all></at>"
    visit.room.tenant.say(PRODUCTION, GROUP, hostile)
    escaped = hostile.replace("(", "&#40;").replace("<", "&#60;").replace("*", "&#42;")
    visit.room.sent(titled(hostile, {"tag": "div", "text": plain(hostile)}, {"tag": "markdown", "content": escaped}))
    page = visit.be(SALES, GROUP)

    expect(page.locator(".bubble")).to_have_text(hostile)
    expect(page.locator(".card .div")).to_have_text(hostile)
    expect(page.locator(".card .markdown")).to_have_text(hostile)
    assert page.locator(".talk img, .talk script, .talk strong, .talk .mention, .talk a").count() == 0


def _options(*values: str) -> list[dict[str, Any]]:
    return [{"text": plain(value), "value": value} for value in values]
