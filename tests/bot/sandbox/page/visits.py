"""A browser window on a room."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, expect

from tests.bot.sandbox.page.rooms import Room

_MILLISECONDS = 8000
# What a page remembers outlasts a test; what a tab remembers does not.
_FORGET_THE_LAST_VISIT = """
if (!sessionStorage.getItem("visited")) {
  sessionStorage.setItem("visited", "yes");
  localStorage.clear();
}
"""
expect.set_options(timeout=_MILLISECONDS)


@dataclass
class Visit:
    """One browser window on a room of its own, and what went wrong in it quietly."""

    room: Room
    origin: str
    page: Page
    troubles: list[str] = field(default_factory=list)

    def be(self, who: str, chat: str = "") -> Page:
        """Open the page as somebody, in one of their chats."""
        self.page.goto(f"{self.origin}/#/{who}/{chat}")
        expect(self.page.locator(f"[data-person={who}][aria-current]")).to_be_attached()
        if chat:
            expect(self.page.locator(f"[data-chat={chat}][aria-current]")).to_be_attached()
        return self.page

    def be_on_wecom(self, who: str, chat: str) -> Page:
        """Open the page as somebody in WeCom, in one of their chats."""
        self.page.goto(f"{self.origin}/#/wecom/{who}/{chat}")
        for chosen in (f'[data-person="{who}"]', f'[data-chat="{chat}"]'):
            expect(self.page.locator(f"{chosen}[aria-current]")).to_be_attached()
        return self.page

    def newest_card(self, who: str, chat: str) -> Locator:
        """The last template card that somebody sees in a chat."""
        return self.be_on_wecom(who, chat).locator(".wx-card").last

    def card(self, title: str) -> Locator:
        """The card with this title."""
        return self.page.locator(".card", has=self.page.get_by_role("heading", name=title))

    def listen(self) -> None:
        """Note every complaint of the browser, every dialog, and every request to somewhere else."""
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("dialog", lambda dialog: self.troubles.append(f"dialog: {dialog.message}"))
        self.page.on("request", lambda asked: self._ask(asked.url))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(message.text)

    def _ask(self, url: str) -> None:
        if not url.startswith((self.origin, "data:", "blob:")):
            self.troubles.append(f"left the machine: {url}")


def visiting(context: BrowserContext, room: Room, origin: str) -> Iterator[Visit]:
    """A visit that ends by asking whether anything went wrong quietly or left this machine."""
    context.set_default_timeout(_MILLISECONDS)
    visit = Visit(room, origin, context.new_page())
    visit.page.add_init_script(_FORGET_THE_LAST_VISIT)
    visit.listen()
    yield visit
    visit.page.close()
    room.is_stopping.append(True)
    assert visit.troubles == []
