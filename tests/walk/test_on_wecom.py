"""An order on WeCom's side of the page, and the same order on Feishu's, against `tongpin serve --sandbox`."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.walk.newcomer import WIDE, card, opened, order_number, say, shoot, soon

LIN, WANG = "lin.xiaoyan", "wang.sheng"


def test_an_order_of_wecom_is_seen_on_feishu(address: str, browser: Browser) -> None:
    page, troubles = opened(browser, address, WIDE)

    _go(page, address, LIN, "private")
    say(page, "/neworder 绿湾 SW-300 120台 白色外壳")
    card(page, "还要填").get_by_role("button", name="填写").click()
    _fill_in_form(page)
    answer = card(page, "交期答复")
    expect(answer).to_contain_text("最早发货")
    number = order_number(answer)
    shoot(page, "wecom-promise")
    answer.get_by_role("button", name="确认下单").click()
    card(page, "承诺客户并下单").get_by_role("button", name="确定").click()
    expect(card(page, number)).to_contain_text("等生产部、研发部、采购部确认收到")

    _go(page, address, WANG, "wr_production")
    task = page.locator(".wx-card").filter(has_text=number).last
    task.get_by_role("button", name="收到").click()
    expect(card(page, number)).to_contain_text("已收到")
    shoot(page, "wecom-task")

    page.locator(".platform-switch").get_by_role("button", name="飞书").click()
    expect(page).to_have_url(re.compile("#/ou_wang_sheng/oc_production$"))
    expect(card(page, number)).to_contain_text("已收到")
    shoot(page, "feishu-task")
    assert troubles == []


def _go(page: Page, address: str, who: str, chat: str) -> None:
    page.goto(f"{address}#/wecom/{who}/{chat}")
    expect(page.locator(f'[data-person="{who}"][aria-current]')).to_be_attached()
    expect(page.locator(".composer textarea")).to_be_visible()


def _fill_in_form(page: Page) -> None:
    """Open the form that the card leads to, and send it."""
    with page.context.expect_page() as opening:
        page.get_by_role("link", name="打开表单").last.click()
    form = opening.value
    form.locator("input[type=date]").fill(soon(page))
    form.get_by_role("button", name="提交订单").click()
    expect(form.get_by_text("已建单")).to_be_visible()
    form.close()
