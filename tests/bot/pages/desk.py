"""A story's room with the pages behind personal links, and somebody's browser on them."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from httpx import Response
from starlette.applications import Starlette

from bot.pages.forms import form_routes
from bot.pages.posted import REVISION, SOURCE, read_submission
from bot.pages.signin import SignIn, WecomApp
from bot.pages.signing import FormLinks
from storage import tickets
from tests.kit import Room, Shown
from tests.kit.browser import ORIGIN, OWN, Browser
from tests.kit.pages import Page

SECRET = "a long random text for the tests"
APP = WecomApp("ww-tests", 1000031, "https://open.weixin.qq.com/connect/oauth2/authorize")


class Desk:
    """Links are given out for the cards of a room, and opened without following redirects."""

    def __init__(self, room: Room, *, user_of_code: Callable[[str], str] | None = None) -> None:
        self.room = room
        self.links = FormLinks(SECRET, ORIGIN)
        program = room.program
        cast(dict[str, Any], program.worker._readers)[SOURCE] = read_submission
        sign_in = SignIn(SECRET, ORIGIN, APP, user_of_code) if user_of_code is not None else None
        self.app = Starlette(routes=form_routes(program.bus, program.worker, room.clock, self.links, sign_in))
        self.browser = Browser(self.app)

    def link(self, person: str, card: Shown, chat: str, *, form: str = "", account: str = "") -> str:
        """A link for somebody to the form on a card in a chat; gives its token."""
        lane = f"feishu:{self.room.chat(chat)}" if chat != person else f"feishu:@{self.room.open_id(person)}"
        ticket = self.room.program.database.write(
            lambda session: tickets.issue(
                session, person=person, account=account or self.room.open_id(person), lane=lane,
                message=card.message_id, form=form or next(iter(card.forms)), now=self.room.now,
            )
        )  # fmt: skip
        return self.links.token(ticket.id)

    def get(self, token: str, **headers: str) -> Page:
        """What is behind a link at first: a page, or the way to another."""
        return Page(self.browser.get(f"/f/{token}", headers=headers))

    def opens(self, token: str, **headers: str) -> Page:
        """What a browser ends up with."""
        return Page(self.browser.get(f"/f/{token}", headers=headers, follow_redirects=True))

    def posts(self, token: str, fields: Mapping[str, str], headers: Mapping[str, str] = OWN) -> Response:
        """A submission as such."""
        return self.browser.post(f"/f/{token}", data=dict(fields), headers=dict(headers))

    def sends(self, token: str, **typed: str) -> Page:
        """Somebody opens a link, types and sends; gives the page they end up on."""
        page = self.opens(token)
        sent = self.browser.post(str(page.response.url), data=page.values | typed, headers=OWN, follow_redirects=True)
        self.room.settle()
        return Page(sent)


def revision(page: Page) -> str:
    return page.values[REVISION]
