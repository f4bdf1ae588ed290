"""What somebody does who has just started the program: a window, people to be, words to say, cards to look at."""

import os
import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

SHOTS = os.environ.get("SCREENSHOTS", "")
"""A folder to keep pictures in; `docs/screenshots` for those of the README."""

WIDE = {"width": 1280, "height": 1340}
PHONE = {"width": 390, "height": 844}


def opened(browser: Browser, address: str, size: dict[str, int]) -> tuple[Page, list[str]]:
    """A window on the page, and what goes wrong in it quietly."""
    page = browser.new_page(viewport={"width": size["width"], "height": size["height"]}, locale="zh-CN")
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda request: troubles.append(request.url) if not request.url.startswith(address) else None)
    page.goto(address)
    return page, troubles


def shoot(page: Page, name: str) -> None:
    """Keep a picture, where pictures are wanted."""
    if SHOTS:
        page.wait_for_timeout(700)
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))


def be(page: Page, person: str, chat: str) -> None:
    """Become somebody and open one of their chats; on a phone the people are behind one's own face."""
    for way_back in (page.get_by_role("button", name="返回"), page.locator(".me-button")):
        if way_back.first.is_visible():
            way_back.first.click()
    page.locator(f'[data-person="{person}"]:visible').first.click()
    page.locator(f'[data-chat="{chat}"]').click()
    for chosen in (f'[data-person="{person}"]', f'[data-chat="{chat}"]'):  # else words go where one was before
        expect(page.locator(chosen).first).to_have_attribute("aria-current", "true")


def say(page: Page, words: str) -> None:
    """Write in the open chat."""
    box = page.locator(".composer textarea, .composer [contenteditable=true]").first
    box.fill(words)
    box.press("Enter")


def card(page: Page, words: str) -> Locator:
    """The newest card with these words in it."""
    return page.locator(".card").filter(has_text=words).last


def order_number(of: Locator) -> str:
    """The number that stands on a card."""
    found = re.search(r"ORD-\d{4}-\d{4}", of.inner_text())
    assert found
    return found.group()


def soon(page: Page) -> str:
    """A day twelve days ahead, by the page's own clock."""
    return str(page.evaluate("new Date(Date.now() + 12 * 86400e3).toISOString().slice(0, 10)"))


def agree(page: Page) -> None:
    """Say yes to the question a button asks before it acts."""
    page.get_by_role("dialog").get_by_role("button").last.click()
