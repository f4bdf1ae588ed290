"""Opening the socket of the long connection."""

import logging
import ssl
from contextlib import AbstractAsyncContextManager
from typing import Any, Literal
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

UNREACHABLE = (OSError, TimeoutError, WebSocketException, UnicodeError, ImportError)
"""What opening or losing a socket may raise; the last one when a proxy needs a library that is not here."""
LARGEST_FRAME_BYTES = 4_000_000
_CLOSE_SECONDS = 2.0
_LOOPBACK = ("localhost", "127.0.0.1", "::1")

# The library logs whole frames, which carry the secret, at DEBUG.
_socket_log = logging.getLogger(f"{__name__}.frames")
_socket_log.setLevel(logging.WARNING)


class Address:
    """Where to connect.

    `ca_bundle` is a file of certificates trusted besides the usual ones, for private installations; raises OSError
    when it cannot be read.
    """

    def __init__(self, url: str, ca_bundle: str = "") -> None:
        self._url = url
        self._tls: dict[str, Any] = {}
        if ca_bundle and url.startswith("wss:"):
            context = ssl.create_default_context()
            context.load_verify_locations(ca_bundle)
            self._tls = {"ssl": context}

    def connect(self, open_seconds: float) -> AbstractAsyncContextManager[ClientConnection]:
        """A socket, closed when left. Proxies as the environment says, except to this machine itself.

        The library's own pings are off: whether the platform answers them is not documented, its heartbeat is.
        """
        proxy: Literal[True] | None = None if urlsplit(self._url).hostname in _LOOPBACK else True
        return connect(
            self._url,
            open_timeout=open_seconds,
            close_timeout=_CLOSE_SECONDS,
            ping_interval=None,
            max_size=LARGEST_FRAME_BYTES,
            proxy=proxy,
            logger=_socket_log,
            **self._tls,
        )
