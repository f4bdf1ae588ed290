"""The app's access token: fetched once for all threads, renewed before it runs out.

Asking too often gets the app blocked, and a wrong secret repeated the address banned for an hour, so a refusal is
remembered for a while and given again without asking.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from bot.platforms.fields import text, whole
from bot.platforms.port import PlatformBusy, PlatformRefused
from bot.platforms.wecom import errors
from bot.platforms.wecom.errors import WecomRefused
from bot.platforms.wecom.wire import Wire, WireRequest

PATH = "/cgi-bin/gettoken"
RENEW_BEFORE = timedelta(seconds=300)
"""Or half of its life, for a token that lives less than ten minutes more."""
REFUSAL_LASTS = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Token:
    value: str
    renew_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class _Trouble:
    """Why there is no token, and until when not to ask for one."""

    why: str
    until: datetime
    refused: WecomRefused | None = None

    def error(self, now: datetime) -> PlatformBusy | PlatformRefused:
        """The same, to be raised now."""
        if self.refused is not None:
            return WecomRefused(self.refused.fault, self.why, self.refused.code)
        return PlatformBusy(self.why, (self.until - now).total_seconds())


class AccessTokens:
    """Gives the token of one app. Any number of threads may ask; one of them fetches."""

    def __init__(self, wire: Wire, corp_id: str, agent_id: int, secret: str, clock: Callable[[], datetime]) -> None:
        self._wire = wire
        self._query = {"corpid": corp_id, "corpsecret": secret}
        self._name = f"token of app {agent_id}"
        self._clock = clock
        self._lock = Lock()
        self._token: _Token | None = None
        self._trouble: _Trouble | None = None

    def get(self) -> str:
        """A token with some life left. Raises `PlatformBusy`, or `PlatformRefused` for wrong credentials."""
        token, now = self._token, self._clock()
        if token and now < token.renew_at:
            return token.value
        if token and now < token.until:
            if not self._lock.acquire(blocking=False):
                return token.value  # somebody is renewing it; this one still serves
        else:
            self._lock.acquire()
        try:
            return self._renewed(token)
        finally:
            self._lock.release()

    def evict(self, value: str) -> None:
        """Forget a token that the platform rejected, unless it has been replaced already."""
        with self._lock:
            if self._token and self._token.value == value:
                self._token = None

    def _renewed(self, seen: _Token | None) -> str:
        """Fetch, holding the lock, unless another thread did while we waited for it."""
        now, present = self._clock(), self._token
        if present and present is not seen and now < present.until:
            return present.value
        try:
            self._token = self._fetched(now)
        except PlatformBusy:
            if present is None or now >= present.until:
                raise
            return present.value  # the old one still serves; the next caller tries again
        return self._token.value

    def _fetched(self, now: datetime) -> _Token:
        """Ask, and remember what must not be asked again at once."""
        if self._trouble and now < self._trouble.until:
            raise self._trouble.error(now)
        try:
            return self._fetch(now)
        except WecomRefused as refused:
            self._trouble = _Trouble(f"{self._name}: {refused}", now + REFUSAL_LASTS, refused)
            raise self._trouble.error(now) from None
        except PlatformBusy as busy:
            if busy.wait:
                self._trouble = _Trouble(str(busy), now + timedelta(seconds=busy.wait))
            raise

    def _fetch(self, now: datetime) -> _Token:
        body = errors.checked(self._wire.call(WireRequest("GET", PATH, self._query)))
        value, seconds = text(body, "access_token"), whole(body.get("expires_in"))
        if not value or not seconds or seconds < 0:
            raise PlatformBusy("token answer without a token")
        life = timedelta(seconds=min(seconds, 86_400))
        return _Token(value, now + max(life - RENEW_BEFORE, life / 2), now + life)
