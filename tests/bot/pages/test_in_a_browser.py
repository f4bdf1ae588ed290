"""The form on a phone, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.bot.pages.desk import Desk
from tests.bot.pages.test_forms import an_order_form
from tests.bot.sandbox.page.rooms import served
from tests.kit.stories import orders_in

FINGER = 44
"""Points that a finger needs."""


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A narrow screen; whatever the page complains about fails the test."""
    size = ViewportSize(width=390, height=844)
    context = browser.new_context(viewport=size, has_touch=True, is_mobile=True, reduced_motion="reduce")
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """Where the pages are to be seen."""
    with served(desk.app) as origin:
        yield origin


def test_a_form_is_filled_in_with_a_thumb(desk: Desk, address: str, phone: Page) -> None:
    token = desk.link("lin.xiaoyan", an_order_form(desk), "sales")
    phone.goto(f"{address}/f/{token}")

    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    for control in phone.locator(".control, .submit, summary").all():
        box = control.bounding_box()
        assert box is not None
        assert box["height"] >= FINGER

    phone.get_by_label("数量").fill("两三百")
    phone.get_by_label("要求交期").fill("2026-12-20")
    phone.get_by_role("button", name="提交订单").click()

    phone.get_by_text("不是准数").wait_for()
    assert phone.get_by_label("要求交期").input_value() == "2026-12-20"
    assert orders_in(desk.room) == []

    phone.get_by_label("数量").fill("300")
    phone.get_by_role("button", name="提交订单").click()

    phone.get_by_role("heading", name="ORD-2611-0001 已建单").wait_for()
    assert orders_in(desk.room)[0].lines[0].quantity == 300
    phone.reload()
    assert len(orders_in(desk.room)) == 1


def test_what_was_typed_and_not_sent_is_there_under_the_next_link(desk: Desk, address: str, phone: Page) -> None:
    card = an_order_form(desk)
    first, second = (desk.link("lin.xiaoyan", card, "sales") for _ in range(2))
    phone.goto(f"{address}/f/{first}")
    phone.get_by_label("特殊要求").fill("外箱贴楼栋号")
    phone.get_by_label("数量").fill("300")

    phone.goto(f"{address}/f/{second}")

    assert phone.get_by_label("特殊要求").input_value() == "外箱贴楼栋号"
    phone.get_by_label("要求交期").fill("2026-12-20")
    phone.get_by_role("button", name="提交订单").click()
    phone.get_by_role("heading", name="ORD-2611-0001 已建单").wait_for()
    assert phone.evaluate("localStorage.length") == 0


def test_it_works_without_scripts(desk: Desk, address: str, browser: Browser) -> None:
    token = desk.link("lin.xiaoyan", an_order_form(desk), "sales")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/f/{token}")

    page.get_by_label("数量").fill("300")
    page.get_by_label("要求交期").fill("2026-12-20")
    page.get_by_role("button", name="提交订单").click()

    page.get_by_role("heading", name="ORD-2611-0001 已建单").wait_for()
    context.close()
