"""How a push reaches the bot: any callable in a test, HTTP in earnest."""

from collections.abc import Callable, Mapping

import httpx

from bot.sandbox.common.faults import NoAnswer, NoConnection

Post = Callable[[Mapping[str, str], bytes], tuple[int, bytes]]
"""Headers and body in, status and answer out. Raises NoAnswer or NoConnection."""

DEADLINE_SECONDS = 3.0
_CONNECT_SECONDS = 2.0
_IDLE_SECONDS = 2.0


class HttpPost:
    """Posts to one address, without following redirects or the environment's proxies."""

    def __init__(self, url: str, *, seconds: float = DEADLINE_SECONDS) -> None:
        timeout = httpx.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS))
        # Shorter than any server keeps an idle connection: a click must not meet one that is just closing.
        limits = httpx.Limits(keepalive_expiry=_IDLE_SECONDS)
        self._client = httpx.Client(timeout=timeout, limits=limits, follow_redirects=False, trust_env=False)
        self._url = url

    def __call__(self, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """Status and answer. Raises NoAnswer or NoConnection."""
        try:
            response = self._client.post(self._url, headers=dict(headers), content=body)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise NoConnection(str(error)) from error
        except httpx.HTTPError as error:
            raise NoAnswer(str(error)) from error
        return response.status_code, response.content

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()


def nobody(headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
    """Where pushes go before a webhook is configured."""
    raise NoConnection("no webhook is configured")
