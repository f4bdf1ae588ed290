"""The README's first five minutes, clicked through in a browser against `tongpin serve --sandbox`."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

SHOTS = os.environ.get("SCREENSHOTS", "")
"""A folder to keep pictures in; `docs/screenshots` for those of the README."""

WIDE = {"width": 1280, "height": 1340}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One running program for all walks: a newcomer finds what others have left, too."""
    directory, port = tmp_path_factory.mktemp("walk"), free_port()
    environment = os.environ | {
        "TONGPIN_SERVER__PORT": str(port), "TONGPIN_DATABASE__URL": f"sqlite:///{directory}/tongpin.db",
    }  # fmt: skip
    command = [sys.executable, "-c", "from bot.cli import main; main()", "serve", "--sandbox"]
    with (directory / "output").open("w+") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
        try:
            url = f"http://127.0.0.1:{port}/"
            _wait_until_ready(process, url)
            yield url
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)
            output.seek(0)
            said = output.read()
    assert process.returncode == 0, said


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(process: "subprocess.Popen[bytes]", url: str) -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{url}readyz").status_code == 200:
                return
        time.sleep(0.2)
    raise AssertionError("the program did not become ready")


def test_an_order_becomes_a_promise_and_three_departments_have_it(address: str, browser: Browser) -> None:
    page, troubles = _open(browser, address, WIDE)

    _be(page, "ou_lin_xiaoyan", "oc_sales")
    _say(page, "/neworder 恒远 SW-300 300台 白色外壳")
    form = _card(page, "新订单")
    form.locator("input[type=date]").fill(_soon(page))
    form.get_by_role("button", name="提交订单").click()
    answer = _card(page, "交期答复")
    expect(answer).to_contain_text("MCU-32")
    number = _order_number(answer)
    _shoot(page, "promise")
    answer.get_by_role("button", name="确认下单").click()
    _agree(page)
    expect(_card(page, number)).to_contain_text("待确认")

    for person, chat in (
        ("ou_wang_sheng", "oc_production"),
        ("ou_zhao_gong", "oc_rnd"),
        ("ou_chen_cai", "oc_purchasing"),
    ):
        _be(page, person, chat)
        task = page.locator(".card").filter(has=page.get_by_role("button", name="收到")).last
        task.get_by_role("button", name="收到").click()
        expect(_card(page, "已收到")).to_be_visible()

    _be(page, "ou_lin_xiaoyan", "oc_sales")
    order = _card(page, number).filter(has_text="生产部 已收到")
    for department in ("生产部", "研发部", "采购部"):
        expect(order).to_contain_text(re.compile(rf"{department} 已收到.*\d\d:\d\d", re.DOTALL))
    _shoot(page, "order")
    assert troubles == []


def test_it_fits_a_phone(address: str, browser: Browser) -> None:
    page, troubles = _open(browser, address, PHONE)

    _be(page, "ou_wang_sheng", "oc_production")
    expect(_card(page, "AL-")).to_be_visible()
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    _shoot(page, "phone")
    assert overflow <= 0
    assert troubles == []


def _open(browser: Browser, address: str, size: dict[str, int]) -> tuple[Page, list[str]]:
    page = browser.new_page(viewport={"width": size["width"], "height": size["height"]}, locale="zh-CN")
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda request: troubles.append(request.url) if not request.url.startswith(address) else None)
    page.goto(address)
    return page, troubles


def _shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.wait_for_timeout(700)
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))


def _be(page: Page, person: str, chat: str) -> None:
    """Become somebody and open one of their chats; on a phone the people are behind one's own face."""
    for way_back in (page.get_by_role("button", name="返回"), page.locator(".me-button")):
        if way_back.first.is_visible():
            way_back.first.click()
    page.locator(f'[data-person="{person}"]:visible').first.click()
    page.locator(f'[data-chat="{chat}"]').click()
    for chosen in (f'[data-person="{person}"]', f'[data-chat="{chat}"]'):  # else words go where one was before
        expect(page.locator(chosen).first).to_have_attribute("aria-current", "true")


def _say(page: Page, words: str) -> None:
    box = page.locator(".composer textarea, .composer [contenteditable=true]").first
    box.fill(words)
    box.press("Enter")


def _card(page: Page, words: str) -> Locator:
    return page.locator(".card").filter(has_text=words).last


def _order_number(card: Locator) -> str:
    found = re.search(r"ORD-\d{4}-\d{4}", card.inner_text())
    assert found
    return found.group()


def _soon(page: Page) -> str:
    """A day twelve days ahead, by the page's own clock."""
    return str(page.evaluate("new Date(Date.now() + 12 * 86400e3).toISOString().slice(0, 10)"))


def _agree(page: Page) -> None:
    """Say yes to the question a button asks before it acts."""
    page.get_by_role("dialog").get_by_role("button").last.click()
