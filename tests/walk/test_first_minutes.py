"""The README's first five minutes, clicked through in a browser against `tongpin serve --sandbox`."""

import re

from playwright.sync_api import Browser, expect

from tests.walk.newcomer import PHONE, WIDE, agree, be, card, opened, order_number, say, shoot, soon


def test_an_order_becomes_a_promise_and_three_departments_have_it(address: str, browser: Browser) -> None:
    page, troubles = opened(browser, address, WIDE)

    be(page, "ou_lin_xiaoyan", "oc_sales")
    say(page, "/neworder 恒远 SW-300 300台 白色外壳")
    form = card(page, "新订单")
    form.locator("input[type=date]").fill(soon(page))
    form.get_by_role("button", name="提交订单").click()
    answer = card(page, "交期答复")
    expect(answer).to_contain_text("MCU-32")
    number = order_number(answer)
    shoot(page, "promise")
    answer.get_by_role("button", name="确认下单").click()
    agree(page)
    expect(card(page, number)).to_contain_text("待确认")

    for person, chat in (
        ("ou_wang_sheng", "oc_production"),
        ("ou_zhao_gong", "oc_rnd"),
        ("ou_chen_cai", "oc_purchasing"),
    ):
        be(page, person, chat)
        task = page.locator(".card").filter(has=page.get_by_role("button", name="收到")).last
        task.get_by_role("button", name="收到").click()
        expect(card(page, "已收到")).to_be_visible()

    be(page, "ou_lin_xiaoyan", "oc_sales")
    order = card(page, number).filter(has_text="生产部 已收到")
    for department in ("生产部", "研发部", "采购部"):
        expect(order).to_contain_text(re.compile(rf"{department} 已收到.*\d\d:\d\d", re.DOTALL))
    shoot(page, "order")
    assert troubles == []


def test_it_fits_a_phone(address: str, browser: Browser) -> None:
    page, troubles = opened(browser, address, PHONE)

    be(page, "ou_wang_sheng", "oc_production")
    expect(card(page, "AL-")).to_be_visible()
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    shoot(page, "phone")
    assert overflow <= 0
    assert troubles == []
