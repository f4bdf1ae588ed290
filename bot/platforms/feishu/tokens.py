"""The tenant access token: fetched once for all threads, renewed before it runs out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

import orjson

from bot.platforms.feishu import errors
from bot.platforms.feishu.wire import Wire, WireRequest
from bot.platforms.port import PlatformBusy

PATH = "/open-apis/auth/v3/tenant_access_token/internal"
# From here on the platform issues a new token while the old one stays good.
RENEW_BEFORE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class _Token:
    value: str
    until: datetime

    def is_good(self, now: datetime, margin: timedelta = timedelta(0)) -> bool:
        return self.until - now > margin


class TenantTokens:
    """Gives the token of one app. Any number of threads may ask; one of them fetches."""

    def __init__(self, wire: Wire, app_id: str, app_secret: str, clock: Callable[[], datetime]) -> None:
        self._wire = wire
        self._credentials = orjson.dumps({"app_id": app_id, "app_secret": app_secret})
        self._clock = clock
        self._lock = Lock()
        self._token: _Token | None = None

    def get(self) -> str:
        """A token with some life left. Raises `PlatformBusy`, or `PlatformRefused` for wrong credentials."""
        token, now = self._token, self._clock()
        if token and token.is_good(now, RENEW_BEFORE):
            return token.value
        if token and token.is_good(now):
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
        if present and present is not seen and present.is_good(now):
            return present.value
        try:
            self._token = self._fetch(now)
        except PlatformBusy:
            if present is None or not present.is_good(now):
                raise
            return present.value  # the old one still serves; the next caller tries again
        return self._token.value

    def _fetch(self, now: datetime) -> _Token:
        answer = self._wire.call(WireRequest("POST", PATH, body=self._credentials))
        body = errors.read(answer)
        if not errors.is_success(answer, body):
            raise errors.problem(answer, body)
        value, seconds = body.get("tenant_access_token"), body.get("expire")
        if not isinstance(value, str) or not isinstance(seconds, int):
            raise PlatformBusy("token answer without a token")
        return _Token(value, now + timedelta(seconds=seconds))
