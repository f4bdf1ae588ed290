"""How a callback reaches the bot: any callable in a test, HTTP in earnest."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

import httpx

from bot.sandbox.common.faults import NoAnswer, NoConnection

Knock = Callable[[str, Mapping[str, str], bytes], tuple[int, bytes]]
"""Method, query and body in, status and answer out. Raises NoAnswer or NoConnection."""

DEADLINE_SECONDS = 5.0
CHECK_SECONDS = 1.0
_CONNECT_SECONDS = 2.0
_IDLE_SECONDS = 2.0
_XML = {"Content-Type": "text/xml"}


class HttpPost:
    """Knocks at one address, without following redirects or the environment's proxies."""

    def __init__(self, url: str, *, seconds: float = DEADLINE_SECONDS) -> None:
        timeout = httpx.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS))
        # Shorter than any server keeps an idle connection: a push must not meet one that is just closing.
        limits = httpx.Limits(keepalive_expiry=_IDLE_SECONDS)
        self._client = httpx.Client(timeout=timeout, limits=limits, follow_redirects=False, trust_env=False)
        self._url = url

    def __call__(self, method: str, query: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """Status and answer. A space of the query goes out as a bare `+`. Raises NoAnswer or NoConnection."""
        try:
            response = self._client.request(method, f"{self._url}?{urlencode(query)}", content=body, headers=_XML)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise NoConnection(type(error).__name__) from error
        except httpx.HTTPError as error:
            raise NoAnswer(type(error).__name__) from error
        return response.status_code, response.content

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()


def nobody(method: str, query: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
    """Where callbacks go before an address is configured."""
    raise NoConnection("no callback address is configured")
