"""Who opens a link: WeCom's own browser lets us ask WeCom, without a question to the person (reference §9.3).

Any other browser says nothing of its user; there the personal link alone counts.
"""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.pages.opened import platform_of
from bot.pages.shut import Shut, Why
from bot.pages.signing import Seal
from bot.platforms.port import PlatformBusy, PlatformRefused
from storage.tickets import FormTicket

PLATFORM = "wecom"
BROWSER = "wxwork"
"""In the user agent of WeCom's browser, on phones and desks."""
ASKED, KNOWN = "tongpin_asked", "tongpin_known"
"""The cookies: whom we have sent to WeCom, and who came back."""
ASKED_FOR = timedelta(minutes=10)
KNOWN_FOR = timedelta(minutes=30)
MOST_ASKED = 2
"""A code is good once: reloading the page spends it, and asking anew gives another. A second time it is no accident."""
LONGEST_CODE = 512

UserOfCode = Callable[[str], str]
"""WeCom's user id for a code. Raises PlatformRefused for one that is used up or an outsider's, PlatformBusy."""


@dataclass(frozen=True, slots=True)
class WecomApp:
    """As which app we ask."""

    corp_id: str
    agent_id: int
    authorize_url: str


class SignIn:
    """Sends people to WeCom and back, and remembers for half an hour who they are."""

    def __init__(self, secret_key: str, public_url: str, app: WecomApp, user_of_code: UserOfCode) -> None:
        self._asked, self._known = Seal(secret_key, "signin.asked"), Seal(secret_key, "signin.known")
        self._app, self._user_of_code = app, user_of_code
        self._public_url = public_url.rstrip("/")
        address = urlsplit(self._public_url)
        self._path, self._is_secure = f"{address.path}/f", address.scheme == "https"

    def stay(self, response: Response, request: Request, ticket: FormTicket, now: datetime) -> None:
        """Who opens the form now is known as long as the form can be sent."""
        if self._is_wanted(request, ticket):
            self._know(response, ticket.account, now)

    def _is_wanted(self, request: Request, ticket: FormTicket) -> bool:
        """It is a link of WeCom's, and its browser opens it."""
        return platform_of(ticket) == PLATFORM and BROWSER in request.headers.get("user-agent", "").lower()

    def is_enough(self, request: Request, ticket: FormTicket, now: datetime) -> bool:
        """No question is open who opens the link. Raises Shut when it is somebody else."""
        return not self._is_wanted(request, ticket) or self._is_known(request, ticket, now)

    def _is_known(self, request: Request, ticket: FormTicket, now: datetime) -> bool:
        """They have signed in as the link's person. Raises Shut when as somebody else."""
        known = self._known.open(request.cookies.get(KNOWN, ""), now)
        if known is None:
            return False
        if not _is_same(known["account"], ticket.account):
            raise Shut(Why.FOREIGN)
        return True

    def ask(self, token: str, now: datetime, *, times: int = 1) -> Response:
        """On the way to WeCom; `token` is where to come back to in the end."""
        state = secrets.token_hex(16)
        query = urlencode({
            "appid": self._app.corp_id, "redirect_uri": f"{self._public_url}/f/signin", "response_type": "code",
            "scope": "snsapi_base", "state": state, "agentid": self._app.agent_id,
        })  # fmt: skip
        response = RedirectResponse(f"{self._app.authorize_url}?{query}#wechat_redirect", 302)
        facts = {"state": state, "token": token, "times": times}
        self._set(response, ASKED, self._asked.close(facts, now + ASKED_FOR), ASKED_FOR)
        return response

    def came_back(self, request: Request, now: datetime) -> dict[str, Any]:
        """What we had noted on the way to WeCom: `token` and `times`. Raises Shut when we did not send them there."""
        asked = self._asked.open(request.cookies.get(ASKED, ""), now)
        state = request.query_params.get("state", "")
        if asked is None or not hmac.compare_digest(asked["state"].encode(), state.encode()):
            raise Shut(Why.STRANGER)
        return asked

    def finish(self, request: Request, asked: dict[str, Any], ticket: FormTicket, now: datetime) -> Response:
        """Back from WeCom: on to the form, if it is the link's person. Raises Shut."""
        code = request.query_params.get("code", "")
        try:
            account = self._user_of_code(code) if 0 < len(code) <= LONGEST_CODE else ""
        except PlatformRefused:
            if asked["times"] < MOST_ASKED:
                return self.ask(asked["token"], now, times=asked["times"] + 1)
            raise Shut(Why.STRANGER) from None
        except PlatformBusy:
            raise Shut(Why.AWAY) from None
        if not account:
            raise Shut(Why.STRANGER)
        if not _is_same(account, ticket.account):
            raise Shut(Why.FOREIGN)
        return self._welcome(asked["token"], account, now)

    def _welcome(self, token: str, account: str, now: datetime) -> Response:
        response = RedirectResponse(token, 303)  # what was noted runs out by itself: the page may be loaded once more
        self._know(response, account, now)
        return response

    def _know(self, response: Response, account: str, now: datetime) -> None:
        self._set(response, KNOWN, self._known.close({"account": account}, now + KNOWN_FOR), KNOWN_FOR)

    def _set(self, response: Response, name: str, value: str, lasts: timedelta) -> None:
        response.set_cookie(
            name, value, max_age=int(lasts.total_seconds()), path=self._path, secure=self._is_secure, httponly=True,
            samesite="lax",
        )  # fmt: skip


def _is_same(account: str, other: str) -> bool:
    """WeCom's user ids do not tell capitals from small letters, and come back in either."""
    return account.casefold() == other.casefold()
