"""One call to WeCom's API, as plain data, and its way over HTTP.

A test carries a call straight into the sandbox without a socket; everything above this line is the same for both.
The token, the app's secret and a group robot's key all travel in the query, because the platform wants them there:
nothing here ever tells a query to a log or an error.
"""

import logging
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from bot.platforms.port import PlatformBusy

if TYPE_CHECKING:
    import httpx

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class WireRequest:
    """`path` begins with `/cgi-bin/`; `headers` are further ones, beside the content type."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WireAnswer:
    """What came back; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class OutcomeUnknown(PlatformBusy):
    """No answer that could be read came back: the request may have been carried out all the same."""


class Wire(Protocol):
    """Carries one request. Raises `PlatformBusy` when nothing came back in time."""

    def call(self, request: WireRequest) -> WireAnswer:
        """Send and wait for the answer."""
        ...


class HttpWire:
    """Carries calls over HTTP on kept connections. Safe to use from several threads.

    `base_url` may end in a path (the sandbox's does). `timeout_seconds` is the longest wait to connect, and again for
    each piece of the answer. `ca_bundle` names a file with certificates to trust beside the usual ones, for private
    installations. Raises ValueError for an address or a file that is none.
    """

    def __init__(self, base_url: str, timeout_seconds: float = 10.0, ca_bundle: str = "") -> None:
        if urlsplit(base_url).scheme not in ("http", "https"):
            raise ValueError(f"not an http(s) address: {base_url}")
        import httpx  # late: a program without WeCom does without

        _quieten()
        self._base_url = base_url.rstrip("/")
        self._client = httpx.Client(
            timeout=timeout_seconds,
            verify=_trusted(ca_bundle),
            follow_redirects=False,
            trust_env=not is_loopback(base_url),  # proxies are configured in the environment
        )

    def call(self, request: WireRequest) -> WireAnswer:
        """Send one request and wait. `PlatformBusy` when it never left, `OutcomeUnknown` when no answer came."""
        import httpx

        try:
            answer = self._send(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            # Only the kind: the text of some of these errors repeats the address.
            raise PlatformBusy(f"no connection: {type(error).__name__}", is_untried=True) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise OutcomeUnknown(f"no answer: {type(error).__name__}") from None
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return WireAnswer(answer.status_code, headers, answer.content)

    def _send(self, request: WireRequest) -> "httpx.Response":
        content_type = {"content-type": request.content_type} if request.body else {}
        return self._client.request(
            request.method,
            self._base_url + request.path,
            params=dict(request.query),
            content=request.body or None,
            headers={**request.headers, **content_type},
        )

    def close(self) -> None:
        """Let go of the kept connections."""
        self._client.close()


def is_loopback(url: str) -> bool:
    """Whether an address is this machine's own: no proxy leads there."""
    return urlsplit(url).hostname in _LOOPBACK


def _trusted(ca_bundle: str) -> ssl.SSLContext | bool:
    if not ca_bundle:
        return True
    import httpx

    context = httpx.create_ssl_context()
    try:
        context.load_verify_locations(ca_bundle)
    except OSError as error:  # an SSLError is one, too
        raise ValueError(f"no certificates can be read from {ca_bundle}") from error
    return context


def _quieten() -> None:
    """At INFO they print whole addresses, with all that is secret in the query."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
